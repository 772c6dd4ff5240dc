"""Routes of Si-R and SR-S, their routing neighbours and what they have twice."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.fujitsu_sir.lines import NAME, config, numbered, shown, uses_ipv6
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ROUTE = re.compile(
    r"(?P<used>[*X ])[A-Z](?:[A-Za-z0-9]| )\s+(?P<destination>\S+/\d{1,3})\s+(?P<gateway>\S+)\s+\d{1,3}"
    r"\s+(?P<age>[\dwdhms:]+)\s+(?P<device>[a-z]+\d*)"
)
_PEER = re.compile(
    r"\s*(?P<id>\d+(?:\.\d+){3})\s+\d+\s+(?P<state>[\w-]+)/(?P<role>\w+)\s+[\d:]+\s+\d+(?:\.\d+){3}(?:\s+\d+){3}\s*"
)
_VRID = re.compile(r"\s+(?P<id>\d{1,3})\s+(?P<state>[A-Z]\w+)(?::\S.*)?")


def _hop_groups(outputs: Outputs) -> tuple[HopGroup, ...]:
    text = shown(outputs, "vrrp")
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
        if ["vrrp", "use", "on"] in [words for _, words in told]
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
    return attempt(lambda: _peers(shown(outputs, "ospf")))


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


def _route(line: str) -> Route | None:
    """Give a route, None for one that is not in use: passed over for a better one (blank), or not taken (`X`)."""
    found = _ROUTE.fullmatch(line.rstrip())
    if found is None:
        raise ValueError(f"route: {line[:80]}")
    if found["used"] != "*":
        return None
    own = line[1] in "CL" or found["gateway"] == found["device"]
    gateway = "" if own else str(ipaddress.ip_address(found["gateway"]))
    return Route(str(ipaddress.ip_network(found["destination"])), gateway, found["device"], "main")


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give every route that the device uses. IPv6 is another command: where it is in use they are not all."""
    del scope
    text = shown(outputs, "routes")
    if uses_ipv6(config(outputs)):
        return Routes(not_told(NAME, "routes.routes (IPv6)"))

    def routes() -> frozenset[Route]:
        title, _, *rows = text.strip("\n").split("\n")
        if not title.startswith("FP  Destination/Mask"):
            raise ValueError(f"routes: {title[:80]}")
        return frozenset(route for line in rows if line.strip() and (route := _route(line)))

    return Routes(attempt(routes))
