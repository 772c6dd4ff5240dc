"""What is attached to a network device."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One device that announces itself by LLDP or CDP on `port` of ours."""

    port: str
    name: str
    platform: str
    remote_port: str


@dataclass(frozen=True, slots=True)
class Station:
    """One learnt MAC address, in lower case with colons; static and own addresses are left out."""

    mac: str
    vlan: str
    port: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Announced neighbours, learnt addresses, and wireless functions that are switched on, as configured."""

    neighbours: Field[tuple[Neighbour, ...]]
    stations: Field[tuple[Station, ...]]
    wireless: Field[tuple[str, ...]]
