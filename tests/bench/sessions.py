"""Sessions under load: connections and execs as sshd's log counts them, and the client's processor time per host."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks.evaluate import Collected, evaluate
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from tenken.loading import Loaded
from tenken.reading import read_host
from tenken.sessions import Door, Events
from tests.bench.loopback import Loopback, collector_script, load
from tests.bench.measured import Line, Spent, measuring

_THREADS = (20, 32, 64)
_SCRIPT_BYTES, _OUTPUT_BYTES = 7_600, 101_000  # of the comparison of SSH clients


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    count = 400 if full else 64
    with Loopback(folder / "server", recorded=True) as loopback:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        loaded = load(loopback.environment(folder / "environment", ["web01"]))
        script = collector_script(loaded)
        output = loopback.record(script)
        yield from _visits(loopback, loaded)
        size = f"{len(script) / 1000:.1f} kB script, {len(output) / 1000:.0f} kB output"
        for threads in _threads(full):
            theirs = _in_threads(threads, count, lambda: _ssh(loopback, script.encode())).children / count * 1000
            ours = _scans(loaded, threads, count).own / count * 1000
            yield Line(f"client CPU a host, collecting, {threads} threads ({size})", "ms", ours, limit=4.0)
            judged = _scans(loaded, threads, count, judging=True).own / count * 1000
            yield Line(f"… and judging, {threads} threads", "ms", judged, theirs, "ssh", 0.5, of_ratio=True)
        yield from _plain(loopback, loaded, count, full)


def _threads(full: bool) -> tuple[int, ...]:
    return _THREADS if full else _THREADS[:: len(_THREADS) - 1]


def _visits(loopback: Loopback, loaded: Loaded) -> Iterable[Line]:
    loopback.server.wait_for_log("Server listening")
    before = loopback.server.log
    _scans(loaded, 4, 10)  # and one before
    log = loopback.server.log[len(before) :]
    yield Line("connections per host, counted by sshd", "", log.count("Connection from") / 11, limit=1)
    yield Line("execs per host, counted by sshd", "", log.count("Starting session") / 11, limit=1)


def _scans(loaded: Loaded, threads: int, count: int, *, judging: bool = False) -> Spent:
    """Read hosts in threads as a scan does, and judge them all at the end where asked to."""
    door = Door(loaded.credentials, KnownHosts(), 60, sudo=True)
    events = Events(refused=lambda _: None, opened=lambda _: None, interrupted=lambda: None)
    (job,) = loaded.jobs
    collected: list[Collected] = []

    def read() -> None:
        reading = read_host(job.plan, job.target, door, events)
        if not reading.target.reachable or reading.target.reason:
            raise RuntimeError(str(reading.target.reason))
        collected.append(reading.collected)

    read()  # after start-up: keys loaded, known_hosts read
    collected.clear()
    with measuring() as spent:
        _work(threads, count, read)
        if judging:
            evaluate(collected, loaded.policy, int(time.time()))
    return spent


def _plain(loopback: Loopback, loaded: Loaded, count: int, full: bool) -> Iterable[Line]:
    """Measure sessions alone on the script and output that SSH clients were compared with."""
    script = b"N=" + b"0" * 32 + b"\n:" + b"#" * (_SCRIPT_BYTES - 37) + b"\n"
    loopback.answer(os.urandom(_OUTPUT_BYTES // 2).hex().encode())
    known = KnownHosts()
    target = loaded.jobs[0].target

    def run() -> None:
        with connect(target, loaded.credentials, known, deadline=time.monotonic() + 60) as session:
            exchange = session.run("exec /bin/sh -s", script, time.monotonic() + 60, 1 << 24)
        if not exchange.complete or len(exchange.stdout) < _OUTPUT_BYTES - 2:
            raise RuntimeError(str(exchange.reason))

    for threads in _threads(full):
        theirs = _in_threads(threads, count, lambda: _ssh(loopback, script)).children / count * 1000
        ours = _in_threads(threads, count, run).own / count * 1000
        subject = f"client CPU a session, {threads} threads (7.6 kB script, 101 kB output)"
        yield Line(subject, "ms", ours, theirs, "ssh", 0.5, of_ratio=True)


def _ssh(loopback: Loopback, script: bytes) -> None:
    subprocess.run(loopback.ssh(), input=script, stdout=subprocess.PIPE, check=True)


def _in_threads(threads: int, count: int, work: Callable[[], None]) -> Spent:
    with measuring() as spent:
        _work(threads, count, work)
    return spent


def _work(threads: int, count: int, work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()
