"""Operators on plain values: numbers, words, sets of names and mappings by context.

Their words are chosen by the fact: `want.FACT.FIELD`, `good.FACT.FIELD` and `bad.FACT.FIELD`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, Verdict, failed, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import Value, reason

Scalar = bool | int | str
Number = int | float


class Equals(Struct, frozen=True, forbid_unknown_fields=True):
    """The value is exactly this one."""

    value: Scalar


class Limit(Struct, frozen=True, forbid_unknown_fields=True):
    """A bound; with `or_zero` a zero is accepted as well (where zero means "for ever")."""

    value: Number
    or_zero: bool = False


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """Both bounds are allowed values."""

    least: Number
    most: Number

    def __post_init__(self) -> None:
        if self.least > self.most:
            message = f"policy_empty_range:{self.least}-{self.most}"
            raise ValueError(message)


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters: the set must be empty."""


class Allowed(Struct, frozen=True, forbid_unknown_fields=True):
    """Names that may be there."""

    allowed: tuple[str, ...]


class EachEquals(Struct, frozen=True, forbid_unknown_fields=True):
    """The value in each context; with `user`, in the contexts of that user alone (`USER@inside`, `USER@outside`)."""

    value: str
    user: str = ""


class CountLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """How many there may be."""

    value: Annotated[int, Meta(ge=0)]


def _kind_matches(seen: object, wanted: Scalar) -> bool:
    # In Python True equals 1: a control that wants true must not be content with a count of one.
    return seen == wanted and isinstance(seen, bool) == isinstance(wanted, bool)


def equals(params: Equals, subject: str, _tables: Tables) -> Compiled:
    """Compare a word, a number or a truth value."""
    good = passed(f"good.{subject}", value=params.value)

    def judge(value: Scalar, _context: Context) -> Verdict:
        return good if _kind_matches(value, params.value) else failed(f"bad.{subject}", value=value)

    return Compiled(reason(f"want.{subject}", value=params.value), judge)


def _bounded(holds: Callable[[Number], bool], subject: str, **expected: Value) -> Compiled:
    # Few values occur over a fleet; typed, for 1 and 1.0 and True are one key otherwise.
    @lru_cache(maxsize=256, typed=True)
    def decide(value: Number) -> Verdict:
        if value != value:  # noqa: PLR0124  (only NaN differs from itself, and every comparison with it lies)
            return undecided(reason("not_a_number"))
        if holds(value):
            return Verdict(Status.PASS, reason(f"good.{subject}", value=value))
        return failed(f"bad.{subject}", value=value)

    return Compiled(reason(f"want.{subject}", **expected), lambda value, _context: decide(value))


def at_least(params: Limit, subject: str, _tables: Tables) -> Compiled:
    """The number is not below the limit."""
    limit, or_zero = params.value, params.or_zero
    return _bounded(lambda value: value >= limit or (or_zero and value == 0), subject, value=limit)


def at_most(params: Limit, subject: str, _tables: Tables) -> Compiled:
    """The number is not above the limit."""
    limit = params.value
    return _bounded(lambda value: value <= limit, subject, value=limit)


def between(params: Range, subject: str, _tables: Tables) -> Compiled:
    """The number lies between two bounds, both included."""
    least, most = params.least, params.most
    return _bounded(lambda value: least <= value <= most, subject, least=least, most=most)


def is_empty(_params: Nothing, subject: str, _tables: Tables) -> Compiled:
    """Nothing is there."""
    good = passed(f"good.{subject}")

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        return failed(f"bad.{subject}", **listed(sorted(value))) if value else good

    return Compiled(reason(f"want.{subject}"), judge)


def subset_of(params: Allowed, subject: str, _tables: Tables) -> Compiled:
    """Nothing is there but what is allowed."""
    allowed = frozenset(params.allowed)
    good = passed(f"good.{subject}", items=tuple(sorted(allowed)))

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        return good if value <= allowed else failed(f"bad.{subject}", **listed(sorted(value - allowed)))

    return Compiled(reason(f"want.{subject}", items=tuple(sorted(allowed))), judge)


def each_equals(params: EachEquals, subject: str, _tables: Tables) -> Compiled:
    """The setting has the value in every context; having seen no context proves nothing."""
    wanted, prefix = params.value, f"{params.user}@" if params.user else ""
    good = passed(f"good.{subject}", value=wanted)
    nothing = undecided(reason("no_context_seen", user=params.user or "*"))

    def judge(value: Mapping[str, str], _context: Context) -> Verdict:
        seen = {where: setting for where, setting in value.items() if where.startswith(prefix)}
        other = sorted(f"{where}: {setting}" for where, setting in seen.items() if setting != wanted)
        if other:
            return failed(f"bad.{subject}", **listed(other))
        return good if seen else nothing

    return Compiled(reason(f"want.{subject}", value=wanted), judge)


def count_at_most(params: CountLimit, subject: str, _tables: Tables) -> Compiled:
    """There are not more than so many."""
    limit = params.value

    @lru_cache(maxsize=64)
    def decide(value: frozenset[str]) -> Verdict:
        if len(value) > limit:
            return failed(f"bad.{subject}", **listed(sorted(value)))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", value=limit), lambda value, _context: decide(value))
