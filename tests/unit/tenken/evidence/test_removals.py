"""What counts as removed, and as approved: what the ledger says of it, in its order."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, update

from tenken.evidence.approving import manifest_digest
from tenken.evidence.sealing import Sealer, append
from tenken.evidence.verify_store import verify_store
from tenken.store import objects, pruning
from tenken.store.recording import Recording
from tenken.store.schema import object_bytes
from tenken.store.schema import objects as object_table
from tests.unit.tenken.evidence.conftest import REMOVED, Sealed, build, checked, codes, named
from tests.unit.tenken.evidence.test_auditor_guide import _follow
from tests.unit.tenken.store.conftest import beginning, reading, run_of, target

GONE = hashlib.sha256(REMOVED).hexdigest()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sealed]:
    """A store of the test's own, in which a fourth run stored again what had been removed before it."""
    made = build(tmp_path / "state")
    done = run_of(4, [target("web01")], [])
    recording = Recording(made.store, dataclasses.replace(beginning(done), inputs={}), ())
    told = recording.keep(reading("web01", {"sshd": REMOVED}))
    recording.finish(dataclasses.replace(done, commands=told.commands), Sealer(made.key))
    yield dataclasses.replace(made, runs=(*made.runs, done.id))
    made.store.close()


def test_what_was_removed_once_and_stored_again_is_no_fault(own: Sealed) -> None:
    with own.store.reading() as connection:
        assert verify_store(connection, None).problems == ()
    assert checked(own.bundle(*own.runs)).problems == ()


def test_an_earlier_removal_does_not_excuse_what_is_gone_now(own: Sealed, tmp_path: Path) -> None:
    with own.store.writing() as connection:
        connection.execute(delete(object_bytes).where(object_bytes.c.sha256 == GONE))
        connection.execute(update(object_table).where(object_table.c.sha256 == GONE).values(pruned="2026-11-24"))
    with own.store.reading() as connection:
        verdict = verify_store(connection, None)
    assert codes(verdict) == {"evidence_removed_unsaid"}
    assert {GONE, own.runs[3]} <= named(verdict)
    bundle = own.bundle(*own.runs)
    assert codes(checked(bundle)) == {"evidence_removed_unsaid"}
    shown = _follow(bundle, own, tmp_path / "by hand")
    assert [line for line in shown.splitlines() if "CHANGED" in line] == [
        f"CHANGED: no entry of the ledger after that of runs/{own.runs[3]} says that {GONE} was removed"
    ]


@pytest.mark.parametrize(
    ("run", "changes", "code"),
    [
        (0, {"sha256": "0" * 64}, "approval_differs"),
        (0, {"run": "other"}, "approval_differs"),
        (1, {}, "ledger_approval_twice"),
    ],
)
def test_an_approval_of_something_else_and_a_second_one_are_named(
    own: Sealed, run: int, changes: dict[str, str], code: str, tmp_path: Path
) -> None:
    with own.store.writing() as connection:
        sha256 = manifest_digest(connection, own.runs[run])
        said = {"run": own.runs[run], "sha256": sha256, "approved_by": "x", "role": "y"}
        content = msgspec.json.encode({**said, "approved_at": "2026-11-24T00:00:00+09:00", **changes})
        kept = objects.kept("approval", content)
        objects.save(connection, 1, [kept])
        append(connection, own.key, "approval", run=own.runs[run], content=kept.sha256, time="2026-11-24")
    with own.store.reading() as connection:
        assert codes(verify_store(connection, None)) == {code}
    bundle = own.bundle(own.runs[0])
    assert codes(checked(bundle)) == {code}
    shown = _follow(bundle, own, tmp_path / "by hand")
    assert len([line for line in shown.splitlines() if "CHANGED" in line]) == 1


def test_what_a_run_was_judged_with_is_never_removed_by_the_rules(own: Sealed, tmp_path: Path) -> None:
    """Who holds the key can write any removal; a baseline is kept for good, and so none excuses that it is gone."""
    baseline = hashlib.sha256(b"controls: []\n").hexdigest()
    gone = pruning.Pruned({"section": (baseline,)}, 0)
    listing = objects.kept("pruning", gone.listing)
    with own.store.writing() as connection:
        objects.save(connection, 0, [listing])
        pruning.prune(connection, gone, "2026-11-24T00:00:00+09:00")
        append(connection, own.key, "pruning", run="", content=listing.sha256, time="2026-11-24T00:00:00+09:00")
    with own.store.reading() as connection:
        verdict = verify_store(connection, None)
    assert codes(verdict) == {"evidence_kept_for_good"}
    assert {baseline, "policy/baselines/lgwan.yaml", own.runs[0]} <= named(verdict)
    bundle = own.bundle(own.runs[0])
    verdict = checked(bundle)
    assert codes(verdict) == {"evidence_kept_for_good"}
    assert {baseline, "policy/baselines/lgwan.yaml", f"runs/{own.runs[0]}"} <= named(verdict)
    shown = _follow(bundle, own, tmp_path / "by hand")
    assert [line for line in shown.splitlines() if "CHANGED" in line] == [
        f"CHANGED: runs/{own.runs[0]}: {baseline} was removed, and is of a kind that is kept for good"
    ]
