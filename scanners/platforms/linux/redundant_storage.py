"""Read arrays: md from /proc/mdstat, LVM from lvs(8), RAID controllers through their programs, ZFS from zpool(8)."""

from __future__ import annotations

import json
import re

from inventories.reason import reason
from scanners.facts.field import all_fields, attempt
from scanners.facts.redundant_storage import RedundantStorage
from scanners.platforms.linux.block_devices import BLOCK, Blocks, Device, read_blocks
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.pci import PCI, raid_controllers
from scanners.platforms.linux.raid_controllers import CONTROLLERS, SSACLI, read_controllers
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

MDSTAT = Probe("mdstat", "if [ -e /proc/mdstat ]; then cat /proc/mdstat; elif [ -d /proc/self ]; then echo 'no md'; fi")
LVS = Probe(
    "lvs",
    argv=(
        "/sbin/lvs", "-a", "--reportformat", "json", "-o", "vg_name,lv_name,lv_dm_path,segtype,lv_health_status",
    ),
    timeout=30,
)  # fmt: skip
ZPOOL = Probe(
    "zpool", "if command -v zpool >/dev/null; then zpool status -x && echo 'read zpool'; else echo 'no zfs'; fi"
)

_ARRAY = re.compile(r"(\S+) : (active|inactive)(?: \([a-z-]+\))?(?: ([a-z0-9]+))?(?: (\S.*))?")
_PRESENT = re.compile(r".*\[([0-9]+)/([0-9]+)\] \[([U_]+)\].*")
_MD_REDUNDANT = frozenset({"raid1", "raid4", "raid5", "raid6", "raid10"})
_ENOUGH = 2  # disks, of which one may be lost
_LVM_REDUNDANT = re.compile(r"mirror|raid(?:1|10|4|5|6)(?:_.*)?")


def _arrays(lines: list[str]) -> dict[str, str]:
    """Give each md array with what is wrong with it, nothing where it is in order."""
    found: dict[str, str] = {}
    counted: set[str] = set()
    name = ""
    for line in lines:
        if head := _ARRAY.fullmatch(line):
            name, state, level, members = head[1], head[2], head[3] or "", head[4] or ""
            found[name] = "inactive" if state == "inactive" else "faulty member" if "(F)" in members else ""
            if level not in _MD_REDUNDANT:
                counted.add(name)  # only redundant arrays count their members
        elif name and "super external:" in line and found[name] == "inactive":
            del found[name]  # a container of firmware RAID; its volumes are arrays of their own
            name = ""
        elif name and (present := _PRESENT.fullmatch(line)):
            counted.add(name)
            if present[1] != present[2] or "_" in present[3] or int(present[1]) < _ENOUGH:
                found[name] = f"[{present[1]}/{present[2]}] [{present[3]}]"
    if set(found) - counted:
        raise Unreadable(reason("mdstat_unreadable"))
    return found


def _md(outputs: Outputs, blocks: Blocks) -> list[str]:
    lines = outputs["mdstat"].lines()
    known = {device.name for device in blocks.devices.values() if device.level not in {"-", "container"}}
    if not lines or not (lines[0].startswith("Personalities") or lines == ["no md"]):
        raise Unreadable(reason("mdstat_unreadable"))
    arrays = _arrays(lines)
    if known - set(arrays):
        raise Unreadable(reason("mdstat_unreadable"))
    return [f"{name}: {said}" for name, said in sorted(arrays.items()) if said]


def _volumes(outputs: Outputs) -> list[dict[str, str]]:
    """Give the logical volumes; raises `Unreadable` or ValueError, also where none is told."""
    (report,) = json.loads(outputs["lvs"].text())["report"]
    if not report["lv"]:
        raise Unreadable(reason("lvm_tells_nothing"))
    return list(report["lv"])


def _uses_lvm(blocks: Blocks) -> bool:
    return any(device.uuid.startswith("LVM-") for device in blocks.devices.values())


