"""What Arista EOS has twice: first hops, bundles of links, the pair of switches (MLAG), and routing neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Absent, attempt
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.platforms.network.arista_eos.config import NAME, tree
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import bundles
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_HOP = re.compile(
    r"(?m)^(?P<port>[A-Za-z]\S*) - Group (?P<group>\d+)[^\n]*\n"
    r"(?:[ \t]++(?!State is)[^\n]*\n)*+[ \t]+State is (?P<state>\w+)"
)
_NO_PEERS = frozenset(
    {"bfd", "general", "igmp", "multicast", "pim"}
)  # sections `router …` without neighbours of routes
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_PEER_ROW = re.compile(r"(?m)^[ \t]*+\d{1,3}(?:\.\d{1,3}){3}[ \t]")


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Join the configuration with what is shown of it. A pair of switches is an MLAG domain."""
    del scope
    lines = tree(outputs)
    paired = any(line.text == "mlag configuration" for line in lines)

    return Redundancy(
        hop_groups=attempt(lambda: tuple(_hops(lines, outputs))),
        bundles=attempt(
            lambda: tuple(bundles(lines, "show port-channel summary", outputs["bundles"].text, "Port-Channel"))
        ),
        cluster=attempt(lambda: _pair(outputs["mlag"].text()) if paired else {}),
        cluster_in_step=attempt(lambda: _told(outputs["mlag"].text(), "config-sanity") == "consistent")
        if paired
        else Absent(reason("no_cluster_here")),
        routing_peers=attempt(lambda: {**_bgp(lines, outputs), **_ospf(lines, outputs)}),
    )


def _hops(lines: tuple[Line, ...], outputs: Outputs) -> Iterator[HopGroup]:
    wanted = {
        f"{name} {rest[0]}"
        for name, under in sections(lines, "interface")
        for _line, rest in starting(under, "vrrp")
        if rest[1:2] and rest[1] in {"ip", "ipv4", "ipv6"}
    }
    if not wanted:
        return
    told = {f"{row['port']} {row['group']}": row["state"].lower() for row in _HOP.finditer(outputs["vrrp"].text())}
    if wanted - told.keys():
        raise unparseable("show vrrp", "a group is not told")
    yield from (HopGroup(name, "vrrp", state) for name, state in told.items())


def _told(text: str, words: str) -> str:
    found = re.search(rf"(?m)^{words}\s*: +(\S.*?)\s*$", text)
    if found is None:
        raise unparseable("show mlag", text)
    return found[1].lower()


def _pair(text: str) -> dict[str, str]:
    good = {"state": "active", "negotiation status": "connected", "peer-link status": "up"}
    return {f"mlag {words}": "ok" if _told(text, words) == value else "failed" for words, value in good.items()}


def _untold() -> Unreadable:
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))


def _bgp(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of BGP, of which the summary of IPv4 must show every one that is configured."""
    wanted: set[str] = set()
    for _name, under in sections(lines, "router bgp"):
        for own in (under, *(below for _vrf, below in sections(under, "vrf"))):
            if any(rest[:1] == ["interface"] for _line, rest in starting(own, "neighbor")) or any(
                True for _ in starting(own, "bgp listen")
            ):
                raise _untold()
            wanted |= {rest[0] for _line, rest in starting(own, "neighbor") if _joins(rest)}
    if not wanted:
        return {}
    found: dict[str, bool] = {}
    for row in rows(NAME, "show ip bgp summary", outputs["bgp"].text()):
        state = cell(row, "state")
        peer = f"bgp {cell(row, 'bgp_neigh')}" + ("" if cell(row, "vrf") == "default" else f" vrf {cell(row, 'vrf')}")
        found[peer] = state.startswith("Estab") if state else cell(row, "state_pfxrcd").isdigit()
    if wanted - {peer.split()[1] for peer in found}:
        raise unparseable("show ip bgp summary vrf all", "a neighbour is not told")
    return found


def _joins(words: list[str]) -> bool:
    """Whether `neighbor …` names a neighbour, by its own AS or that of its group, and no group."""
    member = words[1:2] == ["remote-as"] or words[1:3] == ["peer", "group"] or words[1:2] == ["peer-group"]
    return member and (":" in words[0] or bool(_ADDRESS.fullmatch(words[0])))


def _ospf(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of OSPF; of other protocols, and of other VRFs, none is read."""
    kinds = [rest for _line, rest in starting(lines, "router") if rest and rest[0] not in _NO_PEERS | {"bgp"}]
    if not kinds:
        return {}
    if any(rest[0] != "ospf" or "vrf" in rest for rest in kinds):
        raise _untold()
    text = outputs["ospf"].text()
    found = rows(NAME, "show ip ospf neighbor", text)
    if len(found) != len(_PEER_ROW.findall(text)):
        raise unparseable("show ip ospf neighbor", text)
    return {f"ospf {cell(row, 'neighbor_id')}": cell(row, "state").startswith(("FULL", "2WAY")) for row in found}
