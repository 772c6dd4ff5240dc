"""One command after the other: its output, from after the echo to before the prompt. Blocks, and never sleeps.

A prompt counts when the device shows it alone for an empty line, so that text in the output which looks like it never
ends a command too early; what arrives late is found before the echo of the next command.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum

from scanners.netcli.gate import Gate
from scanners.netcli.screen import (
    END_OF_PAGER,
    LEFT_PAGER,
    LOG_LINE,
    OPEN_PAGER,
    PAGER,
    after_echo,
    last_line,
    rendered,
    role,
    without_log_lines,
    without_prompt_lines,
)
from scanners.netcli.welcome import ASKS_PASSWORD, QUIET, SETTLE, like_a_prompt

_WINDOW = 1024  # bytes in which the last line and an answer to an empty line surely stand
_DRAIN = 8  # output is read on to this many times its cap, then given up
_DRAIN_FLOOR = 1 << 22


class End(Enum):
    """How reading ended. After `DONE` alone the device waits for the next command."""

    DONE = "done"
    TIMED_OUT = "timed out"
    CLOSED = "closed"
    ENDLESS = "endless"
    ASKS = "asks"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one command gave. `output` is None where it cannot be trusted: a log line
    stands inside a line of it, or a pager in it that was not answered here. `late`: text before the echo
    that belongs to the command before. `said`: the line at which a device stopped that shows no prompt."""

    end: End
    output: bytes | None = b""
    truncated: bool = False
    late: bool = False
    said: bytes = b""
    seen: int = 0


class _Collected:
    """Everything since the command was sent: up to the cap whole, beyond it the end alone."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self._kept = bytearray()
        self._head: bytes | None = None
        self.seen = 0

    def add(self, data: bytes) -> None:
        self._kept += data
        self.seen += len(data)
        if len(self._kept) > self.cap + _WINDOW:
            if self._head is None:
                self._head = bytes(self._kept[: self.cap])
            del self._kept[:-_WINDOW]

    @property
    def truncated(self) -> bool:
        return self._head is not None

    @property
    def flooded(self) -> bool:
        return self.seen > max(_DRAIN * self.cap, _DRAIN_FLOOR)

    def window(self) -> bytes:
        return bytes(self._kept[-_WINDOW:])

    def leave_out(self, count: int) -> None:
        """Leave out the last bytes: a pager's question."""
        if count:
            del self._kept[-count:]

    def whole(self, without: int) -> bytes:
        """Give what was collected, without so many bytes of the end."""
        return self._head if self._head is not None else bytes(self._kept[: len(self._kept) - without])


