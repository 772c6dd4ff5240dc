"""Routing neighbours as devices like Cisco IOS show them: tables of which no row is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scanners.platforms.network.ios_like.state import unparseable

_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
_OSPF_HEAD = re.compile(r"[ \t]*+Neighbor ID[ \t]")
_OSPF_ASIDE = re.compile(r"[ \t]*+OSPF ")
# Between router and priority stand instance and VRF, where a device tells them.
_OSPF_ROW = re.compile(
    rf"[ \t]*+(?P<router>{_ADDRESS})[ \t]++(?:(?:\d++[ \t]++)?[^\s/]++[ \t]++)?\d++[ \t]++"
    rf"(?P<state>2 WAYS|[A-Z0-9]++)(?:/[ \t]*+\S++)?[ \t]++(?:\d++ msec|\S++)[ \t]++{_ADDRESS}[ \t]++\S++[ \t]*+"
)


def peer_name(protocol: str, peer: str, table: str = "default") -> str:
    """Give the name by which a neighbour is told; the same address in another VRF is another neighbour."""
    return f"{protocol} {peer}" if table == "default" else f"{protocol} {peer} vrf {table}"


def all_up(told: Iterable[tuple[str, bool]]) -> dict[str, bool]:
    """Join what is told of each neighbour: one with two sessions is up where both are."""
    found: dict[str, bool] = {}
    for name, up in told:
        found[name] = found.get(name, True) and up
    return found


def table_rows(text: str, heading: re.Pattern[str], aside: re.Pattern[str]) -> Iterator[str]:
    """Give every line below a heading that is not empty, to one that begins with what stands `aside` of the table."""
    inside = False
    for line in text.split("\n"):
        if heading.match(line):
            inside = True
        elif aside.match(line):
            inside = False
        elif inside and line.strip():
            yield line


def ospf_neighbours(text: str) -> Iterator[tuple[str, bool]]:
    """Read `show ip ospf neighbor`. Raises `Unreadable` without its heading, and for a row of another form."""
    command = "show ip ospf neighbor"
    if not any(_OSPF_HEAD.match(line) for line in text.split("\n")):
        raise unparseable(command, text)
    for line in table_rows(text, _OSPF_HEAD, _OSPF_ASIDE):
        row = _OSPF_ROW.fullmatch(line)
        if row is None:
            raise unparseable(command, line)
        # those of a network that are not its chosen two stay there
        yield peer_name("ospf", row["router"]), row["state"].startswith(("FULL", "2WAY", "2 WAYS"))
