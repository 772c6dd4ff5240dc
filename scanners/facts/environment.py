"""Power supplies, fans and temperatures of a network device, and its load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Environment:
    """By name of each part its state: `ok`, `failed`, `absent` (a slot with nothing in it) or as told in lower case.

    `temperatures`: states alike ("ok", "warning", "critical"); `celsius` by sensor where told. `cpu_pct`: mean of about
    five minutes. `memory_pct`: of the memory in use.
    """

    power_supplies: Field[Mapping[str, str]]
    fans: Field[Mapping[str, str]]
    temperatures: Field[Mapping[str, str]]
    celsius: Field[Mapping[str, float]]
    cpu_pct: Field[float]
    memory_pct: Field[float]