class Reader:
    """Runs commands on a device whose prompt is known."""

    def __init__(self, gate: Gate, prompt: bytes, *, marked: bool) -> None:
        self._gate = gate
        self._plain = prompt.lstrip(b"!") if marked else prompt
        self._marked = marked
        self._echoes: bool | None = None  # None: not known yet
        self.prompt = prompt  # as it was seen last

    def run(self, command: str, cap: int, deadline: float) -> Taken:
        """Send a command of the list and read to the prompt."""
        self._gate.command(command)
        return self._read(command, cap, deadline)

    def regain(self, deadline: float) -> bool:
        """Wait for the prompt that a command which took too long has not shown; sends nothing before it is there."""
        return self._read("", _WINDOW, deadline).end is End.DONE

    def _is_prompt(self, line: bytes) -> bool:
        return line == self._plain or (self._marked and line == b"!" + self._plain)

    def trailing(self) -> bool:
        """Whether text comes after what was taken for the end of the last output."""
        more = self._gate.stream.recv(SETTLE) or b""
        return any(self._foreign(line.strip()) for line in rendered(more).split(b"\n"))

    def _read(self, command: str, cap: int, deadline: float) -> Taken:
        got = _Collected(cap)
        since = -1  # bytes since a prompt was seen and an empty line was sent; below zero: none was seen
        while True:
            left = deadline - time.monotonic()
            data = self._gate.stream.recv(min(QUIET, left)) if left > 0 else None
            if data is None:
                stop = self._quiet(got, since) if left > 0 else End.TIMED_OUT
                if stop is not None:
                    return Taken(stop, said=last_line(got.window()), seen=got.seen)
                continue
            since = self._add(got, data, since)
            taken = self._confirmed(command, got, since) if since > 0 else None
            if taken is not None and not self._echoes:
                # Nothing but silence tells an answer from an older prompt where nothing is echoed.
                more = self._gate.stream.recv(SETTLE)
                since, taken = (self._add(got, more, since), None) if more else (since, taken)
            if taken is not None:
                return taken
            if not data or got.flooded:
                return Taken(End.ENDLESS if got.flooded else End.CLOSED, seen=got.seen)
            since = self._look(got, since)

    @staticmethod
    def _add(got: _Collected, data: bytes, since: int) -> int:
        got.add(data)
        return since + len(data) if since >= 0 else since

    def _look(self, got: _Collected, since: int) -> int:
        """Answer a prompt with an empty line and a pager with a key; give `since` then."""
        while True:
            window = got.window()
            line = b"" if window.endswith(b"\r") else last_line(window)
            if self._is_prompt(line):
                self.prompt = line
                self._gate.enter()
                return 0
            whole = PAGER.search(window)
            found = whole or OPEN_PAGER.search(window)
            if found is None or got.flooded:
                return since
            more = None if whole else self._gate.stream.recv(SETTLE)
            if not more:
                break
            since = self._add(got, more, since)
        got.leave_out(len(window) - found.start("pager"))
        self._gate.page(ended=END_OF_PAGER.search(found["pager"]) is not None)
        return -1

    def _confirmed(self, command: str, got: _Collected, since: int) -> Taken | None:
        """Give the result where nothing but the prompt came for the empty line, and the command was seen."""
        if since > _WINDOW:
            return None
        answer = rendered(got.window()[-since:])
        lines = [line.strip() for line in answer.split(b"\n")]
        shown = [line for line in lines if line and not LOG_LINE.fullmatch(line) and not role(line)]
        # A device that echoes nothing shows the next prompt behind the last, on the same line.
        if not shown or not all(self._is_prompt(line) for line in shown) or not self._is_prompt(lines[-1]):
            return None
        if not command:
            return Taken(End.DONE, seen=got.seen)
        whole = got.whole(since)
        text = rendered(whole)
        if not got.truncated:
            text = text[: text.rfind(b"\n") + 1]  # without the prompt
        echo = after_echo(text, command.encode(), self._plain)
        if echo is None and self._echoes:
            return None  # an older prompt: what was asked has not been answered yet
        if self._echoes is None:
            self._echoes = echo is not None
        before, output = echo or (b"", text.lstrip(b"\n"))
        cleaned = output if "log" in command.lower() else without_log_lines(output)
        if cleaned is not None and not got.truncated:
            cleaned = without_prompt_lines(cleaned, self._is_prompt)
        late = any(self._foreign(line.strip()) for line in before.split(b"\n"))
        if cleaned is None or LEFT_PAGER.search(whole):
            return Taken(End.DONE, None, late=late, seen=got.seen)
        truncated = got.truncated or len(cleaned) > got.cap
        return Taken(End.DONE, cleaned[: got.cap], truncated=truncated, late=late, seen=got.seen)

    def _foreign(self, line: bytes) -> bool:
        return bool(line) and not self._is_prompt(line) and not LOG_LINE.fullmatch(line) and not role(line)

    def _quiet(self, got: _Collected, since: int) -> End | None:
        """Look at a device that says nothing: does it wait for something else than a command?"""
        window = got.window()
        line = last_line(window)
        if ASKS_PASSWORD.search(line) or line.lower().endswith((b"(y/n)", b"[y/n]:", b"(y/n):", b"[confirm]", b"?")):
            return End.ASKS
        if since < 0 and line and like_a_prompt(line) and self._alike(line):
            return End.CHANGED
        whole = [part.strip() for part in rendered(window).split(b"\n") if part.strip()]
        if since < 0 and not line and whole and LOG_LINE.fullmatch(whole[-1]):
            self._gate.enter()  # a log line has taken the prompt's place
        return None

    def _alike(self, line: bytes) -> bool:
        """Whether a line that is not the prompt could be that of another name or mode."""
        short = len(line) <= 2 * len(self._plain) + 40 and (line[:1].isalnum() or len(line) == 1)
        return short and not self._is_prompt(line)
