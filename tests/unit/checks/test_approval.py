"""An approval counts for the very bytes and the very run that it names, from the moment at which it was given."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checks import approval, facts_file
from checks.facts_file import FactsFile
from inventories.reason import ConfigError
from tests.unit.checks.said import said
from tests.unit.checks.test_facts_file import file_of

NOW = datetime.fromisoformat("2026-11-23T09:00:00+09:00")


def written(folder: Path, **changes: Any) -> tuple[Path, bytes, FactsFile]:
    """A run, and beside it an approval with these changes; no approval where `sha256` is None."""
    file, raw = folder / "run.json", file_of()
    file.write_bytes(raw)
    run = facts_file.read(raw, str(file))
    values = {
        "run": run.run.id,
        "sha256": approval.digest(raw),
        "approved_by": "見本",
        "role": "統括管理責任者",
        "approved_at": NOW.isoformat(),
        **changes,
    }
    if values["sha256"] is not None:
        lines = [f"{name}: {value}" for name, value in values.items()]
        (folder / "run.json.approval.yaml").write_text("\n".join(lines), encoding="utf-8")
    return file, raw, run


def refused(given: tuple[Path, bytes, FactsFile], now: datetime = NOW) -> dict[str, Any]:
    with pytest.raises(ConfigError) as raised:
        approval.approval_of(*given, now)
    said(raised.value.reason)
    return {"code": raised.value.reason.code, **raised.value.reason.as_dict()}


def test_it_counts_from_the_moment_at_which_it_was_given(tmp_path: Path) -> None:
    given = written(tmp_path)
    assert approval.approval_of(*given, NOW).approved_by == "見本"
    told = refused(given, NOW - timedelta(seconds=1))
    assert (told["code"], told["key"], told["found"]) == ("approval_in_future", "approved_at", NOW.isoformat())


def test_without_one_the_run_is_named(tmp_path: Path) -> None:
    given = written(tmp_path, sha256=None)
    assert refused(given) == {"code": "approval_missing", "file": str(given[0])}


def test_one_of_other_bytes_or_of_another_run_is_none(tmp_path: Path) -> None:
    given = written(tmp_path, sha256="0" * 64)
    told = refused(given)
    assert (told["code"], told["key"], told["run_file"]) == ("approval_of_other_bytes", "sha256", str(given[0]))
    told = refused(written(tmp_path, run="20260101T000000-0000"))
    assert (told["code"], told["key"]) == ("approval_of_other_run", "run")
    assert (told["found"], told["run"]) == ("20260101T000000-0000", "20261122T222713-7f3a")


def test_a_record_written_by_hand_approves_no_run_that_is_not_whole(tmp_path: Path) -> None:
    file, raw, run = written(tmp_path)
    target = run.targets[0]
    cases: tuple[tuple[list[Any], str, tuple[str, ...]], ...] = (
        ([target], "incomplete", ()),
        ([_changed(target, reachable=False)], "complete", ("web01",)),
        ([_changed(target, scanned=False)], "complete", ()),  # what no scanner read has no facts that count
        ([_changed(target, facts={})], "complete", ()),
        ([], "complete", ()),
    )
    for targets, status, unread in cases:
        changed = FactsFile(run.document, run.schema_version, _changed(run.run, status=status), targets)
        told = refused((file, raw, changed))
        assert (told["code"], told["targets"], told["status"]) == ("approval_incomplete", unread, status)
        assert (told["file"], told["run"]) == (str(file), run.run.id)


def _changed(struct: Any, **fields: Any) -> Any:
    return type(struct)(**{name: getattr(struct, name) for name in struct.__struct_fields__} | fields)
