"""Fortinet FortiGate (FortiOS 5.6 and later).

One full configuration, with all its defaults, and a few states. Where virtual domains are on, the configuration tells
of all of them, but most states can only be asked inside one: these commands are refused then, and say so.
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
from scanners.platforms.network.fortios import accounts, attached, logging, management, paths, policies, routes, state
from scanners.platforms.network.fortios.tree import NAME
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show full-configuration", timeout=180, cap=16 << 20)
STATUS = Probe("status", "get system status")
HA = Probe("ha", "get system ha status")
PHYSICAL = Probe("physical", "get system interface physical")
PERFORMANCE = Probe("performance", "get system performance status")
NTP = Probe("ntp", "diagnose sys ntp status")
SENSORS = Probe("sensors", "execute sensor list")
IPSEC = Probe("ipsec", "get vpn ipsec tunnel summary")
LLDP = Probe("lldp", "diagnose lldprx port neighbor details")
LLDP_RX = Probe("lldp_rx", "diagnose lldp rx port neighbor details")
COUNTERS = Probe("counters", "diagnose netlink interface list", cap=4 << 20)
BGP = Probe("bgp", "get router info bgp summary")
OSPF = Probe("ospf", "get router info ospf neighbor")
ROUTES = Probe("routes", "get router info routing-table all", cap=8 << 20)
ROUTES_6 = Probe("routes6", "get router info6 routing-table", cap=8 << 20)
VRRP = Probe("vrrp", "get router info vrrp")

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("fortinet.fortios.fortios", "fortios", "fortinet"),
        readers=(
            Reader(DeviceIdentity, always(STATUS), state.identity),
            Reader(ManagementServices, always(CONFIG), management.services),
            Reader(ManagementAccess, always(CONFIG), management.access),
            Reader(DeviceAccounts, always(CONFIG), accounts.accounts),
            Reader(Snmp, always(CONFIG), management.snmp),
            Reader(DeviceTime, always(CONFIG, NTP), management.time),
            Reader(DeviceLogging, always(CONFIG), logging.logging),
            Reader(Interfaces, always(CONFIG, PHYSICAL, COUNTERS, PERFORMANCE), state.interfaces),
            Reader(PacketFilters, always(CONFIG), policies.filters),
            Reader(Redundancy, always(CONFIG, HA, VRRP, BGP, OSPF), state.redundancy),
            Reader(PortGuards, always(CONFIG), paths.guards),
            Reader(Tunnels, always(CONFIG, IPSEC), paths.tunnels),
            Reader(Neighbours, always(CONFIG, LLDP, LLDP_RX), attached.neighbours),
            Reader(Environment, always(SENSORS, PERFORMANCE), state.environment),
            Reader(Configuration, always(CONFIG), state.configuration),
            Reader(IntrusionPrevention, always(CONFIG, STATUS), policies.inspection),
            Reader(AddressTranslation, always(CONFIG), policies.translation),
            Reader(Routes, always(CONFIG, ROUTES, ROUTES_6), routes.routes),
        ),
    ),
    driver="fortinet",
    refused=re.compile(r"(?m)^(?:Unknown action 0|Command fail\. Return code -?\d+|command parse error before .*)"),
    secrets=accounts.SECRETS,
    verified=frozenset({"config", "status", "ha", "physical"}),
)
