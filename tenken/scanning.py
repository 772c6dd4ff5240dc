"""A whole scan: hosts read by worker threads under the rules of admission, then judged, as one `Run`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from checks.plan import HostPlan
from inventories.reason import Reason, reason
from scanners.platforms import DEVICES
from scanners.ssh.target import Target
from tenken import facilities
from tenken.admission import Admission, Limits, Visit
from tenken.attempts import ONCE, Again, Deadline, added, unreached
from tenken.devices import read_device
from tenken.reading import HostReading, not_read, read_host, with_beside
from tenken.sessions import Door, Events, Standing

Finished = Callable[[HostReading], None]
Keep = Callable[[HostReading], HostReading]  # stores a reading and gives it without its sections
Waiting = Callable[[int, float], None]  # hears how many targets are tried again, after how many seconds
INTERRUPTED = reason("interrupted")
_PATIENCE = 0.25  # seconds between looks for a signal
_GRACE = 3.0  # seconds after an interruption for the hosts that are being read to end with what they have
_LONG_GRACE = 60.0  # the same at the deadline, where nobody waits: what was read must be stored


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

    def __init__(self, finished: Finished, keep: Keep) -> None:
        self._lock = threading.Lock()
        self._finished = finished
        self._store = keep
        self._sessions: dict[str, Standing] = {}
        self._taken: set[str] = set()
        self._by_host: dict[str, HostReading] = {}
        self._complete = False
        self.refused: set[str] = set()  # credentials, for the attempts after
        self.unreached: dict[str, HostReading] = {}  # what the last attempt gave of those that are tried again
        self.stopped: Reason | None = None
        self.defects: list[BaseException] = []  # what ended a worker thread: a defect of ours

    def opened(self, name: str, session: Standing) -> None:
        """Note a session; one that opens after an interruption is closed at once."""
        with self._lock:
            self._sessions[name] = session
            if self.stopped:
                session.close()

    def keep(self, reading: HostReading) -> None:
        """Keep a finished reading and tell the progress display; after `complete` nothing is kept any more."""
        with self._lock:
            if reading.target.name in self._taken:  # an earlier attempt stands, for this one came after the end
                return
            self._taken.add(reading.target.name)
        reading = self._store(reading)
        with self._lock:
            self._sessions.pop(reading.target.name, None)
            self.unreached.pop(reading.target.name, None)
            if not self._complete:
                self._by_host[reading.target.name] = reading
                self._finished(reading)

    def put_off(self, reading: HostReading) -> None:
        """Note a target that will be tried again."""
        with self._lock:
            self.unreached[reading.target.name] = reading

    def stop(self, why: Reason) -> None:
        """Close every session, so that its thread ends with what it has."""
        with self._lock:
            self.stopped = self.stopped or why
            sessions = list(self._sessions.values())
        for session in sessions:
            session.close()

    def complete(self, jobs: Iterable[Job]) -> Mapping[str, HostReading]:
        """Give a reading for every job; what never came says why the scan was ended."""
        for reading in list(self.unreached.values()):
            self.keep(reading)
        with self._lock:
            self._complete = True
            for job in jobs:
                if job.plan.host.name not in self._by_host:
                    never = not_read(job.plan.host, job.plan, self.stopped or INTERRUPTED, target=job.target)
                    self._by_host[job.plan.host.name] = never
        return self._by_host


class Round:
    """One pass over some hosts by worker threads. `again`: who cannot be reached will be tried once more."""

    def __init__(self, jobs: Iterable[Job], limits: Limits, door: Door, readings: Readings, *, again: bool) -> None:
        self._jobs = {job.plan.host.name: job for job in jobs}
        self._admission = Admission([job.visit() for job in self._jobs.values()], limits)
        for credential in readings.refused:
            self._admission.refused(credential)
        self._door = door
        self._readings = readings
        self._again = again
        self._lock = threading.Lock()
        self._working = min(limits.workers, len(self._jobs))
        self.ended = threading.Event()  # set when the last worker thread has ended
        if not self._working:
            self.ended.set()

    def start(self) -> None:
        """Start the threads. Daemons: what never answers must not keep an interrupted scan from ending."""
        for number in range(self._working):
            threading.Thread(target=self._work, name=f"scan-{number}", daemon=True).start()

    def stop(self, why: Reason, grace: float) -> None:
        """End the sessions that stand, begin no more, and give those some seconds to keep what they have."""
        self._admission.stop()
        self._readings.stop(why)
        self.ended.wait(grace)

    def _work(self) -> None:
        readings = self._readings
        try:
            while (given := self._admission.next()) is not None:
                visit, allowed = given
                job = self._jobs[visit.name]
                if not allowed:
                    why = reason("credential_refused_earlier")
                    never = not_read(job.plan.host, job.plan, why, target=job.target)
                    readings.keep(readings.unreached.get(visit.name, never))
                    continue
                try:
                    self._visit(job, visit)
                finally:
                    self._admission.done(visit)
        except BaseException as broken:  # noqa: BLE001  (told by `read_all`: a defect of ours must not pass in silence)
            readings.defects.append(broken)
            self._admission.stop()
        finally:
            with self._lock:
                self._working -= 1
                if self._working == 0:
                    self.ended.set()

    def _visit(self, job: Job, visit: Visit) -> None:
        readings = self._readings
        events = Events(
            refused=self._refused,
            opened=partial(self._opened, visit),
            interrupted=lambda: readings.stopped,
        )
        reading, reached = _read(job, self._door, events, again=self._again)
        before = readings.unreached.get(visit.name)
        if before or (self._again and not reached):
            reading = added(reading, before, attempts=0 if reached else 1)
        if self._again and not reached:
            readings.put_off(reading)
        else:
            readings.keep(reading)

    def _refused(self, credential: str) -> None:
        self._readings.refused.add(credential)
        self._admission.refused(credential)

    def _opened(self, visit: Visit, session: Standing) -> None:
        self._admission.accepted(visit)
        self._readings.opened(visit.name, session)


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
    deadline: Deadline | None = None,
    again: Again = ONCE,
    waiting: Waiting = lambda _count, _seconds: None,
) -> tuple[Mapping[str, HostReading], bool]:
    """Read every host; gives the readings by name, and whether the scan was interrupted (Ctrl-C or SIGTERM).

    An interruption and the deadline end the sessions that stand; what they had given is kept, hosts not yet started
    say so. Whoever was reached is read once, whatever came of it.
    """
    every = {job.plan.host.name: job for job in jobs}
    readings = Readings(finished, keep)
    current = Round(every.values(), limits, door, readings, again=again.times > 0)
    try:
        _run(current, deadline)
        for attempt in range(1, again.times + 1):
            left = [every[name] for name in list(readings.unreached)]
            seconds = again.wait(attempt)
            if not left or readings.stopped or (deadline and deadline.left <= seconds):
                break
            waiting(len(left), seconds)
            _pause(seconds)
            current = Round(left, limits, door, readings, again=attempt < again.times)
            _run(current, deadline)
    except KeyboardInterrupt:
        interrupting()
        current.stop(INTERRUPTED, _GRACE)
        interrupted = True
    else:
        interrupted = False
    if readings.defects:
        raise readings.defects[0]
    return readings.complete(every.values()), interrupted


def _run(current: Round, deadline: Deadline | None) -> None:
    """Read a round to its end, or to the deadline."""
    current.start()
    # Not join(): interrupted, it takes a thread that still runs for one that has ended. And not one long wait: a signal
    # that arrives just before it begins would be noticed at its end only.
    while not current.ended.wait(_PATIENCE if deadline is None else min(_PATIENCE, deadline.left)):
        if deadline and not deadline.left:
            current.stop(deadline.why, _LONG_GRACE)
            return


def _pause(seconds: float) -> None:
    """Wait, in short waits, so that a signal is noticed."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(_PATIENCE, left))


def _read(job: Job, door: Door, events: Events, *, again: bool) -> tuple[HostReading, bool]:
    """Read one host; gives also whether it could be reached. What stands beside waits for the last attempt."""
    try:
        device = job.plan.device and not DEVICES[job.plan.device].is_linux
        reading = (read_device if device else read_host)(job.plan, job.target, door, events)
        reached = not unreached(reading)
        if job.gateway and (reached or not again):
            reading = with_beside(reading, job.plan, job.gateway, door, events)
    except Exception as broken:  # noqa: BLE001  (one host's surprise must not lose the others' results)
        why = reason("internal_error", detail=f"{type(broken).__name__}: {broken}"[:200])
        return not_read(job.plan.host, job.plan, why, target=job.target), True
    return reading, reached
