"""Palo Alto Networks PAN-OS firewalls.

The form of the configuration rests on the manuals; system info, ports, neighbours and high availability were compared
with real output. What a Panorama pushed is not in the running configuration: where there is one, that is said.
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
from scanners.platforms.network.panos import logging, management, parts, paths, policies, snmp, state
from scanners.platforms.network.panos.tree import NAME, SECRETS
from scanners.platforms.network.platform import NetworkPlatform, lacking
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe

CONFIG = Probe("config", "show config running", timeout=120, cap=16 << 20)
INFO = Probe("info", "show system info")
HA = Probe("ha", "show high-availability all")
HARDWARE = Probe("hardware", "show interface hardware")
LLDP = Probe("lldp", "show lldp neighbors all")
NTP = Probe("ntp", "show ntp")
ENVIRONMENT = Probe("environment", "show system environmentals")
PENDING = Probe("pending", "check pending-changes")
BGP = Probe("bgp", "show routing protocol bgp summary", cap=8 << 20)
LACP = Probe("lacp", "show lacp aggregate-ethernet all")
ROUTES = Probe("routes", "show routing route", timeout=120, cap=16 << 20)
FLOW = Probe("flow", "show vpn flow")
MAC = Probe("mac", "show mac all", cap=8 << 20)
LOAD = Probe("load", "show running resource-monitor second last 60")
RESOURCES = Probe("resources", "show system resources")

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("paloaltonetworks.panos.panos", "panos", "paloalto_panos"),
        readers=(
            Reader(DeviceIdentity, always(INFO), state.identity),
            Reader(ManagementServices, always(CONFIG), management.services),
            Reader(ManagementAccess, always(CONFIG), management.access),
            Reader(DeviceAccounts, always(CONFIG), management.accounts),
            Reader(Snmp, always(CONFIG), snmp.snmp),
            Reader(DeviceTime, always(CONFIG, NTP), management.time),
            Reader(DeviceLogging, always(CONFIG), logging.logging),
            Reader(Interfaces, always(CONFIG, HARDWARE), state.interfaces),
            Reader(PacketFilters, always(CONFIG), policies.filters),
            Reader(Redundancy, always(CONFIG, HA, HARDWARE, LACP, BGP), state.redundancy),
            lacking(PortGuards, "no_switch_ports"),
            Reader(Tunnels, always(CONFIG, FLOW, HA), policies.tunnels),
            Reader(Neighbours, always(CONFIG, LLDP, MAC, HA), parts.neighbours),
            Reader(Environment, always(ENVIRONMENT, LOAD, RESOURCES), parts.environment),
            Reader(Configuration, always(CONFIG, PENDING), state.configuration),
            Reader(IntrusionPrevention, always(CONFIG, INFO), policies.inspection),
            Reader(AddressTranslation, always(CONFIG), policies.translation),
            Reader(Routes, always(CONFIG, ROUTES, HA), paths.routes),
        ),
    ),
    driver="paloalto_panos",
    refused=re.compile(r"(?m)^(?:Invalid syntax\.|Unknown command: .*|Server error : .*|You don't have permission.*)$"),
    secrets=SECRETS,
    session=("set cli pager off",),
    verified=frozenset({"info", "ha", "hardware", "lldp", "lacp", "bgp"}),
)
