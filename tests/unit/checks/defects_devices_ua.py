"""How a network device keeps strangers out, and each way in which it does not."""

from __future__ import annotations

import dataclasses
from typing import Any

from scanners.facts.address_translation import Translation
from scanners.facts.device_accounts import StoredSecret
from scanners.facts.field import Known
from scanners.facts.interfaces import InterfaceSetting
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.neighbours import Neighbour
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter
from scanners.facts.routes import Route
from scanners.facts.snmp import SnmpCommunity, SnmpUser
from scanners.facts.tunnels import Tunnel
from tests.unit.checks import good_device
from tests.unit.checks.good_host import AS_OF, DAY

_ACCESS: ManagementAccess = good_device.GOOD["management_access"]
_SSH: ManagementPath = good_device.GOOD["management_access"].paths.value[0]
_AGENT = ManagementPath("snmp-server", frozenset({"snmp"}), True, ("10.0.0.0/24",), 0)
_PORTS: tuple[InterfaceSetting, ...] = good_device.PORTS
_FILTERS: dict[str, PacketFilter] = good_device.GOOD["packet_filters"].filters.value
_BINDINGS: tuple[FilterBinding, ...] = good_device.GOOD["packet_filters"].bindings.value
_TUNNEL: Tunnel = good_device.GOOD["tunnels"].tunnels.value[0]
_SECRETS: tuple[StoredSecret, ...] = good_device.GOOD["device_accounts"].secrets.value

GOOD: dict[str, Any] = {"management_access": dataclasses.replace(_ACCESS, paths=Known((_SSH, _AGENT)))}
REGISTER: dict[str, Any] = {
    "flows": [
        {"source": ["10.0.20.0/24"], "destination": ["10.0.30.0/24"], "protocol": "tcp", "ports": [443, "8000-8010"]},
        {"source": ["10.0.0.0/24"], "destination": ["0.0.0.0/0"], "protocol": "ip"},
    ],
    "encrypted_paths": [{"host": "sw01", "peer": "10.0.90.2"}],
    "port_exceptions": [],
    "remote_maintenance": [
        {"host": "sw01", "name": "vpn old", "owner": "保守", "expires": "2026-11-21"},
        {"host": "sw02", "name": "vpn maker", "owner": "保守", "expires": "2027-03-31"},
    ],
}


def desks(*rules: FilterRule, default: str = "deny", logs: bool = True) -> dict[str, PacketFilter]:
    """Give the filters with these rules for the desks."""
    return {**_FILTERS, "DESKS": PacketFilter("DESKS", rules, default, logs)}


def permit(
    protocol: str = "ip", source: str = "any", destination: str = "any", *ports: str, action: str = "permit"
) -> FilterRule:
    """Give a rule that logs; its line says what it is."""
    line = " ".join((action, protocol, source, destination, *ports))
    return FilterRule(action, protocol, (source,), (destination,), ports or ("any",), False, True, line)


def port(place: int, **fields: Any) -> tuple[InterfaceSetting, ...]:
    """Give the ports with one of them changed."""
    return (*_PORTS[:place], dataclasses.replace(_PORTS[place], **fields), *_PORTS[place + 1 :])


def tunnel(**fields: Any) -> tuple[Tunnel, ...]:
    """Give the tunnel, changed."""
    return (dataclasses.replace(_TUNNEL, **fields),)


def way(**fields: Any) -> tuple[ManagementPath, ...]:
    """Give the ways in, that of SSH changed."""
    return (dataclasses.replace(_SSH, **fields), _AGENT)


_SILENT = FilterRule("deny", "udp", ("any",), ("any",), ("137",), False, False, "deny udp any any eq 137")

DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J15-UA-01", "management_services", "ssh", False, "SSHで管理できません"),
    ("J15-UA-01", "management_services", "ssh_versions", frozenset({"1", "2"}), "1、2"),
    *(("J15-UA-01", "management_services", name, True, name) for name in ("telnet", "http", "ftp", "tftp")),
    ("J15-UA-02", "management_access", "paths", way(limited=False, sources=()), "line vty 0 4"),
    ("J15-UA-02", "management_access", "paths", way(sources=("0.0.0.0/0",)), "0.0.0.0/0"),
    ("J15-UA-02", "management_access", "paths", way(sources=("10.0.0.0/24", "10.0.20.7/32")), "10.0.20.7/32"),
    ("J15-UA-02", "management_access", "paths", (_SSH, dataclasses.replace(_AGENT, limited=False)), "snmp-server"),
    ("J15-UA-03", "device_accounts", "methods", {}, "集中認証の設定なし"),
    ("J15-UA-03", "device_accounts", "methods", {"default": ("local", "tacacs")}, "local tacacs"),
    ("J15-UA-03", "device_accounts", "methods", {"default": ("tacacs", "local", "none")}, "none"),
    ("J15-UA-03", "device_accounts", "methods", {"default": ("tacacs", "local"), "http": ("enable",)}, "http: enable"),
    ("J15-UA-03", "device_accounts", "methods", {"default": ("radius", "local")}, "radius: 0"),
    ("J15-UA-03", "device_accounts", "servers", (), "tacacs: 0"),
    ("J15-UA-04", "snmp", "versions", frozenset({"2c", "3"}), "SNMP 2c"),
    (
        "J15-UA-04",
        "snmp",
        "communities",
        (SnmpCommunity(True, "ro", True, "snmp-server community **** RO"),),
        "default: snmp-server community",
    ),
    ("J15-UA-04", "snmp", "users", (SnmpUser("nms", "md5", "aes128"),), "nms: md5/aes128"),
    ("J15-UA-04", "snmp", "users", (SnmpUser("nms", "sha", "none"),), "nms: sha/none"),
    *(
        ("J15-UA-05", "device_accounts", "secrets", (*_SECRETS, StoredSecret(owner, storage, "****")), owner)
        for owner, storage in (
            ("user old", "reversible"),
            ("user md5", "weak"),
            ("line con 0", "none"),
            ("radius 10.0.0.7", "plain"),
            ("radius-like", "reversible"),
        )
    ),
    ("J15-UA-06", "packet_filters", "zone_default", "permit", "permit"),
    ("J15-UA-06", "packet_filters", "filters", desks(permit(), default="deny"), "permit ip any any"),
    ("J15-UA-06", "packet_filters", "filters", desks(permit("tcp"), default="permit"), "DESKS: default permit"),
    (
        "J15-UA-06",
        "packet_filters",
        "bindings",
        (*_BINDINGS, FilterBinding("Vlan20", "out", "DESK", "traffic")),
        "Vlan20 out: DESK",
    ),
    ("J15-UA-06", "packet_filters", "bindings", _BINDINGS[1:], "Vlan20"),
    ("J15-UA-07", "packet_filters", "filters", desks(permit("tcp", "10.0.20.0/24", "10.0.30.5/32", "22")), " 22"),
    ("J15-UA-07", "packet_filters", "filters", desks(permit("udp", "10.0.20.0/24", "10.0.30.5/32", "443")), "udp"),
    ("J15-UA-07", "packet_filters", "filters", desks(permit("tcp", "10.0.20.0/23", "10.0.30.5/32", "443")), "/23"),
    ("J15-UA-07", "packet_filters", "filters", desks(permit("tcp", "10.0.20.0/24", "any", "443")), "any 443"),
    ("J15-UA-08", "packet_filters", "filters", desks(permit("ip", "0.0.0.0/0")), "permit ip 0.0.0.0/0 any"),
    ("J15-UA-08", "packet_filters", "filters", desks(permit("tcp", "any", "any", "0-65535")), "0-65535"),
    ("J15-UA-09", "interfaces", "settings", port(2, vlans=("30",)), "VLAN 30"),
    ("J15-UA-09", "interfaces", "settings", port(0, vlans=("1-4094",)), "VLAN 1-4094"),
    ("J15-UA-09", "interfaces", "settings", port(6, addresses=("10.0.20.1/24", "10.0.0.1/24")), "desks ≠ mgmt"),
    ("J15-UA-09", "interfaces", "settings", port(6, vlans=("10",)), "desks ≠ mgmt"),
    ("J15-UA-09", "interfaces", "settings", port(6, zone="MANAGE"), "Vlan20 MANAGE"),
    ("J15-UA-09", "interfaces", "settings", port(6, zone="guests"), "Vlan20 guests"),
    ("J15-UA-10", "routes", "routes", frozenset({Route("0.0.0.0/0", "10.0.0.99", "Vlan10", "main")}), "10.0.0.99"),
    ("J15-UA-10", "routes", "routes", frozenset({Route("8.8.8.0/24", "10.0.0.1", "Vlan10", "main")}), "8.8.8.0/24"),
    (
        "J15-UA-10",
        "address_translation",
        "rules",
        (Translation(("10.0.50.1/32", "8.8.4.4/32"), "ip nat pool OUT"),),
        "ip nat pool OUT",
    ),
    ("J15-UA-11", "interfaces", "settings", port(3, enabled=True), "GigabitEthernet0/4: -"),
    ("J15-UA-12", "port_guards", "access_ports", {"GigabitEthernet0/3": frozenset({"bpdu-guard"})}, "0/3"),
    ("J15-UA-12", "port_guards", "dot1x_enabled", False, "0/3"),
    ("J15-UA-13", "tunnels", "tunnels", tunnel(encryption=("aes256", "3des")), "BRANCH1: 3des"),
    ("J15-UA-13", "tunnels", "tunnels", tunnel(integrity=("sha1",)), "BRANCH1: sha1"),
    ("J15-UA-13", "tunnels", "tunnels", tunnel(groups=("group2",)), "BRANCH1: group2"),
    ("J15-UA-13", "tunnels", "tunnels", (), "10.0.90.2"),
    ("J15-UA-13", "tunnels", "tunnels", tunnel(peer="10.0.91.2"), "10.0.90.2"),
    ("J15-UA-13", "tunnels", "up", {"BRANCH1": False}, "BRANCH1"),
    ("J15-UA-14", "intrusion_prevention", "sensors", {"policy DESKS": True, "policy WAN": False}, "policy WAN"),
    ("J15-UA-14", "intrusion_prevention", "signatures_at", float(AS_OF - 8 * DAY), "8.0"),
    ("J15-UA-15", "packet_filters", "filters", desks(_SILENT), "eq 137"),
    ("J15-UA-15", "packet_filters", "filters", desks(permit("tcp", "any", "any", "443"), logs=False), "default deny"),
    ("J15-UA-15", "packet_filters", "bindings", _BINDINGS[2:], "Vlan10、Vlan20"),
    ("J15-UA-16", "management_access", "paths", way(idle_s=0), "line vty 0 4: 0"),
    ("J15-UA-16", "management_access", "paths", way(idle_s=601), "line vty 0 4: 601"),
    ("J15-UA-16", "management_access", "consoles", (ConsoleLine("line con 0", True, True, 0),), "line con 0: 0"),
    ("J15-UA-17", "management_access", "banner", " \n", "警告文がありません"),
    ("J15-UA-18", "management_access", "attempts", 0, "0回"),
    ("J15-UA-18", "management_access", "attempts", 6, "6回"),
    ("J15-UA-18", "management_access", "lockout_s", 59, "59秒"),
    ("J15-UA-19", "tunnels", "remote_access", ("vpn maker",), "vpn maker"),
    ("J15-UA-19", "tunnels", "remote_access", ("vpn old",), "2026-11-21"),
    ("J15-UA-20", "neighbours", "wireless", ("dot11 ssid OFFICE",), "OFFICE"),
    ("J15-UA-20", "neighbours", "neighbours", (Neighbour("Gi0/3", "ap1", "cisco AIR-AP2802I", "Gi0"),), "AIR-AP2802I"),
]
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS),
        ("J15-UA-02", "management_services", "https"),
        ("J15-UA-04", "snmp", "enabled"),
        *((f"J15-UA-{number}", "packet_filters", "unresolved") for number in ("06", "07", "08", "15")),
        *((f"J15-UA-{number}", "packet_filters", "bindings") for number in ("07", "08")),
        ("J15-UA-06", "interfaces", "settings"),
        ("J15-UA-11", "interfaces", "up"),
        ("J15-UA-12", "interfaces", "settings"),
    }
)
