"""What one job of Ansible tells while it runs, and at its end, as the job's process writes it: a line of JSON each."""

from __future__ import annotations

import re
from typing import Literal

import msgspec
from msgspec import Struct

from checks.control import CONTROL_ID

JOB_FILE = "job.json"  # in the folder of a job
_ID = CONTROL_ID.strip("^$").replace(r"(?!\n)", "")
_SERVES = re.compile(rf"({_ID}(?:, {_ID})*): ")


class Job(Struct, frozen=True, forbid_unknown_fields=True):
    """What a job is to do. `vault_args`: of the operator's own inventory."""

    playbook: str
    inventories: tuple[str, ...]
    limit: tuple[str, ...]
    check: bool
    forks: int
    vault_args: tuple[str, ...]


class Event(Struct, frozen=True, forbid_unknown_fields=True, tag="event"):
    """One task on one host. `diff`: what it changes, as unified diffs; `message`: why it failed."""

    kind: Literal["started", "ok", "changed", "failed", "unreachable"]
    host: str
    task: str
    diff: str = ""
    message: str = ""

    @property
    def controls(self) -> tuple[str, ...]:
        """The controls that the task serves: the beginning of its name says so. None for what serves them all."""
        served = _SERVES.match(self.task)
        return tuple(served[1].split(", ")) if served else ()


class Counts(Struct, frozen=True, forbid_unknown_fields=True):
    """How many tasks ended how on one host."""

    ok: int = 0
    changed: int = 0
    failed: int = 0
    unreachable: int = 0


class Ended(Struct, frozen=True, forbid_unknown_fields=True, tag="ended"):
    """The end of a job: its status and return code, and the counts of every host that it reached or tried to reach."""

    status: str
    return_code: int
    hosts: dict[str, Counts]


_decoder: msgspec.json.Decoder[Event | Ended] = msgspec.json.Decoder(Event | Ended)


def read(line: bytes) -> Event | Ended | None:
    """Give what a line says, None for a line that a job never writes."""
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def written(told: Event | Ended) -> bytes:
    """Give the line."""
    return msgspec.json.encode(told) + b"\n"
