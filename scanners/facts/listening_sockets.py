"""What listens for connections."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Socket:
    """One listening socket: `proto` tcp or udp, `address` as ss(8) gives it without brackets or zone (`0.0.0.0`, `::`,
    `*` becomes `::`), `process` the program's name, empty where the kernel holds the socket.
    """

    proto: str
    address: str
    port: int
    process: str


@dataclass(frozen=True, slots=True)
class ListeningSockets:
    """All TCP and UDP listeners."""

    sockets: Field[frozenset[Socket]]
