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
from datetime import datetime

import msgspec
from sqlalchemy import select, update

from checks.judging import JST
from checks.policy import Policy
from checks.run import Run
from inventories.model import Host
from inventories.reason import ConfigError, Reason
from reports.redaction import mask_data
from tenken.drifting import announced_by, drift_of
from tenken.evidence import witness
from tenken.evidence.checking import may_be_absent
from tenken.evidence.circumstances import clock, tool_digest
from tenken.evidence.sealing import NOTHING, Sealer, finished_now
from tenken.evidence.signing import own_key
from tenken.loading import Loaded
from tenken.notifying import notify
from tenken.store import comparing, locking, objects, runs
from tenken.store.opening import Store
from tenken.store.recording import RUNNING, Beginning, Recording
from tenken.store.redacting import CUT, redacted
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
        """Tell people and witnesses of a stored run; gives it with what changed since the last, and what went wrong.

        People first: what a witness was not told, the next run tells it. Raises ConfigError, when all of them were
        told, where a run before this one cannot be read.
        """
        unreadable: ConfigError | None = None
        with self.store.reading() as connection:
            row = runs.find(connection, done.id)
            killed = comparing.killed_before(connection, row)
            try:
                done = replace(done, drift=drift_of(connection, row, announced_by(policy)))
            except ConfigError as problem:
                unreadable = problem
        today = datetime.fromisoformat(done.started).astimezone(JST).date()  # compared with when the run before began
        problems = notify(done, done.drift, policy, today, self.store.folder, killed)
        problems += witness.tell(self.store, policy.operations.witnesses)
        if unreadable:
            raise unreadable
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
                tool_sha256=tool_digest(),
                clock=clock(),
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
        content = None if name.startswith(_GOLDEN) else _content(loaded.policy, name, digest)
        if content is None:
            named[f"policy/{name}"] = digest
            continue
        shown = redacted(f"policy/{name}", content)
        kept = objects.kept("input", shown.content)
        named[f"policy/{name}{CUT if shown.count else ''}"] = kept.sha256
        contents.append(kept)
    return named, contents


def _content(policy: Policy, name: str, digest: str) -> bytes | None:
    """Give the bytes of a policy file, None for one of the tool's own. Raises ConfigError for one changed since."""
    file = policy.folder / name
    try:
        content = file.read_bytes()
    except OSError:
        if may_be_absent(f"policy/{name}"):
            return None
        raise ConfigError("policy_changed_meanwhile", file=str(file)) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise ConfigError("policy_changed_meanwhile", file=str(file))
    return content


def _without_secrets(host: Host) -> Host:
    """Give a host without passwords, and without what fills templates of configurations, which may be secret."""
    return replace(
        host,
        connection=replace(host.connection, password="", enable_secret=""),
        bmc=replace(host.bmc, password=""),
        golden_variables=(),
    )
