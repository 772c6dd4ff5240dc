"""Two stored runs, compared by the database: only what differs, and what stays open, is read, each body once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, or_, select

from checks.drift import Change, Course, course_of
from checks.finding import Finding, Status
from tenken.store import objects, rows
from tenken.store.recording import RUNNING
from tenken.store.schema import finding_bodies, findings, runs

_OPEN = (Status.FAIL.value, Status.UNATTESTED.value)
_KEY = ("subject", "control", "system")
_COLUMNS = (*rows.LINE, "body_sha256")
_WIDTH = len(_COLUMNS)
_ORDER = {course: place for place, course in enumerate(Course)}
_SCOPES = ("--limit=", "--control=", "--article=")  # arguments that leave targets or controls out
_DEPTH = "--depth="
_words = msgspec.json.Decoder(tuple[str, ...]).decode
_Line = Sequence[str]


def previous(connection: Connection, row: Row[Any]) -> Row[Any] | None:
    """Give the newest earlier run on the same inventory that judged all that this one judged; None where there is none.

    What a narrower run did not judge would else be told as new each time. A routine run and a full one are apart.
    """
    wanted = _words(row.arguments)
    earlier = select(runs).where(runs.c.number < row.number, runs.c.inventory == row.inventory)
    for one in connection.execute(earlier.order_by(runs.c.number.desc())):
        if _covers(_words(one.arguments), wanted) and _judged(connection, one.number):
            return one
    return None


def killed_before(connection: Connection, row: Row[Any]) -> tuple[str, ...]:
    """Give the runs on the same inventory, right before this one, that ended before they judged anything."""
    earlier = select(runs).where(runs.c.number < row.number, runs.c.inventory == row.inventory)
    found = connection.execute(earlier.where(runs.c.status != RUNNING).order_by(runs.c.number.desc()))
    return tuple(one.id for one in takewhile(lambda one: not _judged(connection, one.number), found))


def _covers(given: Sequence[str], wanted: Sequence[str]) -> bool:
    for scope in _SCOPES:
        narrowed = {argument for argument in given if argument.startswith(scope)}
        if narrowed and narrowed != {argument for argument in wanted if argument.startswith(scope)}:
            return False
    return _depth(given) == _depth(wanted)


def _depth(arguments: Sequence[str]) -> list[str]:
    return [argument for argument in arguments if argument.startswith(_DEPTH)]


def _judged(connection: Connection, number: int) -> bool:
    return connection.execute(select(findings.c.run).where(findings.c.run == number).limit(1)).first() is not None


def is_narrower(connection: Connection, old: Row[Any], new: Row[Any]) -> bool:
    """Whether the new run left targets or controls out that the old one judged, or ended before it judged anything.

    What it did not judge is not gone then.
    """
    given, before = (
        {argument for argument in _words(row.arguments) if argument.startswith(_SCOPES)} for row in (new, old)
    )
    return (bool(given) and given != before) or not _judged(connection, new.number)


def changes(connection: Connection, old: int, new: int, *, narrower: bool = False) -> tuple[Change, ...]:
    """Give what changed from one run to another and what stays open: by course, then subject and control.

    `narrower`: the new run left out some of what the old one judged, so that nothing is told to be gone.
    """
    pairs = [*_of_new(connection, old, new), *(() if narrower else _gone(connection, old, new))]
    bodies = _bodies(connection, pairs)
    found = (_change(before, after, bodies) for before, after in pairs)
    return tuple(sorted((change for change in found if change is not None), key=_place))


def _change(before: _Line | None, after: _Line | None, bodies: Mapping[str, str]) -> Change | None:
    now, then = _finding(after, bodies), _finding(before, bodies)
    course = course_of(then, now)
    return Change(course, then, now) if course else None


def _finding(line: _Line | None, bodies: Mapping[str, str]) -> Finding | None:
    return None if line is None else rows.made((*line[:-1], bodies[line[-1]]))


def _place(change: Change) -> tuple[int, str, str, str]:
    one = change.after or change.before
    assert one is not None  # noqa: S101  (a change has one side at least)
    return _ORDER[change.course], one.subject, one.control, one.system


def _of_new(connection: Connection, old: int, new: int) -> Iterator[tuple[_Line | None, _Line]]:
    """Give the findings of the new run that have another status than before, or do not conform, with those before."""
    after, before = findings.alias("after"), findings.alias("before")
    same = and_(before.c.run == old, *(before.c[name] == after.c[name] for name in _KEY))
    differs = or_(before.c.run.is_(None), before.c.status != after.c.status, after.c.status.in_(_OPEN))
    chosen = (
        select(*(one.c[name] for one in (after, before) for name in _COLUMNS))
        .select_from(after.outerjoin(before, same))
        .where(after.c.run == new, differs)
    )
    for row in connection.execute(chosen):
        yield None if row[_WIDTH] is None else row[_WIDTH:], row[:_WIDTH]


def _gone(connection: Connection, old: int, new: int) -> Iterator[tuple[_Line, None]]:
    after, before = findings.alias("after"), findings.alias("before")
    same = and_(after.c.run == new, *(after.c[name] == before.c[name] for name in _KEY))
    chosen = (
        select(*(before.c[name] for name in _COLUMNS))
        .select_from(before.outerjoin(after, same))
        .where(before.c.run == old, after.c.run.is_(None))
    )
    return ((tuple(row), None) for row in connection.execute(chosen))


def _bodies(connection: Connection, pairs: Iterable[tuple[_Line | None, _Line | None]]) -> dict[str, str]:
    """Give the bodies that these findings name, each fetched once: most hosts say the same night after night."""
    wanted = sorted({line[-1] for pair in pairs for line in pair if line is not None})
    found: dict[str, str] = {}
    for some in objects.chunks(wanted):
        chosen = select(finding_bodies.c.sha256, finding_bodies.c.body)
        chunk = chosen.where(finding_bodies.c.sha256.in_(some))
        found.update((row.sha256, row.body) for row in connection.execute(chunk))
    return found
