"""Writing records that nobody may lose: never over a file that is there."""

from __future__ import annotations

from pathlib import Path


def write_new(text: str, path: Path) -> None:
    """Write a file that does not exist yet, whole or not at all. Raises FileExistsError, also for a dangling link."""
    with path.open("x", encoding="utf-8") as new:
        try:
            new.write(text)
            new.flush()
        except BaseException:
            path.unlink(missing_ok=True)
            raise
