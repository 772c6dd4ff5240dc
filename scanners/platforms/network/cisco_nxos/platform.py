"""Cisco NX-OS: Nexus switches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import Absent, attempt
from scanners.facts.interfaces import Interfaces
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbours
from scanners.facts.packet_filters import PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import HopGroup, Redundancy
from scanners.facts.routes import Routes
from scanners.facts.snmp import Snmp
from scanners.facts.tunnels import Tunnels
from scanners.platforms.network.cisco_ios.paths import translations
from scanners.platforms.network.cisco_nxos.access import parse_access, parse_services
from scanners.platforms.network.cisco_nxos.config import (
    parse_accounts,
    parse_filters,
    parse_guards,
    parse_logging,
    parse_snmp,
)
from scanners.platforms.network.cisco_nxos.peers import routing_peers
from scanners.platforms.network.cisco_nxos.ports import parse_interfaces
from scanners.platforms.network.cisco_nxos.secrets import NXOS_SECRETS
from scanners.platforms.network.cisco_nxos.state import (
    parse_configuration,
    parse_environment,
    parse_identity,
    parse_neighbours,
    parse_routes,
    parse_time,
)
from scanners.platforms.network.cisco_nxos.tree import NAME, config_tree
from scanners.platforms.network.ios_like.state import unparseable
from scanners.platforms.network.ios_like.tables import bundles
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.platform import NetworkPlatform, lacking
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=90, cap=8 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=90, cap=8 << 20)
VERSION = Probe("version", "show version", timeout=30)
INTERFACES = Probe("interfaces", "show interface", timeout=60, cap=8 << 20)
NTP = Probe("ntp", "show ntp peer-status", timeout=30)
ENVIRONMENT = Probe("environment", "show environment", timeout=30)
CPU = Probe("cpu", "show processes cpu | include utilization", timeout=30)
RESOURCES = Probe("resources", "show system resources", timeout=30)
HSRP = Probe("hsrp", "show hsrp all", timeout=30)
VRRP = Probe("vrrp", "show vrrp detail", timeout=30)
VPC = Probe("vpc", "show vpc", timeout=30)
BUNDLES = Probe("bundles", "show port-channel summary", timeout=30)
OSPF = Probe("ospf", "show ip ospf neighbors vrf all", timeout=30)
BGP = Probe("bgp", "show bgp sessions vrf all", timeout=60, cap=4 << 20)
LLDP = Probe("lldp", "show lldp neighbors detail", timeout=60, cap=4 << 20)
CDP = Probe("cdp", "show cdp neighbors detail", timeout=60, cap=4 << 20)
MACS = Probe("macs", "show mac address-table", timeout=60, cap=8 << 20)
ROUTES = Probe("routes", "show ip route vrf all", timeout=60, cap=8 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route vrf all", timeout=60, cap=8 << 20)

_HOPS = re.compile(
    r"(?m)^(?P<port>[A-Za-z][\w/.-]*) - Group (?P<group>\d+)(?P<kind>[^\n]*)\n"
    r"\s+(?:Local s|S)tate is (?P<state>[A-Za-z]+)"
)


def parse_translation(outputs: Outputs, scope: Scope) -> AddressTranslation:
    """Read `ip nat inside|outside source …`."""
    del scope
    lines = config_tree(outputs)
    return AddressTranslation(attempt(lambda: tuple(translations(lines))))


def parse_tunnels(outputs: Outputs, scope: Scope) -> Tunnels:
    """Give the lines on which a modem answers: there is no other dial-in, and no IPsec."""
    del scope
    lines = config_tree(outputs)
    lacks = Absent(reason("device_lacks", what="IPsec"))
    return Tunnels(
        tunnels=lacks,
        up=lacks,
        remote_access=attempt(
            lambda: tuple(f"line {name}" for name, under in sections(lines, "line") if has(under, "modem in"))
        ),
    )


def parse_redundancy(outputs: Outputs, scope: Scope) -> Redundancy:
    """Join the configuration with what is shown of it. A pair of switches is a vPC domain."""
    del scope
    lines = config_tree(outputs)
    paired = any(True for _ in starting(lines, "vpc domain"))
    return Redundancy(
        hop_groups=attempt(lambda: tuple(_hops(lines, outputs))),
        bundles=attempt(
            lambda: tuple(bundles(lines, "show port-channel summary", outputs["bundles"].text, "port-channel"))
        ),
        cluster=attempt(lambda: _pair(outputs["vpc"].text()) if paired else {}),
        cluster_in_step=attempt(lambda: _in_step(outputs["vpc"].text()))
        if paired
        else Absent(reason("no_cluster_here")),
        routing_peers=attempt(lambda: routing_peers(lines, outputs)),
    )


def _hops(lines: tuple[Line, ...], outputs: Outputs) -> Iterator[HopGroup]:
    for words, probe, protocol in (("hsrp", "hsrp", "hsrp"), ("vrrp", "vrrp", "vrrp")):
        wanted = {
            (f"{name} {rest[0]}", " ipv6" if "ipv6" in rest[1:] else "")
            for name, under in sections(lines, "interface")
            for _line, rest in starting(under, words)
            if rest and rest[0].isdigit()
        }
        if not wanted:
            continue
        told = [
            (f"{found['port']} {found['group']}", " ipv6" if "ipv6" in found["kind"].lower() else "", found["state"])
            for found in _HOPS.finditer(outputs[probe].text())
        ]
        if wanted - {(name, kind) for name, kind, _state in told}:
            raise unparseable(f"show {words}", "a group is not told")
        yield from (HopGroup(name + kind, protocol, state.lower()) for name, kind, state in told)
    for words in ("vrrpv3", "glbp"):
        if any(line.words[0] == words for _above, line in every(lines)):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field=words))


def _told(text: str, words: str) -> str:
    found = re.search(rf"(?m)^{words}\s*: (.+?)\s*$", text)
    if found is None:
        raise unparseable("show vpc", text)
    return found[1]


def _pair(text: str) -> dict[str, str]:
    peer, alive = _told(text, "Peer status"), _told(text, "vPC keep-alive status")
    return {
        "vpc peer": "ok" if peer == "peer adjacency formed ok" else "failed",
        "vpc keep-alive": "ok" if alive == "peer is alive" else "failed",
    }


def _in_step(text: str) -> bool:
    """Whether the settings that must agree (type 1) do, and those that should (type 2), where these are told."""
    kinds = [_told(text, f"{kind} consistency status") for kind in ("Configuration", "Per-vlan")]
    kinds += re.findall(r"(?m)^Type-2 consistency status[ \t]*: (\S+)", text)
    return all(kind == "success" for kind in kinds)


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("cisco.nxos.nxos", "nxos", "cisco_nxos"),
        readers=(
            Reader(DeviceIdentity, always(VERSION), parse_identity),
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
            Reader(Redundancy, always(CONFIG, HSRP, VRRP, VPC, BUNDLES, OSPF, BGP), parse_redundancy),
            Reader(Tunnels, always(CONFIG), parse_tunnels),
            lacking(IntrusionPrevention, "device_lacks", what="IPS"),
            Reader(Neighbours, always(CONFIG, LLDP, CDP, MACS), parse_neighbours),
            Reader(Environment, always(ENVIRONMENT, CPU, RESOURCES), parse_environment),
            Reader(Routes, always(ROUTES, ROUTES6), parse_routes),
            Reader(Configuration, always(CONFIG, STARTUP), parse_configuration),
        ),
    ),
    driver="cisco_nxos",
    session=("terminal length 0", "terminal width 511"),
    refused=re.compile(
        r"\A[^\n]{0,200}\n?\s*+(?:\^\s*+)?%\s*(?:Invalid (?:command|number|parameters)|Incomplete command|"
        r"Ambiguous command|Permission denied|Authorization failed)[^\n]*"
    ),
    secrets=NXOS_SECRETS,
    verified=frozenset({
        "config", "startup", "version", "interfaces", "environment", "cpu", "hsrp", "vpc", "bundles", "ospf", "bgp",
        "lldp", "cdp", "routes",
    }),
)  # fmt: skip
