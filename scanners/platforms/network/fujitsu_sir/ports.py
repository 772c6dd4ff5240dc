"""Ports and VLANs of Si-R and SR-S, what guards them, and what is attached.

`show ether` lists every port of the device, so that one which no line of the configuration names is seen too.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping

from scanners.facts.field import Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.neighbours import Neighbours
from scanners.facts.port_guards import PortGuards
from scanners.platforms.network.fujitsu_sir.lines import NAME, config, numbered, numbers, shown, switch
from scanners.platforms.network.fujitsu_sir.state import (
    idle_seconds,
    links,
    port_errors,
    port_states,
    running_seconds,
)
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_MOST = 100_000  # settings of single ports in one configuration


def port_lines(lines: tuple[Line, ...], grouped: bool) -> dict[str, list[list[str]]]:
    """Give the settings of each port; a line may name many (`ether 1 1-4 vlan untag 10`)."""
    found: dict[str, list[list[str]]] = {}
    most = 0
    for _, words in starting(lines, "ether"):
        places = 2 if grouped else 1
        spans = [numbers(word) for word in words[:places]]
        most += math.prod(len(span) for span in spans)
        if len(spans) != places or len(words) == places or most > _MOST:
            raise ValueError(f"ether {' '.join(words)}"[:120])
        names = [f"ether {first} {second}" for first in spans[0] for second in (spans[1] if grouped else ())]
        for name in names or [f"ether {number}" for number in spans[0]]:
            found.setdefault(name, []).append(words[places:])
    return found


def _ports(outputs: Outputs) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    states = port_states(shown(outputs, "ether"))
    grouped = all(len(name.split()) == 3 for name in states)
    told = port_lines(config(outputs), grouped)
    return states, {name: told.get(name, []) for name in dict.fromkeys((*states, *told))}


def _word(rest: list[list[str]], words: str) -> str:
    first = words.split()
    found = [" ".join(line[len(first) :]) for line in rest if line[: len(first)] == first]
    return found[-1].strip('"') if found else ""


def _port(name: str, rest: list[list[str]], state: str) -> InterfaceSetting:
    tagged, untagged = _word(rest, "vlan tag"), _word(rest, "vlan untag")
    vlans = [str(number) for span in (untagged, tagged) if span for number in numbers(span.replace(" ", ""))]
    mode = "trunk" if tagged else "access" if untagged else ""
    off = ["use", "off"] in rest or state == "disable"
    return InterfaceSetting(name, "physical", not off, _word(rest, "description"), mode, tuple(vlans), (), "")


def _logical(lines: tuple[Line, ...], kind: str) -> list[InterfaceSetting]:
    found = []
    for number, told in numbered(lines, kind).items():
        rest = [words for _, words in told]
        addresses = [
            str(ipaddress.ip_interface(words[2]))
            for words in rest
            if words[:2] in (["ip", "address"], ["ip6", "address"]) and len(words) > 2 and "/" in words[2]
        ]
        addresses += [
            str(ipaddress.ip_interface(words[3])) for words in rest if words[:3] == ["ip", "address", "local"]
        ]
        vlan = _word(rest, "vlan")
        kinds = {"lan": "vlan", "remote": "other", "loopback": "loopback"}
        found.append(
            InterfaceSetting(
                name=f"{kind} {number}",
                kind=kinds[kind],
                enabled=["ip", "use", "off"] not in rest,
                description=_word(rest, "description") or _word(rest, "name"),
                mode="routed",
                vlans=(vlan,) if vlan else (),
                addresses=tuple(addresses),
                zone="",
            )
        )
    return found


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give ports, LAN and remote interfaces."""
    del scope

    def settings() -> tuple[InterfaceSetting, ...]:
        states, ports = _ports(outputs)
        lines = config(outputs)
        return (
            *(_port(name, rest, states.get(name, "")) for name, rest in ports.items()),
            *(found for kind in ("lan", "remote", "loopback") for found in _logical(lines, kind)),
        )

    return Interfaces(
        settings=attempt(settings),
        up=attempt(lambda: links(shown(outputs, "ether"))),
        idle_s=attempt(lambda: idle_seconds(shown(outputs, "ether"), shown(outputs, "system"))),
        errors=attempt(lambda: port_errors(shown(outputs, "statistics"))),
        running_s=attempt(lambda: running_seconds(shown(outputs, "system"))),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Give what guards each port that is in use and carries no tagged VLAN."""
    del scope

    def guards(rest: list[list[str]]) -> frozenset[str]:
        forms = {"dot1x": ["dot1x", "use", "on"]}
        if switch(config(outputs), "macauth use"):  # without that a port's own line does nothing
            forms["mac-auth"] = ["macauth", "use", "on"]
        return frozenset(name for name, form in forms.items() if form in rest)

    def ports() -> dict[str, frozenset[str]]:
        states, told = _ports(outputs)
        return {
            name: guards(rest)
            for name, rest in told.items()
            if _port(name, rest, states.get(name, "")).enabled and not _word(rest, "vlan tag")
        }

    return PortGuards(
        access_ports=attempt(ports), dot1x_enabled=attempt(lambda: bool(switch(config(outputs), "dot1x use")))
    )


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Give the wireless functions; neighbours and learnt addresses are not read."""
    del scope
    lines = config(outputs)
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=not_told(NAME, "neighbours.stations"),
        wireless=Known(
            tuple(line.text for line in lines if line.words[0] == "wlan" and line.words[-2:] == ["use", "on"])
        ),
    )


def parse_inspection(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Give where the built-in intrusion detection (`ip ids use on`) watches; its signatures come with the firmware."""
    del scope
    lines = config(outputs)
    places: Mapping[str, bool] = {
        f"{kind} {number}": _word([words for _, words in told], "ip ids use") == "on"
        for kind in ("lan", "remote")
        for number, told in numbered(lines, kind).items()
    }
    return IntrusionPrevention(
        sensors=Known(places), signatures_at=not_told(NAME, "intrusion_prevention.signatures_at")
    )
