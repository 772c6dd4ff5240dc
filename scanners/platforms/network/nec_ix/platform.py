"""NEC UNIVERGE IX routers.

`show running-config` is answered in configuration mode alone; the pager of a session is switched off there too, so that
nothing is sent for it. Sources: UNIVERGE IX command reference; `show version`, `show hardware`, `show running-config`
and `show startup-config` compared with published outputs of an IX2215 (Version 10.7.18, 10.11.6), the others as their
modules say.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inventories.reason import reason
from scanners.facts.address_translation import AddressTranslation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import DeviceTime
from scanners.facts.environment import Environment
from scanners.facts.field import attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
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
from scanners.platforms.network.addresses import interface_address
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.nec_ix import filters, logging, management, paths, tunnels
from scanners.platforms.network.nec_ix.config import LAST, NAME, config_tree
from scanners.platforms.network.nec_ix.secrets import SECRETS
from scanners.platforms.network.platform import NetworkPlatform, not_told, untold, untold_fact
from scanners.platforms.network.saved_lines import differences, unsaved_secrets
from scanners.platforms.network.tree import Line, every, has, not_understood, starting
from scanners.platforms.reader import Family, Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

CONFIG = Probe("config", "show running-config", timeout=60, cap=8 << 20)
STARTUP = Probe("startup", "show startup-config", timeout=60, cap=8 << 20)
VERSION = Probe("version", "show version")
HARDWARE = Probe("hardware", "show hardware")
INTERFACES = Probe("interfaces", "show interfaces", timeout=30, cap=4 << 20)

_RELEASE = re.compile(r"(?m)^IX Series (\S+) \(\S+\) Software, Version (\d[\w.]*),")
_BOARD = re.compile(r"(?m)^[ \t]*S/N:[ \t]*([A-Za-z0-9-]+)[ \t]*$")


def _identity(outputs: Outputs, scope: Scope) -> DeviceIdentity:
    del scope

    def release(group: int) -> str:
        found = _RELEASE.search(outputs["version"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="show version without an IX release"))
        return found[group]

    def serials() -> tuple[str, ...]:
        found = _BOARD.findall(outputs["hardware"].text())
        if not found:
            raise Unreadable(reason("unparseable", detail="show hardware without S/N"))
        return tuple(dict.fromkeys(found))

    return DeviceIdentity(
        hostname=attempt(lambda: (setting(config_tree(outputs), "hostname") or ["Router"])[0]),
        model=attempt(lambda: release(1)),
        version=attempt(lambda: release(2)),
        serials=attempt(serials),
    )


_KINDS = (
    (re.compile(r"(?:Giga|Fast|TenGiga)?Ethernet[\d/]+\.0|BRI\S+|USB-Serial\S+"), "physical"),
    (re.compile(r"(?:Giga|Fast|TenGiga)?Ethernet\S+|BVI\d+"), "vlan"),
    (re.compile(r"Tunnel\S+"), "tunnel"),
    (re.compile(r"Loopback\S+"), "loopback"),
)
_STATE = re.compile(r"(?m)^Interface (\S+) is (administratively down|up|down)\b")
_ANY_STATE = re.compile(r"(?m)^Interface \S")
_COUNTERS = re.compile(r"(?m)^[ \t]+(\d+) packets (?:input|output), \d+ bytes, (\d+) errors")
_ANY_COUNTER = re.compile(r"(?m)^[ \t]++\d+ packets (?:input|output)\b")


def _setting(name: str, under: tuple[Line, ...], off: frozenset[str]) -> InterfaceSetting:
    device = re.split(r"[.:]", name, maxsplit=1)[0]
    tag = setting(under, "encapsulation dot1q") or []
    addresses = [
        interface_address(*words[0].split("/", 1))
        for family in ("ip address", "ipv6 address")
        for _line, words in starting(under, family)
        if words and "/" in words[0]
    ]
    return InterfaceSetting(
        name=name,
        kind=next((kind for pattern, kind in _KINDS if pattern.fullmatch(name)), "other"),
        enabled=device not in off and not has(under, "shutdown"),
        description=" ".join(setting(under, "description") or []),
        mode="routed",
        vlans=tuple(tag[:1]),
        addresses=tuple(addresses),
        zone=" ".join(setting(under, "ip vrf forwarding") or []),
    )


def _interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    del scope

    def blocks() -> dict[str, tuple[str, str]]:
        text = outputs["interfaces"].text()
        starts = [*_STATE.finditer(text)]
        if not starts or len(starts) != len(_ANY_STATE.findall(text)):
            raise Unreadable(reason("unparseable", detail="show interfaces without an interface, or with another form"))
        ends = [found.start() for found in starts[1:]] + [len(text)]
        return {found[1]: (found[2], text[found.end() : end]) for found, end in zip(starts, ends, strict=True)}

    def errors() -> dict[str, InterfaceErrors]:
        given = {}
        for name, (_state, text) in blocks().items():
            counts = _COUNTERS.findall(text)
            if len(counts) < 2 and _ANY_COUNTER.search(text):
                raise Unreadable(reason("unparseable", detail=f"show interfaces tells no errors of {name}"))
            if counts:
                given[name] = InterfaceErrors(*(sum(int(pair[at]) for pair in counts[:2]) for at in (0, 1)))
        if not given:
            raise Unreadable(reason("unparseable", detail="show interfaces without counters"))
        return given

    def settings() -> tuple[InterfaceSetting, ...]:
        lines = config_tree(outputs)
        off = frozenset(name for name, under in sections(lines, "device") if has(under, "shutdown"))
        return tuple(_setting(name, under, off) for name, under in sections(lines, "interface"))

    return Interfaces(
        settings=attempt(settings),
        up=attempt(lambda: {name: state == "up" for name, (state, _text) in blocks().items()}),
        idle_s=not_told(NAME, "interfaces.idle_s"),
        errors=attempt(errors),
    )


_KNOWN = (
    "aaa", "authentication", "bridge", "device", "dns", "dns-server", "ftp-server", "hostname", "http-server", "ike",
    "ikev2", "interface", "ip", "ipsec", "ipv6", "logging", "mobile", "network-monitor", "nm", "ntp", "pki", "ppp",
    "proxy-dns", "radius", "route-map", "router", "snmp-agent", "snmpv3", "ssh-server", "syslog", "system",
    "telnet-server", "terminal", "tftp-server", "timezone", "upnp", "username", "vrrp", "watch-group", "class-map",
    "policy-map", "event", "scheduler", "sntp", "url-list", "web-console", "no",
)  # fmt: skip


_IN_INTERFACE = (
    "auto-connect", "bridge", "bridge-group", "carrier-delay", "description", "encapsulation", "idle-time", "ikev2",
    "ip", "ipsec", "ipv6", "isdn", "l2tp", "mobile", "nat", "no", "ppp", "pppoe", "proxy-arp", "service-policy",
    "shutdown", "tunnel", "vrrp", "mtu", "dialer", "vlan-group",
)  # fmt: skip


def _neighbours(outputs: Outputs, scope: Scope) -> Neighbours:
    """Say that neighbours are not read; no router of the series has radio of its own, but a modem may be plugged in."""
    del scope

    def mobile() -> tuple[str, ...]:
        return tuple(
            f"{above[0]}: {line.text}" if above else line.text
            for above, line in every(config_tree(outputs))
            if line.words[0] == "mobile"
        )

    return replace(untold_fact(Neighbours, NAME), wireless=attempt(mobile))


def _shown(text: str) -> tuple[str, ...]:
    """Give the lines of a configuration: not its head, which tells times, and not the marks between sections."""
    return tuple(
        line.rstrip()
        for line in text.split("\n")
        if line.strip() and not line.lstrip().startswith("!") and not line.startswith("Using ")
    )


def _configuration(outputs: Outputs, scope: Scope) -> Configuration:
    del scope

    def running() -> tuple[str, ...]:
        config_tree(outputs)
        return _shown(outputs["config"].text())

    def unsaved() -> tuple[str, ...]:
        text = outputs["startup"].text()
        if not re.search(r"(?m)^! Last updated ", text):
            raise Unreadable(reason("unparseable", detail="show startup-config without its head"))
        if not re.search(rf"(?m)^{re.escape(LAST)}[ \t]*$", text):
            raise Unreadable(reason("unparseable", detail=f"show startup-config without {LAST}: cut short"))
        return differences(_shown(text), running()) or unsaved_secrets(outputs)

    return Configuration(
        lines=attempt(running),
        saved=attempt(lambda: not unsaved()),
        unsaved=attempt(unsaved),
        not_understood=attempt(lambda: not_understood(config_tree(outputs), {"": _KNOWN, "interface": _IN_INTERFACE})),
    )


_READERS = (
    Reader(DeviceIdentity, always(VERSION, CONFIG, HARDWARE), _identity),
    Reader(ManagementServices, always(CONFIG), management.parse_services),
    Reader(ManagementAccess, always(CONFIG), management.parse_access),
    Reader(DeviceAccounts, always(CONFIG), management.parse_accounts),
    Reader(Snmp, always(CONFIG), management.parse_snmp),
    Reader(DeviceTime, always(CONFIG, logging.NTP), logging.parse_time),
    Reader(DeviceLogging, always(CONFIG), logging.parse_logging),
    Reader(Interfaces, always(CONFIG, INTERFACES), _interfaces),
    Reader(PacketFilters, always(CONFIG), filters.parse_filters),
    Reader(AddressTranslation, always(CONFIG), filters.parse_translation),
    Reader(Redundancy, always(CONFIG, paths.BGP), paths.parse_redundancy),
    Reader(Routes, always(CONFIG, paths.ROUTES), paths.parse_routes),
    Reader(Tunnels, always(CONFIG, tunnels.IPSEC), tunnels.parse_tunnels),
    Reader(Neighbours, always(CONFIG), _neighbours),
    Reader(Configuration, always(CONFIG, STARTUP), _configuration),
    *(untold(fact, NAME) for fact in (Environment, IntrusionPrevention, PortGuards)),
)

PLATFORM = NetworkPlatform(
    family=Family(name=NAME, ids=("nec_ix", "nec.ix.ix", "nec.univerge.ix"), readers=_READERS),
    driver="nec_ix",
    telnet_driver="nec_ix_telnet",
    refused=re.compile(
        r"\A\s*% ?(?:[^\n]{1,80} -- )?(?:Invalid|Incomplete|Ambiguous|Unknown|Permission|Not permitted|Bad).*"
    ),
    secrets=SECRETS,
    verified=frozenset({"config", "version", "hardware", "startup", "routes", "bgp", "ipsec", "ntp"}),
)
