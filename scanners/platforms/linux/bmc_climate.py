"""Read the air at a server's inlet, and leaks, from the sensors of its management controller."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventories.reason import reason
from scanners.facts.climate import Climate
from scanners.facts.field import all_fields, attempt
from scanners.platforms.linux.ipmitool import OF_CLIMATE, inband, lanplus, not_inband, sensors, split
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Scope, Unreadable

_INLET = re.compile(r"(?i)inlet|intake|ambient|front panel|\bair in\b")
_LEAK = re.compile(r"(?i)leak|water|flood")
_UNITS = {"degrees C": "temperature", "percent": "humidity"}


def parse(outputs: Outputs, scope: Scope) -> Climate:
    """Give the air at the inlet: sensors of the entity 37h or 40h (air inlet), or so named."""
    del scope
    readings = _air(outputs)

    def told(kind: str) -> Mapping[str, float]:
        if not readings[kind]:
            raise Unreadable(reason("bmc_no_sensor", kind=kind))
        return readings[kind]

    def leaks() -> Mapping[str, str]:
        states = {
            row.name: row.reading or row.status for row in sensors(outputs, "bmc.sensors") if _LEAK.search(row.name)
        }
        if not states:
            raise Unreadable(reason("bmc_no_sensor", kind="leak"))
        return states

    return Climate(
        inlet_c=attempt(lambda: told("temperature")),
        humidity_pct=attempt(lambda: told("humidity")),
        leaks=attempt(leaks),
    )


def _air(outputs: Outputs) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {"temperature": {}, "humidity": {}}
    for name, _, _, entity, told in split(outputs, "bmc.sensors"):
        reading = re.fullmatch(r"(-?\d{1,4}(?:\.\d{1,3})?) (degrees C|percent)", told)
        if reading is None:
            continue
        kind = _UNITS[reading[2]]
        at_inlet = re.match(r"(55|64)\.", entity) or _INLET.search(name)
        if at_inlet if kind == "temperature" else re.search(r"(?i)humid", name):
            found[kind][name] = float(reading[1])
    return found


def _parse_inband(outputs: Outputs, scope: Scope) -> Climate:
    beside = not_inband(outputs, scope)
    return all_fields(Climate, beside) if beside else parse(outputs, scope)


READER = Reader(Climate, lambda scope: inband(OF_CLIMATE, scope), _parse_inband)
LANPLUS_READER = Reader(Climate, lambda scope: lanplus(OF_CLIMATE, scope), parse)
