"""Fujitsu (Fsas) Si-R routers and SR-S switches.

The states (`show system information`, `show ether`, `show ip route`, `show ip ospf neighbor`, `show vrrp brief`) were
compared with outputs of Si-R G110B, G120 and G211, `show system status` with those of Si-R220C and SR-S716C2. The
configuration is read by the command references alone, the counters of ports by what others made of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventories.reason import reason
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
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.fujitsu_sir.accounts import parse_accounts
from scanners.platforms.network.fujitsu_sir.filters import parse_filters, parse_translation, parse_tunnels
from scanners.platforms.network.fujitsu_sir.lines import NAME, config, flat, last, shown, system_values
from scanners.platforms.network.fujitsu_sir.paths import parse_redundancy, parse_routes
from scanners.platforms.network.fujitsu_sir.ports import (
    parse_guards,
    parse_inspection,
    parse_interfaces,
    parse_neighbours,
)
from scanners.platforms.network.fujitsu_sir.secrets import SECRETS
from scanners.platforms.network.fujitsu_sir.settings import (
    parse_access,
    parse_logging,
    parse_services,
    parse_snmp,
    parse_time,
)
from scanners.platforms.network.fujitsu_sir.state import parse_environment
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.network.saved_lines import unsaved_secrets
from scanners.platforms.network.tree import Line
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=60, cap=8 << 20)
SYSTEM = Probe("system", "show system information", timeout=20)
STATUS = Probe("status", "show system status", timeout=20)
ETHER = Probe("ether", "show ether", timeout=20)
STATISTICS = Probe("statistics", "show ether statistics", timeout=20)
ROUTES = Probe("routes", "show ip route", timeout=60, cap=8 << 20)
VRRP = Probe("vrrp", "show vrrp brief", timeout=20)
OSPF = Probe("ospf", "show ip ospf neighbor", timeout=20)

_FIRMWARE = re.compile(r"V(\d{1,3}\.\d{1,3})(?=\s|$)")
# Lines that a reader knows, or that no control is about, by their first words.
_KNOWN = re.compile(
    r"""(?:
    aaa\ \d+\ (?:name|user\ \d+\ (?:id|password|user-role)|radius\ (?:service\ client|client\ server-info|auth\ source)
        |tacacsp\ (?:service\ client|client\ server-info))
    |acl\ \d+\ (?:ip6?|tcp|udp|description)|answer\ accept|(?:console|ssh|telnet)info\ autologout|dot1x\ (?:use|aaa)
    |macauth\ use
    |ether\ [\d,-]+\ (?:[\d,-]+\ )?(?:description|vlan|use|dot1x|macauth|mode|mdi|media)
    |(?:lan|remote)\ \d+\ (?:ip\ (?:address|route|filter|nat|ids|dhcp|use|msschange|ospf)
        |ip6\ (?:use|address|route|filter)|vlan|description|vrrp\ (?:use|group)
        |name|mtu|ap\ \d+\ (?:name|datalink|ipsec|ike|tunnel|ppp))
    |loopback\ \d+\ ip\ address|password\ (?:aaa|(?:(?:admin|user)\ )?set|format|authtype)
    |serverinfo\ (?:s?ftp|telnet|ssh|https?|dns|sntp|time)|snmp\ (?:service|agent|manager|user)
    |syslog\ (?:server|pri|facility|dupcut)|sysname|template\ \d+|terminal|time\ (?:auto\ (?:server|interval)|zone)
    |ospf\ (?:use|area|ip\ id)|upnp|vlan\ \d+\ (?:name|description)|wlan\ \d+\ use)(?=\ |$)""",
    re.VERBOSE,
)


def _not_understood(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(line.text for line in lines if not _KNOWN.match(" ".join(line.words)))


def _version(values: Mapping[str, str]) -> str:
    found = _FIRMWARE.match(values["Firm Ver."])
    if found is None:
        raise ValueError(values["Firm Ver."])
    return found[1]


def _told(values: Mapping[str, str], name: str) -> str:
    value = values[name]
    if not value.strip("-"):
        raise ValueError(f"{name}: {value}")
    return value


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give model, firmware and serial number; the name (`sysname`) is in the configuration."""
    del scope

    def system() -> Mapping[str, str]:
        return system_values(shown(outputs, "system"))

    def hostname() -> str:
        found = last(config(outputs), "sysname")
        if not found:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting="sysname"))
        return found[0].strip('"')

    return DeviceIdentity(
        hostname=attempt(hostname),
        model=attempt(lambda: _told(system(), "System")),
        version=attempt(lambda: _version(system())),
        serials=attempt(lambda: (_told(system(), "Serial No."),)),
    )


def _differences(outputs: Outputs) -> tuple[str, ...]:
    """Give the lines that the running and the saved configuration do not share."""
    running = [line.text for line in config(outputs)]
    startup = [line.text for line in flat(outputs["startup"].text())]
    gone, come = set(startup) - set(running), set(running) - set(startup)
    found = (*(f"-{line}" for line in startup if line in gone), *(f"+{line}" for line in running if line in come))
    return found or (unsaved_secrets(outputs) if running == startup else (f"+{running[0]}",))


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Give the configuration, and what of it is not saved."""
    del scope
    return Configuration(
        lines=attempt(lambda: tuple(line.text for line in config(outputs))),
        saved=attempt(lambda: not _differences(outputs)),
        unsaved=attempt(lambda: _differences(outputs)),
        not_understood=attempt(lambda: _not_understood(config(outputs))),
    )


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("fujitsu_sir", "fujitsu.sir", "fujitsu_srs", "fsas_sir"),
        readers=(
            Reader(DeviceIdentity, always(SYSTEM, CONFIG), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(Snmp, always(CONFIG), parse_snmp),
            Reader(DeviceTime, always(CONFIG), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, ETHER, SYSTEM, STATISTICS), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(Redundancy, always(CONFIG, VRRP, OSPF), parse_redundancy),
            Reader(PortGuards, always(CONFIG, ETHER), parse_guards),
            Reader(Tunnels, always(CONFIG), parse_tunnels),
            Reader(Neighbours, always(CONFIG), parse_neighbours),
            Reader(Environment, always(STATUS), parse_environment),
            Reader(Configuration, always(CONFIG, STARTUP), parse_configuration),
            Reader(IntrusionPrevention, always(CONFIG), parse_inspection),
            Reader(AddressTranslation, always(CONFIG), parse_translation),
            Reader(Routes, always(CONFIG, ROUTES), parse_routes),
        ),
    ),
    driver="fujitsu_sir",
    session=("terminal pager disable",),
    refused=re.compile(r"(?m)^<ERROR>[^\n]*"),
    secrets=SECRETS,
    verified=frozenset({"system", "status", "ether", "routes", "vrrp", "ospf"}),
)  # fmt: skip
