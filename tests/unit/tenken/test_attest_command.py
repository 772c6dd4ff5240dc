"""`tenken attest` and `tenken exceptions` as an operator runs them, on a small inventory and policy folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from checks import attestations, catalogue, tables
from checks.control import Control
from inventories.reason import ConfigError
from tenken import attestation_file
from tenken.cli import main

ROOT = Path(__file__).parents[3]
TODAY = datetime.now(timezone(timedelta(hours=9))).date()
INVENTORY = """all:
  vars:
    ansible_connection: local
    tenken_responsible: 地方公共団体情報システム機構
    tenken_system: lgwan
    tenken_registers: []
  hosts:
    web01: {}
    web02: {}
"""
EXCEPTIONS = """exceptions:
  - id: EX-1
    control: J13-UA-01
    targets: [{target}]
    reason: 更改まで
    compensating_measures: [監視]
    applicant: 申請者
    approved_by_role: 統括管理責任者
    approved_by: 見本
    approved_on: 2026-01-01
    expires: {expires}
  - id: EX-2
    control: J13-UA-01
    systems: [lgwan]
    reason: 検討中
    compensating_measures: [監視]
    applicant: 申請 花子
    expires: {expires}
"""


@pytest.fixture(scope="module")
def controls() -> dict[str, Control]:
    return dict(catalogue.load(tables.load()).controls)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an inventory, a policy without any record, and a document."""
    (tmp_path / "hosts").mkdir()
    (tmp_path / "hosts" / "hosts.yml").write_text(INVENTORY, encoding="utf-8")
    shutil.copytree(ROOT / "inventories" / "sample" / "policy", tmp_path / "policy")
    shutil.rmtree(tmp_path / "policy" / "attestations")
    (tmp_path / "policy" / "exceptions.yaml").unlink()
    (tmp_path / "報告書　10月.txt").write_text("点検した\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TENKEN_LANG", "ja")
    return tmp_path


def run(*arguments: str) -> int:
    try:
        return main(list(arguments))
    except SystemExit as ended:  # argparse ends the program itself
        return int(ended.code or 0)


def add(**changed: str | None) -> list[str]:
    """Give the arguments of an `add` that is in order, some changed or, by None, left out."""
    options = {
        "policy": "policy",
        "control": "J14-DP-01",
        "system": "lgwan",
        "by": "見本 太郎",
        "role": "施設担当",
        "date": TODAY.isoformat(),
        "evidence": "報告書　10月.txt",
        **changed,
    }
    return [
        "attest",
        "add",
        *(
            word
            for name, value in options.items()
            if value is not None
            for word in (f"--{name.replace('_', '-')}", value)
        ),
    ]


def records(place: Path, controls: dict[str, Control]) -> tuple[attestations.Record, ...]:
    return attestations.load(place / "policy" / "attestations", controls).all


def everything(place: Path) -> dict[str, bytes]:
    return {str(file.relative_to(place)): file.read_bytes() for file in sorted(place.rglob("*")) if file.is_file()}


# add


def test_what_is_added_is_what_the_policy_then_holds(
    place: Path, controls: dict[str, Control], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*add(note="「半年」の点検: 異常なし # 全数")) == 0
    told = capsys.readouterr().out
    assert (TODAY + timedelta(days=183)).isoformat() in told
    assert "消防" in told  # what the person has confirmed
    (record,) = records(place, controls)
    assert record.evidence_problem is None
    written = record.written
    assert (written.control, written.scope.system, written.by, written.role) == (
        "J14-DP-01",
        "lgwan",
        "見本 太郎",
        "施設担当",
    )
    assert (written.day, written.note, written.valid_until) == (TODAY, "「半年」の点検: 異常なし # 全数", None)
    assert written.evidence.sha256 == hashlib.sha256("点検した\n".encode()).hexdigest()
    copy = place / "policy" / "attestations" / "evidence" / written.evidence.file
    assert copy.read_bytes() == (place / "報告書　10月.txt").read_bytes()
    assert (place / "policy" / "attestations" / f"{TODAY.year}.yaml").is_file()


def test_the_real_program_adds_lists_and_checks(place: Path) -> None:
    def program(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "TENKEN_LANG": "en", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tenken", *arguments]
        return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)

    assert program(*add()).returncode == 0
    listed = program("attest", "list", "-i", "hosts")
    assert listed.returncode == 0
    rows = [line.split() for line in listed.stdout.splitlines() if line.startswith("J14-DP-01")]
    assert [row[-3:] for row in rows] == [[(TODAY + timedelta(days=183)).isoformat(), "183", "valid"]]
    assert "J15-CP-01" in listed.stdout
    assert program("attest", "check", "-i", "hosts", "--control", "J14-DP-01").returncode == 0
    checked = program("attest", "check", "-i", "hosts")
    assert checked.returncode == 1
    assert "J14-DP-01" not in checked.stdout
    assert "J15-CP-01" in checked.stdout


