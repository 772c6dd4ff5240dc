"""State of a VyOS router: what it is, its ports and its load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Known, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.platforms.network.platform import not_told, untold_fact
from scanners.platforms.network.statements import Node
from scanners.platforms.network.vyos.filters import layered
from scanners.platforms.network.vyos.tree import NAME, config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_KINDS = {"ethernet": "physical", "bonding": "bundle", "loopback": "loopback", "dummy": "loopback", "vti": "tunnel",
          "tunnel": "tunnel", "wireguard": "tunnel", "openvpn": "tunnel"}  # fmt: skip
_STATE = re.compile(r"^(\S++) ++.*?(?<=\s)([uAD])/([uD])(?:\s|$)")
_HEAD = re.compile(r"(?m)^([^\s:@]+)(?:@[^\s:]+)?: <[^>\n]*> mtu \d+ ")
_ROW = r"((?:[ \t]+\d+){6})[ \t]*$"
_COUNTERS = re.compile(
    rf"(?m)^[ \t]+RX:[ \t]+bytes[ \t]+packets[ \t]+errors[ \t]+dropped[ \t]+overrun[ \t]+mcast[ \t]*\n{_ROW}\n"
    rf"[ \t]+TX:[ \t]+bytes[ \t]+packets[ \t]+errors[ \t]+dropped[ \t]+carrier[ \t]+collisions[ \t]*\n{_ROW}"
)
_SIZES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_READ = frozenset({"firewall", "high-availability", "interfaces", "nat", "policy", "protocols", "service", "system",
                   "vpn", "zone-policy", "qos", "traffic-policy", "pki", "vrf", "cluster"})  # fmt: skip


def identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`; the name is in the configuration."""
    del scope

    def of(key: str) -> str:
        found = re.search(rf"(?m)^{key}: +(\S.*)$", outputs["version"].text())
        if found is None or found[1].rstrip() in {"Unknown", "Not Specified", "None"}:
            raise Unreadable(reason("unparseable", detail=f"no {key}"))
        return found[1].rstrip()

    return DeviceIdentity(
        hostname=attempt(lambda: config(outputs).value("system", "host-name")),
        model=attempt(lambda: of("Hardware model")),
        version=attempt(lambda: of("Version").removeprefix("VyOS ")),
        serials=attempt(lambda: (of("Hardware S/N"),)),
    )


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the ports."""
    del scope

    def up() -> dict[str, bool]:
        text = outputs["interfaces"].text()
        found = [match for line in text.split("\n") if (match := _STATE.match(line))]
        if "S/L" not in text or not found:
            raise Unreadable(reason("unparseable", detail="no table of interfaces"))
        return {match[1].partition("@")[0]: match[2] == match[3] == "u" for match in found}

    return Interfaces(
        settings=attempt(lambda: tuple(_settings(config(outputs)))),
        up=attempt(up),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=attempt(lambda: _errors(outputs["detail"].text())),
    )


def _errors(text: str) -> dict[str, InterfaceErrors]:
    """Read the counters below each interface. What Linux dropped on receiving may be what nobody here wanted: that is
    no error.
    """
    found: dict[str, InterfaceErrors] = {}
    heads = list(_HEAD.finditer(text))
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), len(text)], strict=True):
        counted = _COUNTERS.search(text, head.end(), end)
        if counted is None:
            raise Unreadable(reason("unparseable", detail=f"no counters of {head[1][:40]}"))
        into, out = ([int(number) for number in row.split()] for row in counted.groups())
        found[head[1]] = InterfaceErrors(into[1] + out[1], into[2] + out[2] + out[3])
    if not found:
        raise Unreadable(reason("unparseable", detail="no interface"))
    return found


def _settings(whole: Node) -> Iterator[InterfaceSetting]:
    zones = {
        port: name
        for name, zone in {**whole.at("zone-policy", "zone"), **whole.at("firewall", "zone")}.items()
        for port in (*zone.at("interface"), *zone.at("member", "interface"))
    }
    for group, places in whole.at("interfaces").items():
        for port, main in places.items():
            off: tuple[str, ...] = ()  # an interface that is off takes along those on it
            for name, own in layered(port, main):
                off += (name,) if own.has("disable") else ()
                enabled = not any(f"{name}.".startswith(f"{above}.") for above in off)
                kind = "vlan" if own is not main else _KINDS.get(group, "other")
                yield _setting(name, kind, own, enabled, zones.get(name) or own.value("vrf"))


def _setting(name: str, kind: str, own: Node, enabled: bool, zone: str) -> InterfaceSetting:
    held = tuple(address for address in own.at("address") if "/" in address)
    vlans = (name.rpartition(".")[2],) if kind == "vlan" else ()
    return InterfaceSetting(name, kind, enabled, own.value("description"), "routed" if held else "", vlans, held, zone)


def configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; whether it is saved can only be asked in the mode that changes it."""
    del scope
    whole = config(outputs)
    lines = [line.rstrip() for line in outputs["config"].text().split("\n")]
    return Configuration(
        lines=Known(tuple(line for line in lines if line and not line.startswith("//"))),
        saved=not_told(NAME, "configuration.saved"),
        unsaved=not_told(NAME, "configuration.unsaved"),
        not_understood=Known(tuple(word for word in whole if word not in _READ)),
    )


def environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the load, and the memory in use. Temperatures are not asked: where none are shown yet, asking loads drivers.

    The load is that of Linux for each core, in per cent: with processes that wait for a disk, which a router has not.
    """
    del scope

    def load() -> float:
        found = re.search(r"(?m)^5  ?minutes: +(\d+(?:\.\d+)?)%[ \t]*$", outputs["uptime"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="no load of 5 minutes"))
        return float(found[1])

    def size(text: str, key: str) -> float:
        found = re.search(rf"(?m)^{key}: +(\d+(?:\.\d+)?) ([KMGT]?B)[ \t]*$", text)
        if found is None:
            raise Unreadable(reason("unparseable", detail=f"no {key} of the memory"))
        return float(found[1]) * _SIZES[found[2]]

    def memory() -> float:
        text = outputs["memory"].text()
        return round(100 * size(text, "Used") / size(text, "Total"), 1)

    return replace(untold_fact(Environment, NAME), cpu_pct=attempt(load), memory_pct=attempt(memory))


def inspection(outputs: Outputs, scope: Scope) -> IntrusionPrevention:
    """Say that nothing is inspected where Suricata (1.5 and later) is not configured; how it fares is not asked."""
    del scope
    told = untold_fact(IntrusionPrevention, NAME)
    return told if config(outputs).has("service", "suricata") else replace(told, sensors=Known({}))
