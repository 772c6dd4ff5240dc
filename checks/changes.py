"""Announced work (作業届): when who was to change what on which targets, one record each in policy/changes.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from checks import strict_yaml

_Said = Annotated[str, Meta(min_length=1, max_length=2000)]


class WrittenChange(Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of work. `targets` are inventory names, or patterns with `*`; `starts` and `ends` carry their zone.

    `accounts`: who does it (account names on the targets); none named means that the record says nothing about log-ins.
    """

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?!\n)$")]
    targets: Annotated[tuple[_Said, ...], Meta(min_length=1)]
    starts: Annotated[datetime, Meta(tz=True)]
    ends: Annotated[datetime, Meta(tz=True)]
    summary: _Said
    approved_by: _Said
    accounts: tuple[_Said, ...] = ()


class ChangeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/changes.yaml."""

    changes: tuple[WrittenChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Announced work on one host; `start` and `end` in epoch seconds, both inclusive."""

    id: str
    accounts: tuple[str, ...]
    start: int
    end: int
    summary: str

    def covers(self, epoch: int) -> bool:
        """Whether a moment lies within the work."""
        return self.start <= epoch <= self.end


class Changes:
    """All announced work of a policy. `written` is False where there is no record file at all."""

    def __init__(self, listed: Iterable[WrittenChange] = (), *, written: bool = False) -> None:
        self.all = tuple(listed)
        self.written = written

    def of(self, target: str) -> tuple[Change, ...]:
        """Give the work on one target."""
        return tuple(
            Change(one.id, one.accounts, int(one.starts.timestamp()), int(one.ends.timestamp()), one.summary)
            for one in self.all
            if any(fnmatchcase(target, pattern) for pattern in one.targets)
        )


def load(file: Path) -> Changes:
    """Read the records; no file means none. Raises ConfigError for double ids and work that ends before it starts."""
    if not file.exists():
        return Changes()
    document = strict_yaml.read(file)
    listed = strict_yaml.convert(document, ChangeFile).changes
    seen: set[str] = set()
    for place, change in enumerate(listed):
        if change.id in seen:
            raise document.wrong("policy_duplicate_id", ("changes", place, "id"), id=change.id)
        if change.ends < change.starts:
            raise document.wrong("policy_empty_period", ("changes", place, "ends"), id=change.id)
        seen.add(change.id)
    return Changes(listed, written=True)
