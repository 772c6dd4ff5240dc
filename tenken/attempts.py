"""How long a scan lasts, and how often targets that cannot be reached are tried."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from inventories.reason import Reason
from tenken.reading import HostReading

_BACKOFF = 4
# How a target is told to be unreachable: another attempt may find it, and none of these counts as a log-in.
UNREACHABLE = frozenset(
    {
        "closed_before_banner",
        "connect_timed_out",
        "connection_refused",
        "host_unreachable",
        "jump_refused",
        "name_not_resolved",
        "no_ssh_banner",
        "resolve_timed_out",
        "too_many_connections",
    }
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the scan ends whatever is left (`time.monotonic()`), and the reason that is told then."""

    at: float
    why: Reason

    @property
    def left(self) -> float:
        """Seconds until then, not less than none."""
        return max(0.0, self.at - time.monotonic())


@dataclass(frozen=True, slots=True)
class Again:
    """What becomes of targets that could not be reached: how often they are tried again, and after how many seconds.

    Each wait is four times the one before it.
    """

    times: int = 0
    seconds: float = 30.0

    def wait(self, attempt: int) -> float:
        """Give the seconds before an attempt, the first repetition being 1."""
        return self.seconds * float(_BACKOFF ** (attempt - 1))


ONCE = Again()


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a scan runs: when it ends at the latest (None: never), and how often it tries."""

    deadline: Deadline | None = None
    again: Again = ONCE


AT_ONCE = Terms()


def unreached(reading: HostReading) -> bool:
    """Whether a target could not be reached, so that another attempt may find it."""
    target = reading.target
    return not target.reachable and target.reason is not None and target.reason.code in UNREACHABLE


def added(reading: HostReading, before: HostReading | None, *, attempts: int) -> HostReading:
    """Give a reading that tells of the attempts before it as well, which came to nothing."""
    earlier = before.target if before else None
    target = replace(
        reading.target,
        connections=reading.target.connections + attempts + (earlier.connections if earlier else 0),
        seconds=reading.target.seconds + (earlier.seconds if earlier else 0.0),
    )
    return replace(reading, target=target)
