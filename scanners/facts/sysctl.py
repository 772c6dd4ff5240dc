"""Kernel parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Sysctl:
    """Values by dotted key (`net.ipv4.conf.all.rp_filter`; interfaces with dots keep them, written with `/`).

    `running`: in the kernel now.
    `persisted`: what systemd-sysctl(8) sets at boot, drop-ins in their order, the last wins.
    """

    running: Field[Mapping[str, str]]
    persisted: Field[Mapping[str, str]]
