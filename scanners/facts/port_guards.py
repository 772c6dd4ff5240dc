"""How a switch guards its access ports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class PortGuards:
    """By access port that is enabled: what guards it, of `dot1x`, `mac-auth`, `port-security`, `bpdu-guard`.

    `dot1x_enabled`: port-based authentication is switched on as a whole; without it `dot1x` on a port does nothing.
    """

    access_ports: Field[Mapping[str, frozenset[str]]]
    dot1x_enabled: Field[bool]
