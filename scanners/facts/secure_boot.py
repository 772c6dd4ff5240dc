"""Whether the firmware starts signed software alone."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class SecureBoot:
    """Secure Boot as the firmware tells it. Absent on virtual machines and containers.

    `firmware`: `uefi` or `bios`. `enabled`: on, and out of setup mode; false under `bios`. `shim_validates`: shim
    verifies what it starts (`mokutil --disable-validation` ends that). `tpm`: major version of the TPM, `none` without.
    """

    firmware: Field[str]
    enabled: Field[bool]
    shim_validates: Field[bool]
    tpm: Field[str]
