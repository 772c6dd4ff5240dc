"""What changed between two runs, finding by finding. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.finding import Finding, Status

_OPEN = frozenset({Status.FAIL, Status.UNATTESTED})


class Course(StrEnum):
    """How a finding went on from one run to the next.

    `changed`: does not conform in both, but differently. `unread`: was judged, and cannot be now, which is no repair.
    `excused`: an exception covers now what did not conform. `gone`: is not judged any more.
    """

    NEW = "new"
    FIXED = "fixed"
    CHANGED = "changed"
    OPEN = "open"
    UNREAD = "unread"
    EXCUSED = "excused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that changed or stays open, before and after; None where it was not or is not judged."""

    course: Course
    before: Finding | None
    after: Finding | None


def course_of(before: Finding | None, after: Finding | None) -> Course | None:
    """Give how a finding went on; None where nothing changed that anyone must know."""
    if after is None:
        return Course.GONE if before and before.status in {*_OPEN, Status.UNKNOWN} else None
    if after.status in _OPEN:
        return _still(before, after) if before and before.status in _OPEN else Course.NEW
    if before is None:
        return None
    if after.status is Status.UNKNOWN:
        return Course.UNREAD if before.status is not Status.UNKNOWN else None
    repaired = Course.EXCUSED if after.status is Status.WAIVED else Course.FIXED
    return repaired if before.status in _OPEN else None


def _still(before: Finding, after: Finding) -> Course:
    return Course.OPEN if said(before) == said(after) else Course.CHANGED


def said(finding: Finding) -> tuple[object, ...]:
    """Give what two findings must share to be the same: status, and what was there."""
    return finding.status, finding.judged_status, finding.actual, finding.reason
