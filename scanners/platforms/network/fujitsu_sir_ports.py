"""Ports, VLANs, routes and redundancy of Si-R and SR-S.

`show ether` lists every port of the device, so that one which no line of the configuration names is seen too.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.neighbours import Neighbours
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.fujitsu_sir_lines import NAME, config, numbered, numbers, switch, uses_ipv6
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MOST = 100_000  # settings of single ports in one configuration
_PORT = re.compile(r"\[ETHER (?:GROUP-(?P<group>\d{1,3}) )?PORT-(?P<port>\d{1,3})\]")
_UP = re.compile(r"(?:auto )?\d{1,6}[MG] (?:Full|Half)(?: MDI(?:-X)?)?")
_ROUTE = re.compile(
    r"[*X ][A-Z](?:[A-Za-z0-9]| )\s+(?P<destination>\S+/\d{1,3})\s+(?P<gateway>\S+)\s+\d{1,3}\s+(?P<age>[\dwdhms:]+)"
    r"\s+(?P<device>[a-z]+\d*)"
)
_PEER = re.compile(
    r"\s*(?P<id>\d+(?:\.\d+){3})\s+\d+\s+(?P<state>[\w-]+)/(?P<role>\w+)\s+[\d:]+\s+\d+(?:\.\d+){3}(?:\s+\d+){3}\s*"
)
_VRID = re.compile(r"\s+(?P<id>\d{1,3})\s+(?P<state>[A-Z]\w+)(?::\S.*)?")


def port_states(text: str) -> dict[str, str]:
    """Give the status of every port by its name in the configuration (`ether 1 1`, on switches `ether 1`)."""
    found: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        title = _PORT.fullmatch(line.strip())
        if title:
            name = " ".join(("ether", *(part for part in (title["group"], title["port"]) if part)))
        elif line.startswith("status") and name and name not in found:
            found[name] = line.partition(":")[2].strip()
    if not found or len(found) != len(re.findall(r"(?m)^\[ETHER ", text)):
        raise Unreadable(reason("unparseable", detail=f"no list of ports: {text.strip()[:80]}"))
    return found


def _up(status: str) -> bool:
    """Tell a link by a status: a speed is one; offline, down and disable are none. Raises ValueError at any other."""
    if _UP.fullmatch(status):
        return True
    if status.split()[:1] in (["offline"], ["down"], ["disable"]):
        return False
    raise ValueError(f"status {status}")


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
    states = port_states(outputs["ether"].text())
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
    """Give ports, LAN and remote interfaces. How long a port was idle, and its errors, were never seen."""
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
        up=attempt(lambda: {name: _up(state) for name, state in port_states(outputs["ether"].text()).items()}),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
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


def _hop_groups(outputs: Outputs) -> tuple[HopGroup, ...]:
    text = outputs["vrrp"].text()
    found: list[HopGroup] = []
    place = ""
    for line in text.split("\n"):
        title = re.fullmatch(r"\[((?:lan|vlan) \d{1,4})\]", line.strip())
        row = _VRID.fullmatch(line)
        if title:
            place = title[1]
        elif row and place:
            found.append(HopGroup(f"{place} vrid {row['id']}", "vrrp", row["state"].lower()))
        elif line.split() not in ([], ["VRID", "Status"]):
            raise ValueError(f"vrrp: {line[:80]}")
    if not found:
        raise Unreadable(reason("unparseable", detail=f"no VRRP group: {text.strip()[:80]}"))
    missing = _configured_groups(config(outputs)) - {one.name for one in found}
    if missing:
        raise ValueError(f"vrrp: {', '.join(sorted(missing))} not shown"[:120])
    return tuple(found)


def _configured_groups(lines: tuple[Line, ...]) -> set[str]:
    """Name the groups of `lan N vrrp group G id VRID …` on interfaces where VRRP is on."""
    return {
        f"lan {number} vrid {words[4]}"
        for number, told in numbered(lines, "lan").items()
        if _word([words for _, words in told], "vrrp use") == "on"
        for _, words in told
        if words[:2] == ["vrrp", "group"] and words[3:4] == ["id"]
    }


def _peers(text: str) -> dict[str, bool]:
    """Give the neighbours of OSPF: those in step, or (neither of both being chosen) content with a word each way."""
    found: dict[str, bool] = {}
    for line in text.split("\n"):
        told = _PEER.fullmatch(line)
        if told:
            settled = told["state"] == "Full" or (told["state"] in {"2Way", "2-Way"} and told["role"] == "Other")
            found[told["id"]] = settled and found.get(told["id"], True)
        elif line.strip() and not re.match(r"\s*Neighbor (?:information with|with \S+ result:|ID )", line):
            raise ValueError(f"ospf: {line[:80]}")
    if not found:
        raise Unreadable(reason("unparseable", detail=f"no OSPF neighbour: {text.strip()[:80]}"))
    return found


def _routing_peers(outputs: Outputs, words: list[list[str]] | None) -> Field[Mapping[str, bool]]:
    """Give the neighbours of routing; those of BGP were never seen."""
    if words is None or any("bgp" in line for line in words):
        return not_told(NAME, "redundancy.routing_peers")
    if not any("ospf" in line for line in words):
        return Known({})
    return attempt(lambda: _peers(outputs["ospf"].text()))


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give VRRP groups and neighbours of OSPF. These devices form no clusters; links in a bundle are not read."""
    del scope
    lines = attempt(lambda: config(outputs))
    words = [line.words for line in lines.value] if isinstance(lines, Known) else None
    no_groups = words is not None and not any("vrrp" in line for line in words)
    no_bundles = words is not None and not any("linkaggregation" in line for line in words)
    return Redundancy(
        hop_groups=Known(()) if no_groups else attempt(lambda: _hop_groups(outputs)),
        bundles=Known(()) if no_bundles else not_told(NAME, "redundancy.bundles"),
        cluster=Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=_routing_peers(outputs, words),
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


def _route(line: str) -> Route:
    found = _ROUTE.fullmatch(line.rstrip())
    if found is None:
        raise ValueError(f"route: {line[:80]}")
    own = line[1] in "CL" or found["gateway"] == found["device"]
    gateway = "" if own else str(ipaddress.ip_address(found["gateway"]))
    return Route(str(ipaddress.ip_network(found["destination"])), gateway, found["device"], "main")


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give every route that the device knows. IPv6 is another command: where it is in use they are not all."""
    del scope
    text = outputs["routes"].text()
    if uses_ipv6(config(outputs)):
        return Routes(not_told(NAME, "routes.routes (IPv6)"))

    def routes() -> frozenset[Route]:
        title, _, *rows = text.strip("\n").split("\n")
        if not title.startswith("FP  Destination/Mask"):
            raise ValueError(f"routes: {title[:80]}")
        return frozenset(_route(line) for line in rows if line.strip())

    return Routes(attempt(routes))
