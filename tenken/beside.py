"""What stands beside a host (a management controller, a power supply), asked in its turn from a host or from here."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from checks.plan import HostPlan
from checks.run import CommandRecord
from inventories.reason import Reason, reason
from scanners.collector import Collection, Script, build_script, read_collection
from scanners.facts import FACT_NAMES
from scanners.facts.field import Unknown
from scanners.probe import Missing
from scanners.ssh.target import CREDENTIAL_REFUSALS, SessionError, Target
from tenken import facilities
from tenken.facilities import AnySession
from tenken.records import command_records, sections
from tenken.sessions import Door, Events, collect, open_session


@dataclass(frozen=True, slots=True)
class Beside:
    """What came of a facility: its facts, the records, how often it was connected to, and why it gave nothing."""

    facts: dict[str, object]
    commands: tuple[CommandRecord, ...]
    connections: int
    execs: int
    missing: Reason | None
    sections: Mapping[str, bytes]


def read_beside(plan: HostPlan, gateway: Target, door: Door, events: Events) -> Beside:
    """Ask a facility in its turn; one that refused this login in this run is not asked again."""
    device = facilities.device(plan)
    place = f"gateway {gateway.address}:{gateway.port}"
    with door.turns.take(device) if facilities.is_here(gateway) else door.turns.take(device, place):
        script = build_script(
            {plan.facility: ((), plan.probes[plan.facility])},
            nonce=secrets.token_hex(16),
            facility=plan.facility,
            environment=facilities.environment(plan),
        )
        started = datetime.now(UTC)
        if door.turns.refused(device):
            collection, session = _lost(script, reason("bmc_login_failed")), None
        else:
            collection, session = _ask(script, gateway, door, events)
    if any(isinstance(raw, Missing) and raw.reason.code == "login_stopped" for raw in collection.outputs.values()):
        door.turns.refuse(device)
    facts = {
        FACT_NAMES[reader.fact]: reader.read(collection.outputs, plan.scope) for reader in plan.readers[plan.facility]
    }
    return Beside(
        facts,
        command_records(plan.host.name, gateway.user, plan.probes[plan.facility], collection.outputs, started),
        session.connections if session else 0,
        session.execs if session else 0,
        _why_nothing(facts),
        sections(collection.outputs),
    )


def _ask(script: Script, gateway: Target, door: Door, events: Events) -> tuple[Collection, AnySession | None]:
    deadline = time.monotonic() + door.host_seconds
    try:
        session = open_session(gateway, door, deadline)
    except SessionError as stop:
        if stop.reason.code in CREDENTIAL_REFUSALS:
            events.refused(stop.credential or gateway.credential)
        return _lost(script, events.interrupted() or stop.reason), None
    events.opened(session)
    with session:
        return collect(session, script, deadline, events), session


def _lost(script: Script, why: Reason) -> Collection:
    """Give the collection of a script that did not run."""
    (family,) = script.families
    return replace(read_collection(script, b"", why), family=family)


def _why_nothing(facts: dict[str, object]) -> Reason | None:
    """Give why a facility told nothing at all, by what its first field says; None where it told something."""
    states = [getattr(fact, name) for fact in facts.values() for name in fact.__dataclass_fields__]  # type: ignore[attr-defined]  # facts are dataclasses
    told = [state for state in states if not isinstance(state, Unknown)]
    # What the inventory itself says (`serves`) is not the device's word.
    return None if len(told) > 1 or not states else next((s.reason for s in states if isinstance(s, Unknown)), None)
