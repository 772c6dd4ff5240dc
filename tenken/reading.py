"""One host: from the collector script, over one session and one exec, to typed facts and a record of every command."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from checks.evaluate import Collected
from checks.plan import HostPlan
from checks.run import CommandRecord, TargetResult
from inventories.model import Host
from inventories.reason import Reason, reason
from scanners.collector import Collection, Script, build_script, read_collection
from scanners.facts import FACT_NAMES
from scanners.platforms import FAMILIES
from scanners.probe import Missing, Probe, Raw
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import Session, connect
from scanners.ssh.target import CREDENTIAL_REFUSALS, SessionError, Target

OUTPUT_CAP = 32 << 20  # bytes of standard output of a whole host
COMMAND = "exec /bin/sh -s"


@dataclass(frozen=True, slots=True)
class HostReading:
    """What one host gave: facts or why there are none, how it was reached, and each command's record."""

    collected: Collected
    target: TargetResult
    commands: tuple[CommandRecord, ...]


@dataclass(frozen=True, slots=True)
class Events:
    """Who hears what while a host is read: a login refused (with its credential), a session that stands.

    `interrupted` gives the reason once the scan was interrupted: it then stands for whatever else went wrong.
    """

    refused: Callable[[str], None]
    opened: Callable[[Session], None]
    interrupted: Callable[[], Reason | None]


@dataclass(frozen=True, slots=True)
class Door:
    """What every session of a run shares."""

    credentials: Credentials
    known: KnownHosts
    host_seconds: float
    sudo: bool


def not_read(
    host: Host, plan: HostPlan, why: Reason, *, scanned: bool = True, target: Target | None = None
) -> HostReading:
    """Give the reading of a host that was not connected to."""
    return HostReading(
        Collected(host=host, plan=plan, family="", hostname="", login_port=0, facts={}, missing=why),
        _result(host, target, why, scanned=scanned),
        (),
    )


def read_host(plan: HostPlan, target: Target, door: Door, events: Events) -> HostReading:
    """Read one host in one session.

    Never raises for anything that the host or the network does: the reading says why.
    """
    host = plan.host
    began = time.monotonic()
    script = build_script(
        {name: (family.ids, plan.probes[name]) for name, family in FAMILIES.items()},
        nonce=secrets.token_hex(16),
        sudo=door.sudo and host.connection.become,
    )
    try:
        session = connect(target, door.credentials, door.known, deadline=began + door.host_seconds)
    except SessionError as stop:
        if stop.reason.code in CREDENTIAL_REFUSALS:
            events.refused(stop.credential or target.credential)
        reading = not_read(host, plan, events.interrupted() or stop.reason, target=target)
        return replace(reading, target=replace(reading.target, seconds=time.monotonic() - began))
    events.opened(session)
    started = datetime.now(UTC)
    with session:
        collection = _collect(session, script, began + door.host_seconds, events)
    result = _result(
        host,
        target,
        None if collection.complete else _first_loss(collection),
        reachable=True,
        platform=collection.family,
        connections=session.connections,
        execs=session.execs,
        seconds=time.monotonic() - began,
    )
    return HostReading(_facts(plan, collection), result, _records(host.name, plan, collection, started))


def _collect(session: Session, script: Script, deadline: float, events: Events) -> Collection:
    try:
        exchange = session.run(COMMAND, script.text.encode(), deadline, OUTPUT_CAP)
    except SessionError as stop:
        return read_collection(script, b"", events.interrupted() or stop.reason)
    return read_collection(script, exchange.stdout, exchange.reason and (events.interrupted() or exchange.reason))


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


def _records(name: str, plan: HostPlan, collection: Collection, started: datetime) -> tuple[CommandRecord, ...]:
    if not collection.family:
        return ()
    return tuple(
        _record(name, probe, collection.outputs[probe.id], started) for probe in plan.probes[collection.family]
    )


def _record(name: str, probe: Probe, raw: Raw, started: datetime) -> CommandRecord:
    if isinstance(raw, Missing):
        return CommandRecord(
            target=name,
            probe=probe.id,
            command=probe.command,
            root=probe.root,
            started="",
            status=None,
            seconds=0.0,
            stdout_bytes=0,
            stdout_sha256="",
            truncated=False,
            reason=raw.reason,
            via=probe.via,
            subject=probe.subject,
        )
    return CommandRecord(
        target=name,
        probe=probe.id,
        command=probe.command,
        root=probe.root,
        started=(started + timedelta(seconds=raw.offset)).isoformat(timespec="milliseconds"),
        status=raw.status,
        seconds=raw.seconds,
        stdout_bytes=len(raw.stdout),
        stdout_sha256=hashlib.sha256(raw.stdout).hexdigest(),
        truncated=raw.truncated,
        reason=None,
        via=probe.via,
        subject=probe.subject,
    )


def _result(
    host: Host,
    target: Target | None,
    why: Reason | None,
    *,
    scanned: bool = True,
    reachable: bool = False,
    platform: str = "",
    connections: int = 0,
    execs: int = 0,
    seconds: float = 0.0,
) -> TargetResult:
    return TargetResult(
        name=host.name,
        system=host.system,
        segment=host.segment,
        contractor=host.contractor,
        platform=platform,
        address=target.address if target else host.connection.address,
        account=target.user if target else host.connection.user,
        scanned=scanned,
        reachable=reachable,
        reason=why,
        connections=connections,
        execs=execs,
        seconds=seconds,
    )
