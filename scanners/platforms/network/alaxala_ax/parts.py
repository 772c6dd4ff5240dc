"""The parts of AlaxalA AX switches: supplies, fans and temperatures.

Source: `show system` compared with the samples of AX3600S and of a stack of AX2500S in AlaxalA's own TextFSM templates;
AX3640S/AX3800S operation command reference (Ver.11.14) for the words of its states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.platforms.network.alaxala_ax.settings import NAME
from scanners.platforms.network.alaxala_ax.state import unparseable
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope

P = TypeVar("P")

SYSTEM = Probe("system", "show system")

_STATES = {"active": "ok", "normal": "ok", "fault": "failed", "notconnect": "absent", "notsupport": "absent"}
_SUPPLY = re.compile(r"(?m)^[ \t]*Power slot[ \t]*(\d+)[ \t]*:[ \t]*(\w+)(?P<below>(?:(?!\n[ \t]*Power slot)[\s\S])*)")
_PS = re.compile(r"(?m)^[ \t]*PS[ \t]*:[ \t]*(\w+)")
_FAN_SLOT = re.compile(r"(?m)^[ \t]*(Fan slot(?:[ \t]+\d+)?)[ \t]*:[ \t]*(\w+)")
_FAN = re.compile(r"(?m)^[ \t]*Fan[ \t]*:[ \t]*(\w+)[ \t]+No[ \t]*+=[ \t]*+([^\n=]{1,60}?)[ \t]{0,20}(?:Speed\b.*)?$")
_TEMPERATURE = re.compile(r"(?m)^[ \t]*Temperature[ \t]*:[ \t]*(\w+)(?:[ \t]*\(([\d.]+)[ \t]*degree\))?")
_MEMBER = re.compile(r"(?m)^[ \t]*+Switch No[ \t]*+:[ \t]*+(\d{1,2})\b")
_ANY = {
    pattern: re.compile(rf"(?m)^[ \t]*+{words}:")
    for pattern, words in (
        (_SUPPLY, r"Power slot\b[^\n:]*+"), (_PS, r"PS[ \t]*+"), (_FAN_SLOT, r"Fan slot\b[^\n:]*+"),
        (_FAN, r"Fan[ \t]*+"), (_TEMPERATURE, r"Temperature[ \t]*+"),
    )
}  # fmt: skip


def _every(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Give all lines of a kind. Raises `Unreadable` where one of them has another form: its part would be lost."""
    found = [*pattern.finditer(text)]
    if len(found) != len(_ANY[pattern].findall(text)):
        raise unparseable("show system", f"with a line of another form than {pattern.pattern[:40]}")
    return found


def _put(states: dict[str, str], name: str, state: str) -> None:
    """Add a part; of parts of one name that one is told which is not in order."""
    states[name] = max(states.get(name, "ok"), state, key=lambda told: {"ok": 0, "absent": 1}.get(told, 2))


def _word(told: str) -> str:
    return _STATES.get(told.lower(), told.lower())


