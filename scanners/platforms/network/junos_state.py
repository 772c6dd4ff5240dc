"""State of a Junos device: what it is, its ports, cluster and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import Redundancy
from scanners.platforms.network.junos_tree import NAME, ROLE, config, whole_tree
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PHYSICAL = re.compile(r"(?:ge|xe|et|fe|mge|xle|so|t1|e1)-\d+/\d+/\d+(?::\d+)?|fxp\d|em\d|me\d")
_KINDS = (("ae", "bundle"), ("reth", "bundle"), ("lo", "loopback"), ("irb", "vlan"), ("vlan", "vlan"), ("st", "tunnel"),
          ("gr-", "tunnel"), ("ip-", "tunnel"), ("lt-", "tunnel"))  # fmt: skip
_TERSE = re.compile(r"^(\S+) +(up|down) +(up|down)\b")
_NODE = re.compile(r"^(node\d+) +(\d+) +(\S+) +\S+ +\S+ +(\S.*)$")
_PART = re.compile(r"^(.{6})(\S.*?) {2,}(OK|Check|Failed|Absent|Empty|Testing|Present|Online|Offline)\b *(.*)$")
_MEMBER = re.compile(r"^(?:node|fpc|member)\d+:$")
_STATES = {"OK": "ok", "Online": "ok", "Present": "ok", "Absent": "absent", "Empty": "absent", "Failed": "failed",
           "Offline": "failed"}  # fmt: skip
_VOLATILE = re.compile(r"## Last (?:commit|changed):|" + ROLE)
_READ = frozenset({"version", "system", "security", "interfaces", "snmp", "firewall", "policy-options", "protocols",
                   "applications", "chassis", "vlans", "routing-options", "routing-instances", "access", "groups",
                   "apply-groups", "switch-options", "ethernet-switching-options", "forwarding-options",
                   "class-of-service", "wlan", "event-options", "virtual-chassis"})  # fmt: skip


def identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version` and the serial numbers of all chassis."""
    del scope

    def of(key: str) -> str:
        found = re.search(rf"(?m)^{key}: *(\S+) *$", outputs["version"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail=f"no {key}"))
        return found[1]

    def version() -> str:
        text = outputs["version"].text()
        found = re.search(r"(?m)^(?:Junos: |JUNOS (?:Base OS boot|Software Release) \[)([\w.-]+)", text)
        if found is None:
            raise Unreadable(reason("unparseable", detail="no Junos"))
        return found[1]

    def serials() -> tuple[str, ...]:
        found = re.findall(r"(?m)^Chassis +([A-Z0-9]+) ", outputs["hardware"].text())
        if not found:
            raise Unreadable(reason("unparseable", detail="no Chassis"))
        return tuple(found)

    return DeviceIdentity(
        hostname=attempt(lambda: of("Hostname")),
        model=attempt(lambda: of("Model")),
        version=attempt(version),
        serials=attempt(serials),
    )


def interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Read the configured ports, and those that are there without configuration, which are enabled."""
    del scope

    def settings() -> tuple[InterfaceSetting, ...]:
        found = list(_settings(config(outputs)))
        known = {setting.name for setting in found}
        there = attempt(lambda: _terse(outputs))  # where that is unknown, so is which ports are up
        names = there.value if isinstance(there, Known) else {}
        spare = [name for name in names if _PHYSICAL.fullmatch(name) and name not in known]
        return (*found, *(InterfaceSetting(name, "physical", True, "", "", (), (), "") for name in spare))

    return Interfaces(
        settings=attempt(settings),
        up=attempt(lambda: {name: link == "up" for name, (_, link) in _terse(outputs).items()}),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=not_told(NAME, "interfaces.errors"),
    )


def _terse(outputs: Outputs) -> dict[str, tuple[str, str]]:
    lines = outputs["terse"].lines()
    if not lines or lines[0].split()[:3] != ["Interface", "Admin", "Link"]:
        raise Unreadable(reason("unparseable", detail="no table of interfaces"))
    return {found[1]: (found[2], found[3]) for line in lines[1:] if (found := _TERSE.match(line))}


def _settings(whole: Node) -> Iterator[InterfaceSetting]:
    zones = {
        port: zone
        for zone, own in whole.at("security", "zones", "security-zone").items()
        for port in own.at("interfaces")
    }
    if whole.has("interfaces", "interface-range"):
        raise Unreadable(reason("groups_not_resolved", name="interface-range"))
    for name, own in whole.at("interfaces").items():
        kind = "physical" if _PHYSICAL.fullmatch(name) else next((k for p, k in _KINDS if name.startswith(p)), "other")
        switching = [unit.at("family", "ethernet-switching") for unit in own.at("unit").values()]
        switched = next((family for family in switching if family), None)
        if any(unit.has("family", "ethernet-switching") for unit in own.at("unit").values()):
            family = switched or Node()
            mode = family.value("interface-mode") or family.value("port-mode") or "access"
            vlans = family.every("vlan", "members")
        else:
            mode, vlans = ("routed", ()) if own.has("unit") else ("", ())
        enabled = not own.has("disable")
        yield InterfaceSetting(name, kind, enabled, own.value("description"), mode, vlans, (), "")
        for number, unit in own.at("unit").items():
            families = unit.at("family")
            held = tuple(a for family in ("inet", "inet6") for a in families.at(family, "address"))
            full = f"{name}.{number}"
            below = "other" if kind in {"physical", "bundle"} else kind
            up = enabled and not unit.has("disable")
            yield InterfaceSetting(full, below, up, unit.value("description"), "routed" if held else "",
                                   unit.every("vlan-id"), held, zones.get(full, ""))  # fmt: skip


def redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Read the cluster of an SRX; states of VRRP, bundles and neighbours are not among what is asked."""
    del scope
    whole = config(outputs)
    words = {word for statement in statements(whole.at("interfaces")) for word in statement}
    routing = any(whole.has("protocols", name) for name in ("bgp", "ospf", "ospf3", "isis", "rip"))
    routing = routing or any(own.has("protocols") for own in whole.at("routing-instances").values())
    return Redundancy(
        hop_groups=not_told(NAME, "redundancy.hop_groups") if words & {"vrrp-group", "vrrp-inet6-group"} else Known(()),
        bundles=not_told(NAME, "redundancy.bundles") if words & {"802.3ad", "redundant-parent"} else Known(()),
        cluster=attempt(lambda: _cluster(outputs["cluster"].text())),
        cluster_in_step=attempt(lambda: _in_step(outputs["cluster"].text())) if _clustered(outputs) else _alone(),
        routing_peers=not_told(NAME, "redundancy.routing_peers") if routing else Known({}),
    )


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


def guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards each enabled access port."""
    del scope
    whole = config(outputs)
    ports = [s.name for s in _settings(whole) if s.mode == "access" and s.enabled and s.kind == "physical"]
    if not ports:
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    protocols = whole.at("protocols")
    dot1x = protocols.at("dot1x", "authenticator")
    limits = (
        whole.at("switch-options", "interface"),
        whole.at("ethernet-switching-options", "secure-access-port", "interface"),
    )
    blocked = (
        *protocols.at("layer2-control", "bpdu-block", "interface"),
        *whole.at("ethernet-switching-options", "bpdu-block", "interface"),
    )
    found: dict[str, frozenset[str]] = {}
    for port in ports:
        own = next((dot1x.at("interface", n) for n in (port, f"{port}.0", "all") if dot1x.has("interface", n)), None)
        names = {port, f"{port}.0"}
        held = {"dot1x"} if own is not None else set()
        held |= {"mac-auth"} if own is not None and own.has("mac-radius") else set()
        if any(w in {"interface-mac-limit", "mac-limit"} for t in limits for n in names & {*t} for w in t.at(n)):
            held.add("port-security")
        edge = any(protocols.has(p, "bpdu-block-on-edge") and protocols.has(p, "interface", n, "edge")
                   for p in ("rstp", "mstp", "vstp") for n in names)  # fmt: skip
        held |= {"bpdu-guard"} if edge or names & {*blocked} else set()
        found[port] = frozenset(held)
    return PortGuards(
        access_ports=Known(found),
        dot1x_enabled=Known(dot1x.has("interface") and dot1x.has("authentication-profile-name")),
    )


def environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the parts, and the load."""
    del scope

    def of(section: str) -> dict[str, str]:
        found = {name: _STATES.get(state, "failed") for kind, name, state, _ in _parts(outputs) if kind == section}
        if not found:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=section))
        return found

    def celsius() -> dict[str, float]:
        told = ((name, re.match(r"(\d+) degrees C", more)) for _, name, _, more in _parts(outputs))
        return {name: float(found[1]) for name, found in told if found}

    def engine(pattern: str) -> float:
        found = re.findall(pattern, outputs["engine"].text())
        if not found:
            raise Unreadable(reason("unparseable", detail="no such line of the routing engine"))
        return max(float(value) for value in found)

    return Environment(
        power_supplies=attempt(lambda: of("Power")),
        fans=attempt(lambda: of("Fans")),
        temperatures=attempt(lambda: of("Temp")),
        celsius=attempt(celsius),
        cpu_pct=attempt(lambda: _busy(outputs["engine"].text())),
        memory_pct=attempt(lambda: engine(r"(?m)^ +Memory utilization +(\d+) percent")),
    )


def _parts(outputs: Outputs) -> list[tuple[str, str, str, str]]:
    """Give section, name, state and measurement of every part; in a cluster each node has parts of the same names."""
    found: list[tuple[str, str, str, str]] = []
    section = node = ""
    for line in outputs["environment"].lines():
        part = _PART.match(line)
        if _MEMBER.match(line):
            node = line.strip().removesuffix(":") + " "
        elif part:
            section = part[1].strip() or section
            found.append(("Temp" if section == "Routing Engine" else section, node + part[2], part[3], part[4]))
    if not found:
        raise Unreadable(reason("unparseable", detail="no part"))
    if len({(section, name) for section, name, _, _ in found}) < len(found):
        raise Unreadable(reason("unparseable", detail="two parts of one name"))
    return found


def _busy(text: str) -> float:
    """Give the load of five minutes where it is told, else that of now: of the busiest routing engine."""
    told = [part.partition("5 min CPU utilization:")[2] or part for part in text.split("Routing Engine status:")[1:]]
    idle = [re.search(r"(?m)^ +Idle +(\d+) percent", part) for part in told]
    loads = [100.0 - float(found[1]) for found in idle if found]
    if not loads or len(loads) < len(told):
        raise Unreadable(reason("unparseable", detail="no Idle"))
    return max(loads)


def configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; what was committed is saved, and nothing else is in force."""
    del scope
    text = outputs["config"].text()
    whole_tree(text)
    return Configuration(
        lines=Known(tuple(line.rstrip() for line in text.split("\n") if line.strip() and not _VOLATILE.match(line))),
        saved=Known(True),
        unsaved=Known(()),
        not_understood=attempt(lambda: tuple(word for word in config(outputs) if word not in _READ)),
    )


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read the wireless functions; who is attached is not asked."""
    del scope
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=not_told(NAME, "neighbours.stations"),
        wireless=attempt(lambda: ("wlan",) if config(outputs).has("wlan") else ()),
    )
