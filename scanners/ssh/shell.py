"""An interactive shell on a verified link, for network devices: they know no single commands, only a dialogue."""

from __future__ import annotations

import contextlib

import paramiko

from inventories.reason import Reason, reason
from scanners.ssh.link import Limits, Link, explain, trouble
from scanners.ssh.session import open_channel
from scanners.ssh.target import SessionError

WIDTH, HEIGHT = 511, 1000  # columns and rows: so wide that no device wraps a line, and as high as devices take

_READ = 1 << 16  # bytes


class Shell:
    """The bytes of one shell. `recv` blocks; everything ends at the deadline that the link's wire is armed with."""

    def __init__(self, link: Link, channel: paramiko.Channel) -> None:
        self._link = link
        self._channel = channel

    def recv(self, seconds: float) -> bytes | None:
        """Give what has arrived: None when nothing did for so long, nothing (`b""`) at the end."""
        self._channel.settimeout(max(0.0, seconds))
        try:
            return self._channel.recv(_READ)
        except TimeoutError:
            return None
        except (OSError, EOFError, paramiko.SSHException):
            return b""

    def send(self, data: bytes) -> None:
        """Send all of it; a connection that is gone tells so when it is read."""
        self._channel.settimeout(None)  # the wire's deadline ends a send that is stuck
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            self._channel.sendall(data)

    def arm(self, deadline: float) -> None:
        """Let no read and no write outlast `deadline` (monotonic seconds)."""
        self._link.wire.arm("read", deadline)

    @property
    def failure(self) -> Reason:
        """Why the shell ended."""
        if self._link.wire.failure is not None:
            return self._link.wire.failure
        if not self._link.transport.is_active():
            return explain(self._link.transport.get_exception(), self._link.hop, "read")
        return reason("device_closed", host=self._link.hop.address)

    def close(self) -> None:
        """End the shell; the link stays."""
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            self._channel.close()


def open_shell(link: Link, limits: Limits, deadline: float) -> Shell:
    """Ask for a terminal and a shell on it. Raises `SessionError` of stage channel or exec."""
    channel = open_channel(link, limits, deadline)
    channel.set_combine_stderr(True)
    try:
        channel.get_pty(term="vt100", width=WIDTH, height=HEIGHT)
        channel.invoke_shell()
    except (paramiko.SSHException, EOFError, OSError) as broken:
        if not link.transport.is_active():
            raise trouble(link.transport, link.wire, link.hop, "exec") from broken
        raise SessionError(reason("shell_refused", host=link.hop.address), "exec") from broken
    link.wire.arm("read", deadline)
    return Shell(link, channel)
