"""Whether storage outlives the loss of a disk, and has not lost one already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class RedundantStorage:
    """Absent on virtual machines and containers.

    `degraded`: arrays, volumes, pools and disks of arrays that are not in order, each with its state. `mounts`: what
    keeps each local file system and swap alive: `md`, `lvm`, `controller`, `none`; or why that cannot be told: `array`
    (storage network), `zfs`, `mixed` (the controller has volumes of both sorts), `controller_unread`, `lvm_unread`.
    """

    degraded: Field[frozenset[str]]
    mounts: Field[Mapping[str, str]]
