"""What the running configuration of Cisco ASA tells of services, SNMP and logs (ASA CLI guide, "General")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network import addresses
from scanners.platforms.network.ios_like.services import level
from scanners.platforms.network.ios_like.tree import setting, switched
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "cisco_asa"
_HEADING = re.compile(r"(?m)^ASA Version \S+[ \t]*+(?P<space><\w+>)?")
_IPV4_MASK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


@lru_cache(maxsize=8)
def asa_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration. Raises `Unreadable` where its heading or its end is missing, or it is one of several."""
    heading = _HEADING.search(text)
    if not heading or not re.search(r"(?m)^(?:: end|Cryptochecksum:)", text):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80] or 'empty'}"))
    if heading["space"]:  # `<system>` or `<context>`: what the other contexts answer is not shown
        raise Unreadable(reason("one_of_several_contexts", shown=heading["space"]))
    return tuple(line for line in indented(text, comments=("!", ":")) if not line.text.startswith("Cryptochecksum:"))


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return asa_tree(outputs["config"].text())


def checksum(shown: str) -> str:
    """Give the checksum of a configuration, which covers the secrets that are cut here or masked there."""
    found = re.search(r"(?m)^Cryptochecksum:(\S+)", shown)
    if found is None:
        raise Unreadable(reason("unparseable", detail="no Cryptochecksum"))
    return found[1]


def release(lines: tuple[Line, ...]) -> tuple[int, int]:
    """Give the version of the operating system, 9.16(4) as `(9, 16)`. Raises ValueError for another form."""
    told = next((rest[0] for _line, rest in starting(lines, "ASA Version") if rest), "")
    found = re.match(r"(\d{1,3})\.(\d{1,3})", told)
    if found is None:
        raise ValueError(told)
    return int(found[1]), int(found[2])


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def named(lines: tuple[Line, ...]) -> Mapping[str, str]:
    """Give the address of every name: with `names` the device shows names of `name ADDRESS NAME` for addresses."""
    return {rest[1]: rest[0] for _line, rest in starting(lines, "name") if len(rest) > 1}


def openings(lines: tuple[Line, ...], service: str) -> tuple[tuple[str, str, str], ...]:
    """Give interface, address (or its name) and mask of every line that opens ssh, telnet or http to a network."""
    found = []
    for _line, rest in starting(lines, service):
        if len(rest) == 3 and _IPV4_MASK.fullmatch(rest[1]):
            found.append((rest[2], rest[0], rest[1]))
        elif len(rest) == 2 and "/" in rest[0]:
            address, _, length = rest[0].partition("/")
            found.append((rest[1], address, length))
    return tuple(found)


def sources(lines: tuple[Line, ...], service: str) -> dict[str, tuple[str, ...]]:
    """Give the networks that a service is open to, by interface. Raises ValueError for a name without an address."""
    names = named(lines)
    found: dict[str, tuple[str, ...]] = {}
    for interface, address, mask in openings(lines, service):
        found[interface] = (*found.get(interface, ()), addresses.masked(names.get(address, address), mask))
    return found


