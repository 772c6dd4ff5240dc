"""What Arista EOS has twice: first hops, bundles of links, the pair of switches (MLAG), and routing neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Absent, attempt
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.platforms.network.arista_eos.config import tree
from scanners.platforms.network.arista_eos.peers import routing_peers
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import bundles
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_HOP = re.compile(
    r"(?m)^(?P<port>[A-Za-z]\S*) - Group (?P<group>\d+)[^\n]*\n"
    r"(?:[ \t]++(?!State is)[^\n]*\n)*+[ \t]+State is (?P<state>\w+)"
)


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
        routing_peers=attempt(lambda: routing_peers(lines, outputs)),
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
    found = _HOP.finditer(outputs["vrrp"].text())
    told = [HopGroup(f"{row['port']} {row['group']}", "vrrp", row["state"].lower()) for row in found]
    if wanted - {group.name for group in told}:
        raise unparseable("show vrrp", "a group is not told")
    yield from told


def _told(text: str, words: str) -> str:
    found = re.search(rf"(?m)^{words}\s*: +(\S.*?)\s*$", text)
    if found is None:
        raise unparseable("show mlag", text)
    return found[1].lower()


def _pair(text: str) -> dict[str, str]:
    good = {"state": "active", "negotiation status": "connected", "peer-link status": "up"}
    return {f"mlag {words}": "ok" if _told(text, words) == value else "failed" for words, value in good.items()}
