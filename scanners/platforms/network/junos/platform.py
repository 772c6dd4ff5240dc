"""Juniper Junos: EX, QFX, MX, SRX, from release 15 on.

One configuration and a few states. What is committed is in force and saved at once.
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
from scanners.platforms.network.junos import (
    accounts,
    attached,
    management,
    policies,
    ports,
    redundancy,
    routes,
    snmp,
    state,
    tunnels,
)
from scanners.platforms.network.junos.tree import NAME, SECRETS
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show configuration | display omit", timeout=120, cap=16 << 20)
VERSION = Probe("version", "show version")
HARDWARE = Probe("hardware", "show chassis hardware", timeout=30)
UPTIME = Probe("uptime", "show system uptime")
NTP = Probe("ntp", "show ntp associations no-resolve", timeout=30)
CLUSTER = Probe("cluster", "show chassis cluster status")
TERSE = Probe("terse", "show interfaces terse", timeout=30)
ENVIRONMENT = Probe("environment", "show chassis environment", timeout=30)
ENGINE = Probe("engine", "show chassis routing-engine", timeout=30)
COUNTERS = Probe(
    "counters",
    'show interfaces extensive | match "^Physical interface|Last flapped|packets|errors:"',
    timeout=60,
    cap=8 << 20,
)
LACP = Probe("lacp", "show lacp interfaces", timeout=30)
VRRP = Probe("vrrp", "show vrrp summary")
BGP = Probe("bgp", "show bgp summary", timeout=30, cap=4 << 20)
OSPF = Probe("ospf", "show ospf neighbor", timeout=30)
IPSEC = Probe("ipsec", "show security ipsec security-associations", timeout=30, cap=4 << 20)
SIGNATURES = Probe("signatures", "show security idp security-package-version")
LLDP = Probe("lldp", "show lldp neighbors", timeout=30)
LLDP_DETAIL = Probe("lldp_detail", "show lldp neighbors detail", timeout=60, cap=4 << 20)
MACS = Probe("macs", "show ethernet-switching table", timeout=60, cap=16 << 20)
ROUTES = Probe("routes", "show route active-path", timeout=120, cap=64 << 20)
_VERIFIED = frozenset({"config", "version", "hardware", "uptime", "ntp", "cluster", "lacp", "vrrp", "bgp", "ospf",
                       "ipsec", "signatures", "lldp", "macs"})  # fmt: skip

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("junipernetworks.junos.junos", "junos", "juniper_junos"),
        readers=(
            Reader(DeviceIdentity, always(VERSION, HARDWARE), state.identity),
            Reader(ManagementServices, always(CONFIG), management.services),
            Reader(ManagementAccess, always(CONFIG), management.access),
            Reader(DeviceAccounts, always(CONFIG), accounts.accounts),
            Reader(Snmp, always(CONFIG), snmp.snmp),
            Reader(DeviceTime, always(CONFIG, UPTIME, NTP), management.time),
            Reader(DeviceLogging, always(CONFIG), management.logging),
            Reader(Interfaces, always(CONFIG, TERSE, COUNTERS, UPTIME), ports.interfaces),
            Reader(PacketFilters, always(CONFIG), policies.filters),
            Reader(
                Redundancy,
                always(CONFIG, CLUSTER, TERSE, LACP, VRRP, BGP, OSPF),
                redundancy.redundancy,
            ),
            Reader(PortGuards, always(CONFIG), ports.guards),
            Reader(Tunnels, always(CONFIG, IPSEC), tunnels.tunnels),
            Reader(Neighbours, always(CONFIG, LLDP, LLDP_DETAIL, MACS), attached.neighbours),
            Reader(Environment, always(ENVIRONMENT, ENGINE), state.environment),
            Reader(Configuration, always(CONFIG), state.configuration),
            Reader(IntrusionPrevention, always(CONFIG, SIGNATURES), policies.inspection),
            Reader(AddressTranslation, always(CONFIG), policies.translation),
            Reader(Routes, always(ROUTES), routes.routes),
        ),
    ),
    driver="juniper_junos",
    refused=re.compile(
        r"(?m)^(?:error: (?:syntax error|permission denied|command is not valid|unknown command).*|unknown command.*|"
        r"syntax error, expecting .*|permission denied\.?)$|/\* ACCESS-DENIED \*/"
    ),
    secrets=SECRETS,
    session=("set cli screen-length 0", "set cli screen-width 0"),
    verified=_VERIFIED,
)
