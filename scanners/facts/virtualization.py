"""Whether the target is a machine or a guest."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Virtualization:
    """systemd-detect-virt(1): `none` on metal, else the kind (`kvm`, `vmware`, `systemd-nspawn`, …)."""

    kind: Field[str]
