"""Runs, what changed between them, and policies, for tests of notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from checks.attestations import Attestations, Evidence, Record, Scope, WrittenAttestation
from checks.drift import Change, Course, DriftSummary, course_of
from checks.finding import Finding, Severity, Status
from checks.operations import Notice, Operations
from checks.policy import Chosen, Policy, load_policy
from checks.run import ExceptionRecord, Run, TargetResult
from inventories.reason import Reason, reason

ROOT = Path(__file__).parents[4]
TODAY = date(2026, 11, 23)
RUN = "20261123T010000-abc123"


@lru_cache(maxsize=1)
def _sample() -> Policy:
    return load_policy(ROOT / "inventories" / "sample" / "policy")


def policy(*notices: Notice, reviews: dict[str, date] | None = None, attestations: tuple[Record, ...] = ()) -> Policy:
    """Give the sample policy with these recipients, dates of review by system, and records."""
    due = reviews or {}
    return replace(
        _sample(),
        operations=Operations(notify=notices),
        baselines={name: _due(chosen, due.get(name)) for name, chosen in _sample().baselines.items()},
        attestations=Attestations(attestations),
    )


def _due(chosen: Chosen, review: date | None) -> Chosen:
    return replace(chosen, baseline=msgspec.structs.replace(chosen.baseline, next_review=review))


def found(
    status: Status = Status.FAIL,
    *,
    subject: str = "web01",
    control: str = "J13-UA-01",
    system: str = "lgwan",
    severity: Severity = Severity.HIGH,
    actual: tuple[Reason, ...] = (),
    why: Reason | None = None,
) -> Finding:
    return Finding(
        subject=subject,
        system=system,
        control=control,
        article=int(control[1:3]),
        class_code=control[4:6],
        severity=severity,
        status=status,
        judged_status=status,
        method="machine",
        expected=(),
        actual=actual,
        reason=why,
        evidence=(),
        exception="",
    )


def target(name: str = "web01", *, system: str = "lgwan", reachable: bool = True) -> TargetResult:
    why = None if reachable else reason("connect_timed_out", host=name, port=22)
    return TargetResult(name, system, "mgmt", "", "debian", "192.0.2.1", "scan", True, reachable, why, 1, 1, 0.5)


def run_of(*findings: Finding, targets: tuple[TargetResult, ...] = (), **changes: Any) -> Run:
    made = Run(
        id=RUN,
        status="complete",
        started="2026-11-23T01:00:00+09:00",
        finished="2026-11-23T01:01:30+09:00",
        tool_version="0.1.0",
        arguments=("--inventory=/etc/tenken/hosts",),
        inventory_digest="d" * 64,
        baselines=(),
        targets=targets or (target(),),
        findings=findings,
        commands=(),
        accepted_gaps=False,
    )
    return replace(made, **changes)


def drift(*pairs: tuple[Finding | None, Finding | None], since: str = "2026-11-22T01:00:00+09:00") -> DriftSummary:
    """Give what changed since a run of this time; what stays open is counted alone, as it is in a scan."""
    changes = [Change(course, before, after) for before, after in pairs if (course := course_of(before, after))]
    changed = tuple(change for change in changes if change.course is not Course.OPEN)
    counts = Counter(change.course for change in changes)
    return DriftSummary("20261122T010000-abc122", since, counts, changed, (), False, None)


def expiring(last: str, *scope: str, standing: str = "expiring") -> ExceptionRecord:
    why = reason("exception_expired", exception="EX-1", expires=last)
    return ExceptionRecord("EX-1", "J13-UA-01", scope, standing, "甲", "乙", "2026-01-01", last, why)


def attested(day: date, identifier: str = "AT-1", control: str = "J13-FT-02", system: str = "lgwan") -> Record:
    written = WrittenAttestation(
        identifier, control, Scope(system=system), "甲", "担当", day, Evidence("a.pdf", "0" * 64)
    )
    return Record(written)
