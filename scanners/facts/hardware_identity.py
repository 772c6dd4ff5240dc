"""Which machine it is: what its firmware (SMBIOS) says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class HardwareIdentity:
    """Vendor, product and serial number of the machine, and the version of its BIOS or UEFI.

    Absent on virtual machines and containers. A serial number that the maker left at a filler is unknown.
    """

    vendor: Field[str]
    product: Field[str]
    serial: Field[str]
    bios_version: Field[str]
