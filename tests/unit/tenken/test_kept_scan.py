"""`tenken scan` keeps its run unless told otherwise; `runs`, `show` and `diff` read it again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from lab.environment import EnvironmentHost, write_environment
from tenken.cli import main
from tenken.store import locking, runs
from tenken.store.opening import open_store
from tenken.store.schema import runs as run_table

KILLED = """
import os, sys
from tenken.commands import scan
from tenken.cli import main
scan.evaluate = lambda *given, **named: os.kill(os.getpid(), 9)  # the moment between reading and judging
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One host, on a loopback port where nothing listens, and the whole policy."""
    folder = tmp_path_factory.mktemp("kept") / "environment"
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    host = EnvironmentHost("web01", "127.0.0.1", "lgwan", port=1)
    write_environment(folder, [host], key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    return folder / "hosts"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TENKEN_STORE")
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def scan(inventory: Path, *more: str) -> int:
    return main(["scan", "-i", str(inventory), "--control", "J13-UA-01", "--lang", "en", *more])


def test_a_scan_is_kept_and_shown_again(
    inventory: Path, state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan(inventory, "--format", "json", "-o", str(tmp_path / "first.json"), "--work-order", "作業-7") == 3
    said = capsys.readouterr()
    assert "stored: run 2" in said.err
    assert main(["runs", "--lang", "en"]) == 0
    assert "incomplete" in capsys.readouterr().out
    assert main(["show", "latest", "--format", "json", "-o", str(tmp_path / "again.json")]) == 0
    first, again = (json.loads((tmp_path / name).read_text()) for name in ("first.json", "again.json"))
    assert again == first
    with open_store("", state).reading() as connection:
        assert runs.find(connection, "latest").work_order == "作業-7"


def test_a_scan_that_is_not_to_be_kept_leaves_nothing(
    inventory: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scan(inventory, "--no-store") == 3
    monkeypatch.setenv("TENKEN_STORE", "none")
    assert scan(inventory) == 3
    assert not state.exists()


def test_two_runs_are_compared(inventory: Path, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan(inventory) == 3
    assert main(["diff", "latest", "--lang", "en"]) == 2
    assert "there are no findings before run" in capsys.readouterr().err
    assert scan(inventory) == 3
    capsys.readouterr()
    assert main(["diff", "latest", "--lang", "en"]) == 0
    assert "is not complete" in capsys.readouterr().out
    assert main(["diff", "latest", "--format", "json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["changes"] == []  # unknown in both: nothing changed


def test_a_second_scan_of_the_same_inventory_waits_for_the_first(
    inventory: Path, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state.mkdir(mode=0o700)
    with locking.held(state, locking.name_of(state, inventory), "run-1"):
        assert scan(inventory) == 2
    assert "another scan of this inventory is going on (run-1, process" in capsys.readouterr().err


def test_a_run_that_was_killed_is_sealed_as_incomplete_by_the_next(inventory: Path, state: Path) -> None:
    killed = [sys.executable, "-c", KILLED, "scan", "-i", str(inventory), "--control", "J13-UA-01"]
    assert subprocess.run(killed, capture_output=True, check=False).returncode == -9
    store = open_store("", state)
    with store.reading() as connection:
        assert runs.find(connection, "latest").status == "running"
    assert scan(inventory) == 3
    with store.reading() as connection:
        (second, first) = runs.listed(connection, 2)
    assert (first.status, first.targets, second.status) == ("incomplete", 1, "incomplete")


def test_a_run_of_another_ops_host_is_left_alone(inventory: Path, state: Path) -> None:
    assert scan(inventory) == 3
    store = open_store("", state)
    with store.writing() as connection:
        connection.execute(update(run_table).values(status="running", host="elsewhere"))
    assert scan(inventory) == 3
    with store.reading() as connection:
        assert [one.status for one in runs.listed(connection, 2)] == ["incomplete", "running"]


def test_what_cannot_be_stored_is_reported_all_the_same(
    inventory: Path, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from inventories.reason import ConfigError  # noqa: PLC0415
    from tenken.store.recording import Recording  # noqa: PLC0415

    def full(*_given: object) -> str:
        raise ConfigError("store_full", store="sqlite", detail="disk is full")

    monkeypatch.setattr(Recording, "finish", full)
    assert scan(inventory, "--format", "json", "-o", str(tmp_path / "report.json")) == 2
    assert json.loads((tmp_path / "report.json").read_text())["findings"]
    assert "cannot be written to (disk is full)" in capsys.readouterr().err


def test_a_run_that_could_not_be_stored_is_no_success_for_monitoring(
    inventory: Path, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inventories.reason import ConfigError  # noqa: PLC0415
    from tenken.commands import scan as command  # noqa: PLC0415
    from tenken.store.recording import Recording  # noqa: PLC0415

    def full(*_given: object) -> str:
        raise ConfigError("store_full", store="sqlite", detail="disk is full")

    monkeypatch.setattr(command, "_status", lambda *_given, **_named: "complete")
    metrics = tmp_path / "tenken.prom"
    assert scan(inventory, "--metrics", str(metrics)) == 3
    (before,) = _last_success(metrics)
    monkeypatch.setattr(Recording, "finish", full)
    assert scan(inventory, "--metrics", str(metrics)) == 2
    assert _last_success(metrics) == [before]
    assert 'status="complete"} 0' in metrics.read_text("utf-8")


def _last_success(metrics: Path) -> list[str]:
    lines = metrics.read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("tenken_last_success_timestamp_seconds{")]


def test_a_run_that_cannot_be_compared_is_reported_and_told_all_the_same(
    inventory: Path, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run before it is damaged."""
    from inventories.reason import ConfigError  # noqa: PLC0415

    def damaged(*_given: object) -> None:
        raise ConfigError("store_damaged", store="sqlite", detail="facts")

    log = tmp_path / "notices.jsonl"
    policy = tmp_path / "policy"
    shutil.copytree(inventory.parent / "policy", policy)
    (policy / "operations.yaml").write_text(f"notify: [{{name: ops, file: {log}}}]\n", "utf-8")
    report = tmp_path / "report.json"
    with monkeypatch.context() as patched:
        patched.setattr("tenken.keeping.drift_of", damaged)
        assert scan(inventory, "--policy", str(policy), "--format", "json", "-o", str(report)) == 2
    assert json.loads(report.read_text("utf-8"))["findings"]
    assert "(facts)" in capsys.readouterr().err
    (notice,) = map(json.loads, log.read_text("utf-8").splitlines())
    assert "notice_run_incomplete" in [why["code"] for event in notice["events"] for why in event["why"]]
