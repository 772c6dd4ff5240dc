"""Operators on how a network device fares: what it has twice, and the errors of its ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, Verdict, failed, first_unknown, hidden, listed, passed, undecided
from checks.operators_devices_environment import UNTOLD
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.interfaces import InterfaceErrors, Interfaces
from scanners.facts.redundancy import LinkBundle, Redundancy

_MILLION = 1_000_000


class RedundancyParams(Struct, frozen=True, forbid_unknown_fields=True):
    """States that are healthy of a first-hop group and of a member of a cluster, in lower case.

    `single_accepted`: devices, by their name in the inventory, that stand alone on purpose.
    """

    hop_states: tuple[str, ...]
    cluster_states: tuple[str, ...]
    single_accepted: tuple[str, ...] = ()


class ErrorParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Errors in a million packets that are accepted; below `min_packets` they are counted as if there were so many.

    `uncounted`: ports of which devices keep no counters, by their whole name in any case; one that has some is judged.
    """

    max_err_ppm: Annotated[int, Meta(ge=0, le=1_000_000)]
    min_packets: Annotated[int, Meta(ge=1)]
    uncounted: tuple[str, ...] = ()


def redundancy_in_order(params: RedundancyParams, _subject: str, _tables: Tables) -> Compiled:
    """What the device has twice works twice: first hops, bundles of links, clusters. Something must be twice.

    A bundle of one link and a cluster of one member make nothing redundant. That the other member of a first-hop group
    is alive is seen on that member alone.
    """
    hops, members, single = frozenset(params.hop_states), frozenset(params.cluster_states), params.single_accepted

    def judge(value: Redundancy, context: Context) -> Verdict:
        if bad := sorted(_broken(value, hops, members)):
            return failed("redundancy_broken", **listed(bad))
        if unread := _unread(value):
            return unread
        if twice := _twice(value):
            return passed("redundancy_in_order", **listed(twice))
        if gone := _none_of_them(value):
            return gone
        if context.host in single:
            return Verdict(Status.NOT_APPLICABLE, reason("single_accepted", host=context.host))
        return failed("redundancy_none")

    return Compiled(reason("want_redundancy"), judge)


def _broken(value: Redundancy, hops: frozenset[str], members: frozenset[str]) -> Iterator[str]:
    if isinstance(value.hop_groups, Known):
        bad = (one for one in value.hop_groups.value if one.state not in hops | UNTOLD)
        yield from (f"{one.protocol} {one.name}: {one.state}" for one in bad)
    if isinstance(value.bundles, Known):
        yield from (f"{one.name}: {_not_carrying(one)}" for one in value.bundles.value if _not_carrying(one))
    if isinstance(value.cluster, Known):
        bad_members = ((name, state) for name, state in value.cluster.value.items() if state not in members | UNTOLD)
        yield from (f"cluster {name}: {state}" for name, state in bad_members)
    if value.cluster_in_step == Known(False):
        yield "cluster: in_step=no"


def _unread(value: Redundancy) -> Verdict | None:
    states: list[object] = [value.hop_groups, value.bundles, value.cluster]
    if _many(value.cluster):
        states.append(value.cluster_in_step)
    if why := first_unknown(*states):
        return undecided(why)
    mute = sorted(_mute(value))
    return undecided(reason("redundancy_mute", **listed(mute))) if mute else None


def _none_of_them(value: Redundancy) -> Verdict | None:
    """Give the verdict for a device that can have nothing twice."""
    states = (value.hop_groups, value.bundles, value.cluster)
    return hidden(*states) if all(isinstance(state, Absent) for state in states) else None


def _mute(value: Redundancy) -> Iterator[str]:
    """Name the groups and members whose state the device does not tell."""
    if isinstance(value.hop_groups, Known):
        yield from (f"{one.protocol} {one.name}" for one in value.hop_groups.value if one.state in UNTOLD)
    if isinstance(value.cluster, Known):
        yield from (f"cluster {name}" for name, state in value.cluster.value.items() if state in UNTOLD)


def _not_carrying(bundle: LinkBundle) -> str:
    """Name the members that carry nothing; a bundle without any member carries nothing at all."""
    if not bundle.members:
        return "-"
    return ", ".join(sorted(frozenset(bundle.members) - frozenset(bundle.carrying)))


def _many(cluster: Known[Mapping[str, str]] | Unknown | Absent) -> bool:
    return isinstance(cluster, Known) and len(cluster.value) > 1


def _twice(value: Redundancy) -> list[str]:
    found: list[str] = []
    if isinstance(value.hop_groups, Known):
        found += [f"{one.protocol} {one.name}: {one.state}" for one in value.hop_groups.value]
    if isinstance(value.bundles, Known):
        found += [f"{one.name} ({len(one.members)})" for one in value.bundles.value if len(set(one.members)) > 1]
    if isinstance(value.cluster, Known) and _many(value.cluster):
        found += [f"cluster {name}: {state}" for name, state in sorted(value.cluster.value.items())]
    return found


def errors_few(params: ErrorParams, _subject: str, _tables: Tables) -> Compiled:
    """Few packets of each interface were damaged or dropped, of those since its counters were cleared.

    A physical interface that is up and has no counters was not judged; counters that saw too little prove nothing.
    """
    least, most = params.min_packets, params.max_err_ppm
    spared = frozenset(name.casefold() for name in params.uncounted)

    def judge(value: Interfaces, _context: Context) -> Verdict:
        if not isinstance(value.errors, Known):
            return hidden(value.errors) or undecided(reason("not_judged"))
        counted = value.errors.value
        bad = [
            f"{name}: {one.errors}/{one.packets}"
            for name, one in sorted(counted.items())
            if one.errors * _MILLION > most * max(one.packets, least)
        ]
        if bad:
            return failed("interface_errors", most=most, **listed(bad))
        untold = _uncounted(value, counted, spared)
        if untold is None:
            return hidden(value.settings) or undecided(reason("not_judged"))
        if untold:
            return undecided(reason("interface_uncounted", **listed(untold)))
        busy = sum(one.packets >= least for one in counted.values())
        if not busy:
            return undecided(reason("interface_packets_few", least=least))
        return passed("interface_errors_few", count=busy, most=most)

    return Compiled(reason("want_interface_errors", most=most, least=least), judge)


def _uncounted(value: Interfaces, counted: Mapping[str, InterfaceErrors], spared: frozenset[str]) -> list[str] | None:
    """Name the interfaces without usable counters, of the physical ones that are up; None where these are not known.

    Where the state of links was not read, every port that is not shut down may be up.
    """
    if not isinstance(value.settings, Known):
        return None
    up = value.up.value if isinstance(value.up, Known) else {}
    physical = (one for one in value.settings.value if one.kind == "physical" and one.enabled)
    ports = [one.name for one in physical if one.name.casefold() not in spared]
    silent = {name for name in ports if name not in counted and (up.get(name) or not isinstance(value.up, Known))}
    return sorted(silent | {name for name, one in counted.items() if one.errors < 0 or one.packets < 0})
