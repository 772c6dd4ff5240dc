"""A run that the operator names: a file of facts, or a stored run; with its approval, wherever that stands."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checks import facts_file
from checks.approval import Approval, approval_of, digest, refuse_incomplete
from checks.facts_file import FactsFile
from inventories.reason import ConfigError
from reports.facts_report import render
from tenken.stored import store_of


@dataclass(frozen=True, slots=True)
class NamedRun:
    """The facts of a run. `sha256`: of the file, or of a stored run's manifest. `approval`: None if none is asked."""

    shown: str
    facts: FactsFile
    sha256: str
    approval: Approval | None


def read_run(name: str, arguments: argparse.Namespace, *, approved_by: datetime | None = None) -> NamedRun:
    """Read a file of facts where there is one of this name, else a stored run.

    `approved_by`: the moment by which it must be approved; None where it need not be. Raises ConfigError.
    """
    file = Path(name)
    return _of_file(file, approved_by) if file.exists() else _of_store(name, arguments, approved_by)


def _of_file(file: Path, approved_by: datetime | None) -> NamedRun:
    raw = file.read_bytes()
    facts = facts_file.read(raw, str(file))
    approval = approval_of(file, raw, facts, approved_by) if approved_by else None
    return NamedRun(str(file), facts, digest(raw), approval)


def _of_store(name: str, arguments: argparse.Namespace, approved_by: datetime | None) -> NamedRun:
    from tenken.evidence import approving  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import runs  # noqa: PLC0415

    with store_of(arguments) as store, store.reading() as connection:
        row = runs.find(connection, name)
        manifest = approving.manifest_digest(connection, row.id)
        approving.check_facts(connection, row, manifest)
        done = runs.load(connection, row, with_facts=True)
        approval = approving.approval_of(connection, row.id) if approved_by else None
    facts = facts_file.read(render(done, {}, "en").encode(), row.id)
    if approved_by:
        if approval is None:
            raise ConfigError("approval_missing", file=row.id)
        if approval.approved_at > approved_by:
            raise ConfigError("run_approval_in_future", run=row.id, found=approval.approved_at.isoformat())
        refuse_incomplete(facts, row.id)
    return NamedRun(row.id, facts, manifest, approval)
