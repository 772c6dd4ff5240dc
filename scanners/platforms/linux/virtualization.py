"""Read systemd-detect-virt(1)."""

from __future__ import annotations

import re

from scanners.facts.field import attempt
from scanners.facts.virtualization import Virtualization
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope

VIRTUALIZATION = Probe("virtualization", "systemd-detect-virt")


def read_kind(outputs: Outputs) -> str:
    """Give the kind of guest, `none` on metal; raises `Unreadable` or ValueError."""
    (kind,) = outputs["virtualization"].lines(0, 1)  # status 1 goes with `none`
    if not re.fullmatch(r"[a-z0-9-]{1,40}", kind):
        detail = "not a kind of virtualization"
        raise ValueError(detail)
    return kind


def parse(outputs: Outputs, scope: Scope) -> Virtualization:
    """Give the kind of machine."""
    del scope
    return Virtualization(kind=attempt(lambda: read_kind(outputs)))


READER = Reader(Virtualization, always(VIRTUALIZATION), parse)
