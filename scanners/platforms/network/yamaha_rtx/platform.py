"""Yamaha routers (RTX, NVR, vRX, FWX).

Nothing is sent to switch paging off: `console lines` is a setting of the configuration. `show config 0` is not asked,
for the router asks back for the passwords of that file; so it cannot be told whether the configuration is saved.
"""

from __future__ import annotations

import re

from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import Known
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
from scanners.platforms.network.platform import NetworkPlatform, lacking, not_told
from scanners.platforms.network.tree import not_understood
from scanners.platforms.network.yamaha_rtx import accounts, environment, filters, management, paths, state
from scanners.platforms.network.yamaha_rtx.config import CONFIG, ENVIRONMENT, NAME, tree, unbroken
from scanners.platforms.network.yamaha_rtx.secrets import SECRETS
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Scope

# What the command reference names and a reader reads, or that is of no concern to any.
_KNOWN = (
    "account", "administrator password", "alarm", "alias", "ap", "auth", "bgp", "bridge", "console", "dashboard",
    "description", "dhcp", "diagnosis", "dns", "dpi", "ethernet", "ex-license", "external-memory", "heartbeat",
    "heartbeat2", "httpd", "ip", "ipip", "ipsec", "ipv6", "isdn", "l2ms", "l2tp", "lan", "lan-map", "lbo", "lldp",
    "login password", "login radius", "login timer", "login user", "mail", "mobile", "nat", "nat46", "netvolante-dns",
    "ngn", "no pp enable", "no tunnel enable", "ntp local", "ntpdate", "operation", "ospf", "pki", "pp disable",
    "pp enable", "pp select", "pptp", "pri", "queue", "radius", "remote setup", "rip", "rollback", "schedule at",
    "security class", "set", "sftpd", "sip", "snmp", "snmpv2c", "snmpv3", "sntpd", "speed", "ssh", "sshd",
    "statistics", "switch control", "switching-hub", "syslog", "system", "tcp", "telnetd", "tftp", "timezone",
    "tunnel disable", "tunnel enable", "tunnel select", "upnp", "url", "usbhost", "user attribute", "vlan", "vrx",
    "wan", "wol", "yno",
)  # fmt: skip


_IN_CONTEXT = (
    "account", "auth", "description", "dhcp", "ip pp", "ip tunnel", "ipsec", "ipv6 pp", "ipv6 tunnel", "isdn", "l2tp",
    "leased", "mobile", "nat", "netvolante-dns", "no", "pp", "ppp", "pppoe", "pptp", "queue", "tunnel", "url",
)  # fmt: skip


def _configuration(outputs: Outputs, scope: Scope) -> Configuration:
    del scope
    lines = tree(outputs)
    kept = tuple(
        line.rstrip()
        for line in unbroken(outputs["config"].text()).split("\n")
        if line.strip() and not line.startswith("# Reporting Date")
    )
    return Configuration(
        lines=Known(kept),
        saved=not_told(NAME, "configuration.saved"),
        unsaved=not_told(NAME, "configuration.unsaved"),
        not_understood=Known(
            not_understood(lines, {"": _KNOWN, "pp select": _IN_CONTEXT, "tunnel select": _IN_CONTEXT})
        ),
    )


_READERS = (
    Reader(DeviceIdentity, always(ENVIRONMENT, CONFIG), environment.parse_identity),
    Reader(ManagementServices, always(CONFIG), management.parse_services),
    Reader(ManagementAccess, always(CONFIG), management.parse_access),
    Reader(DeviceAccounts, always(CONFIG), accounts.parse_accounts),
    Reader(Snmp, always(CONFIG), management.parse_snmp),
    Reader(DeviceTime, always(CONFIG), management.parse_time),
    Reader(DeviceLogging, always(CONFIG), management.parse_logging),
    Reader(Interfaces, always(CONFIG, *state.LANS), state.parse_interfaces),
    Reader(PacketFilters, always(CONFIG), filters.parse_filters),
    Reader(AddressTranslation, always(CONFIG), filters.parse_translation),
    Reader(IntrusionPrevention, always(CONFIG), filters.parse_intrusion),
    Reader(Redundancy, always(CONFIG, state.VRRP, state.BGP), state.parse_redundancy),
    Reader(Tunnels, always(CONFIG, paths.IPSEC), paths.parse_tunnels),
    Reader(Neighbours, always(CONFIG), state.parse_neighbours),
    Reader(Environment, always(ENVIRONMENT, CONFIG), environment.parse_environment),
    Reader(Configuration, always(CONFIG), _configuration),
    Reader(Routes, always(CONFIG, paths.ROUTES), paths.parse_routes),
    lacking(PortGuards, "no_switch_ports"),
)

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME, ids=("yamaha_rtx", "yamaha", "yamaha.rtx.rtx", "yamaha_network.rtx.rtx"), readers=_READERS
    ),
    driver="yamaha",
    telnet_driver="yamaha_telnet",
    refused=re.compile(r"\A\s*(?:Error|エラー): ?.*"),
    secrets=SECRETS,
    verified=frozenset({"environment", "routes", "bgp"}),
)
