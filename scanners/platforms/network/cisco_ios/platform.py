"""Cisco IOS and IOS-XE: routers and Catalyst switches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.facts.interfaces import Interfaces
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbours
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import Redundancy
from scanners.facts.routes import Routes
from scanners.facts.snmp import Snmp, SnmpUser
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.cisco_ios.config import (
    object_networks,
    parse_access,
    parse_accounts,
    parse_guards,
    parse_logging,
    parse_services,
)
from scanners.platforms.network.cisco_ios.environment import parse_environment
from scanners.platforms.network.cisco_ios.known import KNOWN
from scanners.platforms.network.cisco_ios.paths import (
    parse_filters,
    parse_prevention,
    parse_translation,
    parse_tunnels,
)
from scanners.platforms.network.cisco_ios.redundancy import parse_redundancy
from scanners.platforms.network.cisco_ios.state import (
    parse_identity,
    parse_interfaces,
    parse_neighbours,
    parse_routes,
    parse_time,
)
from scanners.platforms.network.cisco_ios.tree import NAME, whole_tree
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS
from scanners.platforms.network.ios_like.services import communities, trap_versions
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tree import ended_tree, kept_lines
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.network.templates import cell, rows
from scanners.platforms.network.tree import Line, not_understood, starting
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=90, cap=8 << 20)
VERSION = Probe("version", "show version", timeout=30)
INTERFACES = Probe("interfaces", "show interfaces", timeout=60, cap=8 << 20)
DIFF = Probe("diff", "show archive config differences nvram:startup-config system:running-config", timeout=60)
SNMP_USERS = Probe("snmp_users", "show snmp user", timeout=30)
NTP = Probe("ntp", "show ntp associations", timeout=30)
POWER = Probe("power", "show environment power all", timeout=30)
TEMPERATURE = Probe("temperature", "show environment temperature", timeout=30)
SENSORS = Probe("environment", "show environment all", timeout=30)
CPU = Probe("cpu", "show processes cpu | include CPU utilization", timeout=30)
MEMORY = Probe("memory", "show processes memory | include Processor Pool", timeout=30)
STANDBY = Probe("standby", "show standby", timeout=30)
VRRP = Probe("vrrp", "show vrrp all", timeout=30)
STACK = Probe("stack", "show switch detail", timeout=30)
PAIR = Probe("pair", "show redundancy", timeout=30)
BUNDLES = Probe("bundles", "show etherchannel summary", timeout=30)
BGP = Probe("bgp", "show ip bgp summary", timeout=60, cap=4 << 20)
OSPF = Probe("ospf", "show ip ospf neighbor", timeout=30)
LLDP = Probe("lldp", "show lldp neighbors detail", timeout=60, cap=4 << 20)
CDP = Probe("cdp", "show cdp neighbors detail", timeout=60, cap=4 << 20)
MACS = Probe("macs", "show mac address-table", timeout=60, cap=8 << 20)
ROUTES = Probe("routes", "show ip route vrf *", timeout=60, cap=8 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route", timeout=60, cap=8 << 20)
SESSIONS = Probe("sessions", "show crypto session", timeout=60, cap=4 << 20)

_STAMP = r"(?m)^! {kind} at (?P<time>[\d:]+) (?P<zone>\S+) \w{{3}} (?P<day>\w{{3}} +\d+ \d{{4}})"


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read communities, groups and users. Users of SNMP 3 are not part of the configuration, and are shown apart."""
    del scope
    lines = whole_tree(outputs)
    filters, _ = access_lists(lines, FilterGrammar(objects=object_networks(lines)))
    own = attempt(lambda: communities(lines, filters))
    on = any(
        rest for _line, rest in starting(lines, "snmp-server") if rest[0] not in {"contact", "location", "chassis-id"}
    )

    def versions() -> frozenset[str]:
        groups = {rest[1].removeprefix("v") for _line, rest in starting(lines, "snmp-server group") if len(rest) > 1}
        answered = {"1", "2c"} if any(True for _ in starting(lines, "snmp-server community")) else set()
        return frozenset(answered | groups | set(trap_versions(lines)))

    def users() -> tuple[SnmpUser, ...]:
        asked = _levels(lines)
        if not asked:
            return tuple(_trapped(lines))
        told = rows(NAME, "show snmp user", outputs["snmp_users"].text())
        return (
            *(
                _user(
                    cell(row, "user_name"),
                    cell(row, "authentication_protocol").lower(),
                    cell(row, "privacy_protocol").lower(),
                    asked.get(cell(row, "group_name"), "priv"),
                )
                for row in told
            ),
            *_trapped(lines),
        )

    return Snmp(enabled=attempt(lambda: on), versions=attempt(versions), communities=own, users=attempt(users))


_LEVELS = ("noauth", "auth", "priv")


