"""Announced work is read from YAML and CSV alike, and what falls outside of it is an unannounced change."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

import pytest

from checks import changes, operations, tables
from checks.changes import Changes
from checks.drift import FactChange, Kind, TargetDrift
from checks.drift_announced import announced
from checks.drift_watched import Subject
from checks.lint import lint
from checks.policy import load_policy
from inventories.read import read_inventory
from inventories.reason import ConfigError
from tests.unit.checks.good_host import write_policy
from tests.unit.checks.said import said

SAMPLE = Path(__file__).parents[3] / "inventories" / "sample"
HEAD = "id,targets,starts,ends,summary,approved_by,accounts\n"
LINE = 'W-1,web*; db01,2026-11-22T21:00:00+09:00,2026-11-22T23:00:00+09:00,"更新, 再起動",田中,ops01;ops02\n'
YAML = """changes:
  - id: W-1
    targets: ["web*", db01]
    starts: 2026-11-22T21:00:00+09:00
    ends: 2026-11-22T23:00:00+09:00
    summary: "更新, 再起動"
    approved_by: 田中
    accounts: [ops01, ops02]
"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_spreadsheet_says_what_the_yaml_says(mark: bytes, end: bytes, tmp_path: Path) -> None:
    lines = mark + (HEAD + LINE + ",,,,,,\n").encode().replace(b"\n", end)
    from_csv = changes.load(written(tmp_path, "changes.csv", lines))
    from_yaml = changes.load(written(tmp_path, "changes.yaml", YAML))
    assert from_csv.all == from_yaml.all
    assert from_csv.written
    assert [work.id for work in from_csv.of("web01")] == ["W-1"]


