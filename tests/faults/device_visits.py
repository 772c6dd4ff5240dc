"""Visits to simulated devices: a target for each, and what a session with it gave."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lab.device_simulator import Playing, simulate
from lab.simulated_device import Record, SimulatedDevice
from reports.messages import say
from reports.messages.text import LANGUAGES
from scanners.netcli.session import DeviceLogin, Sent, connect_device
from scanners.platforms.network.platform import NetworkPlatform
from scanners.probe import Raw
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.target import SessionError, Target
from tests.unit.scanners.netcli.platforms import platform, probes

PASSWORD = "made-up-login-password"
SECRET = "made-up-enable-secret"
CONFIG = (
    "hostname sw01\n!\nenable secret 9 $9$made-up-hash-of-a-secret\n!\ninterface GigabitEthernet1/0/1\n"
    " switchport mode access\n!\nline vty 0 4\n transport input ssh\n!\nend\n"
)
COMMANDS = {
    "show running-config": CONFIG,
    "show version": "".join(f"version line {number}\n" for number in range(60)),
    "show clock": "*05:00:00.123 JST Mon Nov 23 2026\n",
}
PATIENCE = 20.0  # seconds: a test fails that is stuck, however slow the machine


@dataclass(frozen=True)
class Visit:
    """What one session gave."""

    outputs: dict[str, Raw]
    transcript: tuple[Sent, ...]
    prompt: str
    connections: int
    record: Record

    def text(self, command: str) -> str:
        return self.outputs[command.replace(" ", "_")].text()

    def why(self, command: str) -> str:
        raw = self.outputs[command.replace(" ", "_")]
        reason = getattr(raw, "reason", None)
        if reason is None:
            return ""
        for language in LANGUAGES:
            assert not say(reason, language).startswith(f"{reason.code} {{"), reason
        return str(reason.code)


def target(playing: Playing, folder: Path, **more: Any) -> Target:
    known = folder / f"known_{playing.port}"
    if not known.exists():
        known.write_text(f"[127.0.0.1]:{playing.port} {playing.host_key}\n", "utf-8")
    settings: dict[str, Any] = {"known_hosts_files": (known,), "credential": "scan password", **more}
    return Target(playing.name, "127.0.0.1", playing.port, "scan", "127.0.0.1", **settings)


@contextlib.contextmanager
def simulated(device: SimulatedDevice) -> Iterator[Playing]:
    with simulate({"sw01": device}) as playing:
        yield playing["sw01"]


def visit(
    at: Target,
    playing: Playing,
    *,
    login: DeviceLogin | None = None,
    row: NetworkPlatform | None = None,
    commands: Mapping[str, str] = COMMANDS,
    timeout: int = 10,
    cap: int = 1 << 20,
    transport: str = "ssh",
    deadline: float = 30.0,
) -> Visit:
    """Read the commands in one session; whatever happens, no line but the data's own has reached the device."""
    began = time.monotonic()
    row = row or platform()
    with connect_device(
        at,
        row,
        login or DeviceLogin(PASSWORD),
        Credentials(agent=""),
        KnownHosts(),
        deadline=began + 30,
        transport=transport,
    ) as session:
        outputs = session.run(probes(commands, timeout=timeout, cap=cap), time.monotonic() + deadline)
    assert time.monotonic() - began < PATIENCE
    assert playing.record.violations == []
    sent = {sent.line for sent in session.transcript if sent.kind == "command"}
    assert sent <= {*commands, *row.session}
    assert PASSWORD not in repr(session.transcript)
    assert SECRET not in repr(session.transcript)
    return Visit(outputs, session.transcript, session.prompt, session.connections, playing.record)


def read(device: SimulatedDevice, folder: Path, **more: Any) -> Visit:
    with simulated(device) as playing:
        return visit(target(playing, folder), playing, **more)


def failure(at: Target, playing: Playing, **more: Any) -> SessionError:
    """Give the error a session ends with, before any command was sent."""
    began = time.monotonic()
    with pytest.raises(SessionError) as stop:
        visit(at, playing, **more)
    assert time.monotonic() - began < PATIENCE
    assert not set(playing.record.lines) & set(COMMANDS)
    for language in LANGUAGES:
        assert not say(stop.value.reason, language).startswith(f"{stop.value.reason.code} {{"), stop.value.reason
    return stop.value
