"""Intrusion detection and prevention on a network device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class IntrusionPrevention:
    """`sensors`: by policy or interface whether inspection is applied. `signatures_at`: time of the signatures, epoch
    seconds.
    """

    sensors: Field[Mapping[str, bool]]
    signatures_at: Field[float]
