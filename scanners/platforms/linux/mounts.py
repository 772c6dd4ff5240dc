"""Read the use of local file systems from df(1)."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.mounts import Mounts, Usage
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# No storage of their own, or read-only images that are always full. Excluding a type also keeps df from touching
# mounts that only root may enter, such as a container's layers.
_LEFT_OUT = (
    "tmpfs",
    "devtmpfs",
    "ramfs",
    "overlay",
    "squashfs",
    "erofs",
    "iso9660",
    "udf",
    "efivarfs",
    "autofs",
    "nsfs",
    "tracefs",
    "fuse.portal",
    "fuse.gvfsd-fuse",
    "fuse.lxcfs",
    "fuse.snapfuse",
    "fuse.sshfs",
)
_EXCLUDE = " ".join(f"-x {kind}" for kind in _LEFT_OUT)

# The root is asked for by name, for in a container it is an overlay and yet real storage.
MOUNTS = Probe(
    "mounts",
    f"""df_local() {{ x=$(df -P -T "$1" -l {_EXCLUDE} 2>&1) || case $x in *'no file systems processed') x= ;; """
    """*) printf '%s\\n' "$x" >&2; return 1 ;; esac; printf '%s\\n' "$x"; df -P -T "$1" /; }; """
    "df_local -k && echo '#' && df_local -i",
)

_LINE = re.compile(r".*?\s+\S+\s+(?:\d+|-)\s+(?:\d+|-)\s+(?:-?\d+|-)\s+(?:(?P<pct>\d+)%|-)\s+(?P<mount>/.*)")


def _percentages(table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in table.splitlines():
        if not line.strip() or line.startswith("Filesystem "):
            continue
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ValueError(line)
        found[parts["mount"]] = int(parts["pct"] or 0)
    return found


def usage(outputs: Outputs) -> tuple[Usage, ...]:
    """Give the use of each file system, by mount point. There is always a root."""
    blocks, inodes = (_percentages(table) for table in outputs["mounts"].text().split("\n#\n"))
    if "/" not in blocks or "/" not in inodes:
        raise Unreadable(reason("no_root_filesystem"))
    return tuple(Usage(mount, used, inodes[mount]) for mount, used in sorted(blocks.items()))


def parse(outputs: Outputs, scope: Scope) -> Mounts:
    """Give the use of local file systems."""
    del scope
    return Mounts(usage=attempt(lambda: usage(outputs)))


READER = Reader(Mounts, always(MOUNTS), parse)
