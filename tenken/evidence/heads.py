"""Heads of the ledger as those outside keep them: their form, read back from what a witness has, and compared.

A head is one line of JSON, ASCII, which begins with `{"tenken_head":` so that it is found again behind whatever a log
server writes before it.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from inventories.reason import ConfigError, Reason, Value, reason
from tenken.evidence.ledger import Digest, Kind
from tenken.evidence.verify import compare_heads

LONGEST_LINE = 1 << 16
_HEAD = re.compile(rb'\{"tenken_head":[^{}]*\}')
_BEGUN = b'{"tenken_head":'
_SHOWN = 10  # places and numbers that are named; the rest is counted


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the ledger, by its SHA-256 and that of the entry before it. `key`: fingerprint of its signer."""

    tenken_head: Literal[1]
    number: Annotated[int, Meta(ge=1)]
    kind: Kind
    run: str
    sha256: Digest
    previous: Digest
    key: str


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads that a witness has, in the order they stand there; `broken`: places (file:line) of those cut short."""

    heads: tuple[Head, ...]
    broken: tuple[str, ...]


def line_of(head: Head) -> bytes:
    """Give the line of a head, without its end."""
    return msgspec.json.encode(head)


def heads_of(path: Path) -> Heads:
    """Read heads back: from a witness's folder, from a log file of a log server (`.gz` too), or a folder of those.

    Raises ConfigError where the path cannot be read, or holds no head at all.
    """
    heads: list[Head] = []
    broken: list[str] = []
    try:
        for file in sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]:
            for number, line in enumerate(_lines(file), 1):
                found = [_read_head(one) for one in _HEAD.findall(line)]
                heads += [one for one in found if one is not None]
                if None in found or line.count(_BEGUN) > len(found):
                    broken.append(f"{file}:{number}")
    except (OSError, EOFError, zlib.error) as problem:
        detail = getattr(problem, "strerror", None) or str(problem)
        raise ConfigError("witness_unreadable", file=str(path), detail=detail) from None
    if not heads:
        raise ConfigError("witness_no_heads", file=str(path))
    return Heads(tuple(heads), tuple(broken))


def _lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
        while line := opened.readline(LONGEST_LINE):
            yield line


def _read_head(found: bytes) -> Head | None:
    try:
        return msgspec.json.decode(found, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # what anybody sent to the log server
        return None


def against(
    witness: Path, found: Heads, heads: Mapping[int, str], *, whole: bool
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Compare a ledger (number → SHA-256) with what a witness has; gives problems, and notes.

    `whole`: the ledger ends here; one of a bundle may have gone on after it was made, which is a note. `found` was read
    before the ledger was: a scan that ends in between would else look like one that was dropped.
    """
    last = max(heads, default=0)
    later = sorted({head.number for head in found.heads if head.number > last})
    known = found.heads if whole else tuple(head for head in found.heads if head.number <= last)
    notes: list[Reason] = []
    if later and not whole:
        notes.append(reason("witness_later", file=str(witness), **_listed(map(str, later))))
    if untold := sorted(heads.keys() - {head.number for head in found.heads}):
        notes.append(reason("witness_lacks", file=str(witness), **_listed(map(str, untold))))
    if found.broken:
        notes.append(reason("witness_broken", file=str(witness), **_listed(found.broken)))
    notes.append(reason("witness_compared", file=str(witness), count=len(heads.keys() & {one.number for one in known})))
    return compare_heads(known, heads), tuple(notes)


def _listed(items: Iterable[str]) -> dict[str, Value]:
    every = tuple(items)
    return {"items": every[:_SHOWN], "count": len(every)}
