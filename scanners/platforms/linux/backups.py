"""Read what lies in the registered folders of backups, and on which device they lie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from inventories.reason import reason
from scanners.facts.backups import Backups, BackupSet, Place
from scanners.facts.field import attempt
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Missing, Probe, Scope, Unreadable, neutralise

_REMOTE = re.compile(
    r"nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|gpfs|ocfs2|gfs2|afs|fuse\.(sshfs|glusterfs|ceph|s3fs)"
)
# Unprivileged both: mountinfo names every mount, lsblk the disks below partitions, volumes and arrays.
MOUNTED = Probe("backups.mounted", "findmnt -n -r -o FSTYPE,MAJ:MIN,SOURCE,TARGET")
DISKS = Probe("backups.disks", "lsblk -n -P -o KNAME,PKNAME,MAJ:MIN,TYPE")

# A share of this very machine is no other machine.
_HERE = re.compile(r"(//|[^@/]*@)?\[?(localhost[^:/]*|127\.[0-9.]+|::1)\]?[:/].*", re.IGNORECASE)
# What jobs leave beside backups, or before one is complete: none of it can be restored.
_BESIDE = re.compile(
    r"\..*|.*\.(log|lock|pid|tmp|part|partial|filepart|md5|sha1|sha256|sha512|sum)(\.[0-9]+)?(\.gz|\.xz)?"
)
# A mount by such a name is there for backups; below any other, other data may lie beside them.
_FOR_BACKUPS = re.compile(r"backup|bkup|bckup|bak|dump|archive", re.IGNORECASE)
_FILE = re.compile(r"([0-9]{1,12})\.[0-9]+ ([0-9]{1,18}) (.*)")
_BLOCK = re.compile(r'KNAME="([^"]*)" PKNAME="([^"]*)" MAJ[:_]MIN="\s*([0-9:]+)\s*" TYPE="([^"]*)"')


def _files_probe(path: str) -> Probe:
    """One registered path: a folder with all below on the same file system, or one file."""
    return Probe(
        f"backups.files:{path}",
        argv=(
            "/usr/bin/env", "LC_ALL=C", "/usr/bin/find", "-H", path, "-xdev", "-type", "f",
            "-printf", r"%T@ %s %P\n",
        ),
        timeout=60,
        cap=8 << 20,
    )  # fmt: skip


def _place_probe(path: str) -> Probe:
    return Probe(
        f"backups.place:{path}",
        argv=("/bin/findmnt", "-n", "-r", "-o", "FSTYPE,MAJ:MIN,SOURCE,TARGET", "-T", path),
    )


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give what tells the devices, and two exact readings per registered path."""
    if not scope.backups:
        return ()
    each = tuple(probe for path in scope.backups for probe in (_files_probe(path), _place_probe(path)))
    return (MOUNTED, DISKS, *each)


def _series(name: str) -> str:
    """Give what sets of one backup have in common: the name without its dates and numbers."""
    return re.sub(r"[0-9]+", "#", name)


def newest_set(outputs: Outputs, path: str) -> BackupSet | None:
    """Give the newest set below a path; None where nothing is there, which an error message alone does not prove."""
    raw = outputs[f"backups.files:{path}"]
    if not isinstance(raw, Missing) and raw.status == 1 and not raw.stdout:
        said = [line for line in neutralise(raw.stderr).splitlines() if not line.startswith("sudo: ")]
        if len(said) == 1 and said[0].endswith(f"{path}': No such file or directory"):
            return None
    sets: dict[str, tuple[int, int]] = {}
    for line in raw.lines():
        found = _FILE.fullmatch(line)
        if found is None:
            raise Unreadable(reason("backup_name_unreadable", path=path))
        name = found[3].split("/", 1)[0] or path
        if name != path and _BESIDE.fullmatch(name):
            continue
        written, size = sets.get(name, (0, 0))
        sets[name] = (max(written, int(found[1])), size + int(found[2]))
    if not sets:
        return None
    kinds = Counter(map(_series, sets))
    # Where sets follow one another, a file that has no like is none of them (a note, a list).
    repeated = [name for name in sets if kinds[_series(name)] > 1]
    newest = max(repeated or sets, key=lambda name: (sets[name][0], name))
    earlier = [name for name in sets if name != newest and _series(name) == _series(newest)]
    before = max(earlier, key=lambda name: (sets[name][0], name), default=None)
    written, size = sets[newest]
    return BackupSet(newest, written, size, None if before is None else sets[before][1])


