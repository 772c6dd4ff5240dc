"""Block devices, how they lie on one another, and what is mounted from them; shared by the readers about storage.

All from sysfs and /proc without privilege: sysfs knows every layer (partitions, md, LVM, dm-crypt, multipath) alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# Loop devices and RAM disks are no storage; their files lie on file systems that are looked at themselves.
BLOCK = Probe(
    "block_devices",
    r"""cd /sys/class/block || exit
v() { x=; if [ -r "$1" ]; then read -r x <"$1"; fi; printf '\t%s' "${x:--}"; }
for d in *; do
case $d in loop*|ram*|zram*|sr[0-9]*|fd[0-9]*) continue;; esac
if [ -e "$d/dev" ]; then
s=; for p in "$d"/slaves/*; do if [ -e "$p" ]; then s=$s,${p##*/}; fi; done
s=${s#,}
printf 'block\t%s\t%s' "$(readlink -f "$d")" "${s:--}"
v "$d/dev"; v "$d/size"; v "$d/md/level"; v "$d/dm/name"; v "$d/dm/uuid"; echo
fi; done
for d in /sys/fs/btrfs/*/devices/*; do if [ -e "$d" ]; then echo "btrfs ${d##*/}"; fi; done
sed -n '2,$s/^/swap /p' /proc/swaps && echo 'read swaps'
sed -n -E -e '/^[0-9]+ [0-9]+ 0:/{/ - (btrfs|zfs|bcachefs) /!d' -e '}' \
-e 's/^[0-9]+ [0-9]+ ([0-9]+:[0-9]+) [^ ]+ ([^ ]+) .* - ([^ ]+) ([^ ]+) .*$/mount \1 \2 \3/p' /proc/self/mountinfo &&
echo 'read mounts'""",
    cap=4 << 20,
)

_SKIPPED_MAJORS = frozenset({"1", "7", "11"})  # RAM disks, loop devices, optical drives
_IMAGES = frozenset({"squashfs", "iso9660", "udf", "erofs"})
_ESCAPE = re.compile(r"\\([0-7]{3})")
_NETWORK = ("/rport-", "/session", "/nvme-fabrics/")  # FC and SAS ports of a fabric, iSCSI, NVMe over fabrics


@dataclass(frozen=True, slots=True)
class Device:
    """A block device. `below`: names of what it lies on. `size` in sectors. Texts are `-` where there is none."""

    name: str
    path: str
    below: tuple[str, ...]
    number: str
    size: int
    level: str
    dm_name: str
    uuid: str

    @property
    def virtual(self) -> bool:
        """Made by software. A disk with several NVMe paths stands among the virtual devices, too, and is none."""
        return "/virtual/" in self.path and "/nvme-subsystem/" not in self.path

    @property
    def on_network(self) -> bool:
        """Whether it is a volume of a storage network."""
        return any(mark in self.path for mark in _NETWORK)

    @property
    def on_usb(self) -> bool:
        """Whether it hangs on USB (a stick, or a medium that the BMC lends)."""
        return "/usb" in self.path


def _devices(lines: list[str]) -> dict[str, Device]:
    rows = [line.split("\t")[1:] for line in lines if line.startswith("block\t")]
    names = {path.rpartition("/")[2] for path, *_ in rows}
    devices = {}
    for path, slaves, number, size, level, dm_name, uuid in rows:
        parent, _, name = path.rpartition("/")
        above = parent.rpartition("/")[2]
        below = tuple(slaves.split(",")) if slaves != "-" else (above,) if above in names else ()  # a partition
        devices[name] = Device(name, path, below, number, int(size), level, dm_name, uuid)
    return devices


@dataclass(frozen=True, slots=True)
class Blocks:
    """All block devices by name, and the local file systems and swap areas by the names under which findings call them.

    `mounts` gives the names of the devices below each; None where the file system does not tell them (ZFS).
    """

    devices: dict[str, Device]
    mounts: dict[str, tuple[str, ...] | None]

    def disks(self) -> tuple[Device, ...]:
        """Give the disks in the machine: no partition, nothing made by software, no network, no USB."""
        return tuple(
            device
            for device in self.devices.values()
            if not device.below and not device.virtual and not device.on_network and not device.on_usb
        )

    def rests_on(self, names: tuple[str, ...], good: Callable[[Device], bool]) -> bool:
        """Whether each way down from these devices meets a good one."""
        known: dict[str, bool] = {}

        def held(name: str) -> bool:
            if name not in known:
                known[name] = False  # a ring of devices holds nothing
                device = self.devices[name]
                known[name] = good(device) or (bool(device.below) and all(held(below) for below in device.below))
            return known[name]

        return bool(names) and all(held(name) for name in names)

    def disks_below(self, name: str) -> frozenset[str]:
        """Give the disks on which a device lies in the end; a map of multipath is one, whatever its paths."""
        seen: set[str] = set()
        found: set[str] = set()
        waiting = [name]
        while waiting:
            device = self.devices[waiting.pop()]
            if device.name not in seen:
                seen.add(device.name)
                if not device.below or device.uuid.startswith("mpath-"):
                    found.add(device.name)
                else:
                    waiting += device.below
        return frozenset(found)

    def any_below(self, names: tuple[str, ...], sought: Callable[[Device], bool]) -> bool:
        """Whether one of these devices, or anything below them, is the sought."""
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                if sought(self.devices[name]):
                    return True
                waiting += self.devices[name].below
        return False


def read_blocks(outputs: Outputs) -> Blocks:
    """Give block devices and mounts; raises `Unreadable` or ValueError."""
    lines = outputs["block_devices"].lines()
    if not {"read swaps", "read mounts"} <= set(lines):
        raise Unreadable(reason("mounts_unreadable"))
    devices = _devices(lines)
    by_number = {device.number: device.name for device in devices.values()}
    pool = tuple(line.removeprefix("btrfs ") for line in lines if line.startswith("btrfs "))
    found: dict[str, tuple[str, ...] | None] = {}
    places: dict[str, str] = {}  # the shortest mount point of each file system: the others are parts of the same
    for line in lines:
        if line.startswith("mount "):
            _, number, where, kind = line.split(" ")
            if number.split(":")[0] in _SKIPPED_MAJORS or kind in _IMAGES:
                continue
            place = _ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), where)
            below = _below(kind, number, pool, by_number)
            if number not in places or (len(place), place) < (len(places[number]), places[number]):
                found.pop(places.get(number, ""), None)
                places[number] = place
                found[place] = below
        elif line.startswith("swap /"):
            _, path, kind, *_rest = line.split()
            name = path.rpartition("/")[2]
            if kind == "partition" and not name.startswith(("zram", "ram")):
                found[f"swap {path}"] = (_known(by_number, devices[name].number),)
    return Blocks(devices, found)


def _below(kind: str, number: str, pool: tuple[str, ...], by_number: dict[str, str]) -> tuple[str, ...] | None:
    if kind == "btrfs" and pool:
        return pool  # which of several btrfs it is cannot be told, so all their devices count
    if number.startswith("0:"):
        return None
    return (_known(by_number, number),)


def _known(by_number: dict[str, str], number: str) -> str:
    if number not in by_number:
        raise Unreadable(reason("block_device_unseen", number=number))
    return by_number[number]
