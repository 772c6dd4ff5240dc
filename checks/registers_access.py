"""Register entries on traffic through network devices and on who may attach: flows, ports, tunnels, remote access.

Devices go by their name in the inventory, ports and tunnels by the name that the device gives them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.segments import networks

Word = Annotated[str, Meta(min_length=1, max_length=253)]
Said = Annotated[str, Meta(min_length=1, max_length=1024)]
Cidrs = Annotated[tuple[str, ...], Meta(min_length=1)]
FlowPorts = (
    Annotated[int, Meta(ge=0, le=65535)] | Annotated[str, Meta(pattern=r"^[0-9]{1,5}-[0-9]{1,5}(?!\n)$", max_length=11)]
)


class FlowEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved flow: from these networks to those. `ports`: destination ports, a number or `LOW-HIGH`; all where
    none is named. `protocol`: a name or the number of an IP protocol, `ip` for all.
    """

    source: Cidrs
    destination: Cidrs
    protocol: (
        Literal["ip", "tcp", "udp", "icmp", "icmpv6", "gre", "esp", "ah", "ospf", "vrrp"]
        | Annotated[int, Meta(ge=0, le=255)]
    )
    ports: tuple[FlowPorts, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        networks(self.source + self.destination)
        for low, high in self.ranges:
            if not 0 <= low <= high <= 65535:
                message = f"policy_bad_ports:{low}-{high}"
                raise ValueError(message)

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """First and last port of each range."""
        parts = [str(port).partition("-") for port in self.ports]
        return tuple((int(low), int(high or low)) for low, _, high in parts)


class PortException(Struct, frozen=True, forbid_unknown_fields=True):
    """A port that may be enabled `without` a link for long, or without authentication of what is plugged in."""

    host: Word
    port: Word
    without: Annotated[tuple[Literal["link", "authentication"], ...], Meta(min_length=1)]
    reason: Said


class EncryptedPath(Struct, frozen=True, forbid_unknown_fields=True):
    """A path that must be encrypted: the tunnel of a device, by its name or by its far end."""

    host: Word
    peer: Word
    note: str = ""


class RemoteMaintenance(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved way in for remote maintenance, as the device's configuration names it, until its last day."""

    host: Word
    name: Said
    owner: Said
    expires: date
