"""What a Cisco ASA has twice: the other unit (failover), bundles of links, routing neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.redundancy import LinkBundle, Redundancy
from scanners.platforms.network.cisco_asa.config import NAME, tree
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import bundles
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_COPYING = re.compile(
    r"(?m)^====Configuration State===[ \t]*\n(?P<states>(?:[ \t]++\S[^\n]*\n)++)====Communication State==="
)


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read the pair of units that `failover` makes. A unit that is alone has none."""
    del scope
    lines = tree(outputs)
    paired = has(lines, "failover")
    clustered = any(has(under, "enable") for _name, under in sections(lines, "cluster group"))

    def members() -> dict[str, str]:
        if clustered:
            raise _untold("cluster")
        return _units(outputs["failover"].text()) if paired else {}

    def links() -> tuple[LinkBundle, ...]:
        if any(line.words[0] == "member-interface" for top in lines for line in top.under):
            raise _untold("bundles")
        return tuple(bundles(lines, "show port-channel summary", outputs["bundles"].text))

    alone = Absent(reason("no_cluster_here")) if not clustered else not_told(NAME, "redundancy.cluster_in_step")
    return Redundancy(
        hop_groups=Known(()),
        bundles=attempt(links),
        cluster=attempt(members),
        cluster_in_step=attempt(lambda: _copied(outputs["copying"].text())) if paired and not clustered else alone,
        routing_peers=attempt(lambda: _neighbours(lines, outputs)),
    )


def active(lines: tuple[Line, ...], outputs: Outputs) -> None:
    """Raise `Unreadable` where the other unit is active: neighbours and tunnels may be up there alone."""
    if has(lines, "failover"):
        states = _units(outputs["failover"].text())
        if states["this host"].startswith("standby") and states["other host"].startswith("active"):
            raise Unreadable(reason("standby_member"))


def _neighbours(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    found = {**_bgp(lines, outputs), **_ospf(lines, outputs)}
    if not all(found.values()):
        active(lines, outputs)
    return found


def _untold(field: str) -> Unreadable:
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field=f"redundancy.{field}"))


def _units(text: str) -> dict[str, str]:
    told = re.findall(r"(?m)^[ \t]*+(This|Other) host: (?:Primary|Secondary) - (\S.*?)\s*$", text)
    if not re.search(r"(?m)^Failover On\b", text) or len(told) != 2:
        raise unparseable("show failover", text)
    return {f"{which.lower()} host": state.lower() for which, state in told}


def _copied(text: str) -> bool:
    """Whether the standby unit has taken the configuration of the active one over."""
    found = _COPYING.search(text)
    states = [state.strip() for state in found["states"].splitlines()] if found else []
    if any("Syncing" in state for state in states):
        return False
    if not states or not all(state in {"Sync Done", "Sync Done - STANDBY"} for state in states):
        raise unparseable("show failover state", text)
    return True


def _bgp(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of BGP, of which the summary must show every one that is configured."""
    wanted = {
        line.words[1]
        for above, line in every(lines)
        if above and above[0].startswith("router bgp ") and line.words[0] == "neighbor" and "remote-as" in line.words
    }
    if not wanted:
        return {}
    told = rows(NAME, "show bgp summary", outputs["bgp"].text())
    found = _every_time((f"bgp {cell(row, 'bgp_neigh')}", cell(row, "state_pfxrcd").isdigit()) for row in told)
    if {f"bgp {peer}" for peer in wanted} - found.keys():
        raise unparseable("show bgp summary", "a neighbour is not told")
    return found


def _ospf(lines: tuple[Line, ...], outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of OSPF. Other protocols and tables are not read."""
    kinds = [rest for _line, rest in starting(lines, "router") if rest and rest[0] != "bgp"]
    kinds += [rest for _line, rest in starting(lines, "ipv6 router")]
    if not kinds:
        return {}
    if any(rest[0] != "ospf" or "vrf" in rest for rest in kinds) or any(True for _ in starting(lines, "ipv6 router")):
        raise _untold("routing_peers")
    told = rows(NAME, "show ospf neighbor", outputs["ospf"].text())
    up = ("FULL", "2WAY")
    return _every_time((f"ospf {cell(row, 'neighbor_id')}", cell(row, "state").startswith(up)) for row in told)


def _every_time(told: Iterable[tuple[str, bool]]) -> dict[str, bool]:
    """Give whether each neighbour is up; one that is told several times (over several links) must be so every time."""
    found: dict[str, bool] = {}
    for name, up in told:
        found[name] = found.get(name, True) and up
    return found
