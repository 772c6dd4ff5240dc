"""When packages were installed, updated and removed."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PackageChange:
    """One change; `epoch` in seconds."""

    epoch: int
    package: str


@dataclass(frozen=True, slots=True)
class PackageChanges:
    """`installed`: the last installation or update of each package, by the package database, oldest first. `removed`:
    removals by the package manager's log, oldest first (`rpm -e` by hand leaves no such record).

    `removals_since`: from when on removals are known (epoch seconds, 0 for always); the log is rotated.
    """

    installed: Field[tuple[PackageChange, ...]]
    removed: Field[tuple[PackageChange, ...]]
    removals_since: Field[int]
