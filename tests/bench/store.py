"""The store: seconds for 100,000 findings to be stored and sealed, and to be compared with those of the run before."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from checks.evaluate import Collected
from checks.finding import Finding, Severity, Status
from checks.plan import HostPlan
from checks.run import Run, TargetResult
from inventories.model import Connection, Host
from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.packages import Packages
from tenken import drifting
from tenken.evidence.circumstances import Clock
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.reading import HostReading
from tenken.store import comparing, runs
from tenken.store.opening import Store, open_store
from tenken.store.recording import Beginning, Recording
from tests.bench.measured import Line

_HOSTS, _CONTROLS, _PACKAGES = 1000, 100, 600
_STORED_S, _COMPARED_S = 5.0, 1.0  # the promise, for 100,000 findings
_OPEN = 0.1  # findings that do not conform
_SAYINGS = 20_000  # different ones: far more than most fleets say
_Said = tuple[Status, int]


def _night(
    before: Mapping[tuple[int, int], _Said], share: float, chance: random.Random
) -> dict[tuple[int, int], _Said]:
    """Give each finding its status and what it says; `share` of them are not as they were the night before."""

    def said() -> _Said:
        return (Status.FAIL if chance.random() < _OPEN else Status.PASS), chance.randrange(_SAYINGS)

    places = ((host, control) for host in range(_HOSTS) for control in range(_CONTROLS))
    return {place: said() if not before or chance.random() < share else before[place] for place in places}


def _findings(night: Mapping[tuple[int, int], _Said]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            f"host{host:04}",
            "lgwan",
            f"J13-UA-{control:02}",
            13,
            "UA",
            Severity.HIGH,
            status,
            status,
            "machine",
            (reason("want.sshd.ciphers", items=("a", "b")),),
            (reason("bad.sshd.ciphers", items=(f"value-{value}",), count=1),),
            None,
            ("sshd.effective", "os.release"),
            "",
        )
        for (host, control), (status, value) in night.items()
    )


def _reading(host: int, number: int) -> HostReading:
    """Give a host with its packages; one of them is updated from run to run."""
    plan: HostPlan = None  # type: ignore[assignment]  # nothing of it is stored
    name = f"host{host:04}"
    versions = {f"package{place}": ("1.0",) for place in range(_PACKAGES)} | {"kernel": (f"{number}.{host % 20}",)}
    packages = Packages(Known(frozenset(versions)), Known(versions), Known("dpkg"))
    inventory = Host(name, Connection("192.0.2.1"), "lgwan")
    target = TargetResult(name, "lgwan", "mgmt", "", "debian", "192.0.2.1", "scan", True, True, None, 1, 1, 0.5)
    return HostReading(Collected(inventory, plan, "debian", name, 22, {"packages": packages}), target, (), {})


def _stored(store: Store, number: int, findings: tuple[Finding, ...], *, with_facts: bool) -> float:
    """Store a run; gives the seconds from its last finding to its entry in the ledger."""
    clock = Clock(None, None)
    begun = Beginning(
        f"run{number}", "2026-11-22T03:00:00+09:00", "hosts", "d", "ops", "l", "0", "", clock, (), False, "", {}
    )
    recording = Recording(store, begun, ())
    read = [_reading(host, number) for host in range(_HOSTS)] if with_facts else []
    targets = tuple(recording.keep(one).target for one in read)
    done = Run(begun.id, "complete", begun.started, begun.started, "0", (), "d", (), targets, findings, (), False)
    sealer = Sealer(own_key(store.folder, None))
    began = time.process_time()
    recording.finish(done, sealer)
    return time.process_time() - began


def _compared(store: Store, old: int, new: int) -> tuple[int, float]:
    """Give how many findings changed or stay open, and the seconds of the processor that it took, the best of three."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        with store.reading() as connection:
            began = time.process_time()
            found = comparing.changes(connection, old, new)
            best = min(best, time.process_time() - began)
    return len(found), best


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure on SQLite."""
    del full  # the promise is about 100,000 findings, in the short run too
    chance = random.Random(1)  # noqa: S311  (the same findings each time)
    store = open_store("", folder / "state")
    first = _night({}, 1, chance)
    findings = _findings(first)
    seconds = _stored(store, 1, findings, with_facts=True)
    yield Line(f"storing {len(findings):,} findings, first run", "s", seconds, limit=_STORED_S)
    night = first
    for number, share in ((2, 0.01), (3, 0.2)):
        night = _night(night, share, chance)
        seconds = _stored(store, number, _findings(night), with_facts=number == 2)
        yield Line(f"storing them again, {share:.0%} of them new", "s", seconds, limit=_STORED_S)
        count, seconds = _compared(store, number - 1, number)
        yield Line(f"comparing both runs, {count:,} findings changed or open", "s", seconds, limit=_COMPARED_S)
    with store.reading() as connection:
        old, new = (runs.find(connection, name) for name in ("run1", "run2"))
        work = drifting.announced_with(connection, new)
        began = time.process_time()
        whole = drifting.compared(connection, old, new, work, look_back=True)
        seconds = time.process_time() - began
    yield Line(f"the same with the facts of {len(whole.targets):,} hosts that changed", "s", seconds)
    store.close()
