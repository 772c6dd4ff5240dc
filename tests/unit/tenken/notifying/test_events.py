"""Who is told what, and when: new failures and ends of periods once, and never what stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from checks.finding import Finding, Severity, Status
from checks.operations import Notice
from inventories.reason import Reason, reason
from tenken.notifying.digest import chosen
from tenken.notifying.events import Event, Kind, events_of, is_due
from tests.unit.tenken.notifying.told import TODAY, attested, drift, expiring, found, policy, run_of, target

CERTIFICATE = "J13-FT-07"


def kinds(*pairs: tuple[Finding | None, Finding | None], **changes: Any) -> list[Kind]:
    findings = [after for _before, after in pairs if after]
    told = events_of(run_of(*findings, **changes), drift(*pairs), policy(), TODAY)
    return [event.kind for event in told]


def items(*named: str, **more: Any) -> tuple[Reason, ...]:
    return (reason("bad.services.enabled", items=named, **{"count": len(named), **more}),)


PASS, FAIL, UNKNOWN, UNATTESTED, WAIVED = (
    found(status) for status in (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.UNATTESTED, Status.WAIVED)
)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, FAIL, Kind.NEW),
        (UNKNOWN, FAIL, Kind.NEW),
        (WAIVED, FAIL, Kind.NEW),
        (None, UNATTESTED, Kind.NEW),
        (PASS, FAIL, Kind.REGRESSION),
        (PASS, UNATTESTED, Kind.REGRESSION),
        (FAIL, UNKNOWN, Kind.UNREAD),
        (PASS, UNKNOWN, Kind.UNREAD),
        (UNATTESTED, FAIL, Kind.CHANGED),
    ],
)
def test_what_became_worse_is_told(before: Finding | None, after: Finding, told: Kind) -> None:
    assert kinds((before, after)) == [told]


@pytest.mark.parametrize(("before", "after"), [(FAIL, FAIL), (FAIL, PASS), (FAIL, WAIVED), (FAIL, None), (PASS, PASS)])
def test_what_stays_or_became_better_is_not(before: Finding, after: Finding | None) -> None:
    assert kinds((before, after)) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (items("a"), items("a", "b"), True),
        (items("a"), items("b"), True),
        (items("tcp/8080"), items("tcp/9090"), True),
        (items("a", "b"), items("a"), False),
        (items("sshd: 3"), items("sshd: 4"), False),
        (items("web (29)"), items("web (28)"), False),
        (items("a", count=30), items("a", count=31), True),
        (items("a", count=31), items("a", count=30), False),
        ((reason("v", value="no"),), (reason("v", value="yes"),), True),
        ((reason("v", days=3),), (reason("v", days=4),), False),
        ((reason("v", set=False),), (reason("v", set=True),), True),
        ((reason("one"),), (reason("other"),), True),
    ],
)
def test_a_failure_that_changed_is_told_where_it_says_something_new(
    before: tuple[Reason, ...], after: tuple[Reason, ...], told: bool
) -> None:
    assert kinds((found(actual=before), found(actual=after))) == ([Kind.CHANGED] if told else [])


def test_at_the_first_run_every_failure_is_new() -> None:
    told = events_of(run_of(FAIL, PASS, found(subject="web02")), None, policy(), TODAY)
    assert [(event.kind, event.subject) for event in told] == [(Kind.NEW, "web01"), (Kind.NEW, "web02")]


def test_a_target_that_was_not_reached_is_told_once_and_not_by_each_of_its_findings() -> None:
    gone = target(reachable=False)
    pairs = [(found(control=name), found(Status.UNKNOWN, control=name)) for name in ("J13-UA-01", "J13-UA-02")]
    run = run_of(*(after for _before, after in pairs), targets=(gone, target("web02")), status="incomplete")
    told = events_of(run, drift(*pairs), policy(), TODAY)
    assert [(event.kind, event.subject, event.system) for event in told] == [
        (Kind.INCOMPLETE, run.id, ""),
        (Kind.INCOMPLETE, "web01", "lgwan"),
    ]


def test_an_aborted_run_is_told() -> None:
    (event,) = events_of(run_of(status="aborted"), drift(), policy(), TODAY)
    assert event.why == (reason("notice_run_aborted"),)


def days_told(last: date, first: date, count: int) -> list[int]:
    """Give the days left at which it is told, of one run a night."""
    nights = [first + timedelta(days=number) for number in range(count)]
    return [(last - night).days for night in nights if is_due(last, night - timedelta(days=1), night)]


def test_an_end_is_told_at_30_14_7_3_1_and_0_days_and_every_week_after() -> None:
    last = date(2026, 12, 31)
    assert days_told(last, date(2026, 11, 1), 90) == [30, 14, 7, 3, 1, 0, -1, -8, -15, -22, -29]


def test_runs_that_were_missed_lose_no_end() -> None:
    assert is_due(date(2026, 12, 1), date(2026, 11, 20), date(2026, 11, 25))
    assert is_due(date(2026, 1, 1), date(2025, 12, 1), date(2026, 11, 25))


def test_an_end_is_told_once_however_many_runs_a_day_has() -> None:
    assert not is_due(date(2026, 11, 30), TODAY, TODAY)
    assert is_due(date(2026, 11, 30), None, TODAY)


def test_a_clock_that_was_put_back_tells_nothing_twice() -> None:
    assert not is_due(date(2026, 11, 30), date(2026, 11, 29), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("scope", "systems"),
    [
        (("web01",), ["lgwan"]),
        (("web*",), ["lgwan"]),
        (("system:card-hakko",), ["card-hakko"]),
        (("web*", "system:lgwan"), ["lgwan"]),
        (("group:web",), [""]),
        (("*",), ["card-hakko", "lgwan"]),
    ],
)
def test_an_exception_that_ends_is_told_to_its_systems(scope: tuple[str, ...], systems: list[str]) -> None:
    targets = (target(), target("card01", system="card-hakko"))
    run = run_of(targets=targets, exceptions=(expiring("2026-11-30", *scope),))
    told = events_of(run, drift(), policy(), TODAY)
    assert [event.system for event in told] == systems
    assert told[0].why == (reason("notice_exception_ends", exception="EX-1", expires="2026-11-30", days=7),)


def test_an_exception_that_is_over_is_told_and_one_without_effect_is_not() -> None:
    over = run_of(exceptions=(expiring("2026-11-22", "web01", standing="expired"),))
    (event,) = events_of(over, drift(), policy(), TODAY)
    assert event.why == (reason("notice_exception_over", exception="EX-1", expires="2026-11-22", days=1),)
    without = run_of(exceptions=(expiring("2026-11-22", "web01", standing="unapproved"),))
    assert events_of(without, drift(), policy(), TODAY) == ()


def test_an_attestation_that_ends_is_told_unless_a_newer_one_stands() -> None:
    old, new = attested(date(2025, 11, 23), "AT-1"), attested(date(2026, 11, 1), "AT-2")
    (event,) = events_of(run_of(), drift(), policy(attestations=(old,)), TODAY)
    assert (event.kind, event.system, event.control) == (Kind.ATTESTATION, "lgwan", "J13-FT-02")
    assert event.why == (reason("notice_attestation_ends", attestation="AT-1", expires="2026-11-23", days=0),)
    assert events_of(run_of(), drift(), policy(attestations=(old, new)), TODAY) == ()


def test_a_review_that_is_due_or_overdue_is_told() -> None:
    reviews = {"lgwan": date(2026, 12, 7), "card-hakko": date(2026, 11, 22), "juminhyo-code": date(2027, 6, 1)}
    told = events_of(run_of(), drift(), policy(reviews=reviews), TODAY)
    assert [(event.kind, event.system, event.why[0].code) for event in told] == [
        (Kind.REVIEW, "card-hakko", "notice_review_over"),
        (Kind.REVIEW, "lgwan", "notice_review_ends"),
    ]


def certificate(last: str) -> Finding:
    return found(control=CERTIFICATE, actual=(reason("certificates_expiring", items=(f"/a (b) ({last})",), count=1),))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (found(Status.PASS, control=CERTIFICATE), certificate("2026-12-20"), True),
        (certificate("2026-11-30"), certificate("2026-11-30"), True),
        (certificate("2026-12-01"), certificate("2026-12-01"), False),
        (certificate("2026-11-22"), certificate("2026-11-22"), True),
    ],
)
def test_a_certificate_is_told_when_it_comes_near_its_end(before: Finding, after: Finding, told: bool) -> None:
    assert kinds((before, after)) == ([Kind.CERTIFICATE] if told else [])


def test_a_recipient_gets_their_systems_and_findings_from_their_severity_on() -> None:
    low = found(control="J13-UA-02", severity=Severity.LOW)
    high = found(control="J13-UA-01", severity=Severity.HIGH)
    card = found(system="card-hakko")
    run = run_of(low, high, card, status="incomplete", exceptions=(expiring("2026-11-30", "system:lgwan"),))
    told = events_of(run, drift((None, low), (None, high), (None, card)), policy(), TODAY)
    notice = Notice("lgwan", systems=("lgwan",), severity="high", file="/dev/null")

    def shown(event: Event) -> tuple[Kind, str, str]:
        return event.kind, event.system, event.control

    assert list(map(shown, chosen(told, notice))) == [
        (Kind.INCOMPLETE, "", ""),
        (Kind.NEW, "lgwan", "J13-UA-01"),
        (Kind.EXCEPTION, "lgwan", "J13-UA-01"),
    ]


def test_the_worst_comes_first() -> None:
    grades = (Severity.LOW, Severity.CRITICAL, Severity.MEDIUM)
    findings = [found(subject=f"web{number}", severity=grade) for number, grade in enumerate(grades)]
    told = events_of(run_of(*findings), None, policy(), TODAY)
    assert [event.severity for event in told] == [Severity.CRITICAL, Severity.MEDIUM, Severity.LOW]


def test_a_certificate_that_ends_is_told_whatever_its_severity() -> None:
    ending = certificate("2026-11-30")
    told = events_of(run_of(ending), drift((ending, ending)), policy(), TODAY)
    assert [event.kind for event in chosen(told, Notice("a", severity="critical", file="/x"))] == [Kind.CERTIFICATE]


def test_runs_that_were_killed_are_told_by_the_next_one() -> None:
    (event,) = events_of(run_of(), drift(), policy(), TODAY, ["20261122T010000-abc122"])
    assert (event.kind, event.system, event.subject) == (Kind.INCOMPLETE, "", "20261122T010000-abc122")
