"""What a VyOS router has twice, whom it hears, and which of its tunnels are up (`src/op_mode` of vyos-1x)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node
from scanners.platforms.network.vyos.tree import NAME, config
from scanners.platforms.network.vyos.tunnels import remote_access, tunnels_of
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_DASHES = re.compile(r"-+(?:  -+)*")
_BGP_HEAD = re.compile(r"(?m)^Neighbor +V +AS ")
_BGP = re.compile(r"(?m)^(\S+)\s+4\s+\d+\s+\d+\s+\d+\s+\d+\s+\d+\s+\d+\s+\S+\s+(\S+)")
_BGP_TOTAL = re.compile(r"(?m)^Total number of neighbors (\d+)[ \t]*$")
_OSPF_HEAD = re.compile(r"(?m)^Neighbor ID +Pri +State ")
_OSPF = re.compile(r"(?m)^(\d+\.\d+\.\d+\.\d+) +\d+ (\w+(?:-\w+)?)/(\S+)\s")
_CUT = 37  # characters of a neighbour's text that `show lldp neighbors` shows, blanks at the end left out
_UNROUTED = frozenset({"static", "failover", "igmp-proxy", "nhrp", "pim", "pim6", "igmp", "rpki", "bfd", "mpls"})
_ROUTED = frozenset({"bgp", "ospf"})


def table(text: str, heading: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Give the rows of a table of Python's `tabulate`, whose dashes show the columns. Raises `Unreadable` for another.

    A value of several lines goes on in the lines below, of which no other column has anything.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not line.startswith("-") or not at or not _DASHES.fullmatch(line.rstrip()):
            continue
        spans = [found.span() for found in re.finditer(r"-+", line)]
        above = lines[at - 1]
        if tuple(above[start:end].strip() for start, end in spans) == heading:
            break
    else:
        raise Unreadable(reason("unparseable", detail=f"no table of {heading[0]}: {text.strip()[:60] or 'empty'}"))
    ends = [*(start for start, _end in spans[1:]), None]
    for line in lines[at + 1 :]:
        if line.strip():
            if any(line[start - 2 : start].strip() for start, _end in spans[1:]):
                raise Unreadable(reason("unparseable", detail=f"no table of {heading[0]}: {line.strip()[:60]}"))
            cells = [line[start:end].strip() for (start, _), end in zip(spans, ends, strict=True)]
            yield dict(zip(heading, cells, strict=True))


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read first hops and neighbours. Which member of a bond carries anything is shown bond by bond: not asked."""
    del scope
    whole = config(outputs)
    groups = {
        name: own for name, own in whole.at("high-availability", "vrrp", "group").items() if not own.has("disable")
    }
    return Redundancy(
        hop_groups=attempt(lambda: tuple(_hops(groups, outputs["vrrp"].text()))) if groups else Known(()),
        bundles=not_told(NAME, "redundancy.bundles") if whole.has("interfaces", "bonding") else Known(()),
        cluster=not_told(NAME, "redundancy.cluster") if whole.has("cluster") else Known({}),
        cluster_in_step=Absent(reason("no_cluster_here")),
        routing_peers=attempt(lambda: _peers(whole, outputs)),
    )


def _hops(groups: Mapping[str, Node], text: str) -> Iterator[HopGroup]:
    heading = ("Name", "Interface", "VRID", "State", "Priority", "Last Transition")
    states = {row["Name"]: row["State"].lower() for row in table(text, heading)}
    if not groups.keys() <= states.keys() or "" in states.values():
        raise Unreadable(reason("unparseable", detail="show vrrp: not every group"))
    yield from (HopGroup(name, "vrrp", states[name]) for name in groups)


