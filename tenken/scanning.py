"""A whole scan: hosts read by worker threads under the rules of admission, then judged, as one `Run`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from checks.plan import HostPlan
from inventories.reason import reason
from scanners.platforms import DEVICES
from scanners.ssh.target import Target
from tenken import facilities
from tenken.admission import Admission, Limits, Visit
from tenken.devices import read_device
from tenken.reading import HostReading, not_read, read_host, with_beside
from tenken.sessions import Door, Events, Standing

Finished = Callable[[HostReading], None]
Keep = Callable[[HostReading], HostReading]  # stores a reading and gives it without its sections
INTERRUPTED = reason("interrupted")
_PATIENCE = 0.25  # seconds between looks for a signal
_GRACE = 3.0  # seconds after an interruption for the hosts that are being read to end with what they have


@dataclass(frozen=True, slots=True)
class Job:
    """One asset that may be read.

    `target`: where its session goes; of a power supply it is the place that asks it. `gateway`: the place that asks the
    host's management controller, None where that is asked on the host itself.
    """

    plan: HostPlan
    target: Target
    gateway: Target | None = None

    def visit(self) -> Visit:
        """Give what admission needs to know of it."""
        host = self.plan.host
        ways = [self.target, *([self.gateway] if self.gateway else [])]
        hops = [hop for way in ways if not facilities.is_here(way) for hop in (*way.jumps, way)]
        return Visit(
            name=host.name,
            credentials=tuple(dict.fromkeys(hop.credential for hop in hops)),
            segment=host.segment,
            jump=" ".join(f"{hop.address}:{hop.port}" for hop in self.target.jumps),
            ha_group=host.ha_group,
            last=self.plan.scope.receives_logs,
        )


class Readings:
    """What came of the hosts so far, and the sessions that stand now, for an interruption to close."""

    def __init__(self, finished: Finished, workers: int) -> None:
        self._workers = workers
        self.ended = threading.Event()  # set when the last worker thread has ended
        self._lock = threading.Lock()
        self._finished = finished
        self._sessions: dict[str, Standing] = {}
        self._by_host: dict[str, HostReading] = {}
        self._complete = False
        self.interrupted = False
        self.defects: list[BaseException] = []  # what ended a worker thread: a defect of ours

    def worker_ended(self) -> None:
        """Note that a worker thread has nothing more to do."""
        with self._lock:
            self._workers -= 1
            if self._workers == 0:
                self.ended.set()

    def opened(self, name: str, session: Standing) -> None:
        """Note a session; one that opens after an interruption is closed at once."""
        with self._lock:
            self._sessions[name] = session
            if self.interrupted:
                session.close()

    def keep(self, reading: HostReading) -> None:
        """Keep a finished reading and tell the progress display; after `complete` nothing is kept any more."""
        with self._lock:
            self._sessions.pop(reading.target.name, None)
            if not self._complete:
                self._by_host[reading.target.name] = reading
                self._finished(reading)

    def interrupt(self) -> None:
        """Close every session, so that its thread ends with what it has."""
        with self._lock:
            self.interrupted = True
            sessions = list(self._sessions.values())
        for session in sessions:
            session.close()

    def complete(self, jobs: Iterable[Job]) -> Mapping[str, HostReading]:
        """Give a reading for every job; what never came was interrupted."""
        with self._lock:
            self._complete = True
        missing = (job for job in jobs if job.plan.host.name not in self._by_host)
        for job in missing:
            self._by_host[job.plan.host.name] = not_read(job.plan.host, job.plan, INTERRUPTED, target=job.target)
        return self._by_host


def not_kept(reading: HostReading) -> HostReading:
    """Give a reading of a scan that is not stored."""
    return replace(reading, sections={})


def read_all(
    jobs: Iterable[Job],
    limits: Limits,
    door: Door,
    finished: Finished,
    interrupting: Callable[[], None],
    *,
    keep: Keep = not_kept,
) -> tuple[Mapping[str, HostReading], bool]:
    """Read every host; gives the readings by name, and whether the scan was interrupted (Ctrl-C or SIGTERM).

    An interruption ends the sessions that stand; what they had given is kept, hosts not yet started say so.
    """
    by_name = {job.plan.host.name: job for job in jobs}
    admission = Admission([job.visit() for job in by_name.values()], limits)
    count = min(limits.workers, len(by_name))
    readings = Readings(finished, count)
    # Daemons: a name server or a host that never answers must not keep an interrupted scan from ending.
    workers = [
        threading.Thread(
            target=_work, args=(admission, by_name, door, readings, keep), name=f"scan-{number}", daemon=True
        )
        for number in range(count)
    ]
    try:
        for worker in workers:
            worker.start()
        # Not join(): interrupted, it takes a thread that still runs for one that has ended. And not one long wait: a
        # signal that arrives just before it begins would be noticed at its end only.
        while workers and not readings.ended.wait(_PATIENCE):
            pass
    except KeyboardInterrupt:
        interrupting()
        admission.stop()
        readings.interrupt()
        readings.ended.wait(_GRACE)
    if readings.defects:
        raise readings.defects[0]
    return readings.complete(by_name.values()), readings.interrupted


def _work(admission: Admission, jobs: Mapping[str, Job], door: Door, readings: Readings, keep: Keep) -> None:
    try:
        while (given := admission.next()) is not None:
            visit, allowed = given
            job = jobs[visit.name]
            if not allowed:
                why = reason("credential_refused_earlier")
                readings.keep(not_read(job.plan.host, job.plan, why, target=job.target))
                continue
            try:
                events = Events(
                    refused=admission.refused,
                    opened=partial(_opened, readings, admission, visit),
                    interrupted=lambda: INTERRUPTED if readings.interrupted else None,
                )
                readings.keep(keep(_read(job, door, events)))
            finally:
                admission.done(visit)
    except BaseException as broken:  # noqa: BLE001  (told by `read_all`: a defect of ours must not pass in silence)
        readings.defects.append(broken)
        admission.stop()
    finally:
        readings.worker_ended()


def _opened(readings: Readings, admission: Admission, visit: Visit, session: Standing) -> None:
    admission.accepted(visit)
    readings.opened(visit.name, session)


def _read(job: Job, door: Door, events: Events) -> HostReading:
    try:
        device = job.plan.device and not DEVICES[job.plan.device].is_linux
        reading = (read_device if device else read_host)(job.plan, job.target, door, events)
        return with_beside(reading, job.plan, job.gateway, door, events) if job.gateway else reading
    except Exception as broken:  # noqa: BLE001  (one host's surprise must not lose the others' results)
        why = reason("internal_error", detail=f"{type(broken).__name__}: {broken}"[:200])
        return not_read(job.plan.host, job.plan, why, target=job.target)
