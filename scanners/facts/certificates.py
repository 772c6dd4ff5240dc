"""Server certificates in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Certificates:
    """`configured`: certificate files that the configuration of known servers names (absolute paths).

    `expiry`: for each registered file the notAfter of the server certificate in it (the first one), epoch seconds.
    """

    configured: Field[frozenset[str]]
    expiry: Field[Mapping[str, int]]
