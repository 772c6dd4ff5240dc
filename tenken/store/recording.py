"""A run while it goes on: kept host by host, so that what was read outlives the program, and sealed at its end."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from checks.facts_file import canonical, plain_facts
from checks.run import CommandRecord, Run, TargetResult
from inventories.reason import ConfigError
from reports.redaction import mask, mask_data, mask_reason, masked, masked_command, masked_target
from tenken.evidence.circumstances import Clock
from tenken.reading import HostReading
from tenken.store import objects
from tenken.store.bulk import insert_rows
from tenken.store.opening import Store
from tenken.store.redacting import redacted
from tenken.store.rows import KeptTarget, Told, command_lines, encode, finding_rows, target_row
from tenken.store.schema import finding_bodies, findings, runs, targets

RUNNING = "running"
# Writes the entry of a run in the transaction that ends it, and gives its SHA-256: see `evidence.sealing.Sealer`.
Seal = Callable[[Connection, int, str], str]
_AT_ONCE = 64  # hosts of one transaction


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a run before anything is read. `inputs`: name → object of everything it will be judged with.

    `tool_sha256`, `clock`: of the tool and of the ops host's clock then, see `evidence.circumstances`.
    """

    id: str
    started: str
    inventory: str
    inventory_digest: str
    host: str
    lock: str
    tool_version: str
    tool_sha256: str
    clock: Clock
    arguments: tuple[str, ...]
    accepted_gaps: bool
    work_order: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _HostRecord:
    target: KeptTarget
    contents: tuple[objects.Kept, ...]
    written: threading.Event = field(default_factory=threading.Event)


class Recording:
    """Takes readings from any thread and writes them from one; several hosts that came together are one transaction."""

    def __init__(self, store: Store, beginning: Beginning, contents: Iterable[objects.Kept]) -> None:
        self._store = store
        self.number = _begin(store, beginning, contents)
        self.id = beginning.id
        self._kept: dict[str, TargetResult] = {}
        self._waiting: queue.SimpleQueue[_HostRecord | None] = queue.SimpleQueue()
        self._broken: BaseException | None = None
        self._writer = threading.Thread(target=self._write, name="store", daemon=True)
        self._writer.start()

    def keep(self, reading: HostReading) -> HostReading:
        """Store what a host gave; gives the reading without its sections, its commands naming their evidence.

        What it gives back is stored, whatever becomes of the program. What the store cannot take, `finish` tells.
        """
        sections, commands = _with_evidence(reading)
        facts = {
            name: objects.kept("fact", canonical(mask_data(fact)))
            for name, fact in plain_facts(reading.collected.facts).items()
        }
        told = Told(
            reading.collected.family,
            mask(reading.collected.hostname),
            reading.collected.login_port,
            mask_reason(reading.collected.missing) if reading.collected.missing else None,
        )
        records = objects.kept("commands", command_lines(map(masked_command, commands)))
        target = KeptTarget(
            masked_target(reading.target), told, records.sha256, {name: one.sha256 for name, one in facts.items()}
        )
        host = _HostRecord(target, (*sections, *facts.values(), records))
        self._waiting.put(host)
        host.written.wait()
        return replace(reading, commands=commands, sections={})

    def finish(self, done: Run, seal: Seal) -> str:
        """Store the findings and end the run, all of it or nothing; gives what `seal` gives.

        Raises ConfigError where the store could not take it; the run then stays as it is there.
        """
        self._waiting.put(None)
        self._writer.join()
        if self._broken is not None:
            raise self._broken
        shown = masked(replace(done, findings=(), commands=(), facts=()))
        with self._store.writing() as connection:
            self._refuse_ended(connection)
            lines = hashlib.sha256()
            for some in finding_rows(self.number, done.findings, lines):
                insert_rows(connection, finding_bodies, some.bodies, renewed="last_run")
                insert_rows(connection, findings, some.rows)
            empty = objects.kept("commands", command_lines(()))
            absent = [
                KeptTarget(target, Told(missing=target.reason), empty.sha256, {})
                for target in shown.targets
                if self._kept.get(target.name) != target
            ]
            if absent:  # not read, or too late: what the run says of it stands
                late = [one.result.name for one in absent if one.result.name in self._kept]
                connection.execute(
                    delete(targets).where(targets.c.run == self.number, targets.c.name.in_(late)),
                )
                objects.save(connection, self.number, [empty])
                connection.execute(insert(targets), [target_row(self.number, one) for one in absent])
            connection.execute(update(runs).where(runs.c.number == self.number).values(_end(shown)))
            return seal(connection, self.number, lines.hexdigest())

    def _write(self) -> None:
        ended = False
        while not ended:
            batch = [self._waiting.get()]
            while len(batch) < _AT_ONCE and batch[-1] is not None and not self._waiting.empty():
                batch.append(self._waiting.get())
            ended = batch[-1] is None
            if self._broken is None:
                try:
                    self._commit([one for one in batch if one is not None])
                except BaseException as broken:  # noqa: BLE001  (raised by `finish`, in the thread that asked)
                    self._broken = broken
            for one in batch:
                if one is not None:
                    one.written.set()

    def _commit(self, batch: list[_HostRecord]) -> None:
        if not batch:
            return
        with self._store.writing() as connection:
            self._refuse_ended(connection)
            objects.save(connection, self.number, [content for one in batch for content in one.contents])
            connection.execute(insert(targets), [target_row(self.number, one.target) for one in batch])
        self._kept.update({one.target.result.name: one.target.result for one in batch})

    def _refuse_ended(self, connection: Connection) -> None:
        """Raise ConfigError where another took this run for a killed one and sealed it: nothing more goes into it."""
        if connection.execute(select(runs.c.status).where(runs.c.number == self.number)).scalar() != RUNNING:
            raise ConfigError("run_ended_elsewhere", run=self.id)


