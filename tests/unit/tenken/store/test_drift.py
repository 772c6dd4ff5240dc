"""Two stored runs are compared by the readings that there are: per target, and only by runs that judged as much."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import delete

from checks.drift import Course, DriftSummary, Kind
from checks.drift_watched import Subject
from checks.finding import Finding, Status
from checks.run import Run
from inventories.reason import reason
from reports.redaction import masked
from scanners.facts.field import Known, Unknown
from scanners.facts.mounts import Mounts, Usage
from scanners.facts.packages import Packages
from scanners.facts.services import Services
from tenken import drifting
from tenken.evidence.sealing import Sealer
from tenken.store import comparing, objects, runs
from tenken.store.opening import Store
from tenken.store.recording import Recording
from tenken.store.schema import object_bytes
from tests.unit.tenken.store.conftest import Keep, beginning, finding, reading, record, run_of, target

WORK = """id,targets,starts,ends,summary,approved_by
W-1,web*,2026-11-23T00:30:00+09:00,2026-11-23T01:30:00+09:00,更新,田中
"""
NUMBER = "123456789018"  # satisfies the check digit of an individual number
Scanned = Callable[..., Run]


def facts(*packages: str, used: int = 5, services: Any = None) -> dict[str, object]:
    names = Known(frozenset(packages))
    return {
        "packages": Packages(names, Known(dict.fromkeys(packages, ("1.0",))), Known("dpkg")),
        "mounts": Mounts(Known((Usage("/", used, used),))),
        "services": Services(services or Known(frozenset({"sshd.service"})), Known(frozenset())),
    }


@pytest.fixture
def scanned(store: Store, sealer: Sealer) -> Scanned:
    """Store a run in which the targets told these facts (None: could not be read), with inputs of its policy.

    `read`: when the commands began on a target.
    """

    def scan(
        number: int,
        told: dict[str, Any],
        *more: str,
        findings: Sequence[Finding] = (),
        read: Mapping[str, Sequence[str]] | None = None,
        **policy: str,
    ) -> Run:
        results = [target(name, reachable=given is not None) for name, given in told.items()]
        found = [*findings] or [finding("any")]
        done = run_of(number, results, found, arguments=("--inventory=hosts", *more, "--depth=routine"))
        files = {name.replace("_", "."): objects.kept("input", text.encode()) for name, text in policy.items()}
        begun = dataclasses.replace(
            beginning(done), inputs={f"policy/{name}": one.sha256 for name, one in files.items()}
        )
        recording = Recording(store, begun, files.values())
        for name, given in told.items():
            if given is not None:
                one = reading(name, {}, given)
                moments = (read or {}).get(name, ())
                commands = tuple(dataclasses.replace(record(name, "sshd"), started=moment) for moment in moments)
                recording.keep(dataclasses.replace(one, commands=commands))
        recording.finish(done, sealer)
        return done

    return scan


def drift(store: Store, run: str = "latest") -> DriftSummary | None:
    with store.reading() as connection:
        return drifting.drift_of(connection, runs.find(connection, run))


def told(found: DriftSummary | None) -> list[tuple[str, str, str, str]]:
    assert found
    return [(one.target, change.subject, change.kind, change.item) for one in found.targets for change in one.changes]


def test_what_no_control_judges_is_told_and_marked_as_unannounced(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash"), "db01": facts("bash")})
    scanned(2, {"web01": facts("bash", "nc", used=90), "db01": facts("bash", used=91)})
    found = drift(store)
    assert told(found) == [("web01", Subject.PACKAGES, Kind.ADDED, "nc")]  # and nothing of what changes by itself
    assert found
    (one,) = found.unannounced
    assert (one.earlier, one.since, one.until) == (
        "20261123T010000-abc001",
        "2026-11-23T01:00:00+09:00",
        "2026-11-23T02:01:00+09:00",
    )
    assert not found.recorded
    assert found.contact is None


def test_announced_work_and_the_contact_are_those_that_the_run_was_judged_with(store: Store, scanned: Scanned) -> None:
    policy = {"changes_csv": WORK, "operations_yaml": f"contact: {{ja: 監査室 {NUMBER}, en: audit}}\n"}
    scanned(1, {"web01": facts("bash"), "db01": facts("bash")})
    scanned(2, {"web01": facts("nc"), "db01": facts("nc")}, **policy)
    found = drift(store)
    assert found
    assert [(one.target, one.work, one.unannounced) for one in found.targets] == [
        ("db01", (), True),
        ("web01", (("W-1", "更新"),), False),
    ]
    assert found.recorded
    shown = masked(run_of(2, [], [], drift=found)).drift
    assert shown
    assert shown.contact
    assert shown.contact.ja == "監査室 ************"


@pytest.mark.parametrize("cut", ["更新 ************,田中", "password=<cut:password>"])
def test_of_records_that_were_cut_what_can_still_be_read_counts(store: Store, scanned: Scanned, cut: str) -> None:
    """What looks like a password was cut to the end of its word, and the cell behind it was."""
    policy = {
        "changes_csv (cut)": WORK.replace("更新,田中", cut),
        "operations_yaml (cut)": "contact: {ja: <cut:password>, en: audit}\n",
    }
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("nc")}, **policy)
    found = drift(store)
    assert found
    assert found.contact
    assert [one.unannounced for one in found.targets] == ["田中" not in cut]
    assert found.recorded == ("田中" in cut)


def test_what_could_not_be_read_is_not_removed(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("bash", services=Unknown(reason("no_sudo")))})
    found = drift(store)
    assert told(found) == [("web01", Subject.SERVICES, Kind.UNREAD_NOW, "")]
    assert found
    assert found.unannounced == ()


def test_a_target_is_compared_with_the_last_run_that_could_read_it(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash"), "db01": facts("bash")})
    scanned(2, {"web01": facts("bash"), "db01": None})
    assert told(drift(store)) == []  # that it could not be read, its findings say
    scanned(3, {"web01": facts("bash"), "db01": facts("nc")})
    found = drift(store)
    assert found
    (one,) = found.targets
    assert (one.target, one.earlier[-3:], one.since) == ("db01", "001", "2026-11-23T01:00:00+09:00")
    assert [change.item for change in one.changes] == ["bash", "nc"]


def test_a_target_that_was_never_read_is_not_comparable(store: Store, scanned: Scanned) -> None:
    scanned(1, {"db01": None})
    scanned(2, {"db01": facts("bash")})
    assert told(drift(store)) == [("db01", Subject.TARGET, Kind.UNREAD_BEFORE, "db01")]


def test_targets_that_come_and_go_are_told(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web02": facts("bash")})
    assert told(drift(store)) == [
        ("web01", Subject.TARGET, Kind.REMOVED, "web01"),
        ("web02", Subject.TARGET, Kind.ADDED, "web02"),
    ]


def test_a_target_that_comes_back_is_told_with_what_changed_meanwhile(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash"), "web02": facts("bash")})
    scanned(2, {"web01": facts("bash")})
    scanned(3, {"web01": facts("bash"), "web02": facts("bash", "nc")})
    assert told(drift(store)) == [
        ("web02", Subject.TARGET, Kind.ADDED, "web02"),
        ("web02", Subject.PACKAGES, Kind.ADDED, "nc"),
    ]


def test_the_same_change_on_many_hosts_is_told_of_each(store: Store, scanned: Scanned) -> None:
    names = [f"web{number:03}" for number in range(150)]
    scanned(1, dict.fromkeys(names, facts("bash")))
    scanned(2, dict.fromkeys(names, facts("bash", "nc")))
    assert [one for one, *_rest in told(drift(store))] == names


def test_facts_whose_bytes_were_removed_with_time_are_not_comparable(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    with store.writing() as connection:
        connection.execute(delete(object_bytes))
    scanned(2, {"web01": facts("nc")})
    (change,) = told(drift(store))
    assert change == ("web01", Subject.PACKAGES, Kind.UNREAD_BEFORE, "")


def test_the_first_run_has_nothing_to_be_compared_with(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    assert drift(store) is None


def test_a_narrower_run_is_no_run_before_a_whole_one(store: Store, scanned: Scanned) -> None:
    failing = [finding(name, status=Status.FAIL) for name in ("web01", "db01")]
    whole = {"web01": facts("bash"), "db01": facts("bash")}
    scanned(1, whole, findings=failing)
    scanned(2, {"web01": facts("bash")}, "--limit=web01", findings=failing[:1])
    narrow = drift(store)
    assert narrow
    assert (narrow.previous[-3:], dict(narrow.counts), narrow.targets) == ("001", {Course.OPEN: 1}, ())
    scanned(3, whole, findings=failing)
    again = drift(store)
    assert again
    assert (again.previous[-3:], dict(again.counts)) == ("001", {Course.OPEN: 2})  # not new, though run 2 lacks one
    scanned(4, {"web01": facts("bash")}, "--limit=web01", findings=failing[:1])
    scanned(5, {"web01": facts("bash")}, "--limit=web01", findings=failing[:1])
    newest = drift(store)
    assert newest
    assert newest.previous[-3:] == "004"


def test_a_full_run_and_a_routine_one_are_apart(store: Store, kept: Keep) -> None:
    for number, depth in ((1, "routine"), (2, "full"), (3, "routine")):
        kept(run_of(number, [], [finding("a")], arguments=(f"--depth={depth}",)))
    with store.reading() as connection:
        before = comparing.previous(connection, runs.find(connection, "latest"))
        full = comparing.previous(connection, runs.find(connection, "20261123T02"))
    assert before is not None
    assert before.number == 1
    assert full is None


def test_a_run_that_ended_before_it_judged_leaves_nothing_gone(store: Store, kept: Keep) -> None:
    kept(run_of(1, [target("web01")], [finding("web01", status=Status.FAIL)]))
    kept(run_of(2, [], []))
    found = drift(store)
    assert found
    assert (found.findings, found.targets) == ((), ())


def test_findings_that_stay_open_are_counted_and_not_carried(store: Store, kept: Keep) -> None:
    for number, second in ((1, Status.PASS), (2, Status.FAIL)):
        kept(run_of(number, [], [finding("a", status=Status.FAIL), finding("b", status=second)]))
    found = drift(store)
    assert found
    assert dict(found.counts) == {Course.OPEN: 1, Course.NEW: 1}
    assert [change.course for change in found.findings] == [Course.NEW]
