"""When targets may be scanned: permitted windows and freezes of policy/operations.yaml, judged for one moment.

Everything is in Japan's time, which has no summer time. A freeze is stronger than a window; a system that no window
names may be scanned at any time outside its freezes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from checks.judging import JST
from checks.operations import Freeze, Operations, Weekday, Window

_DAY = timedelta(days=1)
_WEEK = timedelta(days=8)  # every window opens within it: its day may begin before it
_NEVER = datetime.max.replace(tzinfo=JST)
_FAR = datetime(9000, 1, 1, tzinfo=JST)  # a freeze until then has no end
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a system may not be scanned now. `freeze` is None where it is outside its windows."""

    system: str
    freeze: Freeze | None


def refusals(operations: Operations, systems: Collection[str], now: datetime) -> tuple[Refusal, ...]:
    """Give why these systems may not be scanned now, sorted by name; nothing where all of them may."""
    return tuple(refusal for system in sorted(set(systems)) if (refusal := _refusal(operations, system, now)))


def next_permitted(operations: Operations, systems: Collection[str], now: datetime) -> datetime | None:
    """Give the earliest moment from now on, in Japan's time, at which all of these systems may be scanned together.

    None where there is none: windows that never overlap.
    """
    last = max([now, *(freeze.ends for freeze in operations.freezes if freeze.ends < _FAR)]) + _WEEK
    moment = now
    while moment <= last:
        later = [_opens(operations, system, moment) for system in systems if _refusal(operations, system, moment)]
        if not later:
            return moment.astimezone(JST)
        moment = max(later)
    return None


def closes(operations: Operations, systems: Collection[str], now: datetime) -> datetime | None:
    """Give when the first of these systems, all permitted now, may no longer be scanned; None where that never comes.

    Windows that follow one another without a gap are one.
    """
    ends = [end for system in systems if (end := _closes(operations, system, now)) is not None]
    return min(ends).astimezone(JST) if ends else None


def _refusal(operations: Operations, system: str, now: datetime) -> Refusal | None:
    frozen = [freeze for freeze in _freezes(operations, system) if freeze.starts <= now < freeze.ends]
    if frozen:
        return Refusal(system, max(frozen, key=lambda freeze: freeze.ends))
    own = _windows(operations, system)
    if not own or any(start <= now < end for window in own for start, end in _around(window, now)):
        return None
    return Refusal(system, None)


def _opens(operations: Operations, system: str, now: datetime) -> datetime:
    """Give the next moment at which a system that is refused now may be permitted, by what refuses it."""
    refusal = _refusal(operations, system, now)
    if refusal and refusal.freeze:
        return refusal.freeze.ends
    starts = (start for window in _windows(operations, system) for start, _end in _around(window, now))
    return min((start for start in starts if start > now), default=_NEVER)


def _closes(operations: Operations, system: str, now: datetime) -> datetime | None:
    """Give the end of what permits a system now."""
    frozen = [freeze.starts for freeze in _freezes(operations, system) if now < freeze.starts < _FAR]
    own = _windows(operations, system)
    end, last = now, now + _WEEK
    while own and end < last:
        further = [until for window in own for start, until in _around(window, end) if start <= end < until]
        if not further:
            break
        end = max(further)
    shut = [end] if own and end < last else []
    return min([*frozen, *shut], default=None)


def _freezes(operations: Operations, system: str) -> list[Freeze]:
    return [freeze for freeze in operations.freezes if not freeze.systems or system in freeze.systems]


def _windows(operations: Operations, system: str) -> list[Window]:
    return [window for window in operations.windows if not window.systems or system in window.systems]


def _around(window: Window, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the openings of a window from yesterday's to that of a week ahead. Its days are those on which it opens.

    `until` not after `start` is on the next day: the same time is a whole day.
    """
    today = now.astimezone(JST).date()
    for days in range(-1, 9):
        day = today + days * _DAY
        if _WEEKDAYS[day.weekday()] in window.days:
            start = datetime.combine(day, time.fromisoformat(window.start), JST)
            end = datetime.combine(day, time.fromisoformat(window.until), JST)
            yield start, end if end > start else end + _DAY
