"""Rows of the store from the parts of a run, and back. What has reasons is JSON with codes and values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row

from checks.finding import Finding, Severity, Status
from checks.run import CommandRecord, TargetResult
from inventories.reason import Reason
from reports.redaction import masked_finding, may_need_mask

encode = msgspec.json.Encoder().encode


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What a finding says beside its status and its place."""

    article: int
    class_code: str
    severity: Severity
    method: str
    expected: tuple[Reason, ...]
    actual: tuple[Reason, ...]
    reason: Reason | None
    evidence: tuple[str, ...]


class Told(Struct, frozen=True, forbid_unknown_fields=True):
    """What a target told of itself beside its facts, as judging needs it (`checks.evaluate.Collected`)."""

    family: str = ""
    hostname: str = ""
    login_port: int = 0
    missing: Reason | None = None


@dataclass(frozen=True, slots=True)
class KeptTarget:
    """One target of a stored run: how it was reached, what it told of itself, and the objects of the rest."""

    result: TargetResult
    told: Told
    commands: str
    facts: Mapping[str, str]


_body = msgspec.json.Decoder(Body).decode
_reason = msgspec.json.Decoder(Reason | None).decode
_told = msgspec.json.Decoder(Told).decode
_names = msgspec.json.Decoder(dict[str, str]).decode
_records = msgspec.json.Decoder(list[CommandRecord]).decode
LINE = ("subject", "control", "system", "status", "judged_status", "exception")
_STATUS = {status.value: status for status in Status}
_PLAIN = (
    "name",
    "system",
    "segment",
    "contractor",
    "platform",
    "address",
    "account",
    "scanned",
    "reachable",
    "connections",
    "execs",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class FindingRows:
    """The findings of a run as rows, the bodies that they name by digest, and the SHA-256 over their lines."""

    rows: list[dict[str, Any]]
    bodies: dict[str, str]
    sha256: str


def finding_rows(run: int, findings: Iterable[Finding]) -> FindingRows:
    """Give the rows of findings in their order, masked as reports are."""
    rows: list[dict[str, Any]] = []
    bodies: dict[str, str] = {}
    whole = hashlib.sha256()
    for position, one in enumerate(findings):
        shown, body = _shown(one)
        name = hashlib.sha256(body).hexdigest()
        bodies[name] = text = body.decode()
        row: dict[str, Any] = {
            "run": run,
            "position": position,
            "subject": shown.subject,
            "control": shown.control,
            "system": shown.system,
            "status": shown.status.value,
            "judged_status": shown.judged_status.value,
            "exception": shown.exception,
            "body_sha256": name,
        }
        whole.update(line([row[name] for name in LINE], text))
        rows.append(row)
    return FindingRows(rows, bodies, whole.hexdigest())


def line(place: Sequence[str], body: str) -> bytes:
    """Give one line of findings.jsonl: what the manifest's digest is made over. `place`: the values of LINE."""
    return encode(dict(zip(LINE, place, strict=True)))[:-1] + b',"said":' + body.encode() + b"}\n"


def _shown(one: Finding) -> tuple[Finding, bytes]:
    """Give a finding as it may be shown, and its body. Most hold nothing to mask, which one look at the text tells."""
    body = _body_of(one)
    if not may_need_mask(body) and not may_need_mask(encode((one.subject, one.system, one.control, one.exception))):
        return one, body
    shown = masked_finding(one)
    return shown, _body_of(shown)


def _body_of(one: Finding) -> bytes:
    return encode(
        Body(
            one.article,
            one.class_code,
            one.severity,
            one.method,
            one.expected,
            one.actual,
            one.reason,
            one.evidence,
        )
    )


def made(row: Sequence[str]) -> Finding:
    """Give a finding from the values of LINE and its body."""
    subject, control, system, status, judged_status, exception, text = row
    body = _decoded_body(text)
    return Finding(
        subject=subject,
        system=system,
        control=control,
        article=body.article,
        class_code=body.class_code,
        severity=body.severity,
        status=_STATUS[status],
        judged_status=_STATUS[judged_status],
        method=body.method,
        expected=body.expected,
        actual=body.actual,
        reason=body.reason,
        evidence=body.evidence,
        exception=exception,
    )


@lru_cache(maxsize=1 << 14)  # many hosts say the same
def _decoded_body(text: str) -> Body:
    return _body(text)


def target_row(run: int, one: KeptTarget) -> dict[str, Any]:
    """Give the row of a target."""
    return {
        "run": run,
        **{name: getattr(one.result, name) for name in _PLAIN},
        "reason": encode(one.result.reason).decode(),
        "collected": encode(one.told).decode(),
        "commands": one.commands,
        "facts": encode(dict(sorted(one.facts.items()))).decode(),
    }


def target(row: Row[Any]) -> KeptTarget:
    """Give a target from its row."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return KeptTarget(
        TargetResult(**plain, reason=_reason(row.reason)), _told(row.collected), row.commands, _names(row.facts)
    )


def command_lines(records: Iterable[CommandRecord]) -> bytes:
    """Give the records of one target as a JSON list, one record a line."""
    return b"[\n" + b",\n".join(encode(record) for record in records) + b"\n]\n"


def commands(content: bytes) -> list[CommandRecord]:
    """Give them back."""
    return _records(content)
