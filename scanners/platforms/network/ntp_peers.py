"""The time as ntpd's table of peers tells it, on devices that show it as it is (`show ntp associations`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from inventories.reason import reason
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import attempt
from scanners.probe import Raw, Unreadable

_HEADING = re.compile(r"(?m)^[ \t]*+(?:address|remote)[ \t]++ref(?: clock|id)[ \t]++st\b")
_FOLLOWED = re.compile(r"(?m)^\*~?(?=\S)[^\n]*$")
_PEER = re.compile(
    r"\*~?(?P<name>\S+)\s+\S+\s+(?P<stratum>\d{1,3})\s+(?:[a-z-]\s+)?\S+\s+\d+\s+(?P<reach>[0-7]{1,3})\s+[\d.]+\s+"
    r"(?P<offset>-?[\d.]+)\s+[\d.]+\s*"
)
_OWN = ("LOCAL", "127.", "::1")  # the device's own clock is no source


def device_time(servers: Callable[[], tuple[NtpServer, ...]], shown: Raw) -> DeviceTime:
    """Give the configured servers, and whether one of those that are asked is followed (`*`), how far away."""

    def offsets() -> list[float]:
        text = shown.text()
        if not _HEADING.search(text):
            raise Unreadable(reason("unparseable", detail="show ntp associations without its heading"))
        return [offset for line in _FOLLOWED.findall(text) if (offset := _offset(line)) is not None]

    def offset() -> float:
        followed = offsets()
        if len(followed) != 1:
            raise Unreadable(reason("clock_follows_nothing"))
        return followed[0]

    return DeviceTime(
        servers=attempt(servers), synchronised=attempt(lambda: bool(offsets())), offset_ms=attempt(offset)
    )


def _offset(line: str) -> float | None:
    """Give the distance of the followed peer, None for one that is no source. Raises `Unreadable` for another form."""
    peer = _PEER.fullmatch(line)
    if peer is None:
        raise Unreadable(reason("unparseable", detail=f"show ntp associations {line[:80]}"))
    answers = int(peer["stratum"]) < 16 and int(peer["reach"], 8) > 0
    return float(peer["offset"]) if answers and not peer["name"].startswith(_OWN) else None
