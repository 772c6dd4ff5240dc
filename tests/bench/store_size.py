"""The store on both databases, each commit on the disk: seconds by the clock, bytes, and memory of storing findings.

Each part runs in a process of its own, `python -m tests.bench.store_size URL FOLDER HOSTS`, for memory that Python once
had stays. Three nights are stored, of which each changes little: what repeats is kept once.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import text as sql

from checks.finding import Finding, Severity, Status
from checks.run import Run
from inventories.reason import reason
from tenken.evidence.circumstances import Clock
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.store.opening import Store, open_store
from tenken.store.recording import Beginning, Recording
from tests.bench.loopback import environment_of_bench
from tests.bench.measured import Line
from tests.faults.real_postgresql import running

_CONTROLS = 100
_NIGHTS = 3
_STORED_S, _GROWN_MIB = 5.0, 500.0
_SAYINGS = 20_000  # different findings: far more than most fleets have
_MIB = 1 << 20


class _Told(msgspec.Struct):
    """What one process measured: seconds of each night, memory above that of the findings, bytes after each night."""

    seconds: list[float]
    grown: float
    sizes: list[int]


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    hosts = 10_000 if full else 1_000
    with running(durable=True) as server:
        for hosts in (1_000, *((10_000,) if full else ())):
            for name, url in (("SQLite", ""), ("PostgreSQL", server.by_socket(server.database()))):
                yield from _lines(name, _part(url, folder / f"{name}-{hosts}", hosts), hosts)


def _lines(name: str, told: _Told, hosts: int) -> Iterable[Line]:
    count = f"{hosts * _CONTROLS:,} findings"
    limit = _STORED_S if hosts == 1_000 else None
    yield Line(f"{name}: storing {count}, first night", "s", told.seconds[0], limit=limit)
    yield Line(f"{name}: storing {count}, a later night", "s", max(told.seconds[1:]), limit=limit)
    yield Line(f"{name}: memory of storing {count}, above the findings", "MiB", told.grown, limit=_GROWN_MIB)
    yield Line(f"{name}: on the disk after the first night", "MiB", told.sizes[0] / _MIB)
    yield Line(
        f"{name}: on the disk for each later night", "MiB", (told.sizes[-1] - told.sizes[0]) / _MIB / (_NIGHTS - 1)
    )


def _part(url: str, folder: Path, hosts: int) -> _Told:
    folder.mkdir(mode=0o700)
    command = [sys.executable, "-m", "tests.bench.store_size", url, str(folder / "state"), str(hosts)]
    environment = environment_of_bench(folder / "cache")
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    return msgspec.json.decode(done.stdout, type=_Told)


def _measured(url: str, folder: Path, hosts: int) -> _Told:
    store = open_store(url, folder)
    sealer = Sealer(own_key(folder, None))
    told = _Told([], 0.0, [])
    for night in range(_NIGHTS):
        findings = tuple(_findings(hosts, night))
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak begins anew, proc(5)
        began = time.perf_counter()
        _store(store, sealer, night, findings)
        told.seconds.append(time.perf_counter() - began)
        told.grown = max(told.grown, _memory("VmHWM") - before)
        told.sizes.append(_size(store))
    store.close()
    return told


def _store(store: Store, sealer: Sealer, night: int, findings: tuple[Finding, ...]) -> None:
    clock = Clock(None, None)
    begun = Beginning(
        f"run{night}", "2026-11-22T03:00:00+09:00", "hosts", "d", "ops", "l", "0", "", clock, (), False, "", {}
    )
    done = Run(begun.id, "complete", begun.started, begun.started, "0", (), "d", (), (), findings, (), False)
    Recording(store, begun, ()).finish(done, sealer)


def _findings(hosts: int, night: int) -> Iterable[Finding]:
    for host in range(hosts):
        for control in range(_CONTROLS):
            changes = (host + control) % 50 == 0  # each night these
            chance = random.Random(f"{host} {control} {night if changes else 0}")  # noqa: S311  (the same each time)
            status = Status.FAIL if chance.random() < 0.1 else Status.PASS
            value = reason("bad.sshd.ciphers", items=(f"value-{chance.randrange(_SAYINGS)}",), count=1)
            want = (reason("want.sshd.ciphers", items=("a", "b")),)
            place = (f"host{host:05}", "lgwan", f"J13-UA-{control:02}", 13, "UA", Severity.HIGH, status, status)
            yield Finding(*place, "machine", want, (value,), None, ("sshd.effective", "os.release"), "")


def _memory(name: str) -> float:
    """Give a line of /proc/self/status in MiB."""
    text = Path("/proc/self/status").read_text("ascii")
    return int(text.split(f"{name}:")[1].split()[0]) / 1024


def _size(store: Store) -> int:
    """Give the bytes of the database, its journal written back."""
    if store.engine.dialect.name == "postgresql":
        with store.reading() as connection:
            return int(connection.execute(sql("SELECT pg_database_size(current_database())")).scalar_one())
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(file.stat().st_size for file in store.folder.glob("tenken.db*"))


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
