"""One control on one subject: the result of judging."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from inventories.reason import Reason


class Status(StrEnum):
    """The six statuses of a finding."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    UNATTESTED = "unattested"
    WAIVED = "waived"


class Severity(StrEnum):
    """How bad a failure is, in our baseline's opinion (点検基準, never the regulation's)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class Finding(NamedTuple):
    """A verdict with what was expected, what was there, and where it was seen.

    `expected` and `actual` are codes with values, one per expectation of the control that was judged; `reason` says why
    a finding is unknown, not applicable or waived (None for plain pass and fail). `judged_status` keeps the real status
    under a waiver. `evidence` names the probes (ids) whose output the verdict rests on.
    """

    subject: str
    system: str
    control: str
    article: int
    class_code: str
    severity: Severity
    status: Status
    judged_status: Status
    method: str
    expected: tuple[Reason, ...]
    actual: tuple[Reason, ...]
    reason: Reason | None
    evidence: tuple[str, ...]
    exception: str
