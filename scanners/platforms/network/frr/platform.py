"""FRRouting on Linux, through vtysh (docs.frrouting.org; compared with FRRouting 8.4.4).

vtysh knows routing alone. How the Linux side is logged in to, its clock, where its log goes, its filter and its
hardware are unknown through this session: scan the host as Linux too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
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
from scanners.platforms.network.frr.state import (
    NAME,
    config_lines,
    parse_guards,
    parse_identity,
    parse_interfaces,
    parse_logging,
    parse_redundancy,
    parse_routes,
)
from scanners.platforms.network.ios_like.accounts import stored_secrets
from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS
from scanners.platforms.network.ios_like.tree import kept_lines
from scanners.platforms.network.platform import NetworkPlatform, not_told, untold, untold_fact
from scanners.platforms.network.secrets import SecretRule, stored
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope

CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version", timeout=10)
INTERFACES = Probe("interfaces", "show interface", timeout=30, cap=4 << 20)
ROUTES = Probe("routes", "show ip route vrf all", timeout=60, cap=32 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route vrf all", timeout=60, cap=32 << 20)
VRRP = Probe("vrrp", "show vrrp", timeout=10)
BGP = Probe("bgp", "show bgp vrf all summary", timeout=30, cap=4 << 20)
LOGGING = Probe("logging", "show logging", timeout=10)
OSPF = Probe("ospf", "show ip ospf neighbor", timeout=30)

_WORD = r"\S+"
_LINE = r"\S(?:[^\n]*\S)?"


def _secret(before: str, secret: str = _LINE, storage: str = "plain") -> SecretRule:
    """Make the row of a secret after these words of a line. No number tells its form but 8, of passwords of the vty."""
    return SecretRule(
        re.compile(rf"(?im)^[ \t]*+(?:no[ \t]++)?(?:{before})[ \t]++(?!<cut:)(?P<secret>{secret})"), stored(storage)
    )


_SECRETS = (
    # crypt(3) of old: eight characters count, and they are found by trying
    _secret(r"(?:enable[ \t]+)?password[ \t]+8", storage="weak"),
    _secret(r"(?:enable[ \t]+)?password(?![ \t]+8[ \t]+<cut:)"),
    _secret(r"(?:neighbor|(?:ip[ \t]+)?msdp[ \t]+peer)[ \t]+\S+[ \t]+password"),
    _secret(r"key-string"),
    _secret(r"ip[ \t]+rip[ \t]+authentication[ \t]+string"),
    _secret(r"(?:ip|ipv6)[ \t]+nhrp[ \t]+authentication"),
    _secret(r"tcp-md5-auth"),
    _secret(r"ipv6[ \t]+ospf6[ \t]+authentication[ \t]+key-id[ \t]+\d+[ \t]+hash-algo[ \t]+\S+[ \t]+key"),
    _secret(r"ip[ \t]+ospf[ \t]+(?:authentication-key|message-digest-key[ \t]+\d+[ \t]+md5)", _WORD),
    _secret(r"area[ \t]+\S+[ \t]+virtual-link(?:[ \t]+[^\s<]+){1,8}?[ \t]+(?:authentication-key|md5)", _WORD),
    _secret(r"(?:(?:isis|openfabric)[ \t]+password|(?:area|domain)-password)[ \t]+(?:md5|clear)", _WORD),
)


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read the secrets of the configuration; who may log in is told by Linux."""
    del scope
    lines = config_lines(outputs)
    return replace(untold_fact(DeviceAccounts, NAME), secrets=attempt(lambda: stored_secrets(lines)))


KNOWN: dict[str, tuple[str, ...]] = {
    "": (
        "Current configuration:", "access-list", "agentx", "allow-external-route-update", "banner", "bfd", "bgp",
        "bmp", "debug", "domainname", "enable", "end", "exit", "fpm", "frr", "hostname", "interface", "ip forwarding",
        "ip igmp", "ip import-table", "ip mroute", "ip multicast", "ip nht", "ip pim", "ip prefix-list",
        "ip protocol", "ip route", "ip router-id", "ip ssmpingd", "ipv6 access-list", "ipv6 forwarding", "ipv6 nht",
        "ipv6 prefix-list", "ipv6 route", "ipv6 router-id", "key chain", "line", "log", "mpls", "nexthop-group",
        "nhrp", "no ip forwarding", "no ipv6 forwarding", "no zebra", "password", "pbr-map", "route-map", "router",
        "router-id", "rpki", "segment-routing", "service", "username", "vni", "vrf", "vrrp", "watchfrr", "zebra",
    ),
}  # fmt: skip


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Read the configuration. vtysh cannot show the saved one: that is a file of the Linux side."""
    del scope
    lines = config_lines(outputs)
    text = outputs["config"].text()
    return Configuration(
        lines=attempt(lambda: kept_lines(text)),
        saved=not_told(NAME, "configuration.saved"),
        unsaved=not_told(NAME, "configuration.unsaved"),
        not_understood=attempt(lambda: not_understood(lines, KNOWN)),
    )


_LINUX = (
    AddressTranslation, DeviceTime, Environment, IntrusionPrevention, ManagementAccess, ManagementServices,
    Neighbours, PacketFilters, Snmp, Tunnels,
)  # fmt: skip

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("frr.frr.frr", "frr"),
        readers=(
            Reader(DeviceIdentity, always(VERSION), parse_identity),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(DeviceLogging, always(LOGGING), parse_logging),
            Reader(Interfaces, always(INTERFACES), parse_interfaces),
            Reader(PortGuards, always(INTERFACES), parse_guards),
            Reader(Redundancy, always(CONFIG, VRRP, BGP, OSPF), parse_redundancy),
            Reader(Routes, always(ROUTES, ROUTES6), parse_routes),
            Reader(Configuration, always(CONFIG), parse_configuration),
            *(untold(fact, NAME) for fact in _LINUX),
        ),
    ),
    driver="cisco_ios",
    session=("terminal length 0",),
    refused=re.compile(
        r"\A\s*(?:% ?(?:Unknown command|Command incomplete|Ambiguous command|There is no matched command)[^\n]*"
        r"|\w+d is not running)"
    ),
    secrets=(*_SECRETS, *IOS_LIKE_SECRETS),
    verified=frozenset({"config", "version", "logging", "interfaces", "routes", "routes6", "vrrp", "bgp", "ospf"}),
)