def _begin(store: Store, beginning: Beginning, contents: Iterable[objects.Kept]) -> int:
    with store.writing() as connection:
        number = int(connection.execute(select(func.coalesce(func.max(runs.c.number), 0))).scalar_one()) + 1
        connection.execute(
            insert(runs).values(
                number=number,
                id=beginning.id,
                status=RUNNING,
                started=beginning.started,
                finished="",
                as_of=int(datetime.fromisoformat(beginning.started).timestamp()),  # of one that is killed it stands
                inventory=mask(beginning.inventory),
                inventory_digest=beginning.inventory_digest,
                host=beginning.host,
                lock=beginning.lock,
                tool_version=beginning.tool_version,
                tool_sha256=beginning.tool_sha256,
                clock=encode(beginning.clock).decode(),
                arguments=encode(tuple(map(mask, beginning.arguments))).decode(),
                accepted_gaps=beginning.accepted_gaps,
                work_order=mask(beginning.work_order),
                baselines="[]",
                exceptions="[]",
                inputs=encode(dict(sorted(beginning.inputs.items()))).decode(),
            )
        )
        objects.save(connection, number, contents)
    return number


def _end(done: Run) -> dict[str, object]:
    return {
        "status": done.status,
        "finished": done.finished,
        "as_of": done.as_of,
        "arguments": encode(done.arguments).decode(),
        "baselines": encode(done.baselines).decode(),
        "exceptions": encode(done.exceptions).decode(),
    }


def _with_evidence(reading: HostReading) -> tuple[tuple[objects.Kept, ...], tuple[CommandRecord, ...]]:
    """Give the sections as they are stored, and the records that name them.

    Where something was cut, the digest is that of what is left: by one of the whole, a short secret could be guessed.
    """
    family = reading.collected.family
    cut = {probe: redacted(probe, content, family) for probe, content in reading.sections.items()}
    stored = {probe: objects.kept("section", one.content) for probe, one in cut.items()}
    commands = tuple(
        replace(
            record,
            evidence=stored[record.probe].sha256,
            cut=cut[record.probe].count,
            stdout_sha256=stored[record.probe].sha256 if cut[record.probe].count else record.stdout_sha256,
        )
        if record.probe in stored
        else record
        for record in reading.commands
    )
    return tuple(stored.values()), commands
