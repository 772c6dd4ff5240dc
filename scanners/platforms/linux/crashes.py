"""Read kernel out-of-memory kills, panics, oopses and core dumps from the journal."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.crashes import Crash, Crashes
from scanners.facts.field import attempt
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

LIMIT = 5000  # newest entries that are looked at

# Kernel errors and worse of all boots, and systemd-coredump's entries (its MESSAGE_ID). Not --grep: it exits with 1
# both without a match and where journalctl was built without it.
EVENTS = Probe(
    "crashes.events",
    argv=(
        "/bin/journalctl",
        "-q",
        "--no-pager",
        "-o",
        "short-unix",
        "-S",
        "-90d",
        "-n",
        str(LIMIT),
        "-p",
        "3",
        "_TRANSPORT=kernel",
        "+",
        "MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1",
    ),
    timeout=60,
    cap=4 << 20,
)
# A journal that cannot be read, or is not kept, gives nothing and status 0: its newest entry proves that it can.
NEWEST = Probe(
    "crashes.newest", argv=("/bin/journalctl", "-q", "--no-pager", "-o", "short-unix", "-n", "1"), timeout=30
)

# A volatile journal begins at the last start, and a panic ends with one. journald keeps this file while it is volatile.
STORAGE = Probe(
    "crashes.storage",
    'read -r m </etc/machine-id && if [ -e "/run/log/journal/$m/system.journal" ] || [ ! -d "/var/log/journal/$m" ]; '
    "then echo volatile; else echo persistent; fi",
)

_ENTRY = re.compile(r"(?P<epoch>\d{9,11})\.\d+ \S+ (?P<source>[^:]+): (?P<message>.*)")
_KERNEL = re.compile(r"out of memory|oom-kill|kernel panic|\bBUG:|\bOops\b", re.IGNORECASE)
_CORE = re.compile(r"Process \d+ \(.*\) of user \d+ (dumped core|terminated abnormally)")


def events(outputs: Outputs) -> tuple[Crash, ...]:
    """Give the events, oldest first; lines that continue a message are left out."""
    if not any(_ENTRY.match(line) for line in outputs["crashes.newest"].lines()):
        raise Unreadable(reason("journal_empty"))
    entries = [found for line in outputs["crashes.events"].lines() if (found := _ENTRY.match(line))]
    crashes = [
        Crash(int(entry["epoch"]), entry["message"][:500])
        for entry in entries
        if (_KERNEL if entry["source"] == "kernel" else _CORE).search(entry["message"])
    ]
    if len(entries) >= LIMIT and not crashes:
        raise Unreadable(reason("output_too_long", command=EVENTS.command))
    if not crashes and outputs["crashes.storage"].text().strip() != "persistent":
        raise Unreadable(reason("journal_volatile"))
    return tuple(sorted(crashes, key=lambda crash: crash.epoch))


def parse(outputs: Outputs, scope: Scope) -> Crashes:
    """Give the events of the last 90 days."""
    del scope
    return Crashes(events=attempt(lambda: events(outputs)))


READER = Reader(Crashes, always(EVENTS, NEWEST, STORAGE), parse)
