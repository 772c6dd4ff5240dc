"""A session on the machine that runs tenken: one process of its own shell, under the same limits as an SSH session.

    with LocalSession() as session:
        exchange = session.run("exec /bin/sh -s", script, time.monotonic() + 120, 1 << 24)

The ops host is itself a target, and it asks what stands beside targets (power supplies, management controllers).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from inventories.reason import Reason, reason

SHELL = ("/bin/sh", "-s")  # the one program, and nothing of anybody's in its arguments
_CHUNK = 1 << 16  # bytes
_HELD_GRACE = 2.0  # seconds after the shell's end for the output to end
_PATIENCE = 0.25  # seconds between looks at what raises no event: the shell's end
_TICK = 0.01  # seconds between looks for the end of a shell that has closed its outputs
_DRAIN = 8  # a stream is read on to this many times its cap, then given up
_DRAIN_FLOOR = 1 << 22  # bytes read on at least
_HOST = "localhost"


@dataclass(frozen=True, slots=True)
class LocalExchange:
    """What the shell gave: as `scanners.ssh.exchange.Exchange`, so that readers need not know which one they have."""

    stdout: bytes
    stderr: bytes
    exit_status: int | None
    complete: bool
    reason: Reason | None
    seconds: float


@dataclass(slots=True)
class _Kept:
    """The first `cap` bytes of a stream; the rest is counted only."""

    cap: int
    data: bytearray = field(default_factory=bytearray)
    seen: int = 0

    def add(self, chunk: bytes) -> None:
        self.data += chunk[: max(0, self.cap - self.seen)]
        self.seen += len(chunk)

    @property
    def flooded(self) -> bool:
        return self.seen > max(_DRAIN * self.cap, _DRAIN_FLOOR)


@dataclass(slots=True)
class LocalSession:
    """The shell of this machine. `close` ends what runs; it may be called from another thread."""

    connections: int = 0
    execs: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _closed: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, command: str, stdin: bytes, deadline: float, cap: int) -> LocalExchange:
        """Feed `stdin` to the shell; of each output `cap` bytes are kept. Never outlasts `deadline` by a second.

        `command` is what an SSH session would start and must be the shell that reads its input, nothing else is run.
        """
        if command.removeprefix("exec ").split() != list(SHELL):
            raise ValueError(command)
        began = time.monotonic()
        if self._closed:
            return _nothing(_why("exit_without_status"))
        try:
            process = self._start()
        except OSError as broken:
            return _nothing(reason("shell_not_started", detail=str(broken.strerror)))
        self.execs += 1
        out, err = _Kept(cap), _Kept(cap)
        try:
            why = _converse(process, stdin, out, err, deadline)
        finally:
            _end(process)
        status = process.returncode if process.returncode >= 0 else None
        why = why or (_why("exit_without_status") if status is None else None)
        if why is None and max(out.seen, err.seen) > cap:
            why = reason("output_cut", host=_HOST, cap=cap)
        seconds = time.monotonic() - began
        return LocalExchange(bytes(out.data), bytes(err.data), status, why is None, why, seconds)

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: no terminal to ask on, and one group to end. No variable of the operator's goes along.
        home = {name: os.environ[name] for name in ("HOME", "LOGNAME", "USER") if name in os.environ}
        self._process = subprocess.Popen(
            SHELL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            start_new_session=True,
        )
        return self._process

    def close(self) -> None:
        """End whatever still runs."""
        self._closed = True
        if self._process is not None and self._process.returncode is None:
            _kill(self._process)


def _nothing(why: Reason) -> LocalExchange:
    return LocalExchange(b"", b"", None, complete=False, reason=why, seconds=0.0)


def _why(code: str) -> Reason:
    return reason(code, host=_HOST)


def _converse(process: subprocess.Popen[bytes], stdin: bytes, out: _Kept, err: _Kept, deadline: float) -> Reason | None:
    """Feed and read until both outputs end; gives why where it was cut."""
    if not (process.stdin and process.stdout and process.stderr):
        raise RuntimeError  # all three are pipes
    held_since: float | None = None
    with selectors.DefaultSelector() as events:
        talk = _Talk(events, process.stdin, memoryview(stdin), {process.stdout: out, process.stderr: err})
        talk.begin()
        while talk.reading:
            now = time.monotonic()
            if now >= deadline:
                return _why("deadline_passed")
            if out.flooded or err.flooded:
                return reason("output_endless", host=_HOST, bytes=max(out.seen, err.seen))
            if _ended(process):
                held_since = held_since or now
                if now - held_since > _HELD_GRACE:
                    return _why("output_held_open")
            talk.step(min(_PATIENCE, max(0.0, deadline - now)))
    until = min(deadline, time.monotonic() + _HELD_GRACE)
    while not _ended(process):
        if time.monotonic() >= until:
            return _why("deadline_passed")
        time.sleep(_TICK)
    return None


@dataclass(slots=True)
class _Talk:
    """The three pipes of the shell; `reading` holds those that may still say something."""

    events: selectors.BaseSelector
    stdin: IO[bytes]
    left: memoryview
    reading: dict[IO[bytes], _Kept]

    def begin(self) -> None:
        for stream in (self.stdin, *self.reading):
            os.set_blocking(stream.fileno(), False)
            self.events.register(stream, selectors.EVENT_WRITE if stream is self.stdin else selectors.EVENT_READ)

    def step(self, timeout: float) -> None:
        """Wait for what can be written or read, and do it."""
        for key, _ in self.events.select(timeout):
            if key.fileobj is self.stdin:
                self._feed()
                continue
            for stream in [stream for stream in self.reading if stream is key.fileobj]:
                if chunk := os.read(stream.fileno(), _CHUNK):
                    self.reading[stream].add(chunk)
                else:
                    self.events.unregister(stream)
                    del self.reading[stream]

    def _feed(self) -> None:
        try:
            self.left = self.left[os.write(self.stdin.fileno(), self.left[:_CHUNK]) :]
        except BlockingIOError:
            return
        except OSError:  # the shell reads no more: its output tells the rest
            self.left = self.left[len(self.left) :]
        if not self.left:
            self.events.unregister(self.stdin)
            with contextlib.suppress(OSError):
                self.stdin.close()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the shell has ended; it is not reaped, so that its number stays its own until all of it is ended."""
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # closed by another thread, which found it dead
        return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End all that the shell started and left, and reap the shell."""
    _kill(process)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill every process of the shell's session: timeout(1) gives each section a group of its own.

    Those of root stay; the `timeout` that runs as root ends them.
    """
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getsid(int(entry.name)) == process.pid:
                    os.kill(int(entry.name), signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        process.kill()
