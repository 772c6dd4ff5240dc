"""What Linux tells without root of a router's ports: counters, bonds, and who is attached to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, Unknown, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.redundancy import LinkBundle, Redundancy
from scanners.platforms.linux import links, wireless
from scanners.platforms.linux.metal import container
from scanners.platforms.linux.ports import NET, Port, ports
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.network.frr import state as frr_state
from scanners.platforms.network.frr_linux.programs import PROGRAMS, programs
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

NAME = "frr_linux"
# rx_dropped is left out: it counts what no protocol of the host wants, too.
COUNTERS = Probe(
    "counters",
    'cd /sys/class/net && for d in *; do [ -r "$d/statistics/rx_packets" ] || continue; set -- "$d"; '
    "for c in rx_packets tx_packets rx_errors tx_errors rx_missed_errors tx_dropped; do "
    'read -r x <"$d/statistics/$c" && set -- "$@" "$x"; done; echo "$@"; done; echo \'#\'',
)
UPTIME = Probe("uptime", "cat /proc/uptime")
NEIGH = Probe("neigh", "ip -j neigh show", timeout=20, cap=4 << 20)
# json0 has one form, however many neighbours there are. lldpd lets in its own group alone.
LLDP = Probe("lldp", "lldpctl -f json0", timeout=20, cap=4 << 20)
USED = (COUNTERS, UPTIME, VIRTUALIZATION)
TWICE = (links.BONDS, NET, VIRTUALIZATION, PROGRAMS)
ATTACHED = (NEIGH, LLDP, NET, wireless.WIRELESS, VIRTUALIZATION)

_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_VLAN = re.compile(r".*\.(?P<vlan>\d{1,4})")
_HEARD = frozenset({"REACHABLE", "STALE", "DELAY", "PROBE"})
_RADIO = re.compile(r"(?:ieee80211|wwan|net) .* \(usable\)")
# Programs that make several hosts one: their members are told to root alone.
_CLUSTERS = frozenset({"corosync", "pacemakerd", "keepalived", "heartbeat", "ucarp"})


def _counters(outputs: Outputs) -> dict[str, tuple[int, int, int]]:
    """Give by interface the packets that came in, those in and out, and the errors."""
    *lines, end = outputs["counters"].lines() or [""]
    if end != "#" or not lines:
        raise ValueError(end[:80])
    found: dict[str, tuple[int, int, int]] = {}
    for line in lines:
        name, *counts = line.split(" ")
        received, sent, *wrong = map(int, counts)
        if len(wrong) != 4:
            raise ValueError(line[:80])
        found[name] = (received, received + sent, sum(wrong))
    return found


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Add to what FRRouting shows the counters of the kernel. A port that never heard anything shows it by them.

    When the last packet came in is counted nowhere. A container shows for how long its host runs.
    """
    shown = frr_state.parse_interfaces(outputs, scope)
    settings = shown.settings.value if isinstance(shown.settings, Known) else ()
    physical = {one.name for one in settings if one.kind == "physical"}
    counts = attempt(lambda: _counters(outputs))
    shown = replace(shown, running_s=attempt(lambda: _running_s(outputs)))
    if isinstance(counts, Unknown):
        return replace(shown, idle_s=counts, errors=counts)
    own = {name: counted for name, counted in counts.value.items() if name in physical}
    return replace(
        shown,
        idle_s=Known({name: -1 for name, (received, _packets, _wrong) in own.items() if not received}),
        errors=Known({name: InterfaceErrors(packets, wrong) for name, (_received, packets, wrong) in own.items()}),
    )


