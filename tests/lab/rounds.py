"""The rounds in which a living host is broken: the breaks of one round do not touch each other."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lab import breaks_accounts, breaks_operations, breaks_software
from tests.lab.live_breaks import FIRST, SECOND, THIRD, Break

ROUNDS: Mapping[str, tuple[Break, ...]] = {
    "first": FIRST,
    "second": SECOND,
    "third": THIRD,
    "fourth": (*breaks_software.BREAKS, *breaks_operations.BREAKS, *breaks_accounts.BREAKS),
    "fifth": (*breaks_software.LATER, *breaks_operations.LATER, *breaks_accounts.SECOND),
}
