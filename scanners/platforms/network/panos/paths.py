"""Paths of a PAN-OS firewall as they are now: routes, neighbours of BGP, bundles of links, IPsec tunnels that are up.

Routes after the PAN-OS CLI Quick Start ("CLI Cheat Sheet: Networking"); the advanced routing engine (logical routers)
has commands of its own, and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.redundancy import LinkBundle
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.panos.pair import forwarding
from scanners.platforms.network.panos.tree import NAME, Config, config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_ROUTER = re.compile(r"^VIRTUAL ROUTER: (\S.*?) \(id \d+\)$")
_TOTAL = re.compile(r"^total routes shown: +(\d+)$")
_FLAGS = re.compile(r"(?:[A?CHS~RBEM]|O[io12]?)+")
_NAMED = re.compile(r"[A-Za-z][\w./-]*")
_ASIDE = ("flags:", "Oi:", "==", "destination")
_NOWHERE = "discard"  # the next hop of a route that throws away what it takes
_UNSET = frozenset({"0.0.0.0", "::", _NOWHERE})  # noqa: S104  (what a next hop that is not set looks like)
_PEER = re.compile(r"^ +peer (?P<name>.+): AS \d+, (?P<state>\w+), IP (?P<address>\S+)$")
_SPEAKER = re.compile(r"^ *virtual router: +(\S.*)$")
_BUNDLED = re.compile(r"^ +\S+ +(?:yes|no) +\S")
_FLOW = re.compile(r"^\d+ +(?P<name>\S.{0,126}?) +(?P<state>active|inactiv\w*|init) +\S+ +\S+ +\S+ +\S+$")
_SHOWN = re.compile(r"(?m)^total IPSec tunnel shown: +(\d+)$")
_MOST_WORDS = 12  # of a route; flags are several
_OTHERS = ("ospf", "ospfv3", "rip")


def routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read what is active in every virtual router."""
    del scope

    def every() -> frozenset[Route]:
        whole = config(outputs)
        whole.alone()
        forwarding(outputs)
        found = frozenset(_routes(outputs["routes"].text()))
        if _speaks_six(whole) and not any(":" in route.destination for route in found):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="routes.routes"))
        return found

    return Routes(attempt(every))


def _speaks_six(whole: Config) -> bool:
    """Whether an interface has IPv6: then the table must have routes of it, if it is the whole one."""
    return any(
        words[place : place + 3] == ("ipv6", "enabled", "yes")
        for words in statements(whole.device.at("network", "interface"))
        for place, word in enumerate(words)
        if word == "ipv6"
    )


def _routes(text: str) -> Iterator[Route]:
    """Read the lines of the table, all of which it must count at its end; own addresses (H) are no routes."""
    table, count, told = "", 0, -1
    for line in text.split("\n"):
        router, total = _ROUTER.match(line.strip()), _TOTAL.match(line.strip())
        if router:
            table = router[1]
        elif total:
            told = int(total[1])
        elif line.strip() and not line.strip().startswith(_ASIDE):
            destination, hop, flags, device = _words(line)
            count += 1
            if "A" in flags and not {"H", "M"} & {*flags}:
                yield Route(destination, _gateway(hop, flags), "blackhole" if hop == _NOWHERE else device, table)
    if not table or told != count:
        raise Unreadable(reason("unparseable", detail=f"routing table: {count} of {told} routes"))


def _words(line: str) -> tuple[str, str, str, str]:
    """Give destination, next hop, flags and interface of a line; metric, age and number of the system may be absent."""
    destination, hop, *rest = line.split(maxsplit=_MOST_WORDS)
    if rest and rest[0].isdigit():
        rest.pop(0)
    flags = ""
    while rest and _FLAGS.fullmatch(rest[0]):
        flags += rest.pop(0)
    if rest and rest[0].isdigit():
        rest.pop(0)
    device = rest.pop(0) if rest and _NAMED.fullmatch(rest[0]) else ""
    if not flags or any(not word.isdigit() for word in rest) or len(rest) > 1:
        raise Unreadable(reason("unparseable", detail=f"route: {line.strip()[:60]}"))
    return str(ip_network(destination)), hop, flags, device


def _gateway(hop: str, flags: str) -> str:
    """Give the next hop; of a connected network the table has the device's own address there."""
    return "" if "C" in flags or hop in _UNSET else str(ip_address(hop))


