"""Address translation of a network device."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Translation:
    """One rule. `outside`: the addresses that inner ones become, in CIDR form, or "interface:NAME"."""

    outside: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class AddressTranslation:
    """Every rule of address translation."""

    rules: Field[tuple[Translation, ...]]
