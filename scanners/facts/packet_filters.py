"""Access lists, zones and policies of a network device, and where they are in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class FilterRule:
    """One rule, in its order.

    `action`: permit or deny. `protocol`: "ip" for any, else a name or number. `source`, `destination`: CIDR networks,
    names of objects as "object:NAME", or "any". `ports`: destination ports as told ("22", "1024-65535", "any"); source
    ports are part of `line` alone. `established`: only answers to connections from inside. `log`: a hit is logged.
    `line`: as the device has it.
    """

    action: str
    protocol: str
    source: tuple[str, ...]
    destination: tuple[str, ...]
    ports: tuple[str, ...]
    established: bool
    log: bool
    line: str


@dataclass(frozen=True, slots=True)
class PacketFilter:
    """One access list or policy between zones. `default`: what happens to what no rule names; permit or deny.

    `logs_default`: what the default denies is logged.
    """

    name: str
    rules: tuple[FilterRule, ...]
    default: str
    logs_default: bool


@dataclass(frozen=True, slots=True)
class FilterBinding:
    """Where a filter is in force.

    `purpose`: `traffic` (packets through the device) alone is judged as a filter; `management` limits who may manage;
    `other` is NAT, quality of service, routes, cryptography. `place`: the interface, or "FROM>TO" between zones.
    `direction`: in, out, or "" between zones. `filter` names a filter, which may not exist.
    """

    place: str
    direction: str
    filter: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PacketFilters:
    """Every filter by name, every binding. `unresolved`: lines that were not understood; then no filter is proven.

    `zone_default`: what happens between zones that no policy names: permit, deny, or "" where there are no zones.
    """

    filters: Field[Mapping[str, PacketFilter]]
    bindings: Field[tuple[FilterBinding, ...]]
    zone_default: Field[str]
    unresolved: Field[tuple[str, ...]]
