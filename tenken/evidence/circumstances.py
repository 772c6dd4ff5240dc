"""What a run was made under: the tool itself by its digest, and how well the ops host's clock is kept."""

from __future__ import annotations

import ctypes
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

_PACKAGES = ("inventories", "scanners", "checks", "reports", "tenken")
_SKIPPED = frozenset({"__pycache__", "sample"})
_UNSYNCHRONISED = 0x40  # STA_UNSYNC, linux/timex.h
_ERROR = 5  # TIME_ERROR: the clock is not kept


class Clock(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the kernel holds its clock for synchronised (adjtimex(2)), and its largest error, in microseconds.

    None where the kernel does not tell.
    """

    synchronised: bool | None
    largest_error_us: int | None


class _Timex(ctypes.Structure):
    """struct timex of Linux, as far as it is read here; the rest is room."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_char * 256),
    ]


def clock() -> Clock:
    """Ask the kernel; changes nothing (modes is 0)."""
    told = _Timex()
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(told))
    except (OSError, AttributeError):
        return Clock(None, None)
    if state < 0:
        return Clock(None, None)
    return Clock(state != _ERROR and not told.status & _UNSYNCHRONISED, int(told.maxerror))


@lru_cache(maxsize=1)
def tool_digest() -> str:
    """Give the SHA-256 over the names and contents of every file of the tool, in the order of their names."""
    top = Path(__file__).parents[2]
    files = sorted(file for name in _PACKAGES for file in _files(top / name))
    whole = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{content}  {file.relative_to(top)}\n".encode())
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        found += [Path(place) / name for name in names]
    return found
