"""What the register holds of the device of good_device, and each way in which a device is not in order."""

from __future__ import annotations

from typing import Any

from scanners.facts.backups import Backups, BackupSet
from scanners.facts.device_logging import LogServer
from scanners.facts.device_time import NtpServer
from scanners.facts.field import Known
from scanners.facts.interfaces import InterfaceErrors
from scanners.facts.management_access import ConsoleLine
from scanners.facts.neighbours import Neighbour, Station
from scanners.facts.redundancy import HopGroup, LinkBundle
from scanners.facts.routes import Route
from tests.unit.checks import good_device
from tests.unit.checks.good_host import AS_OF

HOUR = 3600
KEPT = "/srv/configurations/sw01"
_CORES = good_device.GOOD["neighbours"].neighbours.value
_STATIONS = good_device.GOOD["neighbours"].stations.value
_ERRORS = good_device.GOOD["interfaces"].errors.value
_ROUTES: frozenset[Route] = good_device.GOOD["routes"].routes.value
_SECOND = Route("0.0.0.0/0", "10.0.0.11", "Vlan10", "main")


def kept(age_h: float, size: int = 4096) -> dict[str, BackupSet | None]:
    """Give the newest copy of the device's configuration, so many hours old."""
    return {KEPT: BackupSet("sw01.cfg", int(AS_OF - age_h * HOUR), size, None)}


GOOD: dict[str, Any] = {"backups": Backups(Known(kept(5)), Known({}))}
REGISTER: dict[str, Any] = {
    "hardware": [{"host": "sw01", "serial": good_device.SERIAL, "product": good_device.MODEL}],
    "device_software": [
        {
            "platform": good_device.FAMILY,
            "model": good_device.MODEL,
            "versions": [good_device.VERSION, "16.12.5"],
            "supported_until": "2027-06-30",
            "source": "maker's notice 2026-1",
            "as_of": "2026-04-01",
        }
    ],
    "device_links": [
        {
            "host": "sw01",
            "port": "GigabitEthernet0/1",
            "neighbour": "core01",
            "remote_port": "GigabitEthernet1/0/1",
        },
        {"host": "sw01", "port": "Gi0/2", "neighbour": "core02.example.jp"},
    ],
    "stations": [{"mac": "00:00:5e:00:53:11", "vlan": "20"}, {"mac": "00:00:5e:00:53:01", "vlan": "10"}],
    "single_power": [],
    "configuration_backups": [{"host": "sw01", "path": KEPT}],
    "routing_neighbours": [{"host": "sw01", "neighbours": ["10.0.0.1"]}],
    "detour_paths": [{"host": "sw01", "destination": "10.0.40.0/24", "next_hops": ["10.0.0.1", "10.0.90.2"]}],
}

DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J15-MG-01", "device_identity", "serials", ("FOC9999X9ZZ",), "+ serial FOC9999X9ZZ"),
    ("J15-MG-01", "device_identity", "serials", (good_device.SERIAL, "FOC9999X9ZZ"), "+ serial FOC9999X9ZZ"),
    ("J15-MG-01", "device_identity", "model", "WS-C2960X-24", "WS-C2960X-24"),
    ("J15-MG-01", "neighbours", "neighbours", (*_CORES, Neighbour("Gi0/9", "ap7", "-", "eth0")), "Gi0/9 → ap7 eth0"),
    ("J15-MG-01", "neighbours", "neighbours", _CORES[:1], "Gi0/2 → core02.example.jp"),
    ("J15-MG-02", "device_identity", "version", "15.2(7)E3", "15.2(7)E3"),
    ("J15-MG-02", "device_identity", "version", "16.12.4a", "16.12.4a"),
    ("J15-MG-03", "configuration", "saved", False, "保存されていない"),
    ("J15-MG-03", "configuration", "unsaved", ("+ip http server",), "+ip http server"),
    (
        "J15-MG-05",
        "device_time",
        "servers",
        (NtpServer("10.0.0.5", True), NtpServer("203.0.113.9", True)),
        "203.0.113.9",
    ),
    ("J15-MG-05", "device_time", "servers", (NtpServer("10.0.0.5", True), NtpServer("10.0.0.6", False)), "10.0.0.6"),
    ("J15-MG-05", "device_time", "servers", (NtpServer("10.0.0.5", True),), "2個以上"),
    ("J15-MG-05", "device_time", "synchronised", False, "同期していません"),
    ("J15-MG-05", "device_time", "offset_ms", 500.5, "500.5"),
    ("J15-MG-05", "device_time", "offset_ms", -3600000.0, "-3600000"),
    ("J15-MG-06", "device_logging", "enabled", False, "止められ"),
    ("J15-MG-06", "device_logging", "servers", (LogServer("10.0.0.9", 6), LogServer("203.0.113.9", 6)), "203.0.113.9"),
    ("J15-MG-06", "device_logging", "servers", (LogServer("10.0.0.9", 5),), "10.0.0.9 (0-5)"),
    ("J15-MG-06", "device_logging", "servers", (), "1台に足りません"),
    ("J15-MG-06", "device_logging", "timestamps", False, "日時"),
    ("J15-MG-07", "management_services", "http", True, "http"),
    ("J15-MG-07", "management_services", "tftp", True, "tftp"),
    ("J15-MG-07", "management_services", "ftp", True, "ftp"),
    ("J15-MG-07", "management_services", "unneeded", ("vstack",), "vstack"),
    ("J15-FT-01", "redundancy", "hop_groups", (HopGroup("Vlan20 20", "vrrp", "init"),), "init"),
    (
        "J15-FT-01",
        "redundancy",
        "bundles",
        (LinkBundle("Po1", ("GigabitEthernet0/1", "GigabitEthernet0/2"), ("GigabitEthernet0/1",)),),
        "Po1: GigabitEthernet0/2",
    ),
    ("J15-FT-01", "redundancy", "bundles", (LinkBundle("Po1", (), ()),), "Po1: -"),
    ("J15-FT-01", "redundancy", "cluster", {"1": "active", "2": "removed"}, "2: removed"),
    ("J15-FT-01", "redundancy", "cluster_in_step", False, "in_step=no"),
    ("J15-FT-02", "interfaces", "errors", {**_ERRORS, "Vlan10": InterfaceErrors(1_000_000, 11)}, "Vlan10: 11/1000000"),
    ("J15-FT-02", "interfaces", "errors", {**_ERRORS, "Vlan10": InterfaceErrors(0, 2)}, "Vlan10: 2/0"),
    ("J15-FT-03", "routes", "routes", _ROUTES - {_SECOND}, "0.0.0.0/0 (table main): 10.0.0.1"),
    ("J15-FT-03", "routes", "routes", frozenset(), "0.0.0.0/0: -"),
    ("J15-FT-03", "redundancy", "routing_peers", {"10.0.0.1": True, "10.0.0.11": False}, "10.0.0.11"),
    ("J15-FT-03", "redundancy", "routing_peers", {"10.0.0.1": True, "10.0.0.11": True}, "10.0.0.11"),
    ("J15-FT-03", "redundancy", "routing_peers", {}, "10.0.0.1"),
    ("J15-FT-04", "backups", "newest", kept(25), "25時間前"),
    ("J15-FT-04", "backups", "newest", kept(5, size=0), KEPT),
    ("J15-FT-04", "backups", "newest", {KEPT: None}, KEPT),
    ("J15-FT-05", "environment", "cpu_pct", 70.5, "70.5"),
    ("J15-FT-05", "environment", "memory_pct", 86.0, "86"),
    ("J15-PW-01", "environment", "power_supplies", {"PS1": "ok", "PS2": "failed"}, "PS2: failed"),
    ("J15-PW-01", "environment", "power_supplies", {"PS1": "ok", "PS2": "ok", "PS3": "no input"}, "PS3: no input"),
    ("J15-PW-01", "environment", "power_supplies", {"PS1": "ok", "PS2": "absent"}, "PS2: absent"),
    ("J15-PW-01", "environment", "power_supplies", {"PS1": "ok"}, "1台"),
    ("J15-PW-01", "device_identity", "serials", (good_device.SERIAL, "FOC2"), "4台に足りません"),
    ("J15-AC-01", "environment", "temperatures", {"Inlet": "ok", "ASIC": "warning"}, "ASIC: warning"),
    ("J15-AC-02", "environment", "fans", {"Fan 1": "ok", "Fan 2": "failed"}, "Fan 2: failed"),
    ("J15-AC-02", "environment", "fans", {"Fan 1": "ok", "Fan 2": "absent"}, "Fan 2: absent"),
    (
        "J15-DP-01",
        "routes",
        "routes",
        frozenset(one for one in _ROUTES if one.destination != "10.0.40.0/24"),
        "10.0.40.0/24: -",
    ),
    (
        "J15-DP-01",
        "routes",
        "routes",
        frozenset(one for one in _ROUTES if one.destination != "10.0.40.0/24")
        | {Route("10.0.40.0/24", "10.0.0.99", "Vlan10", "main")},
        "10.0.40.0/24: -",
    ),
    ("J15-DP-01", "redundancy", "routing_peers", {"10.0.90.2": False}, "10.0.40.0/24: 10.0.90.2"),
    ("J15-DP-01", "tunnels", "up", {"BRANCH1": False}, "10.0.40.0/24: 10.0.90.2"),
    (
        "J15-CP-02",
        "management_access",
        "consoles",
        (ConsoleLine("line con 0", True, False, 300),),
        "authentication=none",
    ),
    ("J15-CP-02", "management_access", "consoles", (ConsoleLine("line con 0", True, True, 0),), "idle=0s"),
    ("J15-CP-02", "management_access", "consoles", (ConsoleLine("line con 0", True, True, 601),), "idle=601s"),
    (
        "J15-CP-02",
        "management_access",
        "consoles",
        (ConsoleLine("line con 0", True, True, 300), ConsoleLine("line aux 0", True, True, 300)),
        "line aux 0: enabled",
    ),
    (
        "J15-CP-03",
        "neighbours",
        "stations",
        (*_STATIONS, Station("02:00:00:00:00:66", "20", "GigabitEthernet0/3")),
        "02:00:00:00:00:66",
    ),
    (
        "J15-CP-03",
        "neighbours",
        "stations",
        (*_STATIONS, Station("00:00:5e:00:53:11", "10", "GigabitEthernet0/3")),
        "VLAN 10",
    ),
    ("J15-CP-03", "neighbours", "neighbours", (*_CORES, Neighbour("Gi0/3", "hub", "-", "1")), "hub"),
]
# What may be silent: `unsaved` where `saved` is told; dates, for the log server notes when messages arrive; routing
# neighbours where a detour that nobody tells of has a reason of its own; serial numbers, which only multiply the
# supplies that are needed.
_QUIET = {
    ("J15-MG-03", "configuration", "unsaved"),
    ("J15-MG-06", "device_logging", "timestamps"),
    ("J15-DP-01", "redundancy", "routing_peers"),
    ("J15-DP-01", "tunnels", "up"),
    ("J15-PW-01", "device_identity", "serials"),
}
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS),
        ("J15-FT-01", "redundancy", "cluster"),
    }
    - _QUIET
)
