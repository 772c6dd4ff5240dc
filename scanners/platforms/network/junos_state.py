"""State of a Junos device: what it is, its cluster and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.neighbours import Neighbours
from scanners.facts.redundancy import Redundancy
from scanners.platforms.network.junos_tree import NAME, ROLE, config, in_force, whole_tree
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_NODE = re.compile(r"^(node\d+) +(\d+) +(\S+) +\S+ +\S+ +(\S.*)$")
_PART = re.compile(
    r"^(.{6})(\S(?:.{0,80}?\S)?) {2,60}(OK|Check|Failed|Absent|Empty|Testing|Present|Online|Offline)\b *(.*)$"
)
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
        """Give the version of all members and nodes: each tells its own."""
        text = outputs["version"].text()
        told = re.findall(r"(?m)^Junos: ([\w.-]+)", text)
        told = told or re.findall(r"(?m)^JUNOS (?:Base OS boot|Software Release) \[([\w.-]+)", text)
        if len({*told}) != 1:
            raise Unreadable(reason("unparseable", detail=f"Junos: {', '.join(told)}"[:80]))
        return str(told[0])

    def serials() -> tuple[str, ...]:
        text = outputs["hardware"].text()
        found = re.findall(r"(?m)^Chassis +([A-Z0-9]+) +(\S.*)$", text)
        if not found:
            raise Unreadable(reason("unparseable", detail="no Chassis"))
        if any(what.strip() == "Virtual Chassis" for _, what in found):  # that is its master's; each member is an FPC
            return tuple(dict.fromkeys(re.findall(r"(?m)^FPC \d+ +REV \d+ +\S+ +([A-Z0-9]+) ", text)))
        return tuple(serial for serial, _ in found)

    return DeviceIdentity(
        hostname=attempt(lambda: of("Hostname")),
        model=attempt(lambda: of("Model")),
        version=attempt(version),
        serials=attempt(serials),
    )


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

    def saved() -> bool:
        in_force(text)
        return True

    state = attempt(saved)
    return Configuration(
        lines=Known(tuple(line.rstrip() for line in text.split("\n") if line.strip() and not _VOLATILE.match(line))),
        saved=state,
        unsaved=Known(()) if isinstance(state, Known) else state,
        not_understood=attempt(lambda: tuple(word for word in config(outputs) if word not in _READ)),
    )


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read the wireless functions; who is attached is not asked."""
    del scope
    return Neighbours(
        neighbours=not_told(NAME, "neighbours.neighbours"),
        stations=not_told(NAME, "neighbours.stations"),
        wireless=attempt(lambda: tuple(_wireless(config(outputs)))),
    )


def _wireless(whole: Node) -> Iterator[str]:
    if whole.has("wlan"):
        yield "wlan"
    yield from (f"interfaces {name}" for name in whole.at("interfaces") if name.startswith("wl-"))
