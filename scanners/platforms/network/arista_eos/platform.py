"""Arista EOS: data centre and campus switches."""

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
from scanners.platforms.network.arista_eos.access import parse_access, parse_services
from scanners.platforms.network.arista_eos.config import (
    NAME,
    parse_accounts,
    parse_filters,
    parse_guards,
    parse_logging,
    parse_snmp,
    parse_translation,
)
from scanners.platforms.network.arista_eos.interfaces import parse_interfaces
from scanners.platforms.network.arista_eos.redundancy import parse_redundancy
from scanners.platforms.network.arista_eos.secrets import EOS_SECRETS
from scanners.platforms.network.arista_eos.state import (
    parse_configuration,
    parse_environment,
    parse_identity,
    parse_neighbours,
    parse_routes,
    parse_time,
)
from scanners.platforms.network.arista_eos.tunnels import parse_tunnels
from scanners.platforms.network.platform import NetworkPlatform, lacking
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show running-config", timeout=90, cap=8 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=60, cap=8 << 20)
DIFFS = Probe("diffs", "show running-config diffs", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version", timeout=30)
INTERFACES = Probe("interfaces", "show interfaces", timeout=60, cap=8 << 20)
NTP = Probe("ntp", "show ntp associations", timeout=30)
POWER = Probe("power", "show environment power", timeout=30)
COOLING = Probe("cooling", "show environment cooling", timeout=30)
TEMPERATURE = Probe("temperature", "show environment temperature", timeout=30)
CPU = Probe("cpu", "show processes top once | include Cpu", timeout=30)
VRRP = Probe("vrrp", "show vrrp", timeout=30)
MLAG = Probe("mlag", "show mlag", timeout=30)
BUNDLES = Probe("bundles", "show port-channel summary", timeout=30)
BGP = Probe("bgp", "show ip bgp summary vrf all", timeout=60)
OSPF = Probe("ospf", "show ip ospf neighbor", timeout=30)
IPSEC = Probe("ipsec", "show ip security connection detail", timeout=30)
LLDP = Probe("lldp", "show lldp neighbors detail", timeout=60, cap=4 << 20)
MACS = Probe("macs", "show mac address-table", timeout=60, cap=8 << 20)
ROUTES = Probe("routes", "show ip route vrf all", timeout=60, cap=8 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route vrf all", timeout=60, cap=8 << 20)

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("arista.eos.eos", "eos", "arista_eos"),
        readers=(
            Reader(DeviceIdentity, always(CONFIG, VERSION), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(Snmp, always(CONFIG), parse_snmp),
            Reader(DeviceTime, always(CONFIG, NTP), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, INTERFACES, VERSION), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(AddressTranslation, always(CONFIG), parse_translation),
            Reader(PortGuards, always(CONFIG), parse_guards),
            Reader(Redundancy, always(CONFIG, VRRP, MLAG, BUNDLES, BGP, OSPF), parse_redundancy),
            Reader(Tunnels, always(CONFIG, IPSEC), parse_tunnels),
            lacking(IntrusionPrevention, "device_lacks", what="IPS"),
            Reader(Neighbours, always(CONFIG, LLDP, MACS), parse_neighbours),
            Reader(Environment, always(POWER, COOLING, TEMPERATURE, VERSION, CPU), parse_environment),
            Reader(Routes, always(ROUTES, ROUTES6), parse_routes),
            Reader(Configuration, always(CONFIG, STARTUP, DIFFS), parse_configuration),
        ),
    ),
    driver="arista_eos",
    telnet_driver="arista_eos_telnet",
    session=("terminal length 0", "terminal width 32767"),
    refused=re.compile(
        r"\A\s*+(?:\^\s*+)?% ?(?:Invalid (?:input|command)|Incomplete command|Ambiguous command|Unavailable command|"
        r"Authorization denied|Permission denied|Internal error)[^\n]*"
    ),
    secrets=EOS_SECRETS,
    verified=frozenset({"config", "startup", "version", "power", "cooling", "temperature", "mlag", "ntp"}),
)
