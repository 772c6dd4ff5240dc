"""Each file is checked as what it is; one that is nothing we know is said to be so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checks import catalogue, tables
from checks.lint import KINDS, lint
from tests.unit.checks.good_host import write_policy

POLICY = Path(__file__).parents[3] / "inventories" / "sample" / "policy"
PACK = Path(__file__).parents[3] / "docs" / "example-extension" / "controls" / "notice.yaml"


def _codes(path: Path) -> list[str]:
    return [problem.reason.code for problem in lint((path,), tables.load()).problems]


def _foreign(folder: Path, old: str = "x_notice.text", new: str = "os_release.id") -> Path:
    """A pack of another site, on a fact of ours."""
    file = folder / "pack.yaml"
    text = PACK.read_text("utf-8").replace("x_notice.text", "os_release.id")
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_a_whole_policy_folder_is_not_taken_for_controls() -> None:
    found = lint((POLICY,), tables.load())
    assert found.problems == ()
    assert found.controls == 0
    assert found.files["register"] == len(list((POLICY / "registers").glob("*.yaml")))
    assert found.files["baseline"] == 5


def test_the_shipped_controls_and_tables_are_in_order() -> None:
    found = lint((catalogue.SHIPPED, tables.SHIPPED), tables.load())
    assert found.problems == ()
    assert found.controls == len(catalogue.load(tables.load()).controls)


def test_a_foreign_pack_is_checked_beside_ours(tmp_path: Path) -> None:
    assert lint((_foreign(tmp_path),), tables.load()).controls == 1
    assert _codes(_foreign(tmp_path, "X13-UA-01", "J13-UA-01")) == ["policy_duplicate_id"]
    assert _codes(_foreign(tmp_path, "operator: equals", "operator: nosuch")) == ["policy_unknown_operator"]
    assert _codes(_foreign(tmp_path, "os_release.id", "x_notice.text"))[0] == "policy_unknown_fact"


@pytest.mark.parametrize(
    "text",
    [
        "all: {hosts: {web01: {}}}",
        "- a\n- b",
        "42",
        "",
        "version: '3'\nservices: {a: {image: b}}",
        "name: x\non: [push]\njobs: {}",
    ],
)
def test_a_file_of_something_else_is_said_to_be_unknown(text: str, tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(text, "utf-8")
    assert _codes(tmp_path) == ["lint_unknown_kind"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("register", "description: {ja: a, en: b}\npackages: [a]\nport: []", "policy_unknown_key"),
        ("register", "packages: [a]", "policy_missing_key"),
        (
            "baseline",
            "name: {ja: a, en: b}\nversion: 1.0\nsystem: lgwan\nregulation: {title: a, amendment: b}",
            "policy_wrong_type",
        ),
        ("exceptions", "exceptions: [{id: a}]", "policy_missing_key"),
        ("segments", "segments: [{id: a}]", "policy_missing_key"),
        ("responsible", "responsible: []", "policy_wrong_value"),
        ("broken", "a: [", "policy_syntax"),
        ("changes", "changes: [{id: a}]", "policy_missing_key"),
        ("attestations", "attestations: [{id: a}]", "policy_missing_key"),
    ],
)
def test_each_kind_is_checked_as_what_it_is(name: str, text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    assert _codes(tmp_path) == [code]


def test_a_baseline_may_name_known_controls_alone(tmp_path: Path) -> None:
    text = "name: {ja: a, en: b}\nversion: 1.0.0\nsystem: lgwan\nregulation: {title: a, amendment: b}\n"
    for more, key in (
        ("controls: [J13-UA-01, J13-UA-98]", "controls[1]"),
        ("excluded: [{control: J13-UA-98, reason: a}]", "excluded[0].control"),
        ("overrides: {J13-UA-98: {a: 1}}", "overrides.J13-UA-98"),
    ):
        (tmp_path / "lgwan.yaml").write_text(text + more, "utf-8")
        (problem,) = lint((tmp_path,), tables.load()).problems
        assert problem.reason.code == "policy_unknown_control"
        assert problem.reason.as_dict()["key"] == key
        assert problem.reason.as_dict()["control"] == "J13-UA-98"


def test_what_a_person_must_fill_in_is_named(tmp_path: Path) -> None:
    text = "description: {ja: a, en: b}\naccounts: [{name: a, owner: x}, {name: ops, owner: 要記入}]\n"
    (tmp_path / "base.yaml").write_text(text, "utf-8")
    (problem,) = lint((tmp_path,), tables.load()).problems
    told = problem.reason.as_dict()
    assert (problem.reason.code, told["key"], told["mark"]) == ("lint_to_fill_in", "accounts[1].owner", "要記入")


def test_a_policy_is_read_with_the_controls_beside_it(tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "policy")
    baseline = folder / "baselines" / "lgwan.yaml"
    baseline.write_text(baseline.read_text("utf-8") + "controls: [X13-UA-01]\n", "utf-8")
    assert _codes(folder) == ["policy_unknown_control"]
    assert lint((folder, _foreign(tmp_path)), tables.load()).problems == ()


def test_what_lies_between_the_files_of_a_policy_is_found_too(tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "policy")
    assert _codes(folder) == []
    shutil.copy(folder / "baselines" / "lgwan.yaml", folder / "baselines" / "again.yaml")
    assert _codes(folder) == ["policy_duplicate_id"]


def test_every_published_kind_is_recognised() -> None:
    assert {
        "controls",
        "baseline",
        "register",
        "exceptions",
        "segments",
        "responsible",
        "attestations",
        "changes",
    } <= set(KINDS)
