"""Exceptions (例外措置): a known non-conformity that someone with the role accepts for a time (第9条, 第10条)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import ControlId
from checks.finding import Severity
from inventories.reason import Reason, reason

MANAGER = "統括管理責任者"
CHIEF = "最高統括管理責任者"
_Said = Annotated[str, Meta(min_length=1, max_length=2000)]


class WrittenException(Struct, frozen=True, forbid_unknown_fields=True, rename={"reason_text": "reason"}):
    """One exception. `targets` are inventory names, or patterns with `*`; `expires` is the last day it holds."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?!\n)$")]
    control: ControlId
    targets: Annotated[tuple[_Said, ...], Meta(min_length=1)]
    approved_by_role: Literal["統括管理責任者", "最高統括管理責任者"]
    approved_by: _Said
    approved_on: date
    expires: date
    reason_text: _Said
    compensating_measures: Annotated[tuple[_Said, ...], Meta(min_length=1)]

    def covers(self, subject: str) -> bool:
        """Whether the exception names this target."""
        return any(fnmatchcase(subject, target) for target in self.targets)

    def invalid(self, severity: Severity, today: date) -> Reason | None:
        """Say why the exception does not hold on this day, if it does not."""
        if self.approved_on > today:
            return reason("exception_future", exception=self.id, approved_on=self.approved_on.isoformat())
        if self.expires < today:
            return reason("exception_expired", exception=self.id, expires=self.expires.isoformat())
        if severity is Severity.CRITICAL and self.approved_by_role != CHIEF:
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


class Exceptions:
    """All exceptions of a policy."""

    def __init__(self, listed: Iterable[WrittenException] = ()) -> None:
        self.all = tuple(listed)
        self._by_control: dict[str, tuple[WrittenException, ...]] = {}
        for exception in self.all:
            self._by_control[exception.control] = (*self._by_control.get(exception.control, ()), exception)

    def find(
        self, control: str, subject: str, severity: Severity, today: date
    ) -> tuple[WrittenException, Reason | None] | None:
        """Give the exception for a finding: a valid one if there is any, else the first and why it does not hold."""
        first: tuple[WrittenException, Reason | None] | None = None
        for exception in self._by_control.get(control, ()):
            if exception.covers(subject):
                why_not = exception.invalid(severity, today)
                if why_not is None:
                    return exception, None
                first = first or (exception, why_not)
        return first


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
        if exception.expires < exception.approved_on:
            raise document.wrong("policy_empty_period", (*at, "expires"), id=exception.id)
        seen.add(exception.id)
    return Exceptions(listed)
