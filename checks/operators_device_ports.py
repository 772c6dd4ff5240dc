"""Operators on the ports of a network device: unused ones, authentication of what is plugged in, wireless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, Verdict, failed, first_unknown, hidden, listed, passed, undecided
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.neighbours import Neighbours
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import Redundancy

_DAY = 86400
_STARTING_S = 600  # in which a device starts and its ports get their links
_DOT1X = "dot1x"
_MAC_BYTES = 3  # of an address, that name its maker


class IdleDays(Struct, frozen=True, forbid_unknown_fields=True):
    """After how many days without a packet a port without a link counts as unused."""

    max_idle_days: Annotated[int, Meta(ge=1)]


class GuardParams(Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as authentication of an attached device."""

    accepted: Annotated[tuple[Literal["dot1x", "mac-auth", "port-security"], ...], Meta(min_length=1)]


class WirelessParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How announced access points are known (words in the neighbour's platform), and makers by the first half of their
    MAC addresses ("00:11:22"); without any, learnt addresses are not looked at.
    """

    platforms: tuple[Annotated[str, Meta(min_length=2)], ...]
    makers: tuple[Annotated[str, Meta(pattern=r"^([0-9a-f]{2}:){2}[0-9a-f]{2}(?!\n)$")], ...] = ()


def _excepted(context: Context, what: str) -> frozenset[str]:
    """Give the ports of this device that the register lets be without a link, or without authentication."""
    entries = context.registers.port_exceptions
    return frozenset(one.port for one in entries if one.host == context.host and what in one.without)


def _physical(settings: tuple[InterfaceSetting, ...]) -> list[InterfaceSetting]:
    return [one for one in settings if one.kind == "physical" and one.enabled]


def unused_ports_shut(params: IdleDays, _subject: str, _tables: Tables) -> Compiled:
    """No physical port is enabled that has had no link for long; which are in use must have been read.

    Of a port that heard nothing since the device started, the time before is not known: it is judged once the device
    runs for as long.
    """
    limit = params.max_idle_days * _DAY

    def judge(value: Interfaces, context: Context) -> Verdict:
        if stop := hidden(value.settings):
            return stop
        settings = value.settings.value if isinstance(value.settings, Known) else ()
        if not any(one.kind == "physical" for one in settings):
            return undecided(reason("no_interface_seen"))
        up = value.up.value if isinstance(value.up, Known) else {}
        idle = value.idle_s.value if isinstance(value.idle_s, Known) else {}
        spared = _excepted(context, "link")
        down = [one.name for one in _physical(settings) if not up.get(one.name, False) and one.name not in spared]
        # Without knowing the link, nothing is said against a port.
        idlers = {name: idle[name] for name in down if name in up and name in idle}
        running = value.running_s.value if isinstance(value.running_s, Known) else -1
        # Where that is not known, a port that was silent for long shows that the device runs for so long at least.
        whole = (running if running >= 0 else max(idle.values(), default=0)) > limit
        wrong = [
            f"{name}: {_days(idle_s)}" for name, idle_s in idlers.items() if idle_s > limit or (idle_s < 0 and whole)
        ]
        if wrong:
            return failed("ports_unused", **listed(wrong))
        if down and (why := first_unknown(value.up, value.idle_s)):
            return undecided(why)
        untold = [name for name in down if name not in idlers]
        # A port that the device shows without a link, and of which no setting was read, may be open.
        known = {one.name for one in settings}
        untold += sorted(name for name, link in up.items() if not link and name not in known | spared)
        if untold:
            return undecided(reason("port_use_untold", **listed(untold)))
        return _silent_since_start(idlers, running) or passed("ports_used", count=len(_physical(settings)))

    return Compiled(reason("want_ports_used", days=params.max_idle_days), judge)


def _silent_since_start(idle: Mapping[str, int], running_s: int) -> Verdict | None:
    """Give the verdict where ports heard nothing since the device started: what was before it does not remember."""
    silent = [name for name, idle_s in idle.items() if idle_s < 0 or 0 <= running_s <= idle_s + _STARTING_S]
    return undecided(reason("port_use_before_start", days=_days(running_s), **listed(silent))) if silent else None


def _days(seconds: int) -> str:
    return "-" if seconds < 0 else f"{seconds / _DAY:.1f}"


def access_ports_guarded(params: GuardParams, _subject: str, _tables: Tables) -> Compiled:
    """What is plugged into an access port is authenticated there, but for the ports that the register excepts."""
    accepted = frozenset(params.accepted)

    def judge(value: PortGuards, context: Context) -> Verdict:
        if stop := hidden(value.access_ports):
            return stop
        ports = value.access_ports.value if isinstance(value.access_ports, Known) else {}
        spared = _excepted(context, "authentication")
        judged = {name: guards & accepted for name, guards in ports.items() if name not in spared}
        switched_on = value.dot1x_enabled.value if isinstance(value.dot1x_enabled, Known) else None
        alone = [name for name, guards in judged.items() if guards == {_DOT1X}]
        open_ports = [name for name, guards in judged.items() if not guards]
        open_ports += alone if switched_on is False else []
        if open_ports:
            return failed("ports_unguarded", **listed(sorted(open_ports)))
        if alone and switched_on is None:
            return undecided(first_unknown(value.dot1x_enabled) or reason("dot1x_not_told"))
        return _every_port(value, context, frozenset(ports), spared) or passed("ports_guarded", count=len(ports))

    return Compiled(reason("want_ports_guarded", items=params.accepted), judge)


def _every_port(value: PortGuards, context: Context, seen: frozenset[str], spared: frozenset[str]) -> Verdict | None:
    """Compare the ports that guards were read of with those that the device has.

    A port whose mode the device does not tell may be an access port, unless it routes or is part of a bundle.
    """
    fact = context.facts.get("interfaces")
    if not isinstance(fact, Interfaces):
        return undecided(reason("fact_not_read", fact="interfaces", family=context.family or "-"))
    if stop := hidden(value.access_ports, fact.settings):
        return stop
    settings = fact.settings.value if isinstance(fact.settings, Known) else ()
    other = seen | spared | _bundled(context)
    # An address may stand for the ports of a built-in switch: that it routes is believed of devices that tell modes.
    routed = {one.name.partition(".")[0] for one in settings if one.addresses and seen}
    untold = [
        one.name
        for one in _physical(settings)
        if one.name not in other and (one.mode == "access" or (not one.mode and one.name not in routed))
    ]
    if untold or not settings:
        return undecided(reason("port_guards_untold", **listed(untold)))
    return None if seen else Verdict(Status.NOT_APPLICABLE, reason("no_access_ports"))


def _bundled(context: Context) -> frozenset[str]:
    fact = context.facts.get("redundancy")
    bundles = fact.bundles.value if isinstance(fact, Redundancy) and isinstance(fact.bundles, Known) else ()
    return frozenset(name for one in bundles for name in one.members)


def no_wireless(params: WirelessParams, _subject: str, _tables: Tables) -> Compiled:
    """No wireless function is on, and no access point announces itself or is known by its address."""
    words = tuple(word.casefold() for word in params.platforms)
    makers = frozenset(params.makers)

    def judge(value: Neighbours, context: Context) -> Verdict:
        functions = value.wireless.value if isinstance(value.wireless, Known) else ()
        neighbours = value.neighbours.value if isinstance(value.neighbours, Known) else ()
        stations = value.stations.value if isinstance(value.stations, Known) else ()
        wrong = list(functions)
        wrong += [
            f"{one.port}: {one.name} ({one.platform})"
            for one in neighbours
            if any(word in one.platform.casefold() for word in words)
        ]
        wrong += [f"{one.port}: {one.mac}" for one in stations if one.mac.lower()[: 3 * _MAC_BYTES - 1] in makers]
        if wrong:
            return failed("wireless_found", **listed(wrong))
        needed = (value.wireless, value.neighbours, *((value.stations,) if makers else ()))
        if why := first_unknown(*needed):
            return undecided(why)
        if untold := [f"{one.port}: {one.name}" for one in neighbours if not one.platform.strip()]:
            return undecided(reason("neighbour_without_platform", **listed(untold)))
        if isinstance(value.neighbours, Known) and not neighbours and not stations:  # it may just not listen
            return undecided(reason("no_neighbour_seen", host=context.host))
        told = any(isinstance(state, Known) for state in needed)
        return (
            passed("wireless_none", count=len(neighbours))
            if told
            else hidden(*needed) or undecided(reason("no_interface_seen"))
        )

    return Compiled(reason("want_no_wireless"), judge)
