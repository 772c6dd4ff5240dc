"""One host: from the collector script, over one session and one exec, to typed facts and a record of every command."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from checks.evaluate import Collected
from checks.plan import HostPlan
from checks.run import CommandRecord, TargetResult
from inventories.model import Host
from inventories.reason import Reason, reason
from scanners.collector import Collection, build_script
from scanners.facts import FACT_NAMES
from scanners.platforms import DEVICES, FAMILIES
from scanners.platforms.network.platform import answered, cut_outputs
from scanners.probe import Missing, Probe
from scanners.ssh.target import CREDENTIAL_REFUSALS, SessionError, Target
from tenken import facilities
from tenken.beside import read_beside
from tenken.records import command_records, sections, target_result
from tenken.sessions import Door, Events, collect, open_session


@dataclass(frozen=True, slots=True)
class HostReading:
    """What one host gave: facts or why there are none, how it was reached, and each command's record.

    `sections`: what the commands wrote, by probe, for who keeps evidence; taken out as soon as it is kept.
    """

    collected: Collected
    target: TargetResult
    commands: tuple[CommandRecord, ...]
    sections: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def not_read(
    host: Host, plan: HostPlan, why: Reason, *, scanned: bool = True, target: Target | None = None
) -> HostReading:
    """Give the reading of a host that was not connected to."""
    return HostReading(
        Collected(host=host, plan=plan, family="", hostname="", login_port=0, facts={}, missing=why),
        target_result(host, target, why, scanned=scanned),
        (),
    )


def read_host(plan: HostPlan, target: Target, door: Door, events: Events) -> HostReading:
    """Read one host in one session. Never raises for anything that the host or the network does."""
    return (_read_alone if facilities.alone(plan.host) else _read_host)(plan, target, door, events)


def with_beside(reading: HostReading, plan: HostPlan, gateway: Target, door: Door, events: Events) -> HostReading:
    """Add what stands beside a host, read in a session of its own from the ops host or a gateway."""
    began = time.monotonic()
    beside = read_beside(plan, gateway, door, events)
    collected = replace(reading.collected, facts={**reading.collected.facts, **beside.facts})
    result = replace(
        reading.target,
        connections=reading.target.connections + beside.connections,
        execs=reading.target.execs + beside.execs,
        seconds=reading.target.seconds + time.monotonic() - began,
        reason=reading.target.reason or beside.missing,
    )
    return HostReading(collected, result, reading.commands + beside.commands, {**reading.sections, **beside.sections})


def _read_alone(plan: HostPlan, target: Target, door: Door, events: Events) -> HostReading:
    """Read a power supply, or a server that no scanner logs in to: all of it stands beside the place it is asked from.

    What such a server's controller does not tell stays unread: `missing` says so.
    """
    began = time.monotonic()
    beside = read_beside(plan, target, door, events)
    result = target_result(
        plan.host,
        target,
        beside.missing,
        reachable=beside.missing is None,
        platform=plan.facility,
        connections=beside.connections,
        execs=beside.execs,
        seconds=time.monotonic() - began,
    )
    missing = None if plan.host.ups else reason("no_scanner_reads", kind=plan.host.connection.kind)
    collected = Collected(
        host=plan.host, plan=plan, family=plan.facility, hostname="", login_port=0, facts=beside.facts, missing=missing
    )
    return HostReading(collected, result, beside.commands, beside.sections)


def _read_host(plan: HostPlan, target: Target, door: Door, events: Events) -> HostReading:
    host = plan.host
    began = time.monotonic()
    script = build_script(
        _branches(plan),
        nonce=secrets.token_hex(16),
        sudo=door.sudo and host.connection.become,
    )
    try:
        session = open_session(target, door, began + door.host_seconds)
    except SessionError as stop:
        if stop.reason.code in CREDENTIAL_REFUSALS:
            events.refused(stop.credential or target.credential)
        reading = not_read(host, plan, events.interrupted() or stop.reason, target=target)
        return replace(reading, target=replace(reading.target, seconds=time.monotonic() - began))
    events.opened(session)
    started = datetime.now(UTC)
    with session:
        collection = collect(session, script, began + door.host_seconds, events)
    if plan.device:
        outputs = answered(
            DEVICES[plan.device], cut_outputs(DEVICES[plan.device], collection.outputs, secrets.token_bytes(32))
        )
        collection = replace(collection, outputs=outputs)
    result = target_result(
        host,
        target,
        None if collection.complete else _first_loss(collection),
        reachable=True,
        platform=collection.family,
        connections=session.connections,
        execs=session.execs,
        seconds=time.monotonic() - began,
    )
    return HostReading(
        _facts(plan, collection),
        result,
        command_records(host.name, target.user, plan.probes.get(collection.family, ()), collection.outputs, started),
        sections(collection.outputs),
    )


def _branches(plan: HostPlan) -> dict[str, tuple[tuple[str, ...], tuple[Probe, ...]]]:
    """Give the script's branch of each family; of a router that is a Linux host its platform's, whatever its family."""
    if plan.device:
        return {
            plan.device: (tuple(name for family in FAMILIES.values() for name in family.ids), plan.probes[plan.device])
        }
    return {name: (family.ids, plan.probes[name]) for name, family in FAMILIES.items()}


def _first_loss(collection: Collection) -> Reason:
    lost = (raw.reason for raw in collection.outputs.values() if isinstance(raw, Missing))
    return next((why for why in lost if not why.code.startswith(("no_sudo", "sudo_"))), reason("collector_cut_short"))


def _facts(plan: HostPlan, collection: Collection) -> Collected:
    facts: dict[str, object] = {}
    missing: Reason | None = None
    if collection.family:
        facts = {
            FACT_NAMES[reader.fact]: reader.read(collection.outputs, plan.scope)
            for reader in plan.readers[collection.family]
        }
    else:
        missing = _first_loss(collection)
    return Collected(
        host=plan.host,
        plan=plan,
        family=collection.family,
        hostname=collection.hostname,
        login_port=collection.login_port,
        facts=facts,
        missing=missing,
    )
