"""Routing neighbours of Cisco NX-OS: what the configuration names, and what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.platforms.network.cisco_nxos.tree import NAME
from scanners.platforms.network.ios_like.peers import all_up, peer_name
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

_OSPF_HEAD = re.compile(r" ?OSPF Process ID (?P<process>\S+) VRF (?P<table>\S+)\s*")
_OSPF_COUNT = re.compile(r" ?Total number of neighbors: (?P<count>\d+)\s*")
_OSPF_ROW = re.compile(
    r" ?(?P<router>\d+(?:\.\d+){3})\s+\d+\s+(?P<state>[A-Z0-9]+)/ ?\S+\s+\S+\s+\d+(?:\.\d+){3}\s+\S+\s*"
)
_ADJACENT = frozenset({"FULL", "TWOWAY", "2WAY"})  # the second among those of a network that are not its chosen two

_BGP_TABLE = re.compile(r"VRF (?P<table>\S+), local ASN \S+\s*")
_BGP_COUNT = re.compile(r"peers (?P<count>\d+), established peers \d+, local router-id \S+\s*")
_BGP_ROW = re.compile(
    r"(?P<peer>[0-9a-fA-F]*[.:][0-9a-fA-F.:]+)\s+[\d.]+\s+\d+\s+[^|\s]+ *\|[^|\s]+ *\|\S+\s+"
    r"(?P<state>[IAOECS])\s+\d+/\d+\s"
)


def routing_peers(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give whether each neighbour of OSPF and BGP is up, in every VRF. Other protocols are not read."""
    routers = [rest for _line, rest in starting(lines, "router") if rest]
    protocols = {rest[0] for rest in routers}
    if protocols - {"ospf", "bgp"}:
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.routing_peers"))
    found: dict[str, bool] = {}
    if "ospf" in protocols:
        found |= _ospf(outputs["ospf"].text(), {rest[1] for rest in routers if rest[0] == "ospf"})
    if "bgp" in protocols:
        found |= _bgp(outputs["bgp"].text(), frozenset(_configured(lines)))
    return found


def _ospf(text: str, wanted: set[str]) -> dict[str, bool]:
    """Read `show ip ospf neighbors vrf all`; every process tells how many neighbours it has."""
    found: list[tuple[str, bool]] = []
    told: set[str] = set()
    table, announced = "", 0
    for line in text.split("\n"):
        if head := _OSPF_HEAD.fullmatch(line):
            table = head["table"]
            told.add(head["process"])
        elif count := _OSPF_COUNT.fullmatch(line):
            announced += int(count["count"])
        elif row := _OSPF_ROW.fullmatch(line):
            found.append((peer_name("ospf", row["router"], table), row["state"] in _ADJACENT))
    if wanted - told or announced != len(found):
        raise unparseable("show ip ospf neighbors", text)
    return all_up(found)


def _configured(lines: tuple[Line, ...]) -> Iterator[str]:
    """Give the neighbours that stand under `router bgp` and its VRFs; ranges wait for any."""
    for _name, under in sections(lines, "router bgp"):
        for table, own in (("default", under), *sections(under, "vrf")):
            peers = (rest[0].lower() for _line, rest in starting(own, "neighbor") if rest and "/" not in rest[0])
            yield from (peer_name("bgp", peer, table) for peer in peers)


def _bgp(text: str, wanted: frozenset[str]) -> dict[str, bool]:
    """Read `show bgp sessions vrf all`; every table tells how many neighbours it has."""
    found: list[tuple[str, bool]] = []
    table, announced = "", 0
    for line in text.split("\n"):
        if head := _BGP_TABLE.fullmatch(line):
            table = head["table"]
        elif count := _BGP_COUNT.fullmatch(line):
            announced += int(count["count"])
        elif table and (row := _BGP_ROW.match(line)):
            found.append((peer_name("bgp", row["peer"].lower(), table), row["state"] == "E"))
    if not table or announced != len(found) or wanted - {name for name, _up in found}:
        raise unparseable("show bgp sessions", text)
    return all_up(found)
