"""A site's own control on a real host: planned, granted, explained, judged and reported as ours are; and a run's facts
become an approved register by which the host passes.
"""

from __future__ import annotations

import getpass
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks import catalogue, plan
from lab.environment import EnvironmentHost, write_environment
from reports.messages import TEXTS
from scanners import extensions
from scanners.facts import FACT_NAMES, FACTS
from scanners.platforms import FAMILIES
from tenken.cli import main
from tests.faults.real_sshd import Sshd

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-extension"
CONTROL = "X13-UA-01"
TOLD = "関係者以外の使用を禁じます"


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    """Put the tables back: a process has one extension, the tests have many."""
    every: tuple[dict[Any, Any], ...] = (FACTS, FACT_NAMES, FAMILIES, TEXTS)
    before = [dict(table) for table in every]
    _forget_plans()  # another test may have asked for the fact of the example, when there was none
    yield
    for table, was in zip(every, before, strict=True):
        table.clear()
        table.update(was)
    _forget_plans()


def _forget_plans() -> None:
    plan._family_plan.cache_clear()
    catalogue._field_type.cache_clear()


@pytest.fixture
def inventory(tmp_path: Path, key: Path, sshd: Sshd) -> Path:
    hosts = [EnvironmentHost("site01", "127.0.0.1", "lgwan", port=sshd.port, user=getpass.getuser())]
    return write_environment(
        tmp_path / "env", hosts, key=key, known_hosts=sshd.known_file(), scan_key="SHA256:" + "A" * 43
    )


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    return tmp_path / "issue.net"


