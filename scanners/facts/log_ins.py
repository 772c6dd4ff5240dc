"""Who logged in, when, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class LogIn:
    """One log-in. `source`: the address as sshd writes it, or `console`. `epoch` in seconds."""

    account: str
    source: str
    epoch: int


@dataclass(frozen=True, slots=True)
class LogIns:
    """Log-ins through sshd and login(1) as the journal holds them, of the last 31 days.

    `since`: the epoch second from which on the record is whole, 0 where it reaches back to the first start of the
    installation. Unknown where not even this scan's own log-in stands in it.
    """

    events: Field[frozenset[LogIn]]
    since: Field[int]
