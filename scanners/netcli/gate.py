"""The one place that writes to a device: what is not allowed is not sent, and what is sent is written down."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from inventories.reason import Reason

Kind = Literal["command", "enable", "enter", "user", "password", "secret", "accept", "decline", "page", "exit"]

MASK = "***"
EXIT = "exit"
_KEYS: Mapping[str, bytes] = {"page": b" ", "end of pager": b"q"}
_SECRET: frozenset[str] = frozenset({"password", "secret"})


class Stream(Protocol):
    """The bytes of a session: a shell over SSH, or Telnet."""

    def recv(self, seconds: float) -> bytes | None:
        """Give what has arrived: None when nothing did for so long, nothing at the end."""

    def send(self, data: bytes) -> None:
        """Send all of it."""

    def arm(self, deadline: float) -> None:
        """Let nothing outlast `deadline`."""

    @property
    def failure(self) -> Reason:
        """Why the stream ended."""

    def close(self) -> None:
        """End it."""


class ForbiddenLineError(RuntimeError):
    """Something was about to be sent that is not on the list: a defect of this program. It was not sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One line or key that was sent, `offset` seconds after the session began; secrets are masked.

    Kinds: a command of the platform's list; the command that enters the privileged mode; an empty line, which shows the
    prompt; the answers of the login dialogue; a key for the pager; the end.
    """

    line: str
    kind: Kind
    offset: float


class Gate:
    """Lets through what the platform's list and the login dialogue allow.

    `answers`: what may be told once each, by kind (user, password, secret, accept, decline).
    """

    def __init__(self, stream: Stream, answers: Mapping[Kind, str]) -> None:
        self.stream = stream
        self.line_end = b"\n"
        self.transcript: list[Sent] = []
        self._answers = dict(answers)
        self._secrets = tuple(answers[kind] for kind in ("password", "secret") if answers.get(kind))
        self._allowed: set[str] = set()
        self._enabling = ""
        self._began = time.monotonic()

    @property
    def offset(self) -> float:
        """Seconds since the session began."""
        return time.monotonic() - self._began

    def permit(self, lines: Iterable[str]) -> None:
        """Allow these lines from now on. A line break or control character in one would make it several."""
        for line in lines:
            if not line.strip() or not line.isascii() or not line.isprintable():
                raise ForbiddenLineError(ascii(line))
            self._allowed.add(line)

    def permit_enabling(self, line: str) -> None:
        """Allow the command that enters the privileged mode."""
        self._enabling = line

    def command(self, line: str) -> None:
        """Send one line of the list."""
        if line not in self._allowed:
            raise ForbiddenLineError(ascii(line))
        self._send(line, "command", line.encode() + self.line_end)

    def enter(self) -> None:
        """Send an empty line, which does nothing but show the prompt."""
        self._send("", "enter", self.line_end)

    def page(self, *, ended: bool = False) -> None:
        """Answer a pager: the next page, or leaving it at the end of the text."""
        key = _KEYS["end of pager" if ended else "page"]
        self._send(key.decode(), "page", key)

    def can_answer(self, kind: Kind) -> bool:
        """Whether an answer is there that was not given yet."""
        return kind in self._answers

    def answer(self, kind: Kind, line_end: bytes | None = None) -> None:
        """Give one answer of the login dialogue; each is given once."""
        if kind not in self._answers:
            raise ForbiddenLineError(f"answer: {kind}")
        text = self._answers.pop(kind)
        end = self.line_end if line_end is None else line_end
        self._send(MASK if kind in _SECRET else text, kind, text.encode() + end)

    def leave(self) -> None:
        """Send the end of the session."""
        self._send(EXIT, "exit", EXIT.encode() + self.line_end)

    def from_driver(self, text: str, *, asked: bool) -> None:
        """Send what a driver of netmiko wants to, if it may. `asked`: the device has just asked for a password."""
        line = text.strip("\r\n")
        if asked and line and line == self._answers.get("secret"):
            self.answer("secret")
        elif asked or "\n" in line or "\r" in line:
            raise ForbiddenLineError("an answer that nobody gave" if asked else ascii(line))
        elif not line:
            self.enter()
        elif line == self._enabling:
            self._send(line, "enable", line.encode() + self.line_end)
        else:
            raise ForbiddenLineError(ascii(self.masked(line)))

    def masked(self, text: str) -> str:
        """Give text of a device for a report: a device may show what it was told."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def _send(self, line: str, kind: Kind, data: bytes) -> None:
        self.transcript.append(Sent(line, kind, round(self.offset, 4)))
        self.stream.send(data)
