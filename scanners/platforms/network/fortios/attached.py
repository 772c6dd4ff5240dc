"""What is attached to a FortiGate, and how its ports fare.

Neighbours by LLDP (Administration Guide, "LLDP reception"; from 7.6 on the command has another name), counters of ports
(there, "Displaying detail Hardware NIC information").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from inventories.reason import reason
from scanners.facts.field import Absent, Field, Known, attempt
from scanners.facts.interfaces import InterfaceErrors
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.platforms.network.fortios.tree import NAME, Block, Config, named, read
from scanners.platforms.network.platform import not_told
from scanners.platforms.reader import Outputs
from scanners.probe import Output, Scope, Unreadable

_TOLD = re.compile(r"^(\d+)\s+(port\.txt|port\.id\.data|system\.name\.data|system\.desc\.data):\s+(\S.*)$")
_NAT = re.compile(r"(?m)^#config-version=[^\n]*:opmode=0:")
_SWITCHING = ("system virtual-switch", "system switch-interface", "switch-controller managed-switch",
              "system virtual-wire-pair")  # fmt: skip
_PORT = re.compile(r"^if=(\S+) family=\d+ ")
# rxd is left out: it counts what no protocol wants, too. What there was no room for is in a line of its own (rxm).
_COUNTERS = re.compile(r"^stat: rxp=(\d+) txp=(\d+) rxb=\d+ txb=\d+ rxe=(\d+) txe=(\d+) rxd=\d+ txd=(\d+)\b")
_UPTIME = re.compile(r"(?m)^Uptime: *(\d+) days?, *(\d+) hours?, *(\d+) minutes?\b")
_MISSED = re.compile(r"^re: (?:\w+=\d+ )*rxm=(\d+)\b")


def neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read who announces itself, and the wireless functions. Learnt addresses are not told by one command."""
    del scope
    asked = (outputs["lldp"], outputs["lldp_rx"])
    told = next((raw for raw in asked if isinstance(raw, Output)), asked[0])
    return Neighbours(
        neighbours=attempt(lambda: tuple(_announced(told.text()))),
        stations=_stations(outputs),
        wireless=attempt(lambda: _wireless(read(outputs["config"].text()))),
    )


def _announced(text: str) -> Iterator[Neighbour]:
    """Read the neighbours by their number; whatever a description says after it, the first of each is the device's."""
    found: dict[str, dict[str, str]] = {}
    for line in text.split("\n"):
        if word := _TOLD.match(line):
            found.setdefault(word[1], {}).setdefault(word[2], word[3].rstrip())
    if not found:  # whether nobody is there or nobody listens is not told
        raise Unreadable(reason("unparseable", detail="no neighbour of LLDP"))
    for one in found.values():
        name, platform, port = (one.get(f"{key}.data", "") for key in ("system.name", "system.desc", "port.id"))
        yield Neighbour(one["port.txt"], name, platform, port)


def _stations(outputs: Outputs) -> Field[tuple[Station, ...]]:
    """Say that none are learnt where nothing switches: then each port is routed by itself."""

    def switching() -> bool:
        text = outputs["config"].text()
        whole = read(text)
        kinds = {place.text("type") for place in whole.one("system interface").entries.values()}
        modes = {block.text("opmode") for _, block in whole.maybe("system settings")}
        blocks = (whole.device, *whole.domains.values())
        tables = any(block.tables[name].entries for block in blocks for name in _SWITCHING if name in block.tables)
        return (
            tables or bool(kinds & {"hard-switch", "switch"}) or modes - {"", "nat"} != set() or not _NAT.search(text)
        )

    found = attempt(switching)
    if isinstance(found, Known):
        return not_told(NAME, "neighbours.stations") if found.value else Absent(reason("no_switch_ports"))
    return found


def _wireless(whole: Config) -> tuple[str, ...]:
    found = [
        named(domain, f"{table} {entry.name}")
        for table, off in (("wireless-controller vap", "status"), ("wireless-controller wtp", "admin"))
        for domain, block in whole.maybe(table)
        for entry in block.entries.values()
        if entry.text(off) != "disable"
    ]
    modem = whole.device.tables.get("system lte-modem", Block(""))
    return (*found, *(("system lte-modem",) if modem.text("status") == "enable" else ()))


def _counters(text: str) -> dict[str, tuple[int, ...]]:
    """Give the counters of each port: packets in and out, errors in and out, dropped on the way out and in."""
    found: dict[str, tuple[int, ...]] = {}
    stat: tuple[str, ...] = ()
    name = ""
    for line in text.split("\n"):
        port, told, missed = _PORT.match(line), _COUNTERS.match(line), _MISSED.match(line)
        if port:
            if name and name not in found:
                raise Unreadable(reason("unparseable", detail=f"no counters of {name[:40]}"))
            name, stat = port[1], ()
        elif told:
            stat = told.groups()
        elif missed and stat and name not in found:
            found[name] = tuple(int(number) for number in (*stat, missed[1]))
    if name not in found:
        raise Unreadable(reason("unparseable", detail=f"no counters of {name[:40] or 'any port'}"))
    return found


def errors(text: str, physical: frozenset[str]) -> Mapping[str, InterfaceErrors]:
    """Give the counters of physical ports."""
    return {
        name: InterfaceErrors(told[0] + told[1], sum(told[2:]))
        for name, told in _counters(text).items()
        if name in physical
    }


def never_heard(text: str, physical: frozenset[str]) -> Mapping[str, int]:
    """Give the ports at which no packet came in since the start; when the last one came the device does not tell."""
    return {name: -1 for name, told in _counters(text).items() if name in physical and told[0] == 0}


def running(text: str) -> int:
    """Give for how many seconds the device runs, to the minute."""
    found = _UPTIME.search(text)
    if found is None:
        raise Unreadable(reason("unparseable", detail="no Uptime"))
    days, hours, minutes = (int(number) for number in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60
