"""A stored run judged again: the same with what it was judged with, and what a changed baseline changes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import update

from lab.demo_fleet import RECORDINGS
from lab.environment import EnvironmentHost, write_environment
from lab.replay import load_recording, serve
from tenken.cli import main
from tenken.store import objects, runs
from tenken.store.opening import open_store
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table

HOSTS = ("lgwan-dns01", "lgwan-ntp01")


@dataclass(frozen=True)
class Stored:
    folder: Path
    state: Path
    inventory: Path

    def baseline(self, **changes: Any) -> Path:
        (file,) = (self.folder / "policy" / "baselines").glob("lgwan*.yaml")
        changed = {**yaml.safe_load(file.read_text("utf-8")), **changes}
        place = self.folder / "changed.yaml"
        place.write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
        return place


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """Two recorded hosts, scanned once, and kept; the servers are gone afterwards."""
    place = tmp_path_factory.mktemp("rejudged")
    key, state = place / "key", place / "state"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    recordings = {name: load_recording(RECORDINGS / f"{name}.json") for name in HOSTS}
    with serve(recordings, key.with_suffix(".pub").read_text()) as served, pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENKEN_STORE")
        patch.setenv("TENKEN_STATE", str(state))
        hosts = [EnvironmentHost(one.name, "127.0.0.1", "lgwan", port=one.port) for one in served]
        known = place / "known_hosts"
        known.write_text("".join(f"[127.0.0.1]:{one.port} {one.host_key}\n" for one in served))
        folder = place / "environment"
        inventory = write_environment(folder, hosts, key=key, known_hosts=known, scan_key="SHA256:" + "A" * 43)
        assert main(["scan", "-i", str(inventory), "--known-hosts", str(known)]) in {1, 3}
    return Stored(folder, state, inventory)


@pytest.fixture(autouse=True)
def _at_the_store(scanned: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENKEN_STORE")
    monkeypatch.setenv("TENKEN_STATE", str(scanned.state))


def again(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["rejudge", "latest", "--format", "json", *more]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_a_run_is_judged_as_it_was_from_what_is_stored(scanned: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store("", scanned.state).reading() as connection:
        judged = sum(runs.listed(connection, 1)[0].counts.values())
    assert judged > 100
    assert again(capsys)["changes"] == []


def test_another_baseline_changes_what_it_says(scanned: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    changed = scanned.baseline(version="9.0.0", excluded=[{"control": "J13-UA-01", "reason": "試験"}])
    file = scanned.folder / "policy" / "baselines"
    before = {one.name: one.read_bytes() for one in file.iterdir()}
    told = again(capsys, "--baseline", str(changed))
    assert "9.0.0" in told["after"]["id"]
    assert {one["after"]["control"] for one in told["changes"] if one["after"]} <= {"J13-UA-01"}
    with open_store("", scanned.state).reading() as connection:
        first = {one.subject: one.status for one in runs.kept_findings(connection, 1) if one.control == "J13-UA-01"}
    assert {name for name, status in first.items() if status == "fail"} == {
        one["before"]["subject"] for one in told["changes"]
    }
    assert {one.name: one.read_bytes() for one in file.iterdir()} == before


def test_a_baseline_that_is_wrong_is_refused(scanned: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = scanned.baseline(controls=["J99-XX-99"])
    assert main(["rejudge", "latest", "--baseline", str(wrong), "--lang", "en"]) == 2
    assert main(["rejudge", "latest", "--baseline", "/nowhere.yaml", "--lang", "en"]) == 2
    assert "there is no file /nowhere.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["runs", "findings", "targets"])
def test_a_run_that_was_changed_is_not_judged_again(
    table: str, scanned: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = {
        "runs": "UPDATE runs SET as_of = as_of + 86400 * 400",
        "findings": "UPDATE findings SET status = 'pass', judged_status = 'pass'",
        "targets": "UPDATE targets SET account = 'root'",
    }[table]
    shutil.copytree(scanned.state, tmp_path / "state")
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    with open_store("", tmp_path / "state").writing() as connection:
        connection.exec_driver_sql(statement)
    assert main(["rejudge", "latest", "--lang", "en"]) == 2
    assert "is not what its manifest says" in capsys.readouterr().err


def test_a_run_that_goes_on_is_not_judged_again(
    scanned: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(scanned.state, tmp_path / "state")
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    with open_store("", tmp_path / "state").writing() as connection:
        row = dict(runs.find(connection, "latest")._mapping)
        connection.execute(run_table.insert().values({**row, "number": 2, "id": "20991231", "status": "running"}))
    assert main(["rejudge", "latest", "--lang", "en"]) == 2
    assert "run 20991231 has not ended yet" in capsys.readouterr().err


def test_that_another_tool_judges_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["rejudge", "latest", "--lang", "en"]) == 0
    assert "another tool" not in capsys.readouterr().err
    monkeypatch.setattr("tenken.rejudging.tool_digest", lambda: "0" * 64)
    assert main(["rejudge", "latest", "--lang", "en"]) == 0
    assert "another tool than the one that judged it" in capsys.readouterr().err


def test_two_baselines_for_one_system_are_refused(scanned: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (
        scanned.baseline(version="8.0.0").rename(scanned.folder / "one.yaml"),
        scanned.baseline(version="9.0.0"),
    )
    assert main(["rejudge", "latest", "--baseline", str(one), "--baseline", str(other), "--lang", "en"]) == 2
    assert "second baseline of the system lgwan" in capsys.readouterr().err


@pytest.fixture
def aged(scanned: Stored) -> Iterator[None]:
    """The run is ten years old while the test runs."""
    store = open_store("", scanned.state)
    with store.writing() as connection:
        row = runs.find(connection, "latest")
        old = (datetime.now(UTC) - timedelta(days=4000)).isoformat(timespec="seconds")
        connection.execute(update(run_table).values(started=old))
    yield
    with store.writing() as connection:
        connection.execute(update(run_table).values(started=row.started))


def kinds(state: Path) -> set[str]:
    with open_store("", state).reading() as connection:
        names = connection.execute(object_table.select()).all()
        there = objects.load(connection, [row.sha256 for row in names])
    return {row.kind for row in names if row.sha256 in there}


@pytest.mark.usefixtures("aged")
def test_what_was_kept_long_enough_is_removed_and_said_so(scanned: Stored, capsys: pytest.CaptureFixture[str]) -> None:
    whole = kinds(scanned.state)
    assert {"section", "commands", "fact", "input", "manifest"} <= whole
    gc = ["gc", "-i", str(scanned.inventory), "--lang", "en"]
    assert main(gc) == 0  # among the newest three: kept, however old
    assert "removed: 0 pieces of evidence" in capsys.readouterr().out
    (scanned.folder / "policy" / "operations.yaml").write_text("retention: {newest_runs: 1, facts: 5000}\n")
    store = open_store("", scanned.state)
    with store.writing() as connection:  # a newer run, of nothing
        row = dict(runs.find(connection, "latest")._mapping)
        newer = {**row, "number": 2, "id": "20991231", "started": "2099-12-31T00:00:00+00:00"}
        connection.execute(run_table.insert().values(newer))
    assert main([*gc, "--dry-run"]) == 0
    assert "nothing was removed" in capsys.readouterr().out
    assert kinds(scanned.state) == whole
    assert main(gc) == 0
    assert kinds(scanned.state) == (whole | {"pruning"}) - {"section", "commands"}
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0  # the file is smaller
    assert main(["rejudge", row["id"], "--lang", "en"]) == 0  # the facts are there yet
    assert "New 0  Fixed 0" in capsys.readouterr().out
    (scanned.folder / "policy" / "operations.yaml").write_text("retention: {newest_runs: 1, facts: 30}\n")
    assert main(gc) == 0
    assert main(["rejudge", row["id"], "--lang", "en"]) == 0
    assert "was removed when its time was over" in capsys.readouterr().out
