"""Operators on the paths from a network device: next hops, routing neighbours, detours to other sites."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import Compiled, Context, NoParams, Verdict, failed, hidden, listed, no_register, passed, undecided
from checks.registers import same
from checks.registers_devices import DetourEntry
from checks.segments import Network, networks
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.redundancy import Redundancy
from scanners.facts.routes import Route, Routes
from scanners.facts.tunnels import Tunnels

_NOWHERE = "blackhole"  # the device of a route that throws away what it takes
_FROM_TUNNELS = "tunneled"  # Cisco ASA: the way of what comes out of a VPN alone, and no path for anything else

Peers = Known[dict[str, bool]] | Unknown | Absent


class PathParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many next hops each destination needs; which routing tables do not count (of management ports, in any case).

    `single_accepted`: devices, by their name in the inventory, that have one path on purpose.
    """

    min_paths: Annotated[int, Meta(ge=1, le=64)]
    destinations: Annotated[tuple[str, ...], Meta(min_length=1)]
    tables_ignored: tuple[str, ...] = ()
    single_accepted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        networks(self.destinations)


def _peers(context: Context) -> Peers:
    told = context.facts.get("redundancy")
    if not isinstance(told, Redundancy):
        return Unknown(reason("fact_not_read", fact="redundancy", family=context.family or "-"))
    peers = told.routing_peers
    return Known(dict(peers.value)) if isinstance(peers, Known) else peers


def _words(peer: str) -> tuple[str, ...]:
    """Give the words by which a neighbour is told ("ospf 192.0.2.1"), and all of them as one."""
    return (*(same(word) for word in peer.split()), same(peer))


def _neighbour(peer: str) -> str:
    """Give the address of a neighbour, so that one of two protocols is one; its whole name where it has none."""
    return next((word for word in _words(peer) if _version(word)), peer)


def _version(word: str) -> int:
    """Give the version of an address, 0 for what is none."""
    try:
        return ip_address(word).version
    except ValueError:
        return 0


def _different(peers: Iterable[str]) -> int:
    """Count the neighbours that may be different ones: the same may have an address of each IP version."""
    versions = [_version(neighbour) for neighbour in {_neighbour(name) for name in peers}]
    return versions.count(0) + max(versions.count(4), versions.count(6))


def _certainly_different(peers: Iterable[str]) -> int:
    """Count those that are: one neighbour may go by its router's name in one protocol, by an address in another."""
    by_protocol: dict[str, list[str]] = {}
    for name in peers:
        by_protocol.setdefault(name.split()[0] if " " in name else "", []).append(name)
    return max(map(_different, by_protocol.values()), default=0)


def _names(peer: str) -> frozenset[str]:
    """Give the names by which a register may call a neighbour: its whole name, or its address for every protocol."""
    return frozenset({" ".join(map(same, peer.split())), _neighbour(peer)})


def _unlike_register(peers: Peers, registered: tuple[str, ...]) -> Verdict | None:
    """Compare the neighbours with those that the register has for the device, both ways; one that is down is lacking.

    A neighbour whose session has ended drops out of the tables of many devices: nothing else tells that it is missing.
    """
    if isinstance(peers, Unknown):
        return undecided(peers.reason)
    seen = {name: _names(name) for name in peers.value} if isinstance(peers, Known) else {}
    down = [names for name, names in seen.items() if isinstance(peers, Known) and not peers.value[name]]
    wanted = {name: " ".join(map(same, name.split())) for name in registered}
    there = frozenset().union(*seen.values()) - frozenset().union(*down)
    lacking = listed(sorted(name for name, spelled in wanted.items() if spelled not in there))
    foreign = listed(sorted(name for name, names in seen.items() if names.isdisjoint(wanted.values())))
    if not lacking["count"] and not foreign["count"]:
        return None
    return failed("routing_neighbours_differ", **foreign, lacking=lacking["items"], lacking_count=lacking["count"])


def paths_redundant(params: PathParams, _subject: str, _tables: Tables) -> Compiled:
    """Each destination has several next hops, or the device has several routing neighbours; all of these are up.

    Where the register names the neighbours of the device, they are those and no others.
    """
    least = params.min_paths

    def judge(value: Routes, context: Context) -> Verdict:
        peers = _peers(context)
        registered = context.registers.routing_neighbours.get(context.host)
        if registered and (verdict := _unlike_register(peers, registered)):
            return verdict
        down = sorted(name for name, up in peers.value.items() if not up) if isinstance(peers, Known) else []
        if down:
            return failed("routing_peers_down", **listed(down))
        if isinstance(peers, Known) and _certainly_different(peers.value) >= least:
            return passed("paths_by_peers", **listed(sorted(peers.value)))
        if context.host in params.single_accepted:
            return Verdict(Status.NOT_APPLICABLE, reason("single_accepted", host=context.host))
        return _by_routes(value, peers, params)

    return Compiled(reason("want_paths", least=least, items=tuple(params.destinations)), judge)


