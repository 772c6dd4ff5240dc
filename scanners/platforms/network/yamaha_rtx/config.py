"""The configuration of Yamaha routers: one command a line, contexts below `pp select` and `tunnel select`.

Source: Yamaha router command reference, chapters 1 (how to read it) and 2 (console), and a published `show config` of
an RTX1210. The console breaks a long line at its width whatever stands there, numbers too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.tree import Line, indented
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

NAME = "yamaha_rtx"
CONFIG = Probe("config", "show config", timeout=60, cap=8 << 20)
ENVIRONMENT = Probe("environment", "show environment")

_WIDTH = 80  # `console columns`, where nothing is configured
_HEADER = re.compile(r"(?m)^#\s*(?P<model>[A-Za-z][A-Za-z0-9-]*)\s+Rev\.(?P<version>[0-9][0-9A-Za-z.]*)")
_COLUMNS = re.compile(r"(?m)^console columns (\d{2,4})$")
_PORTS = re.compile(r"(?m)^#.*?\b(\d{1,2})LAN\b")
_CONTEXT = re.compile(r"(?m)^[ \t]++((?:pp|tunnel) select )")  # one context ends where the next begins
# The words that a line of the top begins with; a broken line goes on with whatever stood there.
FIRST_WORDS = (
    "account", "administrator", "alarm", "alias", "analog", "ap", "auth", "bgp", "bri", "bridge", "clear", "cloud",
    "console", "cooperation", "dashboard", "date", "description", "dhcp", "diagnosis", "disconnect", "dns", "dpi",
    "embedded", "ethernet", "ex-license", "external-memory", "heartbeat", "heartbeat2", "http", "httpd", "ip", "ipip",
    "ipsec", "ipv6", "isdn", "l2ms", "l2tp", "lan", "lan-map", "lbo", "leased", "license", "line", "lldp", "login",
    "lua", "mail", "mobile", "nat", "nat46", "netvolante-dns", "network", "ngn", "no", "ntp", "ntpdate", "onfs",
    "operation", "ospf", "pki", "pp", "ppp", "pppoe", "pptp", "pri", "provider", "queue", "radius", "remote", "rip",
    "rollback", "rtfs", "save", "schedule", "sd", "security", "set", "sftpd", "sip", "snmp", "snmpv2c", "snmpv3",
    "sntpd", "speed", "ssh", "sshd", "statistics", "status-led", "switch", "switching-hub", "syslog", "system", "tcp",
    "telnet", "telnetd", "tftp", "time", "timezone", "tunnel", "upnp", "url", "usbhost", "user", "vlan", "vrx", "wan",
    "wol", "yno",
)  # fmt: skip


@lru_cache(maxsize=8)
def unbroken(text: str) -> str:
    """Put lines together again that the console broke at its width."""
    found = _COLUMNS.search(text)
    width = int(found[1]) if found else _WIDTH
    whole: list[list[str]] = []
    last = 0
    for line in text.split("\n"):
        broken = last in {width - 1, width} and line.strip() and not _begins_a_line(line)
        if whole and (broken or line.startswith("<cut:")):  # the rest of a secret was cut as a line of its own
            whole[-1].append(line)
        else:
            whole.append([line])
        last = len(line)
    return "\n".join("".join(pieces) for pieces in whole)


def _begins_a_line(line: str) -> bool:
    return line.startswith("#") or (line.split(maxsplit=1)[0] in FIRST_WORDS and not line[:1].isdigit())


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Line, ...]:
    if _HEADER.search(text) is None:
        raise Unreadable(reason("unparseable", detail="show config without its header"))
    return indented(_CONTEXT.sub(r"\1", unbroken(text)), comments=("#",))


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the configuration. Raises `Unreadable` where the answer is none."""
    return _read(outputs["config"].text())


def header(outputs: Outputs) -> tuple[str, str, int]:
    """Give model, version and number of LAN interfaces (0 where untold) from the head of the configuration."""
    text = outputs["config"].text()
    found = _HEADER.search(text)
    if found is None:
        raise Unreadable(reason("unparseable", detail="show config without its header"))
    ports = _PORTS.search(text)
    return found["model"], found["version"], int(ports[1]) if ports else 0


def value(lines: Iterable[Line], words: str, default: str) -> str:
    """Give what follows these words on the last such line."""
    first = words.split()
    for line in lines:
        parts = line.words
        if parts[: len(first)] == first:
            default = " ".join(parts[len(first) :])
    return default


def contexts(lines: Iterable[Line]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Give the name of each interface of a context ("pp1", "ppanonymous", "tunnel2") and all lines of it, flat."""
    for line in lines:
        parts = line.words
        if parts[:1] in (["pp"], ["tunnel"]) and parts[1:2] == ["select"] and len(parts) == 3 and parts[2] != "none":
            yield f"{parts[0]}{parts[2]}", flat(line.under)


def flat(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Give lines and all that stand below them, in their order."""
    given: list[Line] = []
    for line in lines:
        given += [line, *flat(line.under)]
    return tuple(given)


class Switched:
    """Which interfaces of a kind are on: `pp enable` or `tunnel enable`, wherever it stands, names them, or a range."""

    def __init__(self, lines: Iterable[Line], kind: str) -> None:
        named = [word for line in flat(lines) if line.words[:2] == [kind, "enable"] for word in line.words[2:]]
        found = [re.fullmatch(r"([0-9]{0,9})-([0-9]{0,9})", word) for word in named]
        self._named = frozenset(named)
        self._ranges = {(int(ends[1] or 0), int(ends[2] or 10**9)) for ends in found if ends}

    def __contains__(self, number: str) -> bool:
        if number in self._named or "all" in self._named:
            return True
        return number.isdigit() and any(first <= int(number) <= last for first, last in self._ranges)
