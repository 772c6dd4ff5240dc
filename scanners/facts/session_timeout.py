"""What ends an idle session."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class SessionTimeout:
    """`idle_s`: seconds after which an idle interactive session certainly ends, the smallest of a readonly TMOUT,
    logind's StopIdleSessionSec and sshd's ChannelTimeout; 0 where nothing ends it. ClientAlive is none of these: it
    finds dead peers, not idle ones.
    """

    idle_s: Field[int]
