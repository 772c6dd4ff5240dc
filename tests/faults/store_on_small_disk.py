"""A program for `unshare --mount`: a disk of its own, 8 MiB large, that fills up while runs are stored on it.

It writes one line of JSON for each thing it did. Its argument: the folder in which the disk is mounted.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from checks.evaluate import evaluate
from inventories.reason import ConfigError
from tenken.cli import main as tenken
from tenken.commands import scan
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.keeping import end_killed
from tenken.store import locking, runs
from tenken.store.opening import open_store
from tests.faults import store_writer

_ROOMS = (1024, 512, 256, 192, 128, 96, 64, 48, 32, 16, 8, 0)  # KiB: from more than a run needs


def main(place: Path, inventory: Path) -> None:
    """Store a run, fill the disk, store where there is less and less room, clear it, and store again."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", str(place)], check=True)
    state = place / "state"
    os.environ["TENKEN_STATE"] = str(state)
    os.environ.pop("TENKEN_STORE", None)
    _say("before", *_scan(inventory, place))
    with mock.patch.object(scan, "evaluate", _filling(place)):
        _say("filled while it scans", *_scan(inventory, place))
    (place / "filler").unlink()
    for kibibytes in _ROOMS:
        room = _fill(place, kibibytes << 10)
        try:
            done = _store(state, kibibytes)
        except ConfigError as problem:
            done = problem.reason.code
        except OSError as problem:
            done = errno.errorcode[problem.errno or 0]
        _say("room", room, done)
        (place / "filler").unlink()
    _say("after", *_scan(inventory, place))
    store = open_store("", state)
    with store.reading() as connection:
        told = verify_store(connection, None)
        _say("problems", [problem.code for problem in told.problems])
        listed = [(one.id, one.status, sum(one.counts.values())) for one in runs.listed(connection, 100)]
        _say("sealed", sorted(told.runs) == sorted(one[0] for one in listed), listed)
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    _say("read-only", *_scan(inventory, place))


def _filling(place: Path) -> Callable[..., Any]:
    """Give what judges on a disk that is full by then."""

    def judge(*given: Any, **named: Any) -> Any:
        _fill(place, 0)
        return evaluate(*given, **named)

    return judge


def _scan(inventory: Path, place: Path) -> Sequence[object]:
    report = place.parent / "report.json"  # on a disk that has room
    report.unlink(missing_ok=True)
    status = tenken(
        ["scan", "-i", str(inventory), "--control", "J13-UA-01", "--lang", "en", "--format", "json", "-o", str(report)]
    )
    return status, report.exists()


def _store(state: Path, room: int) -> str:
    store = open_store("", state)
    sealer = Sealer(own_key(state, None))
    try:
        with locking.held(state, store_writer.LOCK, "run"):
            end_killed(store, sealer, own=store_writer.LOCK)
            store_writer.one_run(store, sealer, f"run-{room:04}", state.parent.parent / "acknowledged")
    finally:
        store.close()
    return "stored"


def _fill(place: Path, room: int) -> int:
    """Take all room but so much."""
    filler = os.open(place / "filler", os.O_WRONLY | os.O_CREAT)
    left = os.statvfs(place)
    os.posix_fallocate(filler, 0, left.f_bavail * left.f_bsize - room)
    os.close(filler)
    return os.statvfs(place).f_bavail * left.f_bsize


def _say(what: str, *values: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode([what, *values]) + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