def _running_s(outputs: Outputs) -> int:
    if alone := container(outputs):
        raise Unreadable(alone.reason)
    return int(float(outputs["uptime"].text().partition(" ")[0]))


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Add bonds and clusters to what FRRouting shows. A container's links are its host's, and not seen here."""
    alone = attempt(lambda: _alone(outputs))
    return replace(
        frr_state.parse_redundancy(outputs, scope),
        bundles=attempt(lambda: tuple(_bundles(outputs))),
        cluster=alone,
        cluster_in_step=alone if isinstance(alone, Unknown) else Absent(reason("no_cluster_here")),
    )


def _alone(outputs: Outputs) -> Mapping[str, str]:
    if programs(outputs) & _CLUSTERS:
        raise Unreadable(not_told(NAME, "redundancy.cluster").reason)
    return {}


def _bundles(outputs: Outputs) -> Iterator[LinkBundle]:
    every = ports(outputs)
    bonds = _bonds(outputs)
    kinds = {port.name: port.kind for port in every}
    masters = {port.master for port in every} - {"-"}
    vrfs = _vrfs(outputs)
    # The members of a team, or of a switch of software, are not told by the kernel.
    if container(outputs) or any(kinds[name] not in {"bond", "bridge"} for name in masters - vrfs):
        raise Unreadable(not_told(NAME, "redundancy.bundles").reason)
    if bonds.keys() != {port.name for port in every if port.kind == "bond"}:
        raise Unreadable(reason("bonds_unreadable"))
    for name, told in sorted(bonds.items()):
        yield _bundle(name, told, {port.name: port for port in every})


def _vrfs(outputs: Outputs) -> set[str]:
    """Give the VRFs, which are masters of their interfaces, too."""
    settings = frr_state.parse_interfaces(outputs, Scope()).settings
    return {one.zone for one in settings.value} if isinstance(settings, Known) else set()


def _bonds(outputs: Outputs) -> dict[str, dict[str, dict[str, str]]]:
    """Give by bond, by member, what the kernel says of it."""
    *lines, last = outputs["bonds"].lines() or [""]
    if last != "read bonds":
        raise Unreadable(reason("bonds_unreadable"))
    found: dict[str, dict[str, dict[str, str]]] = {}
    told: dict[str, str] = {}
    for line in lines:
        word, _, value = line.strip().partition(": ")
        if line.startswith("bond "):
            members: dict[str, dict[str, str]] = {}
            found[line.removeprefix("bond ")] = members
            told = {}
        elif word == "Slave Interface":
            told = members[value] = {}
        else:
            told[word] = value
    return found


def _bundle(name: str, told: dict[str, dict[str, str]], every: dict[str, Port]) -> LinkBundle:
    """Give a bond. Who stands by counts as carrying; who has another partner of LACP than the first does not."""
    up = [one for one, said in told.items() if said["MII Status"] == "up" and every[one].state == "up"]
    partners = [told[one].get("Aggregator ID", "") for one in up]
    return LinkBundle(name, tuple(told), tuple(one for one in up if told[one].get("Aggregator ID", "") == partners[0]))


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read neighbours from lldpd, stations from the kernel's table of neighbours (ARP, NDP), and radios."""
    return Neighbours(
        neighbours=attempt(lambda: tuple(_neighbours(json.loads(outputs["lldp"].text())))),
        stations=attempt(lambda: tuple(dict.fromkeys(_stations(outputs)))),
        wireless=_radios(outputs, scope),
    )


def _radios(outputs: Outputs, scope: Scope) -> Field[tuple[str, ...]]:
    radios = wireless.parse(outputs, scope).radios
    return Known(tuple(sorted(filter(_RADIO.fullmatch, radios.value)))) if isinstance(radios, Known) else radios


def _neighbours(told: dict[str, Any]) -> Iterator[Neighbour]:
    for place in told["lldp"]:
        for one in place.get("interface", ()):
            (chassis,), (port,) = one["chassis"], one["port"]
            (port_id,) = port["id"]
            by_name = port_id["type"] in {"ifname", "local"}
            yield Neighbour(
                port=str(one["name"]),
                name=_first(chassis, "name") or _first(chassis, "id"),
                platform=_first(chassis, "descr"),
                remote_port=str(port_id["value"]) if by_name else _first(port, "descr"),
            )


def _first(told: dict[str, Any], name: str) -> str:
    return str(told[name][0]["value"]) if told.get(name) else ""


def _stations(outputs: Outputs) -> Iterator[Station]:
    """Give who was heard, by VLAN or, where there is none, by port. What a bridge has learnt stands elsewhere."""
    if any(port.kind == "bridge" for port in ports(outputs)):
        raise Unreadable(not_told(NAME, "neighbours.stations").reason)
    for one in json.loads(outputs["neigh"].text()):
        mac, port = str(one.get("lladdr", "")), str(one["dev"])
        if _HEARD.intersection(one["state"]) and _MAC.fullmatch(mac):
            vlan = _VLAN.fullmatch(port)
            yield Station(mac, vlan["vlan"] if vlan else port, port)
