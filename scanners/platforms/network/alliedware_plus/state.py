"""The state of AlliedWare Plus devices: identity, environment, ports.

Source: `show system` compared with the samples of ntc-templates (SH210 5.4.5) and of Allied Telesis's Ansible
collection (AR2050V), which has one of `show interface` too; `show system environment` with the published one of an x510
(5.4.4).
"""

from __future__ import annotations

import re
from collections import Counter

from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.facts.interfaces import Interfaces
from scanners.platforms.network.alliedware_plus.config import NAME, settings, tree
from scanners.platforms.network.ios_like.tree import setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

SYSTEM = Probe("system", "show system")
PARTS = Probe("environment", "show system environment")
INTERFACES = Probe("interfaces", "show interface", timeout=30, cap=4 << 20)


def unparseable(command: str, what: str) -> Unreadable:
    """Say that what a command gave is not in its form."""
    return Unreadable(reason("unparseable", detail=f"{command} {what}"[:160]))


def untold(field: str) -> Unreadable:
    """Say that a field is not read on this platform."""
    return Unreadable(reason("platform_does_not_tell", platform=NAME, field=field))


_BOARD = re.compile(r"(?m)^Base[ \t]+\d+[ \t]+(?:(?:Bay|Base)\S*[ \t]+)?(\S+)[ \t]+\S+[ \t]+(\S+)[ \t]*$")
_SOFTWARE = re.compile(r"(?m)^Software version[ \t]*:[ \t]*(\S+)")
_RAM = re.compile(r"(?m)^RAM:[ \t]+Total: (\d+) kB Free: (\d+) kB")


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give name, model, version, and the serial number of each base board."""
    del scope

    def boards() -> list[tuple[str, str]]:
        found = [(board[1], board[2]) for board in _BOARD.finditer(outputs["system"].text())]
        if not found:
            raise unparseable("show system", "without a base board")
        return found

    def version() -> str:
        found = set(_SOFTWARE.findall(outputs["system"].text()))
        if len(found) != 1:
            raise unparseable("show system", f"with {len(found)} software versions")
        return str(found.pop())

    return DeviceIdentity(
        hostname=attempt(lambda: (setting(tree(outputs), "hostname") or ["awplus"])[0]),
        model=attempt(lambda: boards()[0][0]),
        version=attempt(version),
        serials=attempt(lambda: tuple(serial for _name, serial in boards())),
    )


_RESOURCE = re.compile(r"Resource ID:[ \t]*(\d+)[ \t]+Name:([^\n]{0,80})")
_COLUMNS = 4  # after the name of a sensor: reading, limits, state


def _sensors(text: str) -> list[tuple[str, str, str, str]]:
    """Give resource, sensor, reading and state of every line of `show system environment`. Raises `Unreadable`.

    The members of a stack tell their resources by the same numbers, one member after the other.
    """
    found: list[tuple[str, str, str, str]] = []
    seen: Counter[str] = Counter()
    resource = ""
    for line in text.split("\n"):
        words = line.split()
        if named := _RESOURCE.match(line):
            resource = f"{named[1]} {named[2].strip()}"
            seen[named[1]] += 1
            resource += f" ({seen[named[1]]})" if seen[named[1]] > 1 else ""
        elif resource and words and words[0].isdigit():
            if len(words) < 2 + _COLUMNS:
                raise unparseable("show system environment", line.strip())
            found.append((resource, " ".join(words[1:-_COLUMNS]), words[-_COLUMNS], words[-1]))
    if not found:
        raise unparseable("show system environment", "without a sensor")
    return found


def _state(told: str) -> str:
    return {"ok": "ok", "fault": "failed", "failed": "failed"}.get(told.lower(), told.lower())


_SUPPLY = re.compile(r"\b(?:PSU|PWR|RPS)|: Device Present\b")  # a slot for one says at least whether one is in it


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give supplies, fans and temperatures by their sensors, and the memory in use."""
    del scope

    def kind(prefix: str) -> dict[str, str]:
        found = {
            f"{resource}: {sensor.removeprefix(prefix).strip()}": _state(state)
            for resource, sensor, _reading, state in _sensors(outputs["environment"].text())
            if sensor.startswith(prefix)
        }
        if not found:
            raise untold(f"environment ({prefix})")
        return found

    def supplies() -> dict[str, str]:
        found: dict[str, str] = {}
        for resource, sensor, reading, state in _sensors(outputs["environment"].text()):
            if _SUPPLY.search(f"{resource}: {sensor}"):
                present = not (sensor.startswith("Device Present") and reading == "No")
                worst = "absent" if not present else _state(state)
                found[resource] = worst if found.get(resource, "ok") == "ok" else found[resource]
        if not found:
            raise untold("environment.power_supplies")
        return found

    def celsius() -> dict[str, float]:
        return {
            f"{resource}: {sensor.removeprefix('Temp:').strip()}": float(reading)
            for resource, sensor, reading, _state_ in _sensors(outputs["environment"].text())
            if sensor.startswith("Temp:")
        }

    def memory() -> float:
        found = [(int(total), int(free)) for total, free in _RAM.findall(outputs["system"].text())]
        if not found or any(not 0 < total >= free for total, free in found):
            raise unparseable("show system", "without its memory")
        return max(round(100 * (1 - free / total), 1) for total, free in found)  # of the members of a stack

    return Environment(
        power_supplies=attempt(supplies),
        fans=attempt(lambda: kind("Fan:")),
        temperatures=attempt(lambda: kind("Temp:")),
        celsius=attempt(celsius),
        cpu_pct=not_told(NAME, "environment.cpu_pct"),
        memory_pct=attempt(memory),
    )