@dataclass(frozen=True, slots=True)
class _Mount:
    kind: str
    device: str
    source: str
    target: str


def _mount(line: str) -> _Mount:
    kind, device, source, target = line.split(" ", 3)
    return _Mount(kind, device.strip(), source, target)


def _disks(outputs: Outputs) -> dict[str, frozenset[str]]:
    """Give, for the number and for the path of each block device, the whole disks that it consists of."""
    parents: dict[str, set[str]] = {}
    numbers: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for line in outputs["backups.disks"].lines(0, 32):  # 32: no block device at all
        found = _BLOCK.fullmatch(line.strip())
        if found is None:
            raise ValueError(line)
        name, parent, number, kind = found.groups()
        above = parents.setdefault(name, set())
        if parent:
            above.add(parent)
        numbers[name], kinds[name] = number, kind

    def bottom(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in seen:
            raise ValueError(name)
        above = parents.get(name, set())
        if not above:
            # A file that serves as a disk lies on another one, which the kernel does not tell here.
            return frozenset({"loop" if kinds.get(name) == "loop" else name})
        return frozenset().union(*(bottom(parent, seen | {name}) for parent in above))

    disks: dict[str, frozenset[str]] = {}
    for name in parents:
        disks[numbers[name]] = disks[f"/dev/{name}"] = bottom(name, frozenset())
    return disks


def places(outputs: Outputs, scope: Scope) -> Mapping[str, Place]:
    """Tell for each registered path whether it lies on another machine, a disk of its own, or beside other data."""
    mounts = {path: _mount(outputs[f"backups.place:{path}"].text().strip("\n")) for path in scope.backups}
    others = [_mount(line) for line in outputs["backups.mounted"].lines()]
    if not any(line.endswith(" /") for line in outputs["backups.mounted"].lines()):
        raise Unreadable(reason("mounts_not_seen"))
    disks = _disks(outputs)
    own = {mount.target for mount in mounts.values()}

    def below(mount: _Mount) -> frozenset[str]:
        # Of btrfs the number names no device; its source does.
        return disks.get(mount.device) or disks.get(mount.source.split("[")[0], frozenset())

    root = [_mount(line).device for line in outputs["backups.mounted"].lines() if line.endswith(" /")]
    data = frozenset().union(*(below(mount) for mount in others if mount.target not in own))

    def separation(path: str) -> str:
        mount = mounts[path]
        if _REMOTE.fullmatch(mount.kind):
            return "shared" if _HERE.fullmatch(mount.source) else "remote"
        whole = below(mount)
        if mount.device in root or mount.kind in {"tmpfs", "ramfs", "overlay"} or "loop" in whole or whole & data:
            return "shared"
        if not whole:
            raise Unreadable(reason("backup_device_unknown", path=path, source=mount.source))
        if mount.target != path and not _FOR_BACKUPS.search(mount.target):
            raise Unreadable(reason("backup_beside_unknown", path=path, target=mount.target))
        return "own_disk"

    return {path: Place(mounts[path].kind, mounts[path].source, separation(path)) for path in scope.backups}


def parse(outputs: Outputs, scope: Scope) -> Backups:
    """Give the newest set and the place of every registered path."""
    return Backups(
        newest=attempt(lambda: {path: newest_set(outputs, path) for path in scope.backups}),
        places=attempt(lambda: places(outputs, scope) if scope.backups else {}),
    )


READER = Reader(Backups, probes, parse)
