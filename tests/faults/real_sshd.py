"""A real OpenSSH server on a loopback port, with keys of its own, ended by its process id."""

from __future__ import annotations

import contextlib
import getpass
import itertools
import os
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanners.ssh.target import Target

SSHD = "/usr/sbin/sshd"


def keygen(file: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    """Make a key pair."""
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(file)], check=True)
    return file


# Below the ports that the kernel gives out of itself, so that one found free stays so; tests that run at the same time
# in another process begin elsewhere.
_FIRST_PORT, _PORTS = 10_000, 22_000
_numbers = itertools.count(os.getpid() * 2_003)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Give a port of loopback that nobody has, and that nobody comes by before it is taken."""
    for number in itertools.islice(_numbers, _PORTS):
        port = _FIRST_PORT + number % _PORTS
        with socket.socket(type=kind) as probe, contextlib.suppress(OSError):  # somebody has it
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError(_PORTS)


@dataclass
class Sshd:
    """One server; `options` are lines of sshd_config."""

    folder: Path
    options: tuple[str, ...] = ()
    host_keys: tuple[Path, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def start(self) -> Sshd:
        self.folder.mkdir(exist_ok=True)
        if not self.host_keys:
            self.host_keys = (keygen(self.folder / "host_ed25519"),)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd's own requirement when it runs as root
        config = self.folder / "sshd_config"
        # sshd keeps the first value of an option, so a test's own lines come first.
        lines = [
            *self.options,
            *(f"HostKey {key}" for key in self.host_keys),
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"PidFile {self.folder}/pid",
            "StrictModes no",
            "UsePAM no",
            "PermitRootLogin yes",
            "LogLevel VERBOSE",
            f"AuthorizedKeysFile {self.folder.parent}/authorized_keys",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "MaxStartups 200",
            "PrintMotd no",
            "PrintLastLog no",
            "SetEnv SHLVL=2",  # else bash reads ~/.bashrc of whoever runs the tests
        ]
        config.write_text("\n".join(lines) + "\n", "utf-8")
        self.process = subprocess.Popen(
            [SSHD, "-D", "-f", str(config), "-E", str(self.folder / "log")], stdin=subprocess.DEVNULL
        )
        self.wait_for_log("Server listening")
        return self

    def wait_for_log(self, text: str, count: int = 1) -> None:
        """Wait until the log says something so often."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if (self.folder / "log").exists() and self.log.count(text) >= count:
                return
            time.sleep(0.02)
        raise AssertionError(f"sshd never said {text!r}: {self.log}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)

    def known_line(self, key: Path | None = None, name: str = "") -> str:
        kind, blob = Path(f"{key or self.host_keys[0]}.pub").read_text("utf-8").split()[:2]
        return f"{name or f'[127.0.0.1]:{self.port}'} {kind} {blob}\n"

    def known_file(self, *lines: str) -> Path:
        file = self.folder / f"known_{len(list(self.folder.glob('known_*')))}"
        file.write_text("".join(lines or (self.known_line(),)), "utf-8")
        return file

    def target(self, key: Path | None, *, known: Path | None = None, port: int = 0, **more: Any) -> Target:
        return Target(
            name="web01",
            address="127.0.0.1",
            port=port or self.port,
            user=getpass.getuser(),
            lookup="127.0.0.1",
            identity_files=(key,) if key else (),
            explicit=key is not None,
            known_hosts_files=(known or self.known_file(),),
            **more,
        )
