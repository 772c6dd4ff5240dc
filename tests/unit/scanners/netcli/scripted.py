"""A device in memory, for the code above the network: what it is sent, it answers at once, in chunks of any size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat

from inventories.reason import Reason, reason
from scanners.netcli.gate import Gate

PROMPT = b"rt01#"


@dataclass
class Script:
    """What a device shows for each line; `raw` answers are sent as they are, without echo and prompt."""

    commands: Mapping[str, bytes] = field(default_factory=dict)
    raw: Mapping[str, bytes] = field(default_factory=dict)
    prompt: bytes = PROMPT
    echo: bool = True
    pages: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)  # further pages, one for each space
    secret: bytes = b""
    enabling: bytes = b"enable"
    user_prompt: bytes = b""


class ScriptedDevice:
    """A stream. `sizes`: of the chunks in which bytes arrive."""

    def __init__(self, script: Script, sizes: Iterator[int] | None = None, greeting: bytes = b"") -> None:
        self.script = script
        self.sent = b""
        self.pending = greeting
        self.closes = False
        self._sizes = sizes or repeat(1 << 16)
        self._line = b""
        self._after_return = False
        self._pages: list[bytes] = []
        self._asked = False
        self._prompt = script.user_prompt or script.prompt

    def recv(self, seconds: float) -> bytes | None:
        del seconds
        if not self.pending:
            return b"" if self.closes else None
        size = next(self._sizes)
        data, self.pending = self.pending[:size], self.pending[size:]
        return data

    def send(self, data: bytes) -> None:
        self.sent += data
        for byte in data:
            self._key(bytes((byte,)))

    def arm(self, deadline: float) -> None:
        del deadline

    @property
    def failure(self) -> Reason:
        return reason("device_closed", host="192.0.2.1")

    def close(self) -> None:
        self.closes = True

    def _key(self, key: bytes) -> None:
        if self._pages and key == b" ":
            self._show(self._pages.pop(0))
            return
        after_return, self._after_return = self._after_return, key == b"\r"
        if key == b"\n" and after_return:
            return
        if key not in {b"\r", b"\n"}:
            self._line += key
            return
        line, self._line = self._line, b""
        if self._asked:
            self._asked = False
            self._enabled(line)
            return
        self._show((line if self.script.echo else b"") + b"\r\n", prompt=False)
        text = line.decode()
        if line and line == self.script.enabling:
            self._asked = True
            self._show(b"Password: ", prompt=False)
        elif text in self.script.raw:
            self._show(self.script.raw[text], prompt=False)
        else:
            self._pages = list(self.script.pages.get(text, ()))
            self._show(self.script.commands.get(text, b"" if not line else b"% Unknown\r\n"))

    def _enabled(self, line: bytes) -> None:
        if line == self.script.secret:
            self._prompt = self.script.prompt
            self._show(b"\r\n")
        else:
            self._asked = True
            self._show(b"\r\nPassword: ", prompt=False)

    def _show(self, data: bytes, *, prompt: bool = True) -> None:
        self.pending += data + (self._prompt if prompt and not self._pages else b"")


def gate(device: ScriptedDevice, *lines: str) -> Gate:
    opened = Gate(device, {})
    opened.permit(lines)
    return opened
