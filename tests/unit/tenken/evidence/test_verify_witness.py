"""`tenken verify --witness`: runs that were dropped or signed anew are found against what a witness has."""

from __future__ import annotations

import gzip
import os
import subprocess
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from checks.operations import Witness
from tenken.cli import main
from tenken.evidence.checking import Trust
from tenken.evidence.verify import Verdict
from tenken.evidence.verify_store import verify_store
from tenken.evidence.witness import tell
from tenken.store.opening import open_store
from tenken.store.schema import ledger
from tests.unit.tenken.evidence.conftest import build


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a store whose ledger a witness beside it has."""
    sealed = build(tmp_path / "state")
    (tmp_path / "witness").mkdir()
    assert tell(sealed.store, [Witness("w", folder=str(tmp_path / "witness"))]) == []
    (tmp_path / "bundle.tar").write_bytes(sealed.bundle(*sealed.runs))
    sealed.store.close()
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("TENKEN_STORE", raising=False)
    return tmp_path / "state"


def verify(*given: str) -> int:
    return main(["verify", "--lang", "en", *given])


def drop(state: Path, number: int) -> None:
    store = open_store("", state)
    with store.writing() as connection:
        connection.execute(delete(ledger).where(ledger.c.number >= number))
    store.close()


def test_a_ledger_that_the_witness_knows_passes(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify("--witness", str(state.parent / "witness")) == 0
    assert "5 entries of the ledger were compared" in capsys.readouterr().out


def test_entries_that_were_dropped_are_named(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drop(state, 4)
    verify()
    assert "missing here, and known elsewhere" not in capsys.readouterr().out
    assert verify("--witness", str(state.parent / "witness")) == 1
    said = capsys.readouterr().out
    assert "entry 4 of the ledger" in said
    assert "entry 5 of the ledger" in said


def test_a_ledger_that_was_signed_anew_is_found(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path / "forged").store.close()
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "forged"))
    assert verify() == 0
    assert verify("--witness", str(state.parent / "witness")) == 1
    assert "entry 1 of the ledger is not the one known elsewhere" in capsys.readouterr().out


def test_a_bundle_is_compared_as_far_as_it_goes(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(str(state.parent / "bundle.tar"), "--witness", str(state.parent / "witness")) == 0
    assert "entries of the ledger were compared" in capsys.readouterr().out


def test_a_scan_that_ends_while_the_store_is_checked_is_no_dropped_one(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(connection: Connection, signers: bytes | None, trust: Trust | None = None) -> Verdict:
        verdict = verify_store(connection, signers, trust)
        last = state.parent / "witness" / "head-00000005.json"
        later = last.read_text("ascii").replace('"number":5', '"number":6')
        last.with_name("head-00000006.json").write_text(later, "ascii")
        return verdict

    monkeypatch.setattr("tenken.evidence.verify_store.verify_store", slowly)
    assert verify("--witness", str(state.parent / "witness")) == 0
    assert verify("--witness", str(state.parent / "witness")) == 1


def test_entries_that_the_witness_does_not_have_are_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in sorted((state.parent / "witness").iterdir())[:2]:
        file.unlink()
    assert verify("--witness", str(state.parent / "witness")) == 0
    assert "lacks 2 entries of the ledger (number 1, 2)" in capsys.readouterr().out


def test_a_witness_that_has_nothing_proves_nothing(state: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert verify("--witness", str(tmp_path / "empty")) == 2


def _log(state: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted((state.parent / "witness").iterdir()))


def test_a_line_that_anybody_sent_to_the_log_server_is_told_and_stops_nothing(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "messages"
    strange = b'{"tenken_head":1,"number":1,"kind":"run","run":"\xff","sha256":"\xff"}\n'
    log.write_bytes(_log(state) + strange)
    assert verify("--witness", str(log)) == 0
    assert f"{log}:6" in capsys.readouterr().out


def test_a_packed_log_that_is_damaged_is_told(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "messages.gz"
    packed = gzip.compress(_log(state))
    log.write_bytes(packed[:40] + bytes([packed[40] ^ 0xFF, packed[41] ^ 0xFF]) + packed[42:])
    assert verify("--witness", str(log)) == 2
    said = capsys.readouterr().err
    assert str(log) in said
    assert "Traceback" not in said


def test_the_commands_of_the_manual_find_the_same_without_tenken(state: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bundle.tar") as bundle:
        bundle.extractall(tmp_path / "extracted", filter="data")
    (folder,) = {entry.parent.parent for entry in (tmp_path / "extracted").rglob("ledger/000001.json")}
    page = (Path(__file__).parents[4] / "docs" / "notification.md").read_text("utf-8")
    printed = page.partition("```sh\n")[2].partition("```")[0]
    log = tmp_path / "messages"
    log.write_text(
        "".join(f"ops tenken: {one.read_text('ascii')}" for one in sorted((tmp_path / "witness").iterdir())), "ascii"
    )

    def run() -> subprocess.CompletedProcess[str]:
        named = {**os.environ, "WITNESS": str(log), "LC_ALL": "C"}
        return subprocess.run(["sh", "-c", printed], cwd=folder, env=named, capture_output=True, text=True, check=False)

    good = run()
    assert (good.returncode, good.stdout.count(": OK")) == (0, 5)
    entry = folder / "ledger" / "000003.json"
    entry.chmod(0o644)
    entry.write_bytes(entry.read_bytes().replace(b"2026", b"2025", 1))
    assert "ledger/000003.json: FAILED" in run().stdout
    entry.unlink()
    assert run().returncode == 1
