"""Operators on packet filters: what they do with what no rule names, any-any rules, approved flows, logging of denials.

They find what is wrong with a filter by itself. What passes through a whole device, and through several, is not
worked out: a control of separation must name `network` in its `never_passes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

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
from checks.packet_space import Box, TooManyError
from checks.tables import Tables
from inventories.reason import Reason, reason
from scanners.facts.field import Known, Unknown
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters

_TRAFFIC = "traffic"
_PERMIT = "permit"
_DENY = "deny"
_BETWEEN_ZONES = ">"
_CARRYING = frozenset({"tcp", "6", "udp", "17"})  # any of these to anywhere is as good as everything
_MOST_WORK = 1_000_000  # rules of a filter times what each is compared with


class Unfiltered(Struct, frozen=True, forbid_unknown_fields=True):
    """Interfaces that need no filter, by their exact names."""

    unfiltered: tuple[str, ...] = ()


def _known(value: PacketFilters) -> tuple[Mapping[str, PacketFilter], tuple[FilterBinding, ...]]:
    """Give the filters and where they are in force on traffic; nothing of either where that was not read."""
    filters = value.filters.value if isinstance(value.filters, Known) else {}
    bindings = value.bindings.value if isinstance(value.bindings, Known) else ()
    return filters, tuple(one for one in bindings if one.purpose == _TRAFFIC)


def _in_force(value: PacketFilters) -> dict[str, PacketFilter]:
    """Give the filters that are bound to traffic and exist."""
    filters, bindings = _known(value)
    return {one.filter: filters[one.filter] for one in bindings if one.filter in filters}


def _unproven(value: PacketFilters) -> Reason | None:
    """Give why nothing can be said of all filters together: lines that were not understood may be anywhere."""
    if why := first_unknown(value.filters, value.bindings, value.unresolved):
        return why
    lines = value.unresolved.value if isinstance(value.unresolved, Known) else ()
    return reason("filter_lines_unresolved", **listed(lines)) if lines else None


def _everything(rule: FilterRule, protocols: frozenset[str] = frozenset()) -> bool:
    """Whether a rule is about all packets (or all of one of these protocols), new connections too."""
    named = packet_space.whole_ip(rule.protocol) or rule.protocol.lower() in protocols
    open_ends = packet_space.everything(rule.source) and packet_space.everything(rule.destination)
    return named and open_ends and packet_space.every_port(rule.ports) and not rule.established


def _decided(value: PacketFilters, wrong: list[str], code: str, good: Verdict) -> Verdict:
    """Fail for what is wrong for certain, else say what was not read, else that nothing was found."""
    if wrong:
        return failed(code, **listed(wrong))
    if why := _unproven(value):
        return undecided(why)
    return hidden(value.filters, value.bindings) or good


def zones_deny(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Between zones that no policy names nothing passes; a device without zones has nothing to say here."""

    def judge(value: str, _context: Context) -> Verdict:
        if not value:
            return passed(f"none.{subject}")
        if value == _DENY:
            return passed(f"good.{subject}", value=value)
        return failed(f"bad.{subject}", value=value)

    return Compiled(reason(f"want.{subject}"), judge)


