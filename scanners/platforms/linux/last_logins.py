"""Read when accounts last logged in from lastlog(8), or lastlog2(8) where it has taken its place."""

from __future__ import annotations

import re
from datetime import datetime

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.last_logins import LastLogins
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

LAST_LOGINS = Probe(
    "last_logins",
    """LC_ALL=C TZ=UTC0; export LC_ALL TZ
if [ -f /var/log/lastlog ] && command -v lastlog >/dev/null; then echo :lastlog && lastlog
elif [ -f /var/lib/lastlog/lastlog2.db ] && command -v lastlog2 >/dev/null; then echo :lastlog2 && lastlog2
else echo :none; fi""",
)

_HEADER = re.compile(r"Username\s+Port\s+From\s+Latest\s*")
_NEVER = re.compile(r"(?P<account>\S+)\s.*\*\*Never logged in\*\*\s*")
_ENTRY = re.compile(
    r"(?P<account>\S+)\s.*\s[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) +(?P<rest>\d{1,2} \d\d:\d\d:\d\d [+-]\d{4} \d{4})\s*"
)
# Not strptime's %b, which speaks the language of the machine that judges.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _last(outputs: Outputs) -> dict[str, int]:
    kept, *lines = outputs["last_logins"].lines()
    if kept == ":none":
        raise Unreadable(reason("last_logins_not_kept"))
    if kept not in {":lastlog", ":lastlog2"} or not lines or not _HEADER.fullmatch(lines[0]):
        detail = "lastlog"
        raise ValueError(detail)
    last: dict[str, int] = {}
    for line in lines[1:]:
        if never := _NEVER.fullmatch(line):
            account, epoch = never["account"], 0
        elif entry := _ENTRY.fullmatch(line):
            month = _MONTHS.index(entry["month"]) + 1
            account = entry["account"]
            epoch = int(datetime.strptime(f"{month} {entry['rest']}", "%m %d %H:%M:%S %z %Y").timestamp())
        else:
            detail = "lastlog"
            raise ValueError(detail)
        # Two accounts with one number share one record.
        last[account] = max(epoch, last.get(account, 0))
    return last


def parse(outputs: Outputs, scope: Scope) -> LastLogins:
    """Give the last log-in of each account of the record."""
    del scope
    return LastLogins(last=attempt(lambda: _last(outputs)))


READER = Reader(LastLogins, always(LAST_LOGINS), parse)