_INTERFACE = re.compile(r"(?m)^Interface (\S+)[ \t]*$")
_LINK = re.compile(r"(?m)^[ \t]+Link is (UP|DOWN), administrative state is (?:UP|DOWN)")
_UPTIME = re.compile(r"(?m)^Uptime[ \t]+: (\d{1,6}) days (\d\d):(\d\d):(\d\d)[ \t]*$")
_CHANGED = re.compile(r"(?m)^[ \t]+Time since last state change: (\d{1,6}) days (\d\d):(\d\d):(\d\d)[ \t]*$")


def _seconds(since: re.Match[str]) -> int:
    days, hours, minutes, seconds = (int(number) for number in since.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Give the interfaces, their links, and for how long a port without a link has been so, which older versions do not
    tell: it heard nothing since. Packets that were dropped are counted there, damaged ones are not.
    """
    del scope

    def blocks() -> dict[str, str]:
        text = outputs["interfaces"].text()
        starts = [*_INTERFACE.finditer(text)]
        if not starts:
            raise unparseable("show interface", "without an interface")
        ends = [found.start() for found in starts[1:]] + [len(text)]
        return {found[1]: text[found.end() : end] for found, end in zip(starts, ends, strict=False)}

    def up() -> dict[str, bool]:
        found = {name: link[1] == "UP" for name, text in blocks().items() if (link := _LINK.search(text))}
        if len(found) != len(blocks()):
            raise unparseable("show interface", "with an interface that tells no link")
        return found

    def idle() -> dict[str, int]:
        links = up()
        changed = {name: _CHANGED.search(text) for name, text in blocks().items() if name.startswith(("port", "eth"))}
        found = {name: _seconds(told) for name, told in changed.items() if told and not links[name]}
        if not any(changed.values()):
            raise untold("interfaces.idle_s")
        return found

    def running() -> int:
        found = [_seconds(since) for since in _UPTIME.finditer(outputs["system"].text())]
        if not found:
            raise unparseable("show system", "without its uptime")
        return min(found)

    return Interfaces(
        settings=attempt(lambda: settings(tree(outputs))),
        up=attempt(up),
        idle_s=attempt(idle),
        errors=not_told(NAME, "interfaces.errors"),
        running_s=attempt(running),
    )
