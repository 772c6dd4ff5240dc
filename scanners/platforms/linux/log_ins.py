"""Read log-ins from the journal: what sshd accepted, and what login(1) let in at a console."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.log_ins import LogIn, LogIns
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

LIMIT = 50000  # newest entries that are looked at
_SCAN_S = 3600  # from this scan's log-in to the reading of the journal; one of an earlier scan proves nothing about now
_SLACK_S = 3600  # from writing the machine's identity to the first entry of its journal

# By the name that the programs give themselves: any local user can claim it too, which adds log-ins but hides none.
EVENTS = Probe(
    "log_ins.events",
    argv=(
        "/bin/journalctl", "-q", "--no-pager", "-o", "short-unix", "-S", "-31d", "-n", str(LIMIT),
        "-t", "sshd", "-t", "sshd-session", "-t", "login",
    ),
    timeout=60,
    cap=8 << 20,
)  # fmt: skip
# systemd 252 lists boots in the host's own time zone, whatever --utc says.
BOOTS = Probe(
    "log_ins.boots", argv=("/usr/bin/env", "TZ=UTC", "/bin/journalctl", "-q", "--no-pager", "--list-boots"), timeout=60
)
# The journal is kept under this identity: none of its entries can be older. And the time on the target's own clock.
IDENTITY = Probe("log_ins.identity", "stat -c %Y /etc/machine-id && date +%s")

_STAMP = re.compile(r"(\d{9,11})\.\d+ ")
_ENTRY = re.compile(r"(?P<epoch>\d{9,11})\.\d+ \S+ (?P<source>sshd|sshd-session|login)\[\d+\]: (?P<message>.*)")
_ACCEPTED = re.compile(r"Accepted \S+ for (?P<account>\S+) from (?P<source>\S+) port \d+\b.*")
_CONSOLE = re.compile(r"pam_unix\(login:session\): session opened for user (?P<account>[^\s(]+)(?:\(uid=\d+\))? by .*")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")


def _log_in(entry: re.Match[str]) -> LogIn | None:
    if entry["source"] == "login":
        opened = _CONSOLE.fullmatch(entry["message"])
        return LogIn(opened["account"], "console", int(entry["epoch"])) if opened else None
    accepted = _ACCEPTED.fullmatch(entry["message"])
    return LogIn(accepted["account"], accepted["source"], int(entry["epoch"])) if accepted else None


def _first_boot(outputs: Outputs) -> int:
    """Give the time of the oldest entry of the journal, epoch seconds."""
    times = _TIME.findall("\n".join(outputs["log_ins.boots"].lines()))
    if not times:
        raise Unreadable(reason("journal_empty"))
    return min(int(datetime.strptime(time, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()) for time in times)


def _since(outputs: Outputs, lines: list[str]) -> int:
    """Give from when on nothing is missing."""
    # What continues a message over several lines is indented, and no entry.
    stamps = [int(found[1]) for line in lines if (found := _STAMP.match(line))]
    if len(stamps) >= LIMIT:
        return min(stamps)
    first = _first_boot(outputs)
    return 0 if first <= _times(outputs)[0] + _SLACK_S else first


def _times(outputs: Outputs) -> tuple[int, int]:
    """Give since when the machine has its identity, and what time it is there, epoch seconds."""
    made, now = outputs["log_ins.identity"].text().split()
    return int(made), int(now)


def parse(outputs: Outputs, scope: Scope) -> LogIns:
    """Give the log-ins; a journal in which this scan's own does not stand proves nothing about others."""
    lines = outputs["log_ins.events"].lines()
    entries = (found for line in lines if (found := _ENTRY.fullmatch(line)))
    events = frozenset(event for entry in entries if (event := _log_in(entry)))

    def seen() -> frozenset[LogIn]:
        if not scope.scan_user:
            raise Unreadable(reason("scan_account_not_named"))
        since = _times(outputs)[1] - _SCAN_S
        if not any(event.account == scope.scan_user and event.epoch >= since for event in events):
            raise Unreadable(reason("own_log_in_not_recorded", account=scope.scan_user))
        return events

    return LogIns(events=attempt(seen), since=attempt(lambda: _since(outputs, lines)))


READER = Reader(LogIns, always(EVENTS, BOOTS, IDENTITY), parse)
