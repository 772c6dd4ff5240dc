"""A network device that is in order: one fact of each kind that platforms of devices read.

It meets the register and the segments of good_host: time servers, log server and gateway are the same.
"""

from __future__ import annotations

from typing import Any

from inventories.model import Connection, Host
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.configuration import Configuration
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.environment import Environment
from scanners.facts.field import Known
from scanners.facts.interfaces import InterfaceErrors, Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbour, Neighbours, Station
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.redundancy import HopGroup, LinkBundle, Redundancy
from scanners.facts.routes import Route, Routes
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.facts.tunnels import Tunnel, Tunnels
from tests.unit.checks.good_host import AS_OF, DAY

FAMILY = "cisco_ios"
MODEL = "WS-C3850-24T"
VERSION = "16.12.4"
SERIAL = "FOC1234X0AB"


def device(name: str = "sw01", registers: tuple[str, ...] = ("base",)) -> Host:
    """Give the asset of the inventory that it is."""
    way = Connection(f"{name}.test", user="tenken", kind="ansible.netcommon.network_cli", network_os="cisco.ios.ios")
    return Host(name, way, "lgwan", registers=registers)


def _port(name: str, description: str, mode: str, *vlans: str, enabled: bool = True) -> InterfaceSetting:
    return InterfaceSetting(name, "physical", enabled, description, mode, vlans, (), "")


PORTS = (
    _port("GigabitEthernet0/1", "core01 Gi1/0/1", "trunk", "10", "20"),
    _port("GigabitEthernet0/2", "core02 Gi1/0/1", "trunk", "10", "20"),
    _port("GigabitEthernet0/3", "window desk", "access", "20"),
    _port("GigabitEthernet0/4", "", "access", "999", enabled=False),
    InterfaceSetting("Port-channel1", "bundle", True, "core", "trunk", ("10", "20"), (), ""),
    InterfaceSetting("Vlan10", "vlan", True, "management", "routed", (), ("10.0.0.3/24",), ""),
    InterfaceSetting("Vlan20", "vlan", True, "desks", "routed", (), ("10.0.20.1/24",), ""),
)
_PERMIT = FilterRule("permit", "tcp", ("10.0.20.0/24",), ("10.0.30.5/32",), ("443",), False, True, "permit tcp … 443")
_MANAGERS = FilterRule("permit", "ip", ("10.0.0.0/24",), ("any",), ("any",), False, True, "permit 10.0.0.0 0.0.0.255")
_DENY = FilterRule("deny", "ip", ("any",), ("any",), ("any",), False, True, "deny ip any any log")

