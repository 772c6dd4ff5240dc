"""Routing neighbours of Arista EOS: what the configuration names, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from inventories.reason import reason
from scanners.platforms.network.arista_eos.config import NAME
from scanners.platforms.network.ios_like.peers import all_up, ospf_neighbours, peer_name, table_rows
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

_NO_PEERS = frozenset(
    {"bfd", "general", "igmp", "multicast", "pim"}
)  # sections `router …` without neighbours of routes
_BGP_TABLE = re.compile(r"(?m)^BGP summary information for VRF (\S+)[ \t]*$")
_BGP_HEAD = re.compile(r"[ \t]*+(?:Description[ \t]++)?Neighbor[ \t]++V[ \t]++AS[ \t]")
_BGP_ASIDE = re.compile(r"(?:Router identifier|Neighbor Status Codes)\b")
_VERSION = "4"  # of BGP


def routing_peers(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give whether each neighbour of BGP and OSPF is up. Other protocols, and OSPF of VRFs, are not read."""
    return {**_bgp(lines, outputs), **_ospf(lines, outputs)}


def _untold() -> Unreadable:
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))


def _bgp(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of BGP, of which the summary of IPv4 must show every one, in its own table."""
    wanted = frozenset(_configured(lines))
    if not wanted:
        return {}
    found = all_up(_shown(outputs["bgp"].text()))
    if wanted - found.keys():
        raise unparseable("show ip bgp summary vrf all", "a neighbour is not told")
    return found


def _configured(lines: tuple[Line, ...]) -> Iterator[str]:
    """Give the neighbours. Raises `Unreadable` where some come by themselves, and are not named."""
    for _name, under in sections(lines, "router bgp"):
        for table, own in (("default", under), *sections(under, "vrf")):
            if any(rest[:1] == ["interface"] for _line, rest in starting(own, "neighbor")) or any(
                True for _ in starting(own, "bgp listen")
            ):
                raise _untold()
            for _line, rest in starting(own, "neighbor"):
                if _joins(rest):
                    yield peer_name("bgp", rest[0].lower(), table)


def _joins(words: list[str]) -> bool:
    """Whether `neighbor …` names a neighbour, by its own AS or that of its group, and no group."""
    member = words[1:2] == ["remote-as"] or words[1:3] == ["peer", "group"] or words[1:2] == ["peer-group"]
    return member and _is_address(words[0])


def _is_address(word: str) -> bool:
    try:
        ip_address(word.partition("%")[0])
    except ValueError:
        return False
    return True


def _shown(text: str) -> Iterator[tuple[str, bool]]:
    """Read `show ip bgp summary vrf all`: below each table its neighbours, after what somebody wrote about them."""
    parts = _BGP_TABLE.split(text)
    if len(parts) < 3:
        raise unparseable("show ip bgp summary vrf all", text)
    for table, told in zip(parts[1::2], parts[2::2], strict=True):
        for line in table_rows(told, _BGP_HEAD, _BGP_ASIDE):
            words = line.split()
            peers = [
                at for at, word in enumerate(words[1:]) if word == _VERSION and _is_address(words[at])
            ]  # the last is the neighbour: behind it stands no address
            row = words[peers[-1] :] if peers else []
            if len(row) < 9 or not all(word.isdigit() for word in row[3:7]):
                raise unparseable("show ip bgp summary vrf all", line)
            yield peer_name("bgp", row[0].lower(), table), row[8].startswith("Estab") or row[8].isdigit()


def _ospf(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of OSPF; of other protocols, and of other VRFs, none is read."""
    kinds = [rest for _line, rest in starting(lines, "router") if rest and rest[0] not in _NO_PEERS | {"bgp"}]
    if not kinds:
        return {}
    if any(rest[0] != "ospf" or "vrf" in rest for rest in kinds):
        raise _untold()
    return all_up(ospf_neighbours(outputs["ospf"].text()))
