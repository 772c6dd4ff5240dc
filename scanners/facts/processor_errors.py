"""Errors that processors reported to the kernel (machine checks)."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ProcessorErrors:
    """`exceptions`: machine check exceptions since boot over all processors, which announce errors that hardware could
    not repair. Absent on virtual machines and containers.
    """

    exceptions: Field[int]
