"""What the show commands of Cisco NX-OS tell."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from inventories.reason import reason
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import Known, attempt
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.routes import Route, Routes
from scanners.platforms.network.cisco_nxos.known import KNOWN
from scanners.platforms.network.cisco_nxos.tree import NAME, config_tree, nxos_tree
from scanners.platforms.network.ios_like.services import ntp_servers
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import DISCARDED, cdp, lldp, stations
from scanners.platforms.network.ios_like.tree import kept_lines, sections, switched
from scanners.platforms.network.platform import not_told, untold_fact
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SUPPLY = re.compile(r"(?m)^(?P<name>\d+)\s+(?P<model>\S+)\s+.{0,90}?\bW\s+(?P<state>[A-Za-z][\w/ -]{0,30}?)[ \t]*$")
_ABSENT_SUPPLY = re.compile(r"(?m)^(?P<name>\d+)\s+-+\s.*\s(?P<state>Absent)\s*$")
_FAN = re.compile(r"(?m)^(?P<name>Fan\S+)(?:[ \t]+\S+){2}[ \t]+(?:\S+[ \t]+)?(?P<state>[A-Za-z/]+)[ \t]*$")
_SENSOR = re.compile(
    r"(?m)^(?P<module>\d+)\s+(?P<sensor>\S.{0,40}?)\s{2,}-?\d+\s+-?\d+\s+(?P<value>-?\d+)\s+(?P<state>\S+)\s*$"
)
_ROW = re.compile(r"(?m)^(?:\d+|Fan[^\s:]+)[ \t]")
_ABOUT_MODULES = re.compile(r"(?m)^(?:Mod(?:ule)?[ \t]|Power Usage)")  # what comes after the supplies
_PATH = re.compile(r"\s+\*via (?P<gateway>[0-9a-fA-F.:]+|[A-Za-z]\S*?)(?:%\S+)?(?:, (?P<device>[A-Za-z][^,\s]*))?,")
_ROUTE_ROW = re.compile(r"\*?[0-9a-fA-F.:]+/\d")
_STAMPS = "%a %b %d %H:%M:%S %Y"


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Read `show version`."""
    del scope
    text = outputs["version"].text()

    def first(pattern: str) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise unparseable("show version", text)
        return found[1]

    return DeviceIdentity(
        hostname=attempt(lambda: first(r"(?m)^[ \t]++Device name: (\S+)")),
        model=attempt(lambda: first(r"(?m)^[ \t]++cisco (\S.*?)\s*(?:\(|Chassis|$)")),
        version=attempt(lambda: first(r"(?m)^[ \t]++(?:NXOS|system): +version (\S+)")),
        serials=attempt(lambda: (first(r"Processor Board ID (\S+)"),)),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read `show ntp peer-status`: `*` marks the chosen one. How far the clock is off is not told there."""
    del scope

    def followed() -> bool:
        text = outputs["ntp"].text()
        if not re.search(r"(?m)^Total peers\s*:\s*\d+", text):
            raise unparseable("show ntp peer-status", text)
        found = re.search(r"(?m)^\*(?P<peer>\S+)\s+\S+\s+(?P<stratum>\d+)\s+\d+\s+(?P<reach>\d+)\s", text)
        return found is not None and int(found["stratum"]) < 16 and int(found["reach"]) > 0

    return DeviceTime(
        servers=attempt(lambda: ntp_servers(config_tree(outputs))),
        synchronised=attempt(followed),
        offset_ms=not_told(NAME, "device_time.offset_ms"),
    )


def parse_environment(outputs: Outputs, scope: Scope) -> Environment:
    """Read the sections of `show environment`, and the load."""
    del scope

    def part(name: str) -> str:
        text = outputs["environment"].text()
        found = re.search(rf"(?m)^{name}:?[ \t]*$(?P<body>(?:\n(?!(?:Fan|Temperature|Power Supply|Clock):).*)*)", text)
        if found is None:
            raise unparseable("show environment", text)
        return found["body"]

    def states(name: str, *rows: re.Pattern[str]) -> dict[str, str]:
        body = _ABOUT_MODULES.split(part(name))[0]
        found = {row["name"]: _state(row["state"]) for pattern in rows for row in pattern.finditer(body)}
        if not found or len(found) != len(_ROW.findall(body)):  # a part that is not understood may have failed
            raise unparseable("show environment", body)
        return found

    def sensors() -> dict[str, tuple[str, float]]:
        found = {
            f"{row['module']} {row['sensor']}": (_state(row["state"]), float(row["value"]))
            for row in _SENSOR.finditer(part("Temperature"))
        }
        if not found or len(found) != len(_ROW.findall(part("Temperature"))):
            raise unparseable("show environment", "a sensor")
        return found

    return Environment(
        power_supplies=attempt(lambda: states("Power Supply", _SUPPLY, _ABSENT_SUPPLY)),
        fans=attempt(lambda: states("Fan", _FAN)),
        temperatures=attempt(lambda: {name: state for name, (state, _value) in sensors().items()}),
        celsius=attempt(lambda: {name: value for name, (_state_, value) in sensors().items()}),
        cpu_pct=attempt(lambda: _load(outputs["cpu"].text())),
        memory_pct=attempt(lambda: _memory(outputs["resources"].text())),
    )


def _state(told: str) -> str:
    word = told.strip().lower()
    return word if word in {"ok", "absent"} else "failed"


def _load(text: str) -> float:
    found = re.search(r"CPU utilization for five seconds: [^\n]{0,80}five minutes: (\d+)%", text)
    if found is None:
        raise unparseable("show processes cpu", text)
    return float(found[1])


def _memory(text: str) -> float:
    found = re.search(r"Memory usage:\s+(\d+)K total,\s+(\d+)K used", text)
    if found is None:
        raise unparseable("show system resources", text)
    return round(100 * int(found[2]) / int(found[1]), 1)


def parse_neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Join LLDP, where its feature is on, and CDP, unless it is off. NX-OS has no wireless functions."""
    del scope

    def announced() -> tuple[Neighbour, ...]:
        lines = config_tree(outputs)
        names = tuple(name for name, _under in sections(lines, "interface"))
        found: tuple[Neighbour, ...] = ()
        on = [bool(switched(lines, "feature lldp")), switched(lines, "cdp enable") is not False]
        if not any(on):
            raise Unreadable(reason("device_lacks", what="LLDP, CDP"))
        if on[0]:
            found += lldp(NAME, "show lldp neighbors detail", outputs["lldp"].text(), names)
        if on[1]:
            found += cdp(NAME, "show cdp neighbors detail", outputs["cdp"].text(), names)
        return tuple(dict.fromkeys(found))

    def learnt() -> tuple[Station, ...]:
        names = tuple(name for name, _under in sections(config_tree(outputs), "interface"))
        return stations(outputs["macs"].text(), names)

    return replace(
        untold_fact(Neighbours, NAME),
        neighbours=attempt(announced),
        stations=attempt(learnt),
        wireless=Known(()),
    )


def parse_routes(outputs: Outputs, scope: Scope) -> Routes:
    """Read the paths in use (`*via`) of every table."""
    del scope
    return Routes(attempt(lambda: frozenset((*_routes(outputs["routes"].text()), *_routes(outputs["routes6"].text())))))


def _routes(text: str) -> Iterator[Route]:
    if not re.search(r'(?m)^(?:IPv6 |IP )(?:Routing|Route) Table for VRF "', text):
        raise unparseable("show ip route", text)
    table, network = "", ""
    for line in text.split("\n"):
        if named := re.match(r'IP\S* (?:Routing|Route) Table for VRF "([^"]+)"', line):
            table = named[1]
        elif entry := re.match(r"([0-9a-fA-F.:]+/\d+), ubest/mbest:", line):
            network = str(ipaddress.ip_network(entry[1], strict=False))
        elif _ROUTE_ROW.match(line):  # its ways are none to the network before it
            raise unparseable("show ip route", line)
        elif network and (path := _PATH.match(line)):
            gateway = path["gateway"]
            out = gateway if gateway[0].isalpha() and ":" not in gateway else ""
            if DISCARDED not in {out, path["device"]}:
                yield Route(network, "" if out else gateway.lower(), path["device"] or out, table)


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Compare both configurations; what was cut from them may differ, so the times must agree too."""
    del scope
    text = outputs["config"].text()
    lines = config_tree(outputs)

    def difference() -> tuple[str, ...]:
        stored = outputs["startup"].text()
        nxos_tree(stored)  # no message instead of a configuration
        rows = difflib.unified_diff(kept_lines(stored), kept_lines(text), n=0, lineterm="")
        return tuple(row for row in rows if not row.startswith(("---", "+++", "@@")))

    def saved() -> bool:
        if difference():
            return False
        running = _stamp(text, "Running configuration last done at")
        stored = _stamp(outputs["startup"].text(), "Startup config saved at")
        if running > stored:
            raise Unreadable(
                reason("configuration_times_disagree", running=running.isoformat(" "), saved=stored.isoformat(" "))
            )
        return True

    return Configuration(
        lines=attempt(lambda: kept_lines(text)),
        saved=attempt(saved),
        unsaved=attempt(difference),
        not_understood=attempt(lambda: not_understood(lines, KNOWN)),
    )


def _stamp(text: str, words: str) -> datetime:
    found = re.search(rf"(?m)^!{words}: (.+)$", text)
    if found is None:
        raise unparseable(words, text)
    return datetime.strptime(" ".join(found[1].split()), _STAMPS)  # noqa: DTZ007  (both of one device)
