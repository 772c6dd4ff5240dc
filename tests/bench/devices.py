"""Network devices: one session with eight commands, beside netmiko's own `send_command`, and many devices at once.

The devices are simulators in a process of their own, which answer at once; so what is measured is the client.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lab.device_simulator import simulate
from lab.simulated_device import SimulatedDevice
from scanners.netcli.session import DeviceLogin, connect_device
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import NetworkPlatform, read_facts
from scanners.probe import Missing, Probe, Raw, Scope
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.target import Target
from tests.bench.measured import Line, best_wall, measuring

_PLATFORM = "cisco_ios"
_CASE = Path(__file__).parents[1] / "devices" / _PLATFORM / "compliant.yaml"
_PASSWORD = "made-up-password"
_COMMANDS = 8
_AT_ONCE = (40, 100)
# 20 ms a device, where such a log-in cost 2.8 to 3.1 (20 to 50 at once): the ratio holds on machines of any speed.
_BARE = 6.7


def lines(folder: Path, full: bool) -> Iterable[Line]:
    """Measure."""
    with _served(max(_AT_ONCE)) as ports:
        bench = _Bench(folder, ports)
        bench.read(ports[0])  # netmiko is imported once in a process
        rounds = 20 if full else 8
        ours, theirs = best_wall(rounds, lambda: bench.read(ports[0]), lambda: bench.plain_netmiko(ports[0]))
        subject = f"a network device, {_COMMANDS} commands, instant"
        yield Line(subject, "s", ours, theirs, "netmiko send_command", round(1 / 3, 3), of_ratio=True)
        yield Line("… wall", "s", ours, limit=0.4)
        with measuring() as spent:
            for _ in range(rounds):
                outputs = bench.read(ports[0])
        with measuring() as bare:
            for _ in range(rounds):
                bench.log_in(ports[0])
        session, login = spent.own / rounds * 1000, bare.own / rounds * 1000
        yield Line("… client CPU before parsing", "ms", session, limit=20)
        yield Line("… against a bare log-in", "ms", session, login, "paramiko", _BARE, of_ratio=True)
        with measuring() as parsing:
            for _ in range(rounds):
                bench.parse(outputs)
        yield Line("… and with it", "ms", (spent.own + parsing.own) / rounds * 1000, limit=60)
        for count in _AT_ONCE:
            with measuring() as spent, ThreadPoolExecutor(count) as pool:
                done = list(pool.map(bench.read, ports[:count]))
            if any(isinstance(raw, Missing) for outputs in done for raw in outputs.values()):
                raise RuntimeError(f"not all of {count} devices were read")
            yield Line(f"{count} network devices at once, in one process", "s", spent.wall)
            yield Line("… client CPU a device", "ms", spent.own / count * 1000, limit=20)


@dataclass
class _Bench:
    """The platform and its eight most telling commands."""

    folder: Path
    ports: list[int]

    def __post_init__(self) -> None:
        self.platform: NetworkPlatform = DEVICES[_PLATFORM]
        commands: dict[str, str] = _case()["commands"]
        probes = {probe.id: probe for reader in self.platform.family.readers for probe in reader.probes(Scope())}
        told = sorted((probe for probe in probes.values() if probe.shell in commands), key=lambda probe: probe.id)
        self.probes: tuple[Probe, ...] = tuple(sorted(told, key=lambda probe: probe.id != "config")[:_COMMANDS])
        self.known = self.folder / "known_hosts"
        self.known.write_text("".join(f"[127.0.0.1]:{port} {_KEYS[port]}\n" for port in self.ports), "utf-8")
        self.hosts, self.credentials = KnownHosts(), Credentials(agent="")

    def read(self, port: int) -> dict[str, Raw]:
        """Read one device as a scan does."""
        target = Target("sw", "127.0.0.1", port, "scan", "127.0.0.1", known_hosts_files=(self.known,))
        deadline = time.monotonic() + 60
        login = DeviceLogin(_PASSWORD)
        with connect_device(target, self.platform, login, self.credentials, self.hosts, deadline=deadline) as session:
            return session.run(self.probes, deadline)

    def log_in(self, port: int) -> None:
        """Log in and open a channel, in paramiko's leanest way, and do nothing there."""
        import paramiko  # noqa: PLC0415  (theirs)

        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            transport = paramiko.Transport(plain)
            security = transport.get_security_options()
            security.kex, security.ciphers = ("curve25519-sha256@libssh.org",), ("aes128-gcm@openssh.com",)
            try:
                transport.start_client(timeout=60)
                transport.auth_password("scan", _PASSWORD)
                transport.open_session(timeout=60).close()
            finally:
                transport.close()

    def parse(self, outputs: dict[str, Raw]) -> None:
        """Read every fact that these commands give, with nothing kept from the last time."""
        _forget()
        read_facts(self.platform, outputs, Scope())

    def plain_netmiko(self, port: int) -> None:
        """Send the same commands through netmiko alone, as its documentation shows."""
        from netmiko import ConnectHandler  # noqa: PLC0415  (theirs)

        with ConnectHandler(
            device_type=self.platform.driver, host="127.0.0.1", port=port, username="scan", password=_PASSWORD
        ) as connection:
            for probe in self.probes:
                connection.send_command(probe.shell)


def _forget() -> None:
    """Empty the caches of the platform's parsers: each device has a configuration of its own."""
    module = "scanners.platforms.network"
    for name, loaded in list(sys.modules.items()):
        if name.startswith(module):
            for value in vars(loaded).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _case() -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(_CASE.read_text("utf-8"))
    return case


_KEYS: dict[int, str] = {}


@contextmanager
def _served(count: int) -> Iterator[list[int]]:
    words = [sys.executable, "-m", "tests.bench.devices", str(count)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        _KEYS.update({int(port): key for port, key in json.loads(process.stdout.readline()).items()})
        yield sorted(_KEYS)
    finally:
        process.terminate()
        process.wait(10)


def _serve(count: int) -> None:
    """Play the devices until the parent closes our input."""
    platform = DEVICES[_PLATFORM]
    case = _case()
    device = SimulatedDevice(
        {**case["commands"], "terminal width 511": ""},
        prompt=case["prompt"],
        password=_PASSWORD,
        paging_off=platform.session,
    )
    with simulate({f"sw{number:03d}": device for number in range(count)}) as playing:
        ports = {one.port: one.host_key for one in playing.values()}
        print(json.dumps(ports), flush=True)  # noqa: T201  (the parent reads it)
        sys.stdin.read()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
