"""How often targets are tried, what the deadline leaves, and what is told of both. Nothing waits or is sent here."""

from __future__ import annotations

import argparse
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from checks.plan import HostPlan
from inventories.reason import Reason, reason
from lab.environment import EnvironmentHost, write_environment
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.target import Target
from tenken import loading, scanning
from tenken.admission import Limits
from tenken.attempts import ONCE, UNREACHABLE, Again, Deadline
from tenken.reading import HostReading, not_read
from tenken.scanning import read_all
from tenken.sessions import Door, Events

REFUSED = reason("connection_refused", host="192.0.2.1", port=22)
LATE = reason("run_deadline_passed", minutes=1)
NAMES = ("db01", "web01", "web02")
Step = Callable[[str, int, Events], Reason | None]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> tuple[scanning.Job, ...]:
    folder = tmp_path_factory.mktemp("place") / "environment"
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    hosts = [EnvironmentHost(name, "192.0.2.1", "lgwan") for name in NAMES]
    inventory = write_environment(folder, hosts, key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    given = argparse.Namespace(
        inventory=inventory, policy=None, extensions=None, limit=None, article=None, control=["J13-UA-01"],
        depth="routine", vault_password_file=None, vault_id=[], passphrase_file=None,
    )  # fmt: skip
    return loading.load(given).jobs


class Fleet:
    """Stands in for the network: each step says what the n-th attempt at a host comes to, None for a reading."""

    def __init__(self, jobs: tuple[scanning.Job, ...], step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
        self.jobs = jobs
        self.attempts: Counter[str] = Counter()
        self.kept: list[str] = []
        self.waits: list[tuple[int, float]] = []
        self.step = step
        monkeypatch.setattr(scanning, "read_host", self._read)

    def scan(self, again: Again = ONCE, deadline: Deadline | None = None) -> Mapping[str, HostReading]:
        door = Door(credentials=Credentials(), known=KnownHosts(), host_seconds=1, sudo=False)
        readings, interrupted = read_all(
            self.jobs,
            Limits(workers=2),
            door,
            lambda _reading: None,
            lambda: None,
            keep=self.keep,
            deadline=deadline,
            again=again,
            waiting=lambda count, seconds: self.waits.append((count, seconds)),
        )
        assert not interrupted
        return readings

    def keep(self, reading: HostReading) -> HostReading:
        self.kept.append(reading.target.name)
        return reading

    def _read(self, plan: HostPlan, target: Target, _door: Door, events: Events) -> HostReading:
        self.attempts[plan.host.name] += 1
        why = self.step(plan.host.name, self.attempts[plan.host.name], events)
        reading = not_read(plan.host, plan, why or REFUSED, target=target)
        if why:
            return reading
        return replace(reading, target=replace(reading.target, reachable=True, reason=None, connections=1))


def codes(readings: Mapping[str, HostReading]) -> dict[str, str]:
    return {name: one.target.reason.code if one.target.reason else "read" for name, one in readings.items()}


def test_an_unreachable_target_is_tried_again_after_all_others_and_its_attempts_are_counted(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def step(name: str, attempt: int, _events: Events) -> Reason | None:
        order.append(name)
        return REFUSED if name == "db01" and attempt == 1 else None

    fleet = Fleet(jobs, step, monkeypatch)
    readings = fleet.scan(Again(2, seconds=0))
    assert codes(readings) == dict.fromkeys(NAMES, "read")
    assert order[-1] == "db01"
    assert {name: one.target.connections for name, one in readings.items()} == {"db01": 2, "web01": 1, "web02": 1}
    assert sorted(fleet.kept) == sorted(NAMES)  # each is stored once
    assert fleet.waits == [(1, 0)]


def test_whoever_never_answers_is_told_with_all_attempts(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = Fleet(jobs, lambda name, _attempt, _events: REFUSED if name == "db01" else None, monkeypatch)
    readings = fleet.scan(Again(2, seconds=0))
    assert codes(readings)["db01"] == "connection_refused"
    assert readings["db01"].target.connections == 3
    assert fleet.attempts == {"db01": 3, "web01": 1, "web02": 1}
    assert sorted(fleet.kept) == sorted(NAMES)


def test_without_retries_every_target_is_tried_once(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = Fleet(jobs, lambda _name, _attempt, _events: REFUSED, monkeypatch)
    assert set(codes(fleet.scan()).values()) == {"connection_refused"}
    assert fleet.attempts == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize(
    "code",
    ["auth_refused", "host_key_changed", "host_key_unknown", "no_common_algorithm", "auth_closed", "kex_timed_out"],
)
def test_whoever_was_reached_and_refused_is_not_tried_again(
    code: str, jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log-in that is refused again and again locks an account out."""
    fleet = Fleet(jobs, lambda _name, _attempt, _events: reason(code), monkeypatch)
    fleet.scan(Again(2, seconds=0))
    assert fleet.attempts == dict.fromkeys(NAMES, 1)
    assert code not in UNREACHABLE


def test_a_credential_refused_in_one_attempt_is_not_offered_in_the_next(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """db01 cannot be reached; then web01 refuses the credential that all share."""

    def step(name: str, _attempt: int, events: Events) -> Reason | None:
        if name == "db01":
            return REFUSED
        events.refused(jobs[0].target.credential)
        return reason("auth_refused")

    fleet = Fleet(jobs, step, monkeypatch)
    readings = fleet.scan(Again(2, seconds=0))
    assert fleet.attempts["db01"] == 1
    assert codes(readings)["db01"] == "connection_refused"
    assert sum(fleet.attempts.values()) == 2


def test_each_wait_is_longer_than_the_one_before() -> None:
    assert [Again(3).wait(attempt) for attempt in (1, 2, 3)] == [30, 120, 480]


def test_no_attempt_is_waited_for_that_the_deadline_would_not_allow(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = Fleet(jobs, lambda _name, _attempt, _events: REFUSED, monkeypatch)
    readings = fleet.scan(Again(2, seconds=3600), Deadline(time.monotonic() + 60, LATE))
    assert fleet.waits == []
    assert set(codes(readings).values()) == {"connection_refused"}
    assert sorted(fleet.kept) == sorted(NAMES)


def test_at_the_deadline_sessions_are_closed_and_every_target_says_so(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host hangs until its session is closed; the others, which share its credential, are not begun."""

    def step(_name: str, _attempt: int, events: Events) -> Reason | None:
        session = Hanging()
        events.opened(session)
        session.wait()
        return events.interrupted()

    fleet = Fleet(jobs, step, monkeypatch)
    readings = fleet.scan(Again(2, seconds=0), Deadline(time.monotonic(), LATE))
    assert set(codes(readings).values()) == {"run_deadline_passed"}


def test_what_was_read_before_the_deadline_is_kept_however_long_that_takes(
    jobs: tuple[scanning.Job, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_GRACE", 0.0)  # a person who pressed Ctrl-C waits; at the deadline nobody does
    fleet = Fleet(jobs, lambda _name, _attempt, _events: None, monkeypatch)
    keep = fleet.keep
    begun = threading.Event()

    def slowly(reading: HostReading) -> HostReading:
        begun.set()
        time.sleep(0.5)
        return keep(reading)

    monkeypatch.setattr(fleet, "keep", slowly)
    readings = fleet.scan(deadline=Deadline(time.monotonic() + 0.2, LATE))
    assert begun.is_set()
    assert fleet.kept
    assert {name for name, code in codes(readings).items() if code == "read"} == set(fleet.kept)


class Hanging:
    """A session that says nothing until it is closed."""

    def __init__(self) -> None:
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()

    def wait(self) -> None:
        assert self._closed.wait(60)
