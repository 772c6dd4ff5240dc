"""What a Junos device has twice: its cluster, bundles of links, first hops and neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.redundancy import HopGroup, LinkBundle, Redundancy
from scanners.platforms.network.junos.ports import terse
from scanners.platforms.network.junos.tree import NAME, config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_NODE = re.compile(r"^(node\d+) +(\d+) +(\S+) +\S+ +\S+ +(\S.*)$")
_BUNDLE = re.compile(r"^Aggregated interface: (\S+)$")
_CARRIES = "Collecting distributing"
_HOP_HEAD = re.compile(r"(?m)^Interface +State +Group +VR state +VR Mode +Type +Address *$")
_STATES = {"primary": "master"}  # as newer releases may call it
_HOP = re.compile(r"(?m)^(\S+) +(?:up|down) +(\d+) +(\w+) +\w+ +lcl +(\S+) *$")
_BGP_TOTAL = re.compile(r"(?m)^Groups: \d+ Peers: (\d+) Down peers: \d+ *$")
_BGP = re.compile(
    r"(?m)^([0-9A-Fa-f.:]+(?:\+\d+)?) +[\d.]+ +\d+ +\d+ +\d+ +\d+ +\S+(?: \S+)? (Establ\b|\d+/\d+/\d+|[A-Z][a-z]+)"
)
_OSPF_HEAD = re.compile(r"(?m)^Address +Interface +State +ID +Pri +Dead *$")
_OSPF = re.compile(r"(?m)^(\d+\.\d+\.\d+\.\d+) +(\S+) +(\w+) +\d+\.\d+\.\d+\.\d+ +\d+ +\d+ *$")
_ROUTED = frozenset({"bgp", "ospf", "ospf3", "isis", "rip", "ripng"})
_READ = frozenset({"bgp", "ospf"})


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read the cluster of an SRX, bundles, first hops and neighbours, of those kinds that are configured."""
    del scope
    whole = config(outputs)
    return Redundancy(
        hop_groups=attempt(lambda: tuple(_hops(whole, outputs))),
        bundles=attempt(lambda: tuple(_bundles(whole, outputs))),
        cluster=attempt(lambda: _cluster(outputs["cluster"].text())),
        cluster_in_step=attempt(lambda: _in_step(outputs["cluster"].text())) if _clustered(outputs) else _alone(),
        routing_peers=attempt(lambda: _peers(whole, outputs)),
    )


def _untold(field: str) -> Unreadable:
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field=f"redundancy.{field}"))


def _odd(what: str) -> Unreadable:
    return Unreadable(reason("unparseable", detail=what))


def _hops(whole: Node, outputs: Outputs) -> Iterator[HopGroup]:
    """Give the VRRP groups, all of which must be listed; those of IPv6 are told by their addresses."""
    wanted = set()
    for words in statements(whole.at("interfaces")):
        for word, six in (("vrrp-group", False), ("vrrp-inet6-group", True)):
            if word in words and words[1] == "unit":
                wanted.add((f"{words[0]}.{words[2]}", words[words.index(word) + 1], six))
            elif word in words:
                raise _untold("hop_groups")
    if not wanted:
        return
    text = outputs["vrrp"].text()
    states = {(port, group, ":" in address): state.lower() for port, group, state, address in _HOP.findall(text)}
    if not _HOP_HEAD.search(text) or not wanted <= states.keys():
        raise _odd(f"show vrrp summary: {len(states)} groups")
    for port, group, six in sorted(wanted):
        state = states[port, group, six]
        yield HopGroup(f"{port} group {group}{' ipv6' if six else ''}", "vrrp", _STATES.get(state, state))


def _bundles(whole: Node, outputs: Outputs) -> Iterator[LinkBundle]:
    """Give the bundles with their configured members. Of a bundle over both nodes of a cluster (reth) one node's
    members carry traffic, and the other's are ready where their link is there.
    """
    if whole.has("interfaces", "interface-range"):
        raise _untold("bundles")
    members: dict[str, list[str]] = {}
    for port, own in whole.at("interfaces").items():
        for options in ("gigether-options", "ether-options", "fastether-options"):
            for word in ("802.3ad", "redundant-parent"):
                for name in own.every(options, word):
                    members.setdefault(name, []).append(port)
    if not members:
        return
    linked = {name for name, (_admin, link) in terse(outputs).items() if link == "up"}
    carrying = _carrying(outputs) if any(name.startswith("ae") for name in members) else {}
    for name, ports in members.items():
        if name.startswith("reth"):
            yield LinkBundle(name, tuple(ports), tuple(port for port in ports if port in linked))
            continue
        if name not in carrying:  # without LACP nobody tells
            raise _untold("bundles")
        yield LinkBundle(name, tuple(ports), tuple(port for port in ports if port in carrying[name]))


