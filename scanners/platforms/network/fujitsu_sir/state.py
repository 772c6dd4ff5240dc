"""States of Si-R and SR-S: ports and their counters, power supplies, fans, temperatures.

`show ether` was compared with outputs of Si-R G and SR-S716C2, `show system status` with those of Si-R220C and
SR-S716C2; the counters of `show ether statistics` were not: their form is that of a public emulator of Si-R G.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from inventories.reason import reason
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.facts.interfaces import InterfaceErrors
from scanners.platforms.network.fujitsu_sir.lines import NAME, shown, system_values
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_PORT = re.compile(r"\[ETHER (?:GROUP-(?P<group>\d{1,3}) )?PORT-(?P<port>\d{1,3})(?P<counted> STATISTICS)?\]")
_UP = re.compile(r"(?:auto )?\d{1,6}[MG] (?:Full|Half)(?: MDI(?:-X)?)?")
_SINCE = "%b %d %H:%M:%S %Y"
_SETTLED_S = 300  # by when after its start a device has told of every port
_FIRST_YEAR = 2000  # a clock before it was never set
_DIRECTIONS = ["[Input Statistics]", "[Output Statistics]"]
_NOT_COUNTED = frozenset({"Octets", "bits/sec", "frames/sec", "Unicast", "Multicast", "Broadcast", "Pause frames"})
_TEMPERATURE = re.compile(r"-?\d{1,3}(?:\.\d{1,2})?(?= C$)")
_WORDS = {"NORMAL": "ok", "NO_PRESENT": "absent"}
_STATE, _DEGREES = "_state", "_temp"
_PARTS = {
    "power_supplies": re.compile(r"power\d{0,2}"),
    "fans": re.compile(r"fan\d{0,2}"),
    "temperatures": re.compile("inspiration|internal|phy"),
}


def _blocks(text: str, counted: bool = False) -> dict[str, list[str]]:
    """Give the lines of every port by its name in the configuration (`ether 1 1`, on switches `ether 1`)."""
    found: dict[str, list[str]] = {}
    titles = 0
    under: list[str] = []
    for line in text.split("\n"):
        if line.startswith("[ETHER "):
            titles += 1
            title = _PORT.fullmatch(line.rstrip())
            if title and bool(title["counted"]) is counted:
                name = " ".join(("ether", *filter(None, (title["group"], title["port"]))))
                under = found.setdefault(name, [])
        else:
            under.append(line)
    if not found or len(found) != titles:
        raise Unreadable(reason("unparseable", detail=f"no list of ports: {text.strip()[:80]}"))
    return found


def _told(lines: list[str], name: str) -> str:
    """Give the value of the first line of this name. Raises ValueError where there is none."""
    for line in lines:
        if line.startswith(name):
            return line.partition(":")[2].strip()
    raise ValueError(f"no {name}")


def port_states(text: str) -> dict[str, str]:
    """Give the status of every port, as told."""
    return {name: _told(lines, "status") for name, lines in _blocks(text).items()}


def _up(status: str) -> bool:
    """Tell a link by a status: a speed is one; offline, down and disable are none. Raises ValueError at any other."""
    if _UP.fullmatch(status):
        return True
    if status.split()[:1] in (["offline"], ["down"], ["disable"]):
        return False
    raise ValueError(f"status {status}")


def links(text: str) -> dict[str, bool]:
    """Give whether each port has a link."""
    return {name: _up(status) for name, status in port_states(text).items()}


def _moment(text: str, form: str = _SINCE) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007  (all times are local ones of the device)


def running_seconds(system: str) -> int:
    """Give how long the device runs. Raises `Unreadable` where its clock was set after it had started."""
    told = system_values(system)
    now, start = (_moment(told[name], f"%a {_SINCE}") for name in ("Current-time", "Startup-time"))
    if start.year < _FIRST_YEAR or now < start:
        raise Unreadable(not_told(NAME, "interfaces.running_s").reason)
    return int((now - start).total_seconds())


def idle_seconds(ether: str, system: str) -> dict[str, int]:
    """Give for how long each port is down; -1 for one that was never up since the device started.

    A port that is offline stands by for another. What was before the clock was set tells nothing.
    """
    told = system_values(system)
    now, start = (_moment(told[name], f"%a {_SINCE}") for name in ("Current-time", "Startup-time"))
    found: dict[str, int] = {}
    for name, lines in _blocks(ether).items():
        if _told(lines, "status").split()[:1] != ["down"] or start.year < _FIRST_YEAR:
            continue
        since = _moment(_told(lines, "since"))
        if start <= since <= now:
            never = (since - start).total_seconds() <= _SETTLED_S
            found[name] = -1 if never else int((now - since).total_seconds())
    return found


def _counters(lines: list[str]) -> Iterator[tuple[str, str, int]]:
    """Give each counter with the heading that it stands below (`Discards`, `Errors`, else none)."""
    heading = ""
    for line in filter(str.strip, lines):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if line in _DIRECTIONS:
            heading = ""
        elif not colon:
            heading = name
        elif value.isdecimal() and len(value) <= 20:
            yield heading, name, int(value)
        else:
            raise ValueError(f"counter: {line[:80]}")


def _errors(lines: list[str]) -> InterfaceErrors:
    """Count frames both ways, and those of them that were discarded or damaged. Raises ValueError at other counters."""
    frames: list[int] = []
    bad: dict[str, list[int]] = {"Discards": [], "Errors": []}
    for heading, name, value in _counters(lines):
        if heading in bad:
            bad[heading].append(value)
        elif name == "Frames":
            frames.append(value)
        elif heading or name not in _NOT_COUNTED:
            raise ValueError(f"counter: {heading} {name}"[:80])
    if [line for line in lines if line in _DIRECTIONS] != _DIRECTIONS or len(frames) != 2 or not all(bad.values()):
        raise ValueError("counters of both directions")
    return InterfaceErrors(sum(frames), sum(map(sum, bad.values())))


def port_errors(text: str) -> dict[str, InterfaceErrors]:
    """Give the counters of every port."""
    return {name: _errors(lines) for name, lines in _blocks(text, counted=True).items()}


def _status(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon and values.setdefault(name.strip(), value.strip()) != value.strip():
            raise ValueError(f"status: {name} twice"[:80])
    if not {"machine_state", "restart_cause"} <= values.keys():
        raise Unreadable(reason("unparseable", detail=f"no status of the system: {text.strip()[:80]}"))
    return values


def _parts(values: Mapping[str, str], field: str) -> dict[str, str]:
    """Give the state of each part of a kind; what has degrees is a temperature, and is told even without a state.

    Raises `Unreadable` where the model tells of none, ValueError where it tells a state of nobody knows what.
    """
    states = {name.removesuffix(_STATE): word for name, word in values.items() if name.endswith(_STATE)}
    warm = {name.removesuffix(_DEGREES) for name in values if name.endswith(_DEGREES)}
    kinds = {
        name: next((kind for kind, pattern in _PARTS.items() if pattern.fullmatch(name)), "")
        for name in states
        if name != "machine"
    }
    kinds |= {name: kinds.get(name) or "temperatures" for name in warm}
    if strange := [name for name, kind in kinds.items() if not kind]:
        raise ValueError(f"status: {strange[0]}{_STATE}"[:80])
    told = {name: states.get(name, "not told") for name, kind in kinds.items() if kind == field}
    if not told:
        raise Unreadable(not_told(NAME, f"environment.{field}").reason)
    return {name: _WORDS.get(word, word.lower()) for name, word in told.items()}


def _degrees(values: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, word in values.items():
        if name.endswith(_DEGREES):
            told = _TEMPERATURE.match(word)
            if told is None:
                raise ValueError(f"{name}: {word}"[:80])
            found[name.removesuffix(_DEGREES)] = float(told[0])
    if not found:
        raise Unreadable(not_told(NAME, "environment.celsius").reason)
    return found


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give power supplies, fans and temperatures; which of them there are depends on the model."""
    del scope

    def parts(field: str) -> dict[str, str]:
        return _parts(_status(shown(outputs, "status")), field)

    return Environment(
        power_supplies=attempt(lambda: parts("power_supplies")),
        fans=attempt(lambda: parts("fans")),
        temperatures=attempt(lambda: parts("temperatures")),
        celsius=attempt(lambda: _degrees(_status(shown(outputs, "status")))),
        cpu_pct=not_told(NAME, "environment.cpu_pct"),
        memory_pct=not_told(NAME, "environment.memory_pct"),
    )
