"""Stored runs, read back: a list of them, and one as the `Run` that every report is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from checks.finding import Finding
from checks.run import BaselineRef, ExceptionRecord, HostFacts, Run
from inventories.reason import ConfigError
from tenken.store import objects, rows
from tenken.store.schema import finding_bodies, findings, runs, targets

_MANY = 5000  # rows taken from the database at once
_baselines = msgspec.json.Decoder(tuple[BaselineRef, ...]).decode
_exceptions = msgspec.json.Decoder(tuple[ExceptionRecord, ...]).decode
_words = msgspec.json.Decoder(tuple[str, ...]).decode
_inputs = msgspec.json.Decoder(dict[str, str]).decode


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of the list. `counts`: findings by status."""

    number: int
    id: str
    status: str
    started: str
    finished: str
    inventory: str
    targets: int
    counts: Mapping[str, int]


def listed(connection: Connection, newest: int) -> tuple[RunLine, ...]:
    """Give the newest runs, the newest first."""
    chosen = connection.execute(select(runs).order_by(runs.c.number.desc()).limit(newest)).all()
    numbers = [row.number for row in chosen]
    counts: dict[int, dict[str, int]] = {}
    counted = select(findings.c.run, findings.c.status, func.count()).where(findings.c.run.in_(numbers))
    for run, status, count in connection.execute(counted.group_by(findings.c.run, findings.c.status)):
        counts.setdefault(run, {})[status] = count
    sized = select(targets.c.run, func.count()).where(targets.c.run.in_(numbers)).group_by(targets.c.run)
    sizes: dict[int, int] = {row[0]: row[1] for row in connection.execute(sized)}
    return tuple(
        RunLine(
            row.number,
            row.id,
            row.status,
            row.started,
            row.finished,
            row.inventory,
            sizes.get(row.number, 0),
            counts.get(row.number, {}),
        )
        for row in chosen
    )


def find(connection: Connection, name: str) -> Row[Any]:
    """Give the row of a run by its id, by the beginning of its id, or `latest`. Raises ConfigError where none fits."""
    found: Sequence[Row[Any]] = ()
    if name == "latest":
        found = connection.execute(select(runs).order_by(runs.c.number.desc()).limit(1)).all()
    elif name.isascii():  # as every id is
        found = connection.execute(select(runs).where(runs.c.id == name)).all()
        if not found and name:
            begins = func.substr(runs.c.id, 1, len(name)) == name
            found = connection.execute(select(runs).where(begins).order_by(runs.c.number).limit(3)).all()
    if not found:
        raise ConfigError("run_not_stored", run=name.encode(errors="backslashreplace").decode())
    if len(found) > 1:
        raise ConfigError("run_ambiguous", run=name, found=tuple(row.id for row in found))
    return found[0]


def inputs(row: Row[Any]) -> Mapping[str, str]:
    """Give what the run was judged with: name → object."""
    return _inputs(row.inputs)


def kept_targets(connection: Connection, number: int) -> tuple[rows.KeptTarget, ...]:
    """Give the targets of a run, by name."""
    chosen = select(targets).where(targets.c.run == number).order_by(targets.c.name)
    return tuple(sorted((rows.target(row) for row in connection.execute(chosen)), key=lambda one: one.result.name))


def kept_findings(connection: Connection, number: int) -> Iterator[Finding]:
    """Give the findings of a run in their order."""
    return map(rows.made, _with_bodies(connection, number))


def _with_bodies(connection: Connection, number: int) -> Iterable[Row[Any]]:
    chosen = (
        select(*(findings.c[name] for name in rows.LINE), finding_bodies.c.body)
        .join(finding_bodies, finding_bodies.c.sha256 == findings.c.body_sha256)
        .where(findings.c.run == number)
        .order_by(findings.c.position)
    )
    return connection.execute(chosen, execution_options={"yield_per": _MANY})


def finding_count(connection: Connection, number: int) -> int:
    """Give how many findings a run has."""
    return int(connection.execute(select(func.count()).where(findings.c.run == number)).scalar_one())


def finding_lines(connection: Connection, number: int) -> Iterator[bytes]:
    """Give the lines of findings.jsonl, from what is stored."""
    return (rows.line(tuple(row)[:-1], row.body.encode()) for row in _with_bodies(connection, number))


def load(connection: Connection, row: Row[Any], *, with_facts: bool = False) -> Run:
    """Give a stored run as reports take it. What was pruned is missing from commands and facts."""
    kept = kept_targets(connection, row.number)
    records = objects.load(connection, (one.commands for one in kept))
    return Run(
        id=row.id,
        status=row.status if row.status != "running" else "incomplete",
        started=row.started,
        finished=row.finished,
        tool_version=row.tool_version,
        arguments=_words(row.arguments),
        inventory_digest=row.inventory_digest,
        baselines=_baselines(row.baselines),
        targets=tuple(one.result for one in kept),
        findings=tuple(kept_findings(connection, row.number)),
        commands=tuple(
            record for one in kept if one.commands in records for record in rows.commands(records[one.commands])
        ),
        accepted_gaps=row.accepted_gaps,
        exceptions=_exceptions(row.exceptions),
        facts=tuple(facts_of(connection, one) for one in kept) if with_facts else (),
        as_of=row.as_of,
        work_order=row.work_order,
    )


def facts_of(connection: Connection, target: rows.KeptTarget) -> HostFacts:
    """Give the facts of a stored target; those whose bytes were pruned are left out."""
    contents = objects.load(connection, target.facts.values())
    known = {name: msgspec.json.decode(contents[digest]) for name, digest in target.facts.items() if digest in contents}
    return HostFacts(target.result.name, target.told.family, known)
