"""The JSON report keeps its published contract."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from checks.finding import Status
from inventories.reason import reason
from reports import FORMATS
from reports.schema import PATH, schema
from tests.unit.reports.sample_run import HOSTILE, controls, finding, run_of, sample_run


def report() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(FORMATS["json"](*sample_run(), "ja"))
    return made


def test_the_published_schema_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == schema()


def test_a_report_validates_by_an_independent_reader() -> None:
    published = json.loads(PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(report())
    broken = report()
    broken["findings"][0]["status"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(published).validate(broken)


def test_every_finding_target_and_command_is_there() -> None:
    run, _ = sample_run()
    made = report()
    assert len(made["findings"]) == len(run.findings)
    assert [one["name"] for one in made["targets"]] == [one.name for one in run.targets]
    assert [one["sha256"] for one in made["commands"]] == [one.stdout_sha256 for one in run.commands]
    assert made["run"]["baselines"][0]["approved"] is False


def test_codes_stand_beside_words_in_both_languages() -> None:
    unknown = next(one for one in report()["findings"] if one["reason"] and one["reason"]["code"] == "timed_out")
    assert unknown["reason"]["values"] == {"command": "rpm -Va"}
    assert unknown["reason"]["text"]["ja"].startswith("コマンドが制限時間内に")
    assert unknown["reason"]["text"]["en"].startswith("the command did not end in time")


def test_evidence_names_command_and_digest() -> None:
    made = report()
    one = next(item for item in made["findings"] if item["status"] == "fail")
    (evidence,) = one["evidence"]
    record = next(
        item for item in made["commands"] if (item["target"], item["probe"]) == (one["subject"], evidence["probe"])
    )
    assert (evidence["command"], evidence["sha256"]) == (record["command"], record["sha256"])


def test_a_waiver_keeps_the_real_status_and_names_the_exception() -> None:
    (waived,) = [item for item in report()["findings"] if item["status"] == "waived"]
    assert (waived["judged_status"], waived["exception"]) == ("fail", "EX-2026-004")


def test_equal_numbers_of_other_kinds_are_not_mixed_up() -> None:
    one = finding(Status.FAIL, actual=(reason("timed_out", command=1),))
    other = finding(Status.FAIL, actual=(reason("timed_out", command=True),))
    made = json.loads(FORMATS["json"](run_of(one, other), controls(), "en"))["findings"]
    assert made[0]["actual"][0]["values"]["command"] == 1
    assert made[0]["actual"][0]["text"]["en"].endswith(": 1")
    assert made[1]["actual"][0]["text"]["en"].endswith(": yes")


def test_lines_hold_the_same_records_one_each() -> None:
    lines = [json.loads(line) for line in FORMATS["jsonl"](*sample_run(), "ja").splitlines()]
    made = report()
    assert lines[0]["type"] == "run"
    assert lines[0]["schema_version"] == made["schema_version"]
    findings = [line for line in lines if line["type"] == "finding"]
    assert findings == [{"type": "finding", **one} for one in made["findings"]]
    assert len(lines) == 1 + sum(len(made[name]) for name in ("targets", "findings", "commands", "exceptions"))


def test_hostile_text_stays_in_its_string() -> None:
    texts = json.dumps(report(), ensure_ascii=False)
    assert "\u202e" not in texts
    assert HOSTILE.replace("\u202e", "\\u202e") in {
        item["values"].get("detail") for one in report()["findings"] for item in one["actual"]
    }
