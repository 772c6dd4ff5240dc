"""The end of a run: its manifest, which names by digest all that the run rests on, and its entry in the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, insert, select

from checks.run import BaselineRef, ExceptionRecord, TargetResult
from tenken.evidence.circumstances import Clock
from tenken.evidence.ledger import FIRST, Entry, Kind, digest, text_of
from tenken.evidence.signing import LEDGER, Key, sign
from tenken.store import objects, runs
from tenken.store.rows import Told
from tenken.store.schema import ledger
from tenken.store.schema import runs as run_table

MANIFEST_VERSION = "1.0"
NOTHING = hashlib.sha256().hexdigest()  # of a run without findings
_encode = msgspec.json.Encoder().encode


class Findings(Struct, frozen=True, forbid_unknown_fields=True):
    """All findings of a run as JSON lines (`store.rows.line`): how many, and the SHA-256 of these lines."""

    count: int
    sha256: str


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """One target: how it was reached, what it told of itself, and the objects with its commands and facts."""

    reached: TargetResult
    told: Told
    commands: str
    facts: dict[str, str]


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """The tool that made the run: its version, and the SHA-256 over all of its files."""

    version: str
    sha256: str


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """All that a run rests on. `inputs`: the object or, of what is not kept, the SHA-256 of each thing that it was
    judged with. A baseline whose `approved_by` is empty is a draft (未承認（案）). `clock` and `tool`: as they were
    when the run began.
    """

    manifest_version: str
    run: str
    number: int
    status: str
    started: str
    finished: str
    as_of: int
    host: str
    clock: Clock
    tool: Tool
    arguments: tuple[str, ...]
    work_order: str
    accepted_gaps: bool
    inventory: str
    inventory_digest: str
    inputs: dict[str, str]
    baselines: tuple[BaselineRef, ...]
    exceptions: tuple[ExceptionRecord, ...]
    targets: tuple[Target, ...]
    findings: Findings


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals runs into the ledger with one key."""

    key: Key

    def __call__(self, connection: Connection, number: int, findings: str) -> str:
        """Write a run's manifest and entry, in the transaction that ends it. `findings`: SHA-256 of its lines.

        Gives the SHA-256 of the entry.
        """
        row = connection.execute(select(run_table).where(run_table.c.number == number)).one()
        told = Findings(runs.finding_count(connection, number), findings)
        manifest = objects.kept("manifest", _encode(manifest_of(connection, row, told)) + b"\n")
        objects.save(connection, number, [manifest])
        return digest(
            text_of(append(connection, self.key, "run", run=row.id, content=manifest.sha256, time=row.finished))
        )


def append(connection: Connection, key: Key, kind: Kind, *, run: str, content: str, time: str) -> Entry:
    """Add an entry to the ledger, signed. `connection`: of `Store.writing`, which is alone in writing."""
    last = connection.execute(select(ledger).order_by(ledger.c.number.desc()).limit(1)).first()
    entry = Entry(
        number=last.number + 1 if last else 1,
        kind=kind,
        run=run,
        content=content,
        previous=last.sha256 if last else FIRST,
        time=time,
        key=key.fingerprint,
    )
    written = text_of(entry)
    connection.execute(
        insert(ledger).values(
            number=entry.number,
            kind=kind,
            run=run,
            sha256=digest(written),
            entry=written,
            signature=sign(written.encode(), key, LEDGER),
            witnessed="",
        )
    )
    return entry


def manifest_of(connection: Connection, row: Row[Any], findings: Findings) -> Manifest:
    """Give the manifest of a run from what is stored of it."""
    return Manifest(
        manifest_version=MANIFEST_VERSION,
        run=row.id,
        number=row.number,
        status=row.status,
        started=row.started,
        finished=row.finished,
        as_of=row.as_of,
        host=row.host,
        clock=msgspec.json.decode(row.clock, type=Clock),
        tool=Tool(row.tool_version, row.tool_sha256),
        arguments=msgspec.json.decode(row.arguments, type=tuple[str, ...]),
        work_order=row.work_order,
        accepted_gaps=row.accepted_gaps,
        inventory=row.inventory,
        inventory_digest=row.inventory_digest,
        inputs=msgspec.json.decode(row.inputs, type=dict[str, str]),
        baselines=msgspec.json.decode(row.baselines, type=tuple[BaselineRef, ...]),
        exceptions=msgspec.json.decode(row.exceptions, type=tuple[ExceptionRecord, ...]),
        targets=tuple(
            Target(one.result, one.told, one.commands, dict(one.facts))
            for one in runs.kept_targets(connection, row.number)
        ),
        findings=findings,
    )


def finished_now() -> str:
    """Give this moment as runs write it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
