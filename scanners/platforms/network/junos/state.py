"""State of a Junos device: what it is, its parts and its configuration."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Known, attempt
from scanners.platforms.network.junos.tree import NAME, ROLE, config, in_force, whole_tree
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

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
        text = outputs["engine"].text()
        found = re.findall(pattern, text)
        if not found or len(found) < text.count("Routing Engine status:"):
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
