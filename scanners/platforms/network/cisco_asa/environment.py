"""Supplies, fans, temperatures and load of a Cisco ASA (ASA command reference, "show environment")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

Parts = dict[str, dict[str, dict[str, str]]]  # of each part its groups, of each group what is told by name

_COMMAND = "show environment"
_SUPPLIES = "Power Supplies"  # a part, and a group in it and in other parts
_TOGETHER = "Power Supply Unit Redundancy"
_ROW = re.compile(r"(?P<name>\S[^:]{0,60}): (?P<told>\S.{0,120})")
_FAN = re.compile(r"\d+ RPM - (?P<state>[A-Za-z][A-Za-z ]{0,40}?)(?: +\(.*\))?")
_DEGREES = re.compile(r"(?P<value>-?\d+(?:\.\d+)?) C - (?P<state>[A-Za-z][A-Za-z ]{0,40}?)(?: +\(.*\))?")
_STATE = re.compile(r"(?:[^a-z]{1,40} - )?(?P<state>[A-Za-z][A-Za-z ]{0,40}?)(?: +\(.*\))?")


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the parts of `show environment` that a model has; of one that is not shown nothing is known."""
    del scope

    def parts() -> Parts:
        return _parts(outputs["environment"].text())

    def found(probe: str, pattern: str) -> float:
        text = outputs[probe].text()
        told = re.search(pattern, text)
        if told is None:
            raise unparseable(probe, text)
        return float(told[1])

    return Environment(
        power_supplies=attempt(lambda: _supplies(parts())),
        fans=attempt(lambda: _fans(parts())),
        temperatures=attempt(lambda: {name: state for name, (state, _value) in _sensors(parts()).items()}),
        celsius=attempt(lambda: {name: value for name, (_state, value) in _sensors(parts()).items()}),
        cpu_pct=attempt(lambda: found("cpu", r"CPU utilization for 5 seconds = .{0,60}5 minutes: (\d+)%")),
        memory_pct=attempt(lambda: found("memory", r"Used memory: +\d+ bytes \( ?(\d+)%\)")),
    )


def _parts(text: str) -> Parts:
    """Split what is shown: a part has its heading at the margin, a group below it one that is indented."""
    found: Parts = {}
    part = group = ""
    for line in text.split("\n"):
        shown = line.strip()
        if not shown.strip("-"):
            continue
        if shown.endswith(":"):
            part, group = (part, shown[:-1]) if line[0].isspace() else (shown[:-1], "")
            continue
        row = _ROW.fullmatch(shown)
        told = found.setdefault(part, {}).setdefault(group, {})
        if row is None or row["name"] in told:
            raise unparseable(_COMMAND, shown)
        told[row["name"]] = row["told"]
    return found


def _absent(parts: Parts) -> frozenset[str]:
    """Name the slots without a supply: whatever else is told of them means nothing."""
    there = parts.get(_SUPPLIES, {}).get(_SUPPLIES, {})
    return frozenset(name for name, told in there.items() if told == "Not Present")


def _rows(parts: Parts, part: str, of_supplies: str) -> Iterator[tuple[str, str]]:
    """Give what is told in every group of a part, where names differ, and in this group of the supplies."""
    found: dict[str, str] = {}
    for told in parts.get(part, {}).values():
        if found.keys() & told.keys():
            raise unparseable(_COMMAND, part)
        found |= told
    if not found:
        raise unparseable(_COMMAND, f"no {part}")
    absent = _absent(parts)
    for name, told_of in (*found.items(), *parts.get(_SUPPLIES, {}).get(of_supplies, {}).items()):
        if name not in absent:
            yield name, told_of


def _supplies(parts: Parts) -> dict[str, str]:
    """Give each supply: what is there must have power, and all that is told of it in any group must be in order."""
    groups = parts.get(_SUPPLIES, {})
    there, power = groups.get(_SUPPLIES, {}), groups.get("Power Input", {})
    if not there or {*there.values()} - {"Present", "Not Present"}:
        raise unparseable(_COMMAND, _SUPPLIES)
    absent = _absent(parts)
    if there.keys() - absent - power.keys():
        raise unparseable(_COMMAND, "Power Input")
    found = {name: "absent" if name in absent else _health(parts, name) for name in there}
    together = groups.get("", {}).get(_TOGETHER, "OK")
    if together != "OK" and [*found.values()].count("ok") > 1:  # otherwise the supplies say what is amiss
        found[_TOGETHER] = together.lower()
    return found


def _health(parts: Parts, supply: str) -> str:
    """Say whether all that is told of a supply that is there, in whichever part and group, is "OK"."""
    words = [told[supply] for groups in parts.values() for told in groups.values() if supply in told]
    states = [_STATE.fullmatch(word) for word in words if word != "Present"]
    if not all(states):
        raise unparseable(_COMMAND, supply)
    return "ok" if all(state and state["state"] == "OK" for state in states) else "failed"


def _fans(parts: Parts) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, told in _rows(parts, "Cooling Fans", "Cooling Fans"):
        row = _FAN.fullmatch(told)
        if row is None:
            raise unparseable(_COMMAND, told)
        found[name] = "ok" if row["state"] == "OK" and found.get(name, "ok") == "ok" else "failed"
    return found


def _sensors(parts: Parts) -> dict[str, tuple[str, float]]:
    """Give state and degrees; of a sensor that two groups tell of, the worse of both."""
    found: dict[str, tuple[str, float]] = {}
    for name, told in _rows(parts, "Temperature", "Temperature"):
        row = _DEGREES.fullmatch(told)
        if row is None:
            raise unparseable(_COMMAND, told)
        state, value = found.get(name, ("ok", float(row["value"])))
        found[name] = (row["state"].lower() if state == "ok" else state, max(value, float(row["value"])))
    return found
