"""A scan that is kept: the store opened, the inventory locked, runs that were killed ended, what is judged with stored.

Imported by what stores alone: SQLAlchemy costs a third of a second.
"""

from __future__ import annotations

import argparse
import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import select, update

from checks.judging import japanese_date
from checks.policy import Policy
from checks.run import Run
from inventories.model import Host
from inventories.reason import Reason
from reports.redaction import mask_data
from tenken.drifting import drift_of
from tenken.evidence import witness
from tenken.evidence.sealing import NOTHING, Sealer, finished_now
from tenken.evidence.signing import own_key
from tenken.loading import Loaded
from tenken.notifying import notify
from tenken.store import locking, objects, runs
from tenken.store.opening import Store
from tenken.store.recording import RUNNING, Beginning, Recording
from tenken.store.redacting import redacted
from tenken.store.schema import runs as run_table
from tenken.stored import store_of

INVENTORY = "inventory/hosts.json"  # the resolved hosts, without secrets
ATTESTATIONS = "policy/attestations.seen.json"  # what was wrong with the evidence of attestations, by id
_GOLDEN = "golden/"  # approved configurations may hold secrets: bound by digest, never copied


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps one scan: readings while they come, the run at its end."""

    store: Store
    recording: Recording
    sealer: Sealer

    def finish(self, done: Run) -> str:
        """Store the run whole and seal it; gives the SHA-256 of its entry in the ledger."""
        return self.recording.finish(done, self.sealer)

    def follow_up(self, done: Run, policy: Policy) -> tuple[Run, list[Reason]]:
        """Tell witnesses and people of a stored run; gives it with what changed since the last, and what went wrong."""
        problems = witness.tell(self.store, policy.operations.witnesses)
        with self.store.reading() as connection:
            done = replace(done, drift=drift_of(connection, runs.find(connection, done.id)))
        problems += notify(done, done.drift, policy, japanese_date(done.as_of), self.store.folder)
        return done, problems


@contextmanager
def keeping(arguments: argparse.Namespace, loaded: Loaded, begun: Run) -> Iterator[Keeper]:
    """Keep a scan. `begun`: the run as far as it is known before anything is read."""
    with store_of(arguments) as store:
        sealer = Sealer(own_key(store.folder, arguments.signing_key))
        lock = locking.name_of(store.folder, loaded.inventory.path)
        with locking.held(store.folder, lock, begun.id):
            end_killed(store, sealer, own=lock)
            inputs, contents = _inputs(loaded)
            beginning = Beginning(
                id=begun.id,
                started=begun.started,
                inventory=str(loaded.inventory.path.resolve()),
                inventory_digest=loaded.inventory.digest,
                host=socket.gethostname(),
                lock=lock,
                tool_version=begun.tool_version,
                arguments=begun.arguments,
                accepted_gaps=begun.accepted_gaps,
                work_order=begun.work_order,
                inputs=inputs,
            )
            yield Keeper(store, Recording(store, beginning, contents), sealer)


def end_killed(store: Store, sealer: Sealer, own: str = "") -> tuple[str, ...]:
    """Seal the runs of this ops host that were killed, as incomplete with what they had; gives their ids.

    `own`: a lock that the caller holds, and so no other run.
    """
    with store.reading() as connection:
        chosen = select(run_table).where(run_table.c.status == RUNNING, run_table.c.host == socket.gethostname())
        left = [row for row in connection.execute(chosen) if row.lock == own or locking.is_free(store.folder, row.lock)]
    for row in left:
        with store.writing() as connection:
            ended = {"status": "incomplete", "finished": finished_now()}
            still = update(run_table).where(run_table.c.number == row.number, run_table.c.status == RUNNING)
            if connection.execute(still.values(ended)).rowcount:
                sealer(connection, row.number, NOTHING)
    return tuple(row.id for row in left)


def _inputs(loaded: Loaded) -> tuple[dict[str, str], list[objects.Kept]]:
    """Give what the run is judged with, by name and digest, and the contents that are kept."""
    resolved = msgspec.json.encode([_without_secrets(host) for host in loaded.inventory.hosts])
    hosts = objects.kept("input", msgspec.json.encode(mask_data(msgspec.json.decode(resolved))))
    seen = objects.kept("input", msgspec.json.encode(loaded.policy.attestations.seen, order="sorted"))
    named = {INVENTORY: hosts.sha256, ATTESTATIONS: seen.sha256}
    contents = [hosts, seen]
    for name, digest in loaded.policy.digests.items():
        named[f"policy/{name}"] = digest
        if not name.startswith(_GOLDEN) and (content := _content(loaded.policy, name, digest)) is not None:
            contents.append(objects.kept("input", content))
    return named, contents


def _content(policy: Policy, name: str, digest: str) -> bytes | None:
    """Give the bytes of a policy file; None for one of the tool's own, and for one that has changed since.

    None as well for one that holds a secret: cut, it would not be what the digest says.
    """
    file = policy.folder / name
    try:
        content = file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != digest or redacted(f"policy/{name}", content).count:
        return None
    return content


def _without_secrets(host: Host) -> Host:
    """Give a host without passwords, and without what fills templates of configurations, which may be secret."""
    return replace(
        host,
        connection=replace(host.connection, password="", enable_secret=""),
        bmc=replace(host.bmc, password=""),
        golden_variables=(),
    )
