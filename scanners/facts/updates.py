"""Which security updates are known to the target and not applied or not active."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """One pending security update; `published` is the advisory's day in epoch seconds, 0 where none is told
    (always on Debian and Ubuntu: apt knows no day).
    """

    package: str
    version: str
    published: int


@dataclass(frozen=True, slots=True)
class Updates:
    """Pending security updates, and whether the target's list of updates can be believed.

    `metadata_epoch`: when the stalest repository with security updates was published (epoch seconds); without fresh
    metadata "no updates" says nothing. `reboot_required`: what waits for a restart (kernel release, package names);
    empty when nothing does.
    """

    pending_security: Field[tuple[PendingUpdate, ...]]
    metadata_epoch: Field[int]
    reboot_required: Field[frozenset[str]]
