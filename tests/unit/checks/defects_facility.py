"""What stands beside a server in order, and each way in which it is not.

`GOOD`, `DEFECTS` and `READ` are of servers; `UPS_*` are the same of power supplies, which are assets of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from scanners.facts.bmc import Bmc, Fru, HardwareEvent, Sensor
from scanners.facts.climate import Climate
from scanners.facts.field import Known
from scanners.facts.ups import Ups
from tests.unit.checks.good_host import AS_OF, DAY

BMC_VERSION = "2.41"
MANAGEMENT_ADDRESS = "10.0.0.77"  # inside the management segment of the tests' policy

_PSU1 = Sensor("PSU1 Status", "ok", "Presence detected")
_PSU2 = Sensor("PSU2 Status", "ok", "Presence detected")
_REDUNDANT = Sensor("PS Redundancy", "ok", "Fully Redundant")
_FAN = Sensor("FAN1", "ok", "4200 RPM")

GOOD: dict[str, Any] = {
    "bmc": Bmc(
        firmware=Known(BMC_VERSION),
        fru=Known(Fru("Maker", "Server-1", "SN12345", "Maker", "B-1", "BB01")),
        power_supplies=Known((_PSU1, _PSU2, _REDUNDANT)),
        fans=Known((_FAN,)),
        intrusion=Known((Sensor("Intrusion", "ok", ""),)),
        critical=Known(frozenset[str]()),
        events=Known((HardwareEvent(0, "Power Supply PSU1", "Presence detected"),)),
        event_count=Known(1),
        log_used_pct=Known(3),
        log_overflow=Known(False),
        clock_epoch=Known(AS_OF),
        users=Known(frozenset({"tenken", "kanri"})),
        cipher_zero=Known(False),
        addresses=Known(frozenset({MANAGEMENT_ADDRESS})),
    ),
    "climate": Climate(Known({"Inlet Temp": 23.0}), Known({"Humidity": 45.0}), Known({"Leak": "State Deasserted"})),
}
# The machine of defects_hardware, of which one entry stands in the register: it names the controller's version too.
REGISTER: dict[str, Any] = {}
UPS_GOOD: dict[str, Any] = {
    "ups": Ups(
        model=Known("Smart 3000"),
        flags=Known(frozenset({"OL", "CHRG"})),
        charge_pct=Known(97.0),
        runtime_s=Known(1800.0),
        load_pct=Known(30.0),
        battery_date=Known(date(2024, 4, 1)),
        self_test=Known("Done and passed"),
        serves=Known("hardware"),
    ),
    "climate": GOOD["climate"],
}

DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J14-UA-02", "bmc", "users", frozenset({"tenken", "ADMIN"}), "ADMIN"),
    ("J14-UA-02", "bmc", "users", frozenset({"tenken", ""}), "(anonymous)"),
    ("J14-UA-02", "bmc", "users", frozenset({"RooT"}), "RooT"),
    ("J14-UA-02", "bmc", "cipher_zero", True, "認証なし"),
    ("J14-UA-03", "bmc", "addresses", frozenset({MANAGEMENT_ADDRESS, "192.0.2.200"}), "192.0.2.200"),
    ("J14-UA-03", "bmc", "addresses", frozenset({"2001:db8::7"}), "2001:db8::7"),
    (
        "J14-FT-04",
        "bmc",
        "events",
        (HardwareEvent(AS_OF - DAY, "Memory #1", "Uncorrectable ECC"),),
        "Uncorrectable ECC",
    ),
    ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF + DAY, "Fan", "Lower Critical going low"),), "Lower Critical"),
    ("J14-FT-04", "bmc", "log_used_pct", 81, "81%"),
    ("J14-FT-04", "bmc", "log_overflow", True, "100%"),
    ("J14-FT-04", "bmc", "critical", frozenset({"CPU Temp: 99 degrees C (ucr)"}), "CPU Temp"),
    (
        "J14-PW-05",
        "bmc",
        "power_supplies",
        (_PSU1, Sensor("PSU2 Status", "ok", "Presence detected, Power Supply AC lost"), _REDUNDANT),
        "AC lost",
    ),
    ("J14-PW-05", "bmc", "power_supplies", (_PSU1, _PSU2, Sensor("PS", "ok", "Redundancy Lost")), "Redundancy Lost"),
    (
        "J14-PW-05",
        "bmc",
        "power_supplies",
        (_PSU1, _PSU2, Sensor("PS", "ok", "Non-Redundant: Sufficient")),
        "Non-Redun",
    ),
    ("J14-PW-05", "bmc", "power_supplies", (_PSU1, Sensor("PSU2 Status", "ok", "")), "1台"),
    ("J14-AC-01", "climate", "inlet_c", {"Inlet Temp": 27.5}, "27.5"),
    ("J14-AC-01", "climate", "inlet_c", {"A": 20.0, "B": 17.0}, "B: 17"),
    ("J14-AC-02", "climate", "humidity_pct", {"Humidity": 81.0}, "81"),
    ("J14-AC-03", "bmc", "fans", (_FAN, Sensor("FAN2", "lcr", "300 RPM")), "FAN2"),
    ("J14-AC-03", "bmc", "fans", (_FAN, Sensor("FAN2", "ok", "0 RPM")), "FAN2"),
    ("J14-AC-03", "bmc", "fans", (_FAN, Sensor("Fan Redundancy", "ok", "Redundancy Lost")), "Redundancy Lost"),
    ("J14-DP-03", "climate", "leaks", {"Leak": "State Asserted"}, "State Asserted"),
    ("J14-DP-03", "climate", "leaks", {"ambient.contacts.1.status": "active"}, "active"),
    ("J14-CP-02", "bmc", "intrusion", (Sensor("Intrusion", "ok", "General Chassis intrusion"),), "General Chassis"),
    ("J14-MG-01", "bmc", "fru", Fru(serial="SN99999"), "SN99999"),
    ("J14-MG-03", "bmc", "firmware", "2.40", "2.40"),
]
# A FRU that was not read takes nothing away from what the firmware itself says.
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS if field != "fru"),
        ("J14-FT-04", "bmc", "clock_epoch"),
        ("J14-FT-04", "bmc", "event_count"),
    }
)

UPS_DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J14-PW-01", "ups", "flags", frozenset({"OB", "DISCHRG"}), "OB"),
    ("J14-PW-01", "ups", "flags", frozenset({"OL", "LB"}), "LB"),
    ("J14-PW-01", "ups", "flags", frozenset({"OL", "BYPASS"}), "BYPASS"),
    ("J14-PW-01", "ups", "flags", frozenset({"OL", "SOMETHING-NEW"}), "SOMETHING-NEW"),
    ("J14-PW-01", "ups", "flags", frozenset({"CHRG"}), "CHRG"),
    ("J14-PW-02", "ups", "runtime_s", 599.0, "599"),
    ("J14-PW-02", "ups", "charge_pct", 89.9, "89.9"),
    ("J14-PW-03", "ups", "flags", frozenset({"OL", "RB"}), "交換要求"),
    ("J14-PW-03", "ups", "battery_date", date(2021, 11, 21), "2021-11-21"),
    ("J14-PW-03", "ups", "self_test", "Done and error", "Done and error"),
    ("J14-AC-01", "climate", "inlet_c", {"ambient.temperature": 33.0}, "33"),
    ("J14-AC-02", "climate", "humidity_pct", {"ambient.humidity": 12.0}, "12"),
    ("J14-DP-03", "climate", "leaks", {"ambient.contacts.1.status": "active"}, "active"),
]
UPS_READ: list[tuple[str, str, str]] = sorted(
    {(control, fact, field) for control, fact, field, _value, _word in UPS_DEFECTS}
    - {("J14-PW-03", "ups", "self_test")}
)
NETWORK_DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J15-PW-02", "ups", "flags", frozenset({"OB"}), "OB"),
    ("J15-PW-02", "ups", "runtime_s", 1.0, "1"),
]
