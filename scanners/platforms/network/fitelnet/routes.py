"""Routes of FITELnet routers, their routing neighbours and bundles of links.

`show ipv6 route`, `show ip bgp neighbors` and `show isis neighbor` were compared with outputs of F220 and FX201
(project pyats-fitelnet), `show ip route` only with that of a VRF.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.redundancy import LinkBundle, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.fitelnet.lines import NAME, config
from scanners.platforms.network.fitelnet.paths import blocks
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MEMBER = re.compile(
    r"(?m)^[ \t]+Member \d+ : (?P<name>\S+ [\d/.]+) is (?P<state>[a-z ]+, line protocol is [a-z]+)[ \t]*$"
)
_ACTIVE = re.compile(r"(?m)^[ \t]+No\. of active members in this channel: (\d{1,4})[ \t]*$")
_LEGEND_END = "> - selected route, * - FIB route"
_ROUTE = re.compile(
    r"(?:[A-Za-z]{1,2} ?[> ] (?P<used>[* ]) (?P<destination>[\da-fA-F.:]{2,45}/\d{1,3}) (?:\[\d+/\d+\] )?"
    r"| {4}(?P<more>\*) +)"
    r"(?:via (?P<gateway>\S+), (?P<out>[A-Za-z][\w./-]*)(?:, [\dwdhms:]+)?"
    r"|is directly connected, (?P<device>[A-Za-z][\w./-]*))"
)
_BGP_HEAD = "BGP neighbor is "
_BGP_PEER = re.compile(r"BGP neighbor is (\S+), remote AS \d+,.*")
_BGP_STATE = re.compile(r"  BGP state = (\w+)\b.*")
_ISIS_PEER = re.compile(r"  (?P<system>\S+) +\S+ [\d./]+ +[12L-]+ +(?P<state>[A-Z]\w*) +\d+ +\S+")
_ISIS_HEAD = re.compile(r"(?:Area \S+:|  System Id +Interface +L +State +Holdtime +SNPA)")


def _routes(text: str) -> Iterator[Route]:
    """Give the routes in use of one table: below the legend, each with a line for every further next hop."""
    legend, found, rows = text.partition(_LEGEND_END)
    if not found or "VRF:" in legend or "Codes: K - kernel route" not in legend:
        raise Unreadable(reason("unparseable", detail=f"no routes: {text.strip()[:80]}"))
    destination = ""
    for line in rows.split("\n")[1:]:
        told = _ROUTE.fullmatch(line.rstrip())
        if told is None and line.strip():
            raise ValueError(f"route: {line[:80]}")
        if told and (told["used"] or told["more"]) == "*":
            destination = told["destination"] or destination
            gateway = str(ipaddress.ip_address(told["gateway"])) if told["gateway"] else ""
            yield Route(str(ipaddress.ip_network(destination)), gateway, told["out"] or told["device"], "main")


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give the routes that are in use. Those of a VRF are other commands: where there is one they are not all."""
    del scope

    def routes() -> frozenset[Route]:
        if any("vrf" in line.words for _, line in every(config(outputs))):
            raise Unreadable(not_told(NAME, "routes.routes (VRF)").reason)
        return frozenset(route for name in ("routes", "routes6") for route in _routes(outputs[name].text()))

    return Routes(attempt(routes))


def _bgp(text: str) -> dict[str, bool]:
    """Give whether the session with each neighbour is established. Raises ValueError where one tells no state."""
    found: dict[str, bool] = {}
    before, *blocks_below = re.split(rf"(?m)^{_BGP_HEAD}", text)
    if _BGP_HEAD in before:
        raise ValueError(f"bgp: {before.strip()[:80]}")
    for block in blocks_below:
        head, *below = (line.rstrip() for line in f"{_BGP_HEAD}{block}".split("\n"))
        peer, states = _BGP_PEER.fullmatch(head), [state[1] for line in below if (state := _BGP_STATE.fullmatch(line))]
        if peer is None or len(states) != 1:
            raise ValueError(f"bgp: {head[:80]}")
        found[peer[1]] = states == ["Established"] and found.get(peer[1], True)
    return found


def _isis(text: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for line in filter(str.strip, text.split("\n")):
        told = _ISIS_PEER.fullmatch(line.rstrip())
        if told:
            name = f"isis {told['system']}"
            found[name] = found.get(name, True) and told["state"] == "Up"
        elif not _ISIS_HEAD.fullmatch(line.rstrip()):
            raise ValueError(f"isis: {line[:80]}")
    return found


def _routing_peers(outputs: Outputs, lines: tuple[Line, ...]) -> Mapping[str, bool]:
    """Give the neighbours of BGP and IS-IS; those of any other protocol were never seen."""
    protocols = {line.words[1] for line in lines if line.words[:1] == ["router"] and len(line.words) > 1}
    if protocols - {"bgp", "isis"}:
        raise Unreadable(not_told(NAME, "redundancy.routing_peers").reason)
    found: dict[str, bool] = {}
    for protocol in sorted(protocols):
        text = outputs[protocol].text()
        told = _bgp(text) if protocol == "bgp" else _isis(text)
        if not told:
            raise Unreadable(reason("unparseable", detail=f"no neighbour of {protocol}: {text.strip()[:80]}"))
        found |= told
    if missing := _configured_neighbours(lines) - found.keys():
        raise ValueError(f"bgp: {', '.join(sorted(missing))} not shown"[:120])
    return found


def _configured_neighbours(lines: tuple[Line, ...]) -> set[str]:
    """Name the neighbours of BGP: those with an AS of their own or of their group, but not the groups themselves."""
    told = [line.words[1:] for _, line in every(lines) if line.words[:1] == ["neighbor"] and len(line.words) > 2]
    groups = {words[2] for words in told if words[1] == "peer-group" and len(words) > 2}
    groups |= {words[0] for words in told if words[1:] == ["peer-group"]}
    return {words[0] for words in told if words[1] in {"remote-as", "peer-group"}} - groups


def _bundles(outputs: Outputs) -> tuple[LinkBundle, ...]:
    """Give the Port-channels of two members or more; most hold one port and only lend it an address."""
    members: dict[str, list[str]] = {}
    for name, under in sections(config(outputs), "interface"):
        for _, rest in starting(under, "channel-group"):
            members.setdefault(f"Port-channel {rest[0]}", []).append(name)
    shown = blocks(outputs["interfaces"].text())
    return tuple(_bundle(name, ports, shown[name][2]) for name, ports in members.items() if len(ports) > 1)


def _bundle(name: str, ports: list[str], shown: str) -> LinkBundle:
    """Give a bundle. Raises ValueError where a member is not shown, unless no more are active than carry."""
    states = dict(_MEMBER.findall(shown))
    carrying = tuple(port for port in ports if states.get(port) == "up, line protocol is up")
    active = _ACTIVE.search(shown)
    if not set(ports) <= states.keys() and (active is None or int(active[1]) != len(carrying)):
        raise ValueError(f"{name}: a member is not shown")
    return LinkBundle(name, tuple(ports), carrying)


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give bundles of links and routing neighbours. States of VRRP were never seen: told only where there is none."""
    del scope
    lines = config(outputs)
    groups = any("vrrp" in line.words for _, line in every(lines))
    return Redundancy(
        hop_groups=not_told(NAME, "redundancy.hop_groups") if groups else Known(()),
        bundles=attempt(lambda: _bundles(outputs)),
        cluster=Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=attempt(lambda: _routing_peers(outputs, lines)),
    )
