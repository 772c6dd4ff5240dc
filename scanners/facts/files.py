"""Owner and mode of files that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class FileMode:
    """Permission bits (0 to 0o7777), owner and group by name."""

    mode: int
    user: str
    group: str


@dataclass(frozen=True, slots=True)
class Files:
    """Files and directories by path; one that does not exist has no entry. `sensitive`: secrets and configuration;
    `logs`: everything under /var/log.
    """

    sensitive: Field[Mapping[str, FileMode]]
    logs: Field[Mapping[str, FileMode]]