@pytest.fixture
def folder(tmp_path: Path, notice: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of the documentation, on a file of this test, taken for a folder of root's."""
    made = Path(shutil.copytree(EXAMPLE, tmp_path / "extension"))
    fact = made / "facts" / "notice.py"
    fact.write_text(fact.read_text("utf-8").replace("/etc/issue.net", str(notice)), "utf-8")
    monkeypatch.setattr(extensions, "refuse_changeable", lambda _path: None)
    return made


def _scan(inventory: Path, folder: Path, report: Path) -> tuple[int, dict[str, Any]]:
    scan = ["scan", "-i", str(inventory), "--extensions", str(folder), "--control", CONTROL]
    status = main([*scan, "--format", "json", "-o", str(report), "--lang", "ja"])
    (finding,) = json.loads(report.read_text("utf-8"))["findings"]
    return status, finding


@pytest.mark.parametrize(
    ("content", "expected", "word"),
    [
        (TOLD, ("pass", 0), "定めたとおり表示されます"),
        ("Welcome\x1b[31m", ("fail", 1), "Welcome\\x1b[31m"),
        ("", ("fail", 1), "ログイン前の表示が違います"),
        (None, ("not_applicable", 0), "ログイン前の表示のファイルがありません"),
    ],
    ids=["as laid down", "another", "empty", "no file"],
)
def test_a_sites_control_judges_a_real_host(
    content: str | None, expected: tuple[str, int], word: str, *, inventory: Path, folder: Path, notice: Path
) -> None:
    if content is not None:
        notice.write_text(content, "utf-8")
    ended, finding = _scan(inventory, folder, notice.with_suffix(".json"))
    assert finding["control"] == CONTROL
    assert (finding["status"], ended) == expected
    told = [*finding["actual"], *([finding["reason"]] if finding["reason"] else [])]
    assert any(word in one["text"]["ja"] for one in told)


def test_what_cannot_be_read_is_unknown(inventory: Path, folder: Path, notice: Path) -> None:
    notice.mkdir()
    ended, finding = _scan(inventory, folder, notice.with_suffix(".json"))
    assert (finding["status"], ended) == ("unknown", 3)


def test_it_stands_in_plan_sudoers_list_and_show(
    inventory: Path, folder: Path, notice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = folder / "facts" / "notice.py"
    text = fact.read_text("utf-8")
    before, _, after = text.partition('NOTICE = Probe("x_notice", ')
    rest = after.partition("\n")[2]
    fact.write_text(f'{before}NOTICE = Probe("x_notice", argv=("/bin/cat", "{notice}"))\n{rest}', "utf-8")
    for command in ("plan", "sudoers"):
        assert main([command, "-i", str(inventory), "--extensions", str(folder), "--control", CONTROL]) == 0
        assert f"/bin/cat {notice}" in capsys.readouterr().out
        _forget()
    assert main(["controls", "list", "--extensions", str(folder)]) == 0
    assert CONTROL in capsys.readouterr().out
    _forget()
    assert main(["controls", "show", CONTROL, "--extensions", str(folder), "-i", str(inventory), "--lang", "ja"]) == 0
    shown = capsys.readouterr().out
    assert f"/bin/cat {notice}" in shown.replace("\n        ", "")
    assert "/etc/issue.net の内容を定めた文に直す" in shown


def _forget() -> None:
    """What the end of the process does between two commands."""
    FACT_NAMES.pop(FACTS.pop("x_notice"))
    for name, family in FAMILIES.items():
        readers = tuple(reader for reader in family.readers if reader.fact in FACT_NAMES)
        FAMILIES[name] = replace(family, readers=readers)
    _forget_plans()


def test_a_folder_of_ours_is_refused_in_both_languages(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shutil.copytree(EXAMPLE, tmp_path / "extension")
    for language, word in (("ja", "拡張を読み込みません"), ("en", "the extension is not loaded")):
        arguments = ["plan", "-i", str(inventory), "--extensions", str(made), "--lang", language]
        assert main(arguments) == 2
        assert word in capsys.readouterr().err
    assert "x_notice" not in FACTS


def test_a_control_with_an_id_of_ours_is_refused(
    inventory: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "controls" / "notice.yaml"
    file.write_text(file.read_text("utf-8").replace(CONTROL, "J13-UA-99"), "utf-8")
    assert main(["plan", "-i", str(inventory), "--extensions", str(folder), "--lang", "en"]) == 2
    assert f"{file}, line 3: controls[0].id" in capsys.readouterr().err


# What an unprivileged account can read on every machine, and the control that judges it.
PROPOSED = {"packages": "J13-MG-01", "services": "J13-MG-05", "accounts": "J13-UA-10"}


def test_an_approved_run_becomes_a_register_by_which_the_host_passes(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_file, register = tmp_path / "run.json", inventory.parent / "policy" / "registers" / "site01.yaml"
    controls = [word for control in PROPOSED.values() for word in ("--control", control)]
    scan = ["scan", "-i", str(inventory), "--no-sudo", "--lang", "en", *controls]
    main([*scan, "--format", "facts", "-o", str(run_file)])
    propose = ["register", "propose", str(run_file), "--target", "site01", "--name", "site01", "--lang", "en"]
    assert main([*propose, "-o", str(register)]) == 2
    assert "has not been approved" in capsys.readouterr().err
    approve = ["approve", str(run_file), "--by", "見本花子", "--role", "統括管理責任者", "--lang", "en"]
    assert main(approve) == 0
    assert main(approve) == 2
    assert "approved already" in capsys.readouterr().err
    assert main([*propose, "-o", str(register)]) == 0
    assert "sudo_rules is not proposed" in capsys.readouterr().err
    assert main(["controls", "lint", str(register), "--lang", "en"]) == 2
    assert "owner: still says '要記入'" in capsys.readouterr().err

    file = inventory / "hosts.yml"
    document = yaml.safe_load(file.read_text("utf-8"))
    document["all"]["hosts"]["site01"]["tenken_registers"] = ["site01"]
    file.write_text(yaml.safe_dump(document), "utf-8")
    report = tmp_path / "report.json"
    main([*scan, "--format", "json", "-o", str(report)])
    findings = {one["control"]: one for one in json.loads(report.read_text("utf-8"))["findings"]}
    for kind, control in PROPOSED.items():
        codes = {one["code"] for one in findings[control]["actual"]}
        assert not {code for code in codes if code.startswith(("bad.", "register_"))}, (kind, codes)
        assert {code for code in codes if code.startswith("good.")}, kind
