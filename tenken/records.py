"""What a report keeps of a reading: every command with its times and digests, and how the target was reached."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from checks.run import CommandRecord, TargetResult
from inventories.model import Host
from inventories.reason import Reason
from scanners.netcli.gate import Sent
from scanners.probe import Missing, Probe, Raw
from scanners.ssh.target import Target


def sections(outputs: Mapping[str, Raw]) -> dict[str, bytes]:
    """Give what the commands wrote, by probe."""
    return {probe: raw.stdout for probe, raw in outputs.items() if not isinstance(raw, Missing)}


def command_records(
    name: str, account: str, probes: tuple[Probe, ...], outputs: Mapping[str, Raw], started: datetime
) -> tuple[CommandRecord, ...]:
    """Give the records of these probes, in their order. `account`: who ran them, where they ran."""
    return tuple(_record(name, account, probe, outputs[probe.id], started) for probe in probes)


def _record(name: str, account: str, probe: Probe, raw: Raw, started: datetime) -> CommandRecord:
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
            account=account,
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
        account=account,
    )


def transcript_records(
    name: str, account: str, transcript: tuple[Sent, ...], probes: tuple[Probe, ...], started: datetime
) -> tuple[CommandRecord, ...]:
    """Give the records of what a session sent beside its probes: log-in, settings of the session, pager, end.

    Secrets are masked already; keys for the pager stand as one record, for they carry nothing.
    """
    commands = {probe.shell for probe in probes}
    pages = [sent for sent in transcript if sent.kind == "page"]
    other = [
        sent for sent in transcript if sent.kind != "page" and not (sent.kind == "command" and sent.line in commands)
    ]
    return tuple(
        CommandRecord(
            target=name,
            probe=f"session.{sent.kind}",
            command=f"{sent.line} ×{len(pages)}" if sent.kind == "page" else sent.line,
            root=False,
            started=(started + timedelta(seconds=sent.offset)).isoformat(timespec="milliseconds"),
            status=None,
            seconds=0.0,
            stdout_bytes=0,
            stdout_sha256="",
            truncated=False,
            reason=None,
            account=account,
        )
        for sent in sorted((*other, *pages[:1]), key=lambda sent: sent.offset)
    )


def target_result(
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
    """Give how a target was reached; without a `target` the inventory's address and account stand."""
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
