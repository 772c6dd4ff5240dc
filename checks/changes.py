"""Announced work (作業届): when who was to change what on which targets.

One record each in policy/changes.yaml, or one line each in policy/changes.csv, which spreadsheets write; both may stand
side by side.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, NoReturn

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.strict_yaml import Document
from inventories.reason import ConfigError

FILES = ("changes.yaml", "changes.csv")  # of a policy folder
_LISTS = ("targets", "accounts")  # columns that hold several, with a semicolon between
_OPTIONAL = "accounts"
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
    """policy/changes.yaml; the columns of policy/changes.csv are the keys of its records."""

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


def load(*files: Path) -> Changes:
    """Read the records of those files that are there; none means that none were written.

    Raises ConfigError for double ids, also between files, and for work that ends before it starts.
    """
    return united([read(file) for file in files if file.exists()])


def read(file: Path) -> Document:
    """Read one file, by its ending. Raises ConfigError at the line that is wrong."""
    try:
        raw = file.read_bytes()
    except OSError as broken:
        raise ConfigError("policy_unreadable", file=str(file), problem=broken.strerror or str(broken)) from None
    return parse(raw, file)


def parse(raw: bytes, file: Path) -> Document:
    """Parse the content of `file`, by its ending. Raises ConfigError at the line that is wrong."""
    return _parse_csv(raw, file) if file.suffix == ".csv" else strict_yaml.parse(raw, file)


def united(documents: Iterable[Document]) -> Changes:
    """Give the records of several files. Raises ConfigError as `load` does."""
    listed: list[WrittenChange] = []
    seen: set[str] = set()
    written = False
    for document in documents:
        written = True
        for place, change in enumerate(strict_yaml.convert(document, ChangeFile).changes):
            if change.id in seen:
                raise document.wrong("policy_duplicate_id", ("changes", place, "id"), id=change.id)
            if change.ends < change.starts:
                raise document.wrong("policy_empty_period", ("changes", place, "ends"), id=change.id)
            seen.add(change.id)
            listed.append(change)
    return Changes(listed, written=written)


def _parse_csv(raw: bytes, file: Path) -> Document:
    """Give the lines of a CSV file (RFC 4180, UTF-8 with or without a byte order mark) as the YAML file has records."""
    if len(raw) > strict_yaml.MAX_BYTES:
        raise ConfigError("policy_too_large", file=str(file), line=1, limit=strict_yaml.MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise ConfigError("policy_not_utf8", file=str(file), line=raw[: broken.start].count(b"\n") + 1) from None
    document = Document(file, {"changes": []})
    rows = _csv_rows(text, file)
    columns = _columns(next(rows, (1, [])), file)
    for line, cells in rows:
        if len(cells) != len(columns):
            _refuse("changes_csv_cells", file, line, found=len(cells), expected=len(columns))
        place = len(document.data["changes"])
        document.lines["changes", place] = line
        document.data["changes"].append(_record(dict(zip(columns, cells, strict=True))))
    return document


def _csv_rows(text: str, file: Path) -> Iterator[tuple[int, list[str]]]:
    """Give each line that holds anything, with the number of its first line in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as broken:
            _refuse("changes_csv_syntax", file, line, problem=str(broken))
        if any(cells):
            yield line, cells


def _columns(heading: tuple[int, list[str]], file: Path) -> list[str]:
    line, found = heading
    known = WrittenChange.__struct_fields__
    for name in found:
        if name not in known:
            _refuse("changes_csv_column", file, line, found=name, known=known)
        if found.count(name) > 1:
            _refuse("changes_csv_column_twice", file, line, found=name)
    for name in known:
        if name not in found and name != _OPTIONAL:
            _refuse("changes_csv_no_column", file, line, missing=name, known=known)
    return found


def _record(cells: dict[str, str]) -> dict[str, Any]:
    lists = {name: [one.strip() for one in cells[name].split(";") if one.strip()] for name in _LISTS if name in cells}
    return {**cells, **lists}


def _refuse(code: str, file: Path, line: int, **values: str | int | tuple[str, ...]) -> NoReturn:
    raise ConfigError(code, file=str(file), line=line, **values)
