"""第27条: every report says when a baseline was reviewed, when it is to be again, and that this is overdue."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from checks.finding import Status
from checks.judging import JST
from checks.run import Run
from reports import FORMATS
from reports.messages import Language
from tests.unit.reports.sample_run import finding, run_of

PEOPLE = [(name, language) for name in ("table", "html") for language in ("ja", "en")]


def judged(year: int, month: int, day: int, due: str = "2026-03-31") -> Run:
    done = run_of(finding(Status.PASS))
    (baseline,) = done.baselines
    moment = datetime(year, month, day, 0, 30, tzinfo=JST)
    return replace(done, as_of=int(moment.timestamp()), baselines=(replace(baseline, next_review=due),))


def shown(name: str, run: Run, language: Language) -> str:
    return FORMATS[name](run, {}, language)


@pytest.mark.parametrize(("name", "language"), PEOPLE)
def test_a_review_that_is_overdue_is_announced(name: str, language: Language) -> None:
    words = "見直しの期限（2026-03-31）を過ぎています" if language == "ja" else "was due on 2026-03-31"
    assert words not in shown(name, judged(2026, 3, 31), language)  # the day itself, in Japan
    assert words in shown(name, judged(2026, 4, 1), language)
    assert words not in shown(name, judged(2026, 4, 1, due=""), language)


@pytest.mark.parametrize(("name", "language"), PEOPLE)
def test_version_amendment_and_review_dates_stand_on_every_report(name: str, language: Language) -> None:
    text = shown(name, judged(2026, 1, 1), language)
    dates = "見直し 2025-04-01、次回 2026-03-31" if language == "ja" else "reviewed 2025-04-01, next review 2026-03-31"
    assert dates in text
    assert "0.1.0" in text
    assert "令和8年改正" in text
    none = "次回 未定" if language == "ja" else "next review not set"
    assert none in shown(name, judged(2026, 1, 1, due=""), language)


@pytest.mark.parametrize(("name", "language"), [*PEOPLE, ("json", "ja")])
def test_the_work_order_stands_on_every_report(name: str, language: Language) -> None:
    assert "作業-2026-77" in shown(name, replace(judged(2026, 1, 1), work_order="作業-2026-77"), language)


def test_programs_are_told_too() -> None:
    (baseline,) = json.loads(shown("json", judged(2026, 1, 1), "ja"))["run"]["baselines"]
    assert (baseline["amendment"], baseline["reviewed_on"], baseline["next_review"]) == (
        "令和8年改正",
        "2025-04-01",
        "2026-03-31",
    )
