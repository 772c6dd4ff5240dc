"""Writes what a store of this release holds, as SQL of both databases, for the tests of later releases.

    python -m tests.faults.store_release

Two runs that are whole, and one that was killed. A released version's file is never written again.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from checks.finding import Status
from checks.run import Run
from inventories.reason import reason
from scanners.facts.field import Known, Unknown
from scanners.facts.interfaces import Interfaces
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.store import objects
from tenken.store.opening import open_store
from tenken.store.recording import Beginning, Recording
from tenken.store.schema import HEAD
from tests.faults.real_postgresql import PostgreSQL, program, running
from tests.unit.tenken.store.conftest import beginning, finding, reading, run_of, target

RELEASED = Path(__file__).parents[1] / "unit" / "tenken" / "store" / "released"
_BASELINE = objects.kept("input", b"version: 1.0.0\n")
_UNREAD = reason("connection_refused", address="192.0.2.1", port=22)


def stored_runs() -> tuple[Run, Run]:
    """Give the two runs that are whole."""
    first = run_of(1, [target("web01"), target("web02", reachable=False, reason=_UNREAD)], [finding("web01")])
    found = [finding("web01", status=Status.FAIL, said="基準値と異なります"), finding("web02", status=Status.UNKNOWN)]
    return first, run_of(2, [target("web01"), target("web02")], found, work_order="作業-7")


def begun(done: Run) -> Beginning:
    """Give the beginning of a run, judged with one baseline."""
    made = beginning(done)
    return Beginning(
        **{name: getattr(made, name) for name in made.__slots__} | {"inputs": {"policy/a": _BASELINE.sha256}}
    )


def fill(url: str, folder: Path) -> None:
    """Store all that a release's file holds."""
    store = open_store(url, folder)
    sealer = Sealer(own_key(folder, None))
    gone = Unknown(reason("cut"))
    facts = {"interfaces": Interfaces(gone, Known({"Gi1": True}), gone, gone)}
    for done in stored_runs():
        recording = Recording(store, begun(done), [_BASELINE])
        recording.keep(reading("web01", {"sshd": b"port 22\n\xff\x00", "os": b"Debian\n"}, facts))
        recording.finish(done, sealer)
    killed = Recording(store, begun(run_of(3, [], [])), [_BASELINE])
    killed.keep(reading("web01", {"os": b"Debian\n"}, facts))
    store.close()


def sqlite_dump(file: Path) -> Iterable[str]:
    """Give a database as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        yield from connection.iterdump()


def postgresql_dump(server: PostgreSQL, database: str) -> Iterable[str]:
    """Give a database as SQL, without what differs from server to server."""
    given = [program("pg_dump"), "--inserts", "--no-owner", "--no-privileges", server.by_socket(database)]
    said = subprocess.run(given, check=True, capture_output=True).stdout.decode()
    left_out = ("-- ", "\\", "SET ", "SELECT pg_catalog")  # comments, words for psql, and settings of this server
    return [line for line in said.splitlines() if line.strip("-") and not line.startswith(left_out)]


def main() -> None:
    """Write both files."""
    folder = Path(tempfile.mkdtemp())
    RELEASED.mkdir(exist_ok=True)
    fill("", folder / "sqlite")
    (RELEASED / f"{HEAD}.sqlite.sql").write_text(
        "\n".join(sqlite_dump(folder / "sqlite" / "tenken.db")) + "\n", "utf-8"
    )
    with running() as server:
        database = server.database()
        fill(server.by_address(database), folder / "postgresql")
        (RELEASED / f"{HEAD}.postgresql.sql").write_text("\n".join(postgresql_dump(server, database)) + "\n", "utf-8")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
