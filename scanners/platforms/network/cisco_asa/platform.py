"""Cisco ASA: firewalls, in single context mode."""

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
from scanners.platforms.network.cisco_asa.access import parse_access, parse_accounts
from scanners.platforms.network.cisco_asa.config import (
    NAME,
    parse_logging,
    parse_services,
    parse_snmp,
)
from scanners.platforms.network.cisco_asa.environment import parse_environment
from scanners.platforms.network.cisco_asa.paths import (
    parse_filters,
    parse_prevention,
    parse_translation,
)
from scanners.platforms.network.cisco_asa.redundancy import parse_redundancy
from scanners.platforms.network.cisco_asa.secrets import ASA_SECRETS
from scanners.platforms.network.cisco_asa.state import (
    parse_configuration,
    parse_guards,
    parse_identity,
    parse_interfaces,
    parse_neighbours,
    parse_routes,
    parse_time,
)
from scanners.platforms.network.cisco_asa.tunnels import parse_tunnels
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show running-config", timeout=90, cap=16 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=90, cap=16 << 20)
VERSION = Probe("version", "show version", timeout=30)
INTERFACES = Probe("interfaces", "show interface", timeout=60, cap=4 << 20)
NTP = Probe("ntp", "show ntp associations", timeout=30)
CPU = Probe("cpu", "show cpu usage", timeout=30)
MEMORY = Probe("memory", "show memory", timeout=30)
ENVIRONMENT = Probe("environment", "show environment", timeout=30)
FAILOVER = Probe("failover", "show failover", timeout=30)
COPYING = Probe("copying", "show failover state", timeout=30)
BUNDLES = Probe("bundles", "show port-channel summary", timeout=30)
BGP = Probe("bgp", "show bgp summary", timeout=60)
OSPF = Probe("ospf", "show ospf neighbor", timeout=30)
SESSIONS = Probe("sessions", "show vpn-sessiondb detail l2l", timeout=60, cap=4 << 20)
ARP = Probe("arp", "show arp", timeout=60, cap=4 << 20)
ROUTES = Probe("routes", "show route", timeout=60, cap=4 << 20)


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("cisco.asa.asa", "asa", "cisco_asa"),
        readers=(
            Reader(DeviceIdentity, always(VERSION), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG, STARTUP), parse_accounts),
            Reader(Snmp, always(CONFIG), parse_snmp),
            Reader(DeviceTime, always(CONFIG, NTP), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, INTERFACES), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(AddressTranslation, always(CONFIG), parse_translation),
            Reader(PortGuards, always(CONFIG), parse_guards),
            Reader(Redundancy, always(CONFIG, FAILOVER, COPYING, BUNDLES, BGP, OSPF), parse_redundancy),
            Reader(Tunnels, always(CONFIG, SESSIONS, FAILOVER), parse_tunnels),
            Reader(IntrusionPrevention, always(CONFIG), parse_prevention),
            Reader(Neighbours, always(CONFIG, VERSION, ARP), parse_neighbours),
            Reader(Environment, always(ENVIRONMENT, CPU, MEMORY), parse_environment),
            Reader(Routes, always(CONFIG, ROUTES), parse_routes),
            Reader(Configuration, always(CONFIG, STARTUP), parse_configuration),
        ),
    ),
    driver="cisco_asa",
    session=("terminal pager 0",),
    refused=re.compile(
        r"\A\s*+(?:[^\n]{0,200}\n)?\s*+(?:\^\s*+)?(?:ERROR: %? ?(?:Invalid|Incomplete|Ambiguous|Command)|"
        r"Command authorization failed|ERROR: This command)[^\n]*"
    ),
    secrets=ASA_SECRETS,
    verified=frozenset({"config", "version", "failover"}),
)
