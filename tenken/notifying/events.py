"""What happened that somebody must hear of: from a run, the run before it, the policy and the day. Pure.

A finding is told when it comes up, not every night that it stays. What ends on a day (exceptions, attestations,
certificates, reviews of baselines: 第27条) is told when 30, 14, 7, 3, 1 and 0 days are left, and every seven days
after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from checks.drift import Change, Course, DriftSummary
from checks.exceptions import Standing
from checks.finding import Finding, Severity, Status
from checks.judging import JST
from checks.policy import Policy
from checks.run import ExceptionRecord, Run
from inventories.reason import Reason, Value, reason

ANNOUNCED = (30, 14, 7, 3, 1, 0)  # days before the last one
_AGAIN = 7  # days, once it is over
_OPEN = frozenset({Status.FAIL, Status.UNATTESTED})
_ENDING = frozenset({Standing.VALID, Standing.EXPIRING, Standing.EXPIRED})
_CERTIFICATES = "expires_after"  # the operator that judges certificates; each item ends in its last day
_LAST_DAY = re.compile(r"\((\d{4}-\d\d-\d\d)\)\Z")
_COUNTING = re.compile(r"(?<=: )\d+|(?<=\()\d+")  # days and sizes within an item, which are others every night


class Kind(StrEnum):
    """What an event is; in the order in which they are told."""

    INCOMPLETE = "incomplete"
    REGRESSION = "regression"
    NEW = "new"
    CHANGED = "changed"
    UNREAD = "unread"
    CERTIFICATE = "certificate"
    EXCEPTION = "exception"
    ATTESTATION = "attestation"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to hear of. `system` is empty where it concerns all; `severity` None where it has none."""

    kind: Kind
    system: str
    subject: str
    why: tuple[Reason, ...]
    control: str = ""
    severity: Severity | None = None


def events_of(  # noqa: PLR0917  (each is of another kind)
    run: Run,
    drift: DriftSummary | None,
    policy: Policy,
    today: date,
    killed: Iterable[str] = (),
    untold: Iterable[str] = (),
) -> tuple[Event, ...]:
    """Give the events of a run, the worst of each kind first. `drift`: from the run before it, None at the first run.

    `today`: the date in Japan on which it began; `killed`: runs before it that ended before they judged anything;
    `untold`: runs that were stored, and ended before they told anybody.
    """
    since = datetime.fromisoformat(drift.previous_started).astimezone(JST).date() if drift else None
    systems = {target.name: target.system for target in run.targets}
    new = [Change(Course.NEW, None, one) for one in run.findings if one.status in _OPEN]
    found = [
        *(Event(Kind.INCOMPLETE, "", one, (reason("notice_run_killed"),)) for one in killed),
        *(Event(Kind.INCOMPLETE, "", one, (reason("notice_run_untold"),)) for one in untold),
        *_incomplete(run),
        *_of_findings(run, drift.findings if drift else new, policy, since, today),
        *_of_exceptions(run, systems, since, today),
        *_of_attestations(policy, systems, since, today),
        *_of_reviews(policy, since, today),
    ]
    return tuple(sorted(found, key=_place))


def _place(event: Event) -> tuple[str, int, int, str, str]:
    rank = event.severity.rank if event.severity else 0
    return event.system, list(Kind).index(event.kind), -rank, event.control, event.subject


def is_due(last_day: date, since: date | None, today: date) -> bool:
    """Whether what ends on this day is told today, after it was last looked at on `since` (None: never)."""
    stage = _stage((last_day - today).days)
    return stage > (_stage((last_day - since).days) if since else 0)


