"""One execution of the tool, as data: everything that reports are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from checks.drift import DriftSummary
from checks.finding import Finding
from inventories.reason import Reason


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """One command that ran on a target (Art. 17).

    `started` is ISO 8601 by the ops host's clock; it is empty and `status` None where the command did not run, and
    `reason` says why. `stdout_sha256` is of the output as it arrived, but of what was left where something was cut.
    Probes called `session.…` are what a log-in to a device sends beside the commands; they have no status.
    """

    target: str
    probe: str
    command: str
    root: bool
    started: str
    status: int | None
    seconds: float
    stdout_bytes: int
    stdout_sha256: str
    truncated: bool
    reason: Reason | None
    via: str = "target"  # where it ran
    subject: str = "target"  # whose state it tells
    account: str = ""  # who ran it there
    evidence: str = ""  # SHA-256 of the output as it is stored, redacted; empty where it is not
    cut: int = 0  # how many secrets and personal numbers were cut from it


@dataclass(frozen=True, slots=True)
class TargetResult:
    """How one target was reached. `scanned` is False for an asset that no scanner reads (未点検)."""

    name: str
    system: str
    segment: str
    contractor: str
    platform: str  # distribution family, empty where not known
    address: str
    account: str
    scanned: bool
    reachable: bool
    reason: Reason | None  # why not scanned or not reached, else None
    connections: int
    execs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What was read from one target, as plain data (`facts_file.plain_facts`): fact, field, then its state.

    `family` is empty and `facts` too where nothing was read.
    """

    target: str
    family: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BaselineRef:
    """Which baseline judged one system. `approved_by` empty means 未承認（案）.

    `amendment`: of the regulation that it rests on. `reviewed_on` and `next_review` are ISO 8601 dates (第27条), empty
    where there is none.
    """

    system: str
    name: str
    version: str
    digest: str
    approved_by: str
    approved_on: str
    amendment: str = ""
    reviewed_on: str = ""
    next_review: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionRecord:
    """One exception (例外措置) of the policy and what it was worth when the run was judged.

    `scope`: its targets, `group:NAME` and `system:NAME`; each kind that is named must fit. `standing`: valid, expiring,
    expired, future, unapproved or wrong_role; the first two alone have effect. `why` says it with its values. Dates are
    ISO 8601, empty where there is none.
    """

    id: str
    control: str
    scope: tuple[str, ...]
    standing: str
    applicant: str
    approved_by: str
    approved_on: str
    expires: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Run:
    """A finished, incomplete or aborted scan. Times are ISO 8601 with zone.

    `facts` is empty unless a report asked for them: for a fleet they are large.
    """

    id: str
    status: Literal["complete", "incomplete", "aborted"]
    started: str
    finished: str
    tool_version: str
    arguments: tuple[str, ...]
    inventory_digest: str
    baselines: tuple[BaselineRef, ...]
    targets: tuple[TargetResult, ...]
    findings: tuple[Finding, ...]
    commands: tuple[CommandRecord, ...]
    accepted_gaps: bool  # --no-sudo: what could not be read for want of sudo was accepted beforehand
    exceptions: tuple[ExceptionRecord, ...] = ()
    facts: tuple[HostFacts, ...] = ()
    as_of: int = 0  # the moment of judging, epoch seconds
    work_order: str = ""  # 作業申請番号, where one was given
    drift: DriftSummary | None = None  # since the run before, where the run is kept
