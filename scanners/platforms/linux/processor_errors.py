"""Read machine checks from /proc/interrupts, which counts them since boot and which every user may read.

The kernel log tells more, but only root may read it on a hardened system, and it is overwritten.
"""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import all_fields, attempt
from scanners.facts.processor_errors import ProcessorErrors
from scanners.platforms.linux.metal import guest
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

MACHINE_CHECKS = Probe("machine_checks", "[ -r /proc/interrupts ] && sed -n '/^ *MCE:/p' /proc/interrupts")
_TITLE = "Machine check exceptions"


def _exceptions(outputs: Outputs) -> int:
    lines = outputs["machine_checks"].lines()
    if len(lines) != 1:
        raise Unreadable(reason("machine_checks_not_counted"))
    counts = lines[0].strip().removeprefix("MCE:").removesuffix(_TITLE).split()
    if not counts or not all(count.isascii() and count.isdigit() and len(count) <= 18 for count in counts):
        raise ValueError(_TITLE)
    return sum(int(count) for count in counts)


def parse(outputs: Outputs, scope: Scope) -> ProcessorErrors:
    """Sum over the processors; a guest's processors are not its own."""
    del scope
    if absent := guest(outputs):
        return all_fields(ProcessorErrors, absent)
    return ProcessorErrors(exceptions=attempt(lambda: _exceptions(outputs)))


READER = Reader(ProcessorErrors, always(MACHINE_CHECKS, VIRTUALIZATION), parse)
