"""Whether the machine shuts itself down in order when the UPS runs out."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PowerShutdown:
    """Clients of NUT and apcupsd. Absent on virtual machines and containers.

    `clients`: `nut` and `apcupsd`, those that run now and start at boot. `monitored`: UPSes that feed this machine
    (`NAME@HOST`) in upsmon.conf(5). `enough`: they can give the number of supplies that it demands. `command`: its
    program for shutting down, empty without one. The last three are absent where NUT's client is not in `clients`.
    """

    clients: Field[frozenset[str]]
    monitored: Field[frozenset[str]]
    enough: Field[bool]
    command: Field[str]