def _slots(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for slot in _every(_SUPPLY, text):
        units = _every(_PS, slot["below"])
        _put(found, f"slot {slot[1]}", _word(units[0][1] if units and slot[2] == "active" else slot[2]))
    if not found:
        raise unparseable("show system", "without power slots")
    return found


def _fans(text: str) -> dict[str, str]:
    """Give every fan; a slot whose fans are not told, as it does not work, stands for them."""
    found: dict[str, str] = {}
    for fan in _every(_FAN, text):
        for name in fan[2].split(","):
            _put(found, name.strip(), _word(fan[1]))
    for slot in _every(_FAN_SLOT, text):
        if _word(slot[2]) != "ok":
            _put(found, slot[1], _word(slot[2]))
    if not found:
        raise unparseable("show system", "without fans")
    return found


def _temperatures(text: str) -> dict[str, re.Match[str]]:
    found = _every(_TEMPERATURE, text)
    if not found:
        raise unparseable("show system", "without a temperature")
    return {f"inside {number}": each for number, each in enumerate(found, 1)}


def _celsius(text: str) -> dict[str, float]:
    found = {name: float(each[2]) for name, each in _of_members(text, _temperatures).items() if each[2]}
    if not found:
        raise unparseable("show system", "without degrees")
    return found


def _of_members(text: str, read: Callable[[str], Mapping[str, P]]) -> dict[str, P]:
    """Give the parts of each member of a stack of larger switches, which are told one after the other."""
    starts = [*_MEMBER.finditer(text)]
    if not starts:
        return dict(read(text))
    if len({each[1] for each in starts}) != len(starts):
        raise unparseable("show system", "with a member twice")
    ends = [each.start() for each in starts[1:]] + [len(text)]
    return {
        f"switch {each[1]} {name}": part
        for each, end in zip(starts, ends, strict=True)
        for name, part in read(text[each.end() : end]).items()
    }


_LIGHTS = re.compile(r"(?m)^[ \t]+Switch[ \t]+ST1 LED\b[^\n]*+\n(?P<rows>(?:[ \t]+\d{1,2}[ \t]+[^\n:]*+\n)*+)")
_HEADING = re.compile(
    r"(?m)^Environment[ \t]*\n[ \t]+Fan[ \t]+PS[ \t]+EPU[ \t]+Current[ \t]+Temperature[ \t][^\n]*+\n"
    r"[ \t]+Switch[ \t]+Speed\b[^\n]*+\n"
)
_SWITCH = re.compile(
    r"[ \t]+(?P<number>\d{1,2})[ \t]+(?P<fan>\w+)[ \t]+(?P<supply>\w+)[ \t]+(?P<other>\w+)[ \t]+\S+(?: W)?[ \t]+"
    r"(?P<temperature>[a-z]+)[ \t]+\d.*"
)
_BELOW = re.compile(r"[ \t]+(?!\d)[\w-]+[ \t]+\S.*")  # of each member its second line: speed of the fan, kWh


def _switches(text: str) -> list[re.Match[str]] | None:
    """Give the row of each member of a stack of small switches, which are told in a table; None where there is none.

    Raises `Unreadable` for a row of another form or below the table, and where a member that has lights has no row.
    """
    headed = _HEADING.search(text)
    if headed is None:
        return None
    rows: list[re.Match[str]] = []
    below = True
    lines = text[headed.end() :].split("\n")
    for line in lines:
        if not line[:1].isspace() or not line.strip():
            break
        row = _SWITCH.fullmatch(line)
        if row is None and (below or not _BELOW.fullmatch(line)):
            raise unparseable("show system", f"with another row of its environment: {line.strip()[:80]}")
        below = row is None
        rows += [row] if row else []
    numbers = {row["number"] for row in rows}
    lights = _LIGHTS.search(text)
    lit = {line.split()[0] for line in lights["rows"].splitlines()} if lights else set()
    everywhere = sum(_SWITCH.fullmatch(line) is not None for line in lines)
    if not rows or len(numbers) != len(rows) or len(rows) != everywhere or lit - numbers:
        raise unparseable("show system", "without the environment of each member")
    return rows


def _of_switches(text: str, part: str) -> dict[str, str] | None:
    """Give a part of each member of such a stack."""
    rows = _switches(text)
    return None if rows is None else {f"switch {row['number']}": _word(row[part]) for row in rows}


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give supplies, fans and the inner temperature of `show system`. A second supply (EPU) is told by its presence."""
    del scope
    text = outputs["system"].text()

    def supplies() -> dict[str, str]:
        told = _of_switches(text, "supply")
        if told is None:
            return _of_members(text, _slots)
        others = _of_switches(text, "other") or {}
        return {f"{name} PS": state for name, state in told.items()} | {
            f"{name} EPU": state for name, state in others.items()
        }

    def temperatures() -> dict[str, str]:
        told = _of_switches(text, "temperature")
        return told or {name: _word(each[1]) for name, each in _of_members(text, _temperatures).items()}

    return Environment(
        power_supplies=attempt(supplies),
        fans=attempt(lambda: _of_switches(text, "fan") or _of_members(text, _fans)),
        temperatures=attempt(temperatures),
        celsius=attempt(lambda: _celsius(text)),
        cpu_pct=not_told(NAME, "environment.cpu_pct"),
        memory_pct=not_told(NAME, "environment.memory_pct"),
    )
