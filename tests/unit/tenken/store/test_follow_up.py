"""Who is told after a scan: once about each end, though the night has two days, and of runs that told nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.changes import Changes
from checks.operations import Notice
from checks.run import Run
from tenken.evidence.sealing import Sealer
from tenken.keeping import Keeper, end_killed
from tenken.store import locking
from tenken.store.opening import Store
from tenken.store.recording import Recording
from tests.unit.tenken.notifying.told import expiring, policy
from tests.unit.tenken.store.conftest import beginning, finding, run_of, target

LAST = date(2026, 12, 23)


def night(number: int, day: int) -> Run:
    """A scan that begins before midnight and ends after it."""
    return run_of(
        number,
        [target("web01")],
        [finding("web01")],
        started=f"2026-11-{day}T23:50:00+09:00",
        finished=f"2026-11-{day + 1}T00:10:00+09:00",
        as_of=1_795_360_200 + (day - 22) * 86_400,  # ten minutes past midnight
        exceptions=(expiring(LAST.isoformat(), "web01"),),
    )


def followed_up(store: Store, sealer: Sealer, log: Path, done: Run) -> list[list[str]]:
    keeper = Keeper(store, Recording(store, beginning(done), ()), sealer)
    keeper.finish(done)
    _done, problems = keeper.follow_up(done, policy(Notice("ops", file=str(log))))
    assert problems == []
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [[event["kind"] for event in json.loads(line)["events"]] for line in lines]


def test_an_end_is_told_once_by_scans_that_last_over_midnight(store: Store, sealer: Sealer, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert followed_up(store, sealer, log, night(1, 21)) == []
    assert followed_up(store, sealer, log, night(2, 22)) == []
    assert followed_up(store, sealer, log, night(3, 23)) == [["exception"]]
    assert followed_up(store, sealer, log, night(4, 24)) == [["exception"]]


def test_a_run_that_was_killed_is_told_once_by_the_next(
    store: Store, sealer: Sealer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "ops01")
    log = tmp_path / "log"
    assert followed_up(store, sealer, log, night(1, 11)) == []
    Recording(store, beginning(night(2, 12)), ())
    with locking.held(store.folder, "0" * 32, "x"):
        end_killed(store, sealer, own="0" * 32)
    assert followed_up(store, sealer, log, night(3, 13)) == [["incomplete"]]
    assert followed_up(store, sealer, log, night(4, 14)) == [["incomplete"]]


def test_announced_work_is_taken_from_the_policy_of_which_nothing_was_cut(store: Store, sealer: Sealer) -> None:
    work = replace(policy(), changes=Changes(written=True))
    for number in (1, 2):
        done = night(number, 10 + number)
        keeper = Keeper(store, Recording(store, beginning(done), ()), sealer)
        keeper.finish(done)
        done, _problems = keeper.follow_up(done, work)
    assert done.drift
    assert done.drift.recorded
