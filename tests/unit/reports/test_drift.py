"""The reports of a run say what changed since the run before, and what of it nobody announced."""

from __future__ import annotations

import dataclasses
import json
from html import unescape
from typing import Any

import jsonschema
import pytest

from checks.control import Bilingual
from checks.drift import Change, Course, DriftSummary, FactChange, Kind, TargetDrift
from checks.drift_watched import Subject
from checks.finding import Status
from checks.run import Run
from inventories.reason import reason
from reports import FORMATS
from reports.schema import PATH
from reports.table import DRIFT_SHOWN
from tests.unit.reports.sample_run import HOSTILE, controls, finding, run_of

SINCE, UNTIL = "2026-11-21T03:00:00+09:00", "2026-11-22T03:05:00+09:00"
NUMBER = "123456789018"  # satisfies the check digit of an individual number


def fact(item: str, kind: Kind = Kind.ADDED, **more: Any) -> FactChange:
    return FactChange(Subject.PACKAGES, "packages", "versions", kind, item, **more)


def drift(*targets: TargetDrift, findings: tuple[Change, ...] = (), contact: Bilingual | None = None) -> DriftSummary:
    counts = {Course.NEW: len(findings), Course.OPEN: 7}
    return DriftSummary("run-before", SINCE, counts, findings, targets, recorded=True, contact=contact)


def changed(name: str, *changes: FactChange, work: tuple[tuple[str, str], ...] = ()) -> TargetDrift:
    return TargetDrift(name, "run-before", SINCE, UNTIL, work, changes)


def run(summary: DriftSummary | None) -> Run:
    return dataclasses.replace(run_of(finding(Status.FAIL, subject="web01")), drift=summary)


def shown(form: str, summary: DriftSummary | None, language: Any = "ja") -> str:
    text = FORMATS[form](run(summary), controls(), language)
    return unescape(text) if form == "html" else text


WHOLE = drift(
    changed("web01", fact("nc", after="1.10"), fact("bash", Kind.CHANGED, before="5.1", after="5.2")),
    changed("db01", fact("aide", Kind.REMOVED, before="0.18"), work=(("W-1", "更新"),)),
    changed("sw1", fact("", Kind.UNREAD_NOW, why=reason("timed_out", command="dpkg"))),
    findings=(Change(Course.NEW, None, finding(Status.FAIL, subject="web01")),),
    contact=Bilingual("監査室 内線1234", "audit office"),
)


@pytest.mark.parametrize("form", ["table", "html"])
def test_people_read_what_changed_and_who_decides(form: str) -> None:
    text = shown(form, WHOLE)
    for words in (
        "前回からの変化",
        "run-before",
        "新規の不適合",
        "継続中の不適合",
        "未承認の変更: 対象1台、2件",
        "不正操作の疑いがあるかどうかは、人が確かめて判断します",
        "不正操作の疑いの連絡先: 監査室 内線1234",
        "作業届あり（W-1）",
        "5.1 → 5.2",
        "比較不能（今回読めない）",
    ):
        assert words in text.replace("\n", ""), words
    assert text.index("nc  1.10") < text.index("aide")  # what nobody announced comes first


@pytest.mark.parametrize("form", ["table", "html"])
def test_a_product_that_was_stopped_does_not_read_as_one_that_came(form: str) -> None:
    stopped = FactChange(Subject.SERVICES, "anti_malware", "stopped", Kind.ADDED, "clamd.service")
    assert "anti_malware.stopped  clamd.service" in shown(form, drift(changed("web01", stopped)))


@pytest.mark.parametrize("form", ["table", "html"])
def test_without_a_run_before_nothing_is_said(form: str) -> None:
    text = shown(form, None)
    assert "前回からの変化" not in text
    assert "Changes since the run before" not in text


@pytest.mark.parametrize("form", ["table", "html"])
def test_nothing_that_changed_is_said_to_be_so(form: str) -> None:
    assert "the configuration did not change" in shown(form, drift(), "en")
    assert "misuse" not in shown(form, drift(), "en")


@pytest.mark.parametrize("form", ["table", "html"])
def test_what_could_not_be_compared_is_not_said_to_be_unchanged(form: str) -> None:
    unread = changed("sw1", fact("", Kind.UNREAD_NOW, why=reason("timed_out", command="dpkg")))
    text = " ".join(shown(form, drift(unread), "en").split())
    assert "as far as it could be compared (1 items could not)" in text
    assert "the configuration did not change" not in text


@pytest.mark.parametrize("form", ["table", "html"])
def test_what_was_last_read_by_an_earlier_run_says_since_when(form: str) -> None:
    longer = dataclasses.replace(
        changed("web01", fact("nc")), earlier="run-long-ago", since="2026-11-18T03:00:00+09:00"
    )
    summary = drift(longer, changed("web01", fact("bash")))
    assert "2026-11-18T03:00:00+09:00 の点検以後" in shown(form, summary)
    english = " ".join(shown(form, summary, "en").split())
    assert "since the run of 2026-11-18T03:00:00+09:00" in english
    assert "since the run of 2026-11-21" not in english  # the run before, of which all speaks
    assert "unannounced changes: 2 on 1 targets" in english


@pytest.mark.parametrize("form", ["table", "html"])
def test_what_a_target_sent_is_text_and_numbers_of_persons_are_masked(form: str) -> None:
    text = FORMATS[form](run(drift(changed("web01", fact(f"{HOSTILE} {NUMBER}")))), controls(), "ja")
    assert NUMBER not in text
    assert "************" in text
    assert "\x1b[" not in text
    assert "<script>alert" not in text


def test_of_much_the_table_shows_the_beginning_and_says_where_the_rest_is() -> None:
    many = [fact(f"package{number:03}") for number in range(DRIFT_SHOWN + 5)]
    text = shown("table", drift(*(changed(f"web{number:02}", *many) for number in range(DRIFT_SHOWN + 2))))
    assert text.count("package000") == DRIFT_SHOWN
    assert f"package{DRIFT_SHOWN:03}" not in text
    assert "ほか5件（tenken diff" in text
    assert "ほか2件（tenken diff" in text


def test_programs_get_it_whole_by_the_published_schema() -> None:
    published = json.loads(PATH.read_text("utf-8"))
    told = json.loads(shown("json", WHOLE))
    jsonschema.Draft202012Validator(published).validate(told)
    assert told["drift"]["previous"] == "run-before"
    assert [one["unannounced"] for one in told["drift"]["targets"]] == [True, False, False]
    assert told["drift"]["changes"][0]["after"]["subject"] == "web01"
    assert told["drift"]["counts"]["open"] == 7
    assert told["drift"]["targets"][2]["changes"][0]["why"]["code"] == "timed_out"
    assert json.loads(shown("json", None))["drift"] is None


def test_lines_of_json_have_it_as_the_last_one() -> None:
    lines = [json.loads(line) for line in shown("jsonl", WHOLE).splitlines()]
    assert lines[-1]["type"] == "drift"
    assert lines[-1]["previous"] == "run-before"
    assert "drift" not in {json.loads(line)["type"] for line in shown("jsonl", None).splitlines()}