def filters_end_in_denial(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """What no rule of a filter names is denied, and no rule before names everything."""

    def open_rule(one: PacketFilter, certain: bool) -> str:
        first = next((rule for rule in one.rules if _everything(rule)), None)
        if first is not None:
            return f"{one.name}: {first.line}" if first.action == _PERMIT else ""
        # A line that was not understood may be the denial at the end.
        return f"{one.name}: default {one.default}" if certain and one.default == _PERMIT else ""

    def judge(value: PacketFilters, _context: Context) -> Verdict:
        certain = _unproven(value) is None
        bound = _in_force(value)
        wrong = [said for one in bound.values() if (said := open_rule(one, certain))]
        by_zone = isinstance(value.zone_default, Known) and value.zone_default.value == _DENY
        good = passed("filters_deny", count=len(bound)) if bound or by_zone else undecided(reason("no_traffic_filter"))
        return _decided(value, wrong, "filters_permit", good)

    return Compiled(reason("want_filters_deny"), judge)


def bound_filters_exist(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Every filter that is bound to traffic is there; on many devices one that is not lets everything through."""

    def judge(value: PacketFilters, _context: Context) -> Verdict:
        filters, bindings = _known(value)
        certain = _unproven(value) is None
        missing = [f"{one.place} {one.direction}: {one.filter}" for one in bindings if one.filter not in filters]
        return _decided(
            value, missing if certain else [], "filters_missing", passed("filters_exist", count=len(bindings))
        )

    return Compiled(reason("want_filters_exist"), judge)


def routing(settings: Iterable[InterfaceSetting]) -> dict[str, list[str]]:
    """Give the interfaces that packets can be routed between, by VRF; one that is alone there routes nothing."""
    by_table: dict[str, list[str]] = {}
    for one in settings:
        if one.enabled and one.addresses and one.kind != "loopback":
            by_table.setdefault(one.zone, []).append(one.name)
    return {table: names for table, names in by_table.items() if len(names) > 1}


def _settings(context: Context) -> tuple[InterfaceSetting, ...] | Reason | None:
    """Give the interfaces, why they were not read, or None where there is nothing to read."""
    fact = context.facts.get("interfaces")
    if not isinstance(fact, Interfaces):
        return reason("fact_not_read", fact="interfaces", family=context.family or "-")
    if isinstance(fact.settings, Unknown):
        return fact.settings.reason
    return fact.settings.value if isinstance(fact.settings, Known) else None


def routed_interfaces_filtered(params: Unfiltered, _subject: str, _tables: Tables) -> Compiled:
    """No packet goes from one routed interface to another without a filter at one of them.

    A device that filters between zones is not asked.
    """

    def judge(value: PacketFilters, context: Context) -> Verdict:
        _, bindings = _known(value)
        zoned = isinstance(value.zone_default, Known) and value.zone_default.value != ""
        if zoned or any(_BETWEEN_ZONES in one.place for one in bindings):
            return passed("filtered_by_zone")
        settings = _settings(context)
        if isinstance(settings, Reason):
            return undecided(settings)
        wrong: list[str] = []
        if (
            _unproven(value) is None
            and isinstance(value.bindings, Known)
            and not isinstance(value.zone_default, Unknown)
        ):
            filtered = {way: {one.place for one in bindings if one.direction in {way, ""}} for way in ("in", "out")}
            for names in routing(settings or ()).values():
                own = [name for name in names if name not in params.unfiltered]
                wrong += _open_entries(own, filtered["in"], filtered["out"])
        return _decided(value, wrong, "interfaces_unfiltered", passed("interfaces_filtered", count=len(bindings)))

    return Compiled(reason("want_interfaces_filtered"), judge)


def _open_entries(names: Sequence[str], filtered_in: set[str], filtered_out: set[str]) -> list[str]:
    """Give the interfaces from which a packet reaches another one without meeting a filter."""
    leaving = {name for name in names if name not in filtered_out}
    return [name for name in names if name not in filtered_in and leaving - {name}]


def no_any_any(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """No rule of a filter on traffic permits everything from anywhere to anywhere."""

    def judge(value: PacketFilters, _context: Context) -> Verdict:
        bound = _in_force(value)
        wrong = [
            f"{one.name}: {rule.line}"
            for one in bound.values()
            for rule in one.rules
            if rule.action == _PERMIT and _everything(rule, _CARRYING)
        ]
        good = passed("no_any_any", count=len(bound)) if bound else undecided(reason("no_traffic_filter"))
        return _decided(value, wrong, "any_any_permitted", good)

    return Compiled(reason("want_no_any_any"), judge)


def flows_registered(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """No filter on traffic permits what is not registered as a flow, unless the same filter denies it before."""

    def judge(value: PacketFilters, context: Context) -> Verdict:
        if "flows" not in context.registers.kinds:
            return no_register("flows")
        approved = [box for flow in context.registers.flows for box in packet_space.of_flow(flow)]
        wrong: list[str] = []
        strange: list[str] = []
        certain = _unproven(value) is None
        bound = _in_force(value)
        for one in bound.values():
            beyond, unread = _beyond(one, approved)
            wrong += beyond
            strange += unread
        if not certain:  # a line that was not understood may deny before what these permit
            wrong = []
        if not wrong and certain and strange:
            return undecided(reason("flow_rules_unreadable", **listed(strange)))
        good = passed("flows_registered", count=len(bound)) if bound else undecided(reason("no_traffic_filter"))
        return _decided(value, wrong, "flows_unregistered", good)

    return Compiled(reason("want_flows_registered"), judge)


def _beyond(one: PacketFilter, approved: list[Box]) -> tuple[list[str], list[str]]:
    """Give the rules of a filter that permit more than is approved, and those of which that cannot be said."""
    denials = sum(rule.action != _PERMIT for rule in one.rules)
    if len(one.rules) * (len(approved) + denials) > _MOST_WORK:
        return [], [f"{one.name}: {len(one.rules)}"]
    taken = list(approved)
    clear = True  # no rule so far denies something unknown
    wrong: list[str] = []
    strange: list[str] = []
    for rule in one.rules:
        try:
            boxes = packet_space.of_rule(rule)
            rest = boxes if boxes is None or rule.action != _PERMIT else packet_space.remainder(boxes, taken)
        except TooManyError:
            boxes = rest = None
        if rule.action != _PERMIT:
            clear = clear and boxes is not None
            taken += boxes or ()
        elif rest is None or (rest and not clear):
            strange.append(f"{one.name}: {rule.line}")
        elif rest and not rule.established:
            wrong.append(f"{one.name}: {rule.line}")
    return wrong, strange


def denials_logged(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Every rule that denies traffic logs it, and so does what the filter denies by default."""

    def silent(one: PacketFilter, certain: bool) -> list[str]:
        wrong = [f"{one.name}: {rule.line}" for rule in one.rules if rule.action == _DENY and not rule.log]
        ends = any(_everything(rule) for rule in one.rules) or not certain
        if not ends and one.default == _DENY and not one.logs_default:
            wrong.append(f"{one.name}: default {one.default}")
        return wrong

    def judge(value: PacketFilters, context: Context) -> Verdict:
        bound = _in_force(value)
        if not bound:
            return _nothing_logged(value, context)
        if not any(map(_denies, bound.values())) and _unproven(value) is None:
            return failed("filters_deny_nothing", **listed(sorted(bound)))
        certain = _unproven(value) is None
        wrong = [said for one in bound.values() for said in silent(one, certain)]
        missing = sorted({one.filter for one in _known(value)[1]} - bound.keys())
        if missing:
            good = undecided(reason("filters_missing", **listed(missing)))
        else:
            good = _zones_silent(value, bound) or passed("denials_logged", count=len(bound))
        return _decided(value, wrong, "denials_silent", good)

    return Compiled(reason("want_denials_logged"), judge)


def _zones_silent(value: PacketFilters, bound: Mapping[str, PacketFilter]) -> Verdict | None:
    """Say where denials between zones without a policy may go unlogged: only policies that log their own implicit
    denial speak for that of the device.
    """
    if isinstance(value.zone_default, Unknown):
        return undecided(value.zone_default.reason)
    denies = isinstance(value.zone_default, Known) and value.zone_default.value == _DENY
    silent = sorted(one.name for one in bound.values() if not one.logs_default)
    return undecided(reason("zone_denials_untold", **listed(silent))) if denies and silent else None


def _denies(one: PacketFilter) -> bool:
    """Whether a filter denies anything at all before it permits everything."""
    first = next((rule for rule in one.rules if _everything(rule) or rule.action == _DENY), None)
    return first.action == _DENY if first is not None else one.default == _DENY


def _nothing_logged(value: PacketFilters, context: Context) -> Verdict:
    """Judge a device without a filter on traffic: one that routes between networks denies nothing and logs nothing."""
    if why := _unproven(value) or first_unknown(value.zone_default):
        return undecided(why)
    if stop := hidden(value.filters, value.bindings):
        return stop
    settings = _settings(context)
    if isinstance(settings, Reason):
        return undecided(settings)
    tables = routing(settings or ())
    if tables and isinstance(value.zone_default, Known) and not value.zone_default.value:
        return failed("denials_nowhere", **listed(name for names in tables.values() for name in names))
    return undecided(reason("no_traffic_filter"))
