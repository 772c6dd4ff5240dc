"""Which host may be read next: the rules that keep a scan gentle on production.

Never two members of a high-availability group at once; caps for a segment and for a jump host; a credential that has
not yet opened any host is tried on one host at a time, and after one refusal on no further host, since a shared
directory locks an account after a few failures; log servers come last, so that this scan's logins can be found there.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visit:
    """One host to be read, and what it shares with others. Empty strings share nothing."""

    name: str
    credentials: tuple[str, ...]  # of the jump hosts on the way, then the target's own
    segment: str = ""
    jump: str = ""
    ha_group: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How many hosts are read at once: in all (workers), per segment, per jump host."""

    workers: int = 8
    per_segment: int = 4
    per_jump: int = 4


class Admission:
    """Hands out visits to worker threads, one at a time, as the rules allow."""

    def __init__(self, visits: Iterable[Visit], limits: Limits) -> None:
        self._changed = threading.Condition()
        self._waiting = sorted(visits, key=lambda visit: visit.last)
        self._active: dict[str, Visit] = {}
        self._proven: set[str] = set()
        self._refused: set[str] = set()
        self._limits = limits
        self._stopped = False

    def next(self) -> tuple[Visit, bool] | None:
        """Wait for a visit that may start now; None when there are no more.

        The flag is False where the visit must not be made, for its credential was refused elsewhere.
        """
        with self._changed:
            while self._waiting and not self._stopped:
                for place, visit in enumerate(self._waiting):
                    if not self._refused.isdisjoint(visit.credentials):
                        del self._waiting[place]
                        return visit, False
                    if self._allowed(visit):
                        del self._waiting[place]
                        self._active[visit.name] = visit
                        return visit, True
                self._changed.wait()
            return None

    def accepted(self, visit: Visit) -> None:
        """Tell that the login succeeded: the visit's credentials may now be used on several hosts at once."""
        with self._changed:
            self._proven.update(visit.credentials)
            self._changed.notify_all()

    def refused(self, credential: str) -> None:
        """Tell that a host refused this credential: it is tried on no further one."""
        with self._changed:
            self._refused.add(credential)
            self._changed.notify_all()

    def done(self, visit: Visit) -> None:
        """Give the visit's place back."""
        with self._changed:
            self._active.pop(visit.name, None)
            self._changed.notify_all()

    def stop(self) -> tuple[Visit, ...]:
        """Hand out no more visits; gives those that were never started."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
            return tuple(self._waiting)

    def _allowed(self, visit: Visit) -> bool:
        active = self._active.values()
        if visit.last and any(not other.last for other in (*active, *self._waiting)):
            return False
        if visit.ha_group and any(other.ha_group == visit.ha_group for other in active):
            return False
        unproven = set(visit.credentials) - self._proven
        if any(not unproven.isdisjoint(other.credentials) for other in active):
            return False
        segments = Counter(other.segment for other in active)
        jumps = Counter(other.jump for other in active)
        return (not visit.segment or segments[visit.segment] < self._limits.per_segment) and (
            not visit.jump or jumps[visit.jump] < self._limits.per_jump
        )
