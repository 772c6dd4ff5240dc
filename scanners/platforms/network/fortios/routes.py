"""Paths of a FortiGate: its routing tables, VRRP, and neighbours of BGP and OSPF.

Administration Guide, "Routing concepts", "Dynamic routing in IPv6", "VRRP" and "Dynamic routing". All of this is asked
of one virtual domain, the only one where there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.redundancy import HopGroup
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.fortios.tree import NAME, Block, Config, read, speaks_six
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ROUTE = re.compile(r"^[A-Z][\w* ]{0,9}?\s+(\d+\.\d+\.\d+\.\d+/\d+) ")
_NOWHERE = "] is a summary, Null"  # of a network of which parts are elsewhere, and of a blackhole
_INTO = re.compile(r"via ([^,()\s]{1,64}) tunnel |is directly connected, ([^,()]+)")
_ROUTE_6 = re.compile(r"^[A-Z][\w* ]{0,9}?\s+([0-9a-f:.]+/\d+) (?=\[|via )")
_HOP = re.compile(r"(?:^|[\s(])via ([0-9a-f:.]+)\)?, ([^,()]+)")
# A next hop that is some routers away, as BGP tells it, and behind it the one that the packets go to.
_FAR = re.compile(r" via ([0-9a-f:.]+)(?: tag \d+)?(?: \[\d+\])? \(recursive ")
_FARTHER = re.compile(r" +\(recursive ")  # another way to the same
_VIRTUAL = re.compile(
    r"^(?:Interface: (\S+), primary IP|\s+VRID: (\d+)\b|\s+vrip: [\d.]+, priority: [^:]{0,60}, state: (\w+))"
)
_STATES = {"primary": "master", "secondary": "backup"}  # the words of release 7
_BGP = re.compile(r"^(\d+\.\d+\.\d+\.\d+)\s+4(?:\s+\d+){6}\s+(?:never|[\dwdhm:]+)\s+(\S.*)$")
_BGP_COUNT = re.compile(r"(?m)^Total number of neighbors (\d+)\s*$")
_OSPF = re.compile(r"^\d+\.\d+\.\d+\.\d+\s+\d+\s+([\w-]+)/\s*(\S+)\s+[\d:]+\s+(\d+\.\d+\.\d+\.\d+)\s+\S")


def routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read the table of IPv4, and that of IPv6 where an interface speaks it."""
    del scope

    def every() -> frozenset[Route]:
        whole = read(outputs["config"].text())
        if "" not in whole.domains:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes"))
        six = any(speaks_six(entry) for entry in whole.one("system interface").entries.values())
        found = frozenset(_routes(outputs["routes"].text(), _ROUTE))
        return found | frozenset(_routes(outputs["routes6"].text(), _ROUTE_6)) if six else found

    return Routes(routes=attempt(every))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Give each line below the legend with the name of its table."""
    table = "main"
    if "Codes: " not in text or "Routing table" not in text:
        raise Unreadable(reason("unparseable", detail="no routing table"))
    for line in ("Routing table" + text.partition("Routing table")[2]).split("\n"):
        heading = re.match(r"Routing table for VRF=(\d+)", line)
        if heading:
            table = "main" if heading[1] == "0" else f"vrf {heading[1]}"
        elif line.strip() and line.strip() != "Routing table":
            yield table, line


def _routes(text: str, start: re.Pattern[str]) -> Iterator[Route]:
    """Read a table of either version, of which `start` knows the first line of a route.

    Two routes of BGP may lead to one next hop: that of each is where its packets go first. What is connected has `::`
    as its next hop in the table of IPv6.
    """
    destination = gateway = ""
    for table, line in _lines(text):
        found, far = start.match(line), _FAR.search(line)
        destination = found[1] if found else destination
        gateway = far[1] if far else gateway if _FARTHER.match(line) else ""
        if found and _NOWHERE in line:
            yield Route(destination, "", "blackhole", table)
            continue
        near = line.partition("(recursive ")[2] or line
        hop, into = _HOP.search(near), _INTO.search(near)
        if not destination or (hop is None and into is None) or (found is None and not line.startswith("  ")):
            raise Unreadable(reason("unparseable", detail=f"route: {line[:60]}"))
        if hop:
            yield Route(destination, "" if hop[1] == "::" else hop[1], hop[2].strip(), table)
        elif into:
            yield Route(destination, gateway if into[2] else "", (into[1] or into[2]).strip(), table)


def hop_groups(whole: Config, outputs: Outputs) -> tuple[HopGroup, ...]:
    """Give the groups of VRRP, every one that is configured. Raises `Unreadable` where there are any of IPv6."""
    places = whole.one("system interface").entries.values()
    if any(place.tables.get("ipv6", Block("")).below("vrrp6") for place in places):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.hop_groups"))
    wanted = {
        (place.name, group.name)
        for place in places
        for group in place.below("vrrp")
        if group.text("status") != "disable"
    }
    if not wanted:
        return ()
    told: dict[tuple[str, str], str] = {}
    place = group = ""
    for line in outputs["vrrp"].lines():
        found = _VIRTUAL.match(line)
        if found and found[1]:
            place, group = found[1], ""
        elif found and found[2]:
            group = found[2]
        elif found:
            state = found[3].lower()
            told[place, group] = _STATES.get(state, state)
    if wanted - told.keys():
        raise Unreadable(reason("unparseable", detail="a group of VRRP is not told"))
    return tuple(HopGroup(f"{name} vrid {number}", "vrrp", told[name, number]) for name, number in sorted(wanted))


def routing_peers(whole: Config, outputs: Outputs) -> Mapping[str, bool]:
    """Give the neighbours of BGP and OSPF. Raises `Unreadable` for what the commands do not show."""
    bgp = [entry.name for _, block in whole.each("router bgp") for entry in block.below("neighbor")]
    ranges = any(block.below("neighbor-range") for _, block in whole.each("router bgp"))
    others = any(block.below("isis-interface") for _, block in whole.maybe("router isis"))
    others |= any(block.below("ospf6-interface") for _, block in whole.each("router ospf6"))
    if others or ranges or any(":" in peer for peer in bgp):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    found: dict[str, bool] = {}
    if bgp:
        found |= _bgp(outputs["bgp"].text(), frozenset(bgp))
    if any(block.below("network") for _, block in whole.each("router ospf")):
        found |= _ospf(outputs["ospf"].text())
    return found


def _bgp(text: str, wanted: frozenset[str]) -> dict[str, bool]:
    told = [row for line in text.split("\n") if (row := _BGP.match(line))]
    counts = [int(count) for count in _BGP_COUNT.findall(text)]
    if not counts or sum(counts) != len(told) or wanted - {row[1] for row in told}:
        raise Unreadable(reason("unparseable", detail=f"{len(told)} neighbours in bgp summary"))
    found: dict[str, bool] = {}
    for row in told:  # one address may be a neighbour in two routing tables
        found[f"bgp {row[1]}"] = row[2].strip().isdigit() and found.get(f"bgp {row[1]}", True)
    return found


def _ospf(text: str) -> dict[str, bool]:
    head, _, below = text.partition("Neighbor ID")
    if "OSPF process" not in head:
        raise Unreadable(reason("unparseable", detail="no OSPF process"))
    found: dict[str, bool] = {}
    for line in below.split("\n")[1:]:
        row = _OSPF.match(line)
        if row:
            well = row[1] == "Full" or (row[1], row[2]) == ("2-Way", "DROther")
            found[f"ospf {row[3]}"] = well and found.get(f"ospf {row[3]}", True)
        elif line.strip() and not line.startswith(("OSPF process", "Neighbor ID")):
            raise Unreadable(reason("unparseable", detail=f"ospf neighbor: {line[:60]}"))
    return found
