"""APRESIA switches (AEOS-NP; AEOS8 as far as its forms are the same).

Nothing here was compared with a real device: the forms are those of the AEOS-NP command reference and of the vendor's
configuration examples.
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
from scanners.facts.field import Known, attempt
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
from scanners.platforms.network.apresia_aeos.lines import NAME, aeos_tree, config, filters, framed, unsure
from scanners.platforms.network.apresia_aeos.ports import (
    parse_guards,
    parse_interfaces,
    parse_neighbours,
    parse_redundancy,
)
from scanners.platforms.network.apresia_aeos.settings import (
    parse_access,
    parse_accounts,
    parse_logging,
    parse_services,
    parse_snmp,
    parse_time,
)
from scanners.platforms.network.apresia_aeos.state import parse_environment, serials
from scanners.platforms.network.cautious.secrets import ANY_KEY
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS, typed
from scanners.platforms.network.ios_like.tree import setting
from scanners.platforms.network.platform import NetworkPlatform, lacking, untold
from scanners.platforms.network.saved_lines import unsaved_secrets
from scanners.platforms.network.secrets import SecretRule, community, stored
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version", timeout=20)
PORTS = Probe("ports", "show interfaces status", timeout=30)
UNIT = Probe("unit", "show unit", timeout=20)
ENVIRONMENT = Probe("environment", "show environment", timeout=20)
CPU = Probe("cpu", "show cpu utilization", timeout=20)
STATIONS = Probe("stations", "show mac-address-table", timeout=60, cap=8 << 20)

_MODEL = re.compile(r"(?<![\w-])(Apresia[\w-]+)")
_RUNTIME = re.compile(r"(?:Runtime\s*:\s*|AEOS(?:-NP\d*)?\s+Ver\.?\s*)(\d+(?:\.\d+)+)")
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "": (
        "aaa accounting", "aaa authentication", "aaa new-model", "aaa group server", "aaa radius", "aaa tacacs",
        "access-defender", "banner login", "clock", "dot1x enable", "hostname", "interface", "ip access-list",
        "ip http", "ip route", "ip ssh", "ip telnet", "line", "logging", "no ip http", "no ip ssh", "no ip telnet",
        "no snmp-server", "ntp", "radius-server", "service password-encryption", "snmp-server", "sntp", "enable",
        "tacacs-server", "telnet-server", "no telnet-server", "username", "vlan", "vlan database", "no logging",
        "ssh-server", "no ssh-server", "no ftp-server", "no tftp-server", "no ip ftp", "no ip tftp",
    ),
    "interface": (
        "description", "dot1x", "ip access-group", "ip address", "shutdown", "switchport", "no shutdown",
        "spanning-tree",
    ),
    "line": ("access-class", "login", "session-timeout"),
    "access-defender": ("dot1x", "packet-filter2 max-rule"),
}  # fmt: skip


def _found(pattern: re.Pattern[str], outputs: Outputs) -> str:
    text = outputs["version"].text()
    told = pattern.findall(text)
    found = set(told)
    # Members of a stack may differ; one that tells its version in another form would be lost.
    if len(found) != 1 or (pattern is _RUNTIME and text.count("Runtime") not in {0, len(told)}):
        raise Unreadable(reason("unparseable", detail=f"version: {sorted(found) or text.strip()[:80]}"))
    return str(found.pop())


def parse_identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    """Give model, version and serial numbers."""
    del scope

    def hostname() -> str:
        words = setting(config(outputs), "hostname")
        if not words:
            raise unsure("hostname")
        return words[0]

    return DeviceIdentity(
        hostname=attempt(hostname),
        model=attempt(lambda: _found(_MODEL, outputs)),
        version=attempt(lambda: _found(_RUNTIME, outputs)),
        serials=attempt(lambda: serials(outputs["unit"].text())),
    )


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the IP access lists and where they are in force; filters of other kinds are not resolved."""
    del scope
    lines = config(outputs)
    named, unresolved = filters(lines)
    return PacketFilters(Known(named), Known(bindings(lines)), Known(""), Known(unresolved))


def _kept(text: str) -> tuple[str, ...]:
    aeos_tree(text)
    return tuple(
        line.rstrip() for line in text.split("\n") if line.strip() and line.lstrip()[0] not in "!#" and not framed(line)
    )


def _differences(outputs: Outputs) -> tuple[str, ...]:
    running, saved = _kept(outputs["config"].text()), _kept(outputs["startup"].text())
    gone, come = set(saved) - set(running), set(running) - set(saved)
    found = (*(f"-{line}" for line in saved if line in gone), *(f"+{line}" for line in running if line in come))
    return found or (unsaved_secrets(outputs) if running == saved else (f"+{running[0]}",))


