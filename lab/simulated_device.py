"""What a simulated network device is and how it converses: data, and one dialogue over any stream of bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Receive = Callable[[], Awaitable[bytes]]
Send = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True)
class SimulatedDevice:
    """One device: what it answers, and how it behaves. Text is sent as UTF-8, each `\\n` as `line_end`."""

    commands: Mapping[str, str]
    prompt: str = "sw01#"
    user_prompt: str = ""  # of the mode before the privileged one; empty: logging in leads to the privileged one
    enable_command: str = "enable"
    enable_secret: str = ""
    enable_tries: int = 3
    paging_off: tuple[str, ...] = ()
    rows: int = 0  # of a page; 0: no pager
    pager: str = " --More-- "
    erase: str = "\b" * 10 + " " * 10 + "\b" * 10
    refused: str = "% Invalid input detected at '^' marker.\n"
    banner: str = ""
    password: str = ""
    user: str = "scan"
    methods: tuple[str, ...] = ("password",)  # password, keyboard-interactive, none; keys are taken where one is given
    telnet: bool = False
    line_end: str = "\r\n"
    echo: bool = True
    echo_width: int = 0  # the terminal breaks the echo after so many characters
    chunk: int = 0  # bytes sent at once; 0: all
    pause: float = 0.0  # seconds between chunks
    delay: float = 0.0  # seconds before each answer
    interruptions: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # by command: after how many bytes, what
    endings: Mapping[str, str] = field(default_factory=dict)  # by command: what stands there instead of the prompt
    prompts: Mapping[str, str] = field(default_factory=dict)  # by command: the prompt from then on
    slow: Mapping[str, float] = field(default_factory=dict)  # by command: seconds before its answer
    mute: frozenset[str] = frozenset()  # commands that are never answered
    drops_after: int = 0  # bytes of all output after which the connection is cut; 0: never
    exit_question: str = ""  # asked at the end, a key answers it


@dataclass
class Record:
    """What one simulated device received."""

    device: SimulatedDevice
    lines: list[str] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)  # answers to the pager and to questions
    secrets: list[str] = field(default_factory=list)  # given to password prompts, ssh's included
    logins: int = 0
    sent: int = 0

    @property
    def violations(self) -> list[str]:
        """Lines that the data does not know: nothing of a read-only session may stand here."""
        device = self.device
        known = {"", "exit", device.enable_command, *device.paging_off, *device.commands, *device.mute}
        return [line for line in self.lines if line not in known]


class Gone(Exception):  # noqa: N818  (the end of a conversation)
    """The other side is gone, or the data says to cut the connection."""


class Conversation:
    """One session with one device."""

    def __init__(self, record: Record, receive: Receive, send: Send) -> None:
        self.record, self.device = record, record.device
        self._receive, self._send = receive, send
        self._ahead = b""
        self._after_return = False
        self._paging = self.device.rows > 0
        self._prompt = self.device.user_prompt or self.device.prompt

    async def text(self, text: str) -> None:
        """Send text with the device's line ends."""
        data = text.replace("\n", self.device.line_end).encode()
        await self.data(data)

    async def data(self, data: bytes) -> None:
        """Send bytes, in the pieces and with the pauses that the data names."""
        size = self.device.chunk or len(data) or 1
        for place in range(0, len(data), size):
            part = data[place : place + size]
            if self.device.drops_after:
                part = part[: max(0, self.device.drops_after - self.record.sent)]
            self.record.sent += len(part)
            if part:
                await self._send(part)
            if self.device.drops_after and self.record.sent >= self.device.drops_after:
                raise Gone
            if self.device.pause:
                await asyncio.sleep(self.device.pause)

    async def byte(self) -> bytes:
        """Receive one byte."""
        while not self._ahead:
            self._ahead = await self._receive()
            if not self._ahead:
                raise Gone
        first, self._ahead = self._ahead[:1], self._ahead[1:]
        after_return, self._after_return = self._after_return, first == b"\r"
        return await self.byte() if after_return and first in {b"\n", b"\0"} else first

    async def line(self, *, hidden: bool = False) -> str:
        """Receive a line and echo it, but for what is `hidden`."""
        found = b""
        while (byte := await self.byte()) not in {b"\r", b"\n"}:
            found += byte
        text = found.decode("utf-8", "replace")
        if self.device.echo:
            width = self.device.echo_width
            shown = "" if hidden else text
            parts = [shown[at : at + width] for at in range(0, len(shown), width)] if width and shown else [shown]
            await self.text("\n".join(parts) + "\n")
        return text

    async def ask(self, question: str) -> str:
        """Ask for a secret."""
        await self.text(question)
        text = await self.line(hidden=True)
        self.record.secrets.append(text)
        return text

    async def log_in(self) -> bool:
        """Ask for user and password as devices do over Telnet; cut the connection after three wrong answers."""
        for _ in range(3):
            await self.text("\nUsername: ")
            user = await self.line()
            secret = await self.ask("Password: ")
            if (user, secret) == (self.device.user, self.device.password):
                return True
            await self.text("% Authentication failed\n")
        return False

    async def run(self) -> None:
        """Play the device from its banner to its end."""
        self.record.logins += 1
        await self.text(self.device.banner + "\n" if self.device.banner else "")
        await self.text(self._prompt)
        while True:
            line = await self.line()
            self.record.lines.append(line)
            if line == "exit":
                if self.device.exit_question:
                    await self.text(self.device.exit_question)
                    self.record.keys.append(await self.byte())
                return
            await asyncio.sleep(self.device.slow.get(line, self.device.delay))
            if line in self.device.mute:
                continue
            if self.device.user_prompt and line == self.device.enable_command:
                await self._enable()
            elif line in self.device.paging_off:
                self._paging = False
            elif line:
                await self._answer(line)
            self._prompt = self.device.prompts.get(line, self._prompt)
            await self.text(self.device.endings.get(line, self._prompt))

    async def _enable(self) -> None:
        for _ in range(self.device.enable_tries if self.device.enable_secret else 0):
            if await self.ask("Password: ") == self.device.enable_secret:
                break
        else:
            if self.device.enable_secret:
                await self.text("% Bad secrets\n\n")
                return
        self._prompt = self.device.prompt

    async def _answer(self, line: str) -> None:
        output = self.device.commands.get(line, self.device.refused)
        if output and not output.endswith("\n"):
            output += "\n"
        if line in self.device.interruptions:
            place, text = self.device.interruptions[line]
            output = output[:place] + text + output[place:]
        if not self._paging:
            await self.text(output)
            return
        lines = output.splitlines(keepends=True)
        for place in range(0, len(lines), self.device.rows):
            if place:
                await self.text(self.device.pager)
                key = await self.byte()
                self.record.keys.append(key)
                await self.text(self.device.erase)
                if key != b" ":
                    return
            await self.text("".join(lines[place : place + self.device.rows]))
