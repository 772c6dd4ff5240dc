"""Read the error counts of the memory controllers (EDAC) from sysfs."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Absent, all_fields, attempt
from scanners.facts.memory_errors import MemoryErrors
from scanners.platforms.linux.virtualization import VIRTUALIZATION, read_kind
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

EDAC = Probe(
    "memory_errors",
    """set -- /sys/devices/system/edac/mc/mc[0-9]*/[cu]e_count
if [ -e "$1" ]; then grep -H '' "$@"; fi""",
)
_COUNT = re.compile(r"/sys/devices/system/edac/mc/(mc[0-9]+)/([cu]e)_count:([0-9]{1,18})")


def parse(outputs: Outputs, scope: Scope) -> MemoryErrors:
    """Sum the counts; a guest has no memory controller of its own, even where it sees its host's."""
    del scope
    lines = outputs["memory_errors"].lines()
    kind = read_kind(outputs)
    if kind != "none":
        return all_fields(MemoryErrors, Absent(reason("guest_has_no_memory_controller", kind=kind)))
    if not lines:
        raise Unreadable(reason("edac_missing"))
    counts: dict[tuple[str, str], int] = {}
    for line in lines:
        found = _COUNT.fullmatch(line)
        if found is None:
            raise Unreadable(reason("unparseable", detail="EDAC count"))
        counts[found[1], found[2]] = int(found[3])
    controllers = {controller for controller, _ in counts}
    return MemoryErrors(
        uncorrected=attempt(lambda: sum(counts[controller, "ue"] for controller in controllers)),
        corrected=attempt(lambda: sum(counts[controller, "ce"] for controller in controllers)),
    )


READER = Reader(MemoryErrors, always(EDAC, VIRTUALIZATION), parse)
