"""The routing tables."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Route:
    """One route: `destination` in CIDR form (`0.0.0.0/0`, `::/0` for default), `gateway` address or empty, `device`,
    `table` by name or number.
    """

    destination: str
    gateway: str
    device: str
    table: str


@dataclass(frozen=True, slots=True)
class Routes:
    """All unicast routes of all tables, IPv4 and IPv6."""

    routes: Field[frozenset[Route]]
