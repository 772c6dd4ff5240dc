"""Kernel out-of-memory kills, panics and core dumps in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Crash:
    """One event; `epoch` in seconds."""

    epoch: int
    message: str


@dataclass(frozen=True, slots=True)
class Crashes:
    """Events of the last 90 days, oldest first; unknown where the journal cannot really be read."""

    events: Field[tuple[Crash, ...]]
