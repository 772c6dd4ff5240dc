"""Operators on how a network device is set: its clock, its log, its services and its local ports."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.judging import (
    Compiled,
    Context,
    Verdict,
    failed,
    first_unknown,
    hidden,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.registers import same
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import NtpServer
from scanners.facts.field import Absent, Known
from scanners.facts.management_access import ConsoleLine
from scanners.facts.management_services import ManagementServices


class TimeParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many time servers there must be, and whether each answer must be checked with a key."""

    min_servers: Annotated[int, Meta(ge=1)]
    authenticated: bool


class Distance(Struct, frozen=True, forbid_unknown_fields=True):
    """The greatest distance from zero, in either direction."""

    value: Annotated[float, Meta(gt=0)]


class LogParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many log servers there must be, the severity that must still be sent (0 to 7), and whether with its time."""

    min_servers: Annotated[int, Meta(ge=1)]
    least_level: Annotated[int, Meta(ge=0, le=7)]
    timestamps: bool


class ServiceParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Services that must be off, and functions that may be on though the platform counts them as not needed."""

    off: tuple[Literal["telnet", "http", "https", "tftp", "ftp"], ...]
    accepted: tuple[str, ...] = ()


class ConsoleParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds after which an idle session must end, and whether auxiliary ports must be off."""

    max_idle_s: Annotated[int, Meta(ge=1)]
    auxiliary_off: bool


def time_servers_approved(params: TimeParams, subject: str, _tables: Tables) -> Compiled:
    """Enough time servers, every one registered, and where that is asked every answer checked with a key."""
    good = f"good.{subject}"

    def judge(value: tuple[NtpServer, ...], context: Context) -> Verdict:
        if "ntp_servers" not in context.registers.kinds:
            return no_register("ntp_servers")
        foreign = sorted({one.address for one in value if same(one.address) not in context.registers.ntp_servers})
        if foreign:
            return failed(f"bad.{subject}", **listed(foreign))
        open_ones = sorted({one.address for one in value if not one.authenticated}) if params.authenticated else []
        if open_ones:
            return failed("time_unauthenticated", **listed(open_ones))
        servers = sorted({same(one.address) for one in value})
        if len(servers) < params.min_servers:
            return failed("too_few_sources", minimum=params.min_servers, **listed(servers))
        return passed(good, **listed(servers))

    return Compiled(reason(f"want.{subject}", minimum=params.min_servers, authenticated=params.authenticated), judge)


def within(params: Distance, subject: str, _tables: Tables) -> Compiled:
    """The number is no further from zero than this, in either direction."""

    def judge(value: float, _context: Context) -> Verdict:
        if value != value:  # noqa: PLR0124  (only NaN differs from itself)
            return undecided(reason("not_a_number"))
        return (
            passed(f"good.{subject}", value=value)
            if abs(value) <= params.value
            else failed(f"bad.{subject}", value=value)
        )

    return Compiled(reason(f"want.{subject}", value=params.value), judge)


def device_logs_sent(params: LogParams, subject: str, _tables: Tables) -> Compiled:
    """The log goes to registered servers alone, down to a severity; a device that sends it undated is found.

    One that does not tell of dates is not held up by that: the server notes when messages arrive.
    """

    def judge(value: DeviceLogging, context: Context) -> Verdict:
        if "log_servers" not in context.registers.kinds:
            return no_register("log_servers")
        if value.enabled == Known(False):
            return failed("device_logging_off")
        if wrong := _badly_sent(value, context, params):
            return wrong
        if params.timestamps and value.timestamps == Known(False):
            return failed("device_log_undated")
        return hidden(value.enabled, value.servers) or passed(f"good.{subject}", **listed(_servers(value)))

    return Compiled(reason(f"want.{subject}", minimum=params.min_servers, level=params.least_level), judge)


def _servers(value: DeviceLogging) -> list[str]:
    servers = value.servers.value if isinstance(value.servers, Known) else ()
    return sorted({f"{one.address} (0-{one.level})" for one in servers})


def _badly_sent(value: DeviceLogging, context: Context, params: LogParams) -> Verdict | None:
    if not isinstance(value.servers, Known):
        return None
    names = {same(name) for entry in context.registers.log_servers for name in (entry.address, *entry.names)}
    foreign = sorted({one.address for one in value.servers.value if same(one.address) not in names})
    if foreign:
        return failed("device_log_unregistered", **listed(foreign))
    fit = {same(one.address) for one in value.servers.value if one.level >= params.least_level}
    if len(fit) < params.min_servers:
        return failed("device_log_too_little", minimum=params.min_servers, **listed(_servers(value)))
    return None


def services_off(params: ServiceParams, _subject: str, _tables: Tables) -> Compiled:
    """None of these services answers, and no function is on that no operation needs."""
    accepted = frozenset(params.accepted)

    def judge(value: ManagementServices, _context: Context) -> Verdict:
        states = {name: getattr(value, name) for name in params.off}
        running: list[str] = [name for name, state in states.items() if state == Known(True)]
        if isinstance(value.unneeded, Known):
            running += [name for name in value.unneeded.value if name not in accepted]
        if running:
            return failed("device_services_on", **listed(sorted(set(running))))
        every = (*states.values(), value.unneeded)
        if why := first_unknown(*every):
            return undecided(why)
        if all(isinstance(state, Absent) for state in every):
            return hidden(*every) or undecided(reason("not_judged"))
        return passed("device_services_off", items=(*params.off,))

    return Compiled(reason("want_device_services_off", items=(*params.off,)), judge)


_AUXILIARY = re.compile(r"(?i)(?<![a-z])aux(iliary)?(?![a-z])")


def consoles_protected(params: ConsoleParams, subject: str, _tables: Tables) -> Compiled:
    """Who plugs in must log in and is logged out when idle; auxiliary ports are off."""

    def faults(line: ConsoleLine) -> list[str]:
        if not line.enabled:
            return []
        if params.auxiliary_off and _AUXILIARY.search(line.name):
            return [f"{line.name}: enabled"]
        found = [] if line.authenticated else [f"{line.name}: authentication=none"]
        if not 0 < line.idle_s <= params.max_idle_s:
            found.append(f"{line.name}: idle={line.idle_s}s")
        return found

    def judge(value: tuple[ConsoleLine, ...], _context: Context) -> Verdict:
        bad = [fault for line in value for fault in faults(line)]
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        if not value:  # a device without any local port would say that it has none
            return undecided(reason("no_console_told"))
        return passed(f"good.{subject}", **listed(line.name for line in value))

    return Compiled(reason(f"want.{subject}", seconds=params.max_idle_s), judge)
