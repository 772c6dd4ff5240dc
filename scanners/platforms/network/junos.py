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
from scanners.platforms.network import (
    junos_management,
    junos_policies,
    junos_ports,
    junos_snmp,
    junos_state,
    junos_tunnels,
)
from scanners.platforms.network.junos_tree import NAME, SECRETS
from scanners.platforms.network.platform import NetworkPlatform, untold
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

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("junipernetworks.junos.junos", "junos", "juniper_junos"),
        readers=(
            Reader(DeviceIdentity, always(VERSION, HARDWARE), junos_state.identity),
            Reader(ManagementServices, always(CONFIG), junos_management.services),
            Reader(ManagementAccess, always(CONFIG), junos_management.access),
            Reader(DeviceAccounts, always(CONFIG), junos_management.accounts),
            Reader(Snmp, always(CONFIG), junos_snmp.snmp),
            Reader(DeviceTime, always(CONFIG, UPTIME, NTP), junos_management.time),
            Reader(DeviceLogging, always(CONFIG), junos_management.logging),
            Reader(Interfaces, always(CONFIG, TERSE), junos_ports.interfaces),
            Reader(PacketFilters, always(CONFIG), junos_policies.filters),
            Reader(Redundancy, always(CONFIG, CLUSTER), junos_state.redundancy),
            Reader(PortGuards, always(CONFIG), junos_ports.guards),
            Reader(Tunnels, always(CONFIG), junos_tunnels.tunnels),
            Reader(Neighbours, always(CONFIG), junos_state.neighbours),
            Reader(Environment, always(ENVIRONMENT, ENGINE), junos_state.environment),
            Reader(Configuration, always(CONFIG), junos_state.configuration),
            Reader(IntrusionPrevention, always(CONFIG), junos_policies.inspection),
            Reader(AddressTranslation, always(CONFIG), junos_policies.translation),
            untold(Routes, NAME),
        ),
    ),
    driver="juniper_junos",
    refused=re.compile(
        r"(?m)^(?:error: (?:syntax error|permission denied|command is not valid|unknown command).*|unknown command.*|"
        r"syntax error, expecting .*|permission denied\.?)$|/\* ACCESS-DENIED \*/"
    ),
    secrets=SECRETS,
    session=("set cli screen-length 0", "set cli screen-width 0"),
    verified=frozenset({"config", "version", "hardware", "uptime", "ntp", "cluster"}),
)
