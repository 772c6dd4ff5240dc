"""What the show commands of Cisco IOS and IOS-XE tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.cisco_ios.config import has_ipv6, ports_of
from scanners.platforms.network.cisco_ios.tree import NAME, whole_tree
from scanners.platforms.network.ios_like.interfaces import interface_settings, kind_of
from scanners.platforms.network.ios_like.services import ntp_servers
from scanners.platforms.network.ios_like.state import (
    age_seconds,
    counters,
    interface_blocks,
    last_input,
    running_seconds,
    unparseable,
)
from scanners.platforms.network.ios_like.tables import cdp, lldp, routes, stations
from scanners.platforms.network.ios_like.tree import sections, switched
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PEER = re.compile(
    r"(?m)^\*~?(?P<address>\S+)\s+\S+\s+(?P<stratum>\d+)\s+\S+\s+\d+\s+(?P<reach>\d+)\s+[\d.]+\s+(?P<offset>-?[\d.]+)\s"
)


# The second where a supervisor took over from another, the third of each further member of a stack.
_RUNNING = re.compile(
    r"(?m)^(?:\S+ uptime is|Uptime for this control processor is|Switch [Uu]ptime[ \t]*+:) +(\d[^\n]{0,90})$"
)


_CAME_IN = re.compile(r"(?<!\d)0*+[1-9]\d*+ packets input")
_SENT = re.compile(r"Last input never, output (\S+?),")


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`; every member of a stack has a serial number of its own."""
    del scope
    text = outputs["version"].text()

    def first(*patterns: str) -> str:
        found = next((found for pattern in patterns if (found := re.search(pattern, text))), None)
        if found is None:
            raise unparseable("show version", text)
        return found[1]

    serials = re.findall(r"(?m)^System [Ss]erial [Nn]umber\s+: (\S+)", text)
    return DeviceIdentity(
        hostname=attempt(lambda: first(r"(?m)^(\S+) uptime is ")),
        model=attempt(lambda: first(r"(?m)^[Cc]isco (\S+) \(.*(?:processor|with)", r"(?m)^Model [Nn]umber\s+: (\S+)")),
        version=attempt(
            lambda: first(r"Cisco IOS XE Software, Version (\S+)", r"(?:IOS|Software)[^\n]{0,200} Version ([^,\s]+)")
        ),
        serials=attempt(lambda: tuple(serials) or (first(r"(?m)^Processor board ID (\S+)"),)),
    )


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Join the configuration, `show interfaces`, and what `show version` tells of the last start."""
    del scope
    blocks = attempt(lambda: interface_blocks(outputs["interfaces"].text()))

    def settings() -> tuple[InterfaceSetting, ...]:
        lines = whole_tree(outputs)
        return interface_settings(lines, ports_of(lines))

    running = attempt(lambda: running_seconds(outputs["version"].text(), _RUNNING))
    if isinstance(blocks, Unknown):
        return Interfaces(attempt(settings), blocks, blocks, blocks, running)
    told = blocks.value
    return Interfaces(
        settings=attempt(settings),
        up=Known({name: up for name, (up, _block) in told.items()}),
        idle_s=attempt(
            lambda: {
                name: idle
                for name, (_, block) in told.items()
                if kind_of(name) == "physical" and (idle := _idle(block)) is not None
            }
        ),
        errors=attempt(lambda: {name: count for name, (_, block) in told.items() if (count := counters(block))}),
        running_s=running,
    )


def _idle(block: str) -> int | None:
    """Give the seconds since something came in; -1 where nothing did since the start. Raises ValueError otherwise.

    A switch tells of what its processor took alone: where packets came in all the same, the port had a link until it
    last sent something. None where it does not tell that either.
    """
    idle = last_input(block)
    if idle >= 0 or not _CAME_IN.search(block):
        return idle
    sent = _SENT.search(block)
    since = age_seconds(sent[1]) if sent else -1
    return None if since < 0 else since


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read `show ntp associations`: the peer marked `*` is followed. The device's own clock is no source."""
    del scope

    def peer() -> re.Match[str] | None:
        text = outputs["ntp"].text()
        if re.match(r"\s*%\s*NTP is not enabled", text):
            return None
        if not re.search(r"(?m)^[ \t]*+address\s+ref clock\s+st\s+when", text):
            raise unparseable("show ntp associations", text)
        found = _PEER.search(text)
        own = found and (
            found["address"].startswith("127.127.") or int(found["stratum"]) > 15 or int(found["reach"]) == 0
        )
        return None if own else found

    def offset() -> float:
        found = peer()
        if found is None:
            raise Unreadable(reason("clock_follows_nothing"))
        return float(found["offset"])

    return DeviceTime(
        servers=attempt(lambda: (*ntp_servers(whole_tree(outputs)), *_heard(whole_tree(outputs)))),
        synchronised=attempt(lambda: peer() is not None),
        offset_ms=attempt(offset),
    )


