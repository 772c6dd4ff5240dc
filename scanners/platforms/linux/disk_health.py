"""Read SMART of every disk with smartctl(8), and of drives behind RAID controllers with their makers' programs.

The disks are not known before connecting and a sudo grant must be constant: find(1) names them to smartctl, from /dev,
where root alone writes (docs/decisions/0006-devices-in-sudoers.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inventories.reason import reason
from scanners.facts.disk_health import Disk, DiskHealth
from scanners.facts.field import Absent, all_fields, attempt
from scanners.platforms.linux.block_devices import BLOCK, Device, read_blocks
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.pci import PCI, raid_controllers
from scanners.platforms.linux.raid_controllers import DRIVES, SSACLI, read_drives
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

SMART_DISKS = r"/dev/(sd[a-z]+|nvme[0-9]+n[0-9]+)"
SMART = Probe(
    "smart",
    argv=(
        "/usr/bin/find", "/dev", "-maxdepth", "1", "-type", "b", "-regextype", "posix-extended",
        "-regex", SMART_DISKS, "-exec", "/usr/sbin/smartctl", "-j", "-H", "-A", "{}", ";",
    ),
    timeout=60,
    cap=8 << 20,
)  # fmt: skip
SMARTCTL = Probe("smartctl.present", "command -v smartctl || echo missing")

_REALLOCATED, _PENDING = frozenset({5}), frozenset({197, 198})


def _answers(outputs: Outputs) -> dict[str, Mapping[str, Any]]:
    """Give smartctl's answers by device. They follow each other without anything between them."""
    if outputs["smartctl.present"].lines()[0] == "missing":
        raise Unreadable(reason("smartctl_missing"))
    # Some find end with 1 when a command of theirs does; what is missing then shows by its disk.
    text = outputs["smart"].text(0, 1)
    decoder = json.JSONDecoder()
    found: dict[str, Mapping[str, Any]] = {}
    at = 0
    while (at := _next(text, at)) < len(text):
        if text[at] != "{":
            raise Unreadable(reason("smartctl_without_json"))  # before 7.0
        answer, at = decoder.raw_decode(text, at)
        found.setdefault(str(answer.get("device", {}).get("name", "")), answer)
    return found


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 64:
        raise ValueError(repr(value)[:80])
    return value


def _ata(answer: Mapping[str, Any]) -> tuple[int, int, list[str]]:
    reallocated, pending, alerts = 0, 0, []
    for row in answer["ata_smart_attributes"]["table"]:
        # Vendors use the upper bytes of a raw value for other things.
        raw = _number(row["raw"]["value"]) & 0xFFFFFFFF
        reallocated += raw if row["id"] in _REALLOCATED else 0
        pending += raw if row["id"] in _PENDING else 0
        if row["when_failed"] == "now":
            alerts.append(str(row["name"])[:60])
    return reallocated, pending, alerts


def _disk(name: str, answer: Mapping[str, Any] | None) -> Disk:
    if answer is None:
        return Disk(name, unread="no_answer")
    passed = answer.get("smart_status", {}).get("passed")
    if not isinstance(passed, bool):
        return Disk(name, unread="no_verdict")
    reallocated, pending, wear = 0, 0, 0
    alerts: list[str] = []
    if "ata_smart_attributes" in answer:
        reallocated, pending, alerts = _ata(answer)
    nvme = answer.get("nvme_smart_health_information_log")
    if nvme is not None:
        pending = _number(nvme["media_errors"])
        wear = _number(nvme["percentage_used"])
        warning = _number(nvme["critical_warning"])
        alerts += [f"critical_warning 0x{warning:02x}"] if warning else []
    if "scsi_grown_defect_list" in answer:
        reallocated = _number(answer["scsi_grown_defect_list"])
    for used in (answer.get("endurance_used", {}).get("current_percent"), answer.get(_SCSI_WEAR)):
        wear = max(wear, _number(used)) if used is not None else wear
    return Disk(name, passed, reallocated, pending, wear, tuple(alerts))


_SCSI_WEAR = "scsi_percentage_used_endurance_indicator"


def _disks(own: tuple[Device, ...], outputs: Outputs) -> tuple[Disk, ...]:
    controllers = raid_controllers(outputs)
    behind = {device.name for device in own if any(f"/{address}/" in device.path for address in controllers)}
    found: list[Disk] = []
    if len(behind) < len(own):
        answers = _answers(outputs)
        found += [
            _disk(device.name, answers.get(f"/dev/{device.name}"))
            if device.size
            else Disk(device.name, unread="no_capacity")  # what is left of a disk that no longer answers
            for device in own
            if device.name not in behind
        ]
    if controllers:
        # A controller hides its drives behind volumes: what it keeps of each drive is asked for.
        try:
            found += [
                Disk(drive.name, not drive.alert and not drive.predicted, 0, drive.media_errors)
                for drive in read_drives(outputs, len(controllers))
            ]
        except Unreadable as stop:
            found += [Disk(f"RAID {address}", unread=stop.reason.code) for address in sorted(controllers)]
    return tuple(sorted(found, key=lambda disk: disk.name))


def parse(outputs: Outputs, scope: Scope) -> DiskHealth:
    """Give every disk and what it says of itself."""
    del scope
    if absent := guest(outputs):
        return all_fields(DiskHealth, absent)
    own = read_blocks(outputs).disks()
    if not own and not raid_controllers(outputs):
        return all_fields(DiskHealth, Absent(reason("machine_without_disks")))
    return DiskHealth(disks=attempt(lambda: _disks(own, outputs)))


READER = Reader(DiskHealth, always(BLOCK, PCI, SMARTCTL, SMART, *DRIVES, SSACLI, VIRTUALIZATION), parse)
