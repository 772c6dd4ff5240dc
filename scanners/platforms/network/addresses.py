"""Addresses as devices write them, in CIDR form. All raise ValueError for what is none."""

from __future__ import annotations

import ipaddress

ANY = "any"


def host(address: str) -> str:
    """Give one address as a network."""
    return str(ipaddress.ip_network(ipaddress.ip_address(address)))


def masked(address: str, mask: str) -> str:
    """Give a network from an address in it and its mask (255.255.255.0, or a length)."""
    return str(ipaddress.ip_network(f"{address}/{mask}", strict=False))


def wildcard(address: str, mask: str) -> str:
    """Give the network of an address and a wildcard mask (0.0.0.255).

    A mask with holes gives no network: raises ValueError, for to widen it would prove something that is not so.
    """
    inverted = int(ipaddress.IPv4Address(mask))
    if inverted & (inverted + 1):
        raise ValueError(mask)
    return str(ipaddress.ip_network((int(ipaddress.IPv4Address(address)) & ~inverted, 32 - inverted.bit_length())))


def interface_address(address: str, mask: str) -> str:
    """Give an interface's own address with its length: `192.0.2.1/24`."""
    return str(ipaddress.ip_interface(f"{address}/{mask}"))


def spanned(first: str, last: str) -> list[str]:
    """Give the networks from one address to another. Raises ValueError for what are none."""
    low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    if isinstance(low, ipaddress.IPv4Address) and isinstance(high, ipaddress.IPv4Address):
        return [str(network) for network in ipaddress.summarize_address_range(low, high)]
    if isinstance(low, ipaddress.IPv6Address) and isinstance(high, ipaddress.IPv6Address):
        return [str(network) for network in ipaddress.summarize_address_range(low, high)]
    raise ValueError(f"{first}-{last}")
