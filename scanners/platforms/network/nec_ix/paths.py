"""Routes and routing neighbours of NEC UNIVERGE IX routers, and what else they have twice.

Source: UNIVERGE IX command reference; `show ip route` compared with a published output of an IX2215, `show ip bgp
summary` with one of a router of the series. Those of IPv6, of a VRF and of OSPF are in forms that are not known here.
"""

from __future__ import annotations

import re
from ipaddress import ip_network

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.redundancy import Redundancy
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.nec_ix.config import NAME, config_tree
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

ROUTES = Probe("routes", "show ip route", timeout=30, cap=4 << 20)
BGP = Probe("bgp", "show ip bgp summary", cap=1 << 20)

_TABLE = re.compile(r"IP Routing Table - (\d{1,9}) entries, \d+ hidden, \d+ frees")
_SUBNETTED = re.compile(r"\s+[\d./]+ is [a-z ]*subnetted, [^\n]*")
_ROUTE = re.compile(
    r"(?:[A-Z]{1,2}|[EN][12])\*?(?: (?:IA|[EN][12])\*?)?\s+(?P<to>[\d.]+/\d{1,2}) \[\d+/\d+\] "
    r"(?:is directly connected|via (?P<hop>[\d.]+)), (?P<device>[A-Z][\w/:.-]*), [\w:/.]+"
)
_SUMMARY = re.compile(r"(?m)^BGP router ID [\d.]+, local AS number \d+[ \t]*$")
_HEADING = re.compile(r"(?m)^Neighbor +V +AS +MsgRcvd +MsgSent +Up/DownTime +State[ \t]*$")
_PEER = re.compile(r"(?m)^ ?(?P<peer>\d[\d.]+) +4 +\d+ +\d+ +\d+ +\S+ +(?P<state>[A-Z]+)[ \t]*$")
_TOTAL = re.compile(r"(?m)^Total number of neighbors (\d{1,9})[ \t]*$")


def _unparseable(command: str, what: str) -> Unreadable:
    return Unreadable(reason("unparseable", detail=f"{command}: {what[:80]}"))


def _not_told(field: str) -> Unreadable:
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field=field))


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give the routes of IPv4; a router that has IPv6 or a VRF too has more of them than this tells."""
    del scope

    def routes() -> frozenset[Route]:
        for _above, line in every(config_tree(outputs)):
            if line.words[0] == "ipv6":
                raise _not_told("routes.routes (IPv6)")
            if line.text.startswith("ip vrf "):
                raise _not_told("routes.routes (VRF)")
        return _routes(outputs["routes"].lines())

    return Routes(routes=attempt(routes))


def _routes(lines: list[str]) -> frozenset[Route]:
    """Read the table. Raises `Unreadable` for a line that is no route, and where its head counts others than these."""
    head = _TABLE.match(lines[0]) if lines else None
    below = [number for number, line in enumerate(lines) if line.startswith("Timers: ")]
    if head is None or not below:
        raise _unparseable("show ip route", "no head")
    found = []
    for line in lines[below[0] + 1 :]:
        if not line.strip() or _SUBNETTED.fullmatch(line):
            continue
        route = _ROUTE.fullmatch(line.strip())
        if route is None:
            raise _unparseable("show ip route", line)
        destination = str(ip_network(route["to"], strict=False))
        found.append(Route(destination, route["hop"] or "", route["device"], "main"))
    if len(found) != int(head[1]):
        raise _unparseable("show ip route", f"{len(found)} of {head[1]} entries")
    return frozenset(found)


def _sessions(lines: tuple[Line, ...], text: str) -> dict[str, bool]:
    """Read the neighbours of BGP. Raises `Unreadable` where one is left out."""
    total = _TOTAL.search(text)
    if not (_SUMMARY.search(text) and _HEADING.search(text) and total):
        raise _unparseable("show ip bgp summary", "no head, or no end")
    rows = [*_PEER.finditer(text)]
    told = {f"bgp {row['peer']}": row["state"] == "ESTABLISHED" for row in rows}
    wanted = {
        f"bgp {words[0]}"
        for _name, under in sections(lines, "router bgp")
        for line in under
        for _line, words in starting((line, *line.under), "neighbor")
        if words[1:2] == ["remote-as"]
    }
    if len(rows) != int(total[1]) or wanted - told.keys():
        raise _unparseable("show ip bgp summary", "a neighbour is left out")
    return told


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give the sessions of BGP, and say that there is nothing else where nothing of it is configured."""
    del scope
    lines = config_tree(outputs)

    def nothing(field: str, *words: str) -> None:
        if any(line.text.startswith(words) for _above, line in every(lines)):
            raise _not_told(field)

    def groups() -> tuple[()]:
        nothing("redundancy.hop_groups", "vrrp ")
        return ()

    def bundles() -> tuple[()]:
        nothing("redundancy.bundles", "channel-group ", "link-aggregation ")
        return ()

    def peers() -> dict[str, bool]:
        field = "redundancy.routing_peers"
        nothing(field, "router ospf", "router rip", "router isis", "ip router ", "ipv6 router ", "address-family ipv6")
        return _sessions(lines, outputs["bgp"].text()) if any(starting(lines, "router bgp")) else {}

    return Redundancy(
        hop_groups=attempt(groups),
        bundles=attempt(bundles),
        cluster=Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=attempt(peers),
    )