GOOD: dict[str, Any] = {
    "address_translation": AddressTranslation(
        Known((Translation(("10.0.50.1/32",), "ip nat inside source static 10.0.20.5 10.0.50.1"),))
    ),
    "configuration": Configuration(
        lines=Known(("hostname sw01", "ip ssh version 2", "line vty 0 4", " transport input ssh")),
        saved=Known(True),
        unsaved=Known(()),
        not_understood=Known(()),
    ),
    "device_accounts": DeviceAccounts(
        users=Known((DeviceUser("ops", "15"), DeviceUser("tenken", "1"))),
        secrets=Known(
            (
                StoredSecret("enable", "strong", "enable secret 9 ****"),
                StoredSecret("user ops", "strong", "username ops secret 9 ****"),
                StoredSecret("user tenken", "strong", "username tenken secret 9 ****"),
            )
        ),
        servers=Known((AaaServer("tacacs", "10.0.0.7"), AaaServer("tacacs", "10.0.0.8"))),
        methods=Known({"default": ("tacacs", "local"), "console": ("tacacs", "local")}),
        accounting=Known(("exec", "commands 15")),
    ),
    "device_identity": DeviceIdentity(Known("sw01"), Known(MODEL), Known(VERSION), Known((SERIAL,))),
    "device_logging": DeviceLogging(Known(True), Known((LogServer("10.0.0.9", 6),)), Known(True)),
    "device_time": DeviceTime(
        Known((NtpServer("10.0.0.5", True), NtpServer("10.0.0.6", True))), Known(True), Known(1.25)
    ),
    "environment": Environment(
        power_supplies=Known({"PS1": "ok", "PS2": "ok"}),
        fans=Known({"Fan 1": "ok", "Fan 2": "ok"}),
        temperatures=Known({"Inlet": "ok"}),
        celsius=Known({"Inlet": 27.0}),
        cpu_pct=Known(9.0),
        memory_pct=Known(41.0),
    ),
    "interfaces": Interfaces(
        settings=Known(PORTS),
        up=Known({port.name: port.enabled for port in PORTS}),
        idle_s=Known({port.name: 0 if port.enabled else -1 for port in PORTS if port.kind == "physical"}),
        errors=Known({port.name: InterfaceErrors(5_000_000, 3) for port in PORTS if port.enabled}),
        running_s=Known(90 * DAY),
    ),
    "intrusion_prevention": IntrusionPrevention(Known({"policy DESKS": True}), Known(float(AS_OF - DAY))),
    "management_access": ManagementAccess(
        paths=Known((ManagementPath("line vty 0 4", frozenset({"ssh"}), True, ("10.0.0.0/24",), 600),)),
        consoles=Known((ConsoleLine("line con 0", True, True, 300), ConsoleLine("line aux 0", False, True, 300))),
        attempts=Known(3),
        lockout_s=Known(900),
        banner=Known("許可された者のみ利用できます。操作は記録されます。"),
    ),
    "management_services": ManagementServices(
        ssh=Known(True),
        telnet=Known(False),
        http=Known(False),
        https=Known(False),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"})),
        ssh_ciphers=Known(("aes256-gcm@openssh.com",)),
        ssh_macs=Known(("hmac-sha2-256-etm@openssh.com",)),
        ssh_key_exchanges=Known(("curve25519-sha256",)),
        unneeded=Known(()),
    ),
    "neighbours": Neighbours(
        neighbours=Known(
            (
                Neighbour("GigabitEthernet0/1", "core01.example.jp", "cisco C9500", "GigabitEthernet1/0/1"),
                Neighbour("GigabitEthernet0/2", "core02.example.jp", "cisco C9500", "GigabitEthernet1/0/1"),
            )
        ),
        stations=Known(
            (
                Station("00:00:5e:00:53:11", "20", "GigabitEthernet0/3"),
                Station("00:00:5e:00:53:01", "10", "Port-channel1"),
            )
        ),
        wireless=Known(()),
    ),
    "packet_filters": PacketFilters(
        filters=Known(
            {
                "DESKS": PacketFilter("DESKS", (_PERMIT, _DENY), "deny", True),
                "MANAGERS": PacketFilter("MANAGERS", (_MANAGERS, _DENY), "deny", True),
            }
        ),
        bindings=Known(
            (
                FilterBinding("Vlan20", "in", "DESKS", "traffic"),
                FilterBinding("Vlan10", "in", "MANAGERS", "traffic"),
                FilterBinding("line vty 0 4", "in", "MANAGERS", "management"),
            )
        ),
        zone_default=Known(""),
        unresolved=Known(()),
    ),
    "port_guards": PortGuards(Known({"GigabitEthernet0/3": frozenset({"dot1x", "bpdu-guard"})}), Known(True)),
    "redundancy": Redundancy(
        hop_groups=Known((HopGroup("Vlan20 20", "vrrp", "master"),)),
        bundles=Known(
            (
                LinkBundle(
                    "Port-channel1",
                    ("GigabitEthernet0/1", "GigabitEthernet0/2"),
                    ("GigabitEthernet0/1", "GigabitEthernet0/2"),
                ),
            )
        ),
        cluster=Known({"1": "active", "2": "standby"}),
        cluster_in_step=Known(True),
        routing_peers=Known({"10.0.0.1": True}),
    ),
    "routes": Routes(
        Known(
            frozenset(
                {
                    Route("0.0.0.0/0", "10.0.0.1", "Vlan10", "main"),
                    Route("0.0.0.0/0", "10.0.0.11", "Vlan10", "main"),
                    Route("10.0.20.0/24", "", "Vlan20", "main"),
                    Route("10.0.40.0/24", "10.0.0.1", "Vlan10", "main"),
                }
            )
        )
    ),
    "snmp": Snmp(
        enabled=Known(True),
        versions=Known(frozenset({"3"})),
        communities=Known(tuple[SnmpCommunity, ...]()),
        users=Known((SnmpUser("nms", "sha", "aes128"),)),
    ),
    "tunnels": Tunnels(
        tunnels=Known((Tunnel("BRANCH1", "10.0.90.2", ("aes256",), ("sha256",), ("group14",)),)),
        up=Known({"BRANCH1": True}),
        remote_access=Known(()),
    ),
}
# What the register must hold beside that of good_host.
REGISTER: dict[str, Any] = {"gateways": [{"address": "10.0.0.11"}]}
