"""Talk to QEMU (QMP) and to the QEMU guest agent: one JSON object a line over a Unix socket, command and answer."""

from __future__ import annotations

import json
import secrets
import socket
from pathlib import Path
from typing import Any


class QmpError(Exception):
    """QEMU or the guest agent refused a command, or is gone; the text says which command and why."""


class Channel:
    """One connection, for one thread."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        """Connect; raises OSError where nothing listens at this path."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(timeout_s)
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("r", encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End the connection."""
        self._lines.close()
        self._socket.close()

    def greeted(self) -> Channel:
        """Take QMP's greeting and leave its negotiation of capabilities; the guest agent has neither."""
        self._answer("greeting")
        self.ask("qmp_capabilities")
        return self

    def synchronised(self) -> Channel:
        """Drop what the guest agent still had to say to a connection before this one, which gave up waiting."""
        mark = secrets.randbelow(1 << 31)
        self._send("guest-sync", {"id": mark})
        while self._answer("guest-sync").get("return") != mark:
            continue
        return self

    def ask(self, command: str, **arguments: Any) -> Any:
        """Give what a command returns. Events that come in between are dropped. Raises QmpError, or OSError."""
        self._send(command, arguments)
        while True:
            answer = self._answer(command)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                text = f"{command}: {answer['error'].get('desc', answer['error'])}"
                raise QmpError(text)

    def _send(self, command: str, arguments: dict[str, Any]) -> None:
        request = {"execute": command, **({"arguments": arguments} if arguments else {})}
        self._socket.sendall(json.dumps(request).encode() + b"\n")

    def _answer(self, command: str) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            text = f"{command}: the other side closed the connection"
            raise QmpError(text)
        answer = json.loads(line)
        if not isinstance(answer, dict):
            text = f"{command}: no JSON object: {line[:200]!r}"
            raise QmpError(text)
        return answer
