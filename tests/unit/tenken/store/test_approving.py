"""A stored run is approved in the ledger, and a register is proposed from it."""

from __future__ import annotations

import dataclasses
import socket
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from checks import operations
from scanners.facts.accounts import Accounts
from scanners.facts.field import Known
from tenken.cli import main
from tenken.evidence import approving, ledger, witness
from tenken.evidence.heads import heads_of
from tenken.store import objects
from tenken.store.opening import Store
from tenken.store.schema import ledger as ledger_table
from tenken.store.schema import object_bytes, runs, targets
from tenken.store.schema import objects as object_table
from tenken.store.schema import runs as run_table
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


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Give the witness of a policy that stands beside an inventory."""
    (tmp_path / "ops" / "policy").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    said = f"witnesses: [{{name: outside, folder: {tmp_path / 'outside'}}}]\n"
    (tmp_path / "ops" / "policy" / "operations.yaml").write_text(said, "utf-8")
    return tmp_path / "outside"


def told(outside: Path) -> list[str]:
    return [head.kind for head in heads_of(outside).heads]


def test_an_approval_is_told_to_the_witnesses_of_a_policy_at_once(
    accepted: str, outside: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approve(accepted, "--policy", str(tmp_path / "typo")) == 2
    assert "there is no policy folder" in capsys.readouterr().err
    assert approve(accepted, "--policy", str(tmp_path / "ops" / "policy")) == 0
    assert told(outside) == ["run", "approval"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("named", [True, False])
def test_the_witnesses_of_an_approval_are_those_of_the_policy_that_the_run_was_judged_with(
    accepted: str, outside: Path, store: Store, named: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    ops = outside.parent / "ops"
    inventory = "/elsewhere/hosts" if named else str(ops / "hosts")
    arguments = f'["--policy={ops / "policy"}"]' if named else "[]"
    with store.writing() as connection:
        here = {"inventory": inventory, "arguments": arguments, "host": socket.gethostname()}
        connection.execute(update(run_table).values(here))
    assert approve(accepted) == 0
    assert told(outside) == ["run", "approval"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "changes", [{"host": "ops02"}, {"arguments": '["--policy=."]'}, {"inventory": "/gone/hosts"}], ids=str
)
def test_an_approval_of_a_run_whose_policy_is_not_here_says_that_no_witness_was_told(
    accepted: str, outside: Path, store: Store, changes: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with store.writing() as connection:
        here = {"inventory": str(outside.parent / "ops" / "hosts"), "host": socket.gethostname()}
        connection.execute(update(run_table).values(here | changes))
    assert approve(accepted) == 0
    assert "no witness was told of the approval; the next scan tells them" in capsys.readouterr().err
    assert list(outside.iterdir()) == []
    with store.reading() as connection:
        assert approving.approval_of(connection, accepted)


def test_an_approval_that_a_witness_does_not_take_stands(
    accepted: str, outside: Path, tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.rmdir()
    assert approve(accepted, "--policy", str(tmp_path / "ops" / "policy")) == 0
    assert "2 heads of the ledger could not be told to the witness outside" in capsys.readouterr().err
    outside.mkdir()
    assert witness.tell(store, operations.load(tmp_path / "ops" / "policy" / "operations.yaml").witnesses) == []
    assert told(outside) == ["run", "approval"]


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


def test_facts_that_are_not_those_of_the_manifest_are_not_believed(
    accepted: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert approve(accepted) == 0
    with store.writing() as connection:
        forged = objects.kept("fact", b"{}")
        objects.save(connection, 1, [forged])
        connection.execute(update(targets).values(facts=f'{{"accounts":"{forged.sha256}"}}'))
    capsys.readouterr()
    assert propose(accepted) == 2
    assert "is not what its manifest says" in capsys.readouterr().err


def test_a_run_that_was_made_to_look_complete_is_not_approved(
    accepted: str, kept: Keep, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    later = kept(run_of(2, [target("web01")], [], status="incomplete"), reading("web01", {}))
    with store.writing() as connection:
        connection.execute(update(runs).where(runs.c.id == later.id).values(status="complete"))
    assert approve(later.id) == 2
    assert "is not what its manifest says" in capsys.readouterr().err


def test_a_target_that_was_made_to_look_read_is_not_approved(
    accepted: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.writing() as connection:
        connection.execute(update(targets).values(address="192.0.2.99"))
    assert approve(accepted) == 2
    assert "is not what its manifest says" in capsys.readouterr().err


def test_a_run_whose_facts_were_removed_is_not_approved(
    accepted: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.writing() as connection:
        facts = select(object_table.c.sha256).where(object_table.c.kind == "fact")
        connection.execute(delete(object_bytes).where(object_bytes.c.sha256.in_(facts)))
    assert approve(accepted) == 2
    assert "was removed when its time was over" in capsys.readouterr().err


def test_an_approval_that_is_gone_or_of_the_future_is_none(
    accepted: str, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return datetime(2999, 1, 1, tzinfo=zone)

    with monkeypatch.context() as patch:
        patch.setattr("tenken.commands.approve.datetime", Later)
        assert approve(accepted) == 0
    assert propose(accepted) == 2
    assert "is dated in the future (2999-01-01" in capsys.readouterr().err
    with store.writing() as connection:
        approvals = select(object_table.c.sha256).where(object_table.c.kind == "approval")
        connection.execute(delete(object_bytes).where(object_bytes.c.sha256.in_(approvals)))
    assert propose(accepted) == 2
    assert "is of another content" in capsys.readouterr().err
