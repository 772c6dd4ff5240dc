"""kill -9 while runs are stored, at any moment: the store opens, and all that was acknowledged is there, whole."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, select
from sqlalchemy import text as sql

from tenken.evidence import ledger
from tenken.evidence.sealing import Manifest, Sealer
from tenken.evidence.signing import LEDGER, own_key, verified
from tenken.evidence.verify_store import verify_store
from tenken.keeping import end_killed
from tenken.store import objects, rows, runs
from tenken.store.opening import open_store
from tenken.store.schema import findings as finding_table
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import runs as run_table
from tests.faults import store_writer
from tests.faults.real_postgresql import PostgreSQL

PROJECT = Path(__file__).parents[2]
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "verify"
TIMES = {"sqlite": 200 if LONG else 10, "postgresql": 50 if LONG else 4}
# Of one process: opening, ending what was killed, and two runs, whatever stands in the store already.
_MOMENTS = 300
_LINES = store_writer.HOSTS + 1
_SECONDS = 0.3
_decode = msgspec.json.Decoder(Manifest).decode


class Nursery:
    """The program that makes a new process for each round."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.store_writer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )

    def killed(self, folder: Path, url: str, number: int, chance: random.Random) -> None:
        """Let a process store runs until it is killed: at a moment that it counts itself, or at one of the clock."""
        moment = chance.randrange(1, _MOMENTS) if number % 2 else 0
        assert self._program.stdin
        self._program.stdin.write(f"{folder}\t{url}\t{number}\t{moment}\n".encode())
        self._program.stdin.flush()
        child = int(self._line())
        if not moment:  # some time after it has told so much; each fourth has stored a run whole
            wanted = _LINES if number % 4 == 2 else chance.randrange(_LINES)
            before = _told(folder)
            until = time.monotonic() + 60
            while len(_told(folder)) < len(before) + wanted and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, _SECONDS))
            os.kill(child, signal.SIGKILL)
        assert int(self._line()) == -signal.SIGKILL

    def end(self) -> None:
        """End it: it has nothing more to read."""
        self._program.communicate(timeout=60)

    def _line(self) -> bytes:
        assert self._program.stdout
        return self._program.stdout.readline()


@pytest.fixture(scope="module")
def nursery(postgresql: PostgreSQL) -> Iterator[Nursery]:
    del postgresql  # its password must be at hand when the program starts
    program = Nursery()
    yield program
    program.end()


@dataclass
class Seen:
    """What has been checked already, so that each round checks what is new; the last entry of the chain."""

    lines: int = 0
    entries: int = 0
    last: str = ledger.FIRST
    stored: int = 0
    kept: int = 0


@pytest.mark.parametrize("database", sorted(TIMES))
def test_nothing_that_was_acknowledged_is_lost_when_it_is_killed(
    database: str, nursery: Nursery, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    url = postgresql.by_socket(postgresql.database()) if database == "postgresql" else ""
    chance = random.Random(database)  # noqa: S311  (the same moments each time)
    seen = Seen()
    for number in range(TIMES[database]):
        nursery.killed(tmp_path, url, number, chance)
        store = open_store(url, tmp_path / "state")
        sealer = Sealer(own_key(store.folder, None))
        end_killed(store, sealer)
        with store.reading() as connection:
            _check_what_was_acknowledged(connection, _told(tmp_path), seen)
            _check_runs(connection)
            _check_chain(connection, sealer, tmp_path, seen)
            if database == "sqlite":
                assert connection.execute(sql("PRAGMA integrity_check")).scalar() == "ok"
            if number == TIMES[database] - 1:
                told = verify_store(connection, sealer.key.allowed_signer.encode())
                assert (told.problems, len(told.runs)) == ((), seen.entries)
        store.close()
    assert seen.stored >= TIMES[database] // 4
    assert seen.kept >= TIMES[database]


def _told(folder: Path) -> list[str]:
    file = folder / "acknowledged"
    return file.read_text("ascii").splitlines() if file.exists() else []


def _check_what_was_acknowledged(connection: Connection, lines: list[str], seen: Seen) -> None:
    for line in lines[seen.lines :]:
        word, name, what = line.split()
        row = runs.find(connection, name)
        if word == "stored":
            assert row.status == "complete"
            entry = select(ledger_table.c.sha256).where(ledger_table.c.run == name)
            assert connection.execute(entry).scalars().all() == [what]
            assert tuple(runs.kept_findings(connection, row.number)) == store_writer.findings(name)
            seen.stored += 1
        else:
            (kept,) = [one for one in runs.kept_targets(connection, row.number) if one.result.name == what]
            told = store_writer.sections(name, what)
            (commands,) = objects.load(connection, [kept.commands]).values()
            named = {record.probe: record.evidence for record in rows.commands(commands)}
            contents = objects.load(connection, named.values())
            assert {probe: contents[name] for probe, name in named.items()} == told
            seen.kept += 1
    seen.lines = len(lines)


def _check_runs(connection: Connection) -> None:
    """Each run is whole or marked incomplete, and sealed once."""
    for row in connection.execute(select(run_table)):
        count = runs.finding_count(connection, row.number)
        whole = store_writer.HOSTS * store_writer.CONTROLS
        assert (row.status, count) in {("complete", whole), ("incomplete", 0)}
    sealed = connection.execute(select(ledger_table.c.run).order_by(ledger_table.c.run)).scalars().all()
    assert sealed == connection.execute(select(run_table.c.id).order_by(run_table.c.id)).scalars().all()
    left = select(finding_table.c.run).where(finding_table.c.run.not_in(select(run_table.c.number)))
    assert connection.execute(left).first() is None


def _check_chain(connection: Connection, sealer: Sealer, folder: Path, seen: Seen) -> None:
    signers = folder / "allowed_signers"
    signers.write_text(sealer.key.allowed_signer, "utf-8")
    new = select(ledger_table).where(ledger_table.c.number > seen.entries).order_by(ledger_table.c.number)
    for row in connection.execute(new).all():
        entry = ledger.read(row.entry)
        assert entry
        assert (entry.number, entry.previous) == (seen.entries + 1, seen.last)
        assert ledger.digest(row.entry) == row.sha256
        assert verified(row.entry.encode(), row.signature, signers, LEDGER)
        (content,) = objects.load(connection, [entry.content]).values()
        manifest = _decode(content)
        lines = hashlib.sha256(b"".join(runs.finding_lines(connection, manifest.number)))
        assert (manifest.run, manifest.findings.sha256) == (entry.run, lines.hexdigest())
        seen.entries, seen.last = entry.number, row.sha256
