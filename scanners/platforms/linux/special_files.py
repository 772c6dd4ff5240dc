"""Walk the machine's own file systems once for files that give away rights. Heavy: in scans of full depth alone."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.special_files import SpecialFiles
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Missing, Probe, Raw, Scope, Unreadable, neutralise

# What is not entered, nor what is mounted below it: file systems that other machines hold, and the kernel's own, which
# hold no files of anybody. All else is walked, types that find(1) cannot name included: files of an overlay and
# subvolumes of btrfs have device numbers that no mount has.
_REMOTE = (
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs", "autofs", "fuse.ceph",
    "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.lxcfs", "fuse.gvfsd-fuse", "fuse.portal",
)  # fmt: skip
_KERNEL = (
    "proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "debugfs", "tracefs", "securityfs", "pstore", "bpf",
    "configfs", "fusectl", "hugetlbfs", "efivarfs", "binfmt_misc", "rpc_pipefs", "selinuxfs", "nsfs", "nfsd",
)  # fmt: skip


def _types() -> tuple[str, ...]:
    first, *rest = (*_REMOTE, *_KERNEL)
    return ("-fstype", first, *(word for kind in rest for word in ("-o", "-fstype", kind)))


# A file that every system has proves that files were reached.
_PROOF = "/etc/passwd"
WALK = Probe(
    "special_files",
    argv=(
        "/usr/bin/env", "LC_ALL=C", "/usr/bin/find", "/", "(", *_types(), ")", "-prune", "-o", "(",
        "-path", _PROOF, "-type", "f", "-printf", r"walked %p\n",
        ",", "-type", "f", "-perm", "/6000", "-printf", r"setid %p\n",
        ",", "(", "-type", "f", "-o", "-type", "d", "!", "-perm", "-1000", ")", "-perm", "-0002",
        "-printf", r"writable %p\n",
        ",", "(", "-nouser", "-o", "-nogroup", ")", "-printf", r"unowned %p\n",
        ")",
    ),
    timeout=300,
    cap=1 << 20,
)  # fmt: skip
# Fields 5 (mount point) and the type behind the lone hyphen, as proc_pid_mountinfo(5) has them.
MOUNTED = Probe(
    "special_files.mounts",
    r"sed -E 's/^[0-9]+ [0-9]+ [^ ]+ [^ ]+ ([^ ]+) .* - ([^ ]+) .*$/\1 \2/' /proc/self/mountinfo",
)

_FOUND = re.compile(r"(walked|setid|writable|unowned) (/.*)")
_GONE = "No such file or directory"
_COMPLAINT = re.compile(rf".*find: '?(/.*?)'?: ({_GONE}|Permission denied|Transport endpoint is not connected)")
_MOUNT = re.compile(r"(/\S*) (\S+)")


def _mounts(outputs: Outputs) -> dict[str, str]:
    """Give type by mount point; of several on one place the last is seen."""
    mounts: dict[str, str] = {}
    for line in outputs["special_files.mounts"].lines():
        found = _MOUNT.fullmatch(line)
        if found is None:
            detail = "mountinfo"
            raise ValueError(detail)
        mounts[re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), found[1])] = found[2]
    if "/" not in mounts:
        raise Unreadable(reason("file_list_incomplete", path="/"))
    return mounts


def _below(path: str, mount: str) -> bool:
    return path == mount or path.startswith(mount.rstrip("/") + "/")


def _closed(mounts: dict[str, str]) -> dict[str, str]:
    """Give the mounts that were not entered, by the type that closed them: their own, or that of one above."""
    closed = [mount for mount, kind in mounts.items() if kind in _REMOTE or kind in _KERNEL]
    return {
        mount: mounts[min(above, key=len)]
        for mount in mounts
        if (above := [one for one in closed if _below(mount, one)])
    }


def _denied(raw: Raw, mounts: dict[str, str]) -> dict[str, str]:
    """Give the mounts that even root may not enter, which belong to somebody's session (FUSE).

    Raises `Unreadable` for any other complaint but files that vanished meanwhile.
    """
    if isinstance(raw, Missing):
        raise Unreadable(raw.reason)
    denied: dict[str, str] = {}
    # sudo remarks there that it cannot resolve its own host name, which is no trouble of the walk.
    said = neutralise(raw.stderr).strip().splitlines()
    complaints = [line for line in said if not line.startswith("sudo: ")]
    if raw.status and not complaints:
        raw.text()
    for line in complaints:
        found = _COMPLAINT.fullmatch(line)
        if found is None or (found[2] != _GONE and not mounts.get(found[1], "").startswith("fuse")):
            raw.text()
            raise Unreadable(reason("command_failed", command=raw.command, status=raw.status, detail=line[:200]))
        if found[2] != _GONE:
            denied[found[1]] = mounts[found[1]]
    return denied


def parse(outputs: Outputs, scope: Scope) -> SpecialFiles:
    """Give what the walk found. A name with a line break in it makes it unreadable: no line may stand for another."""
    del scope
    mounts = _mounts(outputs)
    raw = outputs["special_files"]
    denied = _denied(raw, mounts)
    found: dict[str, set[str]] = {"walked": set(), "setid": set(), "writable": set(), "unowned": set()}
    for line in raw.lines(0, 1):
        entry = _FOUND.fullmatch(line)
        if entry is None:
            detail = "list of files"
            raise ValueError(detail)
        found[entry[1]].add(entry[2])
    if found.pop("walked") != {_PROOF}:
        raise Unreadable(reason("file_list_incomplete", path=_PROOF))
    left_out = _closed(mounts)
    told = {mount: mounts[mount] for mount, closing in left_out.items() if closing not in _KERNEL} | denied
    return SpecialFiles(
        **{kind: attempt(lambda kind=kind: frozenset(found[kind])) for kind in found},  # type: ignore[misc]  # bound early
        not_walked=attempt(lambda: frozenset(f"{mount} ({kind})" for mount, kind in told.items())),
    )


READER = Reader(SpecialFiles, always(WALK, MOUNTED), parse, depth="full")
