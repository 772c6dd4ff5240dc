"""Furukawa FITELnet routers (F70, F71, F220, F221, FX series).

`show version`, `show interface`, `show boot`, IPv6 routes and routing neighbours were compared with outputs of F220 and
FX201 (project pyats-fitelnet); of configurations, only such without management settings were there to compare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventories.reason import reason
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
from scanners.platforms.network.fitelnet.lines import NAME, config, fitelnet_tree, unsure
from scanners.platforms.network.fitelnet.paths import parse_filters, parse_interfaces, parse_translation
from scanners.platforms.network.fitelnet.routes import parse_redundancy, parse_routes
from scanners.platforms.network.fitelnet.secrets import SECRETS
from scanners.platforms.network.fitelnet.settings import (
    parse_access,
    parse_accounts,
    parse_logging,
    parse_services,
    parse_snmp,
    parse_time,
)
from scanners.platforms.network.fitelnet.tunnels import parse_tunnels
from scanners.platforms.network.ios_like.tree import setting
from scanners.platforms.network.platform import NetworkPlatform, not_told, untold
from scanners.platforms.network.saved_lines import unsaved_secrets
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show current.cfg", timeout=60, cap=8 << 20)
STARTUP = Probe("startup", "show file configuration /drive/config/boot.cfg", timeout=60, cap=8 << 20)
BOOT = Probe("boot", "show boot", timeout=20)
VERSION = Probe("version", "show version", timeout=20)
INTERFACES = Probe("interfaces", "show interface", timeout=60, cap=8 << 20)
ROUTES = Probe("routes", "show ip route", timeout=60, cap=8 << 20)
ROUTES6 = Probe("routes6", "show ipv6 route", timeout=60, cap=8 << 20)
BGP = Probe("bgp", "show ip bgp neighbors", timeout=60, cap=8 << 20)
ISIS = Probe("isis", "show isis neighbor", timeout=20)

_RUNNING = re.compile(
    r"(?m)^(?P<model>\S[^\n]{0,60}?)[ \t]{1,20}Version[ \t]{1,20}(?P<version>[A-Z]\d{1,2}\.\d{2}\(\d{2}\))"
)
_BOOT_FILE = re.compile(r"(?m)^config[ \t]*:[ \t]*(\S+)[ \t]*$")
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "": (
        "aaa accounting", "aaa authentication", "aaa authorization", "aaa group server", "access-list", "banner",
        "crypto ipsec policy", "crypto ipsec selector", "crypto isakmp", "crypto map", "hostname", "interface",
        "ip access-list", "ip domain-name", "ip name-server", "ip route", "ip vrf", "ipv6 access-list", "ipv6 route",
        "line", "logging", "no logging", "ntp", "password", "enable", "radius server", "radius-server", "router",
        "segment-routing", "snmp-server", "sntp server", "tacacs server", "tacacs-server", "username", "ssh-server",
        "no ssh-server", "telnet-server", "no telnet-server", "http-server", "no http-server", "https-server",
        "no https-server", "tftp-server", "no tftp-server", "ftp-server", "no ftp-server", "ip ssh", "no ip ssh",
        "ip nat pool", "clock timezone",
    ),
    "interface": (
        "bridge-group", "channel-group", "description", "ip access-group", "ip address", "ip mtu", "ip nat",
        "ip ospf", "ip vrf forwarding", "ipv6 address", "ipv6 enable", "ipv6 router", "ipv6 access-group", "isis",
        "link-state", "mtu", "pppoe", "shutdown", "tunnel", "vlan-id", "vrrp", "no ip", "duplex", "speed",
    ),
    "line": ("access-class", "exec-timeout", "login authentication"),
}  # fmt: skip


def _running(outputs: Outputs) -> re.Match[str]:
    """Give the line of the side that runs; the other side holds the firmware before or after it."""
    text = outputs["version"].text()
    found = _RUNNING.search(text.split("other-side")[0])
    if found is None:
        raise Unreadable(reason("unparseable", detail=f"no version: {text.strip()[:80]}"))
    return found


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give model and firmware of the side that runs. No command that was ever seen tells the serial number."""
    del scope

    def hostname() -> str:
        words = setting(config(outputs), "hostname")
        if not words:
            raise unsure("hostname")
        return words[0]

    return DeviceIdentity(
        hostname=attempt(hostname),
        model=attempt(lambda: _running(outputs)["model"]),
        version=attempt(lambda: _running(outputs)["version"]),
        serials=not_told(NAME, "device_identity.serials"),
    )


def _kept(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("!"))


def _differences(outputs: Outputs) -> tuple[str, ...]:
    """Give the lines that the running configuration and the file of the next start do not share."""
    chosen = _BOOT_FILE.findall(outputs["boot"].text())
    if chosen != ["/drive/config/boot.cfg"]:
        raise Unreadable(reason("starts_from_other_file", file=", ".join(chosen) or "-"))
    text, saved_text = outputs["config"].text(), outputs["startup"].text()
    fitelnet_tree(text)
    fitelnet_tree(saved_text)
    running, saved = (tuple(line for line in _kept(one) if line.strip() != "exit") for one in (text, saved_text))
    gone, come = set(saved) - set(running), set(running) - set(saved)
    found = (*(f"-{line}" for line in saved if line in gone), *(f"+{line}" for line in running if line in come))
    return found or (unsaved_secrets(outputs) if running == saved else (f"+{running[0]}",))


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Give the configuration, and what of it is not saved."""
    del scope

    def lines() -> tuple[str, ...]:
        config(outputs)
        return _kept(outputs["config"].text())

    return Configuration(
        lines=attempt(lines),
        saved=attempt(lambda: not _differences(outputs)),
        unsaved=attempt(lambda: _differences(outputs)),
        not_understood=attempt(lambda: not_understood(config(outputs), _KNOWN)),
    )


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("fitelnet", "furukawa.fitelnet", "furukawa_fitelnet"),
        readers=(
            Reader(DeviceIdentity, always(VERSION, CONFIG), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(Snmp, always(CONFIG), parse_snmp),
            Reader(DeviceTime, always(CONFIG), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, INTERFACES), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(Redundancy, always(CONFIG, INTERFACES, BGP, ISIS), parse_redundancy),
            untold(PortGuards, NAME),
            Reader(Tunnels, always(CONFIG, INTERFACES), parse_tunnels),
            untold(Neighbours, NAME),
            untold(Environment, NAME),
            Reader(Configuration, always(CONFIG, STARTUP, BOOT), parse_configuration),
            untold(IntrusionPrevention, NAME),
            Reader(AddressTranslation, always(CONFIG), parse_translation),
            Reader(Routes, always(CONFIG, ROUTES, ROUTES6), parse_routes),
        ),
    ),
    driver="furukawa_fitelnet",
    telnet_driver="furukawa_fitelnet_telnet",
    session=("no more",),
    refused=re.compile(r"(?m)^<ERROR>[^\n]*"),
    secrets=SECRETS,
    verified=frozenset({"version", "interfaces", "boot", "routes6", "bgp", "isis"}),
)  # fmt: skip
