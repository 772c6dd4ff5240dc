"""What one run could not read hides no change: fact by fact, the last run that could read it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, event, update

from checks.drift import Kind, TargetDrift
from checks.drift_watched import Subject
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from tenken import drifting
from tenken.store import comparing_facts, runs
from tenken.store.opening import Store
from tenken.store.schema import object_bytes, objects
from tests.unit.tenken.store.test_drift import Scanned, drift, facts, scanned, told

__all__ = ["scanned"]

UNREAD = Unknown(reason("timed_out", command="systemctl"))
HEAD = "id,targets,starts,ends,summary,approved_by\n"


def services(*names: str) -> Any:
    return Known(frozenset(names))


def without_services() -> dict[str, object]:
    return {name: one for name, one in facts("bash").items() if name != "services"}


OUTAGES = {
    "unknown": facts("bash", services=UNREAD),
    "not collected": without_services(),
    "not reached": None,
}


def spans(store: Store) -> list[tuple[str, str, list[str]]]:
    """Give, of each group of changes, the number of the run before, its start, and what changed."""
    found = drift(store)
    assert found
    return [(one.earlier[-3:], one.since[11:16], [change.item for change in one.changes]) for one in found.targets]


def of_two(store: Store, old: str, new: str, *, look_back: bool = False) -> tuple[TargetDrift, ...]:
    with store.reading() as connection:
        rows = [runs.find(connection, f"20261123T0{number}") for number in (old, new)]
        work = drifting.announced_with(connection, rows[1])
        return drifting.compared(connection, rows[0], rows[1], work, look_back=look_back).targets


def test_a_change_behind_an_outage_is_told_since_the_last_run_that_read_it(store: Store, scanned: Scanned) -> None:
    scanned(1, dict.fromkeys(OUTAGES, facts("bash")))
    scanned(2, OUTAGES)
    scanned(3, dict.fromkeys(OUTAGES, facts("bash", services=services("sshd.service", "implant.service"))))
    found = drift(store)
    assert found
    assert sorted(told(found)) == [(name, Subject.SERVICES, Kind.ADDED, "implant.service") for name in sorted(OUTAGES)]
    assert spans(store) == [("001", "01:00", ["implant.service"])] * 3
    assert len(found.unannounced) == 3


def test_each_fact_is_compared_with_its_own_last_reading(store: Store, scanned: Scanned) -> None:
    """The last run read the packages, the one before it nothing at all, and the services were read long ago."""
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("bash", services=UNREAD)})
    scanned(3, {"web01": None})
    scanned(4, {"web01": facts("bash", "nc", services=UNREAD)})
    assert spans(store) == [("002", "02:00", ["nc"])]  # and nothing of the services: neither could be read
    scanned(5, {"web01": facts("bash", services=services("implant.service"))})
    assert spans(store) == [("004", "04:00", ["nc"]), ("001", "01:00", ["implant.service", "sshd.service"])]


def test_a_target_that_was_not_reached_and_a_fact_that_was_not_read_before_it(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("bash", services=UNREAD)})
    scanned(3, {"web01": None})
    scanned(4, {"web01": facts("nc", services=services("implant.service"))})
    assert spans(store) == [("002", "02:00", ["bash", "nc"]), ("001", "01:00", ["implant.service", "sshd.service"])]


def test_what_did_not_change_or_was_never_read_is_not_told_as_a_change(store: Store, scanned: Scanned) -> None:
    absent = facts("bash", services=Absent(reason("no_systemd")))
    unread = facts("bash", services=UNREAD)
    scanned(1, {"as_it_was": facts("bash"), "had_none": absent, "never_read": unread})
    scanned(2, dict.fromkeys(("as_it_was", "had_none", "never_read"), unread))
    scanned(3, dict.fromkeys(("as_it_was", "had_none", "never_read"), facts("bash")))
    found = drift(store)
    assert told(found) == [
        ("had_none", Subject.SERVICES, Kind.ADDED, "sshd.service"),  # that it had none was read
        ("never_read", Subject.SERVICES, Kind.UNREAD_BEFORE, ""),
    ]
    assert [where for where, *_rest in spans(store)] == ["001", "002"]
    assert found
    assert [one.target for one in found.unannounced] == ["had_none"]


def test_no_more_runs_are_looked_at_than_the_manual_says(
    store: Store, scanned: Scanned, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(1, {"web01": facts("bash")})
    for number in (2, 3, 4):
        scanned(number, {"web01": facts("bash", services=UNREAD)})
    scanned(5, {"web01": facts("bash", services=services("implant.service"))})
    monkeypatch.setattr(comparing_facts, "_BACK", 2)
    assert told(drift(store)) == [("web01", Subject.SERVICES, Kind.UNREAD_BEFORE, "")]
    monkeypatch.setattr(comparing_facts, "_BACK", 3)
    assert spans(store) == [("001", "01:00", ["implant.service", "sshd.service"])]


def test_behind_a_reading_that_was_removed_with_time_nothing_is_claimed(store: Store, scanned: Scanned) -> None:
    """It may have been another one than both: that nothing changed would be as wrong as what changed."""
    scanned(1, {"web01": facts("bash", services=services("a.service"))})
    scanned(2, {"web01": facts("bash", services=services("b.service"))})
    with store.writing() as connection:
        connection.execute(delete(object_bytes))
        connection.execute(update(objects).values(pruned="2026-11-23T02:30:00+09:00"))
    scanned(3, {"web01": facts("bash", services=UNREAD)})
    scanned(4, {"web01": facts("bash", services=services("a.service"))})
    found = drift(store)
    assert told(found) == [("web01", Subject.SERVICES, Kind.UNREAD_BEFORE, "")]
    assert found
    (change,) = found.targets[0].changes
    assert change.why == reason("fact_removed_with_time")


def test_two_runs_that_are_named_are_compared_alone(store: Store, scanned: Scanned) -> None:
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("bash", services=UNREAD)})
    scanned(3, {"web01": facts("bash", services=services("implant.service"))})
    (one,) = of_two(store, "2", "3")
    assert (one.earlier[-3:], [change.kind for change in one.changes]) == ("002", [Kind.UNREAD_BEFORE])
    (one,) = of_two(store, "1", "3")
    assert [change.kind for change in one.changes] == [Kind.ADDED, Kind.REMOVED]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        made.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("url", [""])
def test_looking_back_costs_only_where_something_was_not_read(store: Store, scanned: Scanned) -> None:
    """At thousands of hosts it is the statements that take the time."""
    names = [f"web{number:03}" for number in range(66)]  # more than are in memory together
    unread = names[:9]
    scanned(1, dict.fromkeys(unread, facts("bash")))
    scanned(2, dict.fromkeys(names, facts("bash")))
    scanned(3, {**dict.fromkeys(names, facts("vi")), **dict.fromkeys(unread, facts("vi", services=UNREAD))})
    scanned(4, dict.fromkeys(names, facts("vi", "nc")))
    with statements(store) as alone:
        assert len(of_two(store, "3", "4")) == len(names)
    with statements(store) as looking:
        found = of_two(store, "3", "4", look_back=True)
    assert [change.item for one in found for change in one.changes] == ["nc"] * len(names)  # services are as they were
    assert len(looking) <= len(alone) + 2  # for all nine: which runs there are, and what the newest of them read


def works(found: Any) -> list[tuple[str, list[str], bool]]:
    return [(one.earlier[-3:], [name for name, _ in one.work], one.unannounced) for one in found.targets]


def test_work_during_an_outage_announces_what_was_last_read_before_it(store: Store, scanned: Scanned) -> None:
    """The same work says nothing about what the run after it read as it had been."""
    scanned(1, {"web01": facts("bash")})
    scanned(2, {"web01": facts("bash", services=UNREAD)})
    changed = facts("bash", "nc", services=services("implant.service"))
    period = "2026-11-23T01:20:00+09:00,2026-11-23T01:40:00+09:00"
    scanned(3, {"web01": changed}, changes_csv=f"{HEAD}W-1,web*,{period},更新,田中\n")
    assert works(drift(store)) == [("002", [], True), ("001", ["W-1"], False)]
    found = drift(store)
    assert found
    assert [one.earlier[-3:] for one in found.unannounced] == ["002"]


# Name of the target: when work on it began and ended, when the runs of 01:00 and 02:00 (a minute each) read it where
# that is known, and whether the work counts.
WORK = {
    "between": ("00:30:00", "01:30:00", "", "", True),
    "ended_in_run_before": ("00:30:00", "01:00:30", "", "", False),  # nothing tells which came first
    "ended_after_reading": ("00:30:00", "01:00:30", "01:00:10", "", True),
    "ended_before_reading": ("00:30:00", "01:00:30", "01:00:40", "", False),
    "began_in_this_run": ("02:00:30", "03:00:00", "", "", False),
    "began_before_reading": ("02:00:30", "03:00:00", "", "02:00:40", True),
    "began_after_reading": ("02:00:30", "03:00:00", "", "02:00:20", False),
    "before_both": ("00:00:00", "00:59:00", "", "", False),
    "after_both": ("02:02:00", "03:00:00", "", "", False),
}


def test_work_counts_when_it_was_surely_between_both_readings(store: Store, scanned: Scanned) -> None:
    """In doubt a change is unannounced: somebody looks at it then."""
    day = "2026-11-23T"
    told_by = [
        {name: [f"{day}{one[side]}+09:00"] if one[side] else [] for name, one in WORK.items()} for side in (2, 3)
    ]
    lines = (f"{name},{name},{day}{one[0]}+09:00,{day}{one[1]}+09:00,s,p\n" for name, one in WORK.items())
    scanned(1, dict.fromkeys(WORK, facts("bash")), read=told_by[0])
    scanned(2, dict.fromkeys(WORK, facts("nc")), read=told_by[1], changes_csv=HEAD + "".join(lines))
    found = drift(store)
    assert found
    assert {one.target: one.work for one in found.targets} == {
        name: ((name, "s"),) if one[4] else () for name, one in WORK.items()
    }
    assert {(one.since[11:19], one.until[11:19]) for one in found.targets} == {("01:00:00", "02:01:00")}
