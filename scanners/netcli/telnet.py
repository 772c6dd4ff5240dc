"""Telnet (RFC 854) as far as devices need it: refuse all options but a wide window, echo and no go-ahead."""

from __future__ import annotations

import contextlib
import struct
import time

from inventories.reason import Reason, reason
from scanners.ssh.shell import HEIGHT, WIDTH
from scanners.ssh.wire import Wire

_READ = 1 << 16
_IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240
_ECHO, _NO_GO_AHEAD, _TERMINAL, _WINDOW = 1, 3, 24, 31  # RFC 857, 858, 1091, 1073
_VT100 = bytes((_IAC, _SB, _TERMINAL, 0)) + b"VT100" + bytes((_IAC, _SE))
_SIZE = bytes((_IAC, _SB, _WINDOW)) + struct.pack(">HH", WIDTH, HEIGHT).replace(b"\xff", b"\xff\xff")
_LONGEST_OPTION = 512  # bytes of a subnegotiation; more is no option of anybody's


class Telnet:
    """The text of a Telnet session in the shape of a shell."""

    def __init__(self, wire: Wire, host: str) -> None:
        self._wire = wire
        self._host = host
        self._rest = b""  # the beginning of a command whose end has not arrived
        self._told: set[tuple[int, int]] = set()

    def recv(self, seconds: float) -> bytes | None:
        """Give what has arrived: None when nothing did for so long, nothing at the end."""
        until = time.monotonic() + seconds
        while True:
            try:
                data = self._wire.recv(_READ)
            except TimeoutError:
                if time.monotonic() >= until:
                    return None
                continue
            except (OSError, EOFError):
                return b""
            if not data:
                return b""
            text = self._text(self._rest + data)
            if text:
                return text

    def send(self, data: bytes) -> None:
        """Send text."""
        self._raw(data.replace(b"\xff", b"\xff\xff"))

    def arm(self, deadline: float) -> None:
        """Let no read and no write outlast `deadline` (monotonic seconds)."""
        self._wire.arm("read", deadline)

    @property
    def failure(self) -> Reason:
        """Why the session ended."""
        return self._wire.failure or reason("device_closed", host=self._host)

    def close(self) -> None:
        """End the connection."""
        self._wire.release()

    def _raw(self, data: bytes) -> None:
        with contextlib.suppress(OSError, EOFError):
            while data:
                data = data[self._wire.send(data) :]

    def _text(self, data: bytes) -> bytes:
        """Take the commands out of the stream, and answer those that are requests."""
        self._rest = b""
        found = bytearray()
        place = 0
        while place < len(data):
            start = data.find(b"\xff", place)
            if start < 0:
                found += data[place:]
                break
            found += data[place:start]
            size = self._command(data[start : start + _LONGEST_OPTION])
            if size == 0 and len(data) - start < _LONGEST_OPTION:
                self._rest = data[start:]
                break
            if size == 2 and data[start + 1] == _IAC:
                found.append(_IAC)
            place = start + max(1, size)
        return bytes(found)

    def _command(self, data: bytes) -> int:
        """Follow one command; give its length, nothing where it has not arrived as a whole."""
        if len(data) < 2:
            return 0
        if data[1] == _SB:
            end = data.find(bytes((_IAC, _SE)))
            if end >= 0 and data[2:4] == bytes((_TERMINAL, 1)):
                self._raw(_VT100)
            return end + 2 if end >= 0 else 0
        if data[1] not in {_DO, _DONT, _WILL, _WONT}:
            return 2
        if len(data) < 3:
            return 0
        self._negotiate(data[1], data[2])
        return 3

    def _negotiate(self, verb: int, option: int) -> None:
        if verb in {_DONT, _WONT} or (verb, option) in self._told:
            return
        self._told.add((verb, option))
        if verb == _WILL:
            self._raw(bytes((_IAC, _DO if option in {_ECHO, _NO_GO_AHEAD} else _DONT, option)))
        elif option in {_WINDOW, _TERMINAL, _NO_GO_AHEAD}:
            self._raw(bytes((_IAC, _WILL, option)))
            if option == _WINDOW:
                self._raw(_SIZE + bytes((_IAC, _SE)))
        else:
            self._raw(bytes((_IAC, _WONT, option)))
