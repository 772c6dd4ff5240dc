"""A store by its URL: connections, transactions, migrations, and what goes wrong in the words of an operator."""

from __future__ import annotations

import os
import sqlite3
import time
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
from tenken.store.private import make_file, make_folder
from tenken.store.schema import HEAD

WAIT = 30  # seconds for another process that writes
MIGRATIONS = Path(__file__).parent / "migrations"
_PAUSE = 0.05  # seconds between looks whether it does
_SQLITE = "sqlite"
_POSTGRESQL = "postgresql"
LOCK = 0x74656E6B656E  # of PostgreSQL's advisory locks: "tenken"
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")  # and all that begin so
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
# As libpq takes them behind the `?`.
_SECRETS = frozenset({"password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"})
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
        with told(self.shown), self.engine.connect() as connection:
            if connection.dialect.name == _POSTGRESQL:  # one state of the store, as SQLite gives it
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
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
    parsed = _parsed(url or f"sqlite:///{folder / 'tenken.db'}")
    make_folder(folder)
    if parsed.get_backend_name() == _SQLITE and parsed.database:
        make_file(Path(parsed.database))
    try:  # a scan may last for hours, in which a server restarts: a connection is asked whether it stands
        engine = create_engine(parsed, connect_args=_arguments(parsed), pool_pre_ping=True)
    except (NoSuchModuleError, ModuleNotFoundError) as missing:
        raise ConfigError("store_driver_missing", store=_shown(parsed), detail=str(missing)) from None
    if parsed.get_backend_name() == _SQLITE:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    store = Store(engine, _shown(parsed), folder)
    try:
        _migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url.encode().decode())  # what is no text names no place
    except (ArgumentError, UnicodeEncodeError):
        raise ConfigError("store_url", store=url.partition("?")[0][:80]) from None
    secrets = [word for word in parsed.query if word.lower() in _SECRETS]
    if parsed.password is not None or secrets:  # it would stand in the list of processes and in the record of the run
        raise ConfigError("store_url_password", store=_shown(parsed.difference_update_query(secrets)))
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


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say
    for line in (f"busy_timeout={int(WAIT * 1000)}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {line}").fetchall()
    until = time.monotonic() + WAIT
    while not _in_wal(connection) and time.monotonic() < until:
        time.sleep(_PAUSE)


def _in_wal(connection: sqlite3.Connection) -> bool:
    """Set what lasts, once, for it is written into the file; SQLite does not wait for another that does the same."""
    try:
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL").fetchall()
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorname.startswith(_LOCKED):
            return False
        raise
    return True


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tenken_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    """Let one write at a time, as SQLite does: two ops hosts number their runs and add to the ledger in turn."""
    if connection.get_execution_options().get("tenken_writes", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(WAIT * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


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
    config.set_main_option("script_location", str(MIGRATIONS))
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
    if name.startswith(_LOCKED) or state in _LOCKED_STATES:
        return ConfigError("store_locked", store=shown, seconds=WAIT)
    if name in _FULL or state in _FULL_STATES:
        return ConfigError("store_full", store=shown, detail=detail)
    if name.startswith(_DAMAGED):
        return ConfigError("store_damaged", store=shown, detail=detail)
    return ConfigError("store_unusable", store=shown, detail=detail or type(problem.orig).__name__)
