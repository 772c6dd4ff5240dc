"""One session of a run: what all sessions share, who hears of them, and the one exec of the collector's script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from inventories.reason import Reason
from scanners.collector import Collection, Script, read_collection
from scanners.local import LocalSession
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from scanners.ssh.target import SessionError, Target
from tenken import facilities
from tenken.facilities import AnySession, Turns

OUTPUT_CAP = 32 << 20  # bytes of standard output of a whole host
COMMAND = "exec /bin/sh -s"


class Standing(Protocol):
    """A session that stands, whatever kind it is: an interruption closes it."""

    def close(self) -> None:
        """End it; its thread then ends with what it has."""


@dataclass(frozen=True, slots=True)
class Events:
    """Who hears what while a host is read: a login refused (with its credential), a session that stands.

    `interrupted` gives the reason once the scan was interrupted: it then stands for whatever else went wrong.
    """

    refused: Callable[[str], None]
    opened: Callable[[Standing], None]
    interrupted: Callable[[], Reason | None]


@dataclass(frozen=True, slots=True)
class Door:
    """What every session of a run shares."""

    credentials: Credentials
    known: KnownHosts
    host_seconds: float
    sudo: bool
    turns: Turns = field(default_factory=Turns)


def open_session(target: Target, door: Door, deadline: float) -> AnySession:
    """Open a session to a host, or on the ops host itself. Raises `SessionError`."""
    if facilities.is_here(target):
        return LocalSession()
    return connect(target, door.credentials, door.known, deadline=deadline)


def collect(session: AnySession, script: Script, deadline: float, events: Events) -> Collection:
    """Run the script; whatever happens, the collection says what was lost and why."""
    try:
        exchange = session.run(COMMAND, script.text.encode(), deadline, OUTPUT_CAP)
    except SessionError as stop:
        return read_collection(script, b"", events.interrupted() or stop.reason)
    return read_collection(script, exchange.stdout, exchange.reason and (events.interrupted() or exchange.reason))
