"""Services of devices whose default is not sure: only a line that names one tells whether it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from scanners.platforms.network.tree import Line

_NAMES = {
    "ssh": "ssh", "telnet": "telnet", "http": "http", "https": "https|http secure", "tftp": "tftp", "ftp": "ftp",
}  # fmt: skip
_OFF = frozenset({"disable", "off"})


@lru_cache(maxsize=len(_NAMES))
def _pattern(service: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<no>no )?(?:ip )?(?:{_NAMES[service]})[- ](?:server|service)"
        r"(?: (?:ip|ipv4))?(?: (?P<state>enable|disable|on|off|start))?"
    )


def worded_service(lines: Iterable[Line], service: str) -> bool | None:
    """Whether a line switches a service on or off as a whole (`no telnet-server`, `ip http server`); the last one wins.

    None where no line does. What a line limits to IPv6 says nothing of the rest.
    """
    state: bool | None = None
    for line in lines:
        found = _pattern(service).fullmatch(" ".join(line.words))
        if found:
            state = not (found["no"] or found["state"] in _OFF)
    return state
