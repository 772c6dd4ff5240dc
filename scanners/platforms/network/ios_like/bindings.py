"""Where configurations that look like Cisco IOS put access lists in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanners.facts.packet_filters import FilterBinding
from scanners.platforms.network.ios_like.tree import sections
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, every, starting

_TRAFFIC = (
    "ip access-group", "ipv6 traffic-filter", "ipv6 access-group", "ip port access-group", "ipv6 port traffic-filter",
)  # fmt: skip
# Words before the name of a list that is used for something else than to pass or drop packets.
_OTHER: tuple[tuple[str, ...], ...] = (
    ("match", "ip", "address"), ("match", "ipv6", "address"), ("match", "address"), ("match", "access-group", "name"),
    ("match", "access-group"), ("ntp", "access-group", "peer"), ("ntp", "access-group", "serve"),
    ("ntp", "access-group", "query-only"), ("ntp", "access-group", "serve-only"),
    ("ip", "pim", "accept-register", "list"),
    ("distribute-list",), ("ip", "multicast", "boundary"), ("ip", "nat", "inside", "source", "list"),
    ("ip", "nat", "outside", "source", "list"), ("ip", "nat", "inside", "destination", "list"), ("mac", "access-group"),
)  # fmt: skip


def bindings(lines: Iterable[Line]) -> tuple[FilterBinding, ...]:
    """Give every use of a list: on interfaces, on lines and the web server, and elsewhere."""
    lines = tuple(lines)
    return tuple(dict.fromkeys((*_traffic(lines), *_management(lines), *_other(lines))))


def _traffic(lines: tuple[Line, ...]) -> Iterator[FilterBinding]:
    for name, under in sections(lines, "interface"):
        for words in _TRAFFIC:
            for _line, rest in starting(under, words):
                direction = next((word for word in rest[1:] if word in {"in", "out"}), "")
                if rest and direction:
                    yield FilterBinding(name, direction, rest[0], "traffic")


def _management(lines: tuple[Line, ...]) -> Iterator[FilterBinding]:
    for name, under in sections(lines, "line"):
        for words in ("access-class", "ipv6 access-class", "ip access-class"):
            for _line, rest in starting(under, words):
                if rest:
                    yield FilterBinding(f"line {name}", "out" if "out" in rest[1:] else "in", rest[0], "management")
    for _line, rest in starting(lines, "ip http access-class"):
        if rest:
            yield FilterBinding("ip http", "in", rest[-1], "management")


def _other(lines: tuple[Line, ...]) -> Iterator[FilterBinding]:
    for above, line in every(lines):
        words = line.words
        before = next((words_ for words_ in _OTHER if tuple(words[: len(words_)]) == words_), None)
        if before and len(words) > len(before):
            names = words[len(before) :] if before[0] == "match" else words[len(before) : len(before) + 1]
            for name in names:
                yield FilterBinding(above[0] if above else " ".join(before), "", name, "other")
    for line, rest in starting(lines, "snmp-server community"):
        if len(rest) > 1 and "group" not in rest and rest[-1].lower() not in {"ro", "rw"} and not MARK.search(rest[-1]):
            yield FilterBinding(" ".join(line.words[:2]), "", rest[-1], "other")
