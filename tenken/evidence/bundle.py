"""What is handed over to an auditor: one or more runs with everything they rest on, in one file that is checked alone.

The layout is in docs/auditor-guide.md. Every file but the two that hold them is in SHA256SUMS, which is signed.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row, select

from checks.judging import JST
from checks.run import Run
from inventories.reason import ConfigError
from tenken.evidence import archive, ledger
from tenken.evidence.checking import (
    Absence,
    absent_lines,
    by_digest,
    keys_of,
    may_be_absent,
    named_by,
    named_by_commands,
    read_manifest,
    sums_of,
)
from tenken.evidence.signing import BUNDLE, Key, allowed_signer, public_key, sign
from tenken.store import objects, rows, runs
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import object_bytes
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
SIGNERS = "allowed_signers"
README = "README.txt"
NOT_INCLUDED = "not-included.txt"
Content = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Words:
    """What people read in a bundle: README.txt, and of each run its reports, by file."""

    readme: str
    reports: Callable[[Run], Mapping[str, str]]


def write(file: BinaryIO, connection: Connection, chosen: Sequence[Row[Any]], key: Key, words: Words) -> None:
    """Write the bundle of these runs. Raises ConfigError for a run that did not end or whose manifest is not there."""
    contents = dict(sorted(_contents(connection, chosen, key, words).items()))
    digests = [(name, hashlib.sha256(content()).hexdigest()) for name, content in contents.items()]
    sums = sums_of(digests)
    signature = sign(sums, key, BUNDLE).encode()
    contents |= {SUMS: lambda: sums, SIGNATURE: lambda: signature}
    archive.write(file, ((name, content()) for name, content in sorted(contents.items())))


def runs_between(connection: Connection, since: str, until: str) -> list[Row[Any]]:
    """Give the runs in the ledger that began on these days of Japan, both included. ISO 8601 dates; empty: no limit."""
    sealed = select(ledger_table.c.run).where(ledger_table.c.kind == "run")
    found = connection.execute(select(run_table).where(run_table.c.id.in_(sealed)).order_by(run_table.c.number))
    days = ((row, datetime.fromisoformat(row.started).astimezone(JST).date().isoformat()) for row in found)
    return [row for row, day in days if since <= day and (not until or day <= until)]


def keys_of_ledger(connection: Connection) -> tuple[str, ...]:
    """Give the fingerprints of the keys that signed the ledger."""
    return keys_of(connection.execute(select(ledger_table.c.signature)).scalars())


@dataclass(slots=True)
class _Gathering:
    """What has been found so far. `there`: the objects that go into the bundle."""

    connection: Connection
    there: set[str] = field(default_factory=set)

    def sort_out(self, named: Iterable[tuple[str, str]]) -> dict[str, tuple[Absence, str]]:
        """Take what the store has, and give what it has not, with the reason."""
        wanted = {digest: names for digest, names in by_digest(named).items() if digest not in self.there}
        known = _known(self.connection, list(wanted))
        absent: dict[str, tuple[Absence, str]] = {}
        for digest, names in wanted.items():
            if known.get(digest) == "":
                self.there.add(digest)
            else:
                why: Absence = "never-kept" if all(map(may_be_absent, names)) else "missing"
                absent[digest] = ("removed" if digest in known else why, names[0])
        return absent


def _contents(connection: Connection, chosen: Sequence[Row[Any]], key: Key, words: Words) -> dict[str, Content]:
    written = connection.execute(select(ledger_table).order_by(ledger_table.c.number)).all()
    entries = [entry for row in written if (entry := ledger.read(row.entry)) is not None]
    gathering = _Gathering(connection)
    found: dict[str, Content] = {README: words.readme.encode}
    for row in written:
        place = f"ledger/{row.number:06}.json"
        found |= {place: row.entry.encode, f"{place}.sig": row.signature.encode}
    sealed = {entry.run: entry.content for entry in entries if entry.kind == "run"}
    for row in chosen:
        if row.id not in sealed:
            raise ConfigError("run_not_sealed", run=row.id)
        found |= _of_run(gathering, row, sealed[row.id], words)
    absent = _of_ledger(gathering, entries, {row.id for row in chosen})
    found[f"ledger/{NOT_INCLUDED}"] = partial(absent_lines, absent)
    found |= {f"objects/{name}.gz": partial(_packed, connection, name) for name in gathering.there}
    used = dict.fromkeys([*(public_key(row.signature) for row in written), key.public])
    return found | {SIGNERS: "".join(allowed_signer(public) for public in used if public).encode}


def _of_run(gathering: _Gathering, row: Row[Any], content: str, words: Words) -> dict[str, Content]:
    connection = gathering.connection
    text = objects.load(connection, [content]).get(content, b"")
    manifest = read_manifest(text)
    if manifest is None:
        raise ConfigError("manifest_not_stored", run=row.id)
    absent = gathering.sort_out(named_by(manifest))
    for target in manifest.targets:
        records = rows.commands(objects.load(connection, [target.commands]).get(target.commands, b"[]"))
        absent |= gathering.sort_out(named_by_commands(target.reached.name, records))
    findings = gzip.compress(b"".join(runs.finding_lines(connection, row.number)), mtime=0)
    made = {name: said.encode() for name, said in words.reports(runs.load(connection, row)).items()}
    given = {"manifest.json": text, "findings.jsonl.gz": findings, NOT_INCLUDED: absent_lines(absent), **made}
    return {f"runs/{row.id}/{name}": partial(bytes, content) for name, content in given.items()}


def _of_ledger(
    gathering: _Gathering, entries: Iterable[ledger.Entry], chosen: Collection[str]
) -> dict[str, tuple[Absence, str]]:
    """Take what entries of other kinds are about, and list the manifests of the runs that are not handed over."""
    others = [(one.content, f"{one.kind} {one.run}") for one in entries if one.kind != "run"]
    left = [one for one in entries if one.kind == "run" and one.run not in chosen]
    return gathering.sort_out(others) | {one.content: ("other-run", f"manifest of {one.run}") for one in left}


def _known(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """Give when each object was pruned: empty for what is here. What the store does not know is left out."""
    found: dict[str, str] = {}
    for some in objects.chunks(names):
        chunk = object_table.c.sha256.in_(some)
        told = select(object_table.c.sha256, object_table.c.pruned, object_bytes.c.sha256.is_not(None))
        joined = object_table.outerjoin(object_bytes, object_bytes.c.sha256 == object_table.c.sha256)
        chosen = connection.execute(told.select_from(joined).where(chunk))
        found.update({sha256: pruned for sha256, pruned, here in chosen if here or pruned})
    return found


def _packed(connection: Connection, name: str) -> bytes:
    return bytes(connection.execute(select(object_bytes.c.gzip).where(object_bytes.c.sha256 == name)).scalar_one())
