"""Services and other units of systemd."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Services:
    """Units by state. `enabled`: unit files enabled at boot (services, sockets, timers). `failed`: failed units now."""

    enabled: Field[frozenset[str]]
    failed: Field[frozenset[str]]
