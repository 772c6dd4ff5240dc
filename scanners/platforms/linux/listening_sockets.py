"""Read listening sockets and their processes from ss(8)."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.listening_sockets import ListeningSockets, Socket
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Root, for the names of other accounts' processes. The same program lies elsewhere in the two families.
DEBIAN_SOCKETS = Probe("listening_sockets", argv=("/bin/ss", "-H", "-lntup"))
RHEL_SOCKETS = Probe("listening_sockets", argv=("/usr/sbin/ss", "-H", "-lntup"))

_LINE = re.compile(
    r"(?P<proto>tcp|udp)\s+(?:LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<address>\S+):(?P<port>\d+)\s+\S+:\*\s*(?P<rest>.*)"
)
_PROCESS = re.compile(r'\("(.*?)",pid=\d+,fd=\d+\)')


def plain_address(address: str) -> str:
    """Take brackets and the zone off; `*` is what ss writes for a socket of both address families."""
    bare = re.sub(r"%[^\]]*", "", address).strip("[]")
    return "::" if bare == "*" else bare


def sockets(outputs: Outputs) -> frozenset[Socket]:
    """Give one socket per process that holds it. Nothing at all is no real state: the scan came in through one."""
    found: set[Socket] = set()
    for line in outputs["listening_sockets"].lines():
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise ValueError(line)
        for process in _PROCESS.findall(parts["rest"]) or [""]:
            found.add(Socket(parts["proto"], plain_address(parts["address"]), int(parts["port"]), process))
    if not found:
        raise Unreadable(reason("no_sockets_listed"))
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> ListeningSockets:
    """Give all listeners."""
    del scope
    return ListeningSockets(sockets=attempt(lambda: sockets(outputs)))


DEBIAN_READER = Reader(ListeningSockets, always(DEBIAN_SOCKETS), parse)
RHEL_READER = Reader(ListeningSockets, always(RHEL_SOCKETS), parse)
