"""One network device: from the commands of its platform, in one session, to typed facts and records of commands."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from checks.evaluate import Collected
from checks.plan import HostPlan
from inventories.reason import Reason
from scanners.facts import FACT_NAMES
from scanners.netcli.login import DeviceLogin
from scanners.netcli.session import connect_device
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import read_facts
from scanners.probe import Missing, Raw
from scanners.ssh.target import CREDENTIAL_REFUSALS, SessionError, Target
from tenken.reading import HostReading, not_read
from tenken.records import command_records, sections, target_result, transcript_records
from tenken.sessions import Door, Events

_OF_ONE_COMMAND = frozenset({"timed_out", "device_refused_command", "device_output_interrupted", "device_out_of_step"})


def read_device(plan: HostPlan, target: Target, door: Door, events: Events) -> HostReading:
    """Read one device in one session. Never raises for anything that the device or the network does."""
    began, started = time.monotonic(), datetime.now(UTC)
    deadline = began + door.host_seconds
    connection = plan.host.connection
    try:
        session = connect_device(
            target,
            DEVICES[plan.device],
            DeviceLogin(connection.password, connection.enable_secret, connection.enable),
            door.credentials,
            door.known,
            deadline=deadline,
            transport=connection.transport,
        )
    except SessionError as stop:
        if stop.reason.code in CREDENTIAL_REFUSALS:
            events.refused(stop.credential or target.credential)
        reading = not_read(plan.host, plan, events.interrupted() or stop.reason, target=target)
        return HostReading(
            reading.collected,
            target_result(plan.host, target, reading.target.reason, seconds=time.monotonic() - began),
            (),
        )
    events.opened(session)
    with session:
        outputs = session.run(plan.probes[plan.device], deadline)
    facts = {FACT_NAMES[fact]: value for fact, value in read_facts(DEVICES[plan.device], outputs, plan.scope).items()}
    lost = events.interrupted() or _first_loss(outputs)
    result = target_result(
        plan.host,
        target,
        lost,
        reachable=True,
        platform=plan.device,
        connections=session.connections,
        execs=session.execs,
        seconds=time.monotonic() - began,
    )
    return HostReading(
        Collected(host=plan.host, plan=plan, family=plan.device, hostname="", login_port=0, facts=facts),
        result,
        (
            *command_records(plan.host.name, target.user, plan.probes[plan.device], outputs, started),
            *transcript_records(plan.host.name, target.user, session.transcript, plan.probes[plan.device], started),
        ),
        sections(outputs),
    )


def _first_loss(outputs: dict[str, Raw]) -> Reason | None:
    """Give why the session did not go to its end; None where it did, though single commands may have given nothing."""
    lost = (raw.reason for raw in outputs.values() if isinstance(raw, Missing))
    return next((why for why in lost if why.code not in _OF_ONE_COMMAND), None)
