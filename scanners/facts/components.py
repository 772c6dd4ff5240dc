"""The parts a machine is made of, as texts that name one part each."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Components:
    """Identities such as `memory A1 Samsung M393A4K40 12345678`; each begins with the singular of its kind.

    Disks of a storage network and everything on USB are left out: they are no parts of the machine. Absent on virtual
    machines and containers.
    """

    boards: Field[frozenset[str]]
    memory: Field[frozenset[str]]
    disks: Field[frozenset[str]]
    cards: Field[frozenset[str]]
    interfaces: Field[frozenset[str]]
