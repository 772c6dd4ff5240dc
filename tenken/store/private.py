"""The state directory and the database belong to the account that runs tenken, or to root, and to nobody else.

Who may write there could change evidence and the key that signs it; who may read the database reads what hosts told.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from inventories.reason import ConfigError

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_USE = _OTHERS_WRITE | stat.S_IROTH  # a group may read: auditors


def make_folder(folder: Path) -> None:
    """Make the state directory where there is none. Raises ConfigError where others may write into it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check(folder, _OTHERS_WRITE, "700")


def make_file(file: Path) -> None:
    """Make the file of a database before SQLite does, so that nobody else may read it; its journals take its mode.

    Raises ConfigError where others may read or write it, or put another file in its place.
    """
    if not file.parent.is_dir():
        raise ConfigError("store_folder_missing", folder=str(file.parent))
    if not file.parent.stat().st_mode & stat.S_ISVTX:  # as of /tmp: nobody there can move what is another's
        _check(file.parent, _OTHERS_WRITE, "700")
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    _check(file, _OTHERS_USE, "600")


def _check(place: Path, forbidden: int, mode: str) -> None:
    held = place.stat()
    own = os.geteuid()
    if own and held.st_uid not in {0, own}:
        raise ConfigError("store_of_another", file=str(place), owner=held.st_uid, own=own)
    if stat.S_IMODE(held.st_mode) & forbidden:
        raise ConfigError("store_open_to_others", file=str(place), mode=f"{stat.S_IMODE(held.st_mode):o}", wanted=mode)
