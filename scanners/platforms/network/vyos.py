"""VyOS 1.3 and later.

Written after the documentation; the form of configurations was compared with saved ones, but no output of a session.
What the Linux below tells (power, load, the saved file) can be asked of it as a host.
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
from scanners.platforms.network import vyos_filters, vyos_management, vyos_state
from scanners.platforms.network.platform import NetworkPlatform, lacking, untold
from scanners.platforms.network.vyos_tree import NAME, SECRETS
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show configuration", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version")
INTERFACES = Probe("interfaces", "show interfaces")
NTP = Probe("ntp", "show ntp")

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("vyos.vyos.vyos", "vyos"),
        readers=(
            Reader(DeviceIdentity, always(CONFIG, VERSION), vyos_state.identity),
            Reader(ManagementServices, always(CONFIG), vyos_management.services),
            Reader(ManagementAccess, always(CONFIG), vyos_management.access),
            Reader(DeviceAccounts, always(CONFIG), vyos_management.accounts),
            Reader(Snmp, always(CONFIG), vyos_management.snmp),
            Reader(DeviceTime, always(CONFIG, NTP), vyos_management.time),
            Reader(DeviceLogging, always(CONFIG), vyos_management.logging),
            Reader(Interfaces, always(CONFIG, INTERFACES), vyos_state.interfaces),
            Reader(PacketFilters, always(CONFIG), vyos_filters.filters),
            Reader(Redundancy, always(CONFIG), vyos_state.redundancy),
            lacking(PortGuards, "no_switch_ports"),
            Reader(Tunnels, always(CONFIG), vyos_state.tunnels),
            Reader(Neighbours, always(CONFIG), vyos_state.neighbours),
            untold(Environment, NAME),
            Reader(Configuration, always(CONFIG), vyos_state.configuration),
            untold(IntrusionPrevention, NAME),
            Reader(AddressTranslation, always(CONFIG), vyos_filters.translation),
            untold(Routes, NAME),
        ),
    ),
    driver="vyos",
    refused=re.compile(
        r"(?m)^[ \t]*+(?:Invalid command: .*|-vbash: .*command not found|Incomplete command: .*|Ambiguous command: .*)$"
    ),
    secrets=SECRETS,
    session=("set terminal length 0", "set terminal width 512"),
)