def test_records_and_comments_that_are_there_stay_as_they_are(place: Path, controls: dict[str, Control]) -> None:
    assert run(*add(id="one")) == 0
    file = place / "policy" / "attestations" / f"{TODAY.year}.yaml"
    first = file.read_text(encoding="utf-8").replace("  - id: one", "  # 半年ごと\n  - id:   one  # 見本") + "  # 以上"
    file.write_text(first, encoding="utf-8")
    file.chmod(0o640)
    assert run(*add(id="two", note="yes")) == 0
    assert run(*add(control="J13-FT-02", note="", valid_until=TODAY.isoformat())) == 0
    assert run(*add(control="J13-FT-02")) == 0
    after = file.read_text(encoding="utf-8")
    assert after.startswith(first)
    assert file.stat().st_mode & 0o777 == 0o640
    day = f"{TODAY:%Y%m%d}"
    assert [one.id for one in records(place, controls)] == ["one", "two", f"J13-FT-02-{day}", f"J13-FT-02-{day}-2"]
    assert records(place, controls)[1].written.note == "yes"
    assert records(place, controls)[2].written.valid_until == TODAY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("attestations: []\n", 0),
        ("# 上\nattestations: [ ]  # まだない", 0),
        ("attestations:\n- {OLD}\n", 0),  # not indented
        ("attestations:\n      - {OLD}\n", 0),
        ("attestations: [{OLD}]\n", 2),
        ("attestations:\n  -\n    {OLD}\n", 2),
        ("attestations:\n  - {OLD}\n...\n", 2),
        ("", 2),
        ("attestations:\n", 2),
        ("[]\n", 2),
    ],
)
def test_a_file_is_appended_to_or_left_alone(place: Path, controls: dict[str, Control], text: str, told: int) -> None:
    evidence = place / "policy" / "attestations" / "evidence" / "old.txt"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"")
    old = (
        "{id: old, control: J14-DP-01, scope: {system: lgwan}, by: 人, role: 役, date: 2026-01-01, "
        f"evidence: {{file: old.txt, sha256: {hashlib.sha256(b'').hexdigest()}}}}}"
    )
    file = place / "policy" / "attestations" / "own.yaml"
    file.write_text(text.replace("{OLD}", old), encoding="utf-8")
    before = everything(place)
    assert run(*add(file="own", id="new")) == told
    if told:
        assert everything(place) == before
    else:
        assert [one.id for one in records(place, controls)] == ["old", "new"] if "OLD" in text else ["new"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"control": None}, "--control"),
        ({"by": None, "role": None}, "--by、--role"),
        ({"date": None}, "--date"),
        ({"evidence": None}, "--evidence"),
        ({"system": None}, "1つだけ"),
        ({"site": "center"}, "1つだけ"),
        ({"system": ""}, "1つだけ"),
        ({"policy": None}, "--policy"),
        ({"control": "J14-DP-98"}, "J14-DP-98"),
        ({"control": "J14-UA-01"}, "確認記録で答える項目ではありません"),
        ({"system": None, "target": "web01"}, "範囲は target にできません"),
        ({"control": "J13-FT-02", "system": None, "site": "center"}, "範囲は site にできません"),
        ({"system": "lgwam", "inventory": "hosts", "policy": None}, "lgwam"),
        ({"system": None, "site": "center", "inventory": "hosts"}, "center"),
        ({"date": (TODAY + timedelta(days=1)).isoformat()}, "未来"),
        ({"date": (TODAY - timedelta(days=184)).isoformat()}, "期限が切れて"),
        ({"date": "2026-2-1"}, "YYYY-MM-DD"),
        ({"date": "2026-02-30"}, "YYYY-MM-DD"),
        ({"valid_until": (TODAY + timedelta(days=184)).isoformat()}, "--valid-until"),
        ({"valid_until": (TODAY - timedelta(days=1)).isoformat()}, "--valid-until"),
        ({"evidence": "ない.txt"}, "ない.txt"),
        ({"evidence": "policy"}, "policy"),
        ({"id": "../x"}, "--id"),
        ({"file": "../x"}, "--file"),
        ({"file": "a.yaml"}, "--file"),
        ({"by": " "}, "--by"),
        ({"by": "人\x1b[2J"}, "--by"),
        ({"role": "役\n改行"}, "--role"),
        ({"note": "あ" * 2001}, "--note"),
    ],
)
def test_what_a_policy_would_refuse_is_not_written(
    place: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str | None], words: str
) -> None:
    before = everything(place)
    assert run(*add(**changed)) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert everything(place) == before


