"""A PostgreSQL of the tests' own: Debian's programs on a cluster in a temporary folder, ended by its process id.

It asks for a password (SCRAM), which libpq takes from the file that PGPASSFILE names, as an operator's tenken does.
"""

from __future__ import annotations

import itertools
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROLE = "tenken"
_PASSWORD = "of-this-test"
_PROGRAMS = Path("/usr/lib/postgresql")  # Debian's place: one folder for each release
_SECONDS = 60
_PORTS_TRIED = 5


class PostgreSQL:
    """One server; `durable` as an operator's writes to the disk at each commit, else it is as fast as it can be."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.port = 0
        self._numbers = itertools.count(1)
        self._shared = ""
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root.
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            self._as = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        secret = folder / "password"
        secret.write_text(_PASSWORD, "utf-8")
        secret.chmod(0o644)
        made = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
        self._run("initdb", "-D", str(folder / "data"), "-U", ROLE, *made)

    def start(self) -> PostgreSQL:
        """Start it; on another port where somebody else took the one that was free."""
        for _ in range(_PORTS_TRIED):
            self.port = self.port or _free_port()
            if self._started():
                return self
            self.port = 0
        raise AssertionError((self.folder / "log").read_text("utf-8"))

    def stop(self) -> None:
        """End it as `pg_ctl stop -m immediate` does: its files are thrown away."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_SECONDS)
            self._process = None

    def by_address(self, database: str) -> str:
        """Give the URL of a database over TCP."""
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}"

    def by_socket(self, database: str) -> str:
        """Give the URL of a database over the server's socket."""
        return f"postgresql://{ROLE}@/{database}?host={self.folder}&port={self.port}"

    def database(self) -> str:
        """Make an empty database; gives its name."""
        name = f"store_{next(self._numbers)}"
        self.say("postgres", f"CREATE DATABASE {name}")
        return name

    def emptied(self) -> str:
        """Give a database whose tables, where it has some, are empty: quicker than a new one for each test."""
        self._shared = self._shared or self.database()
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        if found := ", ".join(row[0] for row in self.say(self._shared, tables)):
            self.say(self._shared, f"TRUNCATE {found}")
        return self._shared

    def say(self, database: str, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement as an administrator would; gives its rows."""
        with psycopg.connect(self._address(database), autocommit=True) as connection:
            said = connection.execute(statement.encode())
            return said.fetchall() if said.description else []

    def passwords(self, file: Path) -> Path:
        """Write the file that PGPASSFILE names."""
        file.touch(0o600)
        file.write_text(f"*:{self.port}:*:{ROLE}:{_PASSWORD}\n", "utf-8")
        return file

    def _address(self, database: str) -> str:
        return f"host={self.folder} port={self.port} dbname={database} user={ROLE} password={_PASSWORD}"

    def _started(self) -> bool:
        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", f"port={self.port}"]
        if not self._durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        given = [word for setting in settings for word in ("-c", setting)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", str(self.folder / "data"), *given],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._as,
            )
        until = time.monotonic() + _SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            try:
                psycopg.connect(self._address("postgres")).close()
            except psycopg.OperationalError:  # not yet
                time.sleep(0.02)
            else:
                return True
        self.stop()
        return False

    def _run(self, name: str, *arguments: str) -> None:
        given = [program(name), *arguments]
        subprocess.run(given, check=True, capture_output=True, cwd=self.folder, timeout=_SECONDS, **self._as)


@contextmanager
def running(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """Give a running server whose password libpq finds, for this process and those that it starts."""
    before = os.environ.get("PGPASSFILE")
    # A short name: the path of a socket holds 107 bytes.
    with tempfile.TemporaryDirectory(prefix="tenken-pg-") as folder, tempfile.TemporaryDirectory() as own:
        server = PostgreSQL(Path(folder), durable=durable)
        try:
            server.start()
            os.environ["PGPASSFILE"] = str(server.passwords(Path(own) / "pgpass"))
            yield server
        finally:
            server.stop()
            os.environ.pop("PGPASSFILE", None)
            if before is not None:
                os.environ["PGPASSFILE"] = before


def program(name: str) -> str:
    """Give one of Debian's programs, of the newest release that is installed."""
    found = sorted(_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parents[1].name))
    assert found, f"no {name} under {_PROGRAMS}: install Debian's postgresql (sh lab/packages.sh)"
    return str(found[-1])


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
