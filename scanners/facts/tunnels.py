"""Encrypted paths (IPsec) of a network device, and who may dial in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One encrypted path. Algorithms in lower case as configured ("aes256", "sha256", "group14"), every one allowed."""

    name: str
    peer: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tunnels:
    """Configured tunnels, whether each is up by its name, and remote access for persons (dial-in VPN, SSL VPN, PPP).

    `remote_access`: entries that let persons in from outside, as the configuration names them.
    """

    tunnels: Field[tuple[Tunnel, ...]]
    up: Field[Mapping[str, bool]]
    remote_access: Field[tuple[str, ...]]
