"""State of an uninterruptible power supply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Ups:
    """What NUT or apcupsd tells.

    `flags`: status words as NUT has them (`OL` on line, `OB` on battery, `LB` low, `RB` replace battery, `OVER`, …).
    `charge_pct` and `load_pct` in percent, `runtime_s` in seconds at the present load. `battery_date`: when the battery
    was put in or, for want of that, made. `self_test`: the last result as told. `serves`: by the inventory, `hardware`
    or `network`.
    """

    model: Field[str]
    flags: Field[frozenset[str]]
    charge_pct: Field[float]
    runtime_s: Field[float]
    load_pct: Field[float]
    battery_date: Field[date]
    self_test: Field[str]
    serves: Field[str]
