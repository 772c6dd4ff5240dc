"""Radio: wireless LAN, Bluetooth, mobile data, NFC."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Wireless:
    """`radios`: radio devices as `CLASS NAME (state)`, state `usable` or `blocked` (rfkill). `modules`: loaded drivers
    that serve radio. Absent in containers, whose kernel is their host's.
    """

    radios: Field[frozenset[str]]
    modules: Field[frozenset[str]]
