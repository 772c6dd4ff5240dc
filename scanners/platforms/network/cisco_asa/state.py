"""What the show commands of Cisco ASA tell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Absent, Known, Unknown, all_fields, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours, Station
from scanners.facts.port_guards import PortGuards
from scanners.facts.routes import Route, Routes
from scanners.platforms.network import addresses
from scanners.platforms.network.cisco_asa.config import NAME, asa_tree, checksum, named, tree
from scanners.platforms.network.cisco_asa.known import KNOWN
from scanners.platforms.network.ios_like.interfaces import InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like.services import ntp_servers
from scanners.platforms.network.ios_like.state import counters, unparseable
from scanners.platforms.network.ios_like.tables import mac_address
from scanners.platforms.network.ios_like.tree import kept_lines, sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, not_understood
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_HEAD = re.compile(
    r'(?m)^Interface (?P<name>\S+) "(?P<zone>[^"]*)", is (?P<admin>administratively down|\w+), '
    r"line protocol is (?P<line>up|down)"
)
_PEER = re.compile(
    r"(?m)^\*~?(?P<address>\S+)\s+\S+\s+(?P<stratum>\d+)\s+\S+\s+\d+\s+(?P<reach>\d+)\s+[\d.]+\s+(?P<offset>-?[\d.]+)\s"
)
_ARP = re.compile(
    r"[ \t]*+(?P<zone>\S+)[ \t]++[\d.]+[ \t]++(?P<mac>[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})[ \t]++(?P<age>\d+|-)[ \t]*+"
)
_HOP = re.compile(
    r"\bvia (?P<gateway>\d[\d.]*)(?:, (?:[\d:]*:\d+|(?:\d+[ywdh])+))?, (?P<device>[^\s,]+)"
    r"(?P<tunneled> tunneled\b)?"
)
_HERE = re.compile(
    r"(?:is directly connected|connected by VPN \(\w+\)|is a summary(?:, [\w:.]+)?), (?P<device>[^\s,]+)"
)
_ROUTE = re.compile(r"[A-Z][A-Z0-9* ]{0,6}\s+(?P<net>\d[\d.]+) (?P<mask>\d[\d.]+)(?P<rest>.*)")


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`."""
    del scope
    text = outputs["version"].text()

    def first(*patterns: str) -> str:
        found = next((found for pattern in patterns if (found := re.search(pattern, text))), None)
        if found is None:
            raise unparseable("show version", text)
        return found[1]

    return DeviceIdentity(
        hostname=attempt(lambda: first(r"(?m)^(\S+) up \d+ (?:day|hour|min|sec|year)")),
        model=attempt(lambda: first(r"(?m)^Model Id: +(\S+)", r"(?m)^Hardware: +([^,\s]+)")),
        version=attempt(lambda: first(r"Adaptive Security Appliance Software Version (\S+)")),
        serials=attempt(lambda: (first(r"(?m)^Serial Number: (\S+)"),)),
    )


def _settings(lines: tuple[Line, ...]) -> tuple[InterfaceSetting, ...]:
    """Read the interfaces; models with a switch inside have interfaces of VLANs, or say `switchport`."""
    switched = any(
        name.lower().startswith("vlan") or any(line.words[0] == "switchport" for line in under)
        for name, under in sections(lines, "interface")
    )
    grammar = InterfaceGrammar(switched=switched, negotiates=False, zone=("nameif",))
    tags = {name: told[:1] for name, under in sections(lines, "interface") if (told := setting(under, "vlan"))}
    read = interface_settings(lines, grammar)
    return tuple(replace(one, vlans=tuple(tags[one.name])) if one.name in tags else one for one in read)


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Give the ports of models with a switch inside, which has nothing to guard them with."""
    del scope
    told = attempt(lambda: [one.name for one in _settings(tree(outputs)) if one.enabled and one.mode == "access"])
    if isinstance(told, Unknown):
        return all_fields(PortGuards, told)
    if not told.value:
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    return PortGuards(Known(dict.fromkeys(told.value, frozenset[str]())), Known(False))


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read who was heard of (`show arp`); announcements an ASA does not hear.

    Models with a W have an access point inside, which is set by itself.
    """
    model = parse_identity(outputs, scope).model
    lacks = isinstance(model, Known) and not re.search(r"ASA55\d\dW", model.value)
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=attempt(lambda: tuple(_heard(outputs))),
        wireless=Known(()) if lacks else not_told(NAME, "neighbours.wireless"),
    )


