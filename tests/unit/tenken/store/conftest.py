"""A store in a folder of the test's own, runs to put into it, and a key of its own to seal them with."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from checks.evaluate import Collected
from checks.finding import Finding, Severity, Status
from checks.plan import HostPlan
from checks.run import BaselineRef, CommandRecord, Run, TargetResult
from inventories.model import Connection, Host
from inventories.reason import reason
from tenken.evidence.circumstances import Clock
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.reading import HostReading
from tenken.store.opening import Store, open_store
from tenken.store.recording import Beginning, Recording
from tests.faults.real_postgresql import PostgreSQL, running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Give an empty store of each kind: SQLite in the state directory, or a PostgreSQL."""
    if request.param == "sqlite":
        return ""
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.by_address(server.emptied())


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(url, tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def sealer(store: Store) -> Sealer:
    return Sealer(own_key(store.folder, None))


def target(name: str, **changes: Any) -> TargetResult:
    made = TargetResult(name, "lgwan", "mgmt", "", "debian", "192.0.2.1", "scan", True, True, None, 1, 1, 0.5)
    return dataclasses.replace(made, **changes)


def record(name: str, probe: str) -> CommandRecord:
    return CommandRecord(
        name, probe, f"cat {probe}", False, "2026-11-23T01:00:00.000+00:00", 0, 0.1, 5, "0" * 64, False, None
    )


def reading(name: str, sections: Mapping[str, bytes], facts: Mapping[str, object] | None = None) -> HostReading:
    plan: HostPlan = None  # type: ignore[assignment]  # nothing of it is stored
    host = Host(name, Connection("192.0.2.1"), "lgwan")
    collected = Collected(host, plan, "debian", f"{name}.example", 40000, facts or {})
    return HostReading(collected, target(name), tuple(record(name, probe) for probe in sections), sections)


def finding(subject: str, control: str = "J13-UA-01", status: Status = Status.PASS, said: str = "x") -> Finding:
    return Finding(
        subject=subject,
        system="lgwan",
        control=control,
        article=13,
        class_code="UA",
        severity=Severity.HIGH,
        status=status,
        judged_status=status,
        method="machine",
        expected=(reason("want", least=1),),
        actual=(reason("found", items=(said,), share=1.0, many=True),),
        reason=None,
        evidence=("sshd",),
        exception="",
    )


def run_of(number: int, targets: Sequence[TargetResult], findings: Sequence[Finding], **changes: Any) -> Run:
    made = Run(
        id=f"20261123T0{number}0000-abc{number:03}",
        status="complete",
        started=f"2026-11-23T0{number}:00:00+09:00",
        finished=f"2026-11-23T0{number}:01:00+09:00",
        tool_version="0.1.0",
        arguments=("--inventory=hosts",),
        inventory_digest="d" * 64,
        baselines=(BaselineRef("lgwan", "基準", "1.0.0", "e" * 64, "", ""),),
        targets=tuple(targets),
        findings=tuple(findings),
        commands=(),
        accepted_gaps=False,
        as_of=1_763_000_000 + number,
    )
    return dataclasses.replace(made, **changes)


def beginning(done: Run, inventory: str = "/inventory/hosts") -> Beginning:
    return Beginning(
        id=done.id,
        started=done.started,
        inventory=inventory,
        inventory_digest=done.inventory_digest,
        host="ops01",
        lock="0" * 32,
        tool_version=done.tool_version,
        tool_sha256="f" * 64,
        clock=Clock(synchronised=True, largest_error_us=1500),
        arguments=done.arguments,
        accepted_gaps=done.accepted_gaps,
        work_order=done.work_order,
        inputs={"policy/baselines/lgwan.yaml": "e" * 64},
    )


Keep = Callable[..., Run]


@pytest.fixture
def kept(store: Store, sealer: Sealer) -> Keep:
    """Store a run with what its hosts gave; gives the run, its commands naming their evidence."""

    def keep(done: Run, *readings: HostReading, inventory: str = "/inventory/hosts") -> Run:
        recording = Recording(store, beginning(done, inventory), ())
        told = [recording.keep(one) for one in readings]
        done = dataclasses.replace(done, commands=tuple(record for one in told for record in one.commands))
        recording.finish(done, sealer)
        return done

    return keep
