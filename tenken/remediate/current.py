"""What fails now: the newest finding of each control on each subject, over the runs since the last whole one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from checks.finding import Finding
from inventories.reason import ConfigError
from tenken.store import runs
from tenken.store.rows import KeptTarget
from tenken.store.schema import runs as run_table

_PARTIAL = ("--limit=", "--control=", "--article=")  # a run with one of these saw a part alone


def current(connection: Connection, inventory: str) -> tuple[tuple[Finding, ...], Mapping[str, Mapping[str, Any]]]:
    """Give the findings, and the newest facts of each target by name (plain data).

    A run of a part (the scan after a repair, say) counts for what it judged. Raises ConfigError where no run of this
    inventory is stored.
    """
    chosen = select(run_table).where(run_table.c.inventory == inventory, run_table.c.status != "running")
    found: dict[tuple[str, str, str], Finding] = {}
    facts: dict[str, dict[str, Any]] = {}
    rows = connection.execute(chosen.order_by(run_table.c.number.desc()))
    none = True
    for row in rows:
        none = False
        for one in runs.kept_findings(connection, row.number):
            found.setdefault((one.subject, one.control, one.system), one)
        for target in runs.kept_targets(connection, row.number):
            _add(facts.setdefault(target.result.name, {}), connection, target)
        words = msgspec.json.decode(row.arguments, type=tuple[str, ...])
        if row.status == "complete" and not any(word.startswith(_PARTIAL) for word in words):
            break
    if none:
        raise ConfigError("no_run_of_inventory", inventory=inventory)
    return tuple(found.values()), facts


def _add(known: dict[str, Any], connection: Connection, target: KeptTarget) -> None:
    for name, fact in runs.facts_of(connection, target).facts.items():
        known.setdefault(name, fact)
