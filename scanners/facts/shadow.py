"""Password states, with the secrets cut on the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Shadow:
    """shadow(5): `empty`: accounts that need no password. `schemes`: account to `empty`, `locked`, `hashed:<id>`
    (crypt(5) prefix such as `y`, `6`, `1`, or `des`).
    """

    empty: Field[frozenset[str]]
    schemes: Field[Mapping[str, str]]
