"""One summary of a run, shared by every format: counts, the 17 cells, rates, gaps, and the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from checks.finding import Finding, Severity, Status
from checks.judging import japanese_date
from checks.run import BaselineRef, CommandRecord, ExceptionRecord, Run, TargetResult
from inventories.reason import Reason, reason
from reports.redaction import masked
from reports.wording import Controls

CLASSES = ("MG", "UA", "FT", "PW", "AC", "DP", "CP")
# Article 13 has three classes of measures, Articles 14 and 15 have all seven.
CELLS = tuple((article, code) for article in ("13", "14", "15") for code in CLASSES[: 3 if article == "13" else 7])

# What an operator accepts beforehand with --no-sudo: sudo was never tried. A refusal by the target is another matter.
ACCEPTED_CODES = frozenset({"no_sudo"})
# What the depth of the scan leaves out: no part of the chosen plan.
LEFT_OUT_CODES = frozenset({"full_depth_only"})
# The platform of a server that nobody logs in to: what runs on it was not looked at, whatever its controller told.
_CONTROLLER_ALONE = "bmc_lanplus"

# By the reason's code: the text (report_lift_…) that says what would let the state be read.
LIFTS = {
    "no_sudo": "lift_sudo",
    "sudo_denied": "lift_sudo",
    "sudo_stopped": "lift_sudo",
    "sudo_password_required": "lift_sudo",
    "sudo_missing": "lift_sudo",
    "sudo_needs_terminal": "lift_sudo",
    "timed_out": "lift_slow",
    "tool_missing": "lift_tool",
    "tool_missing_on_gateway": "lift_tool_gateway",
    "tool_missing_on_ops": "lift_tool_ops",
    "full_depth_only": "lift_depth",
    "no_register": "lift_register",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings have each status."""

    by_status: tuple[tuple[Status, int], ...]

    def of(self, status: Status) -> int:
        """Give the number of findings with this status."""
        return dict(self.by_status)[status]

    @property
    def total(self) -> int:
        """All findings."""
        return sum(number for _, number in self.by_status)


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of the findings that share a key: an article and class, a system, a severity, …"""

    key: tuple[str, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the applicable findings of one method pass; never merged with the other method's."""

    passed: int
    of: int

    @property
    def percent(self) -> str:
        """One decimal, cut and not rounded: 99.96 % is not 100 %."""
        tenths = self.passed * 1000 // self.of if self.of else 0
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the 17 cells, by article and class: its counts, and both rates."""

    key: tuple[str, ...]
    counts: Counts
    machine: Rate
    attested: Rate


@dataclass(frozen=True, slots=True)
class UnknownControl:
    """One control that is unknown for one reason: on how many subjects, and the privileged commands it rests on."""

    control: str
    subjects: int
    root_commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownGroup:
    """All findings that are unknown for reasons of one code; `example` is the first, `lift` names a label."""

    code: str
    example: Reason
    count: int
    lift: str
    controls: tuple[UnknownControl, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The registered assets: those scanned, those not reached, those that no scanner reads (未点検)."""

    total: int
    reached: int
    unreachable: tuple[TargetResult, ...]
    not_scanned: tuple[TargetResult, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that the formats share. `run` is masked (`reports.redaction`): show this, never the original."""

    run: Run
    counts: Counts
    cells: tuple[Cell, ...]
    by_article_severity: tuple[Row, ...]
    by_system: tuple[Row, ...]
    by_segment: tuple[Row, ...]
    by_severity: tuple[Row, ...]
    by_measure: tuple[Row, ...]
    machine: Rate
    attested: Rate
    nonconforming: tuple[Finding, ...]
    unattested: tuple[Finding, ...]
    unknowns: tuple[UnknownGroup, ...]
    coverage: Coverage
    drafts: tuple[BaselineRef, ...]
    overdue: tuple[BaselineRef, ...]  # baselines whose review was due before the run (第27条)
    notable_exceptions: tuple[ExceptionRecord, ...]  # those that end soon, and those without effect


def _counts(findings: Iterable[Status]) -> Counts:
    number = Counter(findings)
    return Counts(tuple((status, number[status]) for status in Status))


def _rows(
    findings: tuple[Finding, ...],
    keys: Callable[[Finding], Iterable[tuple[str, ...]]],
    always: Iterable[tuple[str, ...]] = (),
) -> tuple[Row, ...]:
    """Count by key; the keys of `always` come first in their order, even when empty, others sorted after them."""
    numbers: dict[tuple[str, ...], list[Status]] = {key: [] for key in always}
    known = len(numbers)
    for finding in findings:
        for key in keys(finding):
            numbers.setdefault(key, []).append(finding.status)
    order = [*list(numbers)[:known], *sorted(list(numbers)[known:])]
    return tuple(Row(key, _counts(numbers[key])) for key in order)


def _rate(findings: tuple[Finding, ...], method: str) -> Rate:
    applicable = [item for item in findings if item.method == method and item.status is not Status.NOT_APPLICABLE]
    return Rate(sum(item.status is Status.PASS for item in applicable), len(applicable))


def _cells(findings: tuple[Finding, ...]) -> tuple[Cell, ...]:
    by_cell: dict[tuple[str, str], list[Finding]] = {key: [] for key in CELLS}
    for finding in findings:
        by_cell.setdefault((str(finding.article), finding.class_code), []).append(finding)
    order = [*CELLS, *sorted(by_cell.keys() - set(CELLS))]
    return tuple(
        Cell(key, _counts(one.status for one in own), _rate(own, "machine"), _rate(own, "attested"))
        for key, own in ((key, tuple(by_cell[key])) for key in order)
    )


def by_gravity(finding: Finding) -> tuple[int, str, str]:
    """Sort key: the worst first, then by control and subject."""
    return -finding.severity.rank, finding.control, finding.subject


def _unknowns(run: Run) -> tuple[UnknownGroup, ...]:
    root = {(item.target, item.probe): item.command for item in run.commands if item.root}
    missed = {target.name: target.execs for target in run.targets if target.scanned and not target.reachable}
    groups: dict[str, list[Finding]] = {}
    for finding in run.findings:
        if finding.status is Status.UNKNOWN:
            groups.setdefault(finding.reason.code if finding.reason else "", []).append(finding)
    made = [
        UnknownGroup(
            code,
            findings[0].reason or Reason("report_none"),
            len(findings),
            _lift(code, {finding.subject for finding in findings}, missed),
            _unknown_controls(findings, root),
        )
        for code, findings in groups.items()
    ]
    return tuple(sorted(made, key=lambda group: (-group.count, group.code)))


def _lift(code: str, subjects: set[str], missed: Mapping[str, int]) -> str:
    """Name the label that says what would let the state be read; `missed`: execs on each target that told nothing."""
    if not subjects <= missed.keys():
        return LIFTS.get(code, "lift_other")
    # The commands ran, on the ops host or a gateway: it is the facility that did not answer.
    asked = all(missed[subject] for subject in subjects)
    return LIFTS.get(code, "lift_reach_facility") if asked else "lift_reach"


def _unknown_controls(findings: list[Finding], root: dict[tuple[str, str], str]) -> tuple[UnknownControl, ...]:
    subjects = Counter(finding.control for finding in findings)
    commands: dict[str, set[str]] = {control: set() for control in subjects}
    for finding in findings:
        for probe in finding.evidence:
            if (finding.subject, probe) in root:
                commands[finding.control].add(root[finding.subject, probe])
    return tuple(
        UnknownControl(control, subjects[control], tuple(sorted(commands[control]))) for control in sorted(subjects)
    )


def _coverage(targets: tuple[TargetResult, ...]) -> Coverage:
    unreachable = tuple(target for target in targets if target.scanned and not target.reachable)
    not_scanned = tuple(
        replace(target, reason=target.reason or reason("only_controller_read"))
        if target.reachable and target.platform == _CONTROLLER_ALONE
        else target
        for target in targets
        if not target.scanned or (target.reachable and target.platform == _CONTROLLER_ALONE)
    )
    return Coverage(len(targets), len(targets) - len(unreachable) - len(not_scanned), unreachable, not_scanned)


def summarise(run: Run, controls: Controls) -> Summary:
    """Mask the run and count it."""
    run = masked(run)
    findings = run.findings
    segments = {target.name: target.segment for target in run.targets}
    measures = {name: control.measure_types for name, control in controls.items()}
    severities = [severity.value for severity in reversed(Severity)]
    return Summary(
        run=run,
        counts=_counts(finding.status for finding in findings),
        cells=_cells(findings),
        by_article_severity=_rows(
            findings,
            lambda one: [(str(one.article), one.severity.value)],
            [(str(article), severity) for article in (13, 14, 15) for severity in severities],
        ),
        by_system=_rows(findings, lambda one: [(one.system,)], sorted({(target.system,) for target in run.targets})),
        by_segment=_rows(
            findings,
            lambda one: [(segments.get(one.subject, ""),)],
            sorted({(target.segment,) for target in run.targets}),
        ),
        by_severity=_rows(findings, lambda one: [(one.severity.value,)], [(severity,) for severity in severities]),
        by_measure=_rows(
            findings,
            lambda one: [(measure,) for measure in measures.get(one.control, ())],
            [("抑止",), ("予防",), ("検出",), ("回復",)],
        ),
        machine=_rate(findings, "machine"),
        attested=_rate(findings, "attested"),
        nonconforming=tuple(sorted((one for one in findings if one.status is Status.FAIL), key=by_gravity)),
        unattested=tuple(sorted((one for one in findings if one.status is Status.UNATTESTED), key=by_gravity)),
        unknowns=_unknowns(run),
        coverage=_coverage(run.targets),
        drafts=tuple(ref for ref in run.baselines if not ref.approved_by),
        overdue=tuple(ref for ref in run.baselines if ref.next_review and ref.next_review < _day(run)),
        notable_exceptions=tuple(one for one in run.exceptions if one.standing != "valid"),
    )


def _day(run: Run) -> str:
    """Give the day of judging in Japan, ISO 8601."""
    return japanese_date(run.as_of).isoformat()


def _accepted(finding: Finding, named: frozenset[str], *, gaps: bool) -> bool:
    code = finding.reason.code if finding.reason else ""
    return (code in LEFT_OUT_CODES and finding.control not in named) or (gaps and code in ACCEPTED_CODES)


def exit_status(run: Run, fail_on: Severity | None, named: frozenset[str] = frozenset()) -> int:
    """Give the exit status of a finished scan: 0, 1 or 3 (2, a usage or configuration error, ends it before a run).

    3 where a target or a control of the plan could not be judged, and wins over 1, which says that something failed or
    is unattested at or above `fail_on` (None: never). What the operator accepted causes no 3: an unknown under an
    exception (its status is waived), with --no-sudo one that only wants sudo, and a heavy control in a routine scan
    that was not `named` on the command line. Neither does an asset that no scanner reads; but a run that read or judged
    nothing at all can say nothing.
    """
    unknown = [finding for finding in run.findings if finding.status is Status.UNKNOWN]
    unreached = any(target.scanned and not target.reachable for target in run.targets)
    # A run that calls itself incomplete without a finding to show for it has lost something.
    unexplained = run.status == "incomplete" and not unknown
    nothing_read = not any(target.scanned and target.reachable for target in run.targets)
    nothing_judged = len(unknown) == len(run.findings)
    open_gap = any(not _accepted(finding, named, gaps=run.accepted_gaps) for finding in unknown)
    if run.status == "aborted" or nothing_read or nothing_judged or unreached or unexplained or open_gap:
        return 3
    if fail_on is None:
        return 0
    failing = (Status.FAIL, Status.UNATTESTED)
    return int(any(item.status in failing and item.severity.rank >= fail_on.rank for item in run.findings))


def commands_by_probe(records: Iterable[CommandRecord]) -> dict[tuple[str, str], CommandRecord]:
    """Index commands by target and probe: a finding's evidence names probes on its subject."""
    return {(record.target, record.probe): record for record in records}
