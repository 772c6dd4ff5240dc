"""One batch through Ansible: a folder and a process of its own, both gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import msgspec

from checks.remediation import HostRepair
from inventories.model import Host
from tenken.remediate import events
from tenken.remediate.events import JOB_FILE, Ended, Event, Job
from tenken.remediate.overlay import overlay

PLAYBOOKS = Path(__file__).parents[2] / "checks" / "playbooks"
REPAIR = PLAYBOOKS / "ansible_collections" / "tenken" / "baseline" / "playbooks" / "repair.yml"
_INHERITED = ("HOME", "LOGNAME", "SSH_AUTH_SOCK", "TMPDIR", "TZ", "USER")  # nothing else, for it is written down
_SHORT = "/tmp"  # noqa: S108  (ssh's sockets need a path of less than 108 bytes; the folder in it is ours alone)
_END_S = 30.0  # for a job that was told to end


@dataclass(frozen=True, slots=True)
class Order:
    """What is the same for every batch. `seconds`: the longest a batch may take."""

    inventory: Path
    hosts: Mapping[str, Host]
    check: bool
    seconds: int
    vault_args: tuple[str, ...] = ()
    known_hosts: Path | None = None
    playbook: Path = REPAIR


@dataclass(frozen=True, slots=True)
class Played:
    """What one job told. `ended` is None for a job that never came to its end; `said`: what it wrote beside."""

    events: tuple[Event, ...]
    ended: Ended | None
    said: str
    interrupted: bool = False


def play(batch: tuple[HostRepair, ...], order: Order, told: Callable[[Event], None]) -> Played:
    """Run the playbook on the hosts of a batch, telling each event as it comes; gives all of them.

    A job that takes too long, and one whose operator interrupts it, is ended with all its processes.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tenken-repair-") as place,
        tempfile.TemporaryDirectory(prefix="tenken-", dir=_SHORT) as sockets,
    ):
        folder = Path(place)
        _prepare(folder, batch, order)
        with (folder / "said").open("w+b") as beside:
            command = [sys.executable, "-P", "-m", "tenken.remediate.job", place]
            process = subprocess.Popen(
                command,
                env=_environment(folder, sockets),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=beside,
                start_new_session=True,
            )
            late = Timer(order.seconds, _end, (process,))
            late.daemon = True
            late.start()
            heard: list[Event | Ended] = []
            interrupted = False
            try:
                _listen(process, heard, told)
            except KeyboardInterrupt:
                interrupted = True
            finally:
                late.cancel()
                _end(process)
                if process.stdout:
                    process.stdout.close()
            beside.seek(0)
            said = beside.read(4000).decode(errors="replace").strip()
    ended = next((one for one in heard if isinstance(one, Ended)), None)
    return Played(tuple(one for one in heard if isinstance(one, Event)), ended, said, interrupted)


def _prepare(folder: Path, batch: tuple[HostRepair, ...], order: Order) -> None:
    own = folder / "repair.json.yml"
    own.write_bytes(msgspec.json.encode(overlay(batch, order.hosts, order.known_hosts)))
    (folder / "ansible.cfg").touch()
    job = Job(
        playbook=str(order.playbook),
        inventories=(str(order.inventory.resolve()), str(own)),
        limit=tuple(one.host for one in batch),
        check=order.check,
        forks=len(batch),
        vault_args=order.vault_args,
    )
    (folder / JOB_FILE).write_bytes(msgspec.json.encode(job))


def _environment(folder: Path, sockets: str) -> dict[str, str]:
    """Give the whole environment of a job. A configuration file of Ansible's that lies about counts for nothing."""
    return {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_COLLECTIONS_PATH": str(PLAYBOOKS),
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_SSH_CONTROL_PATH_DIR": sockets,
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_NOCOLOR": "True",
        "ANSIBLE_DEPRECATION_WARNINGS": "False",
    }


def _listen(process: subprocess.Popen[bytes], heard: list[Event | Ended], told: Callable[[Event], None]) -> None:
    for line in process.stdout or ():
        one = events.read(line)
        if one is None:
            continue
        heard.append(one)
        if isinstance(one, Event):
            told(one)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a job and whatever it started; one that has ended leaves nothing to end."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            continue
