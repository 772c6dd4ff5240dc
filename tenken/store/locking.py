"""One run at a time for each inventory: a lock that the kernel lets go of when its owner dies, however it dies."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
from msgspec import Struct

from inventories.reason import ConfigError


class Owner(Struct, frozen=True):
    """Who holds a lock: process, since when (epoch seconds), and what for."""

    pid: int
    since: int
    run: str


def name_of(folder: Path, inventory: Path) -> str:
    """Give the name of an inventory's lock in a state folder.

    Another account's or ops host's, of the same store, has another, though its names and paths be the same.
    """
    told = b"\0".join((_identity(folder), *(os.fsencode(place.resolve()) for place in (folder, inventory))))
    return hashlib.sha256(told).hexdigest()[:32]


@contextmanager
def held(folder: Path, name: str, run: str) -> Iterator[None]:
    """Hold a lock. Raises ConfigError naming its owner and its age where another process holds it."""
    descriptor = _open(folder, name)
    try:
        if not _take(descriptor):
            owner = _owner(descriptor)
            minutes = int((time.time() - owner.since) / 60) if owner.since else 0
            raise ConfigError("inventory_busy", pid=owner.pid, run=owner.run, minutes=minutes)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, msgspec.json.encode(Owner(os.getpid(), int(time.time()), run)), 0)
        yield
    finally:
        os.close(descriptor)  # the lock goes with it


def is_free(folder: Path, name: str) -> bool:
    """Whether nobody holds a lock. Of one that was never taken in this folder, nothing is known: it is not free."""
    if not _place(folder, name).exists():
        return False
    descriptor = _open(folder, name)
    try:
        return _take(descriptor)
    finally:
        os.close(descriptor)


def _identity(folder: Path) -> bytes:
    """Give what tells this state folder from every other: made once."""
    place = folder / "locks" / "identity"
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent) as made:
            made.write(secrets.token_hex(16).encode())
            made.flush()
            with suppress(FileExistsError):  # another first scan made it a moment ago
                os.link(made.name, place)
    return place.read_bytes()


def _place(folder: Path, name: str) -> Path:
    return folder / "locks" / f"{name}.lock"


def _open(folder: Path, name: str) -> int:
    place = _place(folder, name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _owner(descriptor: int) -> Owner:
    try:
        return msgspec.json.decode(os.pread(descriptor, 4096, 0), type=Owner)
    except msgspec.MsgspecError:  # taken a moment ago, and not yet written
        return Owner(0, 0, "")
