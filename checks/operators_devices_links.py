"""Operators on what is attached to a network device: neighbours that announce themselves, and stations."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from checks.judging import Compiled, Context, NoParams, Verdict, failed, listed, no_register, passed, undecided
from checks.registers_devices import LinkEntry, StationEntry
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.neighbours import Neighbour, Neighbours, Station


class LinkParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether registered links must be seen too."""

    both_ways: bool


_PORT = re.compile(r"(?i)([a-z][a-z -]*?)[ -]*([0-9][0-9/.:]*)")
_CHASSIS = re.compile(r"\([^()]*\)$")  # NX-OS puts its serial number after its name


@lru_cache(maxsize=4096)
def _same_port(one: str, other: str) -> bool:
    """Whether two names mean one port: equal, or the one shortens the other's word ("Gi0/1", "GigabitEthernet0/1")."""
    if one.casefold() == other.casefold():
        return True
    left, right = _PORT.fullmatch(one.strip()), _PORT.fullmatch(other.strip())
    if left is None or right is None or left[2] != right[2]:
        return False
    short, long = sorted((left[1].casefold(), right[1].casefold()), key=len)
    return len(short) > 1 and long.startswith(short)


@lru_cache(maxsize=4096)
def _same_name(announced: str, registered: str) -> bool:
    """Whether a neighbour is the registered one: a name without domain stands for one with any."""
    name = _CHASSIS.sub("", announced).strip().casefold().rstrip(".")
    wanted = registered.casefold().rstrip(".")
    return name == wanted or ("." not in wanted and name.partition(".")[0] == wanted)


def _is(link: LinkEntry, neighbour: Neighbour) -> bool:
    return (
        _same_name(neighbour.name, link.neighbour)
        and _same_port(neighbour.port, link.port)
        and (not link.remote_port or _same_port(neighbour.remote_port, link.remote_port))
    )


def neighbours_registered(params: LinkParams, subject: str, _tables: Tables) -> Compiled:
    """Every neighbour that announces itself is a registered one on its port, and where asked every link is seen."""

    def judge(value: tuple[Neighbour, ...], context: Context) -> Verdict:
        if "device_links" not in context.registers.kinds:
            return no_register("device_links")
        links = [link for link in context.registers.device_links if link.host == context.host]
        foreign = sorted({_seen(one) for one in value if not any(_is(link, one) for link in links)})
        missing = [link for link in links if not link.optional and not any(_is(link, one) for one in value)]
        lacking = sorted({f"{link.port} → {link.neighbour} {link.remote_port}".rstrip() for link in missing})
        if foreign or (lacking and params.both_ways):
            shown = listed(lacking if params.both_ways else ())
            return failed(f"bad.{subject}", **listed(foreign), lacking=shown["items"], lacking_count=shown["count"])
        if not value and (links or params.both_ways or not _heard(context)):  # nothing announced itself: no proof
            return undecided(reason("no_neighbour_seen", host=context.host))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}", both_ways=params.both_ways), judge)


def _heard(context: Context) -> bool:
    """Whether the device has heard any station at all."""
    told = context.facts.get("neighbours")
    return isinstance(told, Neighbours) and isinstance(told.stations, Known) and bool(told.stations.value)


def _seen(neighbour: Neighbour) -> str:
    return f"{neighbour.port} → {neighbour.name} {neighbour.remote_port}".rstrip()[:160]


@lru_cache(maxsize=64)
def _approved(entries: tuple[StationEntry, ...]) -> tuple[frozenset[tuple[str, str]], dict[str, tuple[str, ...]]]:
    """Give whole addresses with their VLAN, and by VLAN the beginnings of addresses."""
    beginnings: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.mac.endswith("*"):
            beginnings[entry.vlan] = (*beginnings.get(entry.vlan, ()), entry.mac[:-1])
    return frozenset((entry.mac, entry.vlan) for entry in entries), beginnings


def stations_registered(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every station that was heard may be attached in the VLAN where it was heard."""

    def judge(value: tuple[Station, ...], context: Context) -> Verdict:
        if "stations" not in context.registers.kinds:
            return no_register("stations")
        whole, beginnings = _approved(context.registers.stations)
        foreign = [
            f"{one.mac} (VLAN {one.vlan or '-'}, {one.port})"
            for one in value
            if not any(
                (one.mac, vlan) in whole or one.mac.startswith(beginnings.get(vlan, ())) for vlan in (one.vlan, "any")
            )
        ]
        if foreign:
            return failed(f"bad.{subject}", **listed(sorted(foreign)))
        if not value:  # a switch in use hears at least its neighbours
            return undecided(reason("no_station_heard"))
        return passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)
