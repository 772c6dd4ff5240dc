"""From the first byte of a session to its prompt: banners, the dialogue of a Telnet login, which line the prompt is."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from inventories.reason import reason
from scanners.netcli.gate import Gate, Kind
from scanners.netcli.screen import LOG_LINE, PAGER, last_line, rendered, role
from scanners.probe import neutralise
from scanners.ssh.target import SessionError, Target

QUIET = 1.5  # seconds without a byte after which a device is taken to wait for something
SETTLE = 0.05  # seconds in which nothing may follow what cannot be told in another way to be whole
_WINDOW = 4096  # bytes looked at
_LONGEST_PROMPT = 120
_TRIES = 12  # lines that looked like a prompt and were none
_NUDGES = 3  # empty lines sent to a device that says nothing

ASKS_PASSWORD = re.compile(rb"(?i)pass(?:word|code|phrase)\b[^\r\n:>]{0,40}[:>]\Z")
_ASKS_USER = re.compile(rb"(?i)(?:user ?name|user ?id|user|login(?: name| id)?|account)[ \t]*:\Z")
_ASKS_TO_ACCEPT = re.compile(rb"(?i)press '?a'? to accept\)?:?\Z")  # FortiOS, post-login banner
_ASKS_FOR_KEY = re.compile(rb"(?i)(?:press|hit) (?:the )?(?:any key|enter|return)[^\r\n]{0,60}\Z")
_PROMPT = re.compile(rb"[^\r\n]{0,%d}[#>$%%]" % _LONGEST_PROMPT)


def like_a_prompt(line: bytes) -> bool:
    """Whether a line could be a prompt: it ends as the prompts of all vendors do."""
    return _PROMPT.fullmatch(line) is not None and not LOG_LINE.fullmatch(line)


@dataclass(slots=True)
class Welcome:
    """Waits for a device's prompt. `dialogue`: the device itself asks for user and password (Telnet)."""

    gate: Gate
    target: Target
    deadline: float
    dialogue: bool

    def prompt(self) -> bytes:
        """Give the prompt: a line that a device shows again, and nothing else, for an empty line.

        Raises `SessionError` of stage prompt, of stage auth where the dialogue refused the login.
        """
        seen = candidate = b""
        nudges = tries = 0
        while tries < _TRIES:
            data = self._receive()
            if data is None:
                nudges = self._nudge(seen, nudges)
                continue
            seen = (seen + data)[-_WINDOW:]
            while candidate and self._only(seen, candidate):
                more = self.gate.stream.recv(SETTLE)
                if not more:
                    return candidate
                seen = (seen + more)[-_WINDOW:]
            line = last_line(seen)
            if self._answered(line):
                seen = candidate = b""
            elif PAGER.search(seen):
                self.gate.page()  # a long banner
                seen = b""
            elif like_a_prompt(line):
                candidate, seen = line, b""
                tries += 1
                self.gate.enter()
        raise self._not_found(seen)

    def _receive(self) -> bytes | None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self._not_found(b"")
        data = self.gate.stream.recv(min(QUIET, left))
        if data == b"":
            if self.dialogue and not self.gate.can_answer("password"):
                raise self._refused(b"", "auth_closed")
            raise SessionError(self.gate.stream.failure, "prompt")
        return data

    def _nudge(self, seen: bytes, nudges: int) -> int:
        """Send an empty line to a device that says nothing; some show their prompt only then."""
        if nudges >= _NUDGES:
            raise self._not_found(seen)
        line = last_line(seen)
        if ASKS_PASSWORD.search(line) or _ASKS_USER.search(line):
            said = self.gate.masked(neutralise(line))[:120]
            raise SessionError(reason("device_asks", host=self.target.address, said=said), "prompt")
        self.gate.enter()
        return nudges + 1

    def _not_found(self, seen: bytes) -> SessionError:
        said = self.gate.masked(neutralise(last_line(seen)))[:120]
        return SessionError(reason("device_prompt_not_found", host=self.target.address, said=said), "prompt")

    def _only(self, seen: bytes, prompt: bytes) -> bool:
        lines = [line.strip() for line in rendered(seen).split(b"\n") if line.strip()]
        return bool(lines) and all(line == prompt or role(line) for line in lines) and lines[-1] == prompt

    def _answered(self, line: bytes) -> bool:
        gate = self.gate
        if _ASKS_TO_ACCEPT.search(line) and gate.can_answer("accept"):
            gate.answer("accept", b"")
        elif _ASKS_FOR_KEY.search(line):
            gate.enter()
        elif not self.dialogue:
            return False
        elif ASKS_PASSWORD.search(line):
            self._tell("password", line)
        elif _ASKS_USER.search(line):
            self._tell("user", line)
        else:
            return False
        return True

    def _tell(self, kind: Kind, line: bytes) -> None:
        """Give one answer; a device that asks for it again has refused the first."""
        if not self.gate.can_answer(kind):
            raise self._refused(line, "auth_refused")
        # A line feed after the return would count as an empty answer to the next question.
        self.gate.answer(kind, b"\r")

    def _refused(self, line: bytes, code: str) -> SessionError:
        said = self.gate.masked(neutralise(line))[:120]
        target = self.target
        why = reason(code, host=target.address, user=target.user, offered=("password",), said=said, methods=("telnet",))
        return SessionError(why, "auth", target.credential)
