"""Approvals of stored runs: an entry of the ledger that names a person, a role, and the manifest of the run."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from checks.approval import Approval
from inventories.reason import ConfigError
from tenken.evidence import ledger
from tenken.evidence.checking import read_approval, read_manifest
from tenken.evidence.sealing import Manifest, append, manifest_of
from tenken.evidence.signing import Key
from tenken.store import objects, runs
from tenken.store.schema import ledger as ledger_table


def manifest_digest(connection: Connection, run: str) -> str:
    """Give the SHA-256 of a run's manifest, as the ledger has it. Raises ConfigError for a run that is not sealed."""
    content = _content(connection, run, "run")
    if content is None:
        raise ConfigError("run_not_sealed", run=run)
    return content


def approval_of(connection: Connection, run: str) -> Approval | None:
    """Give the approval of a run, None where there is none. Raises ConfigError for one of another manifest."""
    content = _content(connection, run, "approval")
    if content is None:
        return None
    approval = read_approval(objects.load(connection, [content]).get(content, b""))
    if approval is None or (approval.run, approval.sha256) != (run, manifest_digest(connection, run)):
        raise ConfigError("approval_of_other_manifest", run=run)
    return approval


def check_facts(connection: Connection, row: Row[Any], manifest: str) -> None:
    """Raise ConfigError unless what is stored of a run and its targets is what its manifest says, with every fact."""
    told = read_manifest(objects.load(connection, [manifest]).get(manifest, b""))
    if told is None or _accepted(told) != _accepted(manifest_of(connection, row, told.findings)):
        raise ConfigError("facts_of_other_manifest", run=row.id)
    kept = runs.kept_targets(connection, row.number)
    named = {digest for one in kept for digest in one.facts.values()}
    if len(objects.load(connection, named)) < len(named):
        raise ConfigError("facts_pruned")


def approve(connection: Connection, number: int, approval: Approval, key: Key) -> None:
    """Record an approval, signed, in the ledger. Raises ConfigError where the run has one."""
    if _content(connection, approval.run, "approval") is not None:
        raise ConfigError("run_approved_already", run=approval.run)
    kept = objects.kept("approval", msgspec.json.encode(approval, order="sorted") + b"\n")
    objects.save(connection, number, [kept])
    time = approval.approved_at.isoformat(timespec="seconds")
    append(connection, key, "approval", run=approval.run, content=kept.sha256, time=time)


def _accepted(manifest: Manifest) -> tuple[object, ...]:
    """Give what who approves a run accepts of it."""
    return manifest.run, manifest.status, manifest.started, manifest.baselines, manifest.targets


def _content(connection: Connection, run: str, kind: str) -> str | None:
    chosen = select(ledger_table.c.entry).where(ledger_table.c.run == run, ledger_table.c.kind == kind)
    text = connection.execute(chosen.order_by(ledger_table.c.number.desc()).limit(1)).scalar()
    entry = ledger.read(text) if text else None
    return entry.content if entry else None
