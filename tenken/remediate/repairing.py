"""A plan carried out, batch by batch: each is played, then scanned again, before the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from checks.finding import Status
from checks.remediated import Outcome
from checks.remediation import HostRepair, RepairPlan, batches
from inventories.reason import ConfigError, Reason, reason
from tenken.remediate import outcome
from tenken.remediate.events import Event
from tenken.remediate.running import Order, play

Batch = tuple[HostRepair, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scan of a batch saw afterwards: the run, and by host and control the status."""

    run: str
    statuses: Mapping[tuple[str, str], Status]


@dataclass(frozen=True, slots=True)
class Pace:
    """How many hosts at once, and at which share of failed hosts (percent of those tried) nothing more is begun."""

    serial: int
    stop_above: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What goes along with a repair.

    `told` hears every event; `rescan` scans a batch; `still_allowed` raises ConfigError where no more may begin.
    """

    told: Callable[[Event], None]
    rescan: Callable[[Batch], Seen]
    still_allowed: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a plan: an outcome for each control on each host, and the runs that saw it."""

    outcomes: tuple[Outcome, ...]
    runs: tuple[str, ...]


def check(plan: RepairPlan, order: Order, pace: Pace, told: Callable[[Event], None]) -> Done:
    """Play every batch in check mode: nothing is changed."""
    found: list[Outcome] = []
    left = list(batches(plan, pace.serial))
    while left:
        batch = left.pop(0)
        played = play(batch, order, told)
        found += outcome.checked(batch, outcome.plays(batch, played))
        if played.interrupted:
            found += outcome.not_run(left, reason("repair_interrupted"))
            break
    return Done(tuple(found), ())


def repair(plan: RepairPlan, order: Order, pace: Pace, watch: Watch) -> Done:
    """Repair every batch and scan it again.

    What was begun comes to its end. After an interruption too the hosts that were touched are scanned, and the others
    say that nothing was done.
    """
    found: list[Outcome] = []
    runs: list[str] = []
    left = list(batches(plan, pace.serial))
    while left:
        if stop := _stop(found, pace, watch.still_allowed):
            break
        batch = left.pop(0)
        played = play(batch, order, watch.told)
        seen = watch.rescan(batch)
        runs.append(seen.run)
        found += outcome.applied(batch, outcome.plays(batch, played), seen.statuses)
        if played.interrupted:
            stop = reason("repair_interrupted")
            break
    else:
        stop = None
    return Done((*found, *(outcome.not_run(left, stop) if stop else ())), tuple(runs))


def _stop(found: Iterable[Outcome], pace: Pace, still_allowed: Callable[[], None]) -> Reason | None:
    """Give why no further batch may begin."""
    every = tuple(found)
    tried = {one.host for one in every}
    failed = outcome.failed_hosts(every)
    if tried and 100 * len(failed) > pace.stop_above * len(tried):
        return reason("repair_stopped_by_failures", failed=len(failed), tried=len(tried), percent=pace.stop_above)
    try:
        still_allowed()
    except ConfigError as problem:
        return problem.reason
    return None
