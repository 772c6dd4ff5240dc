"""Facts of stored runs, compared: digests first, so that only what differs is read, and each pair of objects once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Row, and_, select

from checks.drift import FactChange, Kind
from checks.drift_facts import changes_of_fact, in_order
from checks.drift_watched import FACTS, Subject
from inventories.reason import Reason, reason
from tenken.store import objects, rows
from tenken.store.schema import runs, targets

_AT_ONCE = 64  # targets whose facts are in memory together
_BACK = 60  # runs before the run before, in which is looked for what that one could not read
_UNREAD = "{}"  # the facts of a target that was not read
_PRUNED = reason("fact_removed_with_time")
_Facts = Mapping[str, str]  # name → digest
_Pair = tuple[str, str, str]  # name, digest before, digest after
_Known = dict[_Pair, tuple[FactChange, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Changes of one target since the run `earlier` read them before; None where none did.

    A target has several of these where not all was last read by the same run.
    """

    target: str
    earlier: Row[Any] | None
    changes: tuple[FactChange, ...]


@dataclass(slots=True)
class _Search:
    """The readings before that a target is compared with: of the run `base`, and of earlier ones for what it lacks."""

    now: _Facts
    base: Row[Any] | None = None
    unread: dict[tuple[str, str], FactChange] = field(default_factory=dict)  # by fact and field: no reading so far
    found: list[tuple[Row[Any], list[FactChange]]] = field(default_factory=list)
    last: _Facts | None = None  # what told nothing need not be looked at again, night after night

    @property
    def over(self) -> bool:
        return self.base is not None and not self.unread

    @property
    def wanted(self) -> frozenset[str]:
        """The facts to be looked for."""
        return FACTS if self.base is None else frozenset(fact for fact, _field in self.unread)

    def pairs(self, before: _Facts) -> list[_Pair]:
        """Give what must be compared with an earlier reading: all, or the facts that are looked for and that it has."""
        names = before.keys() | self.now.keys() if self.base is None else before.keys() & self.wanted
        pairs = ((fact, before.get(fact, ""), self.now.get(fact, "")) for fact in sorted(names))
        return [pair for pair in pairs if pair[1] != pair[2]]

    def compare(self, run: Row[Any], before: _Facts, known: _Known) -> None:
        changes = [change for pair in self.pairs(before) for change in known[pair]]
        unread = {(change.fact, change.field): change for change in changes if _is_unread(change)}
        if self.base is None:
            self.base, self.unread = run, unread
            told = [change for change in changes if not _is_unread(change)]
        else:
            read = {place for place in self.unread if place[0] in before and place not in unread}
            told = [change for change in changes if (change.fact, change.field) in read]
            self.unread = {place: change for place, change in self.unread.items() if place not in read}
        self.last = before
        if told or run is self.base:
            self.found.append((run, told))


def _is_unread(change: FactChange) -> bool:
    """Whether an earlier reading may tell more. Not behind one that was removed: it may have been another than both."""
    return change.kind is Kind.UNREAD_BEFORE and change.why != _PRUNED


def fact_changes(
    connection: Connection, old: Row[Any], new: Row[Any], *, narrower: bool = False, look_back: bool = True
) -> Iterator[Compared]:
    """Give what changed on targets, by name, and the targets that came or went.

    What the old run could not read, of a target or all of it, is compared with the last run before it that could, where
    `look_back` says so. `narrower`: the new run left out some of what the old one read, so that no target is told to be
    gone.
    """
    names = list(connection.execute(select(targets.c.name).where(targets.c.run == new.number)).scalars())
    listed = set(connection.execute(select(targets.c.name).where(targets.c.run == old.number)).scalars())
    known: _Known = {}
    found: list[Compared] = []
    for at in range(0, len(names), _AT_ONCE):
        searches = {
            name: _Search(facts) for name, facts in _readings(connection, new, names[at : at + _AT_ONCE], FACTS).items()
        }
        _search(connection, searches, old, known, look_back=look_back)
        for name, search in searches.items():
            found += _of_search(name, search, listed=name in listed)
    if not narrower:
        found += [Compared(name, old, (_of_target(Kind.REMOVED, name),)) for name in listed.difference(names)]
    return iter(sorted((one for one in found if one.changes), key=lambda one: one.target))


