"""Supplies, fans, temperatures and load of a Cisco ASA (ASA command reference, "show environment")."""

from __future__ import annotations

import re

from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

Parts = dict[str, dict[str, dict[str, str]]]  # of each part its groups, of each group what is told by name

_COMMAND = "show environment"
_ROW = re.compile(r"(?P<name>\S[^:]{0,60}): (?P<told>\S.{0,120})")
_FAN = re.compile(r"\d+ RPM - (?P<state>[A-Za-z][A-Za-z ]{0,40}?)(?: +\(.*\))?")
_DEGREES = re.compile(r"(?P<value>-?\d+(?:\.\d+)?) C - (?P<state>[A-Za-z][A-Za-z ]{0,40}?)(?: +\(.*\))?")


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


def _rows(parts: Parts, part: str) -> dict[str, str]:
    """Give what is told in every group of a part, where names differ from group to group."""
    found: dict[str, str] = {}
    for told in parts.get(part, {}).values():
        if found.keys() & told.keys():
            raise unparseable(_COMMAND, part)
        found |= told
    if not found:
        raise unparseable(_COMMAND, f"no {part}")
    return found


def _supplies(parts: Parts) -> dict[str, str]:
    """Give each supply: what is there must have power."""
    groups = parts.get("Power Supplies", {})
    there, power = groups.get("Power Supplies", {}), groups.get("Power Input", {})
    if not there or {*there.values()} - {"Present", "Not Present"}:
        raise unparseable(_COMMAND, "Power Supplies")
    present = {name for name, told in there.items() if told == "Present"}
    if present - power.keys():
        raise unparseable(_COMMAND, "Power Input")
    return {name: ("ok" if power[name] == "OK" else "failed") if name in present else "absent" for name in there}


def _fans(parts: Parts) -> dict[str, str]:
    found = {}
    for name, told in _rows(parts, "Cooling Fans").items():
        row = _FAN.fullmatch(told)
        if row is None:
            raise unparseable(_COMMAND, told)
        found[name] = "ok" if row["state"] == "OK" else "failed"
    return found


def _sensors(parts: Parts) -> dict[str, tuple[str, float]]:
    found = {}
    for name, told in _rows(parts, "Temperature").items():
        row = _DEGREES.fullmatch(told)
        if row is None:
            raise unparseable(_COMMAND, told)
        found[name] = (row["state"].lower(), float(row["value"]))
    return found
