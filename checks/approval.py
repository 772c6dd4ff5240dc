"""The approval of a run: a record beside its file of facts, so that a register may be proposed from it.

It binds the approver to the exact bytes of the file. It is no signature: who can write the folder can write one.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.facts_file import FactsFile
from inventories.reason import ConfigError

_Said = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]


class Approval(Struct, frozen=True, forbid_unknown_fields=True):
    """Who approved which run, in what role, and when (with zone). `sha256` is of the file of facts."""

    run: _Said
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
    approved_by: _Said
    role: _Said
    approved_at: Annotated[datetime, Meta(tz=True)]
    note: str = ""


def path_of(run_file: Path) -> Path:
    """Give the place of a run's approval: beside its file of facts."""
    return run_file.with_name(f"{run_file.name}.approval.yaml")


def refuse_incomplete(run: FactsFile, file: str) -> None:
    """Raise ConfigError unless every target that a scanner reads was read whole."""
    unread = tuple(one.target for one in run.targets if one.scanned and (not one.reachable or one.reason is not None))
    read = any(one.scanned and one.facts for one in run.targets)
    if run.run.status != "complete" or unread or not read:
        raise ConfigError("approval_incomplete", file=file, run=run.run.id, status=run.run.status, targets=unread)


def approval_of(run_file: Path, raw: bytes, run: FactsFile, now: datetime) -> Approval:
    """Give the approval of these bytes. Raises ConfigError where there is none, or one of something else."""
    place = path_of(run_file)
    if not place.exists():
        raise ConfigError("approval_missing", file=str(run_file))
    document = strict_yaml.read(place)
    approval = strict_yaml.convert(document, Approval)
    if approval.sha256 != digest(raw):
        raise document.wrong("approval_of_other_bytes", ("sha256",), run_file=str(run_file))
    if approval.run != run.run.id:
        raise document.wrong("approval_of_other_run", ("run",), found=approval.run, run=run.run.id)
    if approval.approved_at > now:
        raise document.wrong("approval_in_future", ("approved_at",), found=approval.approved_at.isoformat())
    refuse_incomplete(run, str(run_file))  # the record may have been written by hand
    return approval


def digest(raw: bytes) -> str:
    """Give the SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
