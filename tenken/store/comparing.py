"""Two stored runs, compared by the database: only what differs, and what stays open, is read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, FromClause, and_, or_, select

from checks.drift import Change, Course, course_of
from checks.finding import Status
from tenken.store import rows
from tenken.store.schema import finding_bodies, findings

_OPEN = (Status.FAIL.value, Status.UNATTESTED.value)
_KEY = ("subject", "control", "system")
_WIDTH = len(rows.LINE) + 1
_ORDER = {course: place for place, course in enumerate(Course)}


def changes(connection: Connection, old: int, new: int) -> tuple[Change, ...]:
    """Give what changed from one run to another and what stays open: by course, then subject and control."""
    found = [*_of_new(connection, old, new), *_gone(connection, old, new)]
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[int, str, str, str]:
    one = change.after or change.before
    assert one is not None  # noqa: S101  (a change has one side at least)
    return _ORDER[change.course], one.subject, one.control, one.system


def _of_new(connection: Connection, old: int, new: int) -> list[Change]:
    """Compare the findings of the new run that have another status than before, or do not conform."""
    after, before = findings.alias("after"), findings.alias("before")
    now, then = finding_bodies.alias("now"), finding_bodies.alias("then")
    same = and_(before.c.run == old, *(before.c[name] == after.c[name] for name in _KEY))
    differs = or_(before.c.run.is_(None), before.c.status != after.c.status, after.c.status.in_(_OPEN))
    chosen = (
        select(*_columns(after, now), *_columns(before, then))
        .select_from(
            after.join(now, now.c.sha256 == after.c.body_sha256)
            .outerjoin(before, same)
            .outerjoin(then, then.c.sha256 == before.c.body_sha256)
        )
        .where(after.c.run == new, differs)
    )
    made: list[Change] = []
    for row in connection.execute(chosen):
        current = rows.made(row[:_WIDTH])
        earlier = None if row[_WIDTH] is None else rows.made(row[_WIDTH:])
        if course := course_of(earlier, current):
            made.append(Change(course, earlier, current))
    return made


def _gone(connection: Connection, old: int, new: int) -> list[Change]:
    after, before = findings.alias("after"), findings.alias("before")
    same = and_(after.c.run == new, *(before.c[name] == after.c[name] for name in _KEY))
    chosen = (
        select(*_columns(before, finding_bodies))
        .select_from(
            before.join(finding_bodies, finding_bodies.c.sha256 == before.c.body_sha256).outerjoin(after, same)
        )
        .where(before.c.run == old, after.c.run.is_(None))
    )
    left = [rows.made(row) for row in connection.execute(chosen)]
    return [Change(course, one, None) for one in left if (course := course_of(one, None))]


def _columns(one: FromClause, body: FromClause) -> list[ColumnElement[str]]:
    return [*(one.c[name] for name in rows.LINE), body.c.body]
