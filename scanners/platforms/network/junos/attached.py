"""What is attached to a Junos device: neighbours that announce themselves, learnt addresses, and wireless functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.platforms.network.junos.tree import NAME, config
from scanners.platforms.network.statements import Node
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_HEADING = ("Local Interface", "Parent Interface", "Chassis Id", "Port info", "System Name")
# In detail; a description may go on in further lines.
_BLOCK = re.compile(r"(?m)^LLDP Neighbor Information:.*$")
_LOCAL = re.compile(r"(?m)^Local Interface *: *(\S+) *$")
_CHASSIS = re.compile(r"(?m)^Chassis ID *: *(\S+) *$")
_DESCRIBED = re.compile(r"(?m)^System Description *: *(\S[^\n]*(?:\n(?!System capabilities)[^\n]*\S[^\n]*)*)")
_TABLE = re.compile(r"^Ethernet switching table *: *(\d+) entries\b")
# Vlan, address, flags (S static, D dynamic, L local, P persistent, C of the device ...), age, port; then numbers.
_ADDRESS = re.compile(r"^ *(\S+) +((?:[0-9a-f]{2}:){5}[0-9a-f]{2}) +([A-Z]+(?:,[A-Z]+)*) +\S+ +(\S+)(?: +\S+){0,2} *$")
_LEARNT = frozenset("DP")

# Each neighbour with its port and chassis, by which two tables tell of the same.
_Heads = Field[tuple[tuple[tuple[str, str], Neighbour], ...]]


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read LLDP and the table of learnt addresses; a device that switches nothing learns none.

    What a neighbour is, is told in detail alone, from release 16 on.
    """
    del scope
    whole = config(outputs)
    told = attempt(lambda: _described(outputs["lldp_detail"].text()))
    described = told.value if isinstance(told, Known) else {}
    heads = attempt(lambda: tuple(_announced(outputs["lldp"].lines())))
    return Neighbours(
        neighbours=Known(tuple(replace(one, platform=described.get(key, "")) for key, one in heads.value))
        if isinstance(heads, Known)
        else heads,
        stations=attempt(lambda: tuple(_stations(whole, outputs["macs"].lines())))
        if _switches(whole)
        else Absent(reason("no_switch_ports")),
        wireless=attempt(lambda: _wireless(whole, heads, described)),
    )


def _switches(whole: Node) -> bool:
    """Whether any port switches; ports of a group or range, and domains of an MX, count as well."""
    ranges = whole.has("interfaces", "interface-range") or whole.has("vlans") or whole.has("bridge-domains")
    units = (unit for own in whole.at("interfaces").values() for unit in own.at("unit").values())
    return ranges or any(unit.has("family", "ethernet-switching") or unit.has("family", "bridge") for unit in units)


def _described(text: str) -> dict[tuple[str, str], str]:
    """Give by port and chassis how a neighbour describes itself; of two that claim to be one nothing is believed."""
    found: dict[tuple[str, str], list[str]] = {}
    for block in _BLOCK.split(text)[1:]:
        port, chassis, words = _LOCAL.search(block), _CHASSIS.search(block), _DESCRIBED.search(block)
        if port and chassis:
            own = found.setdefault((port[1].partition(".")[0], chassis[1]), [])
            own.append(" ".join(words[1].split()) if words else "")
    return {key: own[0] for key, own in found.items() if len(own) == 1}


def _announced(lines: list[str]) -> Iterator[tuple[tuple[str, str], Neighbour]]:
    """Give the neighbours, each with its port and chassis.

    Columns are read by their headings; a value that is too long for its own moves the next ones along.
    """
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
        remote, name = _named(line.rstrip(), words[3:], places[3], places[4])
        port = words[0].partition(".")[0]
        yield (port, words[2]), Neighbour(port, name, "", remote)


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


def _wireless(whole: Node, heads: _Heads, described: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Give the wireless functions. Where there are none here, a neighbour that nobody described may still be one."""
    names = (f"interfaces {name}" for name in whole.at("interfaces") if name.startswith("wl-"))
    own = (*(("wlan",) if whole.has("wlan") else ()), *names)
    if not own and isinstance(heads, Known) and any(key not in described for key, _one in heads.value):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="neighbours.platform"))
    return own
