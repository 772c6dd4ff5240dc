"""What a Yamaha router is, and how it fares: model, revision, serial number, load, temperature and fans.

Source: Yamaha router command reference (Rev.23.02), sections 4.45 (thresholds of the temperature) and 57.1; the output
of `show environment` compared with the sample of ntc-templates (RTX1200 Rev.10.01). It is in English or Japanese.
"""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, Unknown, attempt
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.yamaha_rtx.config import NAME, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_REVISION = re.compile(r"(?m)^(\S+) Rev\.(\S+) \(")
_SERIAL = re.compile(r"\bserial=(\w+)")
_LOAD = re.compile(r"(?m)^CPU:.{0,80}?[ \t](\d{1,3})%\(5min\)\s+(?:Memory|メモリ): (\d{1,3})% used")
_LOAD_JA = re.compile(r"(?m)^CPU:.{0,80}?[ \t](\d{1,3})%\(5分?(?:min)?\).{0,80}?(?:Memory|メモリ): *(\d{1,3})%")
_INSIDE = re.compile(r"(?m)^(?:Inside Temperature\(C\.\)|筐体内温度\(℃\)): *(-?\d{1,3}(?:\.\d+)?)[ \t]*$")
# Degrees at which the alarm is raised, and below which it is taken back, where nothing is configured.
_THRESHOLDS = {"RTX5000": "70 65", "RTX3500": "70 65", "RTX1220": "80 75", "RTX1210": "80 75"}
_FANLESS = ("RTX1220", "RTX1210", "RTX840", "RTX830", "vRX")  # those for which the reference has no state of fans


def _environment(outputs: Outputs) -> str:
    text = outputs["environment"].text()
    if _REVISION.search(text) is None:
        raise Unreadable(reason("unparseable", detail="show environment tells no revision"))
    return text


def _revision(text: str) -> tuple[str, str]:
    """Give model and revision."""
    found = {(match[1], match[2]) for match in _REVISION.finditer(text)}
    if len(found) != 1:
        raise Unreadable(reason("unparseable", detail="show environment tells several revisions"))
    return found.pop()


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give model, revision and serial number; a router has no host name but that of its SNMP agent."""
    del scope
    text = _environment(outputs)

    def serials() -> tuple[str, ...]:
        found = tuple(dict.fromkeys(_SERIAL.findall(text)))
        if not found:
            raise Unreadable(reason("unparseable", detail="show environment tells no serial number"))
        return found

    def hostname() -> str:
        name = value(tree(outputs), "snmp sysname", "")
        if not name:
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="device_identity.hostname"))
        return name

    return DeviceIdentity(
        hostname=attempt(hostname),
        model=attempt(lambda: _revision(text)[0]),
        version=attempt(lambda: _revision(text)[1]),
        serials=attempt(serials),
    )


def _inside(text: str) -> float:
    found = _INSIDE.search(text)
    if found is None:
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="environment.celsius"))
    return float(found[1])


def _alarm(outputs: Outputs) -> str:
    """Say whether the router warns of its temperature. Between its two degrees that depends on what was before."""
    text = _environment(outputs)
    degrees = _inside(text)
    setting = "system temperature threshold"
    told = value(tree(outputs), setting, _THRESHOLDS.get(_revision(text)[0], "")).split()
    if len(told) != 2 or not all(word.isdigit() for word in told):
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=setting))
    raised, taken_back = map(int, told)
    if taken_back <= degrees < raised:
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="environment.temperatures"))
    return "warning" if degrees >= raised else "ok"


def _fans(text: str) -> Absent | Unknown:
    """Say that a router has no fan, or that what it says of them is not read: no source tells the form."""
    if all(model.startswith(_FANLESS) for model, _revision in _REVISION.findall(text)):
        return Absent(reason("device_lacks", what="FAN"))
    return not_told(NAME, "environment.fans")


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Give load, inner temperature and its alarm; of power supplies the router says nothing."""
    del scope
    text = _environment(outputs)

    def load(group: int) -> float:
        found = _LOAD.search(text) or _LOAD_JA.search(text)
        if found is None or int(found[group]) > 100:
            raise Unreadable(reason("unparseable", detail="show environment tells no load"))
        return float(found[group])

    return Environment(
        power_supplies=not_told(NAME, "environment.power_supplies"),
        fans=_fans(text),
        temperatures=attempt(lambda: {"inside": _alarm(outputs)}),
        celsius=attempt(lambda: {"inside": _inside(text)}),
        cpu_pct=attempt(lambda: load(1)),
        memory_pct=attempt(lambda: load(2)),
    )
