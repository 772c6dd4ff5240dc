"""The programs that run on a router, by their names."""

from __future__ import annotations

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# The first process is seen by everybody, unless /proc hides those of others (hidepid).
PROGRAMS = Probe(
    "programs",
    "cat /proc/[0-9]*/comm 2>/dev/null | LC_ALL=C sort -u; if [ -r /proc/1/comm ]; then echo '#'; fi",
)


def programs(outputs: Outputs) -> frozenset[str]:
    """Give the names of all programs (15 characters of each). Raises `Unreadable` where others' are hidden."""
    names = outputs["programs"].lines()
    if "#" not in names:
        raise Unreadable(reason("processes_hidden"))
    return frozenset(names)
