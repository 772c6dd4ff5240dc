"""Backups as they lie in the registered folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class BackupSet:
    """The newest set of a folder: one entry of it, a file or a folder with all below.

    `written`: time of its newest file, epoch seconds. `size` in bytes. `previous`: bytes of the set before it whose
    name differs in digits alone (dates, numbers); None where there is none.
    """

    name: str
    written: int
    size: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """What a folder lies on: type of the file system, its source, and whether that is `remote`, a disk that holds
    nothing but backups (`own_disk`), or one that holds other data of the machine too (`shared`).
    """

    kind: str
    source: str
    separation: str


@dataclass(frozen=True, slots=True)
class Backups:
    """By registered path. `newest` is None where the path is not there or holds no file."""

    newest: Field[Mapping[str, BackupSet | None]]
    places: Field[Mapping[str, Place]]
