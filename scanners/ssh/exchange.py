"""One command's conversation: feeding its input while reading both outputs, under a deadline and byte caps."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import paramiko

from inventories.reason import Reason, reason
from scanners.ssh.link import Link, explain

_CHUNK = 1 << 16  # bytes
_PATIENCE = 0.25  # seconds between looks at what raises no event: exit status, send window
_HELD_GRACE = 2.0  # seconds after the exit status for the output to end
_DRAIN = 8  # a stream is read on to this many times its cap, then given up
_DRAIN_FLOOR = 1 << 22  # bytes read on at least

_NO_TTY = b"Password change required but no TTY available"  # sshd's own words, on standard error
_NOLOGIN_STATUS = 254  # sshd's exit status when /etc/nologin keeps everybody out


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one command gave. `complete` only when all output and the exit status arrived and nothing was cut.

    `exit_status` is None when none arrived (a signal, an interruption); `reason` then says why.
    """

    stdout: bytes
    stderr: bytes
    exit_status: int | None
    complete: bool
    reason: Reason | None
    seconds: float


class _Wake(threading.Event):
    """Set when anything arrives on either stream; only its owner clears it, so that no stream hides the other."""

    def clear(self) -> None:
        """Do nothing: paramiko clears when one of the streams is empty."""

    def rest(self, seconds: float) -> None:
        """Wait for news and forget it."""
        self.wait(seconds)
        super().clear()


@dataclass(slots=True)
class _Kept:
    """The first `cap` bytes of a stream; the rest is counted only."""

    cap: int
    parts: list[bytes] = field(default_factory=list)
    seen: int = 0

    def add(self, data: bytes) -> None:
        """Take a chunk."""
        room = self.cap - self.seen
        if room > 0:
            self.parts.append(data[:room])
        self.seen += len(data)

    @property
    def flooded(self) -> bool:
        """Whether reading on is pointless."""
        return self.seen > max(_DRAIN * self.cap, _DRAIN_FLOOR)


def converse(channel: paramiko.Channel, link: Link, stdin: bytes, deadline: float, cap: int) -> Exchange:
    """Feed and read a started command until it ends, the deadline passes or a stream floods."""
    began = time.monotonic()
    wake = _Wake()
    channel.in_buffer.set_event(wake)
    channel.in_stderr_buffer.set_event(wake)
    channel.settimeout(0.0)
    out, err = _Kept(cap), _Kept(cap)
    host = link.hop.address
    left = memoryview(stdin)
    held_since: float | None = None
    why: Reason | None = None
    while True:
        left = _feed(channel, left)
        finished = channel.closed  # before reading: what came earlier is then surely in the buffers
        _drain(channel, out, err)
        now = time.monotonic()
        if finished:
            break
        if out.flooded or err.flooded:
            why = reason("output_endless", host=host, bytes=max(out.seen, err.seen))
            break
        if now >= deadline:
            why = reason("deadline_passed", host=host)
            break
        if channel.exit_status_ready() and not channel.closed:
            held_since = held_since or now
            if now - held_since > _HELD_GRACE:
                why = reason("output_held_open", host=host)
                break
        wake.rest(min(_PATIENCE if not left else 0.02, max(0.0, deadline - now)))
    _drain(channel, out, err)
    status = channel.exit_status if channel.exit_status >= 0 else None
    stdout, stderr = b"".join(out.parts), b"".join(err.parts)
    why = why or _interrupted(link, status, ended=bool(channel.eof_received)) or _kept_out(host, status, stdout, stderr)
    if why is None and max(out.seen, err.seen) > cap:
        why = reason("output_cut", host=host, cap=cap)
    return Exchange(stdout, stderr, status, why is None, why, time.monotonic() - began)


def _feed(channel: paramiko.Channel, left: memoryview) -> memoryview:
    """Send what the window takes; end the input after the last byte."""
    try:
        while left and not channel.closed and channel.send_ready():
            left = left[channel.send(bytes(left[:_CHUNK])) :]
        if not left and not channel.closed and not channel.eof_sent:
            channel.shutdown_write()
    except (OSError, EOFError, paramiko.SSHException):
        return left  # the command reads no more, or the connection is gone: its output tells the rest
    return left


def _drain(channel: paramiko.Channel, out: _Kept, err: _Kept) -> None:
    """Take what has arrived, at most one flood of it."""
    try:
        while channel.recv_ready() and not out.flooded:
            out.add(channel.recv(_CHUNK))
        while channel.recv_stderr_ready() and not err.flooded:
            err.add(channel.recv_stderr(_CHUNK))
    except (OSError, EOFError, paramiko.SSHException):
        return  # acknowledging failed: the connection is gone


def _interrupted(link: Link, status: int | None, *, ended: bool) -> Reason | None:
    if link.wire.failure is not None:
        return link.wire.failure
    if not ended and not link.transport.is_active():
        return explain(link.transport.get_exception(), link.hop, "read")
    return None if status is not None else reason("exit_without_status", host=link.hop.address)


def _kept_out(host: str, status: int | None, stdout: bytes, stderr: bytes) -> Reason | None:
    """Recognise that sshd let us log in, but did not run the command."""
    if stdout:
        return None
    if status == 1 and _NO_TTY in stderr:
        return reason("password_expired", host=host, user="", offered=(), said=_NO_TTY.decode(), methods=())
    if status == _NOLOGIN_STATUS and stderr:
        return reason("logins_closed", host=host, said=" ".join(stderr[:200].decode("ascii", "replace").split()))
    return None