def parse_configuration(outputs: Outputs, scope: Scope) -> Configuration:
    """Give the configuration, and what of it is not saved."""
    del scope
    return Configuration(
        lines=attempt(lambda: _kept(outputs["config"].text())),
        saved=attempt(lambda: not _differences(outputs)),
        unsaved=attempt(lambda: _differences(outputs)),
        not_understood=attempt(lambda: not_understood(config(outputs), _KNOWN)),
    )


def _key_storage(found: re.Match[str]) -> str:
    """Tell the storage by the number before a key; a word before it tells one that is not known."""
    return typed(found) if len(found["secret"].split()) == 1 else "unknown"


# lines that rules of our own take
_OWN = ("snmp-server user name group v3 auth sha key priv aes key", "snmp-server community 7 name")


PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=("apresia_aeos", "apresia.aeos", "apresia"),
        readers=(
            Reader(DeviceIdentity, always(VERSION, CONFIG, UNIT), parse_identity),
            Reader(ManagementServices, always(CONFIG), parse_services),
            Reader(ManagementAccess, always(CONFIG), parse_access),
            Reader(DeviceAccounts, always(CONFIG), parse_accounts),
            Reader(Snmp, always(CONFIG), parse_snmp),
            Reader(DeviceTime, always(CONFIG), parse_time),
            Reader(DeviceLogging, always(CONFIG), parse_logging),
            Reader(Interfaces, always(CONFIG, PORTS), parse_interfaces),
            Reader(PacketFilters, always(CONFIG), parse_filters),
            Reader(Redundancy, always(CONFIG), parse_redundancy),
            Reader(PortGuards, always(CONFIG, PORTS), parse_guards),
            lacking(Tunnels, "device_lacks", what="IPsec"),
            Reader(Neighbours, always(STATIONS), parse_neighbours),
            Reader(Environment, always(ENVIRONMENT, CPU, UNIT), parse_environment),
            Reader(Configuration, always(CONFIG, STARTUP), parse_configuration),
            lacking(IntrusionPrevention, "device_lacks", what="IPS"),
            lacking(AddressTranslation, "device_lacks", what="NAT"),
            untold(Routes, NAME),
        ),
    ),
    driver="apresia_aeos",
    telnet_driver="apresia_aeos_telnet",
    refused=re.compile(r"(?m)^[ \t]*%[ \t]*(?:Invalid|Incomplete|Ambiguous|Unknown|Permission|Authorization)[^\n]*"),
    secrets=(
        *(
            # keys that may stand as typed or hashed: no form of theirs is sure
            SecretRule(
                re.compile(
                    rf"(?im)^[ \t]*snmp-server[ \t]+user[ \t][^\n]*?[ \t]{part}[ \t]+"
                    r"(?P<secret>(?!<cut:)\S[^\n]*?(?<![ \t])(?=[ \t]++(?:priv|access)\b|[ \t]*+$))"
                ),
                stored("unknown"),
            )
            for part in (r"auth[ \t]+\S+", r"priv(?:[ \t]+(?:3?des|aes)\S*)?")
        ),
        SecretRule(  # the form of a community may stand before it
            re.compile(
                r"(?im)^[ \t]*(?:no[ \t]+)?snmp-server[ \t]+community[ \t]+"
                r"(?:(?:encrypted|\d{1,2})[ \t]+(?!(?:access|ro|rw|view)\b)(?=\S))?(?P<secret>(?!<cut:)\S+)"
            ),
            community,
        ),
        SecretRule(
            re.compile(
                r"(?im)^[ \t]*snmp-server[ \t]+host[ \t]+\S+[ \t]+version[ \t]+(?:1|2c)[ \t]+"
                r"(?P<secret>(?!<cut:)\S[^\n]*)"
            ),
            community,
        ),
        SecretRule(
            re.compile(
                r"(?im)^[ \t]*(?:aaa[ \t]+(?:radius|tacacs)[ \t]+\d+[ \t]+|(?:radius|tacacs)-server[ \t]+)host[ \t]+\S+"
                r"(?:[ \t][^\n<]*?)?[ \t]key[ \t]+(?:(?P<type>\d)[ \t]+)?(?P<secret>(?!<cut:)\S[^\n]*)"
            ),
            _key_storage,
        ),
        *(rule for rule in IOS_LIKE_SECRETS if not any(map(rule.pattern.search, _OWN))),
        ANY_KEY,
    ),
)  # fmt: skip
