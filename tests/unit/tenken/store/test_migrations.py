"""Stores of every released version are brought up whole; a newer one, and a broken attempt, leave all as it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy import text as sql

from inventories.reason import ConfigError
from reports.messages import say
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.keeping import end_killed
from tenken.store import opening, runs
from tenken.store.opening import Store, open_store
from tenken.store.recording import Recording
from tenken.store.schema import HEAD, metadata
from tests.faults.real_postgresql import PostgreSQL
from tests.faults.store_release import RELEASED, begun, stored_runs
from tests.unit.tenken.store.conftest import finding, reading, run_of, target

VERSIONS = sorted(file.name.partition(".")[0] for file in RELEASED.glob("*.sqlite.sql"))
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("runs", sa.Column("more", sa.Text(), nullable=False, server_default="what is new"))
    op.execute("UPDATE runs SET more = id")
    op.create_table("further", sa.Column("number", sa.Integer(), primary_key=True))
    {broken}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, PostgreSQL | None]:
    """Give the URL of a database that holds nothing, not even tables."""
    if request.param == "sqlite":
        (tmp_path / "state").mkdir(mode=0o700)
        return f"sqlite:///{tmp_path}/state/tenken.db", None
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.by_socket(server.database()), server


@pytest.fixture
def released(place: tuple[str, PostgreSQL | None], tmp_path: Path) -> str:
    """Give the URL of a store as the first release left it."""
    load(place, "0001", tmp_path)
    return place[0]


def load(place: tuple[str, PostgreSQL | None], version: str, tmp_path: Path) -> None:
    """Fill a database as a release left it."""
    url, server = place
    if server is None:
        file = tmp_path / "state" / "tenken.db"
        file.touch(0o600)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript((RELEASED / f"{version}.sqlite.sql").read_text("utf-8"))
    else:
        with psycopg.connect(url) as shared:
            shared.execute((RELEASED / f"{version}.postgresql.sql").read_bytes())


def listed(store: Store) -> list[tuple[str, str]]:
    with store.reading() as connection:
        return [(one.id, one.status) for one in runs.listed(connection, 9)]


def test_every_release_that_changed_the_tables_has_left_its_data() -> None:
    made = sorted(file.name[:4] for file in (opening.MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert made == VERSIONS
    assert made[-1] == HEAD


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_a_released_version_opens_with_all_it_holds(
    version: str, place: tuple[str, PostgreSQL | None], tmp_path: Path
) -> None:
    load(place, version, tmp_path)
    store = open_store(place[0], tmp_path / "state")
    sealer = Sealer(own_key(store.folder, None))
    with store.reading() as connection:
        assert verify_store(connection, None).problems == ()
        for done in stored_runs():
            again = runs.load(connection, runs.find(connection, done.id), with_facts=True)
            assert (again.findings, again.targets, again.work_order) == (done.findings, done.targets, done.work_order)
            assert {one.target for one in again.facts if one.facts} == {"web01"}
            assert {one.probe for one in again.commands} == {"sshd", "os"}
    later = run_of(4, [target("web01")], [finding("web01")])
    recording = Recording(store, begun(later), ())
    recording.keep(reading("web01", {"os": b"Debian\n"}))
    recording.finish(later, sealer)
    with store.reading() as connection:
        told = verify_store(connection, None)
    store.close()
    assert (told.problems, len(told.runs), len(told.keys)) == ((), 3, 2)


def test_the_tables_are_as_the_program_takes_them_to_be(place: tuple[str, PostgreSQL | None], tmp_path: Path) -> None:
    store = open_store(place[0], tmp_path / "state")
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_a_store_of_a_newer_release_is_refused_and_left_as_it_is(released: str, tmp_path: Path) -> None:
    store = open_store(released, tmp_path / "state")
    with store.writing() as connection:
        connection.execute(sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError) as refused:
        open_store(released, tmp_path / "state")
    assert f"has the shape of a newer tenken (9999); this one knows {HEAD}" in say(refused.value.reason, "en")
    assert "新しい版の tenken を使ってください" in say(refused.value.reason, "ja")
    with store.reading() as connection:
        assert connection.execute(sql("SELECT version_num FROM alembic_version")).scalars().all() == ["9999"]
    assert len(listed(store)) == 3
    store.close()


@pytest.mark.parametrize("broken", ["raise KeyboardInterrupt", "op.execute('no statement')"])
def test_a_migration_that_is_broken_off_leaves_the_old_store_usable(
    broken: str, released: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, newer, ignore=shutil.ignore_patterns("__pycache__"))
    step = newer / "versions" / "0002_next.py"
    step.write_text(NEXT.format(broken=broken), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(opening, "MIGRATIONS", newer)
        patched.setattr(opening, "HEAD", "0002")
        with pytest.raises((ConfigError, KeyboardInterrupt)):
            open_store(released, tmp_path / "state")
    old = open_store(released, tmp_path / "state")
    before = listed(old)
    assert len(before) == 3
    with old.reading() as connection:
        assert not inspect(connection).has_table("further")
        assert verify_store(connection, None).problems == ()
    end_killed(old, Sealer(own_key(old.folder, None)))
    old.close()
    step.write_text(NEXT.format(broken=""), "utf-8")
    shutil.rmtree(newer / "versions" / "__pycache__", ignore_errors=True)  # both were written within a second
    monkeypatch.setattr(opening, "MIGRATIONS", newer)
    monkeypatch.setattr(opening, "HEAD", "0002")
    new = open_store(released, tmp_path / "state")
    assert listed(new) == before
    with new.reading() as connection:
        rows = connection.execute(sql("SELECT id, more FROM runs")).all()
        assert [row.id for row in rows] == [row.more for row in rows]
    new.close()
