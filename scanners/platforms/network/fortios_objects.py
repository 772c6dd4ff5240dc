"""Addresses and services that the policies of a FortiGate name (FortiOS Administration Guide, "Objects")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.platforms.network import addresses
from scanners.platforms.network.fortios_tree import Block

_DEEPEST = 16
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
Service = tuple[str, tuple[str, ...]]  # protocol, destination ports


@dataclass(frozen=True, slots=True)
class Objects:
    """The tables of one virtual domain that hold objects, by their names."""

    tables: Mapping[str, Block]

    def _entry(self, name: str, *tables: str) -> Block | None:
        for table in tables:
            if table in self.tables and name in self.tables[table].entries:
                return self.tables[table].entries[name]
        return None

    def networks(self, names: tuple[str, ...], six: bool = False) -> tuple[str, ...]:
        """Give the networks of addresses and groups; "object:NAME" for what has no fixed network."""
        found: list[str] = []
        for name in names:
            found += self._networks(name, "6" if six else "", 0)
        return (addresses.ANY,) if addresses.ANY in found else tuple(dict.fromkeys(found))

    def _networks(self, name: str, six: str, depth: int) -> list[str]:
        group = self._entry(name, f"firewall addrgrp{six}")
        if group is not None and depth < _DEEPEST and group.text("exclude") != "enable":
            return [network for member in group.words("member") for network in self._networks(member, six, depth + 1)]
        entry = self._entry(name, f"firewall address{six}")
        if name == "all":
            return [addresses.ANY]
        return [f"object:{name}"] if entry is None else _address(entry) or [f"object:{name}"]

    def services(self, names: tuple[str, ...]) -> tuple[Service, ...]:
        """Give protocols and ports of services and groups. Raises LookupError for what is none of these."""
        found: dict[str, list[str]] = {}
        for name in names:
            for protocol, ports in self._services(name, 0):
                found.setdefault(protocol, []).extend(ports)
        if "ip" in found:
            return (("ip", (addresses.ANY,)),)
        return tuple((protocol, tuple(dict.fromkeys(ports))) for protocol, ports in found.items())

    def _services(self, name: str, depth: int) -> list[Service]:
        group = self._entry(name, "firewall service group")
        if group is not None and depth < _DEEPEST:
            return [service for member in group.words("member") for service in self._services(member, depth + 1)]
        entry = self._entry(name, "firewall service custom")
        if entry is None:
            raise LookupError(f"service {name}")
        return _service(entry)


def _address(entry: Block) -> list[str]:
    kind = entry.text("type") or "ipmask"
    if kind in {"ipmask", "subnet"} and entry.words("subnet"):
        values = entry.words("subnet")
        network = addresses.masked(*values) if len(values) == 2 else addresses.masked(*values[0].split("/"))
    elif kind in {"ipprefix", "ip6-address"} and entry.words("ip6"):
        network = addresses.masked(*entry.text("ip6").split("/"))
    elif kind == "iprange" and entry.words("start-ip"):
        return addresses.spanned(entry.text("start-ip"), entry.text("end-ip"))
    else:
        return []
    return [addresses.ANY if network in _ANYWHERE else network]


def _service(entry: Block) -> list[Service]:
    protocol = entry.text("protocol") or "TCP/UDP/SCTP"
    if entry.text("proxy") == "enable" or entry.text("app-service-type") not in {"", "disable"}:
        raise LookupError(f"service {entry.name}")
    if protocol == "IP":
        number = entry.text("protocol-number") or "0"
        return [("ip" if number == "0" else number, (addresses.ANY,))]
    if protocol in {"ICMP", "ICMP6"}:
        return [(protocol.lower(), (addresses.ANY,))]
    found: list[Service] = []
    for name in ("tcp", "udp", "sctp"):
        ranges = [value.partition(":")[0] for value in entry.words(f"{name}-portrange")]
        if ranges:
            found.append((name, tuple(addresses.ANY if part in {"1-65535", "0-65535"} else part for part in ranges)))
    if not protocol.startswith("TCP/UDP") or not found:
        raise LookupError(f"service {entry.name}")
    return found
