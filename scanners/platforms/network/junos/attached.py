"""What is attached to a Junos device: neighbours that announce themselves, learnt addresses, and wireless functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.field import Absent, Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.platforms.network.junos.tree import config
from scanners.platforms.network.statements import Node
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_HEADING = ("Local Interface", "Parent Interface", "Chassis Id", "Port info", "System Name")
_TABLE = re.compile(r"^Ethernet switching table *: *(\d+) entries\b")
# Vlan, address, flags (S static, D dynamic, L local, P persistent, C of the device ...), age, port; then numbers.
_ADDRESS = re.compile(r"^ *(\S+) +((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) +([A-Z]+(?:,[A-Z]+)*) +\S+ +(\S+)(?: +\S+){0,2} *$")
_LEARNT = frozenset("DP")


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read LLDP and the table of learnt addresses; a device that switches nothing learns none."""
    del scope
    whole = config(outputs)
    return Neighbours(
        neighbours=attempt(lambda: tuple(_announced(outputs["lldp"].lines()))),
        stations=attempt(lambda: tuple(_stations(whole, outputs["macs"].lines())))
        if _switches(whole)
        else Absent(reason("no_switch_ports")),
        wireless=Known(tuple(_wireless(whole))),
    )


def _switches(whole: Node) -> bool:
    """Whether any port switches; ports of a group or range, and domains of an MX, count as well."""
    ranges = whole.has("interfaces", "interface-range") or whole.has("vlans") or whole.has("bridge-domains")
    units = (unit for own in whole.at("interfaces").values() for unit in own.at("unit").values())
    return ranges or any(unit.has("family", "ethernet-switching") or unit.has("family", "bridge") for unit in units)


def _announced(lines: list[str]) -> Iterator[Neighbour]:
    """Read columns by their headings; a value that is too long for its own moves the next ones along."""
    head = next((line for line in lines if line.startswith(_HEADING[0])), "")
    places = [head.find(title) for title in _HEADING]
    if -1 in places:
        raise Unreadable(reason("unparseable", detail="no table of LLDP"))
    for line in lines[lines.index(head) + 1 :]:
        if not line.strip() or line.startswith("{"):
            continue
        words = line.split()
        if len(words) < 4 or not re.fullmatch(r"[a-z]+[\w/:.-]*", words[0]):
            raise Unreadable(reason("unparseable", detail=f"LLDP: {line[:60]}"))
        port, name = _named(line.rstrip(), words[3:], places[3], places[4])
        yield Neighbour(words[0].partition(".")[0], name, "", port)


def _named(line: str, words: list[str], start: int, end: int) -> tuple[str, str]:
    """Give the neighbour's port, which may have blanks in it, and name, which may be missing."""
    in_place = line[start - 1 : start] == " " and line[start : start + 1] not in {"", " "}
    if in_place and len(line) <= end:
        return line[start:].strip(), ""
    if in_place and line[end - 1] == " " and " " not in line[end:]:
        return line[start:end].strip(), line[end:].strip()
    if len(words) != 2:
        raise Unreadable(reason("unparseable", detail=f"LLDP: {line[:60]}"))
    return words[0], words[1]


def _stations(whole: Node, lines: list[str]) -> Iterator[Station]:
    """Read the tables (of switching in the form of ELS), each of which says how many entries it has."""
    numbers = {name: own.value("vlan-id") for name, own in whole.at("vlans").items()}
    wanted = [int(found[1]) for line in lines if (found := _TABLE.match(line.strip()))]
    rows = [found for line in lines if (found := _ADDRESS.match(line))]
    if not wanted or len(rows) != sum(wanted):
        raise Unreadable(reason("unparseable", detail=f"switching table: {len(rows)} of {sum(wanted)} entries"))
    for vlan, mac, flags, port in (row.groups() for row in rows):
        if _LEARNT & {*flags.split(",")[0]}:
            yield Station(mac, numbers.get(vlan) or vlan, port.partition(".")[0])


def _wireless(whole: Node) -> Iterator[str]:
    if whole.has("wlan"):
        yield "wlan"
    yield from (f"interfaces {name}" for name in whole.at("interfaces") if name.startswith("wl-"))
