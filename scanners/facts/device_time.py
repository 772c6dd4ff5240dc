"""The clock of a network device."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class NtpServer:
    """A configured time server; `authenticated`: its answers are checked with a key."""

    address: str
    authenticated: bool


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """Configured servers, and whether the clock follows one now. `offset_ms`: distance from it, milliseconds."""

    servers: Field[tuple[NtpServer, ...]]
    synchronised: Field[bool]
    offset_ms: Field[float]
