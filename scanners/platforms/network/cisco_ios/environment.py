"""Power, fans, temperatures and load of Cisco IOS and IOS-XE: forms of switches, of stacks and of routers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

T = TypeVar("T")
_SUPPLY = re.compile(r"(?m)^ ?(?P<name>\d+[A-Z]?)[ \t]{1,4}(?P<told>(?:Built-in|Not Present|[A-Z0-9]\S*).*)$")
_COLOURS = {"GREEN": "ok", "YELLOW": "warning", "RED": "critical"}
_DEGREES = re.compile(
    r"(?:(?P<part>Switch \d+): SYSTEM TEMPERATURE is (?P<system>[A-Z ]+))"
    r"|(?<!\w)(?P<sensor>\w+) Temperature Value\s*: (?P<value>\d+) Degree Celsius\s+"
    r"(?:System )?Temperature State\s*: (?P<colour>[A-Z]+)"
)
_FAN = re.compile(r"(?m)^(?P<name>(?:Switch \d+ )?FAN(?: PS-?\d+| \d+)?) is (?P<state>[A-Z ]+?)\s*$")
_FAN_TABLE = re.compile(r"(?m)^[ \t]++(?P<switch>\d+)\s+(?P<fan>\d+)\s+\d+\s+(?P<state>\S+)\s+\S+ to \S+")
# Routers: ` Temp: Inlet      R0      Normal      25 Celsius`
_SENSOR = re.compile(
    r"(?m)^ ?(?P<name>\S.{0,30}?)\s{2,}(?P<place>[RFP]?\d[\d/]*)\s{2,}(?P<state>[A-Z][A-Za-z]+)\s+"
    r"(?P<value>-?\d+) (?P<unit>\w+)"
)


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the short commands of switches; where a device has none of these, `show environment all`."""
    del scope

    def either(read: Callable[[str], T], probe: str) -> T:
        try:
            return read(outputs[probe].text())
        except Unreadable:
            return read(outputs["environment"].text())

    return Environment(
        power_supplies=attempt(lambda: either(_supplies, "power")),
        fans=attempt(lambda: _fans(outputs["environment"].text())),
        temperatures=attempt(lambda: either(_temperatures, "temperature")),
        celsius=attempt(lambda: either(_celsius, "temperature")),
        cpu_pct=attempt(lambda: _cpu(outputs["cpu"].text())),
        memory_pct=attempt(lambda: _memory(outputs["memory"].text())),
    )


def _supplies(text: str) -> dict[str, str]:
    found = {row["name"]: _supply(row["told"]) for row in _SUPPLY.finditer(text)} if "Sys Pwr" in text else {}
    sensors = [row for row in _SENSOR.finditer(text) if row["place"].startswith("P")]
    for row in sensors:
        good = row["state"] == "Normal" and found.get(row["place"], "ok") == "ok"
        found[row["place"]] = "ok" if good else "failed"
    if not found:
        raise unparseable("show environment power", text)
    return found


def _supply(told: str) -> str:
    if told.startswith("Not Present"):
        return "absent"
    if told.startswith("Built-in"):
        return "ok" if told.rsplit(maxsplit=1)[-1] == "Good" else "failed"
    return "ok" if re.search(r"\s(?:OK|Ok|Good)\s+Good\b", told) else "failed"


def _readings(text: str) -> dict[str, tuple[str, float | None]]:
    """Give state and degrees of every sensor of the two forms."""
    found: dict[str, tuple[str, float | None]] = {}
    switch = ""
    for row in _DEGREES.finditer(text):
        if row["part"]:
            switch = row["part"]
            found[switch] = ("ok" if row["system"].strip() == "OK" else row["system"].strip().lower(), None)
        else:
            found[f"{switch} {row['sensor']}".strip()] = (_COLOURS.get(row["colour"], "unknown"), float(row["value"]))
    for row in _SENSOR.finditer(text):
        if row["unit"] == "Celsius":
            state = row["state"].lower()
            found[f"{row['place']} {row['name']}"] = ("ok" if state == "normal" else state, float(row["value"]))
    if not found:
        raise unparseable("show environment temperature", text)
    return found


def _temperatures(text: str) -> dict[str, str]:
    return {name: state for name, (state, _value) in _readings(text).items()}


def _celsius(text: str) -> dict[str, float]:
    return {name: value for name, (_state, value) in _readings(text).items() if value is not None}


def _fans(text: str) -> dict[str, str]:
    states = {"OK": "ok", "NOT PRESENT": "absent"}
    told = [(row["name"], states.get(row["state"], "failed")) for row in _FAN.finditer(text)]
    told += [
        (f"Switch {row['switch']} FAN {row['fan']}", states.get(row["state"], "failed"))
        for row in _FAN_TABLE.finditer(text)
    ]
    told += [
        (f"{row['place']} {row['name']}", "ok" if row["state"] == "Normal" else "failed")
        for row in _SENSOR.finditer(text)
        if row["unit"] == "RPM"
    ]
    if not told:
        raise unparseable("show environment all", text)
    found: dict[str, str] = {}
    for name, state in told:  # members of a stack may give their fans the same names
        found[name] = "failed" if "failed" in {state, found.get(name)} else state
    return found


def _cpu(text: str) -> float:
    found = re.search(r"CPU utilization for five seconds: [^\n]{0,80}five minutes: (\d+)%", text)
    if found is None:
        raise unparseable("show processes cpu", text)
    return float(found[1])


def _memory(text: str) -> float:
    """Give the use of the processors' pool; the others (I/O, lsmpi_io) are full by design."""
    found = re.search(r"Processor Pool Total:\s*(\d+) Used:\s*(\d+) Free:\s*(\d+)", text)
    if found is None:
        raise unparseable("show processes memory", text)
    return round(100 * int(found[2]) / int(found[1]), 1)
