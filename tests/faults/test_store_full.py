"""A disk that fills up while runs are stored: a clear error, the report all the same, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lab.environment import EnvironmentHost, write_environment

PROJECT = Path(__file__).parents[2]
# Whoever is not root becomes root of a namespace of his own, which may mount a disk in memory.
ALONE = ("unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, key: Path) -> tuple[list[list[Any]], str]:
    """Run the program; gives what it did, and its standard error."""
    folder = tmp_path_factory.mktemp("full")
    host = EnvironmentHost("web01", "127.0.0.1", "lgwan", port=1)
    inventory = write_environment(
        folder / "environment", [host], key=key, known_hosts=key, scan_key="SHA256:" + "A" * 43
    )
    place = folder / "disk"
    place.mkdir()
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.faults.store_on_small_disk", str(place), str(inventory)],
        capture_output=True,
        check=False,
        cwd=PROJECT,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"[")]
    return [msgspec.json.decode(line) for line in lines], done.stderr.decode()


def _of(told: tuple[list[list[Any]], str], what: str) -> list[list[Any]]:
    return [line[1:] for line in told[0] if line[0] == what]


def test_a_run_is_stored_or_the_error_says_that_the_disk_is_full(told: tuple[list[list[Any]], str]) -> None:
    outcomes = [outcome for _room, outcome in _of(told, "room")]
    assert (outcomes[0], outcomes[-1]) == ("stored", "store_full")
    assert set(outcomes) == {"stored", "store_full"}


def test_what_was_found_is_reported_though_it_cannot_be_stored(told: tuple[list[list[Any]], str]) -> None:
    assert _of(told, "filled while it scans") == [[2, True]]
    assert "cannot be written to (database or disk is full): make room, or run tenken gc" in told[1]
    assert "Traceback" not in told[1]


def test_earlier_runs_stand_and_later_ones_work_again(told: tuple[list[list[Any]], str]) -> None:
    assert (_of(told, "before"), _of(told, "after")) == ([[3, True]], [[3, True]])
    assert _of(told, "problems") == [[[]]]
    ((sealed, listed),) = _of(told, "sealed")
    assert sealed, "a run has no entry in the ledger, or more than one"
    stored = sum(outcome == "stored" for _room, outcome in _of(told, "room"))
    whole = [count for name, status, count in listed if name.startswith("run-") and status == "complete"]
    assert whole == [300] * stored
    assert {(status, count) for _name, status, count in listed} == {
        ("complete", 300),
        ("incomplete", 0),
        ("incomplete", 1),
    }


def test_a_store_that_may_only_be_read_is_refused(told: tuple[list[list[Any]], str]) -> None:
    assert _of(told, "read-only") == [[2, False]]
    assert "cannot be used (unable to open database file): check its place, its permissions" in told[1]
