"""A power supply behind Network UPS Tools, asked with upsc(8) from the ops host or a gateway."""

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

_KEY = re.compile(r"[A-Za-z0-9._-]{1,80}")
_AMBIENT = re.compile(r"(ambient(?:\.\d{1,3})?)\.(temperature|humidity)")
_PRESENT = frozenset({"yes", "true", "1"})  # what is told of a sensor that was taken away is its last word
_CONTACT = re.compile(r"ambient(?:\.\d{1,3})?\.contacts\.(\d{1,3})\.status")
_LEAK = re.compile(r"(?i)leak|water|flood")


def _probes(scope: Scope) -> tuple[Probe, ...]:
    via = "ops" if scope.ups_via == "ops" else "gateway"
    command = shlex.join(("upsc", scope.ups))
    return (Probe("ups", command, timeout=20, via=via, subject="facility"),)  # type: ignore[arg-type]  # one of two literals


def _values(outputs: Outputs) -> dict[str, str]:
    """Give the variables. upsd answers `Data stale` where its driver lost the device. Raises `Unreadable`."""
    raw = outputs["ups"]
    if isinstance(raw, Output) and raw.status == 1:
        said = neutralise(raw.stderr).strip().splitlines()
        raise Unreadable(reason("ups_refused", said=next((line for line in said if "rror" in line), "-")[:120]))
    values: dict[str, str] = {}
    for line in raw.lines():
        key, colon, value = line.partition(":")
        if not colon or not _KEY.fullmatch(key) or key in values:
            raise Unreadable(reason("unparseable", detail=f"upsc: {line[:80]}"))
        values[key] = value.strip()
    if not values:
        raise Unreadable(reason("ups_not_told", name="ups.status"))
    return values


def _flags(values: Mapping[str, str]) -> frozenset[str]:
    flags = frozenset(told(values, "ups.status").split())
    if "WAIT" in flags:  # the driver has not heard from the device yet
        raise Unreadable(reason("ups_not_told", name="ups.status"))
    return flags


def parse(outputs: Outputs, scope: Scope) -> Ups:
    """Give the state of the power supply; what it serves is known whatever it says."""
    read = attempt(lambda: _values(outputs))
    if isinstance(read, Unknown):
        return replace(all_fields(Ups, read), serves=Known(scope.ups_serves))
    values = read.value
    return Ups(
        model=attempt(lambda: told(values, "ups.model", "device.model")),
        flags=attempt(lambda: _flags(values)),
        charge_pct=attempt(lambda: number(told(values, "battery.charge"), 0, 100)),
        runtime_s=attempt(lambda: number(told(values, "battery.runtime"), 0, 10_000_000)),
        load_pct=attempt(lambda: number(told(values, "ups.load"), 0, 1000)),
        battery_date=attempt(lambda: day(told(values, "battery.date", "battery.mfr.date"))),
        self_test=attempt(lambda: told(values, "ups.test.result")),
        serves=Known(scope.ups_serves),
    )


def parse_climate(outputs: Outputs, scope: Scope) -> Climate:
    """Give the air about the power supply; its own inner temperature is not that."""
    del scope
    values = _values(outputs)

    def ambient(kind: str) -> dict[str, float]:
        found = {
            key: number(value, -50, 150)
            for key, value in values.items()
            if (match := _AMBIENT.fullmatch(key))
            and match[2] == kind
            and values.get(f"{match[1]}.present", "yes").lower() in _PRESENT
        }
        if not found:
            raise Unreadable(reason("ups_not_told", name=f"ambient.{kind}"))
        return found

    def leaks() -> dict[str, str]:
        found = {
            key: value
            for key, value in values.items()
            if _CONTACT.fullmatch(key) and _LEAK.search(values.get(key.removesuffix(".status") + ".name", ""))
        }
        if not found:
            raise Unreadable(reason("ups_not_told", name="ambient.contacts"))
        return found

    return Climate(
        inlet_c=attempt(lambda: ambient("temperature")),
        humidity_pct=attempt(lambda: ambient("humidity")),
        leaks=attempt(leaks),
    )


FAMILY = Family(name="ups_nut", ids=(), readers=(Reader(Ups, _probes, parse), Reader(Climate, _probes, parse_climate)))
