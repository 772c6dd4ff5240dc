"""Notices that did not arrive: a file for each in the state folder, tried again at the next run, the oldest first.

They hold what was to be told and for whom by name; servers and secrets are looked up in the policy when it is sent.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from tenken.notifying.digest import Digest

FOLDER = "outbox"
DAYS = 30  # how long it is tried
_SECONDS = DAYS * 86_400


class Letter(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice that waits. `since`: epoch seconds.

    `inventory`: its path. Several share a state folder, each with recipients of its own.
    """

    inventory: str
    notice: str
    since: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of the outbox. `letter` is None where it cannot be read."""

    file: Path
    letter: Letter | None
    since: int

    def is_over(self, now: float) -> bool:
        """Whether it was tried for long enough."""
        return now - self.since > _SECONDS


@contextlib.contextmanager
def opened(state: Path) -> Iterator[tuple[Waiting, ...] | None]:
    """Give what waits, the oldest first; None while another process is at it."""
    folder = _folder(state)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield tuple(_waiting(file) for file in sorted(folder.glob("[0-9]*.json")))
    finally:
        os.close(descriptor)


def put(state: Path, letter: Letter) -> Path:
    """Keep a notice, whole or not at all, for nobody else to read; gives its file."""
    folder = _folder(state)
    file = folder / f"{letter.since:012d}-{secrets.token_hex(6)}.json"
    with tempfile.NamedTemporaryFile("wb", dir=folder, prefix=".new-", delete=False) as part:
        try:
            part.write(msgspec.json.encode(letter))
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return file


def _folder(state: Path) -> Path:
    folder = state / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _waiting(file: Path) -> Waiting:
    try:
        letter = msgspec.json.decode(file.read_bytes(), type=Letter)
    except (msgspec.MsgspecError, OSError, UnicodeDecodeError):
        return Waiting(file, None, int(file.stat().st_mtime))
    return Waiting(file, letter, letter.since)
