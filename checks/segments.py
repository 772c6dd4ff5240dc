"""Network segments, and which of them is the management segment (policy/segments.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import Bilingual

Network = IPv4Network | IPv6Network
_DOCUMENTATION = ("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24")  # RFC 5737: nobody logs in from there
_FURTHER = 256  # candidate addresses looked at in one documentation network


def networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    """Read CIDR networks. Raises ValueError with a policy code, for use inside structures."""
    read: list[Network] = []
    for cidr in cidrs:
        try:
            read.append(ip_network(cidr))
        except ValueError:
            message = f"policy_bad_network:{cidr}"
            raise ValueError(message) from None
    return tuple(read)


class Segment(Struct, frozen=True, forbid_unknown_fields=True):
    """One segment; `management` marks the one that operators and the scanner log in from.

    `vlans`: its VLANs on network devices, a number or `LOW-HIGH`. `zones`: its security zones or VRFs by name. One that
    names none says nothing about them.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}(?!\n)$")]
    name: Bilingual
    cidrs: Annotated[tuple[str, ...], Meta(min_length=1)]
    management: bool = False
    vlans: tuple[
        Annotated[int, Meta(ge=1, le=4094)]
        | Annotated[str, Meta(pattern=r"^[0-9]{1,4}-[0-9]{1,4}(?!\n)$", max_length=9)],
        ...,
    ] = ()
    zones: tuple[Annotated[str, Meta(min_length=1, max_length=255)], ...] = ()

    def __post_init__(self) -> None:
        networks(self.cidrs)
        for vlan in self.vlans:
            low, _, high = str(vlan).partition("-")
            if not 1 <= int(low) <= int(high or low) <= 4094:
                message = f"policy_bad_vlans:{vlan}"
                raise ValueError(message)


class SegmentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/segments.yaml."""

    segments: Annotated[tuple[Segment, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Segments:
    """All segments, one address inside and one outside the management segments for `sshd -T -C`, and their networks."""

    all: tuple[Segment, ...]
    inside_address: str
    outside_address: str
    management: tuple[Network, ...] = ()


def load(file: Path) -> Segments:
    """Read the segments. Raises ConfigError: double ids, no management segment, no address outside it."""
    document = strict_yaml.read(file)
    listed = strict_yaml.convert(document, SegmentFile).segments
    seen: set[str] = set()
    for place, segment in enumerate(listed):
        if segment.id in seen:
            raise document.wrong("policy_duplicate_id", ("segments", place, "id"), id=segment.id)
        seen.add(segment.id)
    managing = tuple(network for segment in listed if segment.management for network in networks(segment.cidrs))
    if not managing:
        raise document.wrong("policy_no_management_segment", ("segments",))
    own = tuple(network for segment in listed for network in networks(segment.cidrs))
    # Beyond every own segment if there is such an address, else at least beyond the management segments.
    outside = _outside(own) or _outside(managing)
    if not outside:
        raise document.wrong("policy_no_outside_address", ("segments",))
    first = managing[0]
    inside = first[1] if first.num_addresses > 2 else first[0]
    return Segments(listed, str(inside), outside, managing)


def _outside(taken: tuple[Network, ...]) -> str:
    for candidate in _DOCUMENTATION:
        network = IPv4Network(candidate)
        for offset in range(1, min(_FURTHER, network.num_addresses - 1)):
            address = network[offset]
            if not any(address.version == own.version and address in own for own in taken):
                return str(address)
    return ""
