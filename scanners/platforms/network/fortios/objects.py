"""Addresses and services that the policies of a FortiGate name (FortiOS Administration Guide, "Objects")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanners.platforms.network import addresses
from scanners.platforms.network.fortios.tree import Block

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
Service = tuple[str, tuple[str, ...]]  # protocol, destination ports


@dataclass(frozen=True, slots=True)
class Objects:
    """The tables of one virtual domain that hold objects, by their names.

    Each object is read once: groups of groups would multiply.
    """

    tables: Mapping[str, Block]
    _addresses: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, init=False)
    _ports: dict[str, tuple[Service, ...]] = field(default_factory=dict, init=False)

    def _entry(self, name: str, *tables: str) -> Block | None:
        for table in tables:
            if table in self.tables and name in self.tables[table].entries:
                return self.tables[table].entries[name]
        return None

    def virtual(self) -> bool:
        """Whether there are virtual addresses."""
        return any(self.tables[table].entries for table in ("firewall vip", "firewall vip6") if table in self.tables)

    def networks(self, names: tuple[str, ...], six: bool = False) -> tuple[str, ...]:
        """Give the networks of addresses and groups; "object:NAME" for what has no fixed network."""
        found: list[str] = []
        for name in names:
            found += self._networks(name, "6" if six else "")
        return (addresses.ANY,) if addresses.ANY in found else tuple(dict.fromkeys(found))

    def _networks(self, name: str, six: str) -> tuple[str, ...]:
        if (name, six) not in self._addresses:
            self._addresses[name, six] = (f"object:{name}",)  # what a group stands for in itself
            self._addresses[name, six] = tuple(dict.fromkeys(self._members(name, six)))
        return self._addresses[name, six]

    def _members(self, name: str, six: str) -> list[str]:
        group = self._entry(name, f"firewall addrgrp{six}")
        if group is not None and group.text("exclude") != "enable":
            return [network for member in group.words("member") for network in self._networks(member, six)]
        entry = self._entry(name, f"firewall address{six}")
        found = [] if entry is None else _address(entry)
        return found or [addresses.ANY if name == "all" else f"object:{name}"]

    def services(self, names: tuple[str, ...]) -> tuple[Service, ...]:
        """Give protocols and ports of services and groups. Raises LookupError for what is none of these."""
        found: dict[str, list[str]] = {}
        for name in names:
            for protocol, ports in self._services(name):
                found.setdefault(protocol, []).extend(ports)
        if "ip" in found:
            return (("ip", (addresses.ANY,)),)
        return tuple((protocol, tuple(dict.fromkeys(ports))) for protocol, ports in found.items())

    def _services(self, name: str) -> tuple[Service, ...]:
        if name not in self._ports:
            self._ports[name] = ()
            self._ports[name] = tuple(dict.fromkeys(self._part_services(name)))
        return self._ports[name]

    def _part_services(self, name: str) -> list[Service]:
        group = self._entry(name, "firewall service group")
        if group is not None:
            return [service for member in group.words("member") for service in self._services(member)]
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


def _destination(value: str) -> str:
    """Give the ports of the destination. Raises LookupError where those of the source are limited, too."""
    ports, _, source = value.partition(":")
    if source not in {"", "0-65535", "1-65535"}:
        raise LookupError(f"source ports {source}")
    return ports


def _service(entry: Block) -> list[Service]:
    protocol = entry.text("protocol") or "TCP/UDP/SCTP"
    narrowed = entry.text("iprange") not in {"", "0.0.0.0"} or entry.text("fqdn")  # noqa: S104  (not set)
    if narrowed or entry.text("proxy") == "enable" or entry.text("app-service-type") not in {"", "disable"}:
        raise LookupError(f"service {entry.name}")
    if protocol == "IP":
        number = entry.text("protocol-number") or "0"
        return [("ip" if number == "0" else number, (addresses.ANY,))]
    if protocol in {"ICMP", "ICMP6"}:
        return [(protocol.lower(), entry.words("icmptype") or (addresses.ANY,))]
    found: list[Service] = []
    for name in ("tcp", "udp", "sctp"):
        ranges = [_destination(value) for value in entry.words(f"{name}-portrange")]
        if ranges:
            found.append((name, tuple(addresses.ANY if part in {"1-65535", "0-65535"} else part for part in ranges)))
    if not protocol.startswith("TCP/UDP") or not found:
        raise LookupError(f"service {entry.name}")
    return found
