"""A whole scan: hosts read by worker threads under the rules of admission, then judged, as one `Run`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

from checks.plan import HostPlan
from inventories.reason import reason
from scanners.ssh.session import Session
from scanners.ssh.target import Target
from tenken.admission import Admission, Limits, Visit
from tenken.reading import Door, Events, HostReading, not_read, read_host

Finished = Callable[[HostReading], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One host that may be connected to."""

    plan: HostPlan
    target: Target

    def visit(self) -> Visit:
        """Give what admission needs to know of it."""
        host = self.plan.host
        return Visit(
            name=host.name,
            credentials=(*(hop.credential for hop in self.target.jumps), self.target.credential),
            segment=host.segment,
            jump=" ".join(f"{hop.address}:{hop.port}" for hop in self.target.jumps),
            ha_group=host.ha_group,
            last=self.plan.scope.receives_logs,
        )


class Readings:
    """What came of the hosts so far, and the sessions that stand now, for an interruption to close."""

    def __init__(self, finished: Finished) -> None:
        self._lock = threading.Lock()
        self._finished = finished
        self._sessions: dict[str, Session] = {}
        self._interrupted = False
        self.by_host: dict[str, HostReading] = {}

    def opened(self, name: str, session: Session) -> None:
        """Note a session; one that opens after an interruption is closed at once."""
        with self._lock:
            self._sessions[name] = session
            if self._interrupted:
                session.close()

    def keep(self, reading: HostReading) -> None:
        """Keep a finished reading and tell the progress display."""
        with self._lock:
            self._sessions.pop(reading.target.name, None)
            self.by_host[reading.target.name] = reading
            self._finished(reading)

    def interrupt(self) -> None:
        """Close every session, so that its thread ends with what it has."""
        with self._lock:
            self._interrupted = True
            sessions = list(self._sessions.values())
        for session in sessions:
            session.close()


def read_all(
    jobs: Iterable[Job], limits: Limits, door: Door, finished: Finished
) -> tuple[Mapping[str, HostReading], bool]:
    """Read every host; gives the readings by name, and whether the scan was interrupted (Ctrl-C or SIGTERM).

    An interruption ends the sessions that stand; what they had given is kept, hosts not yet started say so.
    """
    by_name = {job.plan.host.name: job for job in jobs}
    admission = Admission([job.visit() for job in by_name.values()], limits)
    readings = Readings(finished)
    interrupted = False
    with ThreadPoolExecutor(max_workers=max(1, min(limits.workers, len(by_name))), thread_name_prefix="scan") as pool:
        workers = [pool.submit(_work, admission, by_name, door, readings) for _ in range(limits.workers)]
        try:
            wait(workers)
        except KeyboardInterrupt:
            interrupted = True
            for visit in admission.stop():
                job = by_name[visit.name]
                readings.keep(not_read(job.plan.host, job.plan, reason("interrupted"), target=job.target))
            readings.interrupt()
    for worker in workers:
        worker.result()  # a defect of ours must not pass in silence
    return readings.by_host, interrupted


def _work(admission: Admission, jobs: Mapping[str, Job], door: Door, readings: Readings) -> None:
    while (given := admission.next()) is not None:
        visit, allowed = given
        job = jobs[visit.name]
        if not allowed:
            why = reason("credential_refused_earlier")
            readings.keep(not_read(job.plan.host, job.plan, why, target=job.target))
            continue
        try:
            readings.keep(_read(job, door, Events(admission.refused, partial(_opened, readings, admission, visit))))
        finally:
            admission.done(visit)


def _opened(readings: Readings, admission: Admission, visit: Visit, session: Session) -> None:
    admission.accepted(visit)
    readings.opened(visit.name, session)


def _read(job: Job, door: Door, events: Events) -> HostReading:
    try:
        return read_host(job.plan, job.target, door, events)
    except Exception as broken:  # noqa: BLE001  (one host's surprise must not lose the others' results)
        why = reason("internal_error", detail=f"{type(broken).__name__}: {broken}"[:200])
        return not_read(job.plan.host, job.plan, why, target=job.target)
