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
_UNTOLD = "untold-"  # with the id of a run; holds the path of its inventory


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
        yield tuple(one for file in sorted(folder.glob("[0-9]*.json")) if (one := _waiting(file)))
    finally:
        os.close(descriptor)


def put(state: Path, letter: Letter) -> Path:
    """Keep a notice, whole or not at all, for nobody else to read; gives its file."""
    file = _folder(state) / f"{letter.since:012d}-{secrets.token_hex(6)}.json"
    _write(file, msgspec.json.encode(letter))
    return file


def expect(state: Path, inventory: str, run: str) -> None:
    """Note a run of which people are to be told. One that the folder does not take is not noted."""
    with contextlib.suppress(OSError):
        _write(_folder(state) / f"{_UNTOLD}{run}", inventory.encode())


def untold(state: Path, inventory: str) -> tuple[str, ...]:
    """Give the runs of an inventory that were noted, and of which nothing went out nor waits."""
    return tuple(file.name.removeprefix(_UNTOLD) for file in _noted(state, inventory))


def told(state: Path, inventory: str) -> None:
    """Forget the notes of an inventory: what is to be told of its runs went out or waits."""
    for file in _noted(state, inventory):
        with contextlib.suppress(OSError):
            file.unlink()


def _noted(state: Path, inventory: str) -> list[Path]:
    found = []
    with contextlib.suppress(OSError):
        for file in sorted((state / FOLDER).glob(f"{_UNTOLD}*")):
            with contextlib.suppress(OSError):  # of another inventory's run, told meanwhile
                if file.read_bytes() == inventory.encode():
                    found.append(file)
    return found


def _write(file: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=".new-", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(file)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise


def _folder(state: Path) -> Path:
    folder = state / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _waiting(file: Path) -> Waiting | None:
    """Read a file of the outbox; None where it went out meanwhile."""
    try:
        letter = msgspec.json.decode(file.read_bytes(), type=Letter)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, OSError, UnicodeDecodeError):
        return Waiting(file, None, int(file.lstat().st_mtime))
    return Waiting(file, letter, letter.since)
