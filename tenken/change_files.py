"""Files of changes for network devices and of what takes them back, in a folder that only its owner reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from checks.facts_file import RunFacts
from checks.golden import Golden
from checks.golden_way import both_ways, digest
from inventories.model import Host
from inventories.reason import ConfigError
from reports.change_file import About, Direction, render

_JAPAN = timezone(timedelta(hours=9))
_DIRECTIONS: tuple[Direction, Direction] = ("changes", "rollback")


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and how many places of it are left to a person."""

    file: Path
    by_hand: int


@dataclass(frozen=True, slots=True)
class ChangeFiles:
    """A folder of files made from one run: `DEVICE.changes` and `DEVICE.rollback`."""

    folder: Path
    run: RunFacts
    now: datetime = field(default_factory=lambda: datetime.now(_JAPAN))

    def refuse_existing(self, devices: Iterable[str]) -> None:
        """Raise ConfigError where a file is there already, before any is written."""
        for device in devices:
            for direction in _DIRECTIONS:
                if os.path.lexists(file := self._file(device, direction)):
                    raise ConfigError("golden_file_exists", file=str(file))

    def write(self, host: Host, platform: str, golden: Golden, running: tuple[str, ...]) -> tuple[Written, ...]:
        """Write both files of a device. Raises `Unreadable` where no way can be told, ConfigError."""
        ways = both_ways(golden, platform, running)
        about = About(
            device=host.name,
            address=host.connection.address,
            platform=platform,
            run=self.run.id,
            read=self.run.finished,
            golden=golden.name,
            approved_on=golden.approved_on.isoformat(),
            sha256=digest(golden, platform),
            made=self.now.isoformat(timespec="seconds"),
        )
        written = []
        for way, direction in zip(ways, _DIRECTIONS, strict=True):
            file = self._file(host.name, direction)
            self._create(file, render(way, about, direction))
            written.append(Written(file, way.by_hand))
        return tuple(written)

    def _file(self, device: str, direction: Direction) -> Path:
        return self.folder / f"{device}.{direction}"

    def _create(self, file: Path, text: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(mode=0o700, parents=True)
            with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
        except OSError as broken:
            raise ConfigError("golden_file_unwritable", file=str(file), problem=broken.strerror or "") from None
