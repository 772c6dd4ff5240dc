"""What changed between two runs as JSON: of `tenken diff`, and as a part of a run's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from checks.drift import Change, Course, DriftSummary, FactChange, Kind, TargetDrift
from checks.drift_watched import Subject, control_of
from checks.finding import Finding, Severity, Status
from reports.coded import Coded, Words, coded, optional

SCHEMA_VERSION = "1.0"


class RunName(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two runs. `started` is ISO 8601 with zone."""

    id: str
    status: str
    started: str


class FindingSide(Struct, frozen=True, forbid_unknown_fields=True):
    """One finding as one of the runs has it."""

    subject: str
    system: str
    control: str
    severity: Severity
    status: Status
    judged_status: Status
    actual: list[Coded]
    reason: Coded | None
    exception: str | None


class FindingChange(Struct, frozen=True, forbid_unknown_fields=True):
    """How one finding went on; null where it was not or is not judged."""

    course: Course
    before: FindingSide | None
    after: FindingSide | None


class FactRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """One change of a fact. `item`: a member, the key of a mapping, empty for a field that is one value.

    `before` and `after` are empty where the item says all. `control`: on whose question it bears. `why`: where the kind
    says that one of the runs could not tell.
    """

    subject: Subject
    control: str
    fact: str
    field: str
    kind: Kind
    item: str
    before: str
    after: str
    why: Coded | None


class Work(Struct, frozen=True, forbid_unknown_fields=True):
    """Announced work on the target between the two readings."""

    id: str
    summary: str


class TargetRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """The changes of one target since the run `earlier` read it (empty: none did); a target has one for each such run.

    `unannounced`: something changed and no work was announced (未承認の変更). Times are ISO 8601 with zone.
    """

    target: str
    earlier: str
    since: str
    until: str
    unannounced: bool
    work: list[Work]
    changes: list[FactRecord]


class DriftRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """What changed since the run before. `changes`: findings but those that stay open, which are counted.

    `recorded`: there are records of announced work. `contact`: whom to call on a suspicion of misuse.
    """

    previous: str
    previous_started: str
    counts: dict[str, int]
    changes: list[FindingChange]
    targets: list[TargetRecord]
    recorded: bool
    contact: Words | None


class DriftDocument(Struct, frozen=True, forbid_unknown_fields=True):
    """What changed between two runs, those findings that stay open included."""

    document: Literal["drift"]
    schema_version: str
    before: RunName
    after: RunName
    counts: dict[str, int]
    changes: list[FindingChange]
    targets: list[TargetRecord]
    recorded: bool
    contact: Words | None


def drift_record(drift: DriftSummary) -> DriftRecord:
    """Give what changed, as a part of a run's report."""
    return DriftRecord(
        drift.previous,
        drift.previous_started,
        _counts(drift.counts),
        [_change(one) for one in drift.findings if one.course is not Course.OPEN],
        [_target(one) for one in drift.targets],
        drift.recorded,
        _contact(drift),
    )


def render(before: RunName, after: RunName, findings: Iterable[Change], drift: DriftSummary | None) -> str:
    """Give what changed between two runs as one JSON document. `drift`: its targets, where facts were compared."""
    changes = [_change(one) for one in findings]
    document = DriftDocument(
        "drift",
        SCHEMA_VERSION,
        before,
        after,
        _counts(Counter(one.course for one in changes)),
        changes,
        [_target(one) for one in drift.targets] if drift else [],
        drift.recorded if drift else False,
        _contact(drift) if drift else None,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _counts(counts: Mapping[Course, int]) -> dict[str, int]:
    return {course.value: counts.get(course, 0) for course in Course}


def _contact(drift: DriftSummary) -> Words | None:
    return Words(drift.contact.ja, drift.contact.en) if drift.contact else None


def _change(one: Change) -> FindingChange:
    return FindingChange(one.course, _side(one.before), _side(one.after))


def _side(one: Finding | None) -> FindingSide | None:
    if one is None:
        return None
    return FindingSide(
        one.subject,
        one.system,
        one.control,
        one.severity,
        one.status,
        one.judged_status,
        [coded(item) for item in one.actual],
        optional(one.reason),
        one.exception or None,
    )


def _target(one: TargetDrift) -> TargetRecord:
    return TargetRecord(
        one.target,
        one.earlier,
        one.since,
        one.until,
        one.unannounced,
        [Work(*work) for work in one.work],
        [_fact(change) for change in one.changes],
    )


def _fact(one: FactChange) -> FactRecord:
    return FactRecord(
        one.subject,
        control_of(one.subject),
        one.fact,
        one.field,
        one.kind,
        one.item,
        one.before,
        one.after,
        optional(one.why),
    )