def _peers(whole: Node, outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of BGP and OSPF; of other protocols, and of other tables, they are not asked."""
    used = {*whole.at("protocols")} - _UNROUTED
    elsewhere = {name for own in whole.at("vrf", "name").values() for name in own.at("protocols")} - _UNROUTED
    if used - _ROUTED or elsewhere:
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    found = _bgp(outputs["bgp"].text()) if "bgp" in used else {}
    return found | (_ospf(outputs["ospf"].text()) if "ospf" in used else {})


def _bgp(text: str) -> dict[str, bool]:
    rows = [(peer.lstrip("*"), state[0].isdigit() or state == "(Policy)") for peer, state in _BGP.findall(text)]
    totals = [int(total) for total in _BGP_TOTAL.findall(text)]
    if len(_BGP_HEAD.findall(text)) != len(totals) or not totals or sum(totals) != len(rows):
        raise Unreadable(reason("unparseable", detail=f"show bgp summary: {len(rows)} of {totals}"[:80]))
    return {f"bgp {peer}": all(up for other, up in rows if other == peer) for peer in dict.fromkeys(p for p, _ in rows)}


def _ospf(text: str) -> dict[str, bool]:
    """Two routers of which neither is designated stay at 2-Way."""
    rows = _OSPF.findall(text)
    told = [line for line in text.split("\n") if re.match(r"\d", line)]
    if not _OSPF_HEAD.search(text) or len(rows) != len(told):
        raise Unreadable(reason("unparseable", detail=f"show ip ospf neighbor: {text.strip()[:40] or 'empty'}"))
    found: dict[str, bool] = {}
    for peer, state, role in rows:
        up = state == "Full" or (state, role) == ("2-Way", "DROther")
        found[f"ospf {peer}"] = up and found.get(f"ospf {peer}", True)
    return found


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read who announces himself, and the wireless interfaces. Bridges alone learn addresses, each by itself."""
    del scope
    whole = config(outputs)
    learning = whole.has("interfaces", "bridge") or whole.has("interfaces", "vxlan")
    announced = attempt(lambda: tuple(_announced(outputs["lldp"].text())))
    return Neighbours(
        neighbours=announced,
        stations=not_told(NAME, "neighbours.stations") if learning else Absent(reason("no_switch_ports")),
        wireless=attempt(lambda: _wireless(whole, announced)),
    )


def _wireless(whole: Node, announced: Field[tuple[Neighbour, ...]]) -> tuple[str, ...]:
    """Give the wireless interfaces. That there is nothing of the kind is not told while the text of a neighbour is cut
    short: the model of an access point may have stood in the rest.
    """
    own = [name for name, told in whole.at("interfaces", "wireless").items() if not told.has("disable")]
    for one in announced.value if isinstance(announced, Known) and not own else ():
        if len(one.platform) >= _CUT - 1:
            raise Unreadable(reason("unparseable", detail=f"show lldp neighbors: {one.port}: cut: {one.platform}"))
    return tuple(f"interfaces wireless {name}" for name in own)


def _announced(text: str) -> Iterator[Neighbour]:
    """Give the neighbours; of one that tells no name lldpd's key for its number, `id`, stands there."""
    heading = ("Device", "Local Port", "Protocol", "Capability", "Platform", "Remote Port")
    rows: list[dict[str, str]] = []
    for row in table(text, heading):
        if row["Local Port"]:
            rows.append(row)
        elif rows:
            rows[-1] |= {key: f"{rows[-1][key]} {more}" for key, more in row.items() if more}
    for row in rows:
        name = "" if row["Device"] == "id" else row["Device"]
        yield Neighbour(row["Local Port"], name, row["Platform"], row["Remote Port"])


def tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Read IPsec between sites, whether it is up, and what lets persons dial in."""
    del scope
    whole = config(outputs)
    known = attempt(lambda: tunnels_of(whole))
    some = not isinstance(known, Known) or bool(known.value)
    return Tunnels(
        tunnels=known,
        up=attempt(lambda: _up(whole, outputs["ipsec"].text())) if some else Known({}),
        remote_access=Known(remote_access(whole)),
    )


def _up(whole: Node, text: str) -> dict[str, bool]:
    """Give for each peer whether all parts of it are up. A part that is not listed is down, unless the list has names
    that we do not know (of older releases, of persons): then it may be one of these.
    """
    heading = ("Connection", "State", "Uptime", "Bytes In/Out", "Packets In/Out", "Remote address", "Remote ID",
               "Proposal")  # fmt: skip
    parts = {name: _parts(name, peer) for name, peer in whole.at("vpn", "ipsec", "site-to-site", "peer").items()}
    states: dict[str, bool] = {}
    for row in table(text, heading):
        if row["State"] not in {"up", "down"}:
            raise Unreadable(reason("unparseable", detail=f"show vpn ipsec sa: {row['State'][:40]}"))
        states[row["Connection"]] = states.get(row["Connection"], False) or row["State"] == "up"
    strange = states.keys() - {part for own in parts.values() for part in own}
    return {
        name: all(states.get(part, False) for part in own)
        for name, own in parts.items()
        if own and (own <= states.keys() or not strange)
    }


def _parts(name: str, peer: Node) -> set[str]:
    """Give what strongSwan calls the parts of a peer (`ipsec/swanctl/peer.j2`)."""
    plain = name.replace("@", "").replace(".", "-").replace(":", "-")
    numbers = [number for number, own in peer.at("tunnel").items() if not own.has("disable")]
    return {f"{plain}-tunnel-{number}" for number in numbers} or ({f"{plain}-vti"} if peer.has("vti") else set())
