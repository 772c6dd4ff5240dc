"""What changed from one stored run to another: findings, facts, and what of it was announced work.

Imported by what stores alone: SQLAlchemy costs a third of a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from checks import changes, strict_yaml
from checks.changes import Changes
from checks.control import Bilingual
from checks.drift import Course, DriftSummary, TargetDrift
from checks.drift_announced import announced
from checks.operations import Operations
from checks.policy import Policy
from inventories.reason import ConfigError
from tenken.store import comparing, objects, runs
from tenken.store.comparing_facts import Compared, fact_changes, read_between
from tenken.store.redacting import CUT

_POLICY = "policy/"
_OPERATIONS = "operations.yaml"


@dataclass(frozen=True, slots=True)
class Announced:
    """The announced work, and whom to call on a suspicion."""

    changes: Changes
    contact: Bilingual | None


def announced_by(policy: Policy) -> Announced:
    """Give what a policy says."""
    return Announced(policy.changes, policy.operations.contact)


def drift_of(connection: Connection, new: Row[Any], work: Announced | None = None) -> DriftSummary | None:
    """Give what changed in a stored run since the one before it, with the records of work that it was judged with.

    `work`: these records where they are at hand; of those stored, what looks like a secret was cut.

    Findings that stay open are counted alone: its reports list them anyway. None where there is no run before it that
    judged as much. Raises ConfigError where the store is damaged.
    """
    old = comparing.previous(connection, new)
    if old is None:
        return None
    whole = compared(connection, old, new, work or announced_with(connection, new), look_back=True)
    return replace(whole, findings=tuple(change for change in whole.findings if change.course is not Course.OPEN))


def announced_with(connection: Connection, run: Row[Any]) -> Announced:
    """Give the records of announced work and the contact as they were stored with a run.

    A file that cannot be read any more for what was cut of it counts as not stored.
    """
    given = runs.inputs(run)
    digests: dict[str, str] = {}
    for name in (*changes.FILES, _OPERATIONS):
        if digest := given.get(f"{_POLICY}{name}") or given.get(f"{_POLICY}{name}{CUT}"):
            digests[name] = digest
    contents = objects.load(connection, digests.values())
    kept = {name: contents[digest] for name, digest in digests.items() if digest in contents}
    kept = {name: one for name, one in kept.items() if f"{_POLICY}{name}" in given or _is_readable(name, one)}
    recorded = [changes.parse(kept[name], Path(name)) for name in changes.FILES if name in kept]
    return Announced(changes.united(recorded), _operations(kept).contact)


def _is_readable(name: str, content: bytes) -> bool:
    try:
        if name == _OPERATIONS:
            _operations({name: content})
        else:
            changes.united([changes.parse(content, Path(name))])
    except ConfigError:
        return False
    return True


def _operations(kept: Mapping[str, bytes]) -> Operations:
    if _OPERATIONS not in kept:
        return Operations()
    return strict_yaml.convert(strict_yaml.parse(kept[_OPERATIONS], Path(_OPERATIONS)), Operations)


def compared(connection: Connection, old: Row[Any], new: Row[Any], work: Announced, *, look_back: bool) -> DriftSummary:
    """Compare two stored runs. `look_back`: for what the old one could not read, take the last that could before it."""
    narrower = comparing.is_narrower(connection, old, new)
    found = comparing.changes(connection, old.number, new.number, narrower=narrower)
    until = new.finished or new.started
    return DriftSummary(
        previous=old.id,
        previous_started=old.started,
        counts=Counter(change.course for change in found),
        findings=found,
        targets=tuple(
            TargetDrift(
                one.target,
                one.earlier.id if one.earlier else "",
                (one.earlier or old).started,
                until,
                _work(connection, work.changes, one, old, new),
                one.changes,
            )
            for one in fact_changes(connection, old, new, narrower=narrower, look_back=look_back)
        ),
        recorded=work.changes.written,
        contact=work.contact,
    )


def _work(
    connection: Connection, recorded: Changes, one: Compared, old: Row[Any], new: Row[Any]
) -> tuple[tuple[str, str], ...]:
    """Give the announced work that surely was between two readings of a target.

    Work at the very time of a run may have come before the reading or after it. When the target was read is looked up
    for that alone; where nothing tells, such work does not count: in doubt, a person looks at the change.
    """
    earlier = one.earlier or old
    possible = announced(recorded, one.target, earlier.started, new.finished or new.started)
    since, until = earlier.finished or earlier.started, new.started
    certain = announced(recorded, one.target, since, until)
    if certain == possible:
        return certain
    before, after = (read_between(connection, run, one.target) for run in (earlier, new))
    since = before[1].isoformat() if before else since
    return announced(recorded, one.target, since, after[0].isoformat() if after else until)
