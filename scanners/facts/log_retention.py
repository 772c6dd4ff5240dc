"""For how long a host keeps its own records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class KeptLog:
    """One record and what ends its life.

    `limit`: `time` (after `days` days), `size` (when newer records need the room, whenever that is) or `none` (nothing
    removes it). `oldest`: epoch seconds of the oldest part that is still there; 0 where not known.
    """

    name: str
    limit: Literal["time", "size", "none"]
    days: int
    oldest: int


@dataclass(frozen=True, slots=True)
class LogRetention:
    """The records of operation and access on the host: text logs, the audit log, and the journal where nothing writes
    text logs. `used_percent`: how full the file system is that holds them.
    """

    logs: Field[tuple[KeptLog, ...]]
    used_percent: Field[int]
