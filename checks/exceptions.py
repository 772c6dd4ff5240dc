"""Exceptions (例外措置): a known non-conformity that someone with the role accepts for a time (第9条, 第10条).

All dates are dates in Japan. One that is not approved, not yet approved, over, or approved by the wrong role has no
effect, and is itself listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import ControlId
from checks.finding import Severity
from checks.run import ExceptionRecord
from inventories.reason import Reason, reason

MANAGER = "統括管理責任者"
CHIEF = "最高統括管理責任者"
EXPIRING_DAYS = 30  # an exception with no more days left is announced
_Said = Annotated[str, Meta(min_length=1, max_length=2000)]
_Names = tuple[_Said, ...]


class Standing(StrEnum):
    """What an exception is worth on a day; the first two have effect."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    FUTURE = "future"
    UNAPPROVED = "unapproved"
    WRONG_ROLE = "wrong_role"


class WrittenException(Struct, frozen=True, forbid_unknown_fields=True, rename={"reason_text": "reason"}):
    """One exception. `targets`: inventory names, or patterns with `*`; `groups`: Ansible groups; `systems`: by id.

    Where several of the three are written, each must fit: a group within a system, say. `expires` is the last day it
    holds. Approver, role and date stand together; without them it is an application, with no effect yet.
    """

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?!\n)$")]
    control: ControlId
    reason_text: _Said
    compensating_measures: Annotated[_Names, Meta(min_length=1)]
    applicant: _Said
    expires: date
    targets: _Names = ()
    systems: _Names = ()
    groups: _Names = ()
    approved_by: Annotated[str, Meta(max_length=2000)] = ""
    approved_by_role: Literal["統括管理責任者", "最高統括管理責任者", ""] = ""
    approved_on: date | None = None

    def __post_init__(self) -> None:
        if not (self.targets or self.systems or self.groups):
            message = f"policy_exception_scope:{self.id}"
            raise ValueError(message)
        if len({bool(self.approved_by.strip()), bool(self.approved_by_role), bool(self.approved_on)}) > 1:
            message = f"policy_half_approved:{self.id}"
            raise ValueError(message)

    def covers(self, subject: str, system: str = "", groups: frozenset[str] = frozenset()) -> bool:
        """Whether the exception is for this subject of this system, a member of these groups."""
        return (
            (not self.targets or any(fnmatchcase(subject, target) for target in self.targets))
            and (not self.systems or system in self.systems)
            and (not self.groups or not groups.isdisjoint(self.groups))
        )

    def standing(self, severity: Severity, today: date) -> Standing:
        """Say what it is worth on this day."""
        if self.approved_on is None:
            return Standing.UNAPPROVED
        if self.approved_on > today:
            return Standing.FUTURE
        if self.expires < today:
            return Standing.EXPIRED
        if severity is Severity.CRITICAL and self.approved_by_role != CHIEF:
            return Standing.WRONG_ROLE
        return Standing.EXPIRING if (self.expires - today).days <= EXPIRING_DAYS else Standing.VALID

    def invalid(self, severity: Severity, today: date) -> Reason | None:
        """Say why the exception does not hold on this day, if it does not."""
        standing = self.standing(severity, today)
        if standing is Standing.UNAPPROVED:
            return reason("exception_unapproved", exception=self.id, applicant=self.applicant)
        if standing is Standing.FUTURE and self.approved_on:
            return reason("exception_future", exception=self.id, approved_on=self.approved_on.isoformat())
        if standing is Standing.EXPIRED:
            return reason("exception_expired", exception=self.id, expires=self.expires.isoformat())
        if standing is Standing.WRONG_ROLE:
            return reason("exception_wrong_role", exception=self.id, role=self.approved_by_role, needed=CHIEF)
        return None

    def waiver(self) -> Reason:
        """Say what covers the finding."""
        return reason(
            "waived",
            exception=self.id,
            approved_by=self.approved_by,
            role=self.approved_by_role,
            expires=self.expires.isoformat(),
        )


class ExceptionFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/exceptions.yaml."""

    exceptions: tuple[WrittenException, ...] = ()


@dataclass(frozen=True, slots=True)
class ExceptionState:
    """One exception on a day. `days_left`: until its last day, negative when over; `why`: its state in words."""

    exception: WrittenException
    standing: Standing
    days_left: int
    why: Reason

    @property
    def in_effect(self) -> bool:
        """Whether it covers findings."""
        return self.standing in {Standing.VALID, Standing.EXPIRING}

    def record(self) -> ExceptionRecord:
        """Give what a run keeps of it."""
        written = self.exception
        return ExceptionRecord(
            id=written.id,
            control=written.control,
            scope=(
                *written.targets,
                *(f"group:{name}" for name in written.groups),
                *(f"system:{name}" for name in written.systems),
            ),
            standing=self.standing.value,
            applicant=written.applicant,
            approved_by=written.approved_by,
            approved_on=written.approved_on.isoformat() if written.approved_on else "",
            expires=written.expires.isoformat(),
            why=self.why,
        )


class Exceptions:
    """All exceptions of a policy."""

    def __init__(self, listed: Iterable[WrittenException] = ()) -> None:
        self.all = tuple(listed)
        self._by_control: dict[str, tuple[WrittenException, ...]] = {}
        for exception in self.all:
            self._by_control[exception.control] = (*self._by_control.get(exception.control, ()), exception)

    def find(
        self,
        control: str,
        subject: str,
        severity: Severity,
        today: date,
        *,
        system: str = "",
        groups: frozenset[str] = frozenset(),
    ) -> tuple[WrittenException, Reason | None] | None:
        """Give the exception for a finding: a valid one if there is any, else the first and why it does not hold."""
        first: tuple[WrittenException, Reason | None] | None = None
        for exception in self._by_control.get(control, ()):
            if exception.covers(subject, system, groups):
                why_not = exception.invalid(severity, today)
                if why_not is None:
                    return exception, None
                first = first or (exception, why_not)
        return first

    def standing(self, today: date, severities: Mapping[str, Severity]) -> tuple[ExceptionState, ...]:
        """Give every exception with what it is worth on this day, in the order of the file.

        `severities`: of every control of the catalogue, by id.
        """
        return tuple(_state(exception, severities[exception.control], today) for exception in self.all)


def _state(exception: WrittenException, severity: Severity, today: date) -> ExceptionState:
    standing = exception.standing(severity, today)
    left = (exception.expires - today).days
    why = exception.invalid(severity, today)
    if why is None and standing is Standing.EXPIRING:
        why = reason("exception_expiring", exception=exception.id, expires=exception.expires.isoformat(), days=left)
    return ExceptionState(exception, standing, left, why or exception.waiver())


def load(file: Path, severities: Mapping[str, Severity]) -> Exceptions:
    """Read the exceptions; no file means none. Raises ConfigError for double ids, unknown controls, empty periods."""
    if not file.exists():
        return Exceptions()
    document = strict_yaml.read(file)
    listed = strict_yaml.convert(document, ExceptionFile).exceptions
    seen: set[str] = set()
    for place, exception in enumerate(listed):
        at = ("exceptions", place)
        if exception.id in seen:
            raise document.wrong("policy_duplicate_id", (*at, "id"), id=exception.id)
        if exception.control not in severities:
            raise document.wrong("policy_unknown_control", (*at, "control"), control=exception.control)
        if exception.approved_on and exception.expires < exception.approved_on:
            raise document.wrong("policy_empty_period", (*at, "expires"), id=exception.id)
        seen.add(exception.id)
    return Exceptions(listed)
