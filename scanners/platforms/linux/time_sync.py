"""Read how the clock is kept: chrony, systemd-timesyncd or ntpd, whichever runs."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import Unknown, all_fields, attempt
from scanners.facts.time_sync import TimeSync
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# `chronyc -N` gives sources as they are configured, by name or by address; before chrony 4.0 there are only addresses.
# timedatectl is asked only while timesyncd runs, for the question alone would start it.
TIME_SYNC = Probe(
    "time_sync",
    "command -v systemctl >/dev/null || exit 127; "
    "set -- $(systemctl is-active chronyd chrony systemd-timesyncd ntpd ntp ntpsec openntpd ntpd-rs); "
    '[ $# -eq 8 ] || exit 1; echo "$@"; date +%s; case " $1 $2 " in *" active "*) '
    "chronyc -c -n tracking && echo '#' && { chronyc -c -N sources 2>/dev/null || chronyc -c -n sources; }; "
    "exit ;; esac; "
    "case $3 in active) TZ=UTC timedatectl show-timesync --all && TZ=UTC timedatectl timesync-status --no-pager && "
    "echo '#' && if [ -e /run/systemd/timesync/synchronized ]; then stat -c %Y /run/systemd/timesync/synchronized; fi; "
    'exit ;; esac; case " $4 $5 $6 " in *" active "*) ntpq -p -n -w; exit ;; esac',
    timeout=20,
)
STALE = 3600  # seconds without an update after which a clock no longer counts as synchronised

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|min|h|d)")
_SPAN_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


def _unsynchronised() -> float:
    raise Unreadable(reason("clock_not_synchronised"))


def _chrony(text: str, now: int) -> TimeSync:
    tracking, sources = text.split("\n#\n")
    fields = tracking.strip().split(",")
    if len(fields) != 14:
        raise ValueError(tracking)
    limit = max(STALE, 4 * float(fields[12]))  # field 12: seconds between the last two updates
    # 7F7F0101 is the host's own clock that chrony serves for want of a source.
    follows = fields[13] == "Normal" and fields[0] not in {"7F7F0101", "00000000", ""}
    in_step = follows and abs(now - float(fields[3])) <= limit
    rows = [line.split(",") for line in sources.splitlines() if line]
    return TimeSync(
        service=attempt(lambda: "chrony"),
        synchronised=attempt(lambda: in_step),
        offset_ms=attempt(lambda: round(abs(float(fields[4])) * 1000, 6) if in_step else _unsynchronised()),
        sources=attempt(lambda: frozenset(row[2] for row in rows)),
    )


def _timesyncd(text: str, now: int) -> TimeSync:
    shown, last = text.split("#\n") if "#\n" in text else (text, "")
    values = dict(line.split("=", 1) for line in shown.splitlines() if re.match(r"[A-Za-z]+=", line))
    configured = [
        name
        for key in ("LinkNTPServers", "RuntimeNTPServers", "SystemNTPServers")
        for name in values.get(key, "").split()
    ]
    chosen = values.get("ServerName", "").split()
    leap = re.search(r"Leap=(\d)", values.get("NTPMessage", ""))
    in_step = bool(chosen and leap and leap[1] != "3" and last.strip() and abs(now - int(last)) <= STALE)

    def offset() -> float:
        line = re.search(r"^\s*Offset: [+-]?(.+)$", shown, re.MULTILINE)
        spans = _SPAN.findall(line[1]) if line else []
        if not in_step or not spans:
            return _unsynchronised()
        return sum(float(number) * _SPAN_MS[unit] for number, unit in spans)

    return TimeSync(
        service=attempt(lambda: "timesyncd"),
        synchronised=attempt(lambda: in_step),
        offset_ms=attempt(offset),
        sources=attempt(lambda: frozenset(configured or values["FallbackNTPServers"].split()) | frozenset(chosen)),
    )


def _ntpd(text: str) -> TimeSync:
    rows: list[list[str]] = []
    for line in text.split("=\n", 1)[-1].splitlines():
        if rows and len(rows[-1]) == 1:  # a long address stands on a line of its own
            rows[-1] += line.split()
        elif line.strip():
            rows.append([line[0] + line[1:].split()[0], *line[1:].split()[1:]])
    peers = [(row[0][0], row[0][1:], row[1], int(row[6], 8), float(row[8])) for row in rows]
    real = [peer for peer in peers if not peer[1].startswith("127.127.") and peer[2] != ".POOL."]
    selected = [peer for peer in real if peer[0] in "*o" and peer[3] and peer[2] != ".LOCL."]
    return TimeSync(
        service=attempt(lambda: "ntpd"),
        synchronised=attempt(lambda: bool(selected)),
        offset_ms=attempt(lambda: abs(selected[0][4]) if selected else _unsynchronised()),
        sources=attempt(lambda: frozenset(peer[1] for peer in real)),
    )


def _none() -> TimeSync:
    return TimeSync(
        service=attempt(lambda: "none"),
        synchronised=attempt(lambda: False),
        offset_ms=attempt(_unsynchronised),
        sources=attempt(lambda: frozenset[str]()),
    )


def parse(outputs: Outputs, scope: Scope) -> TimeSync:
    """Give the state of the service that runs.

    `synchronised`: the service follows a real source and heard from it within the hour. `sources`: as configured where
    the service tells it (chrony 4, timesyncd), else addresses, so a register may hold either.
    """
    del scope
    header, _, text = outputs["time_sync"].text().partition("\n")
    states = header.split()
    if len(states) != 8:
        raise ValueError(header)
    now, _, told = text.partition("\n")
    active = [state == "active" for state in states]
    if any(active[:2]):
        return _chrony(told, int(now))
    if active[2]:
        return _timesyncd(told, int(now))
    if any(active[3:6]):
        return _ntpd(told)
    if any(active[6:]):
        return all_fields(TimeSync, Unknown(reason("time_service_not_supported")))
    return _none()


READER = Reader(TimeSync, always(TIME_SYNC), parse)
