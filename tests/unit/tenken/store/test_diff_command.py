"""`tenken diff`: what an operator reads, and what a program gets."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from checks.drift import Change, Course
from checks.finding import Status
from inventories.reason import reason
from reports.drift_report import Drift, RunName, render
from reports.messages import say
from reports.schema import DRIFT_PATH, drift_schema
from scanners.facts.field import Known, Unknown
from tenken.cli import main
from tenken.store.opening import Store
from tests.unit.checks.good_host import write_policy
from tests.unit.tenken.store.conftest import finding
from tests.unit.tenken.store.test_drift import WORK, Scanned, facts, scanned

__all__ = ["scanned"]


@pytest.fixture
def url() -> str:
    return ""


@pytest.fixture
def two_runs(store: Store, scanned: Scanned, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give a store in the state directory: web01 got a package and a new failure, db01 lost a package."""
    monkeypatch.delenv("TENKEN_STORE", raising=False)
    monkeypatch.setenv("TENKEN_STATE", str(store.folder))
    policy = {"changes_csv": WORK, "operations_yaml": "contact: {ja: 監査室 内線1234, en: audit office}\n"}
    given = [("bash",), ("bash", "nc")], [("bash", "\x1b[31mred"), ("bash",)]
    for number, status in ((1, Status.PASS), (2, Status.FAIL)):
        found = [finding("web01", status=status), finding("db01", status=Status.FAIL)]
        told = {name: facts(*of[number - 1]) for name, of in zip(("web01", "db01"), given, strict=True)}
        scanned(number, told, findings=found, **policy)
    return store


@pytest.mark.usefixtures("two_runs")
def test_the_text_says_what_nobody_announced_and_whom_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "latest", "--lang", "ja"]) == 0
    said = capsys.readouterr().out
    assert "新規の不適合 1" in said
    assert "継続中の不適合 1" in said
    assert "未承認の変更: 対象1台、1件" in said
    assert "不正操作の疑いがあるかどうかは、人が確かめて判断します（第20条）" in said
    assert "不正操作の疑いの連絡先: 監査室 内線1234" in said
    told = said[said.index("\n構成の変化\n") :].splitlines()
    announced, unannounced = (next(line for line in told if f"  {name}  [" in line) for name in ("web01", "db01"))
    assert "作業届あり（W-1）" in announced
    assert "[未承認の変更]" in unannounced
    assert told.index(unannounced) < told.index(announced)
    assert "+ ソフトウェア  packages.versions  nc  1.0" in said
    assert "- ソフトウェア  packages.versions  \\x1b[31mred  1.0" in said
    assert "\x1b" not in said
    assert said.index("\n新規の不適合 (1)\n") < said.index("\n構成の変化\n") < said.index("\n継続中の不適合 (1)\n")


def test_a_reason_that_several_expectations_share_stands_once() -> None:
    why = reason("timed_out", command="passwd")
    before, after = finding("web01"), finding("web01", status=Status.UNKNOWN)._replace(actual=(why, why))
    one = RunName("run", "complete", "2026-11-22T03:00:00+09:00")
    text = render(Drift(one, one, (Change(Course.UNREAD, before, after),)), {}, "ja")
    assert text.count(say(why, "ja")) == 1


@pytest.mark.usefixtures("two_runs")
def test_the_english_text_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "20261123T01", "20261123T02", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "unannounced changes: 1 on 1 targets" in said
    assert "is for a person to find out and to decide" in said
    assert "report a suspicion of misuse to: audit office" in said
    assert "announced work does not prove" in said


def test_a_change_behind_an_outage_is_told_with_its_own_period(
    two_runs: Store, scanned: Scanned, capsys: pytest.CaptureFixture[str]
) -> None:
    """The services could not be read in the second run; the packages could."""
    del two_runs
    unread = Unknown(reason("timed_out", command="systemctl"))
    scanned(3, {"web01": facts("bash", services=unread)})
    scanned(4, {"web01": facts("vi", services=Known(frozenset({"sshd.service", "implant.service"})))})
    assert main(["diff", "latest", "--lang", "ja"]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    until = "2026-11-23T04:01:00+09:00"
    assert said[0] == f"  web01  [未承認の変更]  2026-11-23T03:00:00+09:00 ～ {until}"
    assert said[3] == f"  web01  [未承認の変更]  2026-11-23T02:00:00+09:00 ～ {until}"
    assert said[4] == "    + サービス  services.enabled  implant.service"
    assert main(["diff", "20261123T03", "20261123T04", "--lang", "ja"]) == 0
    told = capsys.readouterr().out
    assert "サービス  services.enabled: 比較不能（前回読めない）" in told
    assert "implant" not in told


@pytest.mark.usefixtures("two_runs")
def test_other_records_of_work_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_policy(tmp_path / "policy")
    assert main(["diff", "latest", "--policy", str(folder), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "unannounced changes: 2 on 2 targets" in said
    assert "names no contact" in said
    assert "no records of announced work exist" in said
    (folder / "changes.csv").write_text(WORK.replace("web*", "*"), "utf-8")
    assert main(["diff", "latest", "--policy", str(folder), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "unannounced changes: 0 on 0 targets" in said
    assert "misuse" not in said
    assert main(["diff", "latest", "--policy", str(tmp_path / "none"), "--lang", "en"]) == 2


@pytest.mark.usefixtures("two_runs")
def test_a_program_gets_it_by_the_published_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "latest", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    published = json.loads(DRIFT_PATH.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(told)
    assert [one["course"] for one in told["changes"]] == ["new", "open"]
    assert told["counts"]["new"] == 1
    marked = {one["target"]: (one["unannounced"], one["work"]) for one in told["targets"]}
    assert marked == {"web01": (False, [{"id": "W-1", "summary": "更新"}]), "db01": (True, [])}
    (change,) = next(one["changes"] for one in told["targets"] if one["target"] == "web01")
    assert change == {
        "subject": "packages",
        "control": "J13-MG-13",
        "fact": "packages",
        "field": "versions",
        "kind": "added",
        "item": "nc",
        "before": "",
        "after": "1.0",
        "why": None,
    }
    assert told["contact"] == {"ja": "監査室 内線1234", "en": "audit office"}


def test_the_published_schema_is_current() -> None:
    assert DRIFT_PATH.read_text(encoding="utf-8") == drift_schema()
