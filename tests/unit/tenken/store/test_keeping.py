"""What a run leaves behind when others interfere: two ops hosts, a policy that changes, a program that is killed."""

from __future__ import annotations

import argparse
import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from checks.operations import Retention
from inventories.reason import ConfigError
from lab.environment import EnvironmentHost, write_environment
from tenken import loading
from tenken.cli import main
from tenken.commands import scan
from tenken.evidence.approving import manifest_digest
from tenken.evidence.checking import read_manifest
from tenken.evidence.circumstances import Clock
from tenken.evidence.sealing import NOTHING, Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.keeping import keeping
from tenken.store import objects, pruning, runs
from tenken.store.opening import Store, open_store
from tenken.store.recording import Recording
from tenken.store.schema import ledger, object_bytes
from tenken.store.schema import runs as run_table
from tests.unit.tenken.store.conftest import Keep, beginning, finding, reading, run_of, target

TOGETHER = 4
LONG_AGO = (datetime.now(UTC) - timedelta(days=4000)).isoformat(timespec="seconds")
NUMBER = "202611230003"  # a serial number that could be an individual number


def due(store: Store) -> set[str]:
    with store.reading() as connection:
        found = pruning.due(connection, "/inventory/hosts", Retention(newest_runs=1), datetime.now(UTC))
    return {digest for names in found.digests.values() for digest in names}


def test_what_a_newer_run_refers_to_stays_though_an_older_one_stores_it_later(
    store: Store, sealer: Sealer, kept: Keep
) -> None:
    slow = run_of(1, [target("web01")], [], started=LONG_AGO)
    recording = Recording(store, beginning(slow), ())
    newest = kept(
        run_of(2, [target("web02")], [], started=LONG_AGO), reading("web02", {"sshd": b"same\n", "os": b"of 2\n"})
    )
    recording.keep(reading("web01", {"sshd": b"same\n", "os": b"of 1\n"}))
    recording.finish(slow, sealer)
    gone = due(store)
    assert not {one.evidence for one in newest.commands} & gone
    assert objects.kept("section", b"of 1\n").sha256 in gone


def test_what_a_run_that_goes_on_has_read_stays(store: Store, kept: Keep) -> None:
    recording = Recording(store, beginning(run_of(1, [], [], started=LONG_AGO)), ())
    told = recording.keep(reading("web01", {"os": b"Debian\n"}))
    kept(run_of(2, [target("web02")], []), reading("web02", {}))
    assert told.commands[0].evidence not in due(store)


def test_what_runs_were_judged_with_stays_though_a_host_told_the_same_bytes_first(store: Store, kept: Keep) -> None:
    kept(run_of(1, [target("web01")], [], started=LONG_AGO), reading("web01", {"os": b"", "sshd": b"x"}))
    empty = objects.kept("input", b"")
    done = run_of(2, [], [], started=LONG_AGO)
    Recording(store, dataclasses.replace(beginning(done), inputs={"policy/exceptions.yaml": empty.sha256}), [empty])
    with store.writing() as connection:  # no run goes on
        connection.execute(update(run_table).values(status="complete"))
    kept(run_of(3, [target("web01")], []), reading("web01", {"sshd": b"y"}))
    gone = due(store)
    assert empty.sha256 not in gone
    assert objects.kept("section", b"x").sha256 in gone


def test_a_run_that_another_has_ended_takes_nothing_more(store: Store, sealer: Sealer) -> None:
    done = run_of(1, [target("web01")], [finding("web01")])
    early = Recording(store, beginning(done), ())
    with store.writing() as connection:
        connection.execute(update(run_table).values(status="incomplete"))
        sealer(connection, early.number, NOTHING)
    early.keep(reading("web01", {"os": b"Debian\n"}))
    with pytest.raises(ConfigError) as refused:
        early.finish(done, sealer)
    assert refused.value.reason.code == "run_ended_elsewhere"
    with store.reading() as connection:
        assert len(connection.execute(select(ledger)).all()) == 1
        assert {one.code for one in verify_store(connection, None).problems} <= {"evidence_missing"}  # of `beginning`


def test_a_run_that_is_killed_is_of_the_time_when_it_began(store: Store) -> None:
    done = run_of(1, [], [])
    Recording(store, beginning(done), ())
    with store.reading() as connection:
        assert runs.find(connection, done.id).as_of == datetime.fromisoformat(done.started).timestamp()


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> argparse.Namespace:
    """Arguments of a scan of one host; its store is in the state directory."""
    monkeypatch.delenv("TENKEN_STORE", raising=False)
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    host = EnvironmentHost("web01", "192.0.2.1", "lgwan")
    key = tmp_path / "key"
    inventory = write_environment(
        tmp_path / "environment", [host], key=key, known_hosts=key, scan_key="SHA256:" + "A" * 43
    )
    parser = argparse.ArgumentParser()
    scan.configure(parser, "en")
    return parser.parse_args(["-i", str(inventory)])


