"""What breaks the controls on the machine itself, and what they must not be content without."""

from __future__ import annotations

from typing import Any

from scanners.facts.components import Components
from scanners.facts.disk_health import Disk, DiskHealth
from scanners.facts.field import Known
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.links import Links
from scanners.facts.power_shutdown import PowerShutdown
from scanners.facts.processor_errors import ProcessorErrors
from scanners.facts.redundant_storage import RedundantStorage
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.storage_encryption import CryptVolume, StorageEncryption
from scanners.facts.usb_storage import UsbStorage
from scanners.facts.wireless import Wireless

_PARTS = {
    "boards": "board Maker B-1 BB01",
    "memory": "memory A1 32 GB Maker M-1 MM01",
    "disks": "disk D-1 DD01 0x5000000000000001",
    "cards": "card 0000:31:00.0 14e4:165f 14e4:165f",
    "interfaces": "interface 2c:ea:7f:00:00:01",
}
_VOLUME = CryptVolume("data", "aes-xts-plain64", 512)

GOOD: dict[str, Any] = {
    "hardware_identity": HardwareIdentity(Known("Maker"), Known("Server-1"), Known("SN12345"), Known("1.2.3")),
    "components": Components(**{kind: Known(frozenset({part})) for kind, part in _PARTS.items()}),
    "usb_storage": UsbStorage(Known(value=True), Known(frozenset()), Known(frozenset({"046d:c31c"}))),
    "secure_boot": SecureBoot(Known("uefi"), Known(value=True), Known(value=True), Known("2")),
    "storage_encryption": StorageEncryption(Known({"/": "encrypted", "/boot": "plain"}), Known((_VOLUME,))),
    "wireless": Wireless(Known(frozenset()), Known(frozenset())),
    "disk_health": DiskHealth(Known((Disk("sda", passed=True, wear=80), Disk("sdb", passed=True)))),
    "redundant_storage": RedundantStorage(Known(frozenset()), Known({"/": "md", "/boot/efi": "none"})),
    "processor_errors": ProcessorErrors(Known(0)),
    "links": Links(Known(frozenset()), Known(frozenset()), Known(frozenset()), Known(frozenset())),
    "power_shutdown": PowerShutdown(
        Known(frozenset({"nut"})), Known(frozenset({"ups@10.0.0.7"})), Known(value=True), Known("/sbin/shutdown")
    ),
}

# Kinds of registers that the host in order needs besides the others.
REGISTER: dict[str, Any] = {
    "usb_devices": ["046d:c31c"],
    "hardware": [
        {
            "host": "web01",
            "vendor": "Maker",
            "product": "Server-1",
            "serial": "SN12345",
            "bios_versions": ["1.2.3", "1.2.4"],
            "bmc_versions": ["2.41"],
            "components": sorted(_PARTS.values()),
        }
    ],
}

# Control, fact, field, a value that violates it, and a word that the operator must find in the finding's actual state.
DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J14-MG-01", "hardware_identity", "serial", "SN99999", "SN99999 ≠ SN12345"),
    ("J14-MG-01", "hardware_identity", "product", "Server-2", "Server-2"),
    ("J14-MG-01", "hardware_identity", "vendor", "Other", "Other"),
    ("J14-MG-03", "hardware_identity", "bios_version", "1.2.2", "1.2.2"),
    *(("J14-MG-04", "components", kind, frozenset[str](), part) for kind, part in _PARTS.items()),
    ("J14-MG-04", "components", "disks", frozenset({_PARTS["disks"], "disk D-1 DD02"}), "DD02"),
    ("J14-MG-04", "components", "cards", frozenset({"card 0000:32:00.0 1b21:2142 1b21:2142"}), "1b21:2142"),
    ("J14-UA-01", "usb_storage", "attached", frozenset({"046d:c31c", "0781:5567:4C53"}), "0781:5567:4C53"),
    ("J14-UA-01", "usb_storage", "attached", frozenset[str](), "046d:c31c"),
    ("J14-UA-04", "secure_boot", "enabled", False, "無効"),
    ("J14-UA-04", "secure_boot", "shim_validates", False, "shim"),
    ("J14-UA-04", "secure_boot", "firmware", "bios", "BIOS"),
    ("J14-UA-05", "storage_encryption", "mounts", {"/": "encrypted", "/srv": "plain"}, "/srv"),
    ("J14-UA-05", "storage_encryption", "mounts", {"/": "encrypted", "swap /dev/sda2": "plain"}, "swap /dev/sda2"),
    ("J14-UA-05", "storage_encryption", "volumes", (_VOLUME, CryptVolume("x", "aes-xts-plain64", 256)), "x: aes"),
    ("J14-UA-05", "storage_encryption", "volumes", (CryptVolume("x", "aes-cbc-essiv:sha256", 512),), "essiv"),
    ("J14-UA-06", "wireless", "radios", frozenset({"bluetooth hci0 (blocked)"}), "hci0"),
    ("J14-UA-06", "wireless", "modules", frozenset({"cfg80211"}), "cfg80211"),
    ("J14-FT-01", "disk_health", "disks", (Disk("sdb", passed=False),), "sdb: SMART FAILED"),
    ("J14-FT-01", "disk_health", "disks", (Disk("sdb", passed=True, reallocated=1),), "reallocated 1 > 0"),
    ("J14-FT-01", "disk_health", "disks", (Disk("sdb", passed=True, pending=1),), "pending 1 > 0"),
    ("J14-FT-01", "disk_health", "disks", (Disk("nvme0n1", passed=True, wear=81),), "wear 81 > 80"),
    ("J14-FT-01", "disk_health", "disks", (Disk("sdb", passed=True, alerts=("Spin_Retry_Count",)),), "Spin_Retry"),
    ("J14-FT-01", "disk_health", "disks", (Disk("sda", unread="no_answer"), Disk("sdb", passed=False)), "sdb"),
    ("J14-FT-02", "redundant_storage", "degraded", frozenset({"md0: [2/1] [U_]"}), "md0: [2/1] [U_]"),
    ("J14-FT-02", "redundant_storage", "mounts", {"/": "md", "/srv": "none"}, "/srv"),
    ("J14-FT-02", "redundant_storage", "mounts", {"/": "array", "/srv": "none"}, "/srv"),
    ("J14-FT-03", "processor_errors", "exceptions", 1, "1件"),
    ("J14-FT-06", "links", "degraded", frozenset({"bond0: eno2 down"}), "eno2 down"),
    ("J14-FT-06", "links", "single", frozenset({"eno3"}), "eno3"),
    ("J14-FT-06", "links", "half_duplex", frozenset({"eno3"}), "半二重"),
    ("J14-FT-06", "links", "failed_paths", frozenset({"mpatha: 1/2"}), "mpatha: 1/2"),
    ("J14-PW-04", "power_shutdown", "clients", frozenset[str](), "起動時"),
    ("J14-PW-04", "power_shutdown", "monitored", frozenset[str](), "給電元"),
    ("J14-PW-04", "power_shutdown", "enough", False, "必要な数"),
    ("J14-PW-04", "power_shutdown", "command", "", "SHUTDOWNCMD"),
]

# What each control must not be content without.
READ: list[tuple[str, str, str]] = sorted({(control, fact, field) for control, fact, field, _value, _word in DEFECTS})
