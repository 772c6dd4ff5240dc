"""Attestations (確認記録): what a person has checked where no machine can, with a dated document behind it (第16条).

policy/attestations/*.yaml hold the records, policy/attestations/evidence/ the documents they rest on. Whether each
document is there and still the same is looked at while loading and kept as data: judging reads no file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import Control, ControlId
from checks.strict_yaml import Document, Steps
from inventories.reason import Reason, reason

EVIDENCE = "evidence"
MAX_EVIDENCE_BYTES = 64 << 20  # a scanned document; read whole at every load
ScopeKind = Literal["system", "site", "target"]
# By the scope that a control asks for: the scopes of records that answer it. A wider record covers what lies within.
ANSWERED_BY: dict[str, tuple[ScopeKind, ...]] = {
    "system": ("system",),
    "site": ("site", "system"),
    "target": ("target", "site", "system"),
}
_CHUNK = 1 << 20
_Said = Annotated[str, Meta(min_length=1, max_length=2000)]
_Name = Annotated[str, Meta(pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]{0,126}[^\s\x00-\x1f\x7f])?(?!\n)$")]


class Scope(Struct, frozen=True, forbid_unknown_fields=True):
    """What a record is about: exactly one of a system, a site or a target of the inventory, by its name."""

    system: _Name = ""
    site: _Name = ""
    target: _Name = ""

    def __post_init__(self) -> None:
        named = [kind for kind in ("system", "site", "target") if getattr(self, kind)]
        if len(named) != 1:
            message = f"policy_one_scope:{', '.join(named) or '-'}"
            raise ValueError(message)

    @property
    def kind(self) -> ScopeKind:
        """Which of the three it is."""
        return "system" if self.system else "site" if self.site else "target"

    @property
    def name(self) -> str:
        """The name of the system, site or target."""
        return self.system or self.site or self.target

    def covers(self, system: str, site: str, target: str) -> bool:
        """Whether what is judged lies within this scope; an empty name lies within nothing."""
        return self.name == {"system": system, "site": site, "target": target}[self.kind]


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """The document that was seen: its path below policy/attestations/evidence, and its SHA-256 (hex)."""

    file: Annotated[str, Meta(min_length=1, max_length=500)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]

    def __post_init__(self) -> None:
        path = PurePosixPath(self.file)
        # The wide space is common in Japanese file names, and no danger.
        odd = "\\" in self.file or not self.file.replace("\u3000", "").isprintable() or str(path) != self.file
        if odd or path.is_absolute() or ".." in path.parts:
            message = f"policy_evidence_path:{self.file}"
            raise ValueError(message)


class WrittenAttestation(Struct, frozen=True, forbid_unknown_fields=True, rename={"day": "date"}):
    """One record as it is written. `day`: when it was checked, a date in Japan.

    `valid_until` may only shorten the control's own period; both last days count.
    """

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?!\n)$")]
    control: ControlId
    scope: Scope
    by: _Said
    role: _Said
    day: date
    evidence: Evidence
    note: Annotated[str, Meta(max_length=2000)] = ""
    valid_until: date | None = None


class AttestationFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/attestations/NAME.yaml."""

    attestations: tuple[WrittenAttestation, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record, and what is wrong with its evidence, if anything, as it was seen while loading."""

    written: WrittenAttestation
    evidence_problem: Reason | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.written.id

    def until(self, valid_days: int) -> date:
        """Give the last day it holds, for a control whose records hold for this many days."""
        last = _later(self.written.day, valid_days)
        return min(last, self.written.valid_until or last)

    def invalid(self, valid_days: int, today: date) -> Reason | None:
        """Say why it does not hold on this day, if it does not."""
        if self.written.day > today:
            return reason("attestation_future", attestation=self.id, date=self.written.day.isoformat())
        until = self.until(valid_days)
        if until < today:
            return reason("attestation_expired", attestation=self.id, expires=until.isoformat())
        return self.evidence_problem

    def confirmation(self, valid_days: int) -> Reason:
        """Say who confirmed, when, by which document and until when: the actual state of an attested pass."""
        return reason(
            "attested",
            attestation=self.id,
            by=self.written.by,
            role=self.written.role,
            date=self.written.day.isoformat(),
            expires=self.until(valid_days).isoformat(),
            evidence=self.written.evidence.file,
            sha256=self.written.evidence.sha256,
        )


class Attestations:
    """All records of a policy."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.all = tuple(records)
        self._by_control: dict[str, tuple[Record, ...]] = {}
        for record in self.all:
            control = record.written.control
            self._by_control[control] = (*self._by_control.get(control, ()), record)

    @property
    def seen(self) -> dict[str, Reason | None]:
        """What was wrong with the evidence of each record, by its id."""
        return {record.id: record.evidence_problem for record in self.all}

    def as_seen(self, seen: Mapping[str, Reason | None]) -> Attestations:
        """Give the records with their evidence as it was seen at another time, where it was."""
        return Attestations(
            replace(record, evidence_problem=seen.get(record.id, record.evidence_problem)) for record in self.all
        )

    def find(
        self, control: str, valid_days: int, *, system: str, site: str, target: str, today: date
    ) -> tuple[Record, Reason | None] | None:
        """Give the record for what is judged, and why it does not hold if it does not; None where there is no record.

        Of several that hold the one that holds longest, else the newest. A control judged once per system or site gives
        an empty `target` (and `site`): records of a single target then do not answer it.
        """
        fitting = [one for one in self._by_control.get(control, ()) if one.written.scope.covers(system, site, target)]
        if not fitting:
            return None
        judged = [(record, record.invalid(valid_days, today)) for record in fitting]
        if valid := [record for record, why in judged if why is None]:
            return max(valid, key=lambda record: (record.until(valid_days), record.id)), None
        return max(judged, key=lambda one: (one[0].written.day, one[0].id))


def load(folder: Path, controls: Mapping[str, Control]) -> Attestations:
    """Read every record and look at its evidence; no folder means no records. Raises ConfigError with file and line."""
    records: list[Record] = []
    seen: set[str] = set()
    for file in sorted(folder.glob("*.yaml")):
        document = strict_yaml.read(file)
        for index, written in enumerate(strict_yaml.convert(document, AttestationFile).attestations):
            at: Steps = ("attestations", index)
            if written.id in seen:
                raise document.wrong("policy_duplicate_id", (*at, "id"), id=written.id)
            seen.add(written.id)
            check(document, at, written, controls)
            problem = _evidence_problem(document, at, written, folder / EVIDENCE)
            records.append(Record(written, problem))
    return Attestations(records)


def check(document: Document, at: Steps, written: WrittenAttestation, controls: Mapping[str, Control]) -> None:
    """Compare a record with the control that it answers. Raises ConfigError."""
    control = controls.get(written.control)
    if control is None:
        raise document.wrong("policy_unknown_control", (*at, "control"), control=written.control)
    if control.attestation is None:
        raise document.wrong("policy_not_attested", (*at, "control"), control=control.id)
    allowed = ANSWERED_BY[control.attestation.scope]
    if written.scope.kind not in allowed:
        raise document.wrong(
            "policy_attestation_scope", (*at, "scope"), control=control.id, scope=written.scope.kind, allowed=allowed
        )
    latest = _later(written.day, control.attestation.valid_days)
    if written.valid_until is not None and not written.day <= written.valid_until <= latest:
        raise document.wrong(
            "policy_attestation_period", (*at, "valid_until"), id=written.id, latest=latest.isoformat()
        )


def _evidence_problem(document: Document, at: Steps, written: WrittenAttestation, folder: Path) -> Reason | None:
    """Compare the document with its digest. Raises ConfigError for one that lies elsewhere (links) or is too large."""
    file = folder / written.evidence.file
    place = (*at, "evidence", "file")
    try:
        resolved = file.resolve(strict=True)
        if not resolved.is_relative_to(folder.resolve()):
            raise document.wrong("policy_evidence_outside", place, evidence=written.evidence.file)
        digest = digest_of(resolved)
    except FileNotFoundError:
        return reason("attestation_evidence_missing", attestation=written.id, evidence=written.evidence.file)
    except (OSError, RuntimeError) as broken:  # RuntimeError: links in a ring
        problem = getattr(broken, "strerror", None) or str(broken)
        return reason(
            "attestation_evidence_unreadable", attestation=written.id, evidence=written.evidence.file, problem=problem
        )
    if digest != written.evidence.sha256:
        return reason("attestation_evidence_differs", attestation=written.id, evidence=written.evidence.file)
    return None


def digest_of(file: Path) -> str:
    """Give the SHA-256 (hex) of a regular file. Raises OSError for anything else, an empty file, one too large."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe without a writer must not hold us
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(file))
        digest, size = hashlib.sha256(), 0
        while chunk := opened.read(_CHUNK):
            size += len(chunk)
            if size > MAX_EVIDENCE_BYTES:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
            digest.update(chunk)
        if not size:
            raise OSError(errno.ENODATA, os.strerror(errno.ENODATA), str(file))
    return digest.hexdigest()


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
