"""The parts of AlaxalA AX switches: supplies, fans and temperatures.

Source: `show system` compared with the samples of AX3600S and of a stack of AX2500S in AlaxalA's own TextFSM templates;
AX3640S/AX3800S operation command reference (Ver.11.14) for the words of its states.
"""

from __future__ import annotations

import re

from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.platforms.network.alaxala_ax.settings import NAME
from scanners.platforms.network.alaxala_ax.state import unparseable
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope

SYSTEM = Probe("system", "show system")

_STATES = {"active": "ok", "normal": "ok", "fault": "failed", "notconnect": "absent", "notsupport": "absent"}
_SUPPLY = re.compile(r"(?m)^[ \t]*Power slot[ \t]*(\d+)[ \t]*:[ \t]*(\w+)(?P<below>(?:(?!\n[ \t]*Power slot)[\s\S])*)")
_PS = re.compile(r"(?m)^[ \t]*PS[ \t]*:[ \t]*(\w+)")
_FAN = re.compile(r"(?m)^[ \t]*Fan[ \t]*:[ \t]*(\w+)[ \t]+No[ \t]*=[ \t]*([^\n=]{1,60}?)[ \t]{0,20}(?:Speed\b.*)?$")
_ANY_FAN = re.compile(r"(?m)^[ \t]*+Fan[ \t]*+:")
_TABLE_SIZE = 4_000  # of at most a few members, with two lines each
_TEMPERATURE = re.compile(r"(?m)^[ \t]*Temperature[ \t]*:[ \t]*(\w+)(?:[ \t]*\(([\d.]+)[ \t]*degree\))?")


def _put(states: dict[str, str], name: str, state: str) -> None:
    """Add a part; of parts of one name, in the members of a stack, that one is told which is not in order."""
    states[name] = max(states.get(name, "ok"), state, key=lambda told: {"ok": 0, "absent": 1}.get(told, 2))


def _word(told: str) -> str:
    return _STATES.get(told.lower(), told.lower())


def _slots(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for slot in _SUPPLY.finditer(text):
        unit = _PS.search(slot["below"])
        _put(found, f"slot {slot[1]}", _word(unit[1] if unit and slot[2] == "active" else slot[2]))
    if not found:
        raise unparseable("show system", "without power slots")
    return found


def _fans(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for fan in _FAN.finditer(text):
        for name in fan[2].split(","):
            _put(found, name.strip(), _word(fan[1]))
    if not found or len(_FAN.findall(text)) != len(_ANY_FAN.findall(text)):
        raise unparseable("show system", "without fans, or with one of another form")
    return found


def _temperatures(text: str) -> list[re.Match[str]]:
    found = [*_TEMPERATURE.finditer(text)]
    if not found:
        raise unparseable("show system", "without a temperature")
    return found


def _celsius(text: str) -> dict[str, float]:
    found = {f"inside {number}": float(each[2]) for number, each in enumerate(_temperatures(text), 1) if each[2]}
    if not found:
        raise unparseable("show system", "without degrees")
    return found


_HEADING = re.compile(r"(?m)^Environment[ \t]*\n[ \t]+Fan[ \t]+PS[ \t]+EPU[ \t]+Current[ \t]+Temperature[ \t]")
_SWITCH = re.compile(
    r"(?m)^[ \t]+(\d{1,2})[ \t]+(?P<fan>\w+)[ \t]+(?P<supply>\w+)[ \t]+(?P<other>\w+)[ \t]+\S+(?: W)?[ \t]+"
    r"(?P<temperature>[a-z]+)[ \t]+\d"
)


def _of_switches(text: str, part: str) -> dict[str, str] | None:
    """Give a part of each member of a stack of small switches, which are told in a table; None where there is none."""
    headed = _HEADING.search(text)
    if headed is None:
        return None
    rows = [*_SWITCH.finditer(text, headed.end(), headed.end() + _TABLE_SIZE)]
    if not rows:
        raise unparseable("show system", "without a row of its environment")
    return {f"switch {row[1]}": _word(row[part]) for row in rows}


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give supplies, fans and the inner temperature of `show system`. A second supply (EPU) is told by its presence."""
    del scope
    text = outputs["system"].text()

    def supplies() -> dict[str, str]:
        told = _of_switches(text, "supply")
        if told is None:
            return _slots(text)
        others = _of_switches(text, "other") or {}
        return {f"{name} PS": state for name, state in told.items()} | {
            f"{name} EPU": state for name, state in others.items()
        }

    def temperatures() -> dict[str, str]:
        told = _of_switches(text, "temperature")
        return told or {f"inside {at}": _word(each[1]) for at, each in enumerate(_temperatures(text), 1)}

    return Environment(
        power_supplies=attempt(supplies),
        fans=attempt(lambda: _of_switches(text, "fan") or _fans(text)),
        temperatures=attempt(temperatures),
        celsius=attempt(lambda: _celsius(text)),
        cpu_pct=not_told(NAME, "environment.cpu_pct"),
        memory_pct=not_told(NAME, "environment.memory_pct"),
    )