def test_an_id_that_is_taken_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*add(id="one")) == 0
    before = everything(place)
    assert run(*add(id="one", file="other")) == 2
    assert "one" in capsys.readouterr().err
    assert everything(place) == before


def test_a_broken_file_of_records_stops_the_adding(place: Path) -> None:
    folder = place / "policy" / "attestations"
    folder.mkdir()
    (folder / "old.yaml").write_text("attestations: [{id: x}]\n", encoding="utf-8")
    before = everything(place)
    assert run(*add()) == 2
    assert everything(place) == before


def new(place: Path, name: str) -> attestation_file.New:
    scope = attestations.Scope(system="lgwan")
    return attestation_file.New("J14-DP-01", scope, "人", "役", TODAY, place / "報告書　10月.txt", id=name)


def test_a_failed_write_leaves_neither_record_nor_evidence(
    place: Path, controls: dict[str, Control], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place / "policy" / "attestations"
    attestation_file.add(folder, "a", new(place, "one"), controls)
    before = everything(place)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            attestation_file.add(folder, "a", new(place, "two"), controls)
    assert everything(place) == before
    whole = attestation_file._replace

    def only_evidence(file: Path, content: bytes) -> None:
        if file.suffix == ".yaml":
            raise OSError(28, "No space left on device")
        whole(file, content)

    with monkeypatch.context() as broken:
        broken.setattr(attestation_file, "_replace", only_evidence)
        with pytest.raises(OSError, match="No space"):
            attestation_file.add(folder, "a", new(place, "two"), controls)
    assert everything(place) == before
    assert not (folder / "evidence" / "two").exists()


def test_evidence_of_an_attempt_that_was_cut_off_is_used_and_another_file_kept(
    place: Path, controls: dict[str, Control]
) -> None:
    folder = place / "policy" / "attestations"
    left = folder / "evidence" / "one" / "報告書　10月.txt"
    left.parent.mkdir(parents=True)
    left.write_text("別の内容", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        attestation_file.add(folder, "a", new(place, "one"), controls)
    assert raised.value.reason.code == "attest_evidence_there"
    assert left.read_text(encoding="utf-8") == "別の内容"
    left.write_text("点検した\n", encoding="utf-8")
    attestation_file.add(folder, "a", new(place, "one"), controls)
    assert [record.evidence_problem for record in records(place, controls)] == [None]


def test_writers_at_the_same_time_lose_nothing(place: Path, controls: dict[str, Control]) -> None:
    folder = place / "policy" / "attestations"
    writers = [
        threading.Thread(target=attestation_file.add, args=(folder, "a", new(place, ""), controls)) for _ in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len({record.id for record in records(place, controls)}) == 8


# list and check


def state_of(control: str, out: str) -> str:
    (line,) = (line for line in out.splitlines() if line.startswith(control))
    return line


def test_the_list_says_what_is_missing_and_why(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*add(control="J14-DP-01", id="good")) == 0
    assert run(*add(control="J13-FT-02", id="changed")) == 0
    assert run(*add(control="J14-CP-03", id="soon", date=(TODAY - timedelta(days=20)).isoformat())) == 0
    (place / "policy" / "attestations" / "evidence" / "changed" / "報告書　10月.txt").write_bytes(b"x")
    capsys.readouterr()
    assert run("attest", "list", "-i", "hosts") == 0
    out = capsys.readouterr().out
    assert "有効" in state_of("J14-DP-01", out)
    assert "一致しません" in state_of("J13-FT-02", out)
    assert "期限間近" in state_of("J14-CP-03", out)
    assert " 11 " in state_of("J14-CP-03", out)
    assert "記録なし" in state_of("J15-MG-08", out)
    chosen = ("--control", "J14-DP-01", "--control", "J14-CP-03")
    assert run("attest", "check", "-i", "hosts", *chosen) == 1
    out = capsys.readouterr().out
    assert "J14-CP-03" in out
    assert "J14-DP-01" not in out
    assert run("attest", "check", "-i", "hosts", *chosen, "--within", "10") == 0
    assert run("attest", "check", "-i", "hosts", *chosen, "--within", "11") == 1
    assert run("attest", "check", "-i", "hosts", "--control", "J13-FT-02", "--within", "0") == 1
    assert run("attest", "check", "-i", "hosts", *chosen, "--within", "99999999999") == 1


def test_each_site_wants_its_own_record_and_a_record_for_none_is_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = place / "hosts" / "hosts.yml"
    sites = INVENTORY.replace("web01: {}", "web01: {tenken_site: center}").replace(
        "web02: {}", "web02: {tenken_site: 分館}"
    )
    hosts.write_text(sites, encoding="utf-8")
    assert run(*add(system=None, site="center", inventory="hosts", policy=None, id="one")) == 0
    assert run(*add(system=None, site="centre", id="typo")) == 0
    capsys.readouterr()
    assert run("attest", "check", "-i", "hosts", "--control", "J14-DP-01") == 1
    told = capsys.readouterr()
    assert "分館" in state_of("J14-DP-01", told.out)
    assert "typo" in told.err
    assert "one" not in told.err


def test_where_the_machine_may_answer_only_a_record_that_no_longer_holds_is_told(
    place: Path, capsys: pytest.CaptureFixture[str], controls: dict[str, Control]
) -> None:
    assert controls["J14-UA-05"].combine == "any"
    assert run("attest", "check", "-i", "hosts", "--control", "J14-UA-05") == 0
    assert run("attest", "list", "-i", "hosts", "--control", "J14-UA-05") == 0
    assert "不要" in capsys.readouterr().out
    assert run(*add(control="J14-UA-05", id="one")) == 0
    assert run("attest", "check", "-i", "hosts", "--control", "J14-UA-05") == 0
    (place / "policy" / "attestations" / "evidence" / "one" / "報告書　10月.txt").unlink()
    assert run("attest", "check", "-i", "hosts", "--control", "J14-UA-05") == 1
    assert "証跡" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list"], "-i"),
        (["check", "--policy", "policy"], "-i"),
        (["list", "-i", "hosts", "--by", "人"], "--by"),
        (["check", "-i", "hosts", "--within", "-1"], "--within"),
        (["check", "-i", "hosts", "--control", "J14-UA-01"], "J14-UA-01"),
        (["check", "-i", "hosts", "--control", "X"], "X"),
        (["nothing"], "nothing"),
    ],
)
def test_a_wrong_call_is_told(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run("attest", *arguments) == 2
    assert words in capsys.readouterr().err


# exceptions


@pytest.mark.parametrize(
    ("left", "target", "status", "words"),
    [(31, "web01", 1, "未承認"), (30, "web01", 1, "期限間近"), (-1, "web01", 1, "期限切れ"), (99, "db*", 1, "未承認")],
)
def test_exceptions_are_listed_and_checked(  # noqa: PLR0917  (a table)
    place: Path, capsys: pytest.CaptureFixture[str], left: int, target: str, status: int, words: str
) -> None:
    text = EXCEPTIONS.format(target=target, expires=(TODAY + timedelta(days=left)).isoformat())
    (place / "policy" / "exceptions.yaml").write_text(text, encoding="utf-8")
    assert run("exceptions", "check", "-i", "hosts") == status
    told = capsys.readouterr()
    assert words in told.out
    assert "申請 花子" in told.out
    assert ("EX-1" in told.out) is (left <= 30)
    assert ("EX-1" in told.err) is (target == "db*")  # it covers no host
    assert run("exceptions", "list", "--policy", "policy", "--lang", "en") == 0
    assert "EX-1" in capsys.readouterr().out


def test_exceptions_that_all_hold_pass_the_check(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("exceptions", "check", "-i", "hosts") == 0
    assert "ありません" in capsys.readouterr().out
    (first, second, _) = EXCEPTIONS.partition("  - id: EX-2")
    text = first.format(target="web01", expires=(TODAY + timedelta(days=99)).isoformat())
    assert second
    (place / "policy" / "exceptions.yaml").write_text(text, encoding="utf-8")
    assert run("exceptions", "check", "-i", "hosts") == 0
    assert run("exceptions", "check", "-i", "hosts", "--within", "99") == 1
    assert run("exceptions", "check") == 2


def test_the_year_of_a_record_names_its_file(place: Path) -> None:
    old = date(TODAY.year - 1, 12, 31)
    if (TODAY - old).days <= 365:
        assert run(*add(control="J13-FT-02", date=old.isoformat())) == 0
        assert (place / "policy" / "attestations" / f"{old.year}.yaml").is_file()
