"""Read the routing tables from ip(8)."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.routes import Route, Routes
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

ROUTES = Probe(
    "routes",
    "ip -j -4 route show table all && echo '#' && ip -j -6 route show table all",
    timeout=20,
    cap=4 << 20,
)
_GONE = frozenset({"dead", "linkdown"})


def _destination(dst: str, version: int) -> str:
    if dst == "default":
        return "0.0.0.0/0" if version == 4 else "::/0"
    return str(ipaddress.ip_network(dst, strict=False))


def _hops(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Give gateway and device of each next hop that is there; `via` is a gateway of the other address family.

    The kernel keeps those of interfaces without a link (`linkdown`) or shut down (`dead`): they carry nothing.
    """
    return [
        (str(hop.get("gateway") or hop.get("via", {}).get("host", "")), str(hop.get("dev", entry.get("dev", ""))))
        for hop in entry.get("nexthops") or [entry]
        if _GONE.isdisjoint((*entry.get("flags", ()), *hop.get("flags", ())))
    ]


def routes(outputs: Outputs) -> frozenset[Route]:
    """Give unicast routes. The kernel's own local entries, which every host has, prove that the tables were read."""
    found: set[Route] = set()
    families = outputs["routes"].text().split("\n#\n")
    entries = [(version, json.loads(text or "[]")) for version, text in zip((4, 6), families, strict=True)]
    if not any(listed for _, listed in entries):
        raise Unreadable(reason("no_routes_listed"))
    for version, listed in entries:
        for entry in listed:
            if not entry or entry.get("type", "unicast") != "unicast":
                continue
            destination = _destination(entry["dst"], version)
            if ipaddress.ip_network(destination).is_multicast:
                continue  # kernels before 5.11 (RHEL 8) tell ff00::/8 of every interface as if it were unicast
            for gateway, device in _hops(entry):
                found.add(Route(destination, gateway, device, str(entry.get("table", "main"))))
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> Routes:
    """Give all routes."""
    del scope
    return Routes(routes=attempt(lambda: routes(outputs)))


READER = Reader(Routes, always(ROUTES), parse)
