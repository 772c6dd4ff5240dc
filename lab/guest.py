"""What is asked of a running machine: commands, by the QEMU guest agent, and its hardware, by QMP."""

from __future__ import annotations

import base64
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from lab.qmp import Channel, QmpError

ANSWER_S = 60.0
PING_S = 2.0
ENVIRONMENT = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C")


class Guest:
    """The system in the machine, as root."""

    def __init__(self, path: Path) -> None:
        """Take the path of the guest agent's socket; nothing is asked yet."""
        self._path = path

    def answers(self) -> bool:
        """Whether the agent runs."""
        try:
            self._ask("guest-ping", timeout_s=PING_S)
        except (OSError, QmpError):
            return False
        return True

    def set_clock(self) -> None:
        """Give the machine this machine's time."""
        self._ask("guest-set-time", time=time.time_ns())

    def run(self, script: str, timeout_s: float = ANSWER_S) -> subprocess.CompletedProcess[str]:
        """Run shell text. Raises QmpError when it has not ended in time; it then goes on."""
        pid = self._ask("guest-exec", path="/bin/sh", arg=["-c", script], env=ENVIRONMENT, **{"capture-output": True})[
            "pid"
        ]
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            state = self._ask("guest-exec-status", pid=pid)
            if state["exited"]:
                status = state.get("exitcode", -state.get("signal", 0))
                return subprocess.CompletedProcess(script, status, _text(state, "out-data"), _text(state, "err-data"))
            time.sleep(0.05)
        text = f"not ended within {timeout_s:g} s: {script[:200]}"
        raise QmpError(text)

    def _ask(self, command: str, timeout_s: float = ANSWER_S, **arguments: Any) -> Any:
        channel = Channel(self._path, timeout_s)
        try:
            return channel.synchronised().ask(command, **arguments)
        finally:
            channel.close()


class Monitor:
    """QEMU itself."""

    def __init__(self, path: Path) -> None:
        """Connect; raises OSError where no QEMU listens."""
        self._channel = Channel(path, ANSWER_S).greeted()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the connection."""
        self._channel.close()

    def ask(self, command: str, **arguments: Any) -> Any:
        """Give what a QMP command returns; raises QmpError when it is refused."""
        return self._channel.ask(command, **arguments)

    def resumed(self) -> bool:
        """Whether the machine runs. One whose state was just read stands still, as when it was kept: it goes on."""
        state = self.ask("query-status")["status"]
        if state == "paused":
            self.ask("cont")
        return bool(state == "running")

    def save(self, file: Path) -> None:
        """Stop the machine and write its state. Raises QmpError when it cannot be kept."""
        self.ask("stop")
        self.ask("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        self.ask("migrate", uri=f"exec:zstd -q -3 -T0 >'{file}'")

        def ended() -> bool:
            return self.ask("query-migrate").get("status") in {"completed", "failed", "cancelled"}

        wait_until(ended, ANSWER_S * 5)
        state = self.ask("query-migrate")
        if state["status"] != "completed":
            text = f"the state could not be kept: {state}"
            raise QmpError(text)


def wait_until(condition: Callable[[], bool], timeout_s: float, alive: Callable[[], bool] = lambda: True) -> None:
    """Wait for a condition. Raises QmpError after `timeout_s`, or as soon as what it waits for is dead."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if not alive():
            text = "QEMU has ended"
            raise QmpError(text)
        if time.monotonic() > deadline:
            text = f"the machine was not ready within {timeout_s:g} s"
            raise QmpError(text)
        time.sleep(0.05)


def _text(state: dict[str, Any], name: str) -> str:
    return base64.b64decode(state.get(name, "")).decode("utf-8", "replace")
