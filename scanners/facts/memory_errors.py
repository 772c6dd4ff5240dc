"""Errors that the memory controllers counted (EDAC)."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class MemoryErrors:
    """Counts since boot over all controllers.

    Absent on virtual machines and containers, unknown on metal without EDAC.
    """

    uncorrected: Field[int]
    corrected: Field[int]
