"""JSON with a published schema, and JSON Lines of the same records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from checks.finding import Finding, Severity, Status
from checks.run import BaselineRef, CommandRecord, Run, TargetResult
from checks.run import ExceptionRecord as KeptException
from reports.coded import Coded, coded, optional
from reports.drift_json import DriftRecord, drift_record
from reports.messages import Language
from reports.summary import Summary, commands_by_probe, summarise
from reports.wording import Controls

SCHEMA_VERSION = "1.2"


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """The baseline (点検基準) that judged one system; `approved` false means an unapproved draft (未承認（案）).

    `amendment`: of the regulation that it rests on; `next_review`: when it is to be reviewed again (第27条).
    """

    system: str
    name: str
    version: str
    digest: str
    approved: bool
    approved_by: str
    approved_on: str
    amendment: str
    reviewed_on: str
    next_review: str


class RunRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """One execution of the tool. Times are ISO 8601 with zone. `work_order`: 作業申請番号, where one was given."""

    id: str
    status: str
    started: str
    finished: str
    baselines: list[Baseline]
    tool_version: str
    arguments: list[str]
    work_order: str


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """How one registered asset was reached; `scanned` false: no scanner reads it (未点検)."""

    name: str
    system: str
    segment: str
    platform: str
    scanned: bool
    reachable: bool
    reason: Coded | None
    connections: int
    execs: int
    seconds: float


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """What a verdict rests on: a command on the subject, when it ran, and the SHA-256 of its standard output.

    `stored`: the SHA-256 of that output as it is kept, redacted (null where it is not kept). All but `probe` are null
    where no command of that name is recorded for the subject.
    """

    probe: str
    command: str | None
    sha256: str | None
    stored: str | None
    started: str | None
    seconds: float | None


class FindingRecord(Struct, frozen=True, forbid_unknown_fields=True, rename={"class_code": "class"}):
    """One control on one subject. `judged_status` is the status without the exception."""

    subject: str
    system: str
    control: str
    article: int
    class_code: str
    severity: Severity
    status: Status
    judged_status: Status
    method: str
    expected: list[Coded]
    actual: list[Coded]
    reason: Coded | None
    evidence: list[Evidence]
    exception: str | None


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """One command of the plan on one target; `status` is null where it did not run, `reason` then says why.

    `account`: who ran it there. `evidence`: the SHA-256 of its output as it is kept, from which `cut` secrets and
    personal numbers were cut; null where it is not kept.
    """

    target: str
    probe: str
    command: str
    root: bool
    started: str
    status: int | None
    seconds: float
    stdout_bytes: int
    sha256: str
    truncated: bool
    reason: Coded | None
    via: str
    subject: str
    account: str
    evidence: str | None
    cut: int


class ExceptionRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """An exception (例外措置) of the policy; `standing` valid and expiring have effect, the others have none."""

    id: str
    control: str
    scope: list[str]
    standing: str
    applicant: str
    approved_by: str
    approved_on: str
    expires: str
    state: Coded


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """A run with its targets, findings, commands and the exceptions of its policy.

    `drift`: what changed since the run before; null where there is none, or the run is not kept.
    """

    schema_version: str
    run: RunRecord
    targets: list[Target]
    findings: list[FindingRecord]
    commands: list[Command]
    exceptions: list[ExceptionRecord]
    drift: DriftRecord | None


def _baseline(ref: BaselineRef) -> Baseline:
    return Baseline(
        ref.system,
        ref.name,
        ref.version,
        ref.digest,
        bool(ref.approved_by),
        ref.approved_by,
        ref.approved_on,
        ref.amendment,
        ref.reviewed_on,
        ref.next_review,
    )


def _target(one: TargetResult) -> Target:
    return Target(
        one.name,
        one.system,
        one.segment,
        one.platform,
        one.scanned,
        one.reachable,
        optional(one.reason),
        one.connections,
        one.execs,
        one.seconds,
    )


def _evidence(probe: str, record: CommandRecord | None) -> Evidence:
    if record is None:
        return Evidence(probe, None, None, None, None, None)
    return Evidence(
        probe,
        record.command,
        record.stdout_sha256,
        record.evidence or None,
        record.started or None,
        record.seconds,
    )


def _finding(one: Finding, commands: dict[tuple[str, str], CommandRecord]) -> FindingRecord:
    return FindingRecord(
        subject=one.subject,
        system=one.system,
        control=one.control,
        article=one.article,
        class_code=one.class_code,
        severity=one.severity,
        status=one.status,
        judged_status=one.judged_status,
        method=one.method,
        expected=[coded(item) for item in one.expected],
        actual=[coded(item) for item in one.actual],
        reason=optional(one.reason),
        evidence=[_evidence(probe, commands.get((one.subject, probe))) for probe in one.evidence],
        exception=one.exception or None,
    )


def finding_records(findings: Iterable[Finding]) -> list[FindingRecord]:
    """Give findings alone, as a report has them; what they rest on is named without its commands."""
    return [_finding(one, {}) for one in findings]


def _command(one: CommandRecord) -> Command:
    return Command(
        one.target,
        one.probe,
        one.command,
        one.root,
        one.started,
        one.status,
        one.seconds,
        one.stdout_bytes,
        one.stdout_sha256,
        one.truncated,
        optional(one.reason),
        one.via,
        one.subject,
        one.account,
        one.evidence or None,
        one.cut,
    )


def _exception(one: KeptException) -> ExceptionRecord:
    return ExceptionRecord(
        one.id,
        one.control,
        list(one.scope),
        one.standing,
        one.applicant,
        one.approved_by,
        one.approved_on,
        one.expires,
        coded(one.why),
    )


def _report(summary: Summary) -> Report:
    run = summary.run
    commands = commands_by_probe(run.commands)
    return Report(
        SCHEMA_VERSION,
        RunRecord(
            run.id,
            run.status,
            run.started,
            run.finished,
            [_baseline(ref) for ref in run.baselines],
            run.tool_version,
            list(run.arguments),
            run.work_order,
        ),
        [_target(one) for one in run.targets],
        [_finding(one, commands) for one in run.findings],
        [_command(one) for one in run.commands],
        [_exception(one) for one in run.exceptions],
        drift_record(run.drift) if run.drift else None,
    )


def render(run: Run, controls: Controls, language: Language) -> str:
    """Give the run as one JSON document (docs/schema/report.schema.json), always in both languages."""
    del language
    return msgspec.json.format(msgspec.json.encode(_report(summarise(run, controls))), indent=2).decode() + "\n"


def _lines(report: Report) -> Iterator[dict[str, object]]:
    yield {"type": "run", "schema_version": report.schema_version, **msgspec.to_builtins(report.run)}
    for kind, records in (
        ("target", report.targets),
        ("finding", report.findings),
        ("command", report.commands),
        ("exception", report.exceptions),
    ):
        for record in records:
            yield {"type": kind, **msgspec.to_builtins(record)}
    if report.drift is not None:
        yield {"type": "drift", **msgspec.to_builtins(report.drift)}


def render_lines(run: Run, controls: Controls, language: Language) -> str:
    """Give one JSON object a line: the run, each target, finding, command, exception, the drift; `type` tells which."""
    del language
    encode = msgspec.json.Encoder().encode
    return "".join(encode(line).decode() + "\n" for line in _lines(_report(summarise(run, controls))))
