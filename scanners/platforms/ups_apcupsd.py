"""A power supply behind apcupsd, asked with apcaccess(8) from the ops host or a gateway."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.climate import Climate
from scanners.facts.field import Known, Unknown, all_fields, attempt
from scanners.facts.ups import Ups
from scanners.platforms.reader import Family, Outputs, Reader
from scanners.platforms.ups_status import day, number, told
from scanners.probe import Output, Probe, Scope, Unreadable, neutralise

_LINE = re.compile(r"([A-Z][A-Z0-9 ]{0,9}?) *: (.*)")
# apcupsd's words and NUT's. `SLAVE` and `SLAVEDOWN` concern another daemon, not the device.
_FLAGS = {
    "ONLINE": "OL",
    "ONBATT": "OB",
    "LOWBATT": "LB",
    "REPLACEBATT": "RB",
    "NOBATT": "RB",
    "OVERLOAD": "OVER",
    "SHUTTING": "FSD",
    "TRIM": "TRIM",
    "BOOST": "BOOST",
    "CAL": "CAL",
    "SELFTEST": "TEST",
}
_IGNORED = frozenset({"SLAVE", "SLAVEDOWN", "DOWN"})


def _probes(scope: Scope) -> tuple[Probe, ...]:
    via = "ops" if scope.ups_via == "ops" else "gateway"
    command = shlex.join(("apcaccess", "-h", scope.ups.partition("@")[2]))
    return (Probe("ups", command, timeout=20, via=via, subject="facility"),)  # type: ignore[arg-type]  # one of two literals


def _values(outputs: Outputs) -> dict[str, str]:
    raw = outputs["ups"]
    if isinstance(raw, Output) and raw.status == 1:
        said = neutralise(raw.stderr or raw.stdout).strip().splitlines()
        raise Unreadable(reason("ups_refused", said=next(iter(said), "-")[:120]))
    lines = raw.lines()
    values: dict[str, str] = {}
    for line in lines:
        found = _LINE.fullmatch(line.rstrip())
        if found and found[1] in values:
            raise Unreadable(reason("unparseable", detail=f"apcaccess: {line[:80]}"))
        if found:
            values[found[1]] = found[2].strip()
    if "END APC" not in values:  # the report was cut
        raise Unreadable(reason("unparseable", detail="apcaccess: no end"))
    if "COMMLOST" in values.get("STATUS", ""):
        raise Unreadable(reason("ups_refused", said="COMMLOST"))
    return values


def _flags(values: Mapping[str, str]) -> frozenset[str]:
    words = told(values, "STATUS").split()
    return frozenset(_FLAGS.get(word, word) for word in words if word not in _IGNORED)


def _measured(values: Mapping[str, str], name: str, unit: str, most: float) -> float:
    text = told(values, name)
    if not text.endswith(f" {unit}"):
        raise Unreadable(reason("ups_value_strange", value=text[:40]))
    return number(text.removesuffix(f" {unit}"), -50, most)


def parse(outputs: Outputs, scope: Scope) -> Ups:
    """Give the state of the power supply; what it serves is known whatever it says."""
    read = attempt(lambda: _values(outputs))
    if isinstance(read, Unknown):
        return replace(all_fields(Ups, read), serves=Known(scope.ups_serves))
    values = read.value
    return Ups(
        model=attempt(lambda: told(values, "MODEL", "APCMODEL")),
        flags=attempt(lambda: _flags(values)),
        charge_pct=attempt(lambda: _measured(values, "BCHARGE", "Percent", 100)),
        runtime_s=attempt(lambda: _measured(values, "TIMELEFT", "Minutes", 100_000) * 60),
        load_pct=attempt(lambda: _measured(values, "LOADPCT", "Percent", 1000)),
        battery_date=attempt(lambda: day(told(values, "BATTDATE"))),
        self_test=attempt(lambda: told(values, "SELFTEST")),
        serves=Known(scope.ups_serves),
    )


def parse_climate(outputs: Outputs, scope: Scope) -> Climate:
    """Give the air about the power supply (`AMBTEMP`, not its own `ITEMP`)."""
    del scope
    values = _values(outputs)
    return Climate(
        inlet_c=attempt(lambda: {"AMBTEMP": _measured(values, "AMBTEMP", "C", 150)}),
        humidity_pct=attempt(lambda: {"HUMIDITY": _measured(values, "HUMIDITY", "Percent", 100)}),
        leaks=Unknown(reason("ups_not_told", name="contacts")),
    )


FAMILY = Family(
    name="ups_apcupsd", ids=(), readers=(Reader(Ups, _probes, parse), Reader(Climate, _probes, parse_climate))
)