def _stage(left: int) -> int:
    """How often it has been told with so many days left."""
    return sum(left <= days for days in ANNOUNCED) + max(0, (-left - 1) // _AGAIN + 1)


def _incomplete(run: Run) -> Iterator[Event]:
    if run.status == "complete":
        return
    yield Event(Kind.INCOMPLETE, "", run.id, (reason(f"notice_run_{run.status}"),))
    for target in run.targets:
        if target.scanned and target.reason:
            yield Event(Kind.INCOMPLETE, target.system, target.name, (target.reason,))


def _of_findings(
    run: Run, changes: Iterable[Change], policy: Policy, since: date | None, today: date
) -> Iterator[Event]:
    missed = {target.name for target in run.targets if target.scanned and not target.reachable}
    dated = {
        name
        for name, control in policy.catalogue.controls.items()
        if any(expectation.operator == _CERTIFICATES for expectation in control.expect)
    }
    told: set[tuple[str, str, str]] = set()
    for change in changes:
        now = change.after
        if now is None or (change.course is Course.UNREAD and now.subject in missed):  # told of the target, once
            continue
        if kind := _kind(change, now):
            ends = now.control in dated and now.status is Status.FAIL
            told.add((now.subject, now.control, now.system))
            yield _of_finding(Kind.CERTIFICATE if ends else kind, now)
    for now in run.findings:  # those that stay open too
        ends = now.control in dated and now.status is Status.FAIL and (now.subject, now.control, now.system) not in told
        if ends and any(is_due(day, since, today) for day in _last_days(now)):
            yield _of_finding(Kind.CERTIFICATE, now)


def _of_finding(kind: Kind, now: Finding) -> Event:
    why = now.actual or ((now.reason,) if now.reason else ())
    return Event(kind, now.system, now.subject, why, now.control, now.severity)


def _kind(change: Change, now: Finding) -> Kind | None:
    if change.course is Course.NEW:
        conformed = change.before is not None and change.before.status is Status.PASS
        return Kind.REGRESSION if conformed else Kind.NEW
    if change.course is Course.CHANGED and change.before and _worse(change.before, now):
        return Kind.CHANGED
    return Kind.UNREAD if change.course is Course.UNREAD else None


def _worse(before: Finding, now: Finding) -> bool:
    """Whether a finding that did not conform says something new; a number that only counts on is nothing new."""
    if now.status is not before.status:
        return True
    earlier = {why.code: why.as_dict() for why in (*before.actual, *filter(None, (before.reason,)))}
    return any(
        why.code not in earlier or _adds(earlier[why.code], why.as_dict())
        for why in (*now.actual, *filter(None, (now.reason,)))
    )


def _adds(before: Mapping[str, Value], now: Mapping[str, Value]) -> bool:
    for name, value in now.items():
        old = before.get(name)
        if isinstance(value, tuple):
            if Counter(map(_plain, value)) - Counter(map(_plain, old if isinstance(old, tuple) else ())):
                return True
        elif isinstance(value, str | bool):
            if _plain(str(value)) != _plain(str(old)):
                return True
        elif name == "count" and isinstance(old, int | float) and value > old:  # of a list that is not shown whole
            return True
    return False


def _plain(item: str) -> str:
    return _COUNTING.sub("", item)


def _last_days(finding: Finding) -> list[date]:
    items = [
        item for why in finding.actual for value in why.as_dict().values() if isinstance(value, tuple) for item in value
    ]
    return [date.fromisoformat(found[1]) for item in items if (found := _LAST_DAY.search(item))]


def _of_exceptions(run: Run, systems: Mapping[str, str], since: date | None, today: date) -> Iterator[Event]:
    for record in run.exceptions:
        if record.standing not in _ENDING or not record.expires:
            continue
        last = date.fromisoformat(record.expires)
        if is_due(last, since, today):
            why = _ends("exception", last, today, exception=record.id)
            for system in _systems_of(record, systems):
                yield Event(Kind.EXCEPTION, system, ", ".join(record.scope), (why,), record.control)


def _systems_of(record: ExceptionRecord, systems: Mapping[str, str]) -> list[str]:
    """Give the systems that an exception is for; one that is empty where the run does not tell (a group)."""
    named = [word.removeprefix("system:") for word in record.scope if word.startswith("system:")]
    patterns = [word for word in record.scope if not word.startswith(("system:", "group:"))]
    found = {system for name, system in systems.items() if any(fnmatchcase(name, one) for one in patterns)}
    return named or sorted(found) or [""]


def _of_attestations(policy: Policy, systems: Mapping[str, str], since: date | None, today: date) -> Iterator[Event]:
    """Tell of the record that holds longest for each control and scope: the ones before it were followed up."""
    newest: dict[tuple[str, str, str], tuple[date, str]] = {}
    for record in policy.attestations.all:
        written = record.written
        asked = policy.catalogue.controls[written.control].attestation
        if asked is not None and written.day <= today:
            key = (written.control, written.scope.kind, written.scope.name)
            newest[key] = max(newest.get(key, (date.min, "")), (record.until(asked.valid_days), record.id))
    for (control, kind, name), (last, identifier) in newest.items():
        if is_due(last, since, today):
            system = name if kind == "system" else systems.get(name, "") if kind == "target" else ""
            why = _ends("attestation", last, today, attestation=identifier)
            yield Event(Kind.ATTESTATION, system, name, (why,), control)


def _of_reviews(policy: Policy, since: date | None, today: date) -> Iterator[Event]:
    for system, chosen in sorted(policy.baselines.items()):
        due = chosen.baseline.next_review
        if due is not None and is_due(due, since, today):
            why = _ends("review", due, today, version=chosen.baseline.version)
            yield Event(Kind.REVIEW, system, chosen.baseline.name.ja, (why,))


def _ends(what: str, last: date, today: date, **named: Value) -> Reason:
    left = (last - today).days
    code = f"notice_{what}_ends" if left >= 0 else f"notice_{what}_over"
    return Reason(code, tuple(sorted({**named, "expires": last.isoformat(), "days": abs(left)}.items())))
