"""What came of each control on each host: from what Ansible told, and from what the scanner saw afterwards. Pure.

Only the scanner calls a control repaired, and only where the whole play of its host succeeded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.finding import Status
from checks.remediated import FINE, Change, Outcome, Result
from checks.remediation import HostRepair
from inventories.reason import Reason, reason
from tenken.remediate.events import Event
from tenken.remediate.running import Played


@dataclass(frozen=True, slots=True)
class HostPlay:
    """How the play of one host ended: `failure` is None where it succeeded."""

    failure: Result | None
    why: Reason | None
    changes: Mapping[str, tuple[Change, ...]]


def plays(batch: Iterable[HostRepair], played: Played) -> dict[str, HostPlay]:
    """Judge a job by its return code and by the counts of every host; what neither explains has failed."""
    return {one.host: _play(one, played) for one in batch}


def checked(batch: Iterable[HostRepair], told: Mapping[str, HostPlay]) -> tuple[Outcome, ...]:
    """Give the outcomes of check mode."""
    return tuple(
        Outcome(
            one.host,
            control,
            play.failure or (Result.WOULD_CHANGE if play.changes.get(control) else Result.NO_CHANGE),
            play.changes.get(control, ()),
            play.why,
        )
        for one in batch
        for play in (told[one.host],)
        for control in sorted(one.controls)
    )


def applied(
    batch: Iterable[HostRepair], told: Mapping[str, HostPlay], after: Mapping[tuple[str, str], Status]
) -> tuple[Outcome, ...]:
    """Give the outcomes of a batch that was played and scanned again. `after`: by host and control."""
    return tuple(
        _applied(one.host, control, told[one.host], after.get((one.host, control)))
        for one in batch
        for control in sorted(one.controls)
    )


def not_run(batches: Iterable[Iterable[HostRepair]], why: Reason) -> tuple[Outcome, ...]:
    """Give the outcomes of batches that were not begun."""
    return tuple(
        Outcome(one.host, control, Result.NOT_RUN, why=why)
        for batch in batches
        for one in batch
        for control in sorted(one.controls)
    )


def failed_hosts(outcomes: Iterable[Outcome]) -> frozenset[str]:
    """Give the hosts on which something did not end well."""
    return frozenset(one.host for one in outcomes if one.result not in FINE)


def _applied(host: str, control: str, play: HostPlay, status: Status | None) -> Outcome:
    after = str(status) if status else ""
    changes = play.changes.get(control, ())
    if play.failure:
        return Outcome(host, control, play.failure, changes, play.why, after)
    if status is Status.PASS:
        return Outcome(host, control, Result.REPAIRED, changes, None, after)
    if status is Status.FAIL:
        return Outcome(host, control, Result.STILL_FAILING, changes, None, after)
    return Outcome(host, control, Result.NOT_TOLD, changes, None, after)


def _play(one: HostRepair, played: Played) -> HostPlay:
    own = [event for event in played.events if event.host == one.host]
    changes: dict[str, list[Change]] = {}
    for event in own:
        if event.kind == "changed":
            for control in event.controls or tuple(one.controls):
                changes.setdefault(control, []).append(Change(event.task, event.diff))
    failure, why = _failure(one.host, own, played)
    return HostPlay(failure, why, {control: _merged(found) for control, found in changes.items()})


def _failure(host: str, own: list[Event], played: Played) -> tuple[Result | None, Reason | None]:
    ended = played.ended
    counts = ended.hosts.get(host) if ended else None
    for kind, result in (("unreachable", Result.UNREACHABLE), ("failed", Result.PLAY_FAILED)):
        last = next((event for event in reversed(own) if event.kind == kind), None)
        if counts is None or getattr(counts, kind):
            if last:
                return result, reason(f"repair_task_{kind}", task=last.task, message=last.message)
            if counts:
                return result, reason(f"repair_host_{kind}")
    if ended is None:
        return Result.PLAY_FAILED, reason("repair_job_without_end", said=played.said[-300:])
    if counts is None or not (counts.ok or counts.changed):
        said = played.said[-300:]
        return Result.PLAY_FAILED, reason("repair_host_not_played", status=ended.status, said=said)
    explained = any(each.failed or each.unreachable for each in ended.hosts.values())
    if ended.return_code != 0 and not explained:
        return Result.PLAY_FAILED, reason("repair_job_failed", returned=ended.return_code, status=ended.status)
    return None, None


def _merged(found: list[Change]) -> tuple[Change, ...]:
    """Join what the items of one task's loop changed."""
    by_task: dict[str, list[str]] = {}
    for one in found:
        by_task.setdefault(one.task, []).append(one.diff)
    joined = {task: "\n".join(dict.fromkeys(diff for diff in diffs if diff)) for task, diffs in by_task.items()}
    return tuple(Change(task, diff) for task, diff in joined.items())
