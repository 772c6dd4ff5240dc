"""What a network device is."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Name, model, version of the operating system and serial numbers (of the chassis or of all stack members)."""

    hostname: Field[str]
    model: Field[str]
    version: Field[str]
    serials: Field[tuple[str, ...]]