def _by_routes(value: Routes, peers: Peers, params: PathParams) -> Verdict:
    if not isinstance(value.routes, Known):
        return hidden(value.routes) or undecided(reason("not_judged"))
    least, ignored = params.min_paths, frozenset(name.casefold() for name in params.tables_ignored)
    wanted = {network: str(network) for network in networks(params.destinations)}
    hops = _hops((route for route in value.routes.value if route.table.casefold() not in ignored), frozenset(wanted))
    by_table = [(place, sorted(some)) for place, some in _by_table(hops, wanted)]
    thin = [f"{place}: {', '.join(some) or '-'}" for place, some in by_table if len(some) < least]
    if not thin:
        return passed("paths_redundant", count=len(wanted), least=least)
    if isinstance(peers, Unknown):  # neighbours that were not read may be the other paths
        return undecided(peers.reason)
    if isinstance(peers, Known) and _different(peers.value) >= least:
        return undecided(reason("peers_perhaps_one", **listed(sorted(peers.value))))
    return failed("paths_few", least=least, **listed(thin))


Hops = dict[tuple[Network, str], set[str]]


def _hops(routes: Iterable[Route], wanted: frozenset[Network]) -> Hops:
    """Give the next hops of each wanted destination by table. Raises ValueError for a route that cannot be read."""
    found: Hops = {}
    for route in routes:
        network = ip_network(route.destination)
        if network in wanted and route.table != _FROM_TUNNELS and (route.gateway or route.device != _NOWHERE):
            found.setdefault((network, route.table), set()).add(route.gateway or route.device)
    return found


def _by_table(hops: Hops, wanted: dict[Network, str]) -> list[tuple[str, set[str]]]:
    """Give the next hops of each destination in every table that has it; none where no table does."""
    listing = [(f"{wanted[network]} (table {table})", some) for (network, table), some in hops.items()]
    there = {network for network, _table in hops}
    return sorted(listing + [(text, set()) for network, text in wanted.items() if network not in there])


def detours_open(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """Of each planned destination one next hop carries traffic now, and every other stands by: as a route, a routing
    neighbour that is up, or a tunnel that is up.

    Whether the paths run apart is for persons to say.
    """

    def judge(value: Routes, context: Context) -> Verdict:
        if "detour_paths" not in context.registers.kinds:
            return no_register("detour_paths")
        plans = context.registers.detour_paths
        own = [plan for plan in plans if plan.host == context.host]
        if plans and not own:
            return Verdict(Status.NOT_APPLICABLE, reason("no_detour_of_this_device", host=context.host))
        if not own:
            return undecided(reason("no_detours_registered"))
        if not isinstance(value.routes, Known):
            return hidden(value.routes) or undecided(reason("not_judged"))
        return _planned(own, value.routes.value, context)

    return Compiled(reason("want_detours"), judge)


def _planned(plans: list[DetourEntry], routes: frozenset[Route], context: Context) -> Verdict:
    closed: list[str] = []
    unseen: list[str] = []
    for plan in plans:
        network = ip_network(plan.destination)
        carrying = {same(gateway) for hops in _hops(routes, frozenset({network})).values() for gateway in hops}
        standing = {hop: same(hop) in carrying or _stands(hop, context) for hop in plan.next_hops}
        if not carrying & {same(hop) for hop in plan.next_hops}:
            closed.append(f"{plan.destination}: -")
        closed += [f"{plan.destination}: {hop}" for hop, stands in standing.items() if stands is False]
        unseen += [f"{plan.destination}: {hop}" for hop, stands in standing.items() if stands is None]
    if closed:
        return failed("detours_closed", **listed(closed))
    if unseen:
        return undecided(reason("detours_not_seen", **listed(unseen)))
    return passed("detours_open", **listed(f"{plan.destination}: {', '.join(plan.next_hops)}" for plan in plans))


def _stands(hop: str, context: Context) -> bool | None:
    """Whether a next hop is up as routing neighbour and as tunnel, whichever tells of it; None where neither does."""
    states: list[bool] = []
    peers = _peers(context)
    if isinstance(peers, Known):
        states += [up for name, up in peers.value.items() if same(hop) in _words(name)]
    told = context.facts.get("tunnels")
    if isinstance(told, Tunnels) and isinstance(told.up, Known):
        named = {hop}
        if isinstance(told.tunnels, Known):
            named |= {one.name for one in told.tunnels.value if same(one.peer) == same(hop)}
        states += [up for name, up in told.up.value.items() if name in named]
    return all(states) if states else None