def _heard(outputs: Outputs) -> Iterator[Station]:
    """Give the learnt addresses: those without an age are static. A network without a VLAN goes by its interface."""
    ports = {one.zone: one for one in _settings(tree(outputs)) if one.zone}
    shown = [line for line in outputs["arp"].text().split("\n") if line.strip()]
    for line in shown:
        row = _ARP.fullmatch(line)
        if row is None:
            raise unparseable("show arp", line)
        if row["age"] != "-":
            port = ports.get(row["zone"])
            vlan, name = (_vlan(port), port.name) if port else ("", row["zone"])
            yield Station(mac_address(row["mac"]), vlan or row["zone"], name)
    if not shown:
        raise unparseable("show arp", "")


def _vlan(port: InterfaceSetting) -> str:
    """Give the number of the VLAN that an interface is, or is tagged with."""
    number = re.fullmatch(r"(?i)vlan(\d+)", port.name)
    return number[1] if number else port.vlans[0] if len(port.vlans) == 1 else ""


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Join the configuration and `show interface`, which does not tell when the last packet came in."""
    del scope

    def blocks() -> dict[str, tuple[bool, str]]:
        text = outputs["interfaces"].text()
        heads = list(_HEAD.finditer(text))
        if not heads:
            raise unparseable("show interface", text)
        ends = [*(head.start() for head in heads[1:]), len(text)]
        return {
            head["name"]: (head["admin"] == "up" and head["line"] == "up", text[head.end() : end])
            for head, end in zip(heads, ends, strict=True)
        }

    def errors() -> dict[str, InterfaceErrors]:
        return {name: count for name, (_up, block) in blocks().items() if (count := counters(block))}

    return Interfaces(
        settings=attempt(lambda: _settings(tree(outputs))),
        up=attempt(lambda: {name: up for name, (up, _block) in blocks().items()}),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=attempt(errors),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read `show ntp associations`: the server marked `*` is followed."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        names = named(tree(outputs))
        return tuple(replace(one, address=names.get(one.address, one.address)) for one in ntp_servers(tree(outputs)))

    def peer() -> re.Match[str] | None:
        text = outputs["ntp"].text()
        if not re.search(r"(?m)^[ \t]*+address\s+ref clock\s+st\s+when", text):
            raise unparseable("show ntp associations", text)
        found = _PEER.search(text)
        return None if found is None or int(found["stratum"]) > 15 or int(found["reach"]) == 0 else found

    def offset() -> float:
        found = peer()
        if found is None:
            raise Unreadable(reason("clock_follows_nothing"))
        return float(found["offset"])

    return DeviceTime(
        servers=attempt(servers),
        synchronised=attempt(lambda: peer() is not None),
        offset_ms=attempt(offset),
    )


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read `show route`; that of IPv6 is not read where there are such addresses."""
    del scope

    def read() -> frozenset[Route]:
        if any(line.text.startswith("ipv6 address") for top in tree(outputs) for line in top.under):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes"))
        return frozenset(_routes(outputs["routes"].text()))

    return Routes(attempt(read))


def _routes(text: str) -> Iterator[Route]:
    """Read each route, which may go on over lines. One of which no way was told is not passed over."""
    if not re.search(r"(?m)^Codes: ", text):
        raise unparseable("show route", text)
    network, in_codes, begun = "", False, ""
    for line in text.split("\n"):
        in_codes = line.startswith("Codes: ") or (in_codes and " - " in line)
        entry = None if in_codes else _ROUTE.match(line)
        if entry and begun:
            break
        network = addresses.masked(entry["net"], entry["mask"]) if entry else network
        begun = line if entry else begun
        rest = entry["rest"] if entry else line
        if in_codes or not network:
            continue
        hop, here = _HOP.search(rest), _HERE.search(rest)
        if hop:  # `tunneled` is for what comes out of a VPN alone
            yield Route(network, hop["gateway"], hop["device"], "tunneled" if hop["tunneled"] else "default")
        elif here:
            yield Route(network, "", here["device"], "default")
        begun = "" if hop or here else begun
    if begun:
        raise unparseable("show route", begun)


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Compare both configurations; the checksum that the device shows covers the secrets that were cut.

    One may show as `*****` what the other shows: how a secret is stored is no difference.
    """
    del scope
    text = outputs["config"].text()
    lines = tree(outputs)

    def difference() -> tuple[str, ...]:
        stored = outputs["startup"].text()
        asa_tree(stored)
        before, now = ([MARK.sub("<cut>", line) for line in kept_lines(shown)] for shown in (stored, text))
        found = difflib.unified_diff(before, now, n=0, lineterm="")
        return tuple(row for row in found if not row.startswith(("---", "+++", "@@")))

    return Configuration(
        lines=attempt(lambda: kept_lines(text)),
        saved=attempt(lambda: not difference() and checksum(text) == checksum(outputs["startup"].text())),
        unsaved=attempt(difference),
        not_understood=attempt(lambda: not_understood(lines, KNOWN)),
    )
