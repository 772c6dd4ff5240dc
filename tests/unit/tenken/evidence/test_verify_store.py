"""`tenken verify` without a bundle: what was changed in the database behind the tool's back is found and named."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tenken.evidence.checking import Trust
from tenken.evidence.verify import Verdict
from tenken.evidence.verify_store import verify_store
from tenken.store.opening import open_store
from tests.faults.real_postgresql import running
from tests.unit.tenken.evidence.conftest import REMOVED, Sealed, build, checked, codes, named

PORT = hashlib.sha256(b"port 22\n").hexdigest()
GONE = hashlib.sha256(REMOVED).hexdigest()
DIGESTS = {"PORT": PORT, "GONE": GONE, "FORGED": gzip.compress(b"port 2222\n").hex()}


def _after(sealed: Sealed, folder: Path, trust: Trust, *changes: str) -> Verdict:
    folder.mkdir()
    with sealed.store.reading() as connection:  # what stands in the journal goes into the file
        connection.exec_driver_sql("SELECT 1").fetchall()
    for file in sealed.store.folder.glob("tenken.db*"):
        shutil.copy(file, folder)
    store = open_store("", folder)
    try:
        with store.writing() as connection:
            for change in changes:
                assert connection.execute(sql(change)).rowcount, change
        with store.reading() as connection:
            return verify_store(connection, None, trust)
    finally:
        store.close()


def test_a_store_as_it_was_sealed_is_found_unchanged(sealed: Sealed, trust: Trust, tmp_path: Path) -> None:
    verdict = _after(sealed, tmp_path / "copy", trust)
    assert verdict.problems == ()
    assert verdict.runs == sealed.runs
    assert len(verdict.heads) == 5
    assert [(one.code, one.as_dict()["count"]) for one in verdict.notes] == [("evidence_removed", 1)]


def test_the_keys_of_the_signatures_serve_where_no_others_are_named(sealed: Sealed) -> None:
    with sealed.store.reading() as connection:
        verdict = verify_store(connection, None)
        strange = verify_store(
            connection, b"tenken ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEewHlpeCNMTn7z2N5ILmIvIJOTodGLczlUymTnhZsYe\n"
        )
    assert (verdict.problems, verdict.keys) == ((), (sealed.key.fingerprint,))
    assert codes(strange) == {"signature_invalid"}


RUN = "20261123T020000-abc002"
CHANGES = [
    # what is changed, the code it is found by, what is named
    ("UPDATE findings SET status='pass', judged_status='pass' WHERE status='fail'", "findings_differ", RUN),
    ("UPDATE findings SET subject='web02' WHERE run=2 AND position=0", "findings_differ", RUN),
    ("UPDATE findings SET position=position+10 WHERE run=2 AND position=0", "findings_differ", RUN),
    ("DELETE FROM findings WHERE run=2 AND position=1", "findings_differ", RUN),
    ("UPDATE finding_bodies SET body=replace(body, 'least', 'most')", "finding_body_differs", ""),
    ("UPDATE targets SET account='root' WHERE run=2 AND name='web01'", "run_field_differs", "targets: web01"),
    ("DELETE FROM targets WHERE run=2 AND name='web01'", "run_field_differs", "targets: web01"),
    ("UPDATE targets SET name='web09' WHERE run=2 AND name='web01'", "run_field_differs", "targets: web09"),
    ("UPDATE targets SET facts='[' WHERE run=2 AND name='web01'", "run_row_unreadable", RUN),
    ("UPDATE targets SET run=77 WHERE run=2 AND name='web01'", "rows_of_no_run", "77"),
    ("UPDATE runs SET finished='2026-11-22T09:00:00+09:00' WHERE number=2", "run_field_differs", "finished"),
    ("UPDATE runs SET host='ops02' WHERE number=2", "run_field_differs", "host"),
    ("UPDATE runs SET arguments='[\"--no-sudo\"]' WHERE number=2", "run_field_differs", "arguments"),
    ("UPDATE runs SET work_order='W-1' WHERE number=2", "run_field_differs", "work_order"),
    ("UPDATE runs SET inputs='{}' WHERE number=2", "run_field_differs", "inputs"),
    ("UPDATE runs SET baselines=replace(baselines, '1.0.0', '1.0.1') WHERE number=2", "run_field_differs", "baselines"),
    ("UPDATE runs SET tool_version='9' WHERE number=2", "run_field_differs", "tool"),
    ("UPDATE runs SET tool_sha256='9' WHERE number=2", "run_field_differs", "tool"),
    ("UPDATE runs SET clock=replace(clock, '1500', '15') WHERE number=2", "run_field_differs", "clock"),
    ("UPDATE runs SET clock='' WHERE number=2", "run_row_unreadable", RUN),
    ("UPDATE runs SET id='20261123T020000-abc009' WHERE number=2", "run_not_in_store", RUN),
    ("DELETE FROM runs WHERE number=2", "run_not_in_store", RUN),
    ("UPDATE object_bytes SET gzip=x'FORGED' WHERE sha256='PORT'", "evidence_differs", PORT),
    ("UPDATE object_bytes SET gzip=x'00' WHERE sha256='PORT'", "evidence_differs", PORT),
    ("DELETE FROM object_bytes WHERE sha256='PORT'", "evidence_missing", PORT),
    ("DELETE FROM objects WHERE sha256='PORT'", "evidence_missing", PORT),
    ("UPDATE objects SET pruned='2026-11-24' WHERE sha256='PORT'", "evidence_removed_unsaid", PORT),
    ("DELETE FROM objects WHERE sha256='GONE'", "evidence_missing", GONE),
    (
        "DELETE FROM object_bytes WHERE sha256 IN (SELECT sha256 FROM objects WHERE kind='pruning')",
        "evidence_missing",
        "",
    ),
    (
        "DELETE FROM object_bytes WHERE sha256 IN (SELECT sha256 FROM objects WHERE kind='manifest')",
        "evidence_missing",
        "",
    ),
    ("UPDATE ledger SET entry=replace(entry, 'T02', 'T03') WHERE number=2", "ledger_previous", "ledger/000003"),
    ("UPDATE ledger SET entry='x' WHERE number=2", "ledger_unreadable", "ledger/000002"),
    ("UPDATE ledger SET signature='' WHERE number=2", "signature_invalid", "ledger/000002"),
    ("UPDATE ledger SET run='other' WHERE number=2", "ledger_row_differs", "ledger/000002"),
    ("UPDATE ledger SET sha256='0' WHERE number=2", "ledger_row_differs", "ledger/000002"),
    ("UPDATE ledger SET number=9 WHERE number=2", "ledger_number", "ledger/000003"),
    ("DELETE FROM ledger WHERE number=2", "run_not_in_ledger", RUN),
    ("DELETE FROM ledger WHERE number=5", "evidence_removed_unsaid", GONE),
]


@pytest.mark.parametrize("case", CHANGES, ids=[change for change, _code, _name in CHANGES])
def test_what_was_changed_in_the_database_is_named(
    case: tuple[str, str, str], sealed: Sealed, trust: Trust, tmp_path: Path
) -> None:
    change, code, name = case
    for word, digest in DIGESTS.items():
        change = change.replace(word, digest)
    verdict = _after(sealed, tmp_path / "copy", trust, change)
    assert code in codes(verdict)
    assert not name or name in named(verdict)


def test_a_run_that_goes_on_is_no_fault_and_is_told(sealed: Sealed, trust: Trust, tmp_path: Path) -> None:
    verdict = _after(
        sealed,
        tmp_path / "copy",
        trust,
        "INSERT INTO runs SELECT 4, 'going-on', 'running', started, '', 0, inventory, inventory_digest, host, lock,"
        " tool_version, tool_sha256, clock, arguments, accepted_gaps, work_order, '[]', '[]', inputs"
        " FROM runs WHERE number=3",
    )
    assert verdict.problems == ()
    assert "run_going_on" in {one.code for one in verdict.notes}


def test_on_postgresql_evidence_is_handed_over_and_checked_alike(tmp_path: Path) -> None:
    with running() as server:
        built = build(tmp_path / "state", server.by_address(server.emptied()))
        try:
            bundle = checked(built.bundle(*built.runs))
            with built.store.writing() as connection:
                before = verify_store(connection, None)
                connection.execute(sql("UPDATE findings SET status='pass' WHERE status='fail'"))
                connection.execute(sql(f"UPDATE object_bytes SET gzip='x' WHERE sha256='{PORT}'"))  # noqa: S608
                after = verify_store(connection, None)
        finally:
            built.store.close()
    assert (bundle.problems, bundle.runs) == ((), built.runs)
    assert (before.problems, before.heads) == ((), bundle.heads)
    assert codes(after) == {"findings_differ", "evidence_differs"}
    assert {RUN, PORT} <= named(after)
