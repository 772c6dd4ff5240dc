"""JSON with a published schema, and JSON Lines of the same records."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from checks.finding import Finding, Severity, Status
from checks.run import BaselineRef, CommandRecord, Run, TargetResult
from checks.run import ExceptionRecord as KeptException
from inventories.reason import Reason, Value
from reports.messages import Language
from reports.summary import Summary, commands_by_probe, summarise
from reports.wording import Controls, both

SCHEMA_VERSION = "1.1"


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The words for a code, in both languages."""

    ja: str
    en: str


class Coded(Struct, frozen=True, forbid_unknown_fields=True):
    """A code with its values, for programs; `text` says the same for people."""

    code: str
    values: dict[str, str | int | float | bool | list[str]]
    text: Words


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """The baseline (点検基準) that judged one system; `approved` false means an unapproved draft (未承認（案）)."""

    system: str
    name: str
    version: str
    digest: str
    approved: bool
    approved_by: str
    approved_on: str


class RunRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """One execution of the tool. Times are ISO 8601 with zone."""

    id: str
    status: str
    started: str
    finished: str
    baselines: list[Baseline]
    tool_version: str
    arguments: list[str]


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

    All but `probe` are null where no command of that name is recorded for the subject.
    """

    probe: str
    command: str | None
    sha256: str | None
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
    """One command of the plan on one target; `status` is null where it did not run, `reason` then says why."""

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
    """A run with its targets, findings, commands and the exceptions of its policy."""

    schema_version: str
    run: RunRecord
    targets: list[Target]
    findings: list[FindingRecord]
    commands: list[Command]
    exceptions: list[ExceptionRecord]


def _plain(value: Value) -> str | int | float | bool | list[str]:
    return list(value) if isinstance(value, tuple) else value


def _coded(why: Reason) -> Coded:
    text = both(why)
    return Coded(why.code, {name: _plain(value) for name, value in why.values}, Words(text.ja, text.en))


def _optional(why: Reason | None) -> Coded | None:
    return None if why is None else _coded(why)


def _baseline(ref: BaselineRef) -> Baseline:
    return Baseline(
        ref.system, ref.name, ref.version, ref.digest, bool(ref.approved_by), ref.approved_by, ref.approved_on
    )


def _target(one: TargetResult) -> Target:
    return Target(
        one.name,
        one.system,
        one.segment,
        one.platform,
        one.scanned,
        one.reachable,
        _optional(one.reason),
        one.connections,
        one.execs,
        one.seconds,
    )


def _evidence(probe: str, record: CommandRecord | None) -> Evidence:
    if record is None:
        return Evidence(probe, None, None, None, None)
    return Evidence(probe, record.command, record.stdout_sha256, record.started or None, record.seconds)


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
        expected=[_coded(item) for item in one.expected],
        actual=[_coded(item) for item in one.actual],
        reason=_optional(one.reason),
        evidence=[_evidence(probe, commands.get((one.subject, probe))) for probe in one.evidence],
        exception=one.exception or None,
    )


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
        _optional(one.reason),
        one.via,
        one.subject,
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
        _coded(one.why),
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
        ),
        [_target(one) for one in run.targets],
        [_finding(one, commands) for one in run.findings],
        [_command(one) for one in run.commands],
        [_exception(one) for one in run.exceptions],
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


def render_lines(run: Run, controls: Controls, language: Language) -> str:
    """Give one JSON object a line: the run, then each target, finding, command and exception, told apart by `type`."""
    del language
    encode = msgspec.json.Encoder().encode
    return "".join(encode(line).decode() + "\n" for line in _lines(_report(summarise(run, controls))))
