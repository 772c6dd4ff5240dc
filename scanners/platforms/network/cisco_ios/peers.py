"""Routing neighbours of Cisco IOS and IOS-XE: what the configuration names, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.platforms.network.cisco_ios.tree import NAME
from scanners.platforms.network.ios_like.peers import all_up, ospf_neighbours, peer_name, table_rows
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_BGP_HEAD = re.compile(r"Neighbor[ \t]++V[ \t]++AS[ \t]")
_BGP_ASIDE = re.compile(r"\* Dynamically |Dynamically |BGP |For address family")


def routing_peers(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give whether each neighbour of BGP and OSPF is up. Other protocols, and BGP of VRFs or IPv6, are not read."""
    protocols = {rest[0] for _line, rest in starting(lines, "router") if rest}
    six = any(True for _ in starting(lines, "ipv6 router"))
    if protocols - {"bgp", "ospf", "rip"} or six or ("bgp" in protocols and _bgp_elsewhere(lines)):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    found: dict[str, bool] = {}
    if "bgp" in protocols:
        found |= all_up(_bgp(outputs["bgp"].text()))
        if {peer_name("bgp", peer) for peer in _configured(lines)} - found.keys():
            raise unparseable("show ip bgp summary", "a neighbour is not told")
    if "ospf" in protocols:
        text = outputs["ospf"].text()
        found |= all_up(ospf_neighbours(text)) if text.strip() else {}
    return found


def _configured(lines: tuple[Line, ...]) -> Iterator[str]:
    """Give the neighbours of IPv4, by an AS of their own or that of a group."""
    for _name, under in sections(lines, "router bgp"):
        for own in (under, *(below for _family, below in sections(under, "address-family ipv4"))):
            yield from (rest[0] for _line, rest in starting(own, "neighbor") if rest and _ADDRESS.fullmatch(rest[0]))


def _bgp(text: str) -> Iterator[tuple[str, bool]]:
    """Read `show ip bgp summary`: a neighbour that came by itself begins with `*`; one that is up tells a number."""
    rows = [row.removeprefix("*").split() for row in table_rows(text, _BGP_HEAD, _BGP_ASIDE)]
    if not rows:
        raise unparseable("show ip bgp summary", text)
    for words in rows:
        peer, *numbers = words[:1] + words[3:8]
        if len(words) < 10 or not _ADDRESS.fullmatch(peer) or not all(number.isdigit() for number in numbers):
            raise unparseable("show ip bgp summary", " ".join(words))
        yield peer_name("bgp", peer), len(words) == 10 and words[9].isdigit()


def _bgp_elsewhere(lines: tuple[Line, ...]) -> bool:
    """Whether BGP has neighbours that the summary of IPv4 in the global table does not show."""
    return any(
        any(":" in word for word in named) or " vrf " in f" {section} "
        for _name, under in sections(lines, "router bgp")
        for section, own in (("", under), *sections(under, "address-family"))
        for named in _named(own)
    )


def _named(own: tuple[Line, ...]) -> Iterator[list[str]]:
    """Give what names neighbours: by their addresses, or by the range that they may come from."""
    for _line, rest in starting(own, "neighbor"):
        if rest[1:2] in (["remote-as"], ["peer-group"], ["activate"]):
            yield rest[:1]
    for _line, rest in starting(own, "bgp listen range"):
        yield rest[:1]
