"""When each account was last used to log in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class LastLogins:
    """lastlog(8) or lastlog2(8). `last`: account to epoch seconds, 0 for never; an account that the record does not
    speak about has no entry. Log-ins without a terminal are mostly not recorded there.
    """

    last: Field[Mapping[str, int]]
