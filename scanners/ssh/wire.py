"""The byte stream below an SSH session: no read and no write on it outlasts its deadline.

paramiko's own time-outs do not cover every step (a full send buffer, the reply to an exec request). All bytes pass
through here, so one deadline here ends every step, and the reason is kept for the caller.
"""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

from inventories.reason import Reason, reason
from scanners.probe import neutralise
from scanners.ssh.target import SessionError

_POLL = 0.5  # seconds between looks at the deadline while nothing moves
_READ = 1 << 16  # bytes
_GREETING_CAP = 8192  # bytes before and with the identification string (RFC 4253, 4.2)
_LOGIN_CAP = 1 << 19  # bytes a server may send before it has let us in

TIMED_OUT = {
    "banner": "no_ssh_banner",
    "kex": "kex_timed_out",
    "auth": "auth_timed_out",
    "channel": "channel_timed_out",
    "exec": "exec_timed_out",
    "read": "deadline_passed",
}


class Stream(Protocol):
    """What carries the bytes: a socket, or a channel through a jump host."""

    def recv(self, size: int, /) -> bytes: ...  # noqa: D102  (as socket.recv)
    def send(self, data: bytes, /) -> int: ...  # noqa: D102  (as socket.send)
    def settimeout(self, seconds: float | None, /) -> None: ...  # noqa: D102  (as socket.settimeout)
    def shutdown(self, _how: int, /) -> None: ...  # noqa: D102  (as socket.shutdown)
    def close(self) -> None: ...  # noqa: D102  (as socket.close)


class WireCutError(EOFError):
    """The stream was given up; the wire keeps the reason.

    An end of file, for paramiko's thread dies of an `OSError` that holds no error number, and wakes nobody.
    """