def _carrying(outputs: Outputs) -> dict[str, set[str]]:
    """Give by bundle the members of which LACP says that they collect and distribute."""
    found: dict[str, set[str]] = {}
    name, muxes = "", False
    for line in outputs["lacp"].lines():
        if bundle := _BUNDLE.match(line.rstrip()):
            name, muxes = bundle[1], False
            found[name] = set()
        elif line.strip().startswith("LACP "):
            muxes = line.strip().startswith("LACP protocol:")
        elif name and muxes and line.strip() and not line.startswith("{"):
            row = line.split()
            if len(row) < 4:
                raise _odd(f"show lacp interfaces: {line.strip()[:60]}")
            if line.rstrip().endswith(_CARRIES):
                found[name].add(row[0])
    return found


def _peers(whole: Node, outputs: Outputs) -> dict[str, bool]:
    """Give the neighbours of BGP and OSPF; those of other protocols and routing instances are not asked."""
    used = {*whole.at("protocols")} & _ROUTED
    if used - _READ or any(own.has("protocols") for own in whole.at("routing-instances").values()):
        raise _untold("routing_peers")
    found = _bgp(outputs["bgp"].text()) if "bgp" in used else {}
    return found | (_ospf(outputs["ospf"].text()) if "ospf" in used else {})


def _bgp(text: str) -> dict[str, bool]:
    total, rows = _BGP_TOTAL.search(text), _BGP.findall(text)
    if total is None or int(total[1]) != len(rows):
        raise _odd(f"show bgp summary: {len(rows)} neighbours")
    found: dict[str, bool] = {}
    for peer, state in rows:
        name = f"bgp {peer.partition('+')[0]}"
        found[name] = (state == "Establ" or state[0].isdigit()) and found.get(name, True)
    return found


def _ospf(text: str) -> dict[str, bool]:
    """Two routers of which neither is designated stay at 2Way: this table does not say who is, so that they count as
    they are shown.
    """
    rows = _OSPF.findall(text)
    if not _OSPF_HEAD.search(text) or len(rows) != len(re.findall(r"(?m)^\d", text)):
        raise _odd(f"show ospf neighbor: {text.strip()[:40] or 'empty'}")
    if any(state == "2Way" for _peer, _port, state in rows):
        raise _untold("routing_peers")
    found: dict[str, bool] = {}
    for peer, _port, state in rows:
        found[f"ospf {peer}"] = state == "Full" and found.get(f"ospf {peer}", True)
    return found


def _alone() -> Absent:
    return Absent(reason("no_cluster_here"))


def _clustered(outputs: Outputs) -> bool:
    text = attempt(lambda: outputs["cluster"].text())
    return not (isinstance(text, Known) and "Chassis cluster is not enabled" in text.value)


def _members(text: str) -> list[tuple[str, str, str, str]]:
    found = [m.groups() for line in text.split("\n") if (m := _NODE.match(line.rstrip()))]
    if "Cluster ID: " not in text or not found:
        raise Unreadable(reason("unparseable", detail="no Cluster ID"))
    return [(node, priority, state, failures) for node, priority, state, failures in found]


def _cluster(text: str) -> dict[str, str]:
    """Give by node the worst state that it has in any redundancy group."""
    if "Chassis cluster is not enabled" in text:
        return {}
    found: dict[str, str] = {}
    for node, priority, state, failures in _members(text):
        well = {"primary": "active", "secondary": "standby"}.get(state, state)
        told = "failed" if priority == "0" or failures != "None" else well
        if node not in found or told not in {"active", "standby"}:
            found[node] = told
    if len(found) < 2:
        found["peer"] = "failed"
    return found


def _in_step(text: str) -> bool:
    """A node whose configuration differs has the failure CF; old releases do not watch that."""
    if not re.search(r"\bCF  Config Sync monitoring", text):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="redundancy.cluster_in_step"))
    return not any("CF" in failures.split() or state == "lost" for _, _, state, failures in _members(text))