def _heard(lines: tuple[Line, ...]) -> Iterator[NtpServer]:
    """Give what else may set the clock: whoever sends the time to an interface, and servers of the simple protocol."""
    for name, under in sections(lines, "interface"):
        for kind in ("broadcast", "multicast"):
            if any(True for _ in starting(under, f"ntp {kind} client")):
                yield NtpServer(f"{kind} {name}", authenticated=False)
    for _line, rest in starting(lines, "sntp server"):
        yield NtpServer(rest[0], authenticated=False)


def port_names(outputs: Outputs) -> tuple[str, ...]:
    """Give the names of all interfaces of the configuration."""
    return tuple(name for name, _under in sections(whole_tree(outputs), "interface"))


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Join LLDP and CDP. With both switched off nobody would be announced: that is not known, not none."""
    del scope

    def announced() -> tuple[Neighbour, ...]:
        names = port_names(outputs)
        told = {"lldp": outputs["lldp"].text(), "cdp": outputs["cdp"].text()}
        on = {kind: text for kind, text in told.items() if not re.match(r"\s*+% ?(?:LLDP|CDP) is not enabled", text)}
        if not on:
            raise Unreadable(reason("device_lacks", what="LLDP, CDP"))
        found: tuple[Neighbour, ...] = ()
        if "lldp" in on:
            found += lldp(NAME, "show lldp neighbors detail", on["lldp"], names)
        if "cdp" in on:
            found += cdp(NAME, "show cdp neighbors detail", on["cdp"], names)
        return tuple(dict.fromkeys(found))

    def learnt() -> tuple[Station, ...]:
        return stations(outputs["macs"].text(), port_names(outputs))

    return Neighbours(
        neighbours=attempt(announced),
        stations=attempt(learnt),
        wireless=attempt(lambda: tuple(_wireless(whole_tree(outputs)))),
    )


def _wireless(lines: tuple[Line, ...]) -> Iterator[str]:
    for name, under in sections(lines, "interface"):
        if name.lower().startswith(("dot11radio", "wlan-gigabitethernet", "wlan-ap")) and not switched(
            under, "shutdown"
        ):
            yield f"interface {name}"
    for name, under in sections(lines, "wlan"):
        if switched(under, "shutdown") is False:
            yield f"wlan {name}"
    for name, _under in sections(lines, "dot11 ssid"):
        yield f"dot11 ssid {name}"


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read all tables; those of IPv6 only where the device has such addresses."""
    del scope

    def read() -> frozenset[Route]:
        found = set(routes(outputs["routes"].text()))
        lines = whole_tree(outputs)
        if has_ipv6(lines):
            if _ipv6_apart(lines):  # the command shows the global table alone
                raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes (ipv6, vrf)"))
            found |= set(routes(outputs["routes6"].text()))
        return frozenset(found)

    return Routes(attempt(read))


def _ipv6_apart(lines: tuple[Line, ...]) -> bool:
    """Whether an interface of a VRF speaks IPv6."""
    return any(
        any(line.text.startswith(("vrf forwarding ", "ip vrf forwarding ")) for line in under) and has_ipv6(under)
        for _name, under in sections(lines, "interface")
    )