class Wire:
    """A stream with a deadline, in the shape paramiko expects of a socket."""

    def __init__(
        self, stream: Stream, host: str, via: Wire | None = None, program: subprocess.Popen[bytes] | None = None
    ) -> None:
        self._stream = stream
        self._host = host
        self._via = via
        self._program = program
        self._ahead, self._place = b"", 0  # bytes read and not yet asked for
        self._greeting = b""
        self._login_bytes = 0
        self._stage = "banner"
        self._deadline = self._kex_deadline = time.monotonic()
        self._closed = False  # paramiko looks at this very name on the socket it was given
        self.greeted = False
        self.admitted = False  # set after login: the byte limit ends
        self.failure: Reason | None = None
        stream.settimeout(_POLL)

    def arm(self, stage: str, deadline: float) -> None:
        """Enter a stage; the wire is cut when `deadline` (monotonic seconds) passes."""
        self._stage, self._deadline = stage, deadline
        if self._via is not None:
            # The carrier must outlive what it carries, or the reason would be lost.
            self._via.arm("read", deadline + 4 * _POLL)

    def arm_handshake(self, banner: float, kex: float) -> None:
        """Enter the handshake: until the server has greeted the first deadline holds, then the second."""
        self._kex_deadline = kex
        self.arm("banner", banner)

    def fail(self, why: Reason) -> WireCutError:
        """Keep the first reason, and give the error to raise."""
        if self.failure is None:
            self.failure = why
        return WireCutError(why.code)

    def timed_out(self) -> WireCutError:
        """Cut the wire for the stage's deadline."""
        return self.fail(reason(TIMED_OUT[self._stage], host=self._host))

    @property
    def said(self) -> str:
        """The first line of a greeting that was none, for the report."""
        return neutralise(self._greeting).strip().split("\n")[0][:120]

    def recv(self, size: int) -> bytes:
        """Read; raises `TimeoutError` to be called again, `WireCutError` at the end."""
        if self._place >= len(self._ahead):
            # paramiko asks for a few bytes at a time; each read of the system costs two calls.
            self._ahead, self._place = self._read(), 0
        data = self._ahead[self._place : self._place + size]
        self._place += len(data)
        return data

    def _read(self) -> bytes:
        if time.monotonic() >= self._deadline:
            raise self.timed_out()
        try:
            data = self._stream.recv(_READ)
        except TimeoutError:
            raise
        except OSError as broken:
            if not self.greeted:
                raise self._closed_early() from broken
            raise EOFError from broken  # paramiko's thread dies of an OSError without an error number
        if not self.admitted:
            self._watch_login(data)
        return data

    def _closed_early(self) -> WireCutError:
        busy = b"MaxStartups" in self._greeting  # OpenSSH's own word before it hangs up
        code = "too_many_connections" if busy else "closed_before_banner"
        return self.fail(reason(code, host=self._host, said=self.said))

    def _watch_login(self, data: bytes) -> None:
        self._login_bytes += len(data)
        if self._login_bytes > _LOGIN_CAP:
            raise self.fail(reason("login_flooded", host=self._host))
        if self.greeted:
            return
        self._greeting += data
        if not data:
            raise self._closed_early()
        start = 0 if self._greeting.startswith(b"SSH-") else self._greeting.find(b"\nSSH-") + 1
        if self._greeting.startswith(b"SSH-", start) and b"\n" in self._greeting[start:]:
            self.greeted = True
            self._stage, self._deadline = "kex", self._kex_deadline
        elif len(self._greeting) > _GREETING_CAP:
            raise self.fail(reason("banner_too_long", host=self._host, said=self.said))

    def send(self, data: bytes) -> int:
        """Write; raises as `recv` does."""
        if time.monotonic() >= self._deadline:
            raise self.timed_out()
        return self._stream.send(data)

    def settimeout(self, seconds: float | None) -> None:
        """Ignore paramiko's polling interval: closing wakes the reader, so it need not look ten times a second."""

    def close(self) -> None:
        """Stop both directions and wake the reader; the descriptor is kept until `release`.

        A descriptor that is closed while another thread reads from it may be reused by another session at once.
        """
        self._closed = True
        with contextlib.suppress(OSError, EOFError):
            if self._via is not None:
                self._stream.close()  # a channel has no descriptor, and only closing wakes its reader
            else:
                self._stream.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Give the descriptor back, when no thread reads from it any more."""
        self.close()
        with contextlib.suppress(OSError, EOFError):
            self._stream.close()
        if self._program is not None:
            self._program.terminate()
            try:
                self._program.wait(2)
            except subprocess.TimeoutExpired:
                self._program.kill()
                self._program.wait()


_Answers = list[tuple[int, Any]]  # address family, and the socket address as that family writes it


def _addresses(host: str, port: int, deadline: float) -> _Answers:
    try:
        return _answers(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    except socket.gaierror:
        pass  # a name, not an address
    found: list[_Answers] = []
    problem: list[str] = []

    def ask() -> None:
        try:
            found.append(_answers(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as broken:
            problem.append(str(broken))

    # The resolver knows no deadline: it is asked in a thread that may be left behind.
    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    asker.join(max(0.0, deadline - time.monotonic()))
    if found:
        return found[0]
    if problem:
        raise SessionError(reason("name_not_resolved", host=host, detail=problem[0]), "resolve")
    raise SessionError(reason("resolve_timed_out", host=host), "resolve")


def _answers(found: Sequence[tuple[int, int, int, str, Any]]) -> _Answers:
    return [(family, address) for family, _, _, _, address in found]


def connect_tcp(host: str, port: int, deadline: float) -> socket.socket:
    """Connect to the first address that answers; raises `SessionError` of stage resolve or tcp."""
    answers = _addresses(host, port, deadline)
    why = reason("connect_timed_out", host=host, port=port)
    for place, (family, address) in enumerate(answers):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(left / (len(answers) - place))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as broken:
            sock.close()
            why = _unreached(broken, host, port)
        else:
            return sock
    raise SessionError(why, "tcp")


def _unreached(broken: OSError, host: str, port: int) -> Reason:
    if isinstance(broken, TimeoutError):
        return reason("connect_timed_out", host=host, port=port)
    if isinstance(broken, ConnectionRefusedError):
        return reason("connection_refused", host=host, port=port)
    return reason("host_unreachable", host=host, port=port, detail=broken.strerror or str(broken))


def start_proxy(command: str, host: str, port: int, user: str) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a ProxyCommand of the operator's own configuration as ssh does, its input and output joined to a socket."""
    values = {"%h": host, "%p": str(port), "%r": user, "%%": "%"}
    filled = re.sub("%[hpr%]", lambda mark: values[mark[0]], command)
    ours, theirs = socket.socketpair()
    try:
        program = subprocess.Popen(  # noqa: S602  (ProxyCommand is shell text by definition, written by the operator)
            "exec " + filled,
            shell=True,
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return ours, program