def web(lines: tuple[Line, ...]) -> bool:
    """Whether the web server (ASDM) answers."""
    return any(True for _ in starting(lines, "http server enable")) and bool(openings(lines, "http"))


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers managers: a service is on where some network may use it."""
    del scope
    lines = tree(outputs)
    ssh = bool(openings(lines, "ssh"))

    def versions() -> frozenset[str]:
        told = setting(lines, "ssh version")
        if ssh and not told:
            raise unsure("ssh version")
        return frozenset(told or ()) if ssh else frozenset()

    def custom(words: str) -> tuple[str, ...]:
        told = setting(lines, words)
        if not told or told[0] != "custom":
            raise unsure(words)
        return tuple(" ".join(told[1:]).strip('"').split(":"))

    def exchange() -> tuple[str, ...]:
        told = setting(lines, "ssh key-exchange group")
        if not told:
            raise unsure("ssh key-exchange group")
        return tuple(told[:1])

    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(bool(openings(lines, "telnet"))),
        http=Known(any(True for _ in starting(lines, "http redirect"))),
        https=Known(web(lines)),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=attempt(versions),
        ssh_ciphers=attempt(lambda: custom("ssh cipher encryption")),
        ssh_macs=attempt(lambda: custom("ssh cipher integrity")),
        ssh_key_exchanges=attempt(exchange),
        unneeded=Known(()),
    )


def snmp_hosts(lines: tuple[Line, ...]) -> list[tuple[Line, list[str]]]:
    """Give the lines that name who may ask the agent or gets its traps, with their words from the interface on."""
    return [
        (line, rest)
        for words in ("snmp-server host", "snmp-server host-group")
        for line, rest in starting(lines, words)
        if len(rest) > 1
    ]


def answers_snmp(lines: tuple[Line, ...]) -> bool:
    """Whether the agent is on: it answers hosts that are named, and nobody else."""
    return bool(snmp_hosts(lines)) and not has(lines, "no snmp-server enable")


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read hosts, groups of hosts, and users."""
    del scope
    lines = tree(outputs)
    hosts = snmp_hosts(lines)
    on = answers_snmp(lines)

    def versions() -> frozenset[str]:
        told = {rest[rest.index("version") + 1] if "version" in rest[:-1] else "1" for _line, rest in hosts}
        return frozenset(told) if on else frozenset()

    def communities() -> Iterator[SnmpCommunity]:
        for line, rest in (*hosts, *starting(lines, "snmp-server community")):
            mark = MARK.search(line.text)
            if mark and mark[1] == "unknown":  # shown as *****
                raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="snmp.communities"))
            if mark and rest:
                yield SnmpCommunity(mark[1] == "default", "ro", True, line.text)

    return Snmp(
        enabled=Known(on),
        versions=attempt(versions),
        communities=attempt(lambda: tuple(communities())),
        users=attempt(lambda: tuple(_people(lines))),
    )


def _people(lines: tuple[Line, ...]) -> Iterator[SnmpUser]:
    """Read users. What their group does not ask for (`noauth`, `auth`) does not protect them (RFC 3415)."""
    asked = {rest[0]: rest[2] for _line, rest in starting(lines, "snmp-server group") if rest[1:2] == ["v3"]}
    for _line, rest in starting(lines, "snmp-server user"):
        least = asked.get(rest[1], "priv")
        after = {word: rest[at + 1] for at, word in enumerate(rest[:-1]) if word in {"auth", "priv"}}
        size = rest[rest.index("priv") + 2] if after.get("priv") == "aes" and rest[-1] != "aes" else ""
        privacy = after.get("priv", "none") + (size if size.isdigit() else "")
        yield SnmpUser(
            rest[0],
            "none" if least == "noauth" else after.get("auth", "none"),
            "none" if least != "priv" else privacy,
        )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read log servers; nothing is sent without `logging enable` and `logging trap`.

    A class of messages has a level of its own: the most severe of these levels counts.
    """
    del scope
    lines = tree(outputs)

    def servers() -> tuple[LogServer, ...]:
        told = setting(lines, "logging trap")
        if not told:
            return ()
        names = named(lines)
        by_class = [rest for _line, rest in starting(lines, "logging class") if "trap" in rest[:-1]]
        least = min(level(word) for word in (told[0], *(rest[rest.index("trap") + 1] for rest in by_class)))
        hosts = [names.get(rest[1], rest[1]) for _line, rest in starting(lines, "logging host") if len(rest) > 1]
        return tuple(LogServer(host, least) for host in dict.fromkeys(hosts))

    return DeviceLogging(
        enabled=Known(bool(switched(lines, "logging enable"))),
        servers=attempt(servers),
        timestamps=Known(any(True for _ in starting(lines, "logging timestamp"))),
    )
