"""What came of a repair: judged by return code, by the counts of each host and by the scan afterwards, all of them."""

from __future__ import annotations

import pytest

from checks.finding import Status
from checks.remediated import Result
from checks.remediation import HostRepair
from inventories.reason import reason
from tenken.remediate.events import Counts, Ended, Event
from tenken.remediate.outcome import applied, checked, failed_hosts, not_run, plays
from tenken.remediate.running import Played

A = HostRepair("a", "lgwan", "", {"J13-UA-01": {}, "J13-UA-19": {}}, {})
B = HostRepair("b", "lgwan", "", {"J13-UA-19": {}}, {})
GOOD = Counts(ok=5, changed=1)
ROOT = "J13-UA-01: root does not log in"


def played(*events: Event, code: int = 0, status: str = "successful", **hosts: Counts) -> Played:
    return Played(events, Ended(status, code, hosts), "")


def result(told: Played, host: str = "a", control: str = "J13-UA-01", status: Status | None = Status.PASS) -> Result:
    """The result of one control, where the scan afterwards gave every control this status."""
    after = {(one.host, each): status for one in (A, B) for each in one.controls} if status else {}
    found = applied((A, B), plays((A, B), told), after)
    (one,) = [each for each in found if (each.host, each.control) == (host, control)]
    return one.result


def test_repaired_is_what_the_scanner_saw_pass_after_a_play_that_succeeded() -> None:
    assert result(played(a=GOOD, b=GOOD)) is Result.REPAIRED


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.FAIL, Result.STILL_FAILING),
        (Status.UNKNOWN, Result.NOT_TOLD),
        (Status.NOT_APPLICABLE, Result.NOT_TOLD),
        (Status.WAIVED, Result.NOT_TOLD),
        (None, Result.NOT_TOLD),
    ],
)
def test_a_play_that_succeeded_alone_repairs_nothing(status: Status | None, expected: Result) -> None:
    assert result(played(a=GOOD, b=GOOD), status=status) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            played(Event("failed", "a", ROOT, message=""), code=2, a=Counts(ok=3, failed=1), b=GOOD),
            Result.PLAY_FAILED,
        ),
        (played(code=2, a=Counts(ok=3, failed=1), b=GOOD), Result.PLAY_FAILED),
        (played(Event("unreachable", "a", ROOT), code=4, a=Counts(ok=3, unreachable=1), b=GOOD), Result.UNREACHABLE),
        (played(code=4, a=Counts(unreachable=1), b=GOOD), Result.UNREACHABLE),
        (played(b=GOOD), Result.PLAY_FAILED),  # the host is in no count at all
        (played(a=Counts(), b=GOOD), Result.PLAY_FAILED),  # nothing was done there
        (played(code=250, status="failed", a=GOOD, b=GOOD), Result.PLAY_FAILED),  # nobody's count explains the code
        (Played((Event("changed", "a", ROOT),), None, "Killed"), Result.PLAY_FAILED),  # the job never came to its end
    ],
)
def test_a_play_that_failed_is_never_shown_as_repaired_though_the_scanner_saw_it_pass(
    told: Played, expected: Result
) -> None:
    assert result(told, status=Status.PASS) is expected
    assert result(told, control="J13-UA-19", status=Status.PASS) is expected  # nor any other control of that host


def test_a_host_that_died_does_not_take_the_others_with_it() -> None:
    told = played(Event("unreachable", "a", ROOT), code=4, a=Counts(ok=1, unreachable=1), b=GOOD)
    assert result(told, host="b", control="J13-UA-19") is Result.REPAIRED
    found = applied((A, B), plays((A, B), told), {("b", "J13-UA-19"): Status.PASS})
    assert failed_hosts(found) == {"a"}


def test_a_failure_that_ansible_rescued_or_ignored_counts_as_none() -> None:
    told = played(Event("failed", "a", ROOT, message="tried"), a=Counts(ok=6, changed=1), b=GOOD)
    assert result(told) is Result.REPAIRED


def test_why_a_play_failed_names_the_task_and_its_words() -> None:
    told = played(Event("failed", "a", ROOT, message="sshd -t: bad"), code=2, a=Counts(ok=1, failed=1), b=GOOD)
    why = plays((A,), told)["a"].why
    assert why == reason("repair_task_failed", task=ROOT, message="sshd -t: bad")


def test_check_mode_says_what_would_change_by_control() -> None:
    told = played(
        Event("changed", "a", ROOT, diff="-yes\n+no"),
        Event("changed", "a", ROOT, diff="-1\n+2"),
        Event("ok", "a", "J13-UA-19: kernel"),
        a=GOOD,
        b=GOOD,
    )
    by_control = {(one.host, one.control): one for one in checked((A, B), plays((A, B), told))}
    assert by_control["a", "J13-UA-01"].result is Result.WOULD_CHANGE
    assert [(each.task, each.diff) for each in by_control["a", "J13-UA-01"].changes] == [(ROOT, "-yes\n+no\n-1\n+2")]
    assert by_control["a", "J13-UA-19"].result is Result.NO_CHANGE
    assert by_control["b", "J13-UA-19"].result is Result.NO_CHANGE


def test_a_task_that_serves_several_controls_changes_each_of_them() -> None:
    told = played(Event("changed", "a", "J13-UA-01, J13-UA-19: reload"), a=GOOD, b=GOOD)
    assert set(plays((A,), told)["a"].changes) == {"J13-UA-01", "J13-UA-19"}


def test_batches_that_were_never_begun_say_so() -> None:
    (one,) = not_run([(B,)], reason("repair_interrupted"))
    assert (one.host, one.control, one.result, one.why) == (
        "b", "J13-UA-19", Result.NOT_RUN, reason("repair_interrupted"),
    )  # fmt: skip
