"""The last stored run of an inventory."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from tenken.store.opening import open_store
from tenken.store.schema import runs


def last_run(url: str, folder: Path, inventory: str) -> tuple[str, str] | None:
    """Give id and status of the last run of an inventory, None where there is none.

    Raises ConfigError or OSError where the store cannot be read. It is never made by asking.
    """
    with suppress(FileNotFoundError):
        if url or (folder / "tenken.db").stat().st_size:
            return _asked(url, folder, inventory)
    return None


def _asked(url: str, folder: Path, inventory: str) -> tuple[str, str] | None:
    store = open_store(url, folder)
    try:
        with store.reading() as connection:
            chosen = select(runs.c.id, runs.c.status).where(runs.c.inventory == str(Path(inventory).resolve()))
            row = connection.execute(chosen.order_by(runs.c.number.desc()).limit(1)).first()
    finally:
        store.close()
    return (row.id, row.status) if row else None
