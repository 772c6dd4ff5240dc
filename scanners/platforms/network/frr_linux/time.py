"""The clock of a router on Linux: what the time service says of itself, and which of its sources have a key."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.platforms.linux import time_sync
from scanners.platforms.linux.time_sync import TIME_SYNC
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Scope, Unreadable

# The services' files are for all to read, the keys stand elsewhere.
TIME_FILES = Probe(
    "time_files",
    """for f in /etc/chrony.conf /etc/chrony.d/*.conf /etc/chrony/chrony.conf /etc/chrony/conf.d/*.conf \\
/etc/chrony/sources.d/*.sources /run/chrony-dhcp/*.sources /etc/ntp.conf /etc/ntpsec/ntp.conf \\
/etc/ntpsec/ntp.d/*.conf; do
[ ! -e "$f" ] || sed -n -E 's/^[[:space:]]*(server|pool|peer)[[:space:]]+/\\1 /p' "$f" || exit
done; echo '#'""",
)
CLOCK = (TIME_SYNC, TIME_FILES)

_SOURCE = re.compile(r"(?:server|pool|peer) (?P<name>\S+)(?P<options>.*)")
_KEY = re.compile(r"\s(?:nts|key\s+[1-9]\d*)(?!\S)")


def _keyed(outputs: Outputs) -> dict[str, bool]:
    """Give by configured source whether it has a key in every line that names it."""
    *lines, end = outputs["time_files"].lines() or [""]
    if end != "#":
        raise ValueError(end[:80])
    found: dict[str, bool] = {}
    for line in lines:
        parts = _SOURCE.fullmatch(line)
        if parts is None:
            raise ValueError(line[:80])
        keyed = _KEY.search(parts["options"].partition("#")[0]) is not None
        found[parts["name"]] = keyed and found.get(parts["name"], True)
    return found


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read state and sources. timesyncd checks no answer; a source that stands in no file cannot be told."""
    told = time_sync.parse(outputs, scope)

    def servers() -> tuple[NtpServer, ...]:
        if not isinstance(told.sources, Known):
            raise Unreadable(told.sources.reason)
        names = sorted(told.sources.value)
        if told.service == Known("timesyncd"):
            return tuple(NtpServer(name, authenticated=False) for name in names)
        keyed = _keyed(outputs)
        if strange := [name for name in names if name not in keyed]:
            raise Unreadable(reason("time_source_in_no_file", items=tuple(strange[:10])))
        return tuple(NtpServer(name, authenticated=keyed[name]) for name in names)

    return DeviceTime(servers=attempt(servers), synchronised=told.synchronised, offset_ms=told.offset_ms)
