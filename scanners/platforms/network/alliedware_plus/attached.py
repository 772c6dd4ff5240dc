"""What AlliedWare Plus devices are attached to: bundles, time servers, neighbours, routes, tunnels.

Source: `show etherchannel summary`, `show lldp neighbors detail` and `show mac address-table` compared with the samples
of ntc-templates (SH210 5.4.5); `show ntp associations` with published output of an x600 (5.4.2); `show ip route` from
the command reference (5.4) alone, further next hops on lines of their own as other routers of that family show them;
OpenVPN from the chapter on tunnel interfaces (5.4.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation
from scanners.facts.device_time import DeviceTime
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.redundancy import LinkBundle, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.alliedware_plus.config import NAME, tree
from scanners.platforms.network.alliedware_plus.state import unparseable, untold
from scanners.platforms.network.ios_like.services import ntp_servers
from scanners.platforms.network.ios_like.tables import mac_address
from scanners.platforms.network.ios_like.tree import sections, switched
from scanners.platforms.network.ntp_peers import device_time
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

CHANNELS = Probe("channels", "show etherchannel summary")
NTP = Probe("ntp", "show ntp associations")
LLDP = Probe("lldp", "show lldp neighbors detail", timeout=30, cap=4 << 20)
MAC = Probe("mac", "show mac address-table", timeout=30, cap=4 << 20)
ROUTES = Probe("routes", "show ip route", timeout=30, cap=4 << 20)

_AGGREGATOR = re.compile(r"(?m)^Aggregator (po\d+)\b")
_MEMBER = re.compile(r"(?m)^[ \t]+Link: (\S+) \(IfIndex: \d+\) (\w+)")


def _links(text: str) -> dict[str, dict[str, str]]:
    """Give by aggregator the state of each of its links."""
    starts = [*_AGGREGATOR.finditer(text)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    links = {
        found[1]: {link[1]: link[2] for link in _MEMBER.finditer(text, found.end(), end)}
        for found, end in zip(starts, ends, strict=True)
    }
    if not links or len(links) < len(starts):
        raise unparseable("show etherchannel summary", "without an aggregator, or with one twice")
    return links


def _bundle(name: str, ports: list[str], states: dict[str, str]) -> LinkBundle:
    """Give a bundle. Of a link that is not shown nothing is told."""
    if hidden := [port for port in ports if port not in states]:
        raise unparseable("show etherchannel summary", f"{name} without {', '.join(hidden)}")
    return LinkBundle(name, tuple(ports), tuple(port for port in ports if states[port] == "synchronized"))


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Give the bundles of LACP with the links that are in step; static ones and VRRP groups tell no state here."""
    del scope
    lines = tree(outputs)

    def hop_groups() -> tuple[()]:
        if any(starting(lines, "router vrrp")) or any(starting(lines, "router ipv6 vrrp")):
            raise untold("redundancy.hop_groups")
        return ()

    def bundles() -> tuple[LinkBundle, ...]:
        members: dict[str, list[str]] = {}
        for name, under in sections(lines, "interface"):
            if any(starting(under, "static-channel-group")):
                raise untold("redundancy.bundles (static)")
            for _line, rest in starting(under, "channel-group"):
                members.setdefault(f"po{rest[0]}", []).append(name)
        if not members:
            return ()
        states = _links(outputs["channels"].text())
        return tuple(_bundle(name, ports, states.get(name, {})) for name, ports in members.items())

    def peers() -> dict[str, bool]:
        if any(line.words[0] == "router" and line.words[1:2] != ["vrrp"] for line in lines):
            raise untold("redundancy.routing_peers")
        return {}

    stacked = any(rest[:1] not in ([], ["1"]) for _line, rest in starting(lines, "switch"))
    return Redundancy(
        hop_groups=attempt(hop_groups),
        bundles=attempt(bundles),
        cluster=not_told(NAME, "redundancy.cluster") if stacked else Known({}),
        cluster_in_step=not_told(NAME, "redundancy.cluster_in_step") if stacked else Absent(reason("no_cluster_here")),
        routing_peers=attempt(peers),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers, and whether one of those that are asked is followed."""
    del scope
    return device_time(lambda: ntp_servers(tree(outputs)), outputs["ntp"])


_LOCAL = re.compile(r"(?m)^Local (\S+):[ \t]*$")
_ONE = re.compile(r"(?m)^(?=[ \t]+Chassis ID Type \.)")
_TOLD = re.compile(  # a long value goes on below its beginning
    r"(?m)^[ \t]+(Chassis ID|Port ID|System Name|System Description) \.+ ([^\n]*(?:\n[ \t]{30,}\S[^\n]*)*)$"
)
_LINES = re.compile(r"\n[ \t]+")
_LEARNT = re.compile(
    r"(\d{1,4})[ \t]+(\S+)[ \t]+([0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4})[ \t]+\w+[ \t]+(\w+)[ \t]*"
)


def _announced(port: str, text: str) -> Iterator[Neighbour]:
    """Give the neighbours of one port, of which there may be several."""
    head, *blocks = _ONE.split(text)
    if not blocks or _TOLD.search(head):
        raise unparseable("show lldp neighbors detail", f"{port} without a chassis ID")
    for block in blocks:
        shown = _TOLD.findall(block)
        told = {key: "" if value.startswith("[not adv") else _LINES.sub(" ", value).strip() for key, value in shown}
        if "Chassis ID" not in told or len(told) < len(shown):
            raise unparseable("show lldp neighbors detail", f"{port} in another form")
        name = told.get("System Name") or told["Chassis ID"]
        yield Neighbour(port, name, told.get("System Description", ""), told.get("Port ID", ""))


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Give what announces itself by LLDP, which is off unless it is switched on, and the addresses that were learnt."""
    del scope

    def announced() -> tuple[Neighbour, ...]:
        text = outputs["lldp"].text()
        if not text.lstrip().startswith("LLDP Detailed Neighbor Information"):
            raise unparseable("show lldp neighbors detail", "without its heading")
        starts = [*_LOCAL.finditer(text)]
        if not starts and not switched(tree(outputs), "lldp run"):  # nobody is listened to
            raise Unreadable(reason("device_lacks", what="LLDP"))
        ends = [found.start() for found in starts[1:]] + [len(text)]
        ports = ((found[1], text[found.end() : end]) for found, end in zip(starts, ends, strict=True))
        return tuple(one for port, part in ports for one in _announced(port, part))

    def stations() -> tuple[Station, ...]:
        lines = outputs["mac"].lines()
        if not lines or lines[0].split()[:3] != ["VLAN", "port", "mac"]:
            raise unparseable("show mac address-table", "without its heading")
        found = [(_LEARNT.fullmatch(line.strip()), line) for line in lines[1:]]
        odd = [line for match, line in found if match is None]
        if odd:
            raise unparseable("show mac address-table", odd[0])
        return tuple(
            Station(mac_address(match[3].lower()), match[1], match[2])
            for match, _line in found
            if match and match[4] == "dynamic"
        )

    def wireless() -> tuple[str, ...]:
        return tuple(line.text for line in tree(outputs) if line.text.startswith(("wireless", "interface wlan")))

    return Neighbours(neighbours=attempt(announced), stations=attempt(stations), wireless=attempt(wireless))


_ROUTE = re.compile(
    r"[A-Z][ *]\S{0,2}\s+(\S+/\d{1,2})(?: \[\d+/\d+\])?(?: via ([\d.]+), (\S+?)| is directly connected, (\S+?))(?:,.*)?"
)
_ANOTHER = re.compile(r"\[\d+/\d+\] via ([\d.]+), (\S+?)(?:,.*)?")  # next hop of the route above
_TABLE = re.compile(r"\[VRF: ?([^\]\s]+)\]")


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Give the routes of IPv4; a device with addresses of IPv6 has more of them than this tells."""
    del scope
    if any(
        line.words[:2] in (["ipv6", "address"], ["ipv6", "route"], ["ipv6", "enable"])
        for _, line in every(tree(outputs))
    ):
        raise untold("routes.routes (IPv6)")
    body = outputs["routes"].text().partition("* - candidate default")[2]
    found: set[Route] = set()
    table, above = "main", ""
    for line in body.split("\n"):
        if named := _TABLE.match(line):
            table, above = named[1], ""
            continue
        if not line.strip() or line.startswith("Gateway of last resort"):
            continue
        if above and (more := _ANOTHER.fullmatch(line.strip())):
            found.add(Route(above, more[1], more[2], table))
            continue
        match = _ROUTE.fullmatch(line.strip())
        if match is None:
            raise unparseable("show ip route", line)
        above = match[1]
        found.add(Route(above, match[2] or "", match[3] or match[4], table))
    if not found:
        raise unparseable("show ip route", "without a route")
    return Routes(routes=Known(frozenset(found)))


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Say that nothing is translated where nothing of it is configured; the rules of AR routers are not read."""
    del scope
    if any(line.text == "nat" or line.text.startswith("ip nat") for _above, line in every(tree(outputs))):
        raise untold("address_translation.rules")
    return AddressTranslation(rules=Known(()))


_FOR_PERSONS = ("tunnel mode openvpn tap", "tunnel mode openvpn tun")
_DIALLED = ("l2tp", "ppp ", "openvpn")


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give the ways in for persons (OpenVPN); say that there are no encrypted paths where none is configured.

    Those of AR routers are not read, nor who dials in by L2TP.
    """
    del scope
    lines = tree(outputs)
    inside = [(name, under) for name, under in sections(lines, "interface") if name.startswith("tunnel")]
    ways = [name for name, under in inside if any(has(under, words) for words in _FOR_PERSONS)]
    others = any(line.text.startswith(("crypto ", "l2tp")) for line in lines) or len(ways) < len(inside)

    def remote_access() -> tuple[str, ...]:
        if any(line.text.startswith(_DIALLED) for line in lines):
            raise untold("tunnels.remote_access")
        return tuple(f"interface {name}" for name in ways)

    return Tunnels(
        tunnels=not_told(NAME, "tunnels.tunnels") if others else Known(()),
        up=not_told(NAME, "tunnels.up") if others else Known({}),
        remote_access=attempt(remote_access),
    )


def parse_prevention(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Say that nothing is inspected where it is not configured; the inspection of AR routers is not read."""
    del scope

    def sensors() -> dict[str, bool]:
        if any(line.words[0] in {"ips", "malware-protection"} for line in tree(outputs)):
            raise untold("intrusion_prevention.sensors")
        return {}

    return IntrusionPrevention(attempt(sensors), not_told(NAME, "intrusion_prevention.signatures_at"))
