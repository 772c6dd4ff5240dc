"""The air that equipment draws in, and leaks, as sensors of servers and power supplies tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Climate:
    """By sensor: degrees Celsius, percent of relative humidity, and the state of each leak sensor as told."""

    inlet_c: Field[Mapping[str, float]]
    humidity_pct: Field[Mapping[str, float]]
    leaks: Field[Mapping[str, str]]
