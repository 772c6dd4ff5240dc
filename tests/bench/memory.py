"""Memory: what one more standing session costs, what a host's facts cost, and judging a fleet of 10,000.

Each part runs in a process of its own, `python -m tests.bench.memory PART …`, for memory that Python once had stays.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from checks.evaluate import Collected, evaluate
from checks.plan import plan_host
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from scanners.ssh.target import Target
from tenken.reading import read_host
from tenken.sessions import Door, Events
from tests.bench.loopback import Loopback, collector_script, environment_of_bench, load
from tests.bench.measured import Line
from tests.unit.checks.good_host import AS_OF, collected, good_facts, host, small_policy

_CHECKS = 100  # findings a host in the target
_MIB = 1 << 20


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    sessions = 200 if full else 50
    with Loopback(folder / "server", recorded=True) as loopback:
        inventory = loopback.environment(folder / "environment", ["web01"])
        script = collector_script(load(inventory))
        loopback.record(script)
        facts = _part("facts", folder, str(inventory), str(sessions))
        (folder / "server" / "answer").write_text("echo ready; cat >/dev/null\n", "utf-8")
        each = _part("sessions", folder, str(inventory), str(sessions))
    yield Line(f"memory a standing session ({sessions} at once)", "MiB", each, limit=0.25)
    yield Line("memory that the facts of one read host keep", "MiB", facts)
    hosts = 10_000 if full else 1_000
    whole = _part("judging", folder, str(hosts))
    yield Line(f"memory of {hosts} × {_CHECKS} findings judged, whole process", "MiB", whole, limit=500.0)


def _part(name: str, folder: Path, *words: str) -> float:
    command = [sys.executable, "-m", "tests.bench.memory", name, *words]
    environment = environment_of_bench(folder / "cache")
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _resident() -> float:
    """Give the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / _MIB


def _standing(inventory: str, count: str) -> float:
    loaded = load(Path(inventory))
    known = KnownHosts()
    target: Target = loaded.jobs[0].target
    opened, leave = Barrier(int(count) + 1), Barrier(int(count) + 1)

    def stay(_: int) -> None:
        with connect(target, loaded.credentials, known, deadline=time.monotonic() + 120) as session:
            channel = session.links[-1].transport.open_session()
            channel.exec_command("true")
            channel.recv(1)
            opened.wait(120)
            leave.wait(120)

    with connect(target, loaded.credentials, known, deadline=time.monotonic() + 60):
        before = _resident()
    with ThreadPoolExecutor(int(count)) as pool:
        standing = [pool.submit(stay, number) for number in range(int(count))]
        opened.wait(120)
        grown = _resident() - before
        leave.wait(120)
        for one in standing:
            one.result()
    return grown / int(count)


def _facts(inventory: str, count: str) -> float:
    loaded = load(Path(inventory))
    (job,) = loaded.jobs
    door = Door(loaded.credentials, KnownHosts(), 60, sudo=True)
    events = Events(refused=lambda _: None, opened=lambda _: None, interrupted=lambda: None)
    kept = [read_host(job.plan, job.target, door, events) for _ in range(5)]
    before = _resident()
    kept += [read_host(job.plan, job.target, door, events) for _ in range(int(count))]
    return (_resident() - before) / (len(kept) - 5)


def _judged(count: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        policy = small_policy(Path(folder) / "policy")
    facts = good_facts()
    plans = (plan_host(host(f"web{number:05d}"), policy) for number in range(int(count)))
    hosts: list[Collected] = [collected(plan, facts) for plan in plans]
    rounds = -(-_CHECKS // len(hosts[0].plan.controls))
    findings = [evaluate(hosts, policy, AS_OF + number) for number in range(rounds)]
    assert sum(map(len, findings)) >= _CHECKS * int(count)
    return _resident()


if __name__ == "__main__":
    parts: dict[str, Callable[..., float]] = {"sessions": _standing, "facts": _facts, "judging": _judged}
    print(parts[sys.argv[1]](*sys.argv[2:]))  # noqa: T201  (the parent reads it)
