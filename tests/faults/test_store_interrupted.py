"""A scan that is kept is ended by a signal, or killed: the run is sealed with what it had, at once or later."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from lab.environment import EnvironmentHost, write_environment
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.keeping import end_killed
from tenken.store import objects, rows, runs
from tenken.store.opening import Store, open_store
from tests.faults.real_sshd import Sshd

PROJECT = Path(__file__).parents[2]
CONTROL = "J13-UA-10"
SIGNALS = [signal.SIGTERM, *([signal.SIGINT] if os.environ.get("HYPOTHESIS_PROFILE") == "verify" else [])]


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Something that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def inventory(tmp_path: Path, key: Path, sshd: Sshd, silent: socket.socket) -> Path:
    """One host that answers, and one that never does."""
    ports = {"answers": sshd.port, "silent": silent.getsockname()[1]}
    hosts = [EnvironmentHost(name, "127.0.0.1", "lgwan", port=port) for name, port in ports.items()]
    known = sshd.known_file()
    place = write_environment(tmp_path / "env", hosts, key=key, known_hosts=known, scan_key="SHA256:" + "A" * 43)
    file = place / "hosts.yml"
    document = yaml.safe_load(file.read_text("utf-8"))
    for variables in document["all"]["hosts"].values():
        variables["ansible_user"] = "root"
    file.write_text(yaml.safe_dump(document), "utf-8")
    return place


@contextmanager
def _scanning(inventory: Path, state: Path) -> Iterator[tuple[subprocess.Popen[str], Store]]:
    """Give a scan that has kept the host that answers, and its store."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "TENKEN_STATE": str(state), "TENKEN_STORE": ""}
    store = open_store("", state)
    with subprocess.Popen(
        [sys.executable, "-m", "tenken", "--lang", "en", "scan", "-i", str(inventory), "--control", CONTROL],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  (a background job ignores it)
    ) as scan:
        until = time.monotonic() + 60
        while _kept(store) != ["answers"] and time.monotonic() < until:
            time.sleep(0.02)
        yield scan, store
    store.close()


def _kept(store: Store) -> list[str]:
    with store.reading() as connection:
        newest = runs.listed(connection, 1)
        return [one.result.name for run in newest for one in runs.kept_targets(connection, run.number)]


def _check(store: Store, status: str) -> str:
    """Check that the oldest run has what it had, whole; gives its id."""
    with store.reading() as connection:
        told = verify_store(connection, None)
        row = runs.find(connection, told.runs[0])
        done = runs.load(connection, row)
        (answered,) = [one for one in runs.kept_targets(connection, row.number) if one.result.name == "answers"]
        (commands,) = objects.load(connection, [answered.commands]).values()
        named = {record.evidence for record in rows.commands(commands) if record.evidence}
        assert named
        assert objects.load(connection, named).keys() == named
    assert (told.problems, row.status) == ((), status)
    assert answered.result.reachable
    return done.id


@pytest.mark.parametrize("number", SIGNALS)
def test_a_scan_that_is_interrupted_is_sealed_with_what_it_had(
    number: signal.Signals, inventory: Path, tmp_path: Path
) -> None:
    with _scanning(inventory, tmp_path / "state") as (scan, store):
        scan.send_signal(number)
        _out, err = scan.communicate(timeout=60)
        assert scan.returncode == 3
        assert "Traceback" not in err
        name = _check(store, "aborted")
        assert f"stored: run {name}" in err
        with store.reading() as connection:
            done = runs.load(connection, runs.find(connection, name))
    reasons = {one.name: one.reason and one.reason.code for one in done.targets}
    assert reasons == {"answers": None, "silent": "interrupted"}
    assert {one.status.value for one in done.findings if one.subject == "silent"} == {"unknown"}
    assert {one.status.value for one in done.findings if one.subject == "answers"} - {"unknown"}


def test_a_scan_that_is_killed_is_sealed_later_with_what_it_had(inventory: Path, tmp_path: Path) -> None:
    with _scanning(inventory, tmp_path / "state") as (scan, store):
        scan.kill()
        scan.communicate(timeout=60)
        with store.reading() as connection:
            (killed,) = runs.listed(connection, 2)
        assert killed.status == "running"
        assert end_killed(store, Sealer(own_key(store.folder, None))) == (killed.id,)
        assert _check(store, "incomplete") == killed.id
