"""A repair in the ledger: what was to be done when it began, and what came of it when it ended, both signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from checks.facts_file import canonical, plain
from checks.remediated import Remediated
from reports.remediation_report import masked
from tenken.evidence.sealing import append
from tenken.evidence.signing import Key
from tenken.loading import Loaded
from tenken.store import locking, objects, runs
from tenken.store.opening import Store
from tenken.store.schema import ledger as ledger_table

_KIND: Final = "remediation"


@contextmanager
def recorded(store: Store, loaded: Loaded, begun: Remediated, key: Key) -> Iterator[Callable[[Remediated], None]]:
    """Record that a repair begins, and give what records its end. One at a time for each inventory.

    Raises ConfigError where another repair of this inventory goes on. A repair that is killed has begun and not ended.
    """
    lock = f"{locking.name_of(store.folder, loaded.inventory.path)}-{_KIND}"
    with locking.held(store.folder, lock, begun.run):
        _keep(store, begun, begun.started, key)
        yield lambda done: _keep(store, done, done.finished, key)


def of_run(connection: Connection, run: str) -> tuple[Remediated, ...]:
    """Give the repairs that came after a run, or before it, in the order of the ledger."""
    chosen = select(ledger_table.c.entry).where(ledger_table.c.kind == _KIND).order_by(ledger_table.c.number)
    contents = [msgspec.json.decode(text)["content"] for text in connection.execute(chosen).scalars()]
    kept = objects.load(connection, contents)
    told = (msgspec.json.decode(kept[name], type=Remediated) for name in contents if name in kept)
    found: dict[tuple[str, str], Remediated] = {}
    for one in told:
        if run in {one.run, *one.runs_after}:
            found[one.plan_sha256, one.started] = one  # its end stands for its beginning
    return tuple(found.values())


def _keep(store: Store, told: Remediated, time: str, key: Key) -> None:
    content = objects.kept(_KIND, canonical(plain(masked(told))) + b"\n")
    with store.writing() as connection:
        number = int(runs.find(connection, told.run).number)
        objects.save(connection, number, [content])
        append(connection, key, _KIND, run=told.run, content=content.sha256, time=time)
