"""Digests of the configuration files that are under change control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ManagedFiles:
    """`digests`: SHA-256 (hex) of each registered file by path, empty text where there is no such file. A file that is
    there and could not be read is left out.
    """

    digests: Field[Mapping[str, str]]
