"""The routing tables of Junos (`show route active-path`; CLI Reference, "show route")."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.routes import Route, Routes
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_TABLE = re.compile(r"^(\S+): \d+ destinations, \d+ routes \((\d+) active, \d+ holddown, \d+ hidden\)$")
_LEGEND = re.compile(r"^[+@] = |^Restart \w+")
# A destination, perhaps on a line of its own, then `*` or what else marks an active route, and its protocol.
_ROUTE = re.compile(r"^(\S+/\d+)?(?: +([*+@#-]?) ?\[[\w-]+/[^\]]*\].*)?$")
_HOP = re.compile(
    r"^ +>? *(?:to (?P<gateway>[0-9A-Fa-f.:]+)(?:%\S+)? via (?P<via>[^\s,]+)|via (?P<direct>[^\s,]+)"
    r"|to table (?P<table>\S+)|Local(?: via (?P<local>[^\s,]+))?"
    r"|(?P<none>Reject|Discard|Receive|MultiRecv|Unusable|Multicast(?: \(IPv[46]\))?))(?:,.*)?$"
)
_ABOUT = re.compile(r"^ +(?:AS path: |Inactive reason: )")
_ACTIVE = frozenset("*+@#")
_UNICAST = (".inet.0", ".inet6.0")
_DEAD = frozenset({"Reject", "Discard", "Unusable"})


def routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read the active routes of every table of unicast; a table is named by its instance."""
    del scope
    return Routes(routes=attempt(lambda: frozenset(_routes(outputs["routes"].lines()))))


def _routes(lines: list[str]) -> Iterator[Route]:
    tables = [(at, found) for at, line in enumerate(lines) if (found := _TABLE.match(line.rstrip()))]
    if not tables or any(line.strip() for line in lines[: tables[0][0]]):
        raise Unreadable(reason("unparseable", detail="show route: no table, or something before it"))
    ends = [*(at for at, _found in tables[1:]), len(lines)]
    for (at, found), end in zip(tables, ends, strict=True):
        full = f".{found[1]}"
        if full.endswith(_UNICAST) and not full.startswith(".__"):  # those with underscores are Junos's own
            name = full[1:].removesuffix("inet.0").removesuffix("inet6.0").rstrip(".") or "default"
            yield from _of_table(name, int(found[2]), lines[at + 1 : end])


def _of_table(table: str, active: int, lines: list[str]) -> Iterator[Route]:
    """Give the routes of one table; fewer than it says that it has are not all of them."""
    network, counted, taken = "", 0, False
    for line in lines:
        text = line.rstrip()
        if not text or _LEGEND.match(text) or _ABOUT.match(text) or re.fullmatch(r"\{\w+(?::\w+)?\}", text):
            continue
        if route := _ROUTE.match(text):
            if route[1]:
                network = str(ipaddress.ip_network(route[1], strict=False))
            if route[2] is not None:
                taken = route[2] in _ACTIVE
                counted += taken
        elif hop := _HOP.match(text):
            if taken and not ipaddress.ip_network(network).is_multicast:
                yield _hop(network, hop, table)
        else:
            raise Unreadable(reason("unparseable", detail=f"show route: {text.strip()[:60]}"))
    if counted < active:
        raise Unreadable(reason("unparseable", detail=f"show route: {counted} of {active} in {table}"[:80]))


def _hop(network: str, hop: re.Match[str], table: str) -> Route:
    if hop["none"] in _DEAD:
        return Route(network, "", "blackhole", table)
    device = hop["via"] or hop["direct"] or hop["local"] or hop["table"] or ""
    return Route(network, (hop["gateway"] or "").lower(), device, table)
