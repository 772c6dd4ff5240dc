"""Whether root alone decides what is found under a path, so that what is read there may be run."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from inventories.reason import ConfigError

OWNER = 0  # root
_LINKS = 40  # as many symbolic links as Linux follows


def refuse_changeable(path: Path) -> None:
    """Raise ConfigError unless root alone can change the path: it, each folder on the way, and what links lead to."""
    for place in _places(path):
        if wrong := _changeable(place):
            raise wrong


def _places(path: Path) -> Iterator[Path]:
    """Give every path that decides what is found there, from the root on, following links as the kernel does."""
    here = Path("/")
    yield here
    ahead = list(reversed(path.absolute().parts[1:]))
    links = 0
    while ahead:
        part = ahead.pop()
        if part == "..":
            here = here.parent
            continue
        place = here / part
        yield place
        if not place.is_symlink():
            here = place
            continue
        links += 1
        if links > _LINKS:
            raise ConfigError("extension_links", path=str(path))
        target = place.readlink()
        here = Path("/") if target.is_absolute() else here
        ahead.extend(reversed(target.parts[1:] if target.is_absolute() else target.parts))


def _changeable(place: Path) -> ConfigError | None:
    try:
        state = place.lstat()
    except OSError as broken:
        return ConfigError("extension_unreadable", path=str(place), detail=broken.strerror or str(broken))
    if state.st_uid != OWNER:
        return ConfigError("extension_not_roots", path=str(place), uid=state.st_uid)
    if stat.S_ISLNK(state.st_mode):
        return None  # a link has no mode of its own; the folder that holds it was looked at
    if state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):  # an access control list shows in the group's bits
        return ConfigError("extension_writable", path=str(place), mode=f"{stat.S_IMODE(state.st_mode):04o}")
    return ConfigError("extension_writable_by_us", path=str(place)) if _writable_by_us(place) else None


def _writable_by_us(place: Path) -> bool:
    """Whether the account of this process may write there; root may anyway."""
    return os.geteuid() != 0 and os.access(place, os.W_OK, effective_ids=True)
