"""What came of a repair, as data: for reports, for the store, and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from checks.remediation import RepairPlan
from inventories.reason import Reason

SCHEMA_VERSION = "1.0"


class Result(StrEnum):
    """How it ended for one control on one host; the first two are of check mode alone."""

    WOULD_CHANGE = "would_change"
    NO_CHANGE = "no_change"
    REPAIRED = "repaired"
    STILL_FAILING = "still_failing"  # although its play succeeded
    PLAY_FAILED = "play_failed"
    UNREACHABLE = "unreachable"
    NOT_TOLD = "not_told"  # the scan afterwards could not judge it
    NOT_RUN = "not_run"  # its batch was never begun


FINE = frozenset({Result.WOULD_CHANGE, Result.NO_CHANGE, Result.REPAIRED})


@dataclass(frozen=True, slots=True)
class Change:
    """One task that changed something, or would: its name, and the differences."""

    task: str
    diff: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One control on one host. `after`: its status in the scan afterwards, empty where there was none."""

    host: str
    control: str
    result: Result
    changes: tuple[Change, ...] = ()
    why: Reason | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """By whom a repair was allowed; all empty where the inventory waives the approval (`unattended`).

    `text` and `signature`: the approval file, and what `ssh-keygen -Y verify` takes.
    """

    by: str = ""
    role: str = ""
    text: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A failing control that is left to a person, and why."""

    host: str
    control: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Remediated:
    """One execution of `tenken remediate`, from the run before it to the runs after it. Times are ISO 8601 with zone.

    `finished` is empty in what is kept when it begins: a repair that was killed has no other record. `executors`: the
    accounts of who ran it on the ops host `host`. `runs_after`: the scans of what was repaired.
    """

    document: Literal["remediation"]
    schema_version: str
    run: str
    plan_sha256: str
    mode: Literal["check", "apply"]
    started: str
    finished: str
    host: str
    executors: tuple[str, ...]
    approved: Approved
    work_order: str
    outcomes: tuple[Outcome, ...]
    left: tuple[Left, ...]
    runs_after: tuple[str, ...]

    @property
    def counts(self) -> Mapping[Result, int]:
        """How many controls ended how."""
        return {one: sum(each.result is one for each in self.outcomes) for one in Result}


def left_of(plan: RepairPlan) -> tuple[Left, ...]:
    """Give what a plan leaves to persons."""
    return tuple(Left(one.host, control, why) for one in plan.hosts for control, why in sorted(one.left.items()))
