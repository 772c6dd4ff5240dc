"""Facts of stored runs, compared: digests first, so that only what differs is read, and each pair of objects once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, and_, select

from checks.drift import FactChange, Kind
from checks.drift_facts import changes_of_fact, in_order
from checks.drift_watched import FACTS, Subject
from inventories.reason import Reason, reason
from tenken.store import objects
from tenken.store.schema import runs, targets

_AT_ONCE = 64  # targets whose facts are in memory together
_BACK = 60  # runs in which a target is looked for that the run before could not read
_UNREAD = "{}"  # the facts of a target that was not read
_digests = msgspec.json.Decoder(dict[str, str]).decode
_Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The changes of one target. `earlier`: id of the run that read it before, empty for none; `since`: its start."""

    target: str
    earlier: str
    since: str
    changes: tuple[FactChange, ...]


class _Reading(NamedTuple):
    run: str
    started: str
    facts: str


def fact_changes(
    connection: Connection, old: Row[Any], new: Row[Any], *, narrower: bool = False, look_back: bool = True
) -> Iterator[Compared]:
    """Give the targets whose facts changed, by name, with those that came or went.

    What the old run could not read is compared with the last run before it that could, where `look_back` says so.
    `narrower`: the new run left out some of what the old one read, so that no target is told to be gone.
    """
    names = list(connection.execute(select(targets.c.name).where(targets.c.run == new.number)).scalars())
    listed = set(connection.execute(select(targets.c.name).where(targets.c.run == old.number)).scalars())
    known: dict[_Pair, tuple[FactChange, ...]] = {}
    found: list[Compared] = []
    for at in range(0, len(names), _AT_ONCE):
        chunk = names[at : at + _AT_ONCE]
        now = {name: one for name, one in _readings(connection, new, chunk).items() if one.facts != _UNREAD}
        then = _before(connection, old, list(now), look_back=look_back)
        pairs = {name: (_named(then[name]), _named(now[name])) for name in now if name in then}
        _learn(connection, known, pairs)
        for name in now:
            if name in then:
                back = () if name in listed else (_of_target(Kind.ADDED, name),)
                changed = in_order((*back, *(change for pair in _differing(*pairs[name]) for change in known[pair])))
                one = Compared(name, then[name].run, then[name].started, changed)
            elif name in listed:
                why = reason("target_not_read_before")
                one = Compared(name, "", old.started, (_of_target(Kind.UNREAD_BEFORE, name, why),))
            else:
                one = Compared(name, "", old.started, (_of_target(Kind.ADDED, name),))
            found.append(one)
    if not narrower:
        gone = (_of_target(Kind.REMOVED, name) for name in listed.difference(names))
        found += [Compared(change.item, old.id, old.started, (change,)) for change in gone]
    return iter(sorted((one for one in found if one.changes), key=lambda one: one.target))


def _of_target(kind: Kind, name: str, why: Reason | None = None) -> FactChange:
    return FactChange(Subject.TARGET, "", "", kind, name, why=why)


def _named(reading: _Reading) -> Mapping[str, str]:
    return {fact: digest for fact, digest in _digests(reading.facts).items() if fact in FACTS}


def _readings(connection: Connection, run: Row[Any], names: Sequence[str]) -> dict[str, _Reading]:
    chosen = select(targets.c.name, targets.c.facts).where(targets.c.run == run.number, targets.c.name.in_(names))
    return {name: _Reading(run.id, run.started, facts) for name, facts in connection.execute(chosen)}


def _before(connection: Connection, old: Row[Any], names: list[str], *, look_back: bool) -> dict[str, _Reading]:
    """Give the readings before: of the old run, else of the last run before it that read the target at all."""
    found = {name: one for name, one in _readings(connection, old, names).items() if one.facts != _UNREAD}
    missing = [name for name in names if name not in found]
    if not missing or not look_back:
        return found
    same = and_(runs.c.number < old.number, runs.c.inventory == old.inventory)
    for run in connection.execute(select(runs).where(same).order_by(runs.c.number.desc()).limit(_BACK)).all():
        read = _readings(connection, run, missing)
        found |= {name: one for name, one in read.items() if one.facts != _UNREAD}
        missing = [name for name in missing if name not in found]
        if not missing:
            break
    return found


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[_Pair]:
    pairs = [(fact, before.get(fact, ""), after.get(fact, "")) for fact in sorted(before.keys() | after.keys())]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _learn(
    connection: Connection,
    known: dict[_Pair, tuple[FactChange, ...]],
    pairs: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]],
) -> None:
    """Compare each pair of objects that was not met yet: an update is the same on many hosts."""
    wanted = {pair for one in pairs.values() for pair in _differing(*one) if pair not in known}
    contents = objects.load(connection, sorted({digest for pair in wanted for digest in pair[1:] if digest}))
    for fact, *digests in wanted:
        sides = [_fields(contents, digest) for digest in digests]
        known[fact, digests[0], digests[1]] = changes_of_fact(fact, *sides)


def _fields(contents: Mapping[str, bytes], digest: str) -> Mapping[str, Any] | None:
    if not digest:
        return {}
    return msgspec.json.decode(contents[digest]) if digest in contents else None
