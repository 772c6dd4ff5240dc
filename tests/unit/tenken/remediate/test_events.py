"""What a job of Ansible tells: whose task, what it changed, why it failed; and nothing that is only noise."""

from __future__ import annotations

from typing import Any

import pytest

from tenken.remediate.events import Event, read, written
from tenken.remediate.job import event_of


def told(name: str, task: str = "J13-UA-01: root", **result: Any) -> Event | None:
    return event_of(name, {"host": "a", "task": task, "res": result})


@pytest.mark.parametrize(
    ("task", "controls"),
    [
        ("J13-UA-01: root", ("J13-UA-01",)),
        ("J13-UA-01, J14-UA-06: both", ("J13-UA-01", "J14-UA-06")),
        ("X13-UA-01: own", ("X13-UA-01",)),
        ("Gather facts", ()),
        ("J13-UA-01", ()),
        ("see J13-UA-01: no", ()),
    ],
)
def test_a_task_names_the_controls_it_serves(task: str, controls: tuple[str, ...]) -> None:
    assert Event("ok", "a", task).controls == controls


def test_a_change_comes_with_its_difference() -> None:
    event = told("runner_on_ok", changed=True, diff={"before": "a\nb\n", "after": "a\nc\n", "before_header": "/etc/x"})
    assert event is not None
    assert event.kind == "changed"
    assert "-b" in event.diff.splitlines()
    assert "+c" in event.diff.splitlines()
    assert "/etc/x" in event.diff


def test_properties_that_change_are_a_difference_too() -> None:
    event = told("runner_on_ok", changed=True, diff={"before": {"mode": "0666"}, "after": {"mode": "0640"}})
    assert event is not None
    assert event.diff.splitlines()[-2:] == ["-mode: 0666", "+mode: 0640"]


def test_a_loop_is_told_by_its_items_and_not_once_more_at_its_end() -> None:
    item = told("runner_item_on_ok", changed=True, diff=[{"before": "1", "after": "2"}])
    end = told("runner_on_ok", changed=True, results=[{}], diff={"before": "1", "after": "2"})
    assert item is not None
    assert end is not None
    assert item.diff
    assert not end.diff


def test_a_failure_that_the_play_ignores_is_none() -> None:
    assert event_of("runner_on_failed", {"host": "a", "task": "t", "res": {}, "ignore_errors": True}) is None


def test_a_failure_says_why() -> None:
    event = told("runner_on_failed", msg="refused", stderr="line 3: bad\n")
    assert event is not None
    assert (event.kind, event.message) == ("failed", "refused / line 3: bad")


@pytest.mark.parametrize("name", ["playbook_on_start", "verbose", "runner_on_skipped"])
def test_what_says_nothing_of_a_host_is_left_out(name: str) -> None:
    assert told(name) is None


def test_a_difference_without_end_is_cut() -> None:
    event = told("runner_on_ok", changed=True, diff={"before": "", "after": "x\n" * 50_000})
    assert event is not None
    assert len(event.diff) < 21_000
    assert event.diff.endswith("…")


@pytest.mark.parametrize("line", [b"", b"PLAY [all]\n", b"[]", b'{"type":"other"}', b"\xff", b'{"type":"event"}'])
def test_a_line_that_no_job_writes_is_nothing(line: bytes) -> None:
    assert read(line) is None


def test_what_is_written_is_read_back() -> None:
    event = Event("changed", "a", "J13-UA-01: 根", diff="-a\n+b", message="")
    assert read(written(event)) == event
