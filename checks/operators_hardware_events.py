"""Operators on the event log that a management controller keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from msgspec import Meta, Struct

from checks.judging import Compiled, Context, Verdict, failed, japanese_date, listed, passed, undecided
from checks.operators_facility import hidden, known
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.bmc import Bmc, HardwareEvent

DAY = 86400
LAST_EVENTS = 200  # of the event log are read
_EARLIEST = 1_262_304_000  # 2010: a clock that was never set counts from 1970, 2000 or the firmware's own year

# Entries of every-day life: anything else that a controller asserts is something to look at.
_ROUTINE = re.compile(
    r"(?i)presence detected|fully redundant|log area reset|timestamp clock sync|s0/g0|s5/g2|initiated by|"
    r"boot completed|graceful (stop|shutdown)|limit not exceeded|state deasserted|device (present|inserted)|"
    r"power (on|up)|transition to (ok|running|idle|active)"
)
_ALARMING = re.compile(
    r"(?i)fail|error|critical|lost|loss|fault|correctable|degrad|trip|panic|predict|removed|unexpected|insufficient|hang"
)


class EventParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How far back to look, in days; how full the log may be, in percent."""

    window_days: Annotated[int, Meta(ge=1, le=365)]
    max_used_pct: Annotated[int, Meta(ge=1, le=100)]


def _event(event: HardwareEvent) -> str:
    day = japanese_date(event.epoch).isoformat() if event.epoch else "----"
    return f"{day} {event.sensor}: {event.event}"


def _is_routine(event: HardwareEvent) -> bool:
    ended = event.event.endswith(" Deasserted") and event.event != "State Deasserted"
    return not ended and bool(_ROUTINE.search(event.event)) and not _ALARMING.search(event.event)


def _believed(events: Iterable[HardwareEvent]) -> list[HardwareEvent]:
    """Take the date from entries that cannot be of it: entries stand in the order in which they were written."""
    latest = 0
    believed: list[HardwareEvent] = []
    for event in events:
        wrong = event.epoch < max(_EARLIEST, latest - DAY)
        believed.append(replace(event, epoch=0) if wrong else event)
        latest = latest if wrong else max(latest, event.epoch)
    return believed


def _untold(value: Bmc, events: list[HardwareEvent], as_of: int, since: int) -> Verdict | None:
    """Give the verdict where the log was read but may hide something of the window."""
    undated = [event for event in events if not event.epoch and not _is_routine(event)]
    clock = known(value.clock_epoch, 0)
    if abs(clock - as_of) > DAY:
        return undecided(reason("bmc_clock_wrong", shown=japanese_date(clock).isoformat()))
    if undated:
        return undecided(reason("events_undated", **listed(_event(event) for event in undated)))
    count = known(value.event_count, 0)
    oldest = min((event.epoch for event in events if event.epoch), default=0)
    if count > LAST_EVENTS and (not oldest or oldest >= since):
        return undecided(reason("events_beyond_reach", count=count, read=LAST_EVENTS))
    return None


def no_hardware_events(params: EventParams, _subject: str, _tables: Tables) -> Compiled:
    """The event log has nothing to look at in the window, keeps on recording, and by a clock that can be believed."""
    window = params.window_days * DAY

    def judge(value: Bmc, context: Context) -> Verdict:
        since = context.as_of - window
        read: tuple[HardwareEvent, ...] = known(value.events, ())
        events = _believed(read)
        recent = [event for event in events if event.epoch and event.epoch >= since and not _is_routine(event)]
        if recent:
            return failed("hardware_events", **listed(_event(event) for event in reversed(recent)))
        used = 100 if known(value.log_overflow, False) else known(value.log_used_pct, 0)
        if used > params.max_used_pct:
            return failed("event_log_full", percent=used)
        count = known(value.event_count, 0)
        return (
            hidden(value.events, value.event_count, value.log_overflow, value.log_used_pct, value.clock_epoch)
            or _untold(value, events, context.as_of, since)
            or passed("no_hardware_events", days=params.window_days, count=count)
        )

    return Compiled(reason("want_no_hardware_events", days=params.window_days, percent=params.max_used_pct), judge)
