"""Redundancy of network ports and of paths to storage."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Links:
    """Absent on virtual machines and containers; `failed_paths` absent without multipath.

    `degraded`: bonds and teams that miss a member, each with what is wrong. `single`: physical ports in use outside
    any bond or team. `half_duplex`: ports in use that cannot send and receive at once. `failed_paths`: maps of
    multipath with a failed path, or with one path alone.
    """

    degraded: Field[frozenset[str]]
    single: Field[frozenset[str]]
    half_duplex: Field[frozenset[str]]
    failed_paths: Field[frozenset[str]]
