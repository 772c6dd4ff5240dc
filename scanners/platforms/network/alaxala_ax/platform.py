"""AlaxalA AX switches, and NEC IP8800/S, which are the same.

Sources: AX3640S/AX3800S/AX2500S configuration and operation command references; see the modules of settings, access,
state, parts and what is attached.
The prompt begins with `!` while the configuration is not saved: so nothing need be compared, and not told is what.
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
from scanners.platforms.network.alaxala_ax import access, attached, parts, settings, state
from scanners.platforms.network.alaxala_ax.settings import NAME, tree
from scanners.platforms.network.ios_like.secrets import community_rule
from scanners.platforms.network.platform import NetworkPlatform, lacking
from scanners.platforms.network.secrets import SecretRule, community, stored
from scanners.platforms.network.tree import not_understood
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)
PROMPT = Probe("prompt")  # what the session saw, nothing is sent for it

_PROMPT = re.compile(r"(!?)[\w.:-]+(?:\([\w-]+\))?[>#]")
_KNOWN = (
    "aaa", "access-list", "advance", "axrp", "banner", "class-map", "clock", "dot1x", "flow", "ftp-server", "gsrp",
    "hostname", "http-server", "interface", "ip", "ipv6", "lacp", "line", "lldp", "logging", "loop-detection",
    "mac", "mac-address-table", "mac-authentication", "monitor", "no", "ntp", "parser view", "policy-map", "power",
    "qos", "radius-server", "rmon", "route-map", "router", "save", "schedule-power-control", "sflow", "snmp-server",
    "spanning-tree", "stack", "switch", "switchport", "system", "tacacs-server", "track", "uplink", "username", "vlan",
    "vrf", "vrrp", "web-authentication",
)  # fmt: skip


_IN_INTERFACE = (
    "axrp-ring-port", "bandwidth", "channel-group", "description", "dot1x", "duplex", "efmoam", "flowcontrol",
    "frame-error-notice", "gsrp", "igmp", "ip", "ipv6", "lacp", "link", "lldp", "loop-detection", "mac",
    "mac-authentication", "mdix", "media-type", "mld", "mtu", "name", "no", "power", "power-control", "qos", "rmon",
    "service-policy", "shutdown", "snmp", "spanning-tree", "speed", "storm-control", "switchport", "system", "track",
    "traffic-shape", "vrf", "vrrp", "web-authentication",
)  # fmt: skip
_IN_LINE = ("ip access-group", "ipv6 access-class", "login", "no", "speed", "transport")


def _configuration(outputs: Outputs, scope: Scope) -> Configuration:
    del scope

    def lines() -> tuple[str, ...]:
        tree(outputs)
        text = outputs["config"].text()
        return tuple(line.rstrip() for line in text.split("\n") if line.strip() and line.strip()[0] not in "!#")

    def saved() -> bool:
        found = _PROMPT.fullmatch(outputs["prompt"].text().strip())
        if found is None:
            raise Unreadable(reason("unparseable", detail=f"prompt {outputs['prompt'].text()[:40]}"))
        return not found[1]

    def unsaved() -> tuple[str, ...]:
        if not saved():
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="configuration.unsaved"))
        return ()

    return Configuration(
        lines=attempt(lines),
        saved=attempt(saved),
        unsaved=attempt(unsaved),
        not_understood=attempt(
            lambda: not_understood(tree(outputs), {"": _KNOWN, "interface": _IN_INTERFACE, "line": _IN_LINE})
        ),
    )


_WORD = r"(?P<secret>\"[^\"\n]*\"|(?!<cut:)\S+)"
_NAME = r"(?:\"[^\"\n]*\"|\S+)"
_SECRETS = (
    *(
        SecretRule(re.compile(rf"(?m)^[ \t]*+{before} {_WORD}"), stored("plain"))
        for before in (
            rf"snmp-server user {_NAME} {_NAME} (?:v3 )?auth \S+",
            rf"snmp-server user {_NAME} {_NAME} (?:v3 )?auth \S+ <cut:plain> priv \S+",
            r"(?:(?:dot1x|mac-authentication|web-authentication) )?(?:radius|tacacs)-server (?:host .*?)?\bkey",
            r"ntp authentication-key \d+ \S+",
            r"vrrp \d+ authentication(?: text| md5)?",
            r"neighbor \S+ password",
            r"(?:ip |ipv6 )?(?:ospf|rip) (?:\S+ )?(?:authentication-key|message-digest-key \d+ md5)",
            r"area \S+ virtual-link .*?(?:authentication-key|md5)",
            r"key-string",
        )
    ),
    # The switch shows strings in quotes, numbers of keys without.
    SecretRule(re.compile(r"(?m)^[^\n<]*?(?<!\w)key (?P<secret>\"[^\"\n]*\")"), stored("plain")),
    community_rule(r"snmp-server[ \t]+community"),
    SecretRule(
        re.compile(
            rf"(?m)^[ \t]*+snmp-server host \S+ (?:vrf \S+ )?(?:traps |informs )?(?:version (?:1|2c|3 \S+) )?{_WORD}"
        ),
        community,
    ),
)

_READERS = (
    Reader(DeviceIdentity, always(state.VERSION, CONFIG), state.parse_identity),
    Reader(ManagementServices, always(CONFIG), access.parse_services),
    Reader(ManagementAccess, always(CONFIG), access.parse_access),
    Reader(DeviceAccounts, always(CONFIG), settings.parse_accounts),
    Reader(Snmp, always(CONFIG), settings.parse_snmp),
    Reader(DeviceTime, always(CONFIG, state.NTP), state.parse_time),
    Reader(DeviceLogging, always(CONFIG), settings.parse_logging),
    Reader(Interfaces, always(CONFIG, state.PORTS), state.parse_interfaces),
    Reader(PacketFilters, always(CONFIG), settings.parse_filters),
    Reader(PortGuards, always(CONFIG), settings.parse_guards),
    Reader(Redundancy, always(CONFIG, state.CHANNELS, state.VRRP), state.parse_redundancy),
    Reader(Environment, always(parts.SYSTEM), parts.parse_environment),
    Reader(Neighbours, always(CONFIG, attached.LLDP, attached.MAC), attached.parse_neighbours),
    Reader(Routes, always(CONFIG, attached.ROUTES), attached.parse_routes),
    Reader(Configuration, always(CONFIG, PROMPT), _configuration),
    lacking(AddressTranslation, "device_lacks", what="NAT"),
    lacking(Tunnels, "device_lacks", what="IPsec"),
    lacking(IntrusionPrevention, "device_lacks", what="IPS"),
)

PLATFORM = NetworkPlatform(
    family=Family(
        name=NAME,
        ids=(
            "alaxala_ax", "alaxala.ax.ax", "alaxala.ax", "ax", "alaxala_ax36s", "alaxala_ax26s",
            "nec_ip8800", "nec.ip8800.ip8800", "nec_ip8800s", "ip8800",
        ),
        readers=_READERS,
    ),
    driver="alaxala_ax36s",
    refused=re.compile(r"\A\s*(?:% ?|Error: )(?:illegal|Invalid|Incomplete|Ambiguous|The command|Not|Can't|Command).*"),
    secrets=_SECRETS,
    verified=frozenset({"ports", "channels", "prompt", "system"}),
    marked_prompt=True,
)  # fmt: skip
