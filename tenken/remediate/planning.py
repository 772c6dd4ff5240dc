"""What a stored run leaves to repair: its findings and facts, the inventory and the policy of now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.control import Risk
from checks.remediation import Choice, RepairPlan, Seen, plan_repairs, risks_up_to
from inventories.reason import ConfigError
from tenken.loading import Loaded

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator asks for. `risk`: the highest that is accepted; `controls` is empty for all."""

    run: str
    controls: frozenset[str]
    risk: Risk


def planned(connection: Connection, loaded: Loaded, asked: Asked) -> RepairPlan:
    """Plan the repairs of a run on the chosen hosts of the inventory.

    Raises ConfigError for a run that is not sealed, was made on another inventory, or whose facts were removed.
    """
    from tenken.evidence import approving  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import runs  # noqa: PLC0415

    row = runs.find(connection, asked.run)
    approving.check_facts(connection, row, approving.manifest_digest(connection, row.id))
    if row.inventory != str(loaded.inventory.path.resolve()):
        raise ConfigError("repair_other_inventory", run=row.id, inventory=row.inventory)
    done = runs.load(connection, row, with_facts=True)
    chosen = {job.plan.host.name: job.plan.host for job in loaded.jobs}
    seen = Seen(
        run=row.id,
        findings=done.findings,
        hosts=chosen,
        facts={one.target: one.facts for one in done.facts},
        policy=loaded.policy,
    )
    return plan_repairs(seen, Choice(None, asked.controls or None, risks_up_to(asked.risk)))
