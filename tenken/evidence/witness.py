"""The heads of the ledger, told to those outside whom the operator does not control: what was dropped or signed anew
later is found against them.

A log server gets a head by syslog; a folder gets a file for each, made once and never written again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from sqlalchemy import select, update

from checks.operations import Witness
from inventories.reason import ConfigError, Reason, reason
from tenken import syslog
from tenken.evidence.heads import LONGEST_LINE, Head, line_of
from tenken.evidence.ledger import digest, read
from tenken.store.opening import Store
from tenken.store.schema import ledger
from tenken.timeout import within

_SECONDS = 60  # for one batch, whatever the witness does
_AT_ONCE = 200  # heads of one connection
_TRIES = 10  # files of one head: those before the last were cut short
_encode = msgspec.json.Encoder().encode


class _DiffersError(Exception):
    """The witness has another head under the same number."""


@dataclass(frozen=True, slots=True)
class _Untold:
    head: Head
    line: bytes


def tell(store: Store, witnesses: Sequence[Witness]) -> list[Reason]:
    """Send every head to each witness that has not got it yet; gives what could not be told, to be tried next time."""
    problems: list[Reason] = []
    try:
        for witness in witnesses:
            problems += _tell_one(store, witness)
    except ConfigError as broken:  # of the store: locked, full
        problems.append(broken.reason)
    return problems


def _tell_one(store: Store, witness: Witness) -> list[Reason]:
    untold, unreadable = _untold(store, witness.name)
    problems = [reason("witness_entry_unreadable", witness=witness.name, number=number) for number in unreadable]
    for place in range(0, len(untold), _AT_ONCE):
        batch = untold[place : place + _AT_ONCE]
        told: list[int] = []
        try:
            within(_SECONDS, partial(_deliver, witness, batch, told))
        except _DiffersError as differs:
            problems.append(reason("witness_differs", witness=witness.name, file=str(differs)))
        except OSError as problem:
            detail = " ".join(str(problem).split())[:200]
            waiting = len(untold) - place - len(told)
            problems.append(reason("witness_not_told", witness=witness.name, count=waiting, detail=detail))
        _note(store, witness.name, tuple(told))
        if len(told) < len(batch):
            break
    return problems


def _untold(store: Store, name: str) -> tuple[list[_Untold], list[int]]:
    """Give the heads that this witness has not got, and the numbers of entries that are no entries any more."""
    with store.reading() as connection:
        rows = connection.execute(select(ledger).order_by(ledger.c.number)).all()
    untold: list[_Untold] = []
    unreadable: list[int] = []
    for row in rows:
        if name in _names(row.witnessed):
            continue
        entry = read(row.entry)
        if entry is None:
            unreadable.append(row.number)
            continue
        head = Head(1, entry.number, entry.kind, entry.run, digest(row.entry), entry.previous, entry.key)
        untold.append(_Untold(head, line_of(head)))
    return untold, unreadable


def _deliver(witness: Witness, batch: Sequence[_Untold], told: list[int]) -> None:
    """Deliver heads in their order; `told` gets the numbers of those that arrived."""
    if witness.syslog is not None:
        syslog.send(witness.syslog, [syslog.Message("head", one.line.decode()) for one in batch])
        told += [one.head.number for one in batch]
        return
    folder = Path(witness.folder)
    for one in batch:
        _write_once(folder, one)
        told.append(one.head.number)


def _write_once(folder: Path, one: _Untold) -> None:
    """Write the file of a head where there is none. One that was cut short stays, and the next name is taken."""
    content = one.line + b"\n"
    for attempt in range(_TRIES):
        file = folder / (f"head-{one.head.number:08d}" + (f"-{attempt + 1}" if attempt else "") + ".json")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            descriptor = os.open(file, flags, 0o644)
        except FileExistsError:
            there = _content(file)
            if there == content:
                return
            if not content.startswith(there):
                raise _DiffersError(str(file)) from None
            continue
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        _sync_folder(folder)
        return
    raise FileExistsError(f"{folder}: {_TRIES} × head-{one.head.number:08d}")


def _content(file: Path) -> bytes:
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        return opened.read(LONGEST_LINE)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # not every network's file system can
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _note(store: Store, name: str, numbers: Sequence[int]) -> None:
    """Write down that a witness has these heads."""
    if not numbers:
        return
    with store.writing() as connection:
        chosen = select(ledger.c.number, ledger.c.witnessed).where(ledger.c.number.in_(numbers))
        for row in connection.execute(chosen).all():
            names = _encode(sorted({*_names(row.witnessed), name})).decode()
            connection.execute(update(ledger).where(ledger.c.number == row.number).values(witnessed=names))


def _names(witnessed: str) -> tuple[str, ...]:
    """Give who has a head; what is not written as we write it counts for nothing, and is told again."""
    try:
        return msgspec.json.decode(witnessed, type=tuple[str, ...]) if witnessed else ()
    except msgspec.MsgspecError:
        return ()
