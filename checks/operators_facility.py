"""Operators on power supplies (UPS), and on the air and the leak sensors about equipment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, NoParams, Verdict, failed, listed, passed, undecided
from checks.operators_general import Number
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.ups import Ups

T = TypeVar("T")

_DRY = re.compile(r"(?i)^(state deasserted|inactive|dry|ok|normal|limit not exceeded|no leak|closed-ok)$")
_WET = re.compile(r"(?i)(?<!de)asserted|^active$|leak(?!.*(no|not))|wet|water detected|limit exceeded|alarm")


class Accepted(Struct, frozen=True, forbid_unknown_fields=True):
    """Status words beside `OL` that are in order."""

    accepted: tuple[str, ...]


class BatteryParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Years after which a battery is to be replaced."""

    max_age_years: Annotated[int, Meta(ge=1, le=30)]


class Each(Struct, frozen=True, forbid_unknown_fields=True):
    """Both bounds are allowed values."""

    least: Number
    most: Number


def known(state: Known[T] | Unknown | Absent, otherwise: T) -> T:
    """Give what was read, or this otherwise."""
    return state.value if isinstance(state, Known) else otherwise


def hidden(*states: object) -> Verdict | None:
    """Give the verdict for state that was not read, or that the target does not have."""
    for state in states:
        if isinstance(state, Unknown):
            return undecided(state.reason)
    for state in states:
        if isinstance(state, Absent):
            return Verdict(Status.NOT_APPLICABLE, state.reason)
    return None


def ups_on_line(params: Accepted, subject: str, _tables: Tables) -> Compiled:
    """The supply is on line, and says nothing else but what is accepted."""
    accepted = frozenset(params.accepted) | {"OL"}

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        if not value:
            return undecided(reason("ups_not_told", name="ups.status"))
        if "OL" not in value or value - accepted:
            return failed(f"bad.{subject}", **listed(sorted(value)))
        return passed(f"good.{subject}", **listed(sorted(value)))

    return Compiled(reason(f"want.{subject}", items=tuple(sorted(accepted))), judge)


_TEST_FAILED = re.compile(r"(?i)fail|error|warning|abort|^bt$|^ng$|^wn$|bad battery|not passed")
# Passed, or no result yet (`NO` and `IP` are apcupsd's): other words of a device are left to a person.
_TEST_FINE = re.compile(
    r"(?i)((done and|last|battery|self.?test|test) )*(passed|ok|good|normal|success(ful)?)|no|ip|none|unknown|\?\?|"
    r"no test.*|not (yet )?(initiated|performed|tested|supported).*|test scheduled|(test )?in progress"
)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def battery_in_order(params: BatteryParams, _subject: str, _tables: Tables) -> Compiled:
    """The device does not ask for a new battery, its last self test did not fail, and the battery is not too old.

    A device that never tells its self test is judged by the other two.
    """

    def judge(value: Ups, context: Context) -> Verdict:
        day = known(value.battery_date, context.today)
        if "RB" in known(value.flags, frozenset()):
            return failed("battery_to_replace")
        if _TEST_FAILED.search(said := known(value.self_test, "")):
            return failed("battery_test_failed", said=said)
        if _years_later(day, params.max_age_years) < context.today:
            return failed("battery_too_old", day=day.isoformat(), years=params.max_age_years)
        if day > context.today:
            return undecided(reason("battery_date_future", day=day.isoformat()))
        if said and not _TEST_FINE.fullmatch(said):
            return undecided(reason("ups_value_strange", value=said[:40]))
        return hidden(value.flags, value.battery_date) or passed("battery_good", day=day.isoformat())

    return Compiled(reason("want_battery", years=params.max_age_years), judge)


def each_between(params: Each, subject: str, _tables: Tables) -> Compiled:
    """Every sensor's value lies between two bounds, both included; no sensor proves nothing."""

    def judge(value: Mapping[str, float], _context: Context) -> Verdict:
        # Written so that a value that is no number is outside.
        outside = [f"{name}: {one:g}" for name, one in sorted(value.items()) if not params.least <= one <= params.most]
        if outside:
            return failed(f"bad.{subject}", **listed(outside))
        if not value:
            return undecided(reason("sensors_silent", **listed(())))
        return passed(f"good.{subject}", **listed(f"{name}: {one:g}" for name, one in sorted(value.items())))

    return Compiled(reason(f"want.{subject}", least=params.least, most=params.most), judge)


def no_leak(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every leak sensor says in words that are known that it is dry."""

    def judge(value: Mapping[str, str], _context: Context) -> Verdict:
        # The words that say dry are whole: "No leak" is none, though it names one.
        said = {name: state for name, state in sorted(value.items()) if not _DRY.search(state)}
        wet = [f"{name}: {state}" for name, state in said.items() if _WET.search(state)]
        if wet:
            return failed(f"bad.{subject}", **listed(wet))
        if said or not value:
            return undecided(reason("sensors_silent", **listed(f"{name}: {state}" for name, state in said.items())))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)
