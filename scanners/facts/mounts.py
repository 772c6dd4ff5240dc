"""Mounted local file systems."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Usage:
    """One local file system with real storage behind it.

    Percentages are rounded up as df(1) does; `inodes_pct` is 0 where the file system counts none.
    """

    mount: str
    used_pct: int
    inodes_pct: int


@dataclass(frozen=True, slots=True)
class Mounts:
    """Use of local file systems (no tmpfs, no read-only images, no network file systems)."""

    usage: Field[tuple[Usage, ...]]
