"""`tenken approve` and `tenken register propose`: nothing is proposed from a run that nobody answers for."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from checks import facts_file, lint, registers, tables
from checks.facts_file import FactsFile, FieldState, KnownField, RunFacts, TargetFacts, UnknownField, Why
from tenken.cli import main
from tenken.commands.register import fiscal_year_end

ACCOUNTS = {name: KnownField(["ops", "root"]) for name in ("uid0", "login", "local_uid0", "local_login")}
FACTS: dict[str, dict[str, FieldState]] = {
    "accounts": {**ACCOUNTS},
    "packages": {"names": KnownField(["bash", "no", "123"]), "versions": KnownField({}), "order": KnownField("dpkg")},
}


def _run(file: Path, targets: list[TargetFacts] | None = None, **changes: Any) -> Path:
    run = RunFacts(
        "20261122T222713-7f3a", "complete", "2026-11-22T22:27:13+09:00", "2026-11-22T22:27:58+09:00", "0", []
    )
    made = FactsFile(
        "facts", facts_file.SCHEMA_VERSION, msgspec.structs.replace(run, **changes), targets or [_target()]
    )
    file.write_bytes(msgspec.json.encode(made))
    return file


def _target(name: str = "web01", facts: dict[str, dict[str, FieldState]] | None = None, **more: Any) -> TargetFacts:
    given: dict[str, Any] = {"scanned": True, "reachable": True, "reason": None, **more}
    return TargetFacts(name, "lgwan", "debian", "tenken", facts=FACTS if facts is None else facts, **given)


def _approve(file: Path, *more: str, by: str = "見本花子", lang: str = "en") -> int:
    return main(["approve", str(file), "--by", by, "--role", "統括管理責任者", "--lang", lang, *more])


def _propose(file: Path, *more: str, target: str = "web01") -> int:
    return main(["register", "propose", str(file), "--target", target, "--name", "web", "--lang", "en", *more])


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    return _run(tmp_path / "run.json")


def test_an_approval_binds_a_person_to_the_bytes_of_the_run(run_file: Path) -> None:
    assert _approve(run_file, "--note", "月次: 確認済み") == 0
    record = yaml.safe_load(Path(f"{run_file}.approval.yaml").read_text("utf-8"))
    assert record["run"] == "20261122T222713-7f3a"
    assert (record["approved_by"], record["role"], record["note"]) == ("見本花子", "統括管理責任者", "月次: 確認済み")
    assert record["approved_at"].endswith("+09:00")
    assert datetime.fromisoformat(record["approved_at"]).tzinfo is not None


def test_a_run_is_approved_once(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _approve(run_file) == 0
    before = Path(f"{run_file}.approval.yaml").read_text("utf-8")
    assert _approve(run_file, by="別人", lang="ja") == 2
    assert "すでに承認されています" in capsys.readouterr().err
    assert Path(f"{run_file}.approval.yaml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("targets", "changes"),
    [
        (None, {"status": "incomplete"}),
        (None, {"status": "aborted"}),
        ([_target(), _target("web02", {}, reachable=False, reason=Why("connect_timed_out", {}))], {}),
        ([_target(), _target("web02", reason=Why("collector_cut_short", {}))], {}),
        ([_target("hsm01", {}, scanned=False, reachable=False)], {}),
    ],
    ids=["incomplete", "aborted", "not reached", "partly read", "nothing read"],
)
def test_a_run_that_is_not_complete_cannot_be_approved(
    targets: list[TargetFacts] | None, changes: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _run(tmp_path / "run.json", targets, **changes)
    assert _approve(file) == 2
    assert "cannot be approved" in capsys.readouterr().err
    assert not Path(f"{file}.approval.yaml").exists()


def test_an_asset_that_no_scanner_reads_does_not_stand_in_the_way(tmp_path: Path) -> None:
    aside = _target("hsm01", {}, scanned=False, reachable=False, reason=Why("no_scanner_reads", {"kind": "hsm"}))
    assert _approve(_run(tmp_path / "run.json", [_target(), aside])) == 0


@pytest.mark.parametrize("by", ["", "  "])
def test_somebody_must_answer_for_it(by: str, run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _approve(run_file, by=by) == 2
    assert "--by is empty" in capsys.readouterr().err


def test_a_report_is_no_file_of_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"schema_version": "1.0", "run": {}, "targets": [], "findings": []}), "utf-8")
    assert _approve(report) == 2
    assert "--format facts" in capsys.readouterr().err


def test_nothing_is_proposed_without_a_valid_approval(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    approval = Path(f"{run_file}.approval.yaml")
    assert _propose(run_file) == 2
    assert "has not been approved" in capsys.readouterr().err
    assert _approve(run_file) == 0
    capsys.readouterr()
    good = yaml.safe_load(approval.read_text("utf-8"))
    for spoilt, word in (
        ({"sha256": "0" * 64}, "has changed since its approval"),
        ({"run": "another"}, "approves another run"),
        ({"approved_at": "2999-01-01T00:00:00+09:00"}, "dated in the future"),
        ({"approved_at": "2026-11-23T00:00:00"}, "approved_at"),
        ({"approved_by": " "}, "approved_by"),
        ({"role": None}, "role"),
    ):
        approval.write_text(yaml.safe_dump({**good, **spoilt}, allow_unicode=True), "utf-8")
        assert _propose(run_file) == 2
        told = capsys.readouterr()
        assert word in told.err
        assert told.out == ""
    approval.write_text(yaml.safe_dump(good, allow_unicode=True), "utf-8")
    run_file.write_bytes(run_file.read_bytes().replace(b'"bash"', b'"bush"'))
    assert _propose(run_file) == 2
    assert "has changed since its approval" in capsys.readouterr().err


def test_a_hand_written_approval_of_an_incomplete_run_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _run(tmp_path / "run.json")
    assert _approve(file) == 0
    _run(file, status="incomplete")
    from checks.approval import digest  # noqa: PLC0415  (only this test forges)

    approval = Path(f"{file}.approval.yaml")
    record = {**yaml.safe_load(approval.read_text("utf-8")), "sha256": digest(file.read_bytes())}
    approval.write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    assert _propose(file) == 2
    assert "cannot be approved" in capsys.readouterr().err


def test_the_register_says_where_it_comes_from_and_loads(run_file: Path, tmp_path: Path) -> None:
    assert _approve(run_file) == 0
    folder = tmp_path / "registers"
    folder.mkdir()
    assert _propose(run_file, "-o", str(folder / "web.yaml")) == 0
    text = (folder / "web.yaml").read_text("utf-8")
    heading = [line for line in text.splitlines() if line.startswith("#")]
    for word in ("案です", "proposal", "20261122T222713-7f3a", "見本花子", "統括管理責任者", "要記入"):
        assert any(word in line for line in heading)
    register = registers.load(folder).by_name["web"]
    assert register.packages == ("123", "bash", "no")
    assert [(one.name, one.owner) for one in register.accounts or ()] == [("ops", "要記入")]
    assert register.ports is None


def test_the_same_run_gives_the_same_text(run_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _approve(run_file) == 0
    capsys.readouterr()
    texts = []
    for _ in range(2):
        assert _propose(run_file) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert texts[0].startswith("# ")


def test_nothing_is_written_over_a_register(run_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _approve(run_file) == 0
    kept = tmp_path / "base.yaml"
    kept.write_text("kept", "utf-8")
    assert _propose(run_file, "-o", str(kept)) == 2
    assert "nothing is written over it" in capsys.readouterr().err
    assert kept.read_text("utf-8") == "kept"


@pytest.mark.parametrize(("target", "word"), [("nosuch", "has no target nosuch"), ("down", "holds no facts of down")])
def test_a_target_must_have_been_read(
    target: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aside = _target("down", {}, scanned=False, reachable=False)
    file = _run(tmp_path / "run.json", [_target(), aside])
    assert _approve(file) == 0
    assert _propose(file, target=target) == 2
    assert word in capsys.readouterr().err


def test_what_could_not_be_read_is_said_and_gives_status_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden: dict[str, FieldState] = {"grants": UnknownField("sudo_denied", {"command": "\x1b]0;x\x07\nports: []"})}
    file = _run(tmp_path / "run.json", [_target(facts={**FACTS, "sudo_rules": hidden})])
    assert _approve(file) == 0
    capsys.readouterr()
    assert _propose(file) in {2, 3}  # a control character cannot stand in YAML: refused rather than written
    hidden = {"grants": UnknownField("sudo_denied", {"command": "x\nports: []\u2028ports: []"})}
    file = _run(tmp_path / "other.json", [_target(facts={**FACTS, "sudo_rules": hidden})])
    assert _approve(file) == 0
    capsys.readouterr()
    assert _propose(file) == 3
    told = capsys.readouterr()
    assert "sudo_rules is not proposed (web01" in told.err
    assert set(yaml.safe_load(told.out)) == {"description", "packages", "accounts"}


def test_lint_refuses_the_proposal_until_a_person_has_filled_it_in(run_file: Path, tmp_path: Path) -> None:
    assert _approve(run_file) == 0
    file = tmp_path / "web.yaml"
    assert _propose(run_file, "-o", str(file)) == 0
    (problem,) = lint.lint((file,), tables.load()).problems
    assert problem.reason.code == "lint_to_fill_in"
    assert problem.reason.as_dict()["key"] == "accounts[0].owner"
    file.write_text(file.read_text("utf-8").replace("owner: 要記入", "owner: 運用担当"), "utf-8")
    assert lint.lint((file,), tables.load()).problems == ()


@pytest.mark.parametrize(
    ("day", "end"), [("2026-11-22", "2027-03-31"), ("2027-03-31", "2027-03-31"), ("2027-04-01", "2028-03-31")]
)
def test_the_fiscal_year_ends_in_march(day: str, end: str) -> None:
    assert fiscal_year_end(datetime.fromisoformat(day).date()).isoformat() == end
