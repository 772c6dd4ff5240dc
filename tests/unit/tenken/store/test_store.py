"""What was stored is read back as it was, once for all that repeats, and sealed."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest
from sqlalchemy import func, select

from checks.drift import Course
from checks.finding import Status
from inventories.reason import ConfigError, reason
from scanners.facts.field import Known, Unknown
from scanners.facts.interfaces import Interfaces
from tenken.evidence import ledger
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import LEDGER, verified
from tenken.store import comparing, locking, objects, runs
from tenken.store.opening import Store, open_store
from tenken.store.recording import Recording
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import object_bytes, object_uses
from tenken.store.schema import objects as object_table
from tests.unit.tenken.store.conftest import Keep, beginning, finding, reading, run_of, target

NUMBER = "123456789018"  # satisfies the check digit of an individual number


def facts(reason_code: str = "cut") -> dict[str, object]:
    gone = Unknown(reason(reason_code))
    return {"interfaces": Interfaces(gone, Known({"Gi1": True}), gone, gone)}


def test_a_run_is_read_back_as_it_was(store: Store, kept: Keep) -> None:
    unread = target("web02", reachable=False, reason=reason("connection_refused", address="192.0.2.1", port=22))
    done = run_of(1, [target("web01"), unread], [finding("web01"), finding("web02", status=Status.UNKNOWN)])
    done = kept(done, reading("web01", {"sshd": b"port 22\n", "os": b"Debian\n"}, facts()))
    with store.reading() as connection:
        again = runs.load(connection, runs.find(connection, done.id), with_facts=True)
        (shown,) = runs.listed(connection, 5)
    assert dataclasses.replace(again, facts=()) == done
    told = {one.target: one.facts for one in again.facts}
    assert told["web01"]["interfaces"]["up"] == {"state": "known", "value": {"Gi1": True}}  # type: ignore[index]  # plain data
    assert told["web02"] == {}
    assert (shown.status, shown.targets, shown.counts) == ("complete", 2, {"pass": 1, "unknown": 1})


def test_evidence_is_found_by_the_digest_that_the_record_names(store: Store, kept: Keep) -> None:
    done = kept(run_of(1, [target("web01")], []), reading("web01", {"sshd": b"port 22\n\xff\x00"}))
    (record,) = done.commands
    with store.reading() as connection:
        assert objects.load(connection, [record.evidence]) == {record.evidence: b"port 22\n\xff\x00"}


def test_what_repeats_is_stored_once(store: Store, kept: Keep) -> None:
    for number in (1, 2, 3):
        kept(
            run_of(number, [target("web01"), target("web02")], [finding("web01")]),
            *(reading(name, {"os": b"Debian\n"}, facts()) for name in ("web01", "web02")),
        )
    with store.reading() as connection:
        by_kind = select(object_table.c.kind, func.count()).group_by(object_table.c.kind)
        counted = {row[0]: row[1] for row in connection.execute(by_kind)}
        section = select(object_table.c.sha256).where(object_table.c.kind == "section").scalar_subquery()
        newest = connection.execute(select(object_uses.c.last_run).where(object_uses.c.sha256 == section)).scalar()
    assert counted == {"section": 1, "fact": 1, "commands": 2, "manifest": 3}
    assert newest == 3


def test_numbers_of_persons_are_cut_before_anything_is_written(store: Store, kept: Keep) -> None:
    told = reading("web01", {"passwd": f"taro:x:1000::{NUMBER}:\n".encode()})
    done = kept(run_of(1, [target("web01")], [finding("web01", said=NUMBER)]), told)
    assert [record.cut for record in done.commands] == [1]
    with store.reading() as connection:
        stored = objects.load(connection, connection.execute(select(object_bytes.c.sha256)).scalars().all())
        lines = b"".join(runs.finding_lines(connection, 1))
    assert len(stored) == 3
    assert not any(NUMBER.encode() in content for content in (*stored.values(), lines))
    assert b"taro:x:1000::************:\n" in stored.values()


def test_each_run_is_one_signed_entry_that_names_the_one_before(store: Store, kept: Keep, sealer: Sealer) -> None:
    for number in (1, 2):
        kept(run_of(number, [target("web01")], [finding("web01")]))
    with store.reading() as connection:
        first, second = connection.execute(select(ledger_table).order_by(ledger_table.c.number)).all()
        manifest = objects.load(connection, [second.entry.split('"content":"')[1][:64]])
    signers = store.folder / "allowed_signers"
    signers.write_text(sealer.key.allowed_signer)
    entries = [ledger.read(row.entry) for row in (first, second)]
    assert [entry.previous for entry in entries if entry] == [ledger.FIRST, first.sha256]
    assert all(verified(row.entry.encode(), row.signature, signers, LEDGER) for row in (first, second))
    assert not verified(first.entry.encode(), second.signature, signers, LEDGER)
    assert b'"run":"20261123T020000-abc002"' in next(iter(manifest.values()))


def test_a_run_that_did_not_end_is_no_complete_one(store: Store) -> None:
    done = run_of(1, [target("web01")], [])
    recording = Recording(store, beginning(done), ())
    recording.keep(reading("web01", {"os": b"Debian\n"}))
    with store.reading() as connection:
        row = runs.find(connection, "latest")
        assert (row.status, runs.load(connection, row).status) == ("running", "incomplete")


def test_a_target_that_was_read_too_late_stands_as_the_run_says(store: Store, sealer: Sealer) -> None:
    interrupted = target("web01", reachable=False, reason=reason("interrupted"))
    done = run_of(1, [interrupted], [], status="aborted")
    recording = Recording(store, beginning(done), ())
    recording.keep(reading("web01", {"os": b"Debian\n"}, facts()))
    recording.finish(done, sealer)
    with store.reading() as connection:
        assert runs.load(connection, runs.find(connection, "latest")).targets == (interrupted,)


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        (None, Status.FAIL, Course.NEW),
        (Status.PASS, Status.FAIL, Course.NEW),
        (Status.UNKNOWN, Status.FAIL, Course.NEW),
        (Status.FAIL, Status.FAIL, Course.OPEN),
        (Status.FAIL, Status.PASS, Course.FIXED),
        (Status.FAIL, Status.NOT_APPLICABLE, Course.FIXED),
        (Status.FAIL, Status.WAIVED, Course.EXCUSED),
        (Status.FAIL, Status.UNKNOWN, Course.UNREAD),  # no repair
        (Status.PASS, Status.UNKNOWN, Course.UNREAD),
        (Status.FAIL, None, Course.GONE),
        (Status.UNATTESTED, Status.PASS, Course.FIXED),
        (Status.PASS, Status.PASS, None),
        (Status.UNKNOWN, Status.PASS, None),
        (None, Status.PASS, None),
        (Status.PASS, None, None),
    ],
)
def test_how_a_finding_went_on(
    before: Status | None, after: Status | None, course: Course | None, store: Store, kept: Keep
) -> None:
    for number, status in ((1, before), (2, after)):
        other = finding("web09", status=Status.PASS)
        kept(run_of(number, [target("web01")], [other, *([finding("web01", status=status)] if status else [])]))
    with store.reading() as connection:
        changes = comparing.changes(connection, 1, 2)
    assert [change.course for change in changes] == ([course] if course else [])


def test_a_failure_that_says_something_else_has_changed(store: Store, kept: Keep) -> None:
    for number, said in ((1, "port 23"), (2, "port 8023")):
        kept(run_of(number, [target("web01")], [finding("web01", status=Status.FAIL, said=said)]))
    with store.reading() as connection:
        (change,) = comparing.changes(connection, 1, 2)
    assert change.course is Course.CHANGED
    assert change.before
    assert change.after
    assert (change.before.actual[0].as_dict()["items"], change.after.actual[0].as_dict()["items"]) == (
        ("port 23",),
        ("port 8023",),
    )


def test_the_run_before_is_of_the_same_inventory_and_has_findings(store: Store, kept: Keep) -> None:
    kept(run_of(1, [], [finding("web01")]))
    kept(run_of(2, [], [finding("web01")]), inventory="/other/hosts")
    kept(run_of(3, [], []))
    kept(run_of(4, [], [finding("web01")]))
    with store.reading() as connection:
        before = comparing.previous(connection, runs.find(connection, "latest"))
        assert before is not None
        assert before.number == 1
        assert comparing.previous(connection, before) is None


def test_a_run_is_named_by_its_id_or_the_beginning_of_one(store: Store, kept: Keep) -> None:
    for number in (1, 2):
        kept(run_of(number, [], []))
    with store.reading() as connection:
        assert runs.find(connection, "20261123T01").number == 1
        for name, code in (("20261123", "run_ambiguous"), ("1999", "run_not_stored"), ("", "run_not_stored")):
            with pytest.raises(ConfigError) as refused:
                runs.find(connection, name)
            assert refused.value.reason.code == code


def test_nobody_else_can_read_the_store(store: Store, kept: Keep) -> None:
    kept(run_of(1, [], []))
    readable = [
        path.name
        for path in (store.folder, *store.folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.suffix != ".pub"
    ]
    assert readable == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite://", "store_url"),
        ("mysql://localhost/x", "store_url"),
        ("no url", "store_url"),
        ("postgresql://ops:geheim@db/tenken", "store_url_password"),
        ("sqlite:////tmp/\udcff.db", "store_url"),
        ("postgresql://ops@db/tenken?password=geheim", "store_url_password"),
        ("postgresql://ops@db/tenken?sslmode=require&sslpassword=geheim", "store_url_password"),
        ("postgresql://ops@db/tenken?scram_client_key=geheim", "store_url_password"),
        ("postgresql://ops@db/tenken?oauth_client_secret=geheim", "store_url_password"),
    ],
)
def test_a_url_that_names_no_store_is_refused(url: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        open_store(url, tmp_path)
    assert refused.value.reason.code == code
    assert "geheim" not in str(refused.value)


def test_the_same_names_on_another_ops_host_are_another_lock(tmp_path: Path) -> None:
    """Else each of two that share a store took the other's running scan for one of its own that was killed."""
    ours = locking.name_of(tmp_path / "state", tmp_path / "hosts")
    (tmp_path / "state").rename(tmp_path / "other-machine")
    assert locking.name_of(tmp_path / "state", tmp_path / "hosts") != ours
    assert locking.name_of(tmp_path / "state", tmp_path / "hosts") == locking.name_of(
        tmp_path / "state", tmp_path / "hosts"
    )


def test_one_run_at_a_time_for_an_inventory(tmp_path: Path) -> None:
    name = locking.name_of(tmp_path, tmp_path / "hosts")
    assert name == locking.name_of(tmp_path, tmp_path / "." / "hosts")
    with locking.held(tmp_path, name, "run-1"):
        assert not locking.is_free(tmp_path, name)
        with pytest.raises(ConfigError) as busy, locking.held(tmp_path, name, "run-2"):
            pass
        assert busy.value.reason.as_dict()["run"] == "run-1"
        with locking.held(tmp_path, locking.name_of(tmp_path, tmp_path / "others"), "run-3"):
            pass
    assert locking.is_free(tmp_path, name)
