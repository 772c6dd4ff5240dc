"""SNMP, time and logging in configurations that look like Cisco IOS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inventories.reason import reason
from scanners.facts.device_logging import LogServer
from scanners.facts.device_time import NtpServer
from scanners.facts.packet_filters import PacketFilter
from scanners.facts.snmp import SnmpCommunity
from scanners.platforms.network.ios_like.access import limits, permitted
from scanners.platforms.network.ios_like.tree import setting, switched
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, starting
from scanners.probe import Unreadable

LEVELS = {
    "emergencies": 0, "emergency": 0, "alerts": 1, "alert": 1, "critical": 2, "errors": 3, "error": 3, "warnings": 4,
    "warning": 4, "notifications": 5, "notification": 5, "informational": 6, "information": 6, "debugging": 7,
    "debug": 7,
}  # fmt: skip


def level(word: str) -> int:
    """Give a level by name or number. Raises ValueError for anything else."""
    number = int(word) if word.isascii() and word.isdigit() else LEVELS[word.lower()]
    if number > 7:
        raise ValueError(word)
    return number


def communities(lines: Iterable[Line], filters: Mapping[str, PacketFilter]) -> tuple[SnmpCommunity, ...]:
    """Read `snmp-server community NAME [view V] [ro|rw] [ipv6 LIST] [LIST]`. Without an access word it is read-only."""
    return tuple(_community(line.text, rest, filters) for line, rest in starting(lines, "snmp-server community"))


def _community(text: str, rest: list[str], filters: Mapping[str, PacketFilter]) -> SnmpCommunity:
    mark = MARK.search(text)
    words = rest[1:]
    options: dict[str, str] = {}
    lists: list[str] = []
    access = "ro"
    while words:
        word = words.pop(0)
        if word.lower() in {"ro", "rw"}:
            access = word.lower()
        elif word in {"view", "ipv6", "use-ipv4-acl", "use-ipv6-acl", "use-acl", "group"} and words:
            options[word] = words.pop(0)
        elif not MARK.search(word):
            lists.append(word)
    names = [*lists, *(options[key] for key in ("use-acl", "use-ipv4-acl") if key in options)]
    limited = any(name in filters and limits(permitted(filters, name)) for name in names)
    if options.get("group") in {"network-admin", "vdc-admin"}:
        access = "rw"
    return SnmpCommunity(default=mark is None or mark[1] == "default", access=access, limited=limited, line=text)


def trap_versions(lines: Iterable[Line]) -> Iterator[str]:
    """Give the versions in which traps are sent: 1 where a host has no word on it."""
    for _line, rest in starting(lines, "snmp-server host"):
        versions = [rest[at + 1] for at, word in enumerate(rest[:-1]) if word == "version"]
        if versions or len(rest) > 1:
            yield versions[-1] if versions else "1"


def ntp_servers(lines: Iterable[Line]) -> tuple[NtpServer, ...]:
    """Read `ntp server|peer [vrf V] [ip|ipv6] ADDRESS … [key N]`.

    An answer is checked only where authentication is on, and the key exists and is trusted.
    """
    lines = tuple(lines)
    keys = {rest[0] for _line, rest in starting(lines, "ntp authentication-key") if rest}
    trusted = {key for _line, rest in starting(lines, "ntp trusted-key") for key in _key_range(rest)}
    usable = keys & trusted if any(True for _ in starting(lines, "ntp authenticate")) else set()
    found: dict[str, NtpServer] = {}
    for words in ("ntp server", "ntp peer"):
        for _line, rest in starting(lines, words):
            parts = rest[2:] if rest[:1] == ["vrf"] else rest
            parts = parts[1:] if parts[:1] in (["ip"], ["ipv6"]) else parts
            key = parts[parts.index("key") + 1] if "key" in parts[:-1] else ""
            if parts:  # asked twice (in two VRFs), the answer that is not checked counts
                before = found.get(parts[0])
                found[parts[0]] = NtpServer(parts[0], key in usable and (before is None or before.authenticated))
    return tuple(found.values())


def _key_range(words: list[str]) -> Iterator[str]:
    """Give the keys of `1`, `1,3` or `1 - 3`."""
    text = "".join(words)
    for part in text.split(","):
        low, dash, high = part.partition("-")
        if dash and low.isdigit() and high.isdigit() and int(high) - int(low) < 1000:
            yield from (str(key) for key in range(int(low), int(high) + 1))
        else:
            yield part


def log_servers(lines: Iterable[Line], default: int) -> tuple[LogServer, ...]:
    """Read `logging host ADDRESS` (old: `logging ADDRESS`); the level is that of `logging trap` for all.

    Raises `Unreadable` where a filter of messages stands between: what it drops is not read.
    """
    lines = tuple(lines)
    words = setting(lines, "logging trap")
    if switched(lines, "logging trap") is False:
        return ()
    least = level(words[0]) if words else default
    found: dict[str, LogServer] = {}
    for _line, rest in starting(lines, "logging"):
        parts = rest[1:] if rest[:1] in (["host"], ["server"]) else rest
        parts = parts[2:] if parts[:1] == ["vrf"] else parts
        parts = parts[1:] if parts[:1] == ["ipv6"] else parts
        if parts and (rest[:1] == ["host"] or parts[0][0].isdigit()):
            if {"discriminator", "filtered"} & set(parts[1:]):
                raise Unreadable(reason("unparseable", detail=f"logging {' '.join(rest)}"[:120]))
            found[parts[0]] = LogServer(parts[0], least)
    return tuple(found.values())
