"""What changed between two runs, finding by finding and fact by fact: the words for it. Pure, and light to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checks.control import Bilingual
from checks.drift_watched import Subject
from checks.finding import Finding, Status
from inventories.reason import Reason

_OPEN = frozenset({Status.FAIL, Status.UNATTESTED})
_PASSING = {"forwarding_not_arrived": frozenset({"port"})}  # the scan's own log-in comes from another port each time


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


class Kind(StrEnum):
    """What happened to an item. The last two: one of the readings could not tell, so that nobody can compare."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNREAD_NOW = "unread_now"
    UNREAD_BEFORE = "unread_before"


UNREAD = frozenset({Kind.UNREAD_NOW, Kind.UNREAD_BEFORE})


@dataclass(frozen=True, slots=True)
class FactChange:
    """One item of one field. `item` names it: a member, the key of a mapping, empty for a field that is one value.

    `before` and `after` are empty where the item says all. `why`: of what is not comparable.
    """

    subject: Subject
    fact: str
    field: str
    kind: Kind
    item: str
    before: str = ""
    after: str = ""
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class TargetDrift:
    """The changes of one target since it was read before; of several readings, where not all was last read by the same.

    `earlier`: the run that read it then, empty where none did. `since`, `until`: ISO 8601, the earliest and the latest
    moment at which it can have changed, by the ops host's clock. `work`: the announced work on it in between, each as
    (id, summary); its records do not say that this very change was part of it.
    """

    target: str
    earlier: str
    since: str
    until: str
    work: tuple[tuple[str, str], ...]
    changes: tuple[FactChange, ...]

    @property
    def changed(self) -> bool:
        """Whether anything changed; what could not be compared alone is no change."""
        return any(change.kind not in UNREAD for change in self.changes)

    @property
    def unannounced(self) -> bool:
        """Whether something changed and no work was announced (未承認の変更)."""
        return self.changed and not self.work


@dataclass(frozen=True, slots=True)
class DriftSummary:
    """What changed since the run before. `findings`: those that changed; `counts` has those that stay open too.

    `recorded`: there are records of announced work at all. `contact`: whom to call on a suspicion.
    """

    previous: str
    previous_started: str
    counts: Mapping[Course, int]
    findings: tuple[Change, ...]
    targets: tuple[TargetDrift, ...]
    recorded: bool
    contact: Bilingual | None

    @property
    def unannounced(self) -> tuple[TargetDrift, ...]:
        """The targets with changes that nobody announced."""
        return tuple(one for one in self.targets if one.unannounced)


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
    return finding.status, finding.judged_status, tuple(map(_lasting, finding.actual)), finding.reason


def _lasting(told: Reason) -> Reason:
    """Give what was told without what is another each time."""
    passing = _PASSING.get(told.code, frozenset())
    return Reason(told.code, tuple(one for one in told.values if one[0] not in passing)) if passing else told
