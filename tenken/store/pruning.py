"""What has been kept long enough is removed: the bytes of objects, never their digests, findings or the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, or_, select, update

from checks.operations import Retention
from tenken.store import objects, rows
from tenken.store.opening import Store, told
from tenken.store.recording import RUNNING
from tenken.store.schema import ledger, object_bytes
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table
from tenken.store.schema import targets as target_table


@dataclass(frozen=True, slots=True)
class Pruned:
    """Objects whose bytes are removed: their digests by kind, sorted, and how many bytes of the store they took."""

    digests: dict[str, tuple[str, ...]]
    stored_bytes: int

    @property
    def count(self) -> int:
        """How many objects there are."""
        return sum(len(names) for names in self.digests.values())

    @property
    def listing(self) -> bytes:
        """The digests as JSON: what the ledger's entry of a pruning names by its own digest."""
        return msgspec.json.encode(self.digests, order="sorted") + b"\n"


def due(connection: Connection, retention: Retention, now: datetime) -> Pruned:
    """Give what is due. Nothing is that the newest runs, one that goes on or an approved one refer to."""
    days = {"section": retention.sections, "commands": retention.commands, "fact": retention.facts}
    protected = _kept_whole(connection) | _inputs(connection)
    newest = int(connection.execute(select(func.coalesce(func.max(run_table.c.number), 0))).scalar_one())
    found: dict[str, tuple[str, ...]] = {}
    size = 0
    for kind, kept_days in days.items():
        first = min(
            _first_after(connection, now - timedelta(days=kept_days), newest), newest - retention.newest_runs + 1
        )
        chosen = (
            select(object_table.c.sha256, func.length(object_bytes.c.gzip))
            .join(object_bytes, object_bytes.c.sha256 == object_table.c.sha256)
            .where(object_table.c.kind == kind, object_table.c.last_run < first)
            .order_by(object_table.c.sha256)
        )
        old = [row for row in connection.execute(chosen) if row[0] not in protected]
        if old:
            found[kind] = tuple(row[0] for row in old)
            size += sum(row[1] for row in old)
    return Pruned(found, size)


def prune(connection: Connection, due_now: Pruned, time: str) -> None:
    """Remove the bytes; the rows that say there was something, and when it went, stay."""
    for names in due_now.digests.values():
        for chunk in objects.chunks(names):
            connection.execute(delete(object_bytes).where(object_bytes.c.sha256.in_(chunk)))
            connection.execute(update(object_table).where(object_table.c.sha256.in_(chunk)).values(pruned=time))


def _first_after(connection: Connection, moment: datetime, newest: int) -> int:
    """Give the number of the first run that began after a moment; one more than the newest where none did."""
    begun = connection.execute(select(run_table.c.number, run_table.c.started).order_by(run_table.c.number))
    return next((row.number for row in begun if datetime.fromisoformat(row.started) > moment), newest + 1)


def _kept_whole(connection: Connection) -> frozenset[str]:
    """Give all that approved runs refer to, for what is compared with them must be there; and runs that go on."""
    approved = select(ledger.c.run).where(ledger.c.kind == "approval")
    chosen = select(run_table.c.number).where(or_(run_table.c.id.in_(approved), run_table.c.status == RUNNING))
    numbers = connection.execute(chosen).scalars().all()
    return frozenset(name for number in numbers for name in references(connection, number))


def _inputs(connection: Connection) -> frozenset[str]:
    """Give all that runs were judged with: kept for good, also where a host told the very same bytes before."""
    named = connection.execute(select(run_table.c.inputs).distinct()).scalars()
    return frozenset(digest for text in named for digest in msgspec.json.decode(text, type=dict[str, str]).values())


def references(connection: Connection, number: int) -> Iterable[str]:
    """Give every object that the targets of a run refer to: facts, records of commands, and the sections these name."""
    chosen = select(target_table).where(target_table.c.run == number)
    kept = [rows.target(row) for row in connection.execute(chosen)]
    records = objects.load(connection, (one.commands for one in kept))
    for one in kept:
        yield one.commands
        yield from one.facts.values()
        if one.commands in records:
            yield from (record.evidence for record in rows.commands(records[one.commands]) if record.evidence)


def shrink(store: Store) -> None:
    """Give the room back to the file system where the database keeps it (SQLite)."""
    if store.engine.dialect.name == "sqlite":
        with told(store.shown), closing(store.engine.raw_connection()) as connection:
            # A page a step: `execute` takes one step of what gives no rows, `executescript` all.
            connection.cursor().executescript("PRAGMA incremental_vacuum")