def keep_nothing(given: argparse.Namespace) -> str:
    loaded = loading.load(given)
    begun = scan.begin(loaded, given)
    with keeping(given, loaded, begun) as keeper:
        keeper.finish(dataclasses.replace(begun, finished=begun.started, as_of=1))
    return begun.id


def made_under(store: Store, run: str) -> tuple[str, Clock]:
    with store.reading() as connection:
        manifest = read_manifest(objects.load(connection, [name := manifest_digest(connection, run)])[name])
    assert manifest
    return manifest.tool.sha256, manifest.clock


def test_a_run_is_of_the_tool_and_the_clock_that_began_it_whoever_seals_it(
    given: argparse.Namespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = Clock(synchronised=True, largest_error_us=1500), Clock(synchronised=False, largest_error_us=16_000_000)
    loaded = loading.load(given)
    killed = scan.begin(loaded, given)
    monkeypatch.setattr("tenken.keeping.tool_digest", lambda: "1" * 64)
    monkeypatch.setattr("tenken.keeping.clock", lambda: good)
    with pytest.raises(KeyboardInterrupt), keeping(given, loaded, killed):
        raise KeyboardInterrupt
    monkeypatch.setattr("tenken.keeping.tool_digest", lambda: "2" * 64)
    monkeypatch.setattr("tenken.keeping.clock", lambda: bad)
    next_one = keep_nothing(given)
    store = open_store("", tmp_path / "state")
    assert made_under(store, killed.id) == ("1" * 64, good)
    assert made_under(store, next_one) == ("2" * 64, bad)
    with store.reading() as connection:
        assert verify_store(connection, None).problems == ()
    store.close()


def policy(given: argparse.Namespace) -> Path:
    return Path(given.inventory).parent / "policy"


def test_a_policy_that_holds_a_personal_number_is_kept_without_it(
    given: argparse.Namespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (policy(given) / "operations.yaml").write_text(f"# {NUMBER}\nretention: {{sections: 400}}\n")
    keep_nothing(given)
    store = open_store("", tmp_path / "state")
    with store.reading() as connection:
        verdict = verify_store(connection, None)
        named = runs.inputs(runs.find(connection, "latest"))
        content = objects.load(connection, named.values())[named["policy/operations.yaml (cut)"]]
    assert verdict.problems == ()
    assert content == b"# ************\nretention: {sections: 400}\n"
    assert main(["rejudge", "latest", "--lang", "en"]) == 2
    assert "operations.yaml (cut)" in capsys.readouterr().err
    assert main(["rejudge", "latest", "--policy", str(policy(given))]) == 0


def test_a_run_is_not_judged_again_without_a_file_of_its_policy(
    given: argparse.Namespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_nothing(given)
    assert main(["rejudge", "latest"]) == 0
    store = open_store("", tmp_path / "state")
    with store.writing() as connection:
        lost = runs.inputs(runs.find(connection, "latest"))["policy/segments.yaml"]
        connection.execute(object_bytes.delete().where(object_bytes.c.sha256 == lost))
    capsys.readouterr()
    assert main(["rejudge", "latest", "--lang", "en"]) == 2
    assert "segments.yaml is not stored as it was" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["changed", "removed"])
def test_a_policy_that_changes_before_the_scan_is_refused(given: argparse.Namespace, change: str) -> None:
    file = policy(given) / "operations.yaml"
    file.write_text("retention: {sections: 400}\n")
    loaded: Any = loading.load(given)
    file.write_text("retention: {sections: 1}\n") if change == "changed" else file.unlink()
    with pytest.raises(ConfigError) as refused, keeping(given, loaded, scan.begin(loaded, given)):
        pytest.fail("it was kept")
    assert refused.value.reason.code == "policy_changed_meanwhile"


def test_two_first_scans_at_the_same_moment_sign_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(TOGETHER) as threads:
        keys = list(threads.map(lambda _number: own_key(tmp_path, None), range(TOGETHER)))
    assert len({key.fingerprint for key in keys}) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["signing_key", "signing_key.pub"]
    assert keys[0].public in (tmp_path / "signing_key.pub").read_text()
    assert (tmp_path / "signing_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_does_not_obey_what_a_target_wrote(
    store: Store, kept: Keep, terminal: bool, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENKEN_STATE", str(store.folder))
    monkeypatch.setenv("TENKEN_STORE", store.shown)
    (record,) = kept(run_of(1, [target("web01")], []), reading("web01", {"os": b"\x1b]0;owned\x07\xff\n"})).commands
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    assert main(["show", "latest", "--evidence", record.evidence]) == 0
    shown = capfdbinary.readouterr().out
    assert (b"\x1b" in shown) is not terminal
    assert b"owned" in shown


@pytest.mark.parametrize("name", ["\udcff", "点検", "a\udcff"])
def test_a_run_of_a_hostile_name_is_not_stored(
    store: Store, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENKEN_STATE", str(store.folder))
    monkeypatch.setenv("TENKEN_STORE", store.shown)
    assert main(["show", name, "--lang", "en"]) == 2
    assert "is stored: see tenken runs" in capsys.readouterr().err
