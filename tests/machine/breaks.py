"""How each control about hardware is broken on the emulated machine, what its finding must name, and the repair.

Disks fail, links go down, sticks are plugged in: by what the machine's own tools and QEMU do, not by files that
say so. Sensors of the management controller measure what its simulator is told. The one exception is Secure Boot,
which firmware switches at a start alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lab import hardware
from lab.guest import wait_until
from lab.machine import Machine

Act = Callable[[Machine], object]
WAIT_S = 60.0
NVME_UNRELIABLE = 4


@dataclass(frozen=True, slots=True)
class MachineBreak:
    """What breaks a control, by the code of a finding's state a word that its values must hold, and the repair."""

    control: str
    broken: Act
    names: Mapping[str, str]
    repair: Act


def shell(text: str) -> Act:
    """Run shell text on the machine as root."""
    return lambda machine: machine.run(f"set -eu\n{text}")


def _until(machine: Machine, condition: str) -> None:
    wait_until(lambda: machine.run(condition, check=False).returncode == 0, WAIT_S)


def _member_down(machine: Machine) -> None:
    machine.run(f"ip link set {hardware.LINK_NAMES[0]} down")
    _until(machine, "grep -q '^MII Status: down' /proc/net/bonding/bond0")


def _member_up(machine: Machine) -> None:
    machine.run(f"ip link set {hardware.LINK_NAMES[0]} up")
    _until(machine, "! grep -q '^MII Status: down' /proc/net/bonding/bond0")


def _plug_stick(machine: Machine) -> None:
    machine.plug_stick()
    _until(machine, f"grep -qsx {hardware.STICK_SERIAL} /sys/bus/usb/devices/*/serial")


def _pull_stick(machine: Machine) -> None:
    machine.pull_stick()
    _until(machine, f"! grep -qsx {hardware.STICK_SERIAL} /sys/bus/usb/devices/*/serial")


def _repair_mirror(machine: Machine) -> None:
    machine.run("set -eu\nmdadm --quiet /dev/md0 --remove /dev/sdb\nmdadm --quiet /dev/md0 --re-add /dev/sdb")
    _until(machine, "grep -q '\\[UU\\]' /proc/mdstat")


@dataclass(frozen=True, slots=True)
class SensorBreak:
    """What a sensor of the management controller measures when a control is broken, and when all is in order.

    Beside each value stands what the controller then shows; `names` as for a MachineBreak.
    """

    control: str
    sensor: str
    broken: tuple[int, str]
    names: Mapping[str, str]
    repaired: tuple[int, str]


_SECURE_BOOT = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
_SHADOW_RULE = "/etc/shadow -p wa -k identity"
_PRIVILEGED_RULE = "always,exit -F arch=b64 -S execve -F euid=0 -F 'auid>=1000' -F auid!=unset -k privileged"

ROUND = (
    MachineBreak(
        "J13-MG-09",
        shell(f"auditctl -W {_SHADOW_RULE}"),
        {"bad.audit.loaded_rules": "/etc/shadow (wa)"},
        shell("augenrules --load >/dev/null"),
    ),
    MachineBreak(
        "J13-UA-13",
        shell(f"auditctl -d {_PRIVILEGED_RULE}"),
        {"bad.audit.loaded_rules": "execve (b64)"},
        shell("augenrules --load >/dev/null"),
    ),
    MachineBreak(
        "J13-UA-20",
        shell("apparmor_parser --replace --Complain /etc/apparmor.d/usr.sbin.chronyd"),
        {"bad.mandatory_access.unconfined": "/usr/sbin/chronyd"},
        shell("apparmor_parser --replace /etc/apparmor.d/usr.sbin.chronyd"),
    ),
    MachineBreak(
        "J14-FT-01",
        lambda machine: machine.warn_nvme(NVME_UNRELIABLE),
        {"bad.disk_health.disks": "nvme0"},
        lambda machine: machine.warn_nvme(0),
    ),
    MachineBreak(
        "J14-FT-02",
        shell("mdadm --quiet /dev/md0 --fail /dev/sdb"),
        {"bad.redundant_storage.degraded": "md0"},
        _repair_mirror,
    ),
    MachineBreak("J14-FT-06", _member_down, {"bad.links.degraded": hardware.LINK_NAMES[0]}, _member_up),
    MachineBreak(
        "J14-PW-04",
        shell("systemctl stop nut-monitor.service"),
        {"no_shutdown_client": ""},
        shell("systemctl start nut-monitor.service"),
    ),
    MachineBreak(
        "J14-UA-02",
        shell(
            "ipmitool user set name 9 ADMIN\nipmitool user set password 9 unchanged-by-us\n"
            "ipmitool channel setaccess 1 9 ipmi=on link=off callin=off privilege=4\nipmitool user enable 9"
        ),
        {"bad.bmc.users": "ADMIN"},
        shell(
            "ipmitool user disable 9\nipmitool channel setaccess 1 9 ipmi=off link=off callin=off privilege=15\n"
            "ipmitool user set name 9 closed"
        ),
    ),
    MachineBreak("J14-UA-01", _plug_stick, {"bad.usb_storage.attached": hardware.STICK_SERIAL}, _pull_stick),
    MachineBreak(
        "J14-UA-04",
        shell(f"printf '\\006\\000\\000\\000\\000' >/root/off\nmount --bind /root/off {_SECURE_BOOT}"),
        {"secure_boot_off": ""},
        shell(f"umount {_SECURE_BOOT}\nrm /root/off"),
    ),
    MachineBreak(
        "J14-UA-05",
        shell("mke2fs -q -t ext4 /dev/nvme0n1\nmkdir /srv/plain\nmount /dev/nvme0n1 /srv/plain"),
        {"bad.storage_encryption.mounts": "/srv/plain"},
        shell("umount /srv/plain\nrmdir /srv/plain\nwipefs -q -a /dev/nvme0n1"),
    ),
    MachineBreak(
        "J14-UA-06",
        shell("modprobe mac80211_hwsim radios=1\nudevadm settle"),
        {"bad.wireless.radios": "phy", "bad.wireless.modules": "mac80211"},
        shell("modprobe -r mac80211_hwsim\nmodprobe -r -q mac80211 || true\nmodprobe -r -q cfg80211 || true"),
    ),
)

EVENTS = SensorBreak(
    "J14-FT-04",
    "PSU1 Status",
    (1 + 4, "Predictive failure"),
    {"hardware_events": "PSU1 Status"},
    (1, "Presence detected"),
)
OF_CONTROLLER = (
    EVENTS,
    SensorBreak(
        "J14-PW-05",
        "PSU2 Status",
        (1 + 2, "Failure detected"),
        {"bad.bmc.power_supplies": "PSU2 Status: Presence detected, Failure detected"},
        (1, "Presence detected"),
    ),
    SensorBreak(
        "J14-AC-01",
        "Inlet Temp",
        (45, "45 degrees C"),
        {"bad.climate.inlet_c": "Inlet Temp: 45"},
        (23, "23 degrees C"),
    ),
    SensorBreak("J14-AC-03", "FAN1", (0, "0 RPM"), {"bad.bmc.fans": "FAN1: 0 RPM"}, (42, "4200 RPM")),
    SensorBreak(
        "J14-CP-02",
        "Intrusion",
        (1, "General Chassis intrusion"),
        {"bad.bmc.intrusion": "Intrusion: General Chassis intrusion"},
        (0, "| ok"),
    ),
)
