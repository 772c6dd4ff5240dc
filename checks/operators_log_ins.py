"""Operators on log-ins: accounts that nobody uses any more, and log-ins that nobody approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from typing import Annotated, Any

from msgspec import Meta, Struct

from checks.judging import (
    JST,
    Compiled,
    Context,
    Verdict,
    failed,
    japanese_date,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.registers import WorkingHours
from checks.segments import networks
from checks.tables import Tables
from inventories.reason import Reason, reason
from scanners.facts.field import Known, Unknown
from scanners.facts.log_ins import LogIn, LogIns

DAY_S = 86400
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Days = Annotated[int, Meta(ge=1)]


class IdleParams(Struct, frozen=True, forbid_unknown_fields=True):
    """After how many days without a log-in an account counts as dormant. `exempt`: accounts kept for emergencies."""

    max_idle_days: Days
    exempt: tuple[str, ...] = ()


class LogInParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many days are looked back on; the journal is read for 31."""

    window_days: Annotated[int, Meta(ge=1, le=31)]


def _known(context: Context, fact: str, field: str) -> tuple[Any, Reason | None]:
    """Give the value of another fact's field, or why there is none."""
    state = getattr(context.facts.get(fact), field, None)
    if isinstance(state, Known):
        return state.value, None
    absent = reason("fact_not_read", fact=fact, family=context.family or "-")
    return None, state.reason if isinstance(state, Unknown) else absent


@dataclass(slots=True)
class _Idle:
    """What one look at the accounts brought: dormant ones, those it cannot tell about, and why."""

    dormant: list[str]
    unclear: list[str]
    why: Reason | None = None


def _last_seen(name: str, value: Mapping[str, int], context: Context) -> int | None:
    """Give the last log-in, epoch seconds: 0 for never, None where the record does not speak about the account."""
    events, _ = _known(context, "log_ins", "events")
    seen = [event.epoch for event in events or () if event.account == name]
    return max([*seen, value[name]] if name in value else seen, default=None)


def _is_idle(name: str, last: int | None, limit_s: int, context: Context) -> bool | None:
    """Tell whether an account has not been used for too long; one never used counts from its password's last day."""
    if last is None or last > context.as_of + DAY_S:
        return None
    if last == 0:
        changed, _ = _known(context, "password_ages", "changed")
        day = (changed or {}).get(name, -1)
        last = day * DAY_S + DAY_S
        if day <= 0 or last > context.as_of + 2 * DAY_S:
            return None
    return context.as_of - last > limit_s


def _look(value: Mapping[str, int], names: frozenset[str], limit_s: int, context: Context) -> _Idle:
    passwords, no_passwords = _known(context, "password_ages", "local_usable")
    keys, no_keys = _known(context, "authorized_keys", "keys")
    opened = {key.account for key in keys or ()} | (passwords or frozenset())
    found = _Idle([], [])
    for name in sorted(names):
        last = _last_seen(name, value, context)
        idle = _is_idle(name, last, limit_s, context)
        closed = name not in opened
        if idle is False or (closed and not no_passwords and not no_keys):
            continue
        if idle and not closed:
            found.dormant.append(f"{name} ({japanese_date(last).isoformat() if last else '-'})")
        else:
            found.unclear.append(name)
            found.why = found.why or (no_passwords or no_keys if closed else None)
    return found


def not_dormant(params: IdleParams, subject: str, _tables: Tables) -> Compiled:
    """Every account that a password or key opens was used not long ago; this scan's own is in use now."""
    limit_s = params.max_idle_days * DAY_S

    def judge(value: Mapping[str, int], context: Context) -> Verdict:
        names, unread = _known(context, "accounts", "local_login")
        if unread:
            return undecided(unread)
        found = _look(value, names - {context.scan_user, *params.exempt}, limit_s, context)
        if found.dormant:
            return failed(f"bad.{subject}", **listed(found.dormant))
        if found.unclear:
            return undecided(found.why or reason("last_log_in_unclear", **listed(found.unclear)))
        _, directory = _known(context, "accounts", "login")
        return undecided(directory) if directory else passed(f"good.{subject}", count=len(names))

    return Compiled(reason(f"want.{subject}", value=params.max_idle_days), judge)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@lru_cache(maxsize=4096)
def _from_one_of(source: str, sources: tuple[str, ...]) -> bool:
    if source == "console":
        return "console" in sources
    try:
        address = ip_address(source.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    named = networks(tuple(entry for entry in sources if entry != "console"))
    return any(address.version == network.version and address in network for network in named)


def within_hours(entry: WorkingHours, event: LogIn) -> bool:
    """Whether an entry covers a log-in. Both minutes are included; hours that end before they start pass midnight, and
    belong to the day on which they start.
    """
    if entry.account != event.account or not _from_one_of(event.source, entry.sources):
        return False
    at = datetime.fromtimestamp(event.epoch, JST)
    minute, start, end = at.hour * 60 + at.minute, _minutes(entry.start), _minutes(entry.end)
    today = _WEEKDAYS[at.weekday()] in entry.days
    yesterday = _WEEKDAYS[(at - timedelta(days=1)).weekday()] in entry.days
    if start <= end:
        return today and start <= minute <= end
    return (today and minute >= start) or (yesterday and minute <= end)


def _announced(event: LogIn, context: Context) -> bool:
    # A record that names nobody says nothing about log-ins.
    return any(event.account in change.accounts and change.covers(event.epoch) for change in context.changes)


def log_ins_approved(params: LogInParams, _subject: str, _tables: Tables) -> Compiled:
    """Every log-in of the last days was within the registered hours and networks of its account, or announced work."""
    window_s = params.window_days * DAY_S

    def judge(value: LogIns, context: Context) -> Verdict:
        if not isinstance(value.events, Known):
            return undecided(value.events.reason)
        if "working_hours" not in context.registers.kinds:
            return no_register("working_hours")
        start = context.as_of - window_s
        events = [event for event in value.events.value if event.epoch >= start]
        foreign = sorted(
            (event.epoch, event.account, event.source)
            for event in events
            if not any(within_hours(entry, event) for entry in context.registers.working_hours)
            and not _announced(event, context)
        )
        if foreign:
            shown = (
                f"{account} {source} {datetime.fromtimestamp(epoch, JST):%Y-%m-%d %H:%M}"
                for epoch, account, source in foreign
            )
            return failed("log_ins_foreign", **listed(shown))
        if not isinstance(value.since, Known):
            return undecided(value.since.reason)
        if value.since.value > start:
            since = f"{datetime.fromtimestamp(value.since.value, JST):%Y-%m-%d %H:%M}"
            return undecided(reason("log_ins_incomplete", since=since, days=params.window_days))
        return passed("log_ins_within", count=len(events), days=params.window_days)

    return Compiled(reason("want_log_ins", days=params.window_days), judge)