def _levels(lines: Iterable[Line]) -> dict[str, str]:
    """Give the least that each group asks of its users."""
    found: dict[str, str] = {}
    for _line, rest in starting(lines, "snmp-server group"):
        if len(rest) > 1:
            level = rest[2] if rest[1] == "v3" and rest[2:3] and rest[2] in _LEVELS else "noauth"
            found[rest[0]] = min(level, found.get(rest[0], "priv"), key=_LEVELS.index)
    return found


def _user(name: str, authentication: str, privacy: str, level: str) -> SnmpUser:
    """What a group does not ask for may be left away, whatever keys its user has."""
    return SnmpUser(
        name,
        "none" if level == "noauth" else authentication or "none",
        privacy or "none" if level == "priv" else "none",
    )


def _trapped(lines: Iterable[Line]) -> Iterator[SnmpUser]:
    """Give in whose name traps of SNMP 3 are sent with less than both keys."""
    for _line, rest in starting(lines, "snmp-server host"):
        at = rest.index("version") + 1 if "version" in rest[:-3] else 0
        if at and rest[at] == "3" and rest[at + 1] in {"noauth", "auth"}:
            yield _user(rest[at + 2], "unknown", "none", rest[at + 1])


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration; whether it is saved by the comparison the device makes, else by the times it tells."""
    del scope
    text = outputs["config"].text()
    lines = ended_tree(outputs)

    def difference() -> tuple[str, ...]:
        shown = outputs["diff"].text()
        if re.fullmatch(r"\s*+!No changes were found\s*+", shown):
            return ()
        found = tuple(
            line for line in shown.split("\n") if line.lstrip()[:1] in {"+", "-"} and line.strip() not in "+-"
        )
        if not found or "Config Diffs" not in shown:
            raise unparseable("show archive config differences", shown)
        return tuple(line for line in found if "ntp clock-period" not in line)

    def saved() -> bool:
        try:
            return not difference()
        except Unreadable as stop:
            return _saved_by_time(text, stop)

    return Configuration(
        lines=attempt(lambda: kept_lines(text)),
        saved=attempt(saved),
        unsaved=attempt(difference),
        not_understood=attempt(lambda: not_understood(lines, KNOWN)),
    )


def _saved_by_time(text: str, otherwise: Unreadable) -> bool:
    """Compare the times of the last change and of the last saving, where both stand in the same time zone.

    Both stand above all settings. Until a clock without a battery is set it tells 1993 or 2002: that is no time.
    """
    header = text.partition("\nversion ")[0]
    changed = re.search(_STAMP.format(kind="Last configuration change"), header)
    stored = re.search(_STAMP.format(kind="NVRAM config last updated"), header)
    if changed is None or stored is None or changed["zone"] != stored["zone"] or _time(changed).year < _CLOCK_SET:
        raise otherwise
    return _time(changed) <= _time(stored)


_CLOCK_SET = 2010


def _time(found: re.Match[str]) -> datetime:
    return datetime.strptime(f"{found['time']} {found['day']}", "%H:%M:%S %b %d %Y")  # noqa: DTZ007  (both of one zone)


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("cisco.ios.ios", "ios", "cisco_ios", "cisco.ios.iosxe", "iosxe", "cisco_xe"),
        readers=(
            Reader(DeviceIdentity, always(VERSION), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(Snmp, always(CONFIG, SNMP_USERS), parse_snmp),
            Reader(DeviceTime, always(CONFIG, NTP), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, INTERFACES, VERSION), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(AddressTranslation, always(CONFIG), parse_translation),
            Reader(PortGuards, always(CONFIG), parse_guards),
            Reader(Redundancy, always(CONFIG, STANDBY, VRRP, STACK, PAIR, BUNDLES, BGP, OSPF), parse_redundancy),
            Reader(Tunnels, always(CONFIG, SESSIONS), parse_tunnels),
            Reader(IntrusionPrevention, always(CONFIG), parse_prevention),
            Reader(Neighbours, always(CONFIG, LLDP, CDP, MACS), parse_neighbours),
            Reader(Environment, always(POWER, TEMPERATURE, SENSORS, CPU, MEMORY), parse_environment),
            Reader(Routes, always(CONFIG, ROUTES, ROUTES6), parse_routes),
            Reader(Configuration, always(CONFIG, DIFF), parse_configuration),
        ),
    ),
    driver="cisco_ios",
    telnet_driver="cisco_ios_telnet",
    session=("terminal length 0", "terminal width 511"),
    refused=re.compile(
        r"\A\s*+(?:\^\s*+)?(?:% ?(?:Invalid input|Incomplete command|Ambiguous command|Unknown command|Bad |"
        r"Authorization failed|This command is not|Permission denied|Command )|Command authorization failed)[^\n]*"
    ),
    secrets=IOS_LIKE_SECRETS,
    verified=frozenset({
        "config", "version", "interfaces", "ntp", "power", "temperature", "standby", "vrrp", "stack", "pair", "bundles",
        "bgp", "ospf", "lldp", "cdp", "macs", "routes", "routes6", "cpu", "snmp_users",
    }),
)  # fmt: skip
