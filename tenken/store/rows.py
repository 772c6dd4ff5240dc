"""Rows of the store from the parts of a run, and back. What has reasons is JSON with codes and values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import msgspec
from msgspec import Raw, Struct
from sqlalchemy import Row

from checks.finding import Finding, Severity, Status
from checks.run import CommandRecord, TargetResult
from inventories.reason import Reason
from reports.redaction import masked_finding, may_need_mask

encode = msgspec.json.Encoder().encode


class Sum(Protocol):
    """A sum of hashlib, as far as it is needed here."""

    def update(self, content: bytes, /) -> None:
        """Add to it."""


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


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of findings.jsonl; `said` is the body."""

    subject: str
    control: str
    system: str
    status: str
    judged_status: str
    exception: str
    said: Raw


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
LINE = Line.__struct_fields__[:-1]
_AT_ONCE = 5000  # findings turned into rows at once
_FEW = 1 << 14  # most hosts say what others say too
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
    """Some findings of a run as rows, and by digest those bodies that the rows before them did not name yet."""

    rows: list[tuple[Any, ...]]
    bodies: list[tuple[str, str, int]]


def finding_rows(run: int, findings: Sequence[Finding], whole: Sum) -> Iterator[FindingRows]:
    """Give the rows of findings in their order, masked as reports are, some thousand at a time.

    Columns are as the tables have them. `whole` is updated with the lines of findings.jsonl.
    """
    known: set[bytes] = set()
    for begin in range(0, len(findings), _AT_ONCE):
        made = FindingRows([], [])
        for position, one in enumerate(findings[begin : begin + _AT_ONCE], begin):
            shown, body = _shown(one)
            digest, text = _named(body)
            if digest not in known:
                known.add(digest)
                made.bodies.append((digest.hex(), text, run))
            place = (
                shown.subject,
                shown.control,
                shown.system,
                shown.status.value,
                shown.judged_status.value,
                shown.exception,
            )
            whole.update(line(place, body))
            made.rows.append((run, position, *place, digest.hex()))
        yield made


@lru_cache(maxsize=_FEW)
def _named(body: bytes) -> tuple[bytes, str]:
    return hashlib.sha256(body).digest(), body.decode()


def line(place: Sequence[str], body: bytes) -> bytes:
    """Give one line of findings.jsonl: what the manifest's digest is made over. `place`: the values of LINE."""
    subject, control, system, status, judged_status, exception = place
    return encode(Line(subject, control, system, status, judged_status, exception, Raw(body))) + b"\n"


def _shown(one: Finding) -> tuple[Finding, bytes]:
    """Give a finding as it may be shown, and its body. Most hold nothing to mask, which one look at the text tells."""
    try:
        body = _body_of(one)
        if not any(map(_may_need_mask, (body, one.subject, one.system, one.control, one.exception))):
            return one, body
    except UnicodeEncodeError:  # half of a pair (a lone surrogate), which masking shows as an escape
        pass
    shown = masked_finding(one)
    return shown, _body_of(shown)


@lru_cache(maxsize=_FEW)
def _may_need_mask(text: bytes | str) -> bool:
    return may_need_mask(text if isinstance(text, bytes) else encode(text))


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
