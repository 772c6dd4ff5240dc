"""Allied Telesis devices with AlliedWare Plus (x, SH and IE switches, AR routers).

Sources: AlliedWare Plus command reference (5.4); see the modules of configuration, management and state.
"""

from __future__ import annotations

import re

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
from scanners.platforms.network.alliedware_plus import attached, config, management, state
from scanners.platforms.network.alliedware_plus.config import CONFIG, NAME, tree
from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS
from scanners.platforms.network.platform import NetworkPlatform
from scanners.platforms.network.saved_lines import differences, unsaved_secrets
from scanners.platforms.network.secrets import SecretRule, crypt_storage, stored
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

STARTUP = Probe("startup", "show startup-config", timeout=60, cap=8 << 20)
_KNOWN = (
    "aaa", "access-list", "arp", "atmf", "auth", "banner", "boot", "class-map", "clock", "crypto", "dot1x", "epsr",
    "errdisable", "exception", "fan", "feature", "firewall", "flowcontrol", "hostname", "http", "interface", "ip",
    "ipv6", "lacp", "license", "line", "lldp", "log", "loop-protection", "mac", "mail", "mls", "mtu", "nat", "no",
    "ntp", "openflow", "platform", "policy-map", "power-inline", "radius-server", "rmon", "route-map", "router",
    "security-password", "service", "sflow", "snmp-server", "spanning-tree", "ssh", "stack", "switch", "system",
    "tacacs-server", "telnet", "thrash-limiting", "trigger", "undebug", "username", "vlan", "vrrp", "vty", "zone",
)  # fmt: skip


_IN_INTERFACE = (
    "access-group", "arp", "auth", "auth-mac", "auth-web", "bandwidth", "channel-group", "description", "dot1x",
    "duplex", "egress-rate-limit", "encapsulation", "epsr", "flowcontrol", "ip", "ipv6", "lacp", "linkflap", "lldp",
    "loop-protection", "mac", "mirror", "mru", "mtu", "no", "polarity", "power-inline", "ppp", "rmon",
    "service-policy", "shutdown", "snmp", "spanning-tree", "speed", "static-channel-group", "storm-control",
    "switchport", "thrash-limiting", "tunnel", "undebug", "vlan", "wrr-queue",
)  # fmt: skip
_IN_LINE = (
    "accounting",
    "authorization",
    "exec-timeout",
    "flowcontrol",
    "history",
    "length",
    "login",
    "no",
    "privilege",
    "speed",
)


def _shown(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("!"))


def _configuration(outputs: Outputs, scope: Scope) -> Configuration:
    del scope

    def running() -> tuple[str, ...]:
        tree(outputs)
        return _shown(outputs["config"].text())

    def unsaved() -> tuple[str, ...]:
        before, now = _shown(outputs["startup"].text()), running()
        if not before or before[-1] != "end":
            raise Unreadable(reason("unparseable", detail="show startup-config without its end"))
        return differences(before, now) or unsaved_secrets(outputs)

    return Configuration(
        lines=attempt(running),
        saved=attempt(lambda: not unsaved()),
        unsaved=attempt(unsaved),
        not_understood=attempt(
            lambda: not_understood(tree(outputs), {"": _KNOWN, "interface": _IN_INTERFACE, "line": _IN_LINE})
        ),
    )


def _of_level(found: re.Match[str]) -> str:
    """Judge the hash after `level 7 8`, which is cut with it: a shared rule would take that for a password."""
    hashed = re.search(r"(?P<secret>\S+)$", found["secret"])
    return crypt_storage(hashed) if hashed else "unknown"


_WORD = r"(?P<secret>(?!<cut:)\S+)"
_SECRETS = (
    SecretRule(re.compile(rf"(?m)^[ \t]*+username \S+ .*?\bpassword 8 {_WORD}"), crypt_storage),
    SecretRule(re.compile(rf"(?m)^[ \t]*+username \S+ password (?!8 ){_WORD}(?= .*\bencrypted\b)"), crypt_storage),
    SecretRule(re.compile(rf"(?m)^[ \t]*+enable (?:password|secret) 8 {_WORD}"), crypt_storage),
    SecretRule(re.compile(r"(?m)^[ \t]*+enable (?:password|secret) (?P<secret>level \d+ 8 (?!<cut:)\S+)"), _of_level),
    SecretRule(re.compile(rf"(?m)^[ \t]*+(?!ntp )[^\n<]*?(?<![\w-])key 8 {_WORD}"), stored("reversible")),
    SecretRule(re.compile(rf"(?m)^[ \t]++nas \S+ key {_WORD}"), stored("plain")),  # of the server inside the device
    SecretRule(re.compile(rf"(?m)^[ \t]++user \S+ encrypted password {_WORD}"), stored("reversible")),
    SecretRule(re.compile(rf"(?m)^[ \t]++user \S+ password {_WORD}"), stored("plain")),
    SecretRule(re.compile(r"(?m)^[ \t]*+ip rip authentication string (?P<secret>(?!<cut:)\S[^\n]*)"), stored("plain")),
    *IOS_LIKE_SECRETS,
    # Those rules take the two keys of a user for hashed ones, which they are after `encrypted` alone.
    *(
        SecretRule(
            re.compile(r"(?m)^[ \t]*+snmp-server user \S+ \S+ (?!encrypted )[^\n]*?(?P<secret><cut:strong>)"),
            stored("plain"),
        ),
    )
    * 2,
)

_READERS = (
    Reader(DeviceIdentity, always(state.SYSTEM, CONFIG), state.parse_identity),
    Reader(ManagementServices, always(CONFIG), management.parse_services),
    Reader(ManagementAccess, always(CONFIG), management.parse_access),
    Reader(DeviceAccounts, always(CONFIG), management.parse_accounts),
    Reader(Snmp, always(CONFIG), management.parse_snmp),
    Reader(DeviceTime, always(CONFIG, attached.NTP), attached.parse_time),
    Reader(DeviceLogging, always(CONFIG), management.parse_logging),
    Reader(Interfaces, always(CONFIG, state.INTERFACES, state.SYSTEM), state.parse_interfaces),
    Reader(PacketFilters, always(CONFIG), config.parse_filters),
    Reader(PortGuards, always(CONFIG), config.parse_guards),
    Reader(Redundancy, always(CONFIG, attached.CHANNELS), attached.parse_redundancy),
    Reader(Environment, always(state.PARTS, state.SYSTEM), state.parse_environment),
    Reader(Neighbours, always(CONFIG, attached.LLDP, attached.MAC), attached.parse_neighbours),
    Reader(Configuration, always(CONFIG, STARTUP), _configuration),
    Reader(Routes, always(CONFIG, attached.ROUTES), attached.parse_routes),
    Reader(AddressTranslation, always(CONFIG), attached.parse_translation),
    Reader(Tunnels, always(CONFIG), attached.parse_tunnels),
    Reader(IntrusionPrevention, always(CONFIG), attached.parse_prevention),
)

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=(
            "alliedware_plus",
            "awplus",
            "allied_telesis_awplus",
            "alliedtelesis.awplus.awplus",
            "alliedtelesis.awplus",
        ),
        readers=_READERS,
    ),
    driver="allied_telesis_awplus",
    session=("terminal length 0",),
    refused=re.compile(
        r"(?m)^[ \t]*+% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized|No such|Permission|Cannot).*"
    ),
    secrets=_SECRETS,
    verified=frozenset({"config", "system", "environment", "interfaces", "channels", "lldp", "mac", "ntp"}),
)