def routing_peers(network: Node, outputs: Outputs) -> Mapping[str, bool]:
    """Give the neighbours of BGP, all that are configured. Raises `Unreadable` where other protocols are in use."""
    routers = network.at("virtual-router")
    others = any(router.has("protocol", name, "enable", "yes") for router in routers.values() for name in _OTHERS)
    if others or network.at("logical-router"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    speaking = [name for name, router in routers.items() if router.has("protocol", "bgp", "enable", "yes")]
    if not speaking:
        return {}
    wanted = {(name, peer) for name in speaking for peer in _configured(routers.at(name, "protocol", "bgp"))}
    told = [*_speakers(outputs["bgp"].text())]
    if not wanted or wanted - {(router, peer["name"]) for router, peer in told}:
        raise Unreadable(reason("unparseable", detail="a neighbour of BGP is not told"))
    found: dict[str, bool] = {}
    for _router, peer in told:  # several virtual routers may have a neighbour of one address
        name = f"bgp {peer['address']}"
        found[name] = found.get(name, True) and peer["state"] == "Established"
    if not all(found.values()):
        forwarding(outputs)
    return found


def _configured(bgp: Node) -> Iterator[str]:
    """Name the neighbours of a virtual router that are not switched off."""
    for group in bgp.at("peer-group").values():
        if not group.has("enable", "no"):
            yield from (name for name, peer in group.at("peer").items() if not peer.has("enable", "no"))


def _speakers(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Give each neighbour that is told, with its virtual router."""
    router = ""
    for line in text.split("\n"):
        if title := _SPEAKER.match(line.rstrip()):
            router = title[1]
        elif peer := _PEER.match(line.rstrip()):
            yield router, peer


def bundles(network: Node, outputs: Outputs, up: Mapping[str, bool]) -> tuple[LinkBundle, ...]:
    """Give the aggregates. Raises `Unreadable` where links are down that the passive member may have shut."""
    found = tuple(_bundles(network, outputs, up))
    if any(len(one.carrying) < len(one.members) for one in found):
        forwarding(outputs)
    return found


def _bundles(network: Node, outputs: Outputs, up: Mapping[str, bool]) -> Iterator[LinkBundle]:
    """Read them; those with LACP carry what LACP says, the others whatever has a link."""
    places = network.at("interface")
    members: dict[str, list[str]] = {name: [] for name in places.at("aggregate-ethernet")}
    for port, own in places.at("ethernet").items():
        if own.has("aggregate-group"):
            members[own.value("aggregate-group")].append(port)
    aggregates = places.at("aggregate-ethernet").items()
    speaking = {name for name, own in aggregates if any(part.has("lacp", "enable", "yes") for part in own.values())}
    told = _lacp(outputs["lacp"].text()) if speaking else {}
    carrying = {
        name: told[name] if name in speaking else frozenset(port for port in ports if up[port])
        for name, ports in members.items()
    }
    for name, ports in members.items():
        yield LinkBundle(name, tuple(ports), tuple(port for port in ports if port in carrying[name]))


def _lacp(text: str) -> Mapping[str, frozenset[str]]:
    """Give the members that are bundled, by aggregate; why one is not, is told in several words."""
    found: dict[str, frozenset[str]] = {}
    for group in re.split(r"(?m)^AE group: ", text)[1:]:
        title, _, rest = group.partition("\n")
        told = [line for line in rest.partition("\nStatus:")[0].split("\n") if _BUNDLED.match(line)]
        if told:
            found[title.strip()] = frozenset(line.split()[0] for line in told if line.split()[1] == "yes")
    return found


def tunnels_up(names: tuple[str, ...], text: str) -> Mapping[str, bool]:
    """Say of each tunnel whether it is up; one with several pairs of networks has a line for each ("name:pair")."""
    told = [found for line in text.split("\n") if (found := _FLOW.match(line.rstrip()))]
    shown = _SHOWN.search(text)
    if shown is None or int(shown[1]) != len(told):
        raise Unreadable(reason("unparseable", detail="show vpn flow: not as many lines as tunnels"))
    states: dict[str, set[str]] = {}
    for one in told:
        states.setdefault(one["name"].partition(":")[0], set()).add(one["state"])
    if missing := [name for name in names if name not in states]:
        raise Unreadable(reason("unparseable", detail=f"show vpn flow: no {missing[0][:40]}"))
    return {name: states[name] == {"active"} for name in names}
