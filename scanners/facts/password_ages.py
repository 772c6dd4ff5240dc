"""Which passwords are in use, how old they are, and how long they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PasswordAge:
    """shadow(5), in days: `changed` since 1970 (UTC), `max_days` of use; -1 where the field says nothing."""

    changed: int
    max_days: int


@dataclass(frozen=True, slots=True)
class PasswordAges:
    """`usable`: accounts whose password is neither locked nor without a hash, empty ones included; `ages`: theirs.

    `initial`: those that still have the password they were given (last change 0). These three are unknown where a
    directory holds other accounts; what the files alone say stays in `local_…`. `changed`: the day of the last change
    of every local account, -1 where there is none. `default_max_days`: PASS_MAX_DAYS of login.defs(5), -1 for none.
    """

    usable: Field[frozenset[str]]
    ages: Field[Mapping[str, PasswordAge]]
    initial: Field[frozenset[str]]
    local_usable: Field[frozenset[str]]
    local_ages: Field[Mapping[str, PasswordAge]]
    local_initial: Field[frozenset[str]]
    changed: Field[Mapping[str, int]]
    default_max_days: Field[int]
