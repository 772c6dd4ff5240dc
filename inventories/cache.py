"""Resolved inventories kept by content digest, readable by their owner alone.

An entry is one file: a line with the key (digest of all that went in) and the SHA-256 of the payload, then the payload.
There is one entry per name, so a changed inventory replaces its own. The cache is a convenience: where it cannot be
used, nothing fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

UNUSED = 90 * 24 * 3600  # seconds after which an entry that nobody wrote again is removed


def load(name: str, key: str) -> bytes | None:
    """Give the payload kept under `name` for `key`; None when there is none, or it is damaged or not our own."""
    try:
        descriptor = os.open(_folder() / _file_name(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if state.st_uid != os.geteuid() or state.st_mode & 0o022 or not stat.S_ISREG(state.st_mode):
                return None
            head, _, payload = file.read().partition(b"\n")
    except OSError:
        return None
    return payload if head.decode("ascii", "replace") == _head(key, payload) else None


def store(name: str, key: str, payload: bytes) -> None:
    """Keep `payload` under `name` for `key`; a folder that cannot be written or is not ours alone is left alone."""
    with contextlib.suppress(OSError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for place in (folder, folder.parent):
            if place.stat().st_uid != os.geteuid():
                return
            place.chmod(0o700)
        _remove_unused(folder)
        descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_head(key, payload).encode() + b"\n" + payload)
            Path(temporary).replace(folder / _file_name(name))
        except OSError:
            Path(temporary).unlink(missing_ok=True)


def _folder() -> Path:
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = named if named.is_absolute() else Path.home() / ".cache"  # the XDG rule: a relative path counts as unset
    return base / "tenken" / "inventories"


def _file_name(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:40]


def _head(key: str, payload: bytes) -> str:
    return f"{key} {hashlib.sha256(payload).hexdigest()}"


def _remove_unused(folder: Path) -> None:
    limit = time.time() - UNUSED
    for entry in folder.iterdir():
        if entry.lstat().st_mtime < limit:
            entry.unlink(missing_ok=True)
