"""A store by its URL: connections, transactions, migrations, and what goes wrong in the words of an operator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy import text as sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from inventories.reason import ConfigError
from tenken.store.schema import HEAD

WAIT = 30  # seconds for another process that writes
_SQLITE = "sqlite"
_POSTGRESQL = "postgresql"
_LOCKED = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE"})
_FULL_STATES = frozenset({"53100", "53200"})  # PostgreSQL: disk_full, out_of_memory
_LOCKED_STATES = frozenset({"55P03", "40P01", "40001"})  # lock_not_available, deadlock_detected, serialization_failure


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `folder` is the state directory, where locks and the signing key lie."""

    engine: Engine
    shown: str  # its URL without a password
    folder: Path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection in a transaction that writes nothing."""
        with told(self.shown), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is alone in writing, committed at the end or not at all."""
        with told(self.shown), self.engine.connect() as connection:
            connection.execution_options(tenken_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def told(shown: str) -> Iterator[None]:
    """Turn what a database says into a ConfigError that tells what to do."""
    try:
        yield
    except DBAPIError as problem:
        raise _explained(problem, shown) from None


def state_folder() -> Path:
    """Give the state directory: of TENKEN_STATE, of systemd (StateDirectory=), else the account's own (XDG)."""
    for named in (os.environ.get("TENKEN_STATE", ""), os.environ.get("STATE_DIRECTORY", "").partition(":")[0]):
        if named:
            return Path(named).absolute()
    base = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".local" / "state") / "tenken"


def open_store(url: str, folder: Path) -> Store:
    """Open a store, make it where there is none, and bring its tables up to this release.

    `url`: empty for SQLite in `folder`. Raises ConfigError where it cannot be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    parsed = _parsed(url or f"sqlite:///{folder / 'tenken.db'}")
    if parsed.get_backend_name() == _SQLITE and parsed.database:
        _make_private(Path(parsed.database))
    try:
        engine = create_engine(parsed, connect_args=_arguments(parsed))
    except (NoSuchModuleError, ModuleNotFoundError) as missing:
        raise ConfigError("store_driver_missing", store=_shown(parsed), detail=str(missing)) from None
    if parsed.get_backend_name() == _SQLITE:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    store = Store(engine, _shown(parsed), folder)
    try:
        _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError("store_url", store=url.partition("?")[0][:80]) from None
    if parsed.password is not None:  # it would stand in the list of processes and in the record of the run
        raise ConfigError("store_url_password", store=_shown(parsed))
    name = parsed.get_backend_name()
    if name == _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    if name != _SQLITE or not parsed.database or parsed.database == ":memory:":
        raise ConfigError("store_url", store=_shown(parsed))
    return parsed


def _shown(url: URL) -> str:
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _arguments(url: URL) -> dict[str, Any]:
    return {"timeout": WAIT} if url.get_backend_name() == _SQLITE else {"connect_timeout": WAIT}


def _make_private(file: Path) -> None:
    """Make the file before SQLite does, so that nobody else may read it; its journals take the same mode."""
    if file.parent.is_dir() and not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say
    for line in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={WAIT * 1000}"):
        connection.execute(f"PRAGMA {line}").fetchall()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tenken_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sql("SELECT version_num FROM alembic_version")).scalar() or "")


def _migrate(store: Store) -> None:
    with store.reading() as connection:
        found = _version(connection)
    if found == HEAD:
        return
    # Only a store that is not of this release pays for Alembic: half a second.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with store.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, HEAD)
        except CommandError:
            raise ConfigError("store_too_new", store=store.shown, found=found, known=HEAD) from None


def _explained(problem: DBAPIError, shown: str) -> ConfigError:
    name = getattr(problem.orig, "sqlite_errorname", "")
    state = getattr(problem.orig, "sqlstate", "") or ""
    detail = (str(problem.orig).strip().splitlines() or [""])[0][:200]
    if name in _LOCKED or state in _LOCKED_STATES:
        return ConfigError("store_locked", store=shown, seconds=WAIT)
    if name in _FULL or state in _FULL_STATES:
        return ConfigError("store_full", store=shown, detail=detail)
    return ConfigError("store_unusable", store=shown, detail=detail or type(problem.orig).__name__)
