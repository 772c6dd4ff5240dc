"""Addresses and services that the rules of PAN-OS name, and dates of its signatures."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from inventories.reason import reason
from scanners.platforms.network import addresses
from scanners.platforms.network.statements import Node
from scanners.probe import Unreadable

_MOST_GROUPS = 300  # one within the other: recursion has an end
_PREDEFINED = {"service-http": ("tcp", ("80", "8080")), "service-https": ("tcp", ("443",))}
Service = tuple[str, tuple[str, ...]]  # protocol, destination ports


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of one virtual system, and those that all share."""

    own: Node
    shared: Node

    def _named(self, kind: str, name: str) -> Node:
        return self.own.at(kind, name) or self.shared.at(kind, name)

    def networks(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Give the networks of addresses and groups; "object:NAME" for what has no fixed network."""
        if not names:
            raise LookupError("no address")
        seen: set[str] = set()
        found = [network for name in names for network in self._networks(name, seen)]
        return (addresses.ANY,) if addresses.ANY in found else tuple(dict.fromkeys(found))

    def _networks(self, name: str, seen: set[str]) -> list[str]:
        """Give the networks of a name, those of each group (`seen`) once."""
        if name == addresses.ANY:
            return [addresses.ANY]
        group = self._named("address-group", name)
        if group.at("static") and len(seen) < _MOST_GROUPS:
            if name in seen:
                return []
            seen.add(name)
            return [network for member in group.at("static") for network in self._networks(member, seen)]
        entry = self._named("address", name)
        netmask, span = entry.value("ip-netmask"), entry.value("ip-range")
        if span:
            return addresses.spanned(*span.split("-"))
        try:
            network = str(ipaddress.ip_network(netmask or name, strict=False))
        except ValueError:
            return [f"object:{name}"]
        return [addresses.ANY if network in {"0.0.0.0/0", "::/0"} else network]

    def services(self, names: tuple[str, ...], applications: tuple[str, ...]) -> tuple[Service, ...]:
        """Give protocols and ports; where applications decide, their names stand for the ports.

        Raises LookupError for what is no service that we know.
        """
        named = tuple(f"application:{name}" for name in applications)
        found: dict[str, list[str]] = {}
        seen: set[str] = set()
        for name in names:
            if name in {"any", "application-default"}:
                found.setdefault("ip", []).extend(named or (addresses.ANY,))
                continue
            for protocol, ports in self._services(name, seen):
                found.setdefault(protocol, []).extend(ports)
        if not found:
            raise LookupError("no service")
        return tuple((protocol, tuple(dict.fromkeys(ports))) for protocol, ports in found.items())

    def _services(self, name: str, seen: set[str]) -> list[Service]:
        group = self._named("service-group", name)
        if group.at("members") and len(seen) < _MOST_GROUPS:
            if name in seen:
                return []
            seen.add(name)
            return [service for member in group.at("members") for service in self._services(member, seen)]
        entry = self._named("service", name)
        if not entry and name in _PREDEFINED:
            return [_PREDEFINED[name]]
        found = [
            (p, tuple(entry.value("protocol", p, "port").split(",")))
            for p in ("tcp", "udp")
            if entry.has("protocol", p)
        ]
        if not found or not all(re.fullmatch(r"\d+(-\d+)?", port) for _, ports in found for port in ports):
            raise LookupError(name)
        return found


def release_date(text: str, key: str) -> float:
    """Give when a base of signatures was made. The zone is not told in every release: taken for UTC."""
    found = re.search(rf"(?m)^{key}: (\d{{4}}/\d{{2}}/\d{{2}} +\d{{2}}:\d{{2}}:\d{{2}})", text)
    if found is None:
        raise Unreadable(reason("unparseable", detail=f"no {key}"))
    return datetime.strptime(" ".join(found[1].split()), "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
