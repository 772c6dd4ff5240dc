"""What disks say of their own health (SMART)."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk, or one slot of a RAID controller.

    `passed`: its own verdict. `reallocated` and `pending`: sectors replaced, and sectors or blocks that could not be
    read. `wear`: percent of rated endurance used. `alerts`: what it warns of by name. `unread`: why nothing was read,
    as a code; the other fields then mean nothing.
    """

    name: str
    passed: bool = False
    reallocated: int = 0
    pending: int = 0
    wear: int = 0
    alerts: tuple[str, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class DiskHealth:
    """Every disk in the machine, those that gave no reading included. Absent on guests and on machines without disks.

    Disks on USB and on a storage network are not the machine's.
    """

    disks: Field[tuple[Disk, ...]]