def _search(
    connection: Connection, searches: Mapping[str, _Search], old: Row[Any], known: _Known, *, look_back: bool
) -> None:
    """Compare with the old run and, as long as something is missing, with the runs before it."""
    for run in _back_from(connection, old, look_back=look_back):
        missing = {name: search.wanted for name, search in searches.items() if not search.over}
        read = _readings(connection, run, missing, frozenset(chain.from_iterable(missing.values())))
        then = {name: before for name, before in read.items() if before != searches[name].last}
        _learn(connection, known, {pair for name, before in then.items() for pair in searches[name].pairs(before)})
        for name, before in then.items():
            searches[name].compare(run, before, known)
        if all(search.over for search in searches.values()):
            return


def _back_from(connection: Connection, old: Row[Any], *, look_back: bool) -> Iterator[Row[Any]]:
    yield old
    if look_back:
        same = and_(runs.c.number < old.number, runs.c.inventory == old.inventory)
        yield from connection.execute(select(runs).where(same).order_by(runs.c.number.desc()).limit(_BACK)).all()


def _of_search(name: str, search: _Search, *, listed: bool) -> Iterator[Compared]:
    come = () if listed else (_of_target(Kind.ADDED, name),)
    if search.base is None:
        yield Compared(name, None, come or (_of_target(Kind.UNREAD_BEFORE, name, reason("target_not_read_before")),))
    for run, told in search.found:
        more = (*come, *search.unread.values()) if run is search.base else ()
        yield Compared(name, run, in_order((*more, *told)))


def _of_target(kind: Kind, name: str, why: Reason | None = None) -> FactChange:
    return FactChange(Subject.TARGET, "", "", kind, name, why=why)


def _readings(
    connection: Connection, run: Row[Any], names: Collection[str], wanted: frozenset[str]
) -> dict[str, _Facts]:
    """Give those of the wanted facts that each target told, of the targets that a run read."""
    chosen = select(targets.c.name, targets.c.facts).where(targets.c.run == run.number, targets.c.name.in_(names))
    decode = _digests(wanted)
    return {
        name: {fact: digest for fact, digest in asdict(decode(facts)).items() if digest}
        for name, facts in connection.execute(chosen)
        if facts != _UNREAD
    }


@lru_cache(maxsize=64)
def _digests(wanted: frozenset[str]) -> Callable[[str], Struct]:
    """Give what reads the digests of some facts and passes over the others, which are most of what was stored."""
    return msgspec.json.Decoder(msgspec.defstruct("Digests", [(fact, str, "") for fact in sorted(wanted)])).decode


def _learn(connection: Connection, known: _Known, pairs: Iterable[_Pair]) -> None:
    """Compare each pair of objects that was not met yet: an update is the same on many hosts."""
    wanted = {pair for pair in pairs if pair not in known}
    contents = objects.load(connection, sorted({digest for pair in wanted for digest in pair[1:] if digest}))
    for fact, *digests in wanted:
        sides = [_fields(contents, digest) for digest in digests]
        known[fact, digests[0], digests[1]] = changes_of_fact(fact, *sides)


def _fields(contents: Mapping[str, bytes], digest: str) -> Mapping[str, Any] | None:
    if not digest:
        return {}
    return msgspec.json.decode(contents[digest]) if digest in contents else None


def read_between(connection: Connection, run: Row[Any], target: str) -> tuple[datetime, datetime] | None:
    """Give when a run began and ended to read a target; None where it did not, or what tells it was removed."""
    chosen = select(targets.c.commands).where(targets.c.run == run.number, targets.c.name == target)
    contents = objects.load(connection, connection.execute(chosen).scalars()).values()
    ran = [one for content in contents for one in rows.commands(content) if one.started]
    if not ran:
        return None
    begun = [datetime.fromisoformat(one.started) for one in ran]
    return min(begun), max(start + timedelta(seconds=one.seconds) for start, one in zip(begun, ran, strict=True))
