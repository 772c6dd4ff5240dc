"""Interfaces, filters and address translation of FITELnet routers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.packet_filters import PacketFilters
from scanners.platforms.network import addresses
from scanners.platforms.network.fitelnet.lines import NAME, config, filters
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_TITLE = re.compile(r"(?P<name>[A-Z][A-Za-z-]* [\d/.]+) is (?P<admin>[a-z ]+), line protocol is (?P<line>[a-z]+)")
_PACKETS = re.compile(r"(?m)^[ \t]+(\d+) packets (input|output)\b")
_ERRORS = re.compile(r"(\d+) (?:errors (?:input|output)\b|errors$|dropped\b|discards,)", re.MULTILINE)
_LEAST_COUNTERS = 4  # what was damaged, and what was dropped, in and out
_KINDS = {"GigaEthernet": "physical", "TenGigaEthernet": "physical", "Management": "physical", "Tunnel": "tunnel",
          "Loopback": "loopback", "Port-channel": "other", "Null": "other"}  # fmt: skip


def blocks(text: str) -> dict[str, tuple[str, str, str]]:
    """Give what `show interface` tells of each: state as set, state of the line, and the text below."""
    heads: dict[str, tuple[str, str]] = {}
    bodies: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        title = _TITLE.fullmatch(line.rstrip())
        if title:
            name = title["name"]
            heads[name] = (title["admin"].strip(), title["line"])
            bodies[name] = []
        elif name and (line.startswith(" ") or not line.strip()):
            bodies[name].append(line)
        elif line.strip():
            raise Unreadable(reason("unparseable", detail=f"interface: {line[:80]}"))
    if not heads:
        raise Unreadable(reason("unparseable", detail=f"no interface: {text.strip()[:80]}"))
    return {name: (*head, "\n".join(bodies[name])) for name, head in heads.items()}


def link_up(state: str) -> bool:
    """Tell a link by the state of its line. Raises ValueError at a state that is not known."""
    if state not in {"up", "down"}:
        raise ValueError(f"line protocol is {state}")
    return state == "up"


def _errors(text: str) -> dict[str, InterfaceErrors]:
    """Give the counters of the interfaces that have any; errors on a Port-channel are counted at its members.

    Raises ValueError for an interface of whose counters not all have a known form.
    """
    found = {}
    for name, (_, _, body) in blocks(text).items():
        packets, errors = _PACKETS.findall(body), _ERRORS.findall(body)
        if len(packets) == 2 and len(errors) >= _LEAST_COUNTERS:
            found[name] = InterfaceErrors(sum(int(count) for count, _ in packets), sum(map(int, errors)))
        elif (packets or errors) and not name.startswith("Port-channel "):
            raise ValueError(f"counters of {name}")
    return found


def _kind(name: str) -> str:
    return "vlan" if "." in name else _KINDS.get(name.partition(" ")[0], "other")


def _addresses(under: tuple[Line, ...]) -> Iterator[str]:
    for line in under:
        words = line.words
        if words[:2] == ["ip", "address"] and len(words) > 3 and words[2][0].isdigit():
            yield addresses.interface_address(words[2], words[3])
        elif words[:2] in (["ip", "address"], ["ipv6", "address"]) and len(words) > 2:
            yield str(ipaddress.ip_interface(words[2])) if words[2][0].isalnum() and ":" in words[2] else words[2]


def _setting(name: str, under: tuple[Line, ...]) -> InterfaceSetting:
    kind = _kind(name)
    vlan = setting(under, "vlan-id")
    return InterfaceSetting(
        name=name,
        kind=kind,
        enabled=not switched(under, "shutdown"),
        description=" ".join(setting(under, "description") or []),
        mode="" if kind == "physical" else "routed",
        vlans=tuple(vlan[:1]) if vlan else (),
        addresses=tuple(_addresses(under)),
        zone=" ".join(setting(under, "ip vrf forwarding") or []),
    )


def _settings(outputs: Outputs) -> tuple[InterfaceSetting, ...]:
    """Give those of the configuration, and the ports beside them: a port without a line is there all the same."""
    told = {name: _setting(name, under) for name, under in sections(config(outputs), "interface")}
    for name, (admin, _, _) in blocks(outputs["interfaces"].text()).items():
        if name not in told:
            told[name] = InterfaceSetting(name, _kind(name), admin in {"up", "down"}, "", "", (), (), "")
    return tuple(told.values())


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give every interface, by the words that the device uses (`GigaEthernet 1/1`). None says when a packet came."""
    del scope

    def states() -> Mapping[str, bool]:
        return {name: link_up(state) for name, (_, state, _) in blocks(outputs["interfaces"].text()).items()}

    return Interfaces(
        settings=attempt(lambda: _settings(outputs)),
        up=attempt(states),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=attempt(lambda: _errors(outputs["interfaces"].text())),
    )


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the access lists and where they are in force."""
    del scope
    lines = config(outputs)
    named, unresolved = filters(lines)
    loose = [
        f"interface {name}: {line.text}"
        for name, under in sections(lines, "interface")
        for line in under
        if line.words[1:2] == ["access-group"] and line.words[-1] not in {"in", "out"}
    ]
    return PacketFilters(
        filters=Known(named),
        bindings=Known(bindings(lines)),
        zone_default=Known(""),
        unresolved=Known((*unresolved, *loose)),
    )


def _translation(place: str, line: Line, rest: list[str]) -> Translation:
    """Read `ip nat inside source list N interface|pool P|ADDRESS` and `ip nat inside … static INSIDE OUTSIDE`."""
    if "interface" in rest:
        return Translation((f"interface:{place}",), line.text)
    if "pool" in rest[:-1]:
        return Translation((f"object:{rest[rest.index('pool') + 1]}",), line.text)
    found = [word for word in rest if re.fullmatch(r"\d+(?:\.\d+){3}", word)]
    if not found:
        raise ValueError(line.text)
    return Translation((addresses.host(found[-1]),), line.text)


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Give the rules of address translation, each at its interface."""
    del scope
    lines = config(outputs)

    def rules() -> tuple[Translation, ...]:
        places = (("global", lines), *sections(lines, "interface"))
        return tuple(
            _translation(place, line, rest)
            for place, under in places
            for line, rest in starting(under, "ip nat")
            if rest[:1] in (["inside"], ["outside"])
        )

    return AddressTranslation(rules=attempt(rules))