def _degraded(outputs: Outputs, blocks: Blocks) -> frozenset[str]:
    found = _md(outputs, blocks)
    unread: Unreadable | None = None
    if _uses_lvm(blocks):
        try:
            found += [
                f"{volume['vg_name']}/{volume['lv_name'].strip('[]')}: {volume['lv_health_status']}"
                for volume in _volumes(outputs)
                if volume["lv_health_status"]
            ]
        except Unreadable as stop:
            unread = stop
    controllers = raid_controllers(outputs)
    if controllers:
        try:
            found += [
                f"{part.name}: {part.state}"
                for part in read_controllers(outputs, len(controllers)).parts
                if not part.good
            ]
        except Unreadable as stop:
            unread = stop
    pools = outputs["zpool"].lines()
    if pools != ["no zfs"] and pools[-1:] != ["read zpool"]:
        raise Unreadable(reason("zpool_unreadable"))
    found += [f"zpool {line.split(':', 1)[1].strip()}" for line in pools if line.strip().startswith("pool:")]
    if unread and not found:
        raise unread
    return frozenset(found)


class _Keepers:
    """What keeps a device alive when a disk is lost, by what was read of volumes and controllers."""

    def __init__(self, outputs: Outputs, blocks: Blocks) -> None:
        self.blocks = blocks
        self.controllers = raid_controllers(outputs)
        self.lvm: frozenset[str] | None = frozenset()
        if _uses_lvm(blocks):
            try:
                self.lvm = frozenset(
                    volume["lv_dm_path"].removeprefix("/dev/mapper/")
                    for volume in _volumes(outputs)
                    if _LVM_REDUNDANT.fullmatch(volume["segtype"])
                )
            except Unreadable:
                self.lvm = None
        self.volumes: tuple[bool, ...] | None = ()
        if self.controllers:
            try:
                self.volumes = read_controllers(outputs, len(self.controllers)).redundant
            except Unreadable:
                self.volumes = None

    def md(self, device: Device) -> bool:
        members = [self.blocks.disks_below(member) for member in device.below]
        apart = sum(len(disks) for disks in members) == len(frozenset[str]().union(*members))
        return device.level in _MD_REDUNDANT and len(members) >= _ENOUGH and apart

    def in_lvm(self, device: Device) -> bool:
        redundant = device.uuid.startswith("LVM-") and device.dm_name in (self.lvm or ())
        return redundant and len(self.blocks.disks_below(device.name)) >= _ENOUGH

    def software(self, device: Device) -> bool:
        return self.md(device) or self.in_lvm(device)

    def on_controller(self, device: Device) -> bool:
        return any(f"/{address}/" in device.path for address in self.controllers)

    def of(self, below: tuple[str, ...] | None) -> str:
        """Name what keeps a mount that lies on these devices."""
        if below is None:
            return "zfs"
        lvm = self.lvm is None and self.blocks.any_below(below, lambda device: device.uuid.startswith("LVM-"))
        by_software = self.blocks.rests_on(below, self.software)
        ways = {
            "md": self.blocks.rests_on(below, self.md),
            "lvm": by_software,
            "array": self.blocks.any_below(below, lambda device: device.on_network),
            "lvm_unread": lvm,
            self._controller(): self.blocks.rests_on(below, lambda one: self.software(one) or self.on_controller(one)),
        }
        return next((name for name, holds in ways.items() if holds), "none")

    def _controller(self) -> str:
        if not self.volumes:
            return "controller_unread"
        return "controller" if all(self.volumes) else "mixed" if any(self.volumes) else "none"


def _mounts(outputs: Outputs, blocks: Blocks) -> dict[str, str]:
    if not blocks.mounts:
        raise Unreadable(reason("mounts_unreadable"))  # a machine runs from something
    keepers = _Keepers(outputs, blocks)
    return {place: keepers.of(below) for place, below in blocks.mounts.items()}


def parse(outputs: Outputs, scope: Scope) -> RedundantStorage:
    """Give what is degraded, and what keeps each mount."""
    del scope
    if absent := guest(outputs):
        return all_fields(RedundantStorage, absent)
    blocks = read_blocks(outputs)
    return RedundantStorage(
        degraded=attempt(lambda: _degraded(outputs, blocks)),
        mounts=attempt(lambda: _mounts(outputs, blocks)),
    )


READER = Reader(RedundantStorage, always(BLOCK, PCI, MDSTAT, LVS, ZPOOL, *CONTROLLERS, SSACLI, VIRTUALIZATION), parse)
