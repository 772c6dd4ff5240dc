"""A store that is held by another, damaged, foreign, or open to others; and a scan that is ended while it is kept."""

from __future__ import annotations

import dataclasses
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from checks.run import Run
from inventories.reason import ConfigError, reason
from reports.messages import say
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.keeping import end_killed
from tenken.store import locking, opening, runs
from tenken.store.opening import Store, open_store
from tenken.store.recording import Beginning, Recording
from tests.faults import store_writer
from tests.faults.real_postgresql import PostgreSQL
from tests.unit.tenken.store.conftest import beginning, finding, reading, run_of, target

PROJECT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state/tenken.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.by_address(server.database())


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(url, tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def sealer(store: Store) -> Sealer:
    return Sealer(own_key(store.folder, None))


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAIT", 0.2)


@contextmanager
def held(store: Store) -> Iterator[None]:
    """Hold the store as another process that writes does."""
    if store.engine.dialect.name == "sqlite":
        holder = sqlite3.connect(store.folder / "tenken.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.close()
    else:
        with psycopg.connect(store.shown) as connection:
            connection.execute(f"SELECT pg_advisory_xact_lock({opening.LOCK})".encode())
            yield


def begun(done: Run, inventory: str = "/inventory/hosts") -> Beginning:
    """Give the beginning of a run that is judged with nothing that would have to be there."""
    return dataclasses.replace(beginning(done, inventory), inputs={})


def code_of(refused: pytest.ExceptionInfo[ConfigError]) -> str:
    return refused.value.reason.code


@pytest.mark.usefixtures("no_patience")
def test_a_run_that_cannot_write_for_too_long_says_so_and_is_ended_later(url: str, tmp_path: Path) -> None:
    store = open_store(url, tmp_path / "state")
    sealer = Sealer(own_key(store.folder, None))
    file = tmp_path / "acknowledged"
    store_writer.one_run(store, sealer, "before", file)
    done = run_of(2, [target("web01"), target("web02")], [finding("web01")], id="locked-out")
    recording = Recording(store, begun(done), ())
    recording.keep(reading("web01", {"os": b"Debian\n"}))
    with held(store):
        recording.keep(reading("web02", {"os": b"Debian\n"}))
        with pytest.raises(ConfigError) as refused:
            recording.finish(done, sealer)
    assert code_of(refused) == "store_locked"
    assert "what was stored before is untouched" in say(refused.value.reason, "en")
    assert "保存済みの記録はそのままです" in say(refused.value.reason, "ja")
    end_killed(store, sealer)  # of another ops host: left alone
    store_writer.one_run(store, sealer, "after", file)
    with store.reading() as connection:
        listed = {one.id: (one.status, one.targets) for one in runs.listed(connection, 5)}
        told = verify_store(connection, None)
    store.close()
    assert listed == {"before": ("complete", 12), "locked-out": ("running", 1), "after": ("complete", 12)}
    assert (told.problems, told.runs) == ((), ("before", "after"))


@pytest.mark.usefixtures("no_patience")
def test_who_reads_does_not_wait_for_who_writes(store: Store, sealer: Sealer, tmp_path: Path) -> None:
    store_writer.one_run(store, sealer, "before", tmp_path / "acknowledged")
    with held(store), store.reading() as connection:
        assert [one.id for one in runs.listed(connection, 5)] == ["before"]


def test_who_reads_sees_one_state_while_another_writes(store: Store, sealer: Sealer, tmp_path: Path) -> None:
    store_writer.one_run(store, sealer, "first", tmp_path / "acknowledged")
    with store.reading() as connection:
        assert len(runs.listed(connection, 5)) == 1
        store_writer.one_run(store, sealer, "second", tmp_path / "acknowledged")
        assert len(runs.listed(connection, 5)) == 1


def test_two_ops_hosts_keep_one_unbroken_ledger(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """Each has a state folder and a key of its own, and writes whenever it has something."""
    url = postgresql.by_address(postgresql.database())
    program = "import sys; from tests.faults.store_writer import store_some; store_some(*sys.argv[1:])"
    given = [sys.executable, "-c", program, url]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    hosts = [subprocess.Popen([*given, str(tmp_path / f"ops{at}"), f"ops{at}"], env=environment) for at in range(2)]
    assert [host.wait(120) for host in hosts] == [0, 0]
    store = open_store(url, tmp_path / "state")
    with store.reading() as connection:
        told = verify_store(connection, None)
        listed = runs.listed(connection, 20)
    store.close()
    assert (told.problems, len(told.runs), len(told.keys)) == ((), 10, 2)
    assert {(one.status, sum(one.counts.values())) for one in listed} == {("complete", 300)}
    assert sorted(one.number for one in listed) == list(range(1, 11))


def test_a_scan_of_another_account_of_the_same_ops_host_is_left_alone(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """Each account has a state folder of its own, with its locks: what goes on elsewhere is not taken for killed."""
    url = postgresql.by_address(postgresql.emptied())
    inventory = tmp_path / "hosts"
    ours, others = tmp_path / "ours", tmp_path / "others"
    store = open_store(url, ours)
    other = open_store(url, others)
    lock, others_lock = (locking.name_of(folder, inventory) for folder in (ours, others))
    going_on = dataclasses.replace(begun(run_of(1, [], [])), host=socket.gethostname(), lock=others_lock)
    with locking.held(others, others_lock, "going on"), locking.held(ours, lock, "ours"):
        recording = Recording(other, going_on, ())
        assert end_killed(store, Sealer(own_key(ours, None)), own=lock) == ()
        recording.finish(run_of(1, [], []), Sealer(own_key(others, None)))
    with store.reading() as connection:
        assert [one.status for one in runs.listed(connection, 2)] == ["complete"]
        assert verify_store(connection, None).problems == ()
    store.close()
    other.close()


def test_a_server_that_was_restarted_while_a_scan_went_on_costs_nothing(postgresql: PostgreSQL, tmp_path: Path) -> None:
    database = postgresql.database()
    store = open_store(postgresql.by_address(database), tmp_path / "state")
    sealer = Sealer(own_key(store.folder, None))
    done = run_of(1, [target("web01"), target("web02")], [finding("web01")])
    recording = Recording(store, begun(done), ())
    recording.keep(reading("web01", {"os": b"Debian\n"}))
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tenken' AND pid <> pg_backend_pid()"
    )
    assert postgresql.say("postgres", ended)
    recording.keep(reading("web02", {"os": b"Debian\n"}))
    recording.finish(done, sealer)
    with store.reading() as connection:
        again = runs.load(connection, runs.find(connection, "latest"))
        assert (again.findings, len(again.commands)) == (done.findings, 2)
        assert verify_store(connection, None).problems == ()
    store.close()


@pytest.mark.parametrize(
    ("state", "code"), [("53100", "store_full"), ("40P01", "store_locked"), ("42501", "store_unusable")]
)
def test_what_a_server_says_is_told_in_our_words(state: str, code: str, postgresql: PostgreSQL, tmp_path: Path) -> None:
    store = open_store(postgresql.by_address(postgresql.emptied()), tmp_path / "state")
    with pytest.raises(ConfigError) as refused, store.writing() as connection:
        connection.exec_driver_sql(f"DO $$ BEGIN RAISE 'no more' USING ERRCODE = '{state}'; END $$")
    assert code_of(refused) == code
    store.close()


def test_a_server_that_is_not_there_is_named_without_a_password(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(ConfigError) as refused:
            open_store(f"postgresql://tenken@127.0.0.1:{silent.getsockname()[1]}/store", tmp_path / "state")
    assert code_of(refused) == "store_unusable"
    assert "Connection refused" in str(refused.value) or "connection failed" in str(refused.value)


HOSTILE = (
    "\x00",
    "a\x00b",
    "\ud800",
    "\udcff half",
    "\u202e\u2066",
    "\x1b[2J",
    "'; DROP TABLE runs; -- \"\\",
    "\uffff",
    "😀" * 50,
)


def test_whatever_a_host_tells_is_stored(store: Store, sealer: Sealer) -> None:
    """PostgreSQL takes no NUL in text, and neither database half of a pair."""
    unread = [
        target(f"web {text}", platform=text, reachable=False, reason=reason("odd", said=text)) for text in HOSTILE
    ]
    found = [finding(f"web {text}", said=text) for text in HOSTILE]
    whole = " ".join(HOSTILE)
    done = run_of(1, unread, found, arguments=(f"--limit={whole}",), work_order=whole)
    recording = Recording(store, begun(done, f"/inventory/{whole}"), ())
    for text in HOSTILE:
        recording.keep(reading(f"other {text}", {"os": text.encode("utf-8", "surrogatepass"), text: b"\x00\xff"}))
    recording.finish(done, sealer)
    with store.reading() as connection:
        again = runs.load(connection, runs.find(connection, "latest"))
        assert verify_store(connection, None).problems == ()
    assert len({one.subject for one in again.findings}) == len(HOSTILE)
    assert len({one.name for one in again.targets}) == 2 * len(HOSTILE)


def _overwrite(file: Path) -> None:
    with file.open("r+b") as database:  # all but the first page
        database.seek(4096)
        database.write(b"\xa5" * (file.stat().st_size - 4096))


def _read(folder: Path) -> None:
    store = open_store("", folder)
    try:
        with store.reading() as connection:
            verify_store(connection, None)
    finally:
        store.close()


def _replace(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda file: file.write_bytes(b"no database\n" * 500), "store_damaged"),
        (_overwrite, "store_damaged"),
        (lambda file: os.truncate(file, 5000), "store_damaged"),
        (_replace, "store_unusable"),
    ],
    ids=["foreign", "page", "cut", "folder"],
)
def test_a_damaged_store_is_refused_and_left_as_it_is(
    damage: Callable[[Path], object], code: str, tmp_path: Path
) -> None:
    store = open_store("", tmp_path / "state")
    store_writer.one_run(store, Sealer(own_key(store.folder, None)), "before", tmp_path / "acknowledged")
    store.close()
    file = store.folder / "tenken.db"
    damage(file)
    before = file.read_bytes() if file.is_file() else b""
    with pytest.raises(ConfigError) as refused:
        _read(tmp_path / "state")
    assert code_of(refused) == code
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_a_store_that_others_may_change_or_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    open_store("", folder).close()
    for place, mode, code in (
        (folder, 0o770, "store_open_to_others"),
        (folder, 0o702, "store_open_to_others"),
        (folder / "tenken.db", 0o644, "store_open_to_others"),
        (folder / "tenken.db", 0o660, "store_open_to_others"),
    ):
        before = place.stat().st_mode
        place.chmod(mode)
        with pytest.raises(ConfigError) as refused:
            open_store("", folder)
        assert code_of(refused) == code
        assert f"(mode {mode:o})" in say(refused.value.reason, "en")
        place.chmod(before)
    folder.chmod(0o755)  # as systemd makes a StateDirectory
    (folder / "tenken.db").chmod(0o640)  # a group of auditors
    open_store("", folder).close()


def test_a_named_database_in_a_folder_that_others_may_change_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    place.chmod(0o770)
    with pytest.raises(ConfigError) as refused:
        open_store(f"sqlite:///{place}/tenken.db", tmp_path / "state")
    assert code_of(refused) == "store_open_to_others"
    assert not list(place.iterdir())
    place.chmod(0o1777)  # as /tmp
    open_store(f"sqlite:///{place}/tenken.db", tmp_path / "state").close()


def test_a_store_of_another_account_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "state"
    open_store("", folder).close()
    own = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: own + 1 if own else 0)
    if own == 0:  # root may look into any; whose it is is asked of everybody else
        for place in (folder, folder / "tenken.db"):
            os.chown(place, 65534, -1)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ConfigError) as refused:
        open_store("", folder)
    assert code_of(refused) == "store_of_another"


def test_a_folder_that_is_not_there_is_not_made_for_a_named_database(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        open_store(f"sqlite:///{tmp_path}/gone/tenken.db", tmp_path / "state")
    assert code_of(refused) == "store_folder_missing"
    assert not (tmp_path / "gone").exists()


def test_processes_that_open_a_new_store_at_once_make_it_once(url: str, tmp_path: Path) -> None:
    problems: list[BaseException] = []

    def opens() -> None:
        try:
            open_store(url, tmp_path / "state").close()
        except BaseException as problem:  # noqa: BLE001  (told below)
            problems.append(problem)

    threads = [threading.Thread(target=opens) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.usefixtures("no_patience")
def test_a_store_is_opened_and_read_while_another_process_writes(url: str, tmp_path: Path) -> None:
    store = open_store(url, tmp_path / "state")
    with held(store):
        other = open_store(url, tmp_path / "state")
        with other.reading() as connection:
            assert runs.listed(connection, 5) == ()
        other.close()
    store.close()
