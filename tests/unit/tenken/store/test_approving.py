"""A stored run is approved in the ledger, and a register is proposed from it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import select, update

from scanners.facts.accounts import Accounts
from scanners.facts.field import Known
from tenken.cli import main
from tenken.evidence import approving, ledger
from tenken.store import objects
from tenken.store.opening import Store
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import object_bytes
from tests.unit.tenken.store.conftest import Keep, finding, reading, run_of, target

NAMES = frozenset({"root", "ops"})


@pytest.fixture
def accepted(store: Store, kept: Keep, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TENKEN_STATE", str(store.folder))
    monkeypatch.setenv("TENKEN_STORE", store.shown)
    facts = {"accounts": Accounts(**{one.name: Known(NAMES) for one in dataclasses.fields(Accounts)})}
    return kept(run_of(1, [target("web01")], [finding("web01")]), reading("web01", {}, facts)).id


def approve(run: str, *more: str) -> int:
    return main(["approve", run, "--by", "見本花子", "--role", "統括管理責任者", "--lang", "en", *more])


def propose(run: str) -> int:
    return main(["register", "propose", run, "--target", "web01", "--name", "web", "--lang", "en"])


def test_an_approval_is_a_signed_entry_about_the_manifest(accepted: str, store: Store) -> None:
    assert approve("latest", "--note", "月次") == 0
    with store.reading() as connection:
        approval = approving.approval_of(connection, accepted)
        manifest = approving.manifest_digest(connection, accepted)
        entries = [ledger.read(row.entry) for row in connection.execute(select(ledger_table))]
    assert approval is not None
    assert (approval.approved_by, approval.note, approval.sha256) == ("見本花子", "月次", manifest)
    assert [entry.kind for entry in entries if entry] == ["run", "approval"]


def test_a_run_is_approved_once(accepted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert approve(accepted) == 0
    assert approve(accepted) == 2
    assert "has been approved already" in capsys.readouterr().err


def test_a_run_that_is_not_complete_is_not_approved(
    accepted: str, kept: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    later = kept(run_of(2, [target("web01")], [], status="incomplete"), reading("web01", {}))
    assert approve(later.id) == 2
    assert "is not complete and cannot be approved" in capsys.readouterr().err
    assert approve(accepted) == 0


def test_a_register_is_proposed_from_a_stored_run_that_was_approved(
    accepted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose(accepted) == 2
    assert "has not been approved" in capsys.readouterr().err
    assert approve(accepted) == 0
    assert propose(accepted) in {0, 3}
    assert "見本花子" in capsys.readouterr().out


def test_content_that_was_changed_is_not_believed(
    accepted: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.writing() as connection:
        forged = objects.kept("fact", b'{"forged": true}').gzip
        connection.execute(update(object_bytes).values(gzip=forged))
    assert approve(accepted) == 2
    assert "is damaged or was changed" in capsys.readouterr().err


def test_a_file_of_the_same_name_is_read_first(accepted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latest").write_text("{}")
    assert approve("latest") == 2
    assert approve(accepted) == 0
