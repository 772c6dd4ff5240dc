"""Where a network device sends its log."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class LogServer:
    """A configured log server. `level`: the least severe messages that are sent, 0 (emergency) to 7 (debugging)."""

    address: str
    level: int


@dataclass(frozen=True, slots=True)
class DeviceLogging:
    """`enabled`: logging is not switched off as a whole. `timestamps`: messages carry date and time."""

    enabled: Field[bool]
    servers: Field[tuple[LogServer, ...]]
    timestamps: Field[bool]
