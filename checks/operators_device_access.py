"""Operators on the ways into a network device: plain text, sources, idle sessions, the banner, remote maintenance."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Annotated

from msgspec import Meta, Struct

from checks import packet_space
from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    first_unknown,
    hidden,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.segments import Network
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.management_access import ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels

_TELNET = "telnet"
_SNMP = "snmp"
_SECURE_VERSION = frozenset({"2"})
# They answer and hold no session that could stand open.
_SESSIONLESS = frozenset({_SNMP, "ping", "icmp", "ntp"})
# Services that manage a device, by the field of `management_services` that says whether they are on.
_MANAGING = ("ssh", _TELNET, "http", "https")


class PlainParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Services that send in plain text what managers send: fields of `management_services`."""

    services: Annotated[tuple[str, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        for name in self.services:
            if name not in ManagementServices.__dataclass_fields__:
                message = f"policy_bad_entry:{name}"
                raise ValueError(message)


class IdleLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds after which an idle session must end."""

    max_idle_s: Annotated[int, Meta(ge=1)]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that must stand in the text; none is asked for where there are none."""

    required: tuple[str, ...] = ()


def no_plain_text(params: PlainParams, _subject: str, _tables: Tables) -> Compiled:
    """None of these services is on, and this scan itself did not come in by Telnet."""

    def judge(value: ManagementServices, context: Context) -> Verdict:
        states = [(name, getattr(value, name)) for name in params.services]
        on = [name for name, state in states if isinstance(state, Known) and state.value]
        if context.transport == _TELNET and _TELNET not in on:
            on.append(_TELNET)
        if on:
            return failed("plain_text_on", **listed(sorted(on)))
        if why := first_unknown(*(state for _name, state in states)):
            return undecided(why)
        return passed("plain_text_off", items=params.services)

    return Compiled(reason("want_no_plain_text", items=params.services), judge)


def ssh_2_alone(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Version 2 of SSH is accepted and no other; a device that tells no version at all is not believed."""

    def judge(value: frozenset[str], _context: Context) -> Verdict:
        if value - _SECURE_VERSION:
            return failed(f"bad.{subject}", **listed(sorted(value)))
        return passed(f"good.{subject}") if value else undecided(reason("no_ssh_version_seen"))

    return Compiled(reason(f"want.{subject}"), judge)


def _inside(source: Network, spaces: tuple[Network, ...]) -> bool:
    return any(
        source.version == space.version and source.subnet_of(space)  # type: ignore[arg-type]  # versions are equal
        for space in spaces
    )


@lru_cache(maxsize=64)
def _joined(spaces: tuple[Network, ...]) -> tuple[Network, ...]:
    """Join networks that adjoin: a source may reach over two segments."""
    four = [space for space in spaces if isinstance(space, IPv4Network)]
    six = [space for space in spaces if isinstance(space, IPv6Network)]
    return (*collapse_addresses(four), *collapse_addresses(six))


def _beyond(path: ManagementPath, context: Context) -> tuple[list[str], list[str]]:
    """Give the sources of a limited path that lie outside the management segments, and those that are no networks."""
    outside: list[str] = []
    strange: list[str] = []
    managing = _joined(context.management)
    for source in path.sources:
        if packet_space.everything((source,)):  # such a list limits nothing, whatever the segments are
            outside.append(f"{path.name}: {source}")
            continue
        try:
            network = ip_network(source, strict=False)
        except ValueError:
            strange.append(f"{path.name}: {source}")
            continue
        if not _inside(network, managing):
            outside.append(f"{path.name}: {source}")
    return outside, strange


def management_sources_limited(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Every way in, SNMP too, is limited to sources inside the management segments."""

    def judge(value: ManagementAccess, context: Context) -> Verdict:
        if stop := hidden(value.paths):
            return stop
        paths = [path for path in value.paths.value if path.services] if isinstance(value.paths, Known) else []
        wrong = [f"{path.name}: -" for path in paths if not path.limited]
        strange = [f"{path.name}: ?" for path in paths if path.limited and not path.sources]
        for path in paths:
            outside, unread = _beyond(path, context) if path.limited else ([], [])
            wrong += outside
            strange += unread
        wrong += _open_communities(context)
        if wrong:
            return failed("management_sources_open", **listed(wrong))
        if strange:
            return undecided(reason("management_sources_unreadable", **listed(strange)))
        if not paths or not context.management:
            return undecided(reason("no_management_path_seen"))
        return _uncovered(paths, context) or passed("management_sources_limited", count=len(paths))

    return Compiled(reason("want_management_sources"), judge)


def _open_communities(context: Context) -> list[str]:
    fact = context.facts.get(_SNMP)
    if not isinstance(fact, Snmp) or not isinstance(fact.communities, Known):
        return []
    off = isinstance(fact.enabled, Known) and not fact.enabled.value
    return [] if off else [f"snmp: {one.line}" for one in fact.communities.value if not one.limited]


def _uncovered(paths: list[ManagementPath], context: Context) -> Verdict | None:
    """Give the verdict for services that answer somewhere, though no path that was read is theirs."""
    covered = frozenset(service for path in paths for service in path.services)
    services = context.facts.get("management_services")
    states = {name: getattr(services, name, None) for name in _MANAGING}
    states[_SNMP] = getattr(context.facts.get(_SNMP), "enabled", None)
    missing = []
    for name, state in states.items():
        if name in covered or isinstance(state, Absent) or (isinstance(state, Known) and not state.value):
            continue
        if isinstance(state, Unknown):
            return undecided(state.reason)
        missing.append(name)
    return undecided(reason("management_service_without_path", **listed(missing))) if missing else None


def idle_sessions_end(params: IdleLimit, _subject: str, _tables: Tables) -> Compiled:
    """Every way in and every local port ends an idle session in time; zero means that it never does."""

    def late(seconds: int) -> bool:
        return not 0 < seconds <= params.max_idle_s

    def judge(value: ManagementAccess, context: Context) -> Verdict:
        paths = value.paths.value if isinstance(value.paths, Known) else ()
        consoles = value.consoles.value if isinstance(value.consoles, Known) else ()
        places = [(path.name, path.idle_s) for path in paths if path.services - _SESSIONLESS]
        places += [(line.name, line.idle_s) for line in consoles if line.enabled]
        wrong = [f"{name}: {idle}" for name, idle in places if late(idle)]
        if wrong:
            return failed("sessions_stay_open", **listed(wrong))
        if why := first_unknown(value.paths, value.consoles):
            return undecided(why)
        if not places:
            return hidden(value.paths, value.consoles) or undecided(reason("no_management_path_seen"))
        return _unseen(value, context) or passed("sessions_end", count=len(places))

    return Compiled(reason("want_sessions_end", seconds=params.max_idle_s), judge)


def _unseen(value: ManagementAccess, context: Context) -> Verdict | None:
    """Give the verdict where a way in is there, for certain, of which no time-out was told.

    A device without any local port or any way in over the network would say that it has none.
    """
    if value.consoles == Known(()):
        return undecided(reason("no_console_told"))
    if not isinstance(value.paths, Known):
        return None
    told = frozenset(service for path in value.paths.value for service in path.services)
    services = context.facts.get("management_services")
    missing = [name for name in _MANAGING if name not in told and getattr(services, name, None) == Known(True)]
    if missing:
        return undecided(reason("session_end_untold", **listed(missing)))
    return None if told else undecided(reason("no_management_path_seen"))


def banner_has(params: Words, subject: str, _tables: Tables) -> Compiled:
    """A text is shown before log-in, and holds the words that it must."""

    def judge(value: str, _context: Context) -> Verdict:
        text = " ".join(value.split())
        if not text:
            return failed("banner_empty")
        lacking = [word for word in params.required if " ".join(word.split()) not in text]
        return failed(f"bad.{subject}", **listed(lacking)) if lacking else passed(f"good.{subject}", text=text[:80])

    return Compiled(reason(f"want.{subject}", items=params.required), judge)


def remote_access_registered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Whoever is let in from outside comes in by a registered way that has not expired.

    A device without such functions lets nobody in; what persons do beside it stays for the record to say.
    """

    def judge(value: Tunnels, context: Context) -> Verdict:
        if isinstance(value.remote_access, Unknown):
            return undecided(value.remote_access.reason)
        found = value.remote_access.value if isinstance(value.remote_access, Known) else ()
        if not found:
            return passed("remote_access_none")
        if "remote_maintenance" not in context.registers.kinds:
            return no_register("remote_maintenance")
        entries = [one for one in context.registers.remote_maintenance if one.host == context.host]
        own = {one.name: one for one in sorted(entries, key=lambda one: one.expires)}  # the last to expire counts
        foreign = sorted(name for name in found if name not in own)
        if foreign:
            return failed("remote_access_unregistered", **listed(foreign))
        past = sorted(f"{name}: {own[name].expires}" for name in found if own[name].expires < context.today)
        if past:
            return failed("remote_access_expired", **listed(past))
        return passed("remote_access_registered", **listed(sorted(found)))

    return Compiled(reason("want_remote_access"), judge)