def test_columns_may_stand_in_any_order_and_accounts_may_be_missing(tmp_path: Path) -> None:
    text = "summary,id,approved_by,ends,starts,targets\na,W-9,b,2026-11-22T23:00:00Z,2026-11-22T21:00:00Z,web01\n"
    (work,) = changes.load(written(tmp_path, "changes.csv", text)).all
    assert (work.id, work.targets, work.accounts) == ("W-9", ("web01",), ())


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "changes_csv_no_column", 1),
        (LINE, "changes_csv_column", 1),
        (HEAD.replace("ends,", ""), "changes_csv_no_column", 1),
        (HEAD.replace("accounts", "id"), "changes_csv_column_twice", 1),
        (HEAD + LINE + "W-2,web01\n", "changes_csv_cells", 3),
        (HEAD + LINE.replace("更新", "更\n新") + "W-2,web01\n", "changes_csv_cells", 4),
        (HEAD + LINE + 'W-2,"web01\n', "changes_csv_syntax", 3),
        (HEAD + LINE + LINE, "policy_duplicate_id", 3),
        (HEAD + LINE.replace("T23", "T20"), "policy_empty_period", 2),
        (HEAD + LINE.replace("+09:00", ""), "policy_wrong_value", 2),
        (HEAD + LINE.replace("2026-11-22T21:00:00+09:00", "2026/11/22 21:00"), "policy_wrong_value", 2),
        (HEAD + LINE.replace("web*; db01", ";"), "policy_wrong_value", 2),
        (HEAD + LINE.replace("田中", ""), "policy_wrong_value", 2),
        ((HEAD + LINE).encode("cp932"), "policy_not_utf8", 2),  # what a spreadsheet writes unless it is told otherwise
    ],
)
def test_a_wrong_line_is_named(text: str | bytes, code: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        changes.load(written(tmp_path, "changes.csv", text))
    said(refused.value.reason)
    told = refused.value.reason.as_dict()
    assert (refused.value.reason.code, told["line"]) == (code, line)
    assert str(told["file"]).endswith("changes.csv")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        changes.load(written(tmp_path, "changes.csv", HEAD + " " * (2 << 20)))
    assert refused.value.reason.code == "policy_too_large"


def test_a_policy_reads_both_files_and_binds_their_digests(tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "policy")
    assert not load_policy(folder).changes.written
    written(folder, "changes.yaml", YAML)
    written(folder, "changes.csv", HEAD + LINE.replace("W-1", "W-2"))
    policy = load_policy(folder)
    assert [work.id for work in policy.changes.all] == ["W-1", "W-2"]
    assert {"changes.yaml", "changes.csv"} <= policy.digests.keys()
    written(folder, "changes.csv", HEAD + LINE)
    with pytest.raises(ConfigError) as refused:
        load_policy(folder)
    assert (refused.value.reason.code, refused.value.reason.as_dict()["id"]) == ("policy_duplicate_id", "W-1")


def test_lint_reads_the_spreadsheet_and_no_other(tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "policy")
    written(folder, "assets.csv", "a,b\n")
    written(folder, "changes.csv", HEAD + LINE + LINE)
    found = lint((folder,), tables.load())
    assert [problem.reason.code for problem in found.problems] == ["policy_duplicate_id"]
    assert found.files["changes"] == 1
    by_name = lint((written(tmp_path, "work.csv", HEAD + LINE),), tables.load())
    assert (by_name.files, by_name.problems) == ({"changes": 1}, ())


def test_the_settings_of_operations_are_part_of_the_policy(tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "policy")
    assert load_policy(folder).operations == operations.Operations()
    written(folder, "operations.yaml", "contact: {ja: 監査室 内線1234, en: audit office}\n")
    policy = load_policy(folder)
    assert policy.operations.contact
    assert policy.operations.contact.ja == "監査室 内線1234"
    assert "operations.yaml" in policy.digests
    assert lint((folder,), tables.load()).files["operations"] == 1
    written(folder, "operations.yaml", "contact: {ja: 監査室}\n")
    (problem,) = lint((folder,), tables.load()).problems
    assert problem.reason.code == "policy_missing_key"


def test_the_sample_announces_work_in_both_forms_on_hosts_that_it_has() -> None:
    recorded = [changes.load(SAMPLE / "policy" / name) for name in changes.FILES]
    assert all(len(one.all) >= 2 for one in recorded)
    hosts = [host.name for host in read_inventory(SAMPLE / "hosts").hosts]
    for work in load_policy(SAMPLE / "policy").changes.all:
        for pattern in work.targets:
            assert fnmatch.filter(hosts, pattern), (work.id, pattern)


def test_the_sample_is_scanned_at_any_time_and_its_examples_work_when_they_are_switched_on(tmp_path: Path) -> None:
    now = load_policy(SAMPLE / "policy").operations
    assert now == operations.Operations(contact=now.contact)  # nothing forbids or sends anything
    assert now.contact
    text = (SAMPLE / "policy" / "operations.yaml").read_text("utf-8")
    on = operations.load(written(tmp_path, "operations.yaml", re.sub(r"(?m)^#(?=[a-z]|  )", "", text)))
    assert all((on.windows, on.freezes, on.witnesses, on.notify))
    assert (on.contact, on.retention) == (now.contact, now.retention)


@pytest.fixture
def recorded(tmp_path: Path) -> Changes:
    return changes.load(written(tmp_path, "changes.yaml", YAML))


@pytest.mark.parametrize(
    ("target", "since", "until", "expected"),
    [
        ("web01", "2026-11-22T03:00:00+09:00", "2026-11-23T03:00:00+09:00", True),
        ("web01", "2026-11-22T22:00:00+09:00", "2026-11-22T22:30:00+09:00", True),  # within the work
        ("web01", "2026-11-22T12:30:00+00:00", "2026-11-22T13:00:00+00:00", True),  # another zone
        ("db01", "2026-11-22T20:00:00+09:00", "2026-11-22T21:00:00+09:00", True),  # read when the work began
        ("web01", "2026-11-22T20:00:00+09:00", "2026-11-22T20:59:59+09:00", False),  # read before it began
        ("web01", "2026-11-22T23:00:00+09:00", "2026-11-23T03:00:00+09:00", False),  # ended when it was read before
        ("db02", "2026-11-22T03:00:00+09:00", "2026-11-23T03:00:00+09:00", False),  # work on others
    ],
)
def test_a_change_is_announced_by_work_between_the_two_readings(
    target: str, since: str, until: str, expected: bool, recorded: Changes
) -> None:
    work = announced(recorded, target, since, until)
    assert work == ((("W-1", "更新, 再起動"),) if expected else ())
    change = FactChange(Subject.PACKAGES, "packages", "versions", Kind.ADDED, "nc")
    assert TargetDrift(target, "", since, until, work, (change,)).unannounced is not expected


def test_what_cannot_be_compared_is_no_unannounced_change() -> None:
    unread = FactChange(Subject.PACKAGES, "packages", "versions", Kind.UNREAD_NOW, "")
    drift = TargetDrift("web01", "", "2026-11-22T03:00:00Z", "2026-11-23T03:00:00Z", (), (unread,))
    assert not drift.changed
    assert not drift.unannounced
