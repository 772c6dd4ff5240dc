"""SSH sessions: one connection, one login, one command with its own deadline and byte caps.

    target = resolve(host, config, credentials)
    with connect(target, credentials, known, deadline=time.monotonic() + 60) as session:
        exchange = session.run("/bin/sh -s", script, time.monotonic() + 120, 1 << 24)

Everything may be used from many threads at once, a session from one thread at a time.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Self

import paramiko

from inventories.reason import reason
from scanners.ssh.credentials import Credentials
from scanners.ssh.exchange import Exchange, converse
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.link import Limits, Link, trouble
from scanners.ssh.login import close_way, open_way
from scanners.ssh.target import SessionError, Target

_MARGIN = 0.5  # seconds: the reading loop decides at the deadline, the wire only where that one is stuck


@dataclass(slots=True)
class Session:
    """A login on a target, with the connections that lead to it. `connections` counts jump hosts too."""

    target: Target
    links: tuple[Link, ...]
    limits: Limits
    connections: int
    execs: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, command: str, stdin: bytes, deadline: float, cap: int) -> Exchange:
        """Run one command and feed it `stdin`; never outlasts `deadline` (monotonic seconds) by more than a second.

        Of standard output and of standard error `cap` bytes each are kept. What arrived before an interruption is kept
        too, with the reason. Raises `SessionError` of stage channel or exec when the command could not be started.
        """
        link = self.links[-1]
        channel = open_channel(link, self.limits, deadline)
        try:
            link.wire.arm("exec", min(deadline, time.monotonic() + self.limits.channel))
            try:
                channel.exec_command(command)
            except (paramiko.SSHException, EOFError, OSError) as broken:
                if not link.transport.is_active():
                    raise trouble(link.transport, link.wire, link.hop, "exec") from broken
                raise SessionError(reason("exec_refused", host=link.hop.address), "exec") from broken
            self.execs += 1
            link.wire.arm("read", deadline + _MARGIN)
            return converse(channel, link, stdin, deadline, cap)
        finally:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                channel.close()

    def close(self) -> None:
        """End the session and the connections below it, the innermost first."""
        close_way(self.links)


def open_channel(link: Link, limits: Limits, deadline: float) -> paramiko.Channel:
    """Open the channel of a session on a link that is logged in. Raises `SessionError` of stage channel."""
    limit = min(deadline, time.monotonic() + limits.channel)
    link.wire.arm("channel", limit)
    try:
        return link.transport.open_session(timeout=max(0.1, limit - time.monotonic()))
    except paramiko.ChannelException as refused:
        why = reason("session_refused", host=link.hop.address, detail=str(refused.text))
        raise SessionError(why, "channel") from refused
    except (paramiko.SSHException, EOFError, OSError) as broken:
        if link.transport.is_active():
            raise SessionError(reason("channel_timed_out", host=link.hop.address), "channel") from broken
        raise trouble(link.transport, link.wire, link.hop, "channel") from broken


def connect(
    target: Target, credentials: Credentials, known: KnownHosts, *, deadline: float, limits: Limits = Limits()
) -> Session:
    """Connect through the target's jump hosts and log in once on each. Raises `SessionError`.

    `deadline` (monotonic seconds) cuts every step that `limits` would allow to go on.
    """
    links = open_way((*target.jumps, target), credentials, known, limits, deadline)
    return Session(target, links, limits, len(links))
