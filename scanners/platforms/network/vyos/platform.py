"""VyOS 1.3 and later.

Written after the documentation and the source of vyos-1x; the form of configurations was compared with saved ones, but
no output of a session. What the Linux below tells (power, temperatures, the saved file) can be asked of it as a host.
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
from scanners.platforms.network.frr.state import parse_routes
from scanners.platforms.network.platform import NetworkPlatform, lacking
from scanners.platforms.network.vyos import filters, management, paths, state
from scanners.platforms.network.vyos.tree import NAME, SECRETS
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show configuration", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version")
INTERFACES = Probe("interfaces", "show interfaces")
DETAIL = Probe("detail", "show interfaces detail", timeout=30, cap=4 << 20)
NTP = Probe("ntp", "show ntp")
CLOCK = Probe("clock", "show ntp system")
VRRP = Probe("vrrp", "show vrrp")
BGP = Probe("bgp", "show bgp summary", timeout=30, cap=4 << 20)
OSPF = Probe("ospf", "show ip ospf neighbor", timeout=30)
IPSEC = Probe("ipsec", "show vpn ipsec sa", timeout=30)
LLDP = Probe("lldp", "show lldp neighbors")
UPTIME = Probe("uptime", "show system uptime")
MEMORY = Probe("memory", "show system memory")
ROUTES = Probe("routes", "show ip route vrf all", timeout=60, cap=32 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route vrf all", timeout=60, cap=32 << 20)

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("vyos.vyos.vyos", "vyos"),
        readers=(
            Reader(DeviceIdentity, always(CONFIG, VERSION), state.identity),
            Reader(ManagementServices, always(CONFIG), management.services),
            Reader(ManagementAccess, always(CONFIG), management.access),
            Reader(DeviceAccounts, always(CONFIG), management.accounts),
            Reader(Snmp, always(CONFIG), management.snmp),
            Reader(DeviceTime, always(CONFIG, NTP, CLOCK), management.time),
            Reader(DeviceLogging, always(CONFIG), management.logging),
            Reader(Interfaces, always(CONFIG, INTERFACES, DETAIL), state.interfaces),
            Reader(PacketFilters, always(CONFIG), filters.filters),
            Reader(Redundancy, always(CONFIG, VRRP, BGP, OSPF), paths.redundancy),
            lacking(PortGuards, "no_switch_ports"),
            Reader(Tunnels, always(CONFIG, IPSEC), paths.tunnels),
            Reader(Neighbours, always(CONFIG, LLDP), paths.neighbours),
            Reader(Environment, always(UPTIME, MEMORY), state.environment),
            Reader(Configuration, always(CONFIG), state.configuration),
            Reader(IntrusionPrevention, always(CONFIG), state.inspection),
            Reader(AddressTranslation, always(CONFIG), filters.translation),
            Reader(Routes, always(ROUTES, ROUTES6), parse_routes),
        ),
    ),
    driver="vyos",
    refused=re.compile(
        r"(?m)^[ \t]*+(?:Invalid command: .*|-vbash: .*command not found|Incomplete command: .*|Ambiguous command: .*)$"
    ),
    secrets=SECRETS,
    session=("set terminal length 0", "set terminal width 512"),
)
