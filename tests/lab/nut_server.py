"""Network UPS Tools as they are, with their own driver for devices that are files (`dummy-ups`), on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.faults.real_sshd import free_port

_WAIT_S = 30.0


class NutServer:
    """upsd with one device for each of the given sets of variables."""

    def __init__(self, folder: Path, devices: Mapping[str, Mapping[str, str]]) -> None:
        self._folder = folder
        self._devices = devices
        self._running: list[subprocess.Popen[bytes]] = []
        self.port = free_port()

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        sections = []
        for name, values in self._devices.items():
            file = self._folder / f"{name}.dev"
            file.write_text("".join(f"{key}: {value}\n" for key, value in values.items()), encoding="utf-8")
            sections.append(f"[{name}]\n  driver = dummy-ups\n  port = {file}\n  mode = dummy-once\n")
        (self._folder / "ups.conf").write_text("".join(sections), encoding="utf-8")
        (self._folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {self.port}\n", encoding="ascii")
        (self._folder / "upsd.users").write_text("", encoding="ascii")
        for name in self._devices:
            self._start("/lib/nut/dummy-ups", "-F", "-u", "root", "-a", name)
        self._start("/lib/nut/upsd", "-F", "-u", "root")
        for name, values in self._devices.items():
            self._wait(name, list(values)[-1])
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, *command: str) -> None:
        place = str(self._folder)
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env={**os.environ, "NUT_CONFPATH": place, "NUT_STATEPATH": place, "NUT_ALTPIDPATH": place},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)

    def _wait(self, name: str, last: str) -> None:
        """Wait until the device tells the last of its variables."""
        end = time.monotonic() + _WAIT_S
        while subprocess.run(
            ("upsc", f"{name}@127.0.0.1:{self.port}", last), capture_output=True, check=False
        ).returncode:
            if time.monotonic() > end or any(process.poll() is not None for process in self._running):
                raise RuntimeError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)
