"""State of a PAN-OS firewall: what it is, its ports, what it has twice, and whether changes are committed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.redundancy import Redundancy
from scanners.platforms.network.panos import pair
from scanners.platforms.network.panos import paths as panos_paths
from scanners.platforms.network.panos.tree import NAME, Config, config
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_HARDWARE = re.compile(r"^(\S+) +\d+ +\S{1,40}?/\S{1,40}?/(up|down)\b")
_KINDS = {
    "ethernet": "physical",
    "aggregate-ethernet": "bundle",
    "loopback": "loopback",
    "tunnel": "tunnel",
    "vlan": "vlan",
}
_READ = frozenset({"network", "deviceconfig", "vsys", "plugins"})


def identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show system info`."""
    del scope

    def of(key: str) -> str:
        found = re.search(rf"(?m)^{key}: *(\S+) *$", outputs["info"].text())
        if found is None or found[1] == "unknown":
            raise Unreadable(reason("unparseable", detail=f"no {key}"))
        return found[1]

    return DeviceIdentity(
        hostname=attempt(lambda: of("hostname")),
        model=attempt(lambda: of("model")),
        version=attempt(lambda: of("sw-version")),
        serials=attempt(lambda: (of("serial"),)),
    )


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the configured ports; one without configuration carries nothing on this platform."""
    del scope
    return Interfaces(
        settings=attempt(lambda: tuple(_settings(config(outputs)))),
        up=attempt(lambda: _up(outputs["hardware"].text())),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


def _up(text: str) -> dict[str, bool]:
    found = [match for line in text.split("\n") if (match := _HARDWARE.match(line))]
    if not found:
        raise Unreadable(reason("unparseable", detail="no table of interfaces"))
    return {match[1]: match[2] == "up" for match in found}


def _settings(whole: Config) -> Iterator[InterfaceSetting]:
    whole.alone()
    zones = {
        port: name
        for virtual in whole.virtual.values()
        for name, zone in virtual.at("zone").items()
        for ports in zone.at("network").values()
        for port in ports
    }
    for group, places in whole.device.at("network", "interface").items():
        entries = {group: places} if group in {"loopback", "tunnel", "vlan"} else places
        for name, own in entries.items():
            enabled = not own.has("link-state", "down")
            yield _setting(name, _KINDS.get(group, "other"), enabled, own, zones.get(name, ""))
            units = [*own.at("units").items(), *(unit for layer in own.values() for unit in layer.at("units").items())]
            for unit, below in units:
                kind = "other" if group in {"ethernet", "aggregate-ethernet"} else _KINDS[group]
                yield _setting(unit, kind, enabled, below, zones.get(unit, ""))


def _setting(name: str, kind: str, enabled: bool, own: Node, zone: str) -> InterfaceSetting:
    layer = own.at("layer3") or (own if own.has("ip") or own.has("ipv6") else Node())
    held = layer.every("ip") + layer.every("ipv6", "address")
    mode = "access" if own.has("layer2") else "routed" if held or own.has("layer3") else ""
    mode = "trunk" if own.has("layer2", "units") else mode
    return InterfaceSetting(name, kind, enabled, own.value("comment"), mode, own.every("tag"), held, zone)


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read the pair, the bundles of links and the neighbours of BGP."""
    del scope
    alone = attempt(lambda: pair.alone(outputs["ha"].text())) == Known(True)

    def network() -> Node:
        whole = config(outputs)
        whole.alone()
        return whole.device.at("network")

    return Redundancy(
        hop_groups=Known(()),  # the pair takes the place of first-hop protocols, which this platform does not have
        bundles=attempt(lambda: panos_paths.bundles(network(), outputs, _up(outputs["hardware"].text()))),
        cluster=attempt(lambda: pair.members(outputs["ha"].text())),
        cluster_in_step=Absent(reason("no_cluster_here"))
        if alone
        else attempt(lambda: pair.in_step(outputs["ha"].text())),
        routing_peers=attempt(lambda: panos_paths.routing_peers(network(), outputs)),
    )


def configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; changes that nobody committed are not in force, and are asked for."""
    del scope

    def saved() -> bool:
        answer = outputs["pending"].text().strip().lower()
        if answer not in {"yes", "no"}:
            raise Unreadable(reason("unparseable", detail=f"check pending-changes: {answer[:40]}"))
        return answer == "no"

    def lines() -> tuple[str, ...]:
        config(outputs)
        return tuple(line.rstrip() for line in outputs["config"].text().split("\n") if line.strip())

    state = attempt(saved)
    return Configuration(
        lines=attempt(lines),
        saved=state,
        unsaved=Known(()) if isinstance(state, Known) and state.value else not_told(NAME, "configuration.unsaved"),
        not_understood=attempt(lambda: tuple(word for word in config(outputs).device if word not in _READ)),
    )
