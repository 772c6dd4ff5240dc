"""Writing an attestation: its evidence is copied, its record appended; what is in the file stays as it is."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import yaml

from checks import attestations, strict_yaml
from checks.attestations import EVIDENCE, AttestationFile, Evidence, Scope, WrittenAttestation
from checks.control import Control
from checks.strict_yaml import Document
from inventories.reason import ConfigError

_HEAD = "# 確認記録。証跡は evidence/ の下に置く。tenken attest add が書き足す（手で直してもよい）\n"
_ITEM = re.compile(r"(?P<indent> *)- ")
_EMPTY = re.compile(r"^attestations:[ \t]*\[[ \t]*\][ \t]*(?P<rest>#.*)?$", re.MULTILINE)
_NO_FOLDING = 1 << 20


@dataclass(frozen=True, slots=True)
class New:
    """A record to be written; its id is made from control and day where none is given. `evidence`: what to copy."""

    control: str
    scope: Scope
    by: str
    role: str
    day: date
    evidence: Path
    note: str = ""
    valid_until: date | None = None
    id: str = ""


def add(folder: Path, name: str, new: New, controls: Mapping[str, Control]) -> tuple[WrittenAttestation, Path]:
    """Append a record to `folder`/NAME.yaml and copy its evidence; both are there afterwards, or neither.

    Raises ConfigError for whatever `attestations.load` would refuse, before as after.
    """
    folder.mkdir(exist_ok=True)
    with _locked(folder):
        taken = {record.id for record in attestations.load(folder, controls).all}
        if new.id in taken:
            raise ConfigError("attest_id_taken", id=new.id)
        record_id = new.id or _free_id(f"{new.control}-{new.day:%Y%m%d}", taken)
        evidence, copied = _copied(folder / EVIDENCE, record_id, new.evidence)
        written = WrittenAttestation(
            record_id, new.control, new.scope, new.by, new.role, new.day, evidence, new.note, new.valid_until
        )
        try:
            file = (folder / f"{name}.yaml").resolve()
            _append(file, written, controls)
        except BaseException:
            if copied:
                copied.unlink(missing_ok=True)
                with suppress(OSError):  # the folder holds something else as well
                    copied.parent.rmdir()
            raise
    return written, file


def _free_id(wanted: str, taken: set[str]) -> str:
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in numbered if name not in taken)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one writer in at a time."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append(file: Path, written: WrittenAttestation, controls: Mapping[str, Control]) -> None:
    """Write the file with the record at its end, whole or not at all."""
    before = file.read_bytes() if file.exists() else b""
    had: tuple[WrittenAttestation, ...] = ()
    indent = "  "
    if file.exists():
        document = strict_yaml.parse(before, file)
        had = strict_yaml.convert(document, AttestationFile).attestations
        indent = _indent(before, document) if had else indent
    item = yaml.safe_dump([_plain(written)], allow_unicode=True, sort_keys=False, width=_NO_FOLDING)
    after = (_opened(before.decode(), file) + textwrap.indent(item, indent)).encode()
    # Read back before anything is replaced: whatever is odd about the file, every record must come out as it was.
    try:
        fresh = strict_yaml.parse(after, file)
        now = strict_yaml.convert(fresh, AttestationFile).attestations
    except ConfigError:
        raise ConfigError("attest_not_appendable", file=str(file)) from None
    if now != (*had, written):
        raise ConfigError("attest_not_appendable", file=str(file))
    attestations.check(fresh, ("attestations", len(had)), written, controls)
    _replace(file, after)


def _indent(before: bytes, document: Document) -> str:
    """Give the indentation of the records that are there."""
    line = before.decode().splitlines()[document.line(("attestations", 0)) - 1]
    found = _ITEM.match(line)
    if not found:
        raise ConfigError("attest_not_appendable", file=str(document.file))
    return found["indent"]


def _opened(before: str, file: Path) -> str:
    """Give the text before the new record: the file as it is, its list opened where it is empty."""
    if not file.exists():
        return f"{_HEAD}attestations:\n"
    text = _EMPTY.sub(lambda found: f"attestations: {found['rest'] or ''}".rstrip(), before, count=1)
    return text if text.endswith("\n") else f"{text}\n"


def _plain(written: WrittenAttestation) -> dict[str, object]:
    """Give the record as plain data, in the order of reading."""
    plain: dict[str, object] = {
        "id": written.id,
        "control": written.control,
        "scope": {written.scope.kind: written.scope.name},
        "by": written.by,
        "role": written.role,
        "date": written.day,
    }
    if written.valid_until:
        plain["valid_until"] = written.valid_until
    plain["evidence"] = {"file": written.evidence.file, "sha256": written.evidence.sha256}
    return {**plain, "note": written.note} if written.note else plain


def _copied(folder: Path, record_id: str, source: Path) -> tuple[Evidence, Path | None]:
    """Copy a document to `folder`/ID/NAME. Give what the record says of it, and the copy if it was made now.

    Raises ConfigError where it cannot be read or named, or where another document has its place.
    """
    try:
        digest = attestations.digest_of(source)
    except OSError as broken:
        problem = broken.strerror or str(broken)
        raise ConfigError("attest_evidence_unreadable", file=str(source), problem=problem) from None
    target = folder / record_id / source.name
    try:
        evidence = Evidence(f"{record_id}/{source.name}", digest)
    except ValueError:
        raise ConfigError("attest_evidence_name", file=source.name) from None
    if target.exists():  # left by an attempt that was cut off
        if attestations.digest_of(target) != digest:
            raise ConfigError("attest_evidence_there", file=str(target))
        return evidence, None
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, source.read_bytes())
    if attestations.digest_of(target) != digest:
        target.unlink()
        raise ConfigError("attest_evidence_unreadable", file=str(source), problem=os.strerror(errno.EBUSY))
    return evidence, target


def _replace(file: Path, content: bytes) -> None:
    """Put the content in place whole; a file that was there keeps its mode."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    mode = file.stat().st_mode & 0o7777 if file.exists() else None
    try:
        with part.open("xb") as opened:
            if mode is not None:
                os.fchmod(opened.fileno(), mode)
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
