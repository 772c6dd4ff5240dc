"""A store with three runs, an approval and a removal in its ledger, and the bundle of two of the runs."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from checks.approval import Approval
from checks.finding import Status
from tenken.evidence import archive, bundle
from tenken.evidence.approving import approve, manifest_digest
from tenken.evidence.checking import Trust
from tenken.evidence.sealing import Sealer, append
from tenken.evidence.signing import Key, own_key
from tenken.evidence.verify import Verdict, trusting
from tenken.evidence.verify_bundle import verify_bundle
from tenken.store import objects, pruning
from tenken.store.opening import Store, open_store
from tenken.store.recording import Recording
from tenken.store.schema import runs as run_table
from tests.unit.tenken.store.conftest import beginning, finding, reading, run_of, target

WORDS = bundle.Words("読んでください\n", lambda run: {"report.html": f"<p>{run.id}</p>", "report.json": "{}\n"})
REMOVED = b"of the first night\n"  # the evidence that is kept no longer
GOLDEN = "policy/golden/sw01.cfg"  # never kept: bound by its digest
STARTED = {number: f"2026-11-{20 + number}T01:00:00+09:00" for number in (1, 2, 3)}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A store, its key, and its runs."""

    store: Store
    key: Key
    runs: tuple[str, ...]

    def bundle(self, *ids: str) -> bytes:
        file = io.BytesIO()
        with self.store.reading() as connection:
            rows = connection.execute(select(run_table).order_by(run_table.c.number)).all()
            bundle.write(file, connection, [row for row in rows if row.id in ids], self.key, WORDS)
        return file.getvalue()


def build(folder: Path, url: str = "", started: Mapping[int, str] = STARTED) -> Sealed:
    store = open_store(url, folder)
    key = own_key(folder, None)
    ids = []
    for number, moment in started.items():
        policy = objects.kept("input", b"controls: []\n")
        said = [finding("web01"), finding("db01", status=Status.FAIL if number == 2 else Status.PASS)]
        done = run_of(
            number,
            [target("web01"), target("db01")],
            said,
            started=moment,
            finished=moment.replace(":00:00", ":01:00"),
        )
        inputs = {"policy/baselines/lgwan.yaml": policy.sha256, GOLDEN: "a" * 64}
        recording = Recording(store, dataclasses.replace(beginning(done), inputs=inputs), [policy])
        first = REMOVED if number == 1 else b"port 22\n"
        told = [
            recording.keep(reading("web01", {"sshd": first, "os": b"Debian\n\xff\x00"})),
            recording.keep(reading("db01", {"sshd": b"port 22\n"})),
        ]
        done = dataclasses.replace(done, commands=tuple(record for one in told for record in one.commands))
        recording.finish(done, Sealer(key))
        ids.append(done.id)
    with store.writing() as connection:
        approval = Approval(ids[1], manifest_digest(connection, ids[1]), "見本花子", "統括管理責任者", _now(), "")
        approve(connection, 2, approval, key)
        gone = pruning.Pruned({"section": (hashlib.sha256(REMOVED).hexdigest(),)}, 0)
        listing = objects.kept("pruning", gone.listing)
        objects.save(connection, 0, [listing])
        pruning.prune(connection, gone, "2026-11-24T00:00:00+09:00")
        append(connection, key, "pruning", run="", content=listing.sha256, time="2026-11-24T00:00:00+09:00")
    return Sealed(store, key, tuple(ids))


def _now() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """Not to be written to: it serves all tests."""
    made = build(tmp_path_factory.mktemp("sealed") / "state")
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def whole(sealed: Sealed) -> bytes:
    """The bundle of the first two runs."""
    return sealed.bundle(*sealed.runs[:2])


@pytest.fixture(scope="session")
def trust(sealed: Sealed) -> Iterator[Trust]:
    """The auditor's own copy of the key; ssh-keygen is asked once for each signature."""
    with trusting(sealed.key.allowed_signer.encode()) as made:
        yield cache(made)


def checked(content: bytes, trust: Trust | None = None, signers: bytes | None = None) -> Verdict:
    return verify_bundle(io.BytesIO(content), signers, trust)


def files(content: bytes) -> dict[str, bytes]:
    read = archive.read(io.BytesIO(content))
    return {name: read.content(name) for name in read.members}


def packed(given: Mapping[str, bytes]) -> bytes:
    """A tar as we write it, of other files: what somebody makes who knows the form."""
    file = io.BytesIO()
    archive.write(file, sorted(given.items()))
    return file.getvalue()


def named(verdict: Verdict) -> set[str]:
    """What the problems name."""
    return {str(value) for one in verdict.problems for _name, value in one.values}


def codes(verdict: Verdict) -> set[str]:
    return {one.code for one in verdict.problems}
