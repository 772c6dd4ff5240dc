"""A program that stores runs without end, until it is killed; started by the tests of this folder.

It has everything loaded and makes a new process for each line of its input: `FOLDER URL NUMBER MOMENT`. NUMBER decides
what is stored. MOMENT is that of its own death: before or after the so-many-th statement or commit; 0 leaves it to
whoever started it. What has been stored for good it writes into FOLDER/acknowledged, as a scan tells its operator.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, event

from checks.finding import Finding, Status
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.keeping import end_killed
from tenken.store import locking, objects
from tenken.store.opening import Store, open_store
from tenken.store.recording import Recording
from tests.unit.tenken.store.conftest import beginning, finding, reading, run_of, target

HOSTS = 12
CONTROLS = 25
LOCK = "0" * 32
_READERS = 3
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def sections(run: str, host: str) -> dict[str, bytes]:
    """Give what a host tells in a run: the same for whoever asks again. Some of it all hosts tell alike."""
    # Letters alone: among so many digits there would be a number of a person, which is cut.
    rare = hashlib.sha256(f"{run} {host}".encode()).hexdigest().translate(_LETTERS).encode()
    return {"os": b"Debian\n" * 200, "sshd": b"banner " + rare + b"\n" + rare * 40}


def findings(run: str) -> tuple[Finding, ...]:
    """Give what is found in a run."""
    chance = random.Random(run)  # noqa: S311  (the same for whoever asks again)
    return tuple(
        finding(_host(host), f"J13-UA-{control:02}", chance.choice([Status.PASS, Status.FAIL]), f"{run} {control}")
        for host in range(HOSTS)
        for control in range(CONTROLS)
    )


def acknowledge(file: Path, *words: str) -> None:
    """Add a line in one write, as a line of a log is."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, (" ".join(words) + "\n").encode())
    os.close(descriptor)


def store_without_end(folder: Path, url: str, number: int) -> None:
    """Store run after run, as `tenken scan` does."""
    told = folder / "acknowledged"
    store = open_store(url, folder / "state")
    sealer = Sealer(own_key(store.folder, None))
    for count in range(1_000_000):
        name = f"run-{number:04}-{count:03}"
        with locking.held(store.folder, LOCK, name):
            end_killed(store, sealer, own=LOCK)
            acknowledge(told, "stored", name, one_run(store, sealer, name, told))


def store_some(url: str, folder: str, host: str) -> None:
    """Store five runs, as one of several ops hosts."""
    store = open_store(url, Path(folder))
    sealer = Sealer(own_key(store.folder, None))
    for count in range(5):
        one_run(store, sealer, f"{host}-{count}", Path(folder) / "acknowledged")
    store.close()


def one_run(store: Store, sealer: Sealer, name: str, told: Path) -> str:
    """Store one run; gives the SHA-256 of its entry."""
    """Store one run; gives the SHA-256 of its entry."""
    hosts = [_host(number) for number in range(HOSTS)]
    done = run_of(1, [target(host) for host in hosts], findings(name), id=name)
    hosts_file = objects.kept("input", f"hosts of {name}\n".encode())
    begun = dataclasses.replace(
        beginning(done),
        host=socket.gethostname(),
        lock=LOCK,
        inputs={"inventory/hosts.json": hosts_file.sha256},
    )
    recording = Recording(store, begun, [hosts_file])
    readers = [threading.Thread(target=_read, args=(recording, told, hosts[at::_READERS])) for at in range(_READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return recording.finish(done, sealer)


def _read(recording: Recording, told: Path, hosts: Sequence[str]) -> None:
    for host in hosts:
        recording.keep(reading(host, sections(recording.id, host)))
        acknowledge(told, "kept", recording.id, host)


def _host(number: int) -> str:
    return f"host{number:02}"


def _die_at(moment: int) -> None:
    passed = 0

    def count(*_given: object) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, count)


def main() -> None:
    """Make a process for each line; say its number, wait for its end, and say how it ended."""
    for line in sys.stdin:
        folder, url, number, moment = line.split("\t")
        if (child := os.fork()) == 0:
            if int(moment):
                _die_at(int(moment))
            store_without_end(Path(folder), url, int(number))
        os.write(1, b"%d\n" % child)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
