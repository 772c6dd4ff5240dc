"""Content kept once, by the SHA-256 of its bytes; compressed in the store."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select, update

from inventories.reason import ConfigError
from tenken.store.schema import object_bytes, object_uses, objects, or_raise, runs

Kind = Literal["section", "fact", "commands", "input", "manifest", "approval", "pruning", "remediation"]
PRUNABLE: tuple[Kind, ...] = ("section", "commands", "fact")  # once their time is over; all else is kept for good
_AT_ONCE = 500  # bound parameters of one statement: every SQLite takes so many


@dataclass(frozen=True, slots=True)
class Kept:
    """One content, ready to be stored. `size` in bytes, before compression."""

    sha256: str
    kind: Kind
    size: int
    gzip: bytes


def kept(kind: Kind, content: bytes) -> Kept:
    """Give content with its digest, compressed; the same bytes always give the same."""
    return Kept(hashlib.sha256(content).hexdigest(), kind, len(content), gzip.compress(content, 6, mtime=0))


def save(connection: Connection, run: int, contents: Iterable[Kept]) -> None:
    """Store what is not there yet, and note for all that is removed one day that this run refers to it.

    `run`: its number; 0 for what is of no run.
    """
    wanted = {one.sha256: one for one in contents}
    if not wanted:
        return
    known = _known(connection, list(wanted))
    if new := [one for name, one in wanted.items() if name not in known]:
        connection.execute(
            objects.insert(), [{"sha256": one.sha256, "kind": one.kind, "size": one.size, "pruned": ""} for one in new]
        )
    back = [name for name, pruned in known.items() if pruned]
    for chunk in chunks(back):
        connection.execute(update(objects).where(objects.c.sha256.in_(chunk)).values(pruned=""))
    if written := [*new, *(wanted[name] for name in back)]:
        connection.execute(object_bytes.insert(), [{"sha256": one.sha256, "gzip": one.gzip} for one in written])
    if used := [one.sha256 for one in wanted.values() if one.kind in PRUNABLE]:
        row = {"inventory": _inventory_of(connection, run), "last_run": run}
        connection.execute(or_raise(connection, object_uses, "last_run"), [{"sha256": name, **row} for name in used])


def _inventory_of(connection: Connection, run: int) -> int:
    inventory = select(runs.c.inventory).where(runs.c.number == run).scalar_subquery()
    return int(connection.execute(select(func.min(runs.c.number)).where(runs.c.inventory == inventory)).scalar_one())


def load(connection: Connection, names: Iterable[str]) -> Mapping[str, bytes]:
    """Give content by digest; what was pruned or never stored is left out.

    Raises ConfigError for content that is not what its digest says.
    """
    found: dict[str, bytes] = {}
    for chunk in chunks(list(dict.fromkeys(names))):
        rows = connection.execute(select(object_bytes).where(object_bytes.c.sha256.in_(chunk)))
        found.update({row.sha256: _content(row.sha256, row.gzip) for row in rows})
    return found


def _content(name: str, compressed: bytes) -> bytes:
    try:
        content = gzip.decompress(compressed)
    except (OSError, EOFError, zlib.error):
        content = b""
    if hashlib.sha256(content).hexdigest() != name:
        raise ConfigError("object_damaged", sha256=name)
    return content


def _known(connection: Connection, names: list[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for chunk in chunks(names):
        rows = connection.execute(select(objects.c.sha256, objects.c.pruned).where(objects.c.sha256.in_(chunk)))
        known.update({row.sha256: row.pruned for row in rows})
    return known


def chunks(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """Give the names in parts that one statement can be bound to."""
    return (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))
