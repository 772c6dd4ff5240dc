"""What has been kept long enough is removed: the bytes of objects, never their digests, findings or the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, exists, func, or_, select, update

from checks.operations import Retention
from inventories.reason import ConfigError
from tenken.store import objects, rows
from tenken.store.opening import Store, told
from tenken.store.recording import RUNNING
from tenken.store.schema import ledger, object_bytes, object_uses
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table
from tenken.store.schema import targets as target_table


@dataclass(frozen=True, slots=True)
class Pruned:
    """Objects whose bytes are removed: their digests by kind, sorted, and how many bytes of the store they took.

    `shared`: what runs on other inventories refer to as well; it stays, and `inventory` has no claim to it any more.
    """

    digests: dict[str, tuple[str, ...]]
    stored_bytes: int
    inventory: int = 0
    shared: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many objects there are."""
        return sum(len(names) for names in self.digests.values())

    @property
    def listing(self) -> bytes:
        """The digests as JSON: what the ledger's entry of a pruning names by its own digest."""
        return msgspec.json.encode(self.digests, order="sorted") + b"\n"


def due(connection: Connection, inventory: str, retention: Retention, now: datetime) -> Pruned:
    """Give what is due of the runs on one inventory, by its retention. Raises ConfigError where it has no run.

    Nothing is that its newest runs, one that goes on, an approved one, or runs on another inventory refer to.
    """
    chosen = select(run_table.c.number, run_table.c.started).where(run_table.c.inventory == inventory)
    begun = [(row.number, row.started) for row in connection.execute(chosen.order_by(run_table.c.number))]
    if not begun:
        stored = connection.execute(select(run_table.c.inventory).distinct()).scalars()
        raise ConfigError("inventory_without_runs", inventory=inventory, stored=tuple(sorted(stored)))
    first_run = begun[0][0]
    days = {"section": retention.sections, "commands": retention.commands, "fact": retention.facts}
    protected = _kept_whole(connection) | _inputs(connection)
    found: dict[str, tuple[str, ...]] = {}
    shared: list[str] = []
    size = 0
    for kind, kept_days in days.items():
        first = _first_kept(begun, now - timedelta(days=kept_days), retention.newest_runs)
        used = _used_last(connection, kind, first_run, first)
        over = [row for row in used if row[0] not in protected]
        if own := [(name, stored) for name, stored, elsewhere in over if not elsewhere]:
            found[kind] = tuple(name for name, _stored in own)
            size += sum(stored for _name, stored in own)
        shared += [name for name, _stored, elsewhere in over if elsewhere]
    return Pruned(found, size, first_run, tuple(shared))


def prune(connection: Connection, due_now: Pruned, time: str) -> None:
    """Remove the bytes; the rows that say there was something, and when it went, stay."""
    uses = delete(object_uses)
    for names in due_now.digests.values():
        for chunk in objects.chunks(names):
            connection.execute(delete(object_bytes).where(object_bytes.c.sha256.in_(chunk)))
            connection.execute(update(object_table).where(object_table.c.sha256.in_(chunk)).values(pruned=time))
            connection.execute(uses.where(object_uses.c.sha256.in_(chunk)))
    for chunk in objects.chunks(due_now.shared):
        claims = object_uses.c.sha256.in_(chunk), object_uses.c.inventory == due_now.inventory
        connection.execute(uses.where(*claims))


def _first_kept(begun: Sequence[tuple[int, str]], moment: datetime, newest: int) -> int:
    """Give the number of the first run that is kept: that began after a moment, or is among the newest.

    `begun`: number and time of each run, in order.
    """
    young = (number for number, started in begun if datetime.fromisoformat(started) > moment)
    return min(next(young, begun[-1][0]), begun[-newest:][0][0])


def _used_last(connection: Connection, kind: str, inventory: int, first: int) -> list[tuple[str, int, bool]]:
    """Give the content of a kind that no run on an inventory from `first` on refers to: its digest, its bytes in the
    store, and whether runs on other inventories refer to it.
    """
    others = object_uses.alias()
    elsewhere = exists().where(others.c.sha256 == object_uses.c.sha256, others.c.inventory != inventory)
    chosen = (
        select(object_table.c.sha256, func.length(object_bytes.c.gzip), elsewhere)
        .join(object_uses, object_uses.c.sha256 == object_table.c.sha256)
        .join(object_bytes, object_bytes.c.sha256 == object_table.c.sha256)
        .where(object_uses.c.inventory == inventory, object_uses.c.last_run < first, object_table.c.kind == kind)
        .order_by(object_table.c.sha256)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(chosen)]


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
