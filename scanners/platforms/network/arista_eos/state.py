"""What the show commands of Arista EOS tell."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.arista_eos.config import NAME, eos_tree, tree
from scanners.platforms.network.arista_eos.known import KNOWN
from scanners.platforms.network.ios_like.services import ntp_servers
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import DISCARDED, full_name, stations
from scanners.platforms.network.ios_like.tree import kept_lines, sections
from scanners.platforms.network.ntp_peers import device_time
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.network.tree import not_understood, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SUPPLY = re.compile(
    r"(?m)^(?P<name>\d+)\s+(?P<model>\S+)\s+\d+W\s.{0,60}?W\s+(?P<state>[A-Z][A-Za-z ]{0,30}?)(?:\s{2,}|\s+\d|$)"
)
_FAN = re.compile(r"(?m)^(?P<name>(?:\d+/\d+|PowerSupply\S+|\d+))\s+(?P<state>[A-Z][A-Za-z ]*?)[ \t]{2,}\S")
_ROW = re.compile(r"(?m)^(?:\d+(?:/\d+)?|PowerSupply\S+)[ \t]")
_SENSOR = re.compile(
    r"(?m)^(?P<number>\d+)\s+(?P<sensor>\S.{0,60}?)\s{2,}(?P<value>-?\d+(?:\.\d+)?)\s+(?:\(\d+\) )?\S+\s+"
    r"(?P<alert>\d+)\s+(?P<critical>\d+)\s*$"
)
# `%Cpu(s):  2.8 us,  0.7 sy,  0.0 ni, 96.3 id, …`, in older versions `Cpu(s): 12.5%us, …`
_ROUTE_ROW = re.compile(r" \S|[^\[]*+\[\d+/\d+\]")
_IDLE = re.compile(r"(?m)^%?Cpu\(s\):[^\n]{0,60}?[ \t,](?P<idle>\d{1,3}\.\d+)[ %]id,")


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`; the name stands in the configuration."""
    del scope
    text = outputs["version"].text()

    def first(pattern: str) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise unparseable("show version", text)
        return found[1]

    def name() -> str:
        found = [rest[0] for _line, rest in starting(tree(outputs), "hostname") if rest]
        if not found:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting="hostname"))
        return found[-1]

    return DeviceIdentity(
        hostname=attempt(name),
        model=attempt(lambda: first(r"(?m)^(?:Arista )?((?:DCS|CCS|DCA|vEOS|cEOS)\S*)")),
        version=attempt(lambda: first(r"(?m)^Software image version: (\S+)")),
        serials=attempt(lambda: (first(r"(?m)^Serial number: +(\S+)"),)),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Join the servers of the configuration and the peers of `show ntp associations`."""
    del scope
    return device_time(lambda: ntp_servers(tree(outputs)), outputs["ntp"])


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read supplies, fans and sensors, the memory that `show version` tells, and how busy the processors are now."""
    del scope

    def states(probe: str, pattern: re.Pattern[str]) -> dict[str, str]:
        text = outputs[probe].text()
        found = {row["name"]: _state(row["state"]) for row in pattern.finditer(text)}
        if not found or len(found) != len(_ROW.findall(text)):  # a part that is not understood may have failed
            raise unparseable(probe, text)
        return found

    def sensors() -> dict[str, tuple[str, float]]:
        text = outputs["temperature"].text()
        found: dict[str, tuple[str, float]] = {}
        part = ""
        for line in text.split("\n"):
            heading = re.match(r"(?P<part>[A-Z][\w ]*\d+):\s*$", line)
            part = heading["part"] + " " if heading else part
            row = _SENSOR.match(line)
            if row:
                value = float(row["value"])
                state = (
                    "critical" if value >= int(row["critical"]) else "warning" if value >= int(row["alert"]) else "ok"
                )
                found[f"{part}{row['number']} {row['sensor']}"] = (state, value)
        if not found or len(found) != len(_ROW.findall(text)):
            raise unparseable("show environment temperature", text)
        return found

    return Environment(
        power_supplies=attempt(lambda: states("power", _SUPPLY)),
        fans=attempt(lambda: states("cooling", _FAN)),
        temperatures=attempt(lambda: {name: state for name, (state, _value) in sensors().items()}),
        celsius=attempt(lambda: {name: value for name, (_told, value) in sensors().items()}),
        cpu_pct=attempt(lambda: _busy(outputs["cpu"].text())),
        memory_pct=attempt(lambda: _memory(outputs["version"].text())),
    )


def _state(told: str) -> str:
    word = told.strip().lower()
    return "absent" if word == "not inserted" else word if word == "ok" else "failed"


def _busy(text: str) -> float:
    found = _IDLE.findall(text)
    if len(found) != 1 or float(found[0]) > 100:
        raise unparseable("show processes top once", text)
    return round(100 - float(found[0]), 1)


def _memory(text: str) -> float:
    found = re.search(r"Total memory: +(\d+) kB\s+Free memory: +(\d+) kB", text)
    if found is None:
        raise unparseable("show version", text)
    return round(100 - 100 * int(found[2]) / int(found[1]), 1)


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Read LLDP, each interface of which says how many neighbours it has. EOS has no wireless functions."""
    del scope

    def names() -> tuple[str, ...]:
        return tuple(name for name, _under in sections(tree(outputs), "interface"))

    def announced() -> tuple[Neighbour, ...]:
        text = outputs["lldp"].text()
        counts = [int(count) for count in re.findall(r"(?m)^Interface \S+ detected (\d+) LLDP neighbors", text)]
        if not counts:
            raise unparseable("show lldp neighbors detail", text)
        if not sum(counts):
            return ()
        found = tuple(
            Neighbour(
                port=full_name(cell(row, "local_interface"), names()),
                name=cell(row, "neighbor_name") or cell(row, "chassis_id"),
                platform=cell(row, "neighbor_description"),
                remote_port=cell(row, "neighbor_port_id").strip('"') or cell(row, "neighbor_interface").strip('"'),
            )
            for row in rows(NAME, "show lldp neighbors detail", text)
        )
        if len(found) != sum(counts):
            raise unparseable("show lldp neighbors detail", f"{len(found)} of {sum(counts)}")
        return found

    def learnt() -> tuple[Station, ...]:
        return stations(outputs["macs"].text(), names(), column=0)

    return Neighbours(neighbours=attempt(announced), stations=attempt(learnt), wireless=Known(()))


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read every table, of IPv4 and IPv6."""
    del scope
    return Routes(attempt(lambda: frozenset((*_routes(outputs["routes"].text()), *_routes(outputs["routes6"].text())))))


def _routes(text: str) -> Iterator[Route]:
    if not re.search(r"(?m)^VRF: \S+", text) or not re.search(r"(?m)^(?:Source )?Codes:", text):
        raise unparseable("show ip route vrf all", text)
    table, network = "default", ""
    for line in text.split("\n"):
        if named := re.match(r"VRF: (\S+)", line):
            table, network = named[1], ""
            continue
        entry = re.match(r" [A-Z][A-Za-z0-9 ]{0,8}\s+([0-9a-fA-F.:]+/\d+)\b(?P<rest>.*)", line)
        network = str(ipaddress.ip_network(entry[1], strict=False)) if entry else network
        rest = entry["rest"] if entry else line
        if entry is None and _ROUTE_ROW.match(line):  # its ways are none to the network before it
            raise unparseable("show ip route vrf all", line)
        if not network:
            continue
        if via := re.search(r"\bvia (?:VTEP )?([0-9a-fA-F.:]+)(?:, (\S+))?", rest):
            yield Route(network, via[1].lower(), via[2] or "", table)
        elif (direct := re.search(r"directly connected, (\S+)", rest)) and direct[1] != DISCARDED:
            yield Route(network, "", direct[1], table)


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Compare both configurations as they are shown, and ask the device too: it sees the secrets that were cut here."""
    del scope
    text = outputs["config"].text()
    lines = tree(outputs)

    def difference() -> tuple[str, ...]:
        stored = outputs["startup"].text()
        eos_tree(stored)
        found = difflib.unified_diff(kept_lines(stored), kept_lines(text), n=0, lineterm="")
        return tuple(row for row in found if not row.startswith(("---", "+++", "@@")))

    return Configuration(
        lines=attempt(lambda: kept_lines(text)),
        saved=attempt(lambda: not difference() and not outputs["diffs"].text().strip()),
        unsaved=attempt(difference),
        not_understood=attempt(lambda: not_understood(lines, KNOWN)),
    )
