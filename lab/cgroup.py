"""Control groups: one subtree a host.

Without it, all containers would share one, and every systemd would take the others' services for its own.
"""

import time
from collections.abc import Iterator
from pathlib import Path

EMPTY_S = 15.0  # seconds; a process that a time-out left behind may delay the end of its namespace


def hierarchies() -> Iterator[Path]:
    """The hierarchies that systemd uses: cgroup2, and `name=systemd` where version 1 is mounted."""
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        before, after = line.split(" - ")
        kind, _, options = after.split()
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
            yield Path(before.split()[4])


def add(name: str) -> list[Path]:
    """Make a subtree of this name in each hierarchy; a process enters it by writing its id to `cgroup.procs` there."""
    made = [top / name for top in hierarchies()]
    for group in made:
        group.mkdir(exist_ok=True)
    return made


def remove(name: str) -> None:
    """Remove the subtrees of this name, once their last processes have ended; not there: nothing to do."""
    deadline = time.monotonic() + EMPTY_S
    for top in hierarchies():
        while (top / name).is_dir():
            try:
                for folder in sorted((entry for entry in (top / name).rglob("*") if entry.is_dir()), reverse=True):
                    folder.rmdir()
                (top / name).rmdir()
            except OSError:  # a process is still ending in it
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
