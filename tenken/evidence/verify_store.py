"""Whether the store is as it was sealed: the ledger, every run against its manifest, every content against its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select
from sqlalchemy import Table as SqlTable

from inventories.reason import ConfigError, Reason, reason
from tenken.evidence import ledger
from tenken.evidence.archive import shown
from tenken.evidence.checking import (
    Link,
    Trust,
    approvals,
    check_chain,
    digest_unpacked,
    may_be_absent,
    may_be_removed,
    named_by,
    named_by_commands,
    read_manifest,
    removals,
)
from tenken.evidence.sealing import Findings, Manifest, manifest_of
from tenken.evidence.signing import allowed_signer, public_key
from tenken.evidence.verify import Verdict, trusting
from tenken.store import objects, rows, runs
from tenken.store.recording import RUNNING
from tenken.store.schema import finding_bodies, findings, object_bytes, targets
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table

_AT_ONCE = 200  # contents taken from the database at once
_COMPARED_BY_PART = frozenset({"findings", "targets"})  # of a manifest
_UNREADABLE = (msgspec.MsgspecError, TypeError, ValueError, AttributeError, RecursionError)


def verify_store(connection: Connection, signers: bytes | None, trust: Trust | None = None) -> Verdict:
    """Check the store. `signers`: of a copy kept elsewhere; None takes the keys that the signatures name."""
    written = connection.execute(select(ledger_table).order_by(ledger_table.c.number)).all()
    if trust is None:
        used = dict.fromkeys(public_key(row.signature) for row in written)
        own = "".join(allowed_signer(public) for public in used if public).encode()
        with trusting(own if signers is None else signers) as made:
            return verify_store(connection, signers, made)
    links = [Link(f"ledger/{row.number:06}", row.entry.encode(), row.signature) for row in written]
    chain = check_chain(links, trust)
    checked = _Store(connection, [*chain.problems, *_columns(written)])
    checked.contents(chain.entries)
    checked.runs({entry.run: entry for entry in chain.entries if entry.kind == "run"})
    for entry in chain.entries:
        if entry.kind != "run":
            checked.refer(entry.content, f"{entry.kind} {entry.run}", "ledger", entry.number)
    checked.problems += approvals(chain.entries, checked.intact)
    ids = tuple(entry.run for entry in chain.entries if entry.kind == "run")
    return Verdict(tuple(checked.problems), tuple(checked.notes), ids, chain.heads, chain.keys)


def _columns(written: Iterable[Row[Any]]) -> Iterator[Reason]:
    """Compare what stands beside an entry with the entry."""
    for row in written:
        entry = ledger.read(row.entry)
        beside = (row.number, row.kind, row.run, row.sha256)
        if entry and beside != (entry.number, entry.kind, entry.run, ledger.digest(row.entry)):
            yield reason("ledger_row_differs", place=f"ledger/{row.number:06}")


@dataclass(slots=True)
class _Store:
    """One store while it is checked. `known`: when each content was removed, empty for what is here; `removed`: the
    number of the last entry of the ledger that says so.
    """

    connection: Connection
    problems: list[Reason]
    notes: list[Reason] = field(default_factory=list)
    known: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)

    def contents(self, entries: Iterable[ledger.Entry]) -> None:
        """Compare each content, and each body of a finding, with its name."""
        table = select(object_table.c.sha256, object_table.c.pruned)
        self.known = {row.sha256: row.pruned for row in self.connection.execute(table)}
        self.removed = removals(entries, self.intact)
        here: set[str] = set()
        for row in self._all(object_bytes):
            here.add(row.sha256)
            if self.known.get(row.sha256) != "":
                self.problems.append(reason("evidence_unnamed", file=shown(row.sha256)))
            if _digest(row.gzip) != row.sha256:
                self.problems.append(reason("evidence_differs", file=shown(row.sha256)))
        gone = sorted(name for name, removed in self.known.items() if not removed and name not in here)
        self.problems += [reason("evidence_missing", place="objects", what="-", sha256=shown(name)) for name in gone]
        for row in self._all(finding_bodies):
            if hashlib.sha256(row.body.encode()).hexdigest() != row.sha256:
                self.problems.append(reason("finding_body_differs", sha256=shown(row.sha256)))
        if removed := {name for name, when in self.known.items() if when}:
            self.problems += [
                reason("evidence_removed_unsaid", place="objects", sha256=shown(name))
                for name in sorted(removed - self.removed.keys())
            ]
            self.notes.append(reason("evidence_removed", place="objects", count=len(removed)))

    def _all(self, table: SqlTable) -> Iterator[Row[Any]]:
        return iter(self.connection.execute(select(table), execution_options={"yield_per": _AT_ONCE}))

    def runs(self, sealed: Mapping[str, ledger.Entry]) -> None:
        """Compare the runs of the table with those of the ledger, each way, and each with its manifest."""
        found = {row.id: row for row in self.connection.execute(select(run_table).order_by(run_table.c.number))}
        for run, row in found.items():
            if run in sealed:
                self._run(row, sealed[run])
            elif row.status == RUNNING:
                self.notes.append(reason("run_going_on", run=shown(run)))
            else:
                self.problems.append(reason("run_not_in_ledger", run=shown(run)))
        self.problems += [reason("run_not_in_store", run=shown(run)) for run in sealed if run not in found]
        numbers = {row.number for row in found.values()}
        for table in (targets, findings):
            strange = set(self.connection.execute(select(table.c.run).distinct()).scalars()) - numbers
            self.problems += [reason("rows_of_no_run", table=table.name, number=number) for number in sorted(strange)]

    def _run(self, row: Row[Any], sealed: ledger.Entry) -> None:
        manifest = read_manifest(self.intact(sealed.content))
        if manifest is None or manifest.run != row.id:
            self.problems.append(reason("manifest_unreadable", run=shown(row.id)))
            return
        whole, count = hashlib.sha256(), 0
        for line in runs.finding_lines(self.connection, row.number):
            whole.update(line)
            count += 1
        if (count, whole.hexdigest()) != (manifest.findings.count, manifest.findings.sha256):
            self.problems.append(
                reason("findings_differ", run=manifest.run, found=count, expected=manifest.findings.count)
            )
        try:
            now = manifest_of(self.connection, row, Findings(count, whole.hexdigest()))
        except _UNREADABLE:
            self.problems.append(reason("run_row_unreadable", run=manifest.run))
        else:
            self.problems += _differences(manifest, now)
        self._references(manifest, sealed.number)

    def _references(self, manifest: Manifest, number: int) -> None:
        for digest, what in named_by(manifest):
            self.refer(digest, what, manifest.run, number)
        for target in manifest.targets:
            content = self.intact(target.commands)
            try:
                records = rows.commands(content) if content else []
            except _UNREADABLE:
                continue  # it differs from its name, and was named for that
            for digest, what in named_by_commands(target.reached.name, records):
                self.refer(digest, what, manifest.run, number)

    def intact(self, name: str) -> bytes:
        """Give a content; nothing where it is not here, or is not what its name says, for which it was named."""
        try:
            return objects.load(self.connection, [name]).get(name, b"")
        except ConfigError:
            return b""

    def refer(self, digest: str, what: str, place: str, number: int) -> None:
        """Take a content that an entry of this number names for one that the store knows, or that was removed later."""
        if digest not in self.known and not may_be_absent(what):
            self.problems.append(reason("evidence_missing", place=place, what=shown(what), sha256=shown(digest)))
        elif self.known.get(digest) and not may_be_removed(what):
            self.problems.append(reason("evidence_kept_for_good", place=place, what=shown(what), sha256=shown(digest)))
        elif self.known.get(digest) and self.removed.get(digest, number) < number:
            self.problems.append(reason("evidence_removed_unsaid", place=place, sha256=shown(digest)))


def _digest(packed: bytes) -> str:
    try:
        return digest_unpacked([packed])[0]
    except ValueError:
        return ""


def _differences(then: Manifest, now: Manifest) -> Iterator[Reason]:
    for name in Manifest.__struct_fields__:
        if name not in _COMPARED_BY_PART and getattr(then, name) != getattr(now, name):
            yield reason("run_field_differs", run=then.run, field=name)
    before, after = ({one.reached.name: one for one in manifest.targets} for manifest in (then, now))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield reason("run_field_differs", run=then.run, field=f"targets: {shown(name)}")
