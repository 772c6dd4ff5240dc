"""States of APRESIA switches: serial numbers, power supplies, fans, temperatures, load, learnt addresses.

AEOS-NP has its command line in common with newer switches of D-Link, whose outputs and manuals the forms are of. None
was compared with a switch of APRESIA.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import TypeVar

from inventories.reason import reason
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.facts.neighbours import Station
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

S = TypeVar("S")

_UNIT = r"(?:(?P<unit>\d{1,2}) +)?"
_TITLE = re.compile(r"Detail (?P<what>Temperature|Fan|Power) Status:")
_PASSED_OVER = re.compile(r"[- ]*|Unit +[TP].*|Temperature Descr/ID .*|Power Module .*|Status code: .*")
_TEMPERATURE = re.compile(
    _UNIT + r"(?P<name>[A-Z][\w ]{0,40}/\d{1,2}) {2,}(?P<now>-?\d{1,3})C/(?P<low>-?\d{1,3})~(?P<high>-?\d{1,3})C *"
    r"(?P<out>\*?)"
)
_FAN = re.compile(r"(?P<name>[A-Z][\w ]{0,40}?) \((?P<state>[\w -]{1,20})\)")
_FANS_OF = re.compile(r"Unit (?P<unit>\d{1,2}):")
_POWER = re.compile(_UNIT + r"(?P<name>Power \d) {2,}(?P<state>\S.{0,40})")
_WORDS = {"in-operation": "ok", "empty": "absent"}
_SERIAL = re.compile(_UNIT + r"(?P<serial>[\w-]{4,40}) +[\w-]+ +\d+DT\d+H\d+M\d+S")
_MEMORY = re.compile(_UNIT + r"(?P<kind>[A-Z]\w{0,15}) +(?P<total>\d{1,12}) K +(?P<used>\d{1,12}) K +\d{1,12} K")
_LOAD = re.compile(r"Five minutes - {0,9}(\d{1,3}) ?%")
_LEARNT = re.compile(
    r"(?P<vlan>\d{1,4}) +(?P<mac>[\dA-Fa-f]{2}(?:-[\dA-Fa-f]{2}){5}) +(?P<type>Static|Dynamic) +(?P<port>\S+)"
)
_HEAD = ["VLAN", "MAC", "Address", "Type", "Ports"]


def _unparseable(what: str, text: str) -> Unreadable:
    return Unreadable(reason("unparseable", detail=f"{what}: {text.strip()[:80]}"))


def _sections(text: str) -> dict[str, list[str]]:
    """Give the rows below each title of `show environment`."""
    found: dict[str, list[str]] = {}
    rows: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        title = _TITLE.fullmatch(line)
        if title:
            rows = found.setdefault(title["what"], [])
        elif not _PASSED_OVER.fullmatch(line):
            rows.append(line)
    if found.keys() != {"Temperature", "Fan", "Power"} or not all(found.values()):
        raise _unparseable("environment", text)
    return found


def _put(found: dict[str, S], unit: str | None, name: str, state: S) -> None:
    """Add a part of a unit. Raises ValueError for one that is there already: then a unit does not tell its number."""
    whole = f"unit {unit} {name}" if unit else name
    if whole in found:
        raise ValueError(f"{whole} twice")
    found[whole] = state


def _temperatures(text: str) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for row in _sections(text)["Temperature"]:
        told = _TEMPERATURE.fullmatch(row)
        if told is None:
            raise ValueError(f"temperature: {row[:80]}")
        within = not told["out"] and int(told["low"]) <= int(told["now"]) <= int(told["high"])
        _put(found, told["unit"], told["name"], ("ok" if within else "out of range", float(told["now"])))
    return found


def _fans(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    unit: str | None = None
    mute = False
    for row in _sections(text)["Fan"]:
        head = _FANS_OF.fullmatch(row)
        if (head and mute) or (head is None and _FAN.sub("", row).strip()):
            raise ValueError(f"fan: {row[:80]}")
        unit, mute = (head["unit"], True) if head else (unit, False)
        for told in _FAN.finditer("" if head else row):
            _put(found, unit, told["name"], told["state"].lower())
    if mute:
        raise ValueError(f"fan: unit {unit} tells of none")
    return found


def _supplies(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _sections(text)["Power"]:
        told = _POWER.fullmatch(row)
        if told is None:
            raise ValueError(f"power: {row[:80]}")
        word = told["state"].lower()
        _put(found, told["unit"], told["name"], _WORDS.get(word, word))
    return found


def _cpu(text: str) -> float:
    """Give the mean of five minutes, of several units the highest."""
    found = _LOAD.findall(text)
    if not found or "CPU Utilization" not in text or len(found) != text.count("Five minutes"):
        raise _unparseable("CPU", text)
    return float(max(map(int, found)))


def _memory(text: str) -> float:
    told = [row for row in _unit_rows(text, "Memory", _MEMORY) if row["kind"] == "DRAM"]
    units = [row["unit"] for row in _unit_rows(text, "Serial-Number", _SERIAL)]
    if [row["unit"] for row in told] != units or not all(int(row["total"]) for row in told):
        raise _unparseable("memory", text)
    return round(max(100 * int(row["used"]) / int(row["total"]) for row in told), 1)


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give power supplies, fans, temperatures and load of every unit."""
    del scope

    def shown() -> str:
        return outputs["environment"].text()

    def temperatures() -> Mapping[str, tuple[str, float]]:
        return _temperatures(shown())

    return Environment(
        power_supplies=attempt(lambda: _supplies(shown())),
        fans=attempt(lambda: _fans(shown())),
        temperatures=attempt(lambda: {name: word for name, (word, _) in temperatures().items()}),
        celsius=attempt(lambda: {name: degrees for name, (_, degrees) in temperatures().items()}),
        cpu_pct=attempt(lambda: _cpu(outputs["cpu"].text())),
        memory_pct=attempt(lambda: _memory(outputs["unit"].text())),
    )


def _unit_rows(text: str, column: str, form: re.Pattern[str]) -> list[re.Match[str]]:
    """Give the rows of the table of `show unit` that has this column.

    Raises `Unreadable` where there is none, where a row is other, or where one stands elsewhere.
    """
    lines = [line.strip() for line in text.split("\n")]
    at = next((number for number, line in enumerate(lines) if column in line.split()), len(lines))
    found: list[re.Match[str]] = []
    for line in takewhile(bool, lines[at + 2 :]):
        row = form.fullmatch(line)
        if row is None:
            raise _unparseable("unit", line)
        found.append(row)
    everywhere = sum(form.fullmatch(line) is not None for line in lines)
    if not found or lines[at + 1].strip("- ") or len(found) != everywhere:
        raise _unparseable("unit", text)
    return found


def serials(text: str) -> tuple[str, ...]:
    """Give the serial number of every unit of `show unit`."""
    return tuple(row["serial"] for row in _unit_rows(text, "Serial-Number", _SERIAL))


def stations(text: str) -> tuple[Station, ...]:
    """Give the learnt addresses of `show mac-address-table`. Raises where a row is none, or some are missing."""
    lines = [line.strip() for line in text.split("\n") if line.strip("- \n")]
    told = [_LEARNT.fullmatch(line) for line in lines[1:-1]]
    if len(lines) < 2 or lines[0].split() != _HEAD or None in told or lines[-1] != f"Total Entries: {len(told)}":
        raise _unparseable("addresses", text)
    return tuple(
        Station(one["mac"].lower().replace("-", ":"), one["vlan"], re.sub(r"^[Pp]ort ?(?=\d)", "port ", one["port"]))
        for one in told
        if one and one["type"] == "Dynamic"
    )
