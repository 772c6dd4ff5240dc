"""Ports of APRESIA switches, what guards them, and what they have twice.

AEOS-NP command reference: `show interfaces status`, `interface port`, `access-defender`, `dot1x`.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import Redundancy
from scanners.platforms.network import addresses
from scanners.platforms.network.apresia_aeos.lines import NAME, config, ports
from scanners.platforms.network.apresia_aeos.state import stations
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PORT = re.compile(
    r"(?:port ?)?(?P<port>\d{1,3}(?:/\d{1,3}){1,2})\s+(?P<state>connected|not-connected|disabled)\b.*", re.IGNORECASE
)


def port_states(text: str) -> dict[str, str]:
    """Give the status of every port. Raises `Unreadable` where a row below the rule is none."""
    head, rule, rows = text.partition("---")
    del head
    found: dict[str, str] = {}
    for row in rows.split("\n")[1:]:
        told = _PORT.fullmatch(row.strip())
        if told:
            found[f"port {told['port']}"] = told["state"].lower()
        elif row.strip():
            raise Unreadable(reason("unparseable", detail=f"port: {row[:80]}"))
    if not rule or not found:
        raise Unreadable(reason("unparseable", detail=f"no list of ports: {text.strip()[:80]}"))
    return found


def _sections(lines: tuple[Line, ...]) -> dict[str, tuple[Line, ...]]:
    """Give the lines of each interface; those of a span hold for each of its ports."""
    found: dict[str, list[Line]] = {}
    for name, under in sections(lines, "interface"):
        kind, _, span = name.partition(" ")
        for one in ports(span) if kind == "port" else (name,):
            found.setdefault(one, []).extend(under)
    return {name: tuple(under) for name, under in found.items()}


def _setting(name: str, under: tuple[Line, ...], state: str) -> InterfaceSetting:
    kind = {"port": "physical", "vlan": "vlan", "port-channel": "bundle", "loopback": "loopback"}.get(
        name.partition(" ")[0], "other"
    )
    mode = (setting(under, "switchport mode") or ["access" if setting(under, "switchport access vlan") else ""])[0]
    vlans = [
        rest[-1] for words in ("access vlan", "trunk") for _, rest in starting(under, f"switchport {words}") if rest
    ]
    given = [
        addresses.interface_address(*(rest[0].split("/", 1) if "/" in rest[0] else rest[:2]))
        for _, rest in starting(under, "ip address")
        if rest and rest[0][0].isdigit()
    ]
    return InterfaceSetting(
        name=name,
        kind=kind,
        enabled=not switched(under, "shutdown") and state != "disabled",
        description=" ".join(setting(under, "description") or []),
        mode="routed" if kind != "physical" else mode if mode in {"access", "trunk"} else "",
        vlans=tuple(number for span in vlans for number in ("1-4094" if span == "all" else span).split(",")),
        addresses=tuple(given),
        zone="",
    )


def _settings(outputs: Outputs) -> tuple[InterfaceSetting, ...]:
    """Give every port of the device, in the configuration or not, and the other interfaces of the configuration."""
    told, states = _sections(config(outputs)), port_states(outputs["ports"].text())
    return tuple(_setting(name, told.get(name, ()), states.get(name, "")) for name in dict.fromkeys((*states, *told)))


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give every interface; counters and times are not read."""
    del scope
    return Interfaces(
        settings=attempt(lambda: _settings(outputs)),
        up=attempt(
            lambda: {name: state == "connected" for name, state in port_states(outputs["ports"].text()).items()}
        ),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Give what guards each port: `dot1x port …` of AccessDefender, and port security."""
    del scope

    def guarded() -> dict[str, frozenset[str]]:
        lines = config(outputs)
        told = _sections(lines)
        by_dot1x = {
            port
            for _, under in sections(lines, "access-defender")
            for _, rest in starting(under, "dot1x port")
            if len(rest) == 1
            for port in ports(rest[0])
        }
        secured = {name for name, under in told.items() if switched(under, "switchport port-security")}
        return {
            port.name: frozenset(
                guard for guard, names in (("dot1x", by_dot1x), ("port-security", secured)) if port.name in names
            )
            for port in _settings(outputs)
            if port.kind == "physical" and port.enabled and port.mode != "trunk"
        }

    return PortGuards(
        access_ports=attempt(guarded), dot1x_enabled=attempt(lambda: bool(switched(config(outputs), "dot1x enable")))
    )


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Tell what the configuration does not have; the states of what it has are not read."""
    del scope
    words = {word for _, line in every(config(outputs)) for word in line.words}
    return Redundancy(
        hop_groups=not_told(NAME, "redundancy.hop_groups") if words & {"vrrp", "mmrp", "mmrp-plus"} else Known(()),
        bundles=not_told(NAME, "redundancy.bundles")
        if words & {"channel-group", "lag", "link-aggregation", "port-channel"}
        else Known(()),
        cluster=not_told(NAME, "redundancy.cluster"),
        cluster_in_step=not_told(NAME, "redundancy.cluster_in_step"),
        routing_peers=not_told(NAME, "redundancy.routing_peers") if "router" in words else Known({}),
    )


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Give the learnt addresses. These are switches without radio; neighbours are shown for one port at a time only."""
    del scope
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=attempt(lambda: stations(outputs["stations"].text())),
        wireless=Absent(reason("device_lacks", what="Wi-Fi")),
    )
