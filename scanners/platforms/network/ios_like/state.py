"""State that devices like Cisco IOS show in the same form: interfaces, first hops, ages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.interfaces import InterfaceErrors
from scanners.facts.redundancy import HopGroup
from scanners.probe import Unreadable

_HEAD = re.compile(
    r"(?m)^(?P<name>[A-Za-z]\S*) is (?P<admin>administratively down|standby mode|\S+), "
    r"line protocol is (?P<line>\w+)"
)
_DESCRIPTION = re.compile(r"(?m)^[ \t]++Description:[^\n]*$")
_UNITS = {"y": 365 * 86400, "w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
_HOPS = re.compile(
    r"(?m)^(?P<port>[A-Za-z]\S*) - Group (?P<group>\d+)(?P<kind>[^\n]*)\n\s+State is (?P<state>[A-Za-z]+)"
)


_SPAN_PART = re.compile(r"(\d{1,9}) (year|week|day|hour|minute|second)(?:\(s\)|s)?")
_SPAN_AND = re.compile(r", | and ")
_SPAN_UNITS = {"year": 365 * 86400, "week": 7 * 86400, "day": 86400, "hour": 3600, "minute": 60, "second": 1}


def unparseable(what: str, text: str) -> Unreadable:
    """Make the stop for output of another form."""
    return Unreadable(reason("unparseable", detail=f"{what}: {text.strip()[:80] or 'empty'}"))


def age_seconds(shown: str) -> int:
    """Give the seconds of `never` (-1), `00:00:02`, `1d21h` or `2y31w`. Raises ValueError for anything else."""
    if shown == "never":
        return -1
    if re.fullmatch(r"\d+:\d{2}:\d{2}", shown):
        hours, minutes, seconds = (int(part) for part in shown.split(":"))
        return 3600 * hours + 60 * minutes + seconds
    if not re.fullmatch(r"(?:\d+[ywdhms])+", shown):
        raise ValueError(shown)
    return sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([ywdhms])", shown))


def span_seconds(told: str) -> int:
    """Give the seconds of `12 weeks, 1 day and 20 minutes` or `30 day(s), 5 hour(s)`. Raises ValueError otherwise."""
    seconds = 0
    for part in _SPAN_AND.split(told.strip()):
        one = _SPAN_PART.fullmatch(part)
        if one is None:
            raise ValueError(told)
        seconds += int(one[1]) * _SPAN_UNITS[one[2]]
    return seconds


def running_seconds(text: str, told: re.Pattern[str]) -> int:
    """Give the shortest of the times that `show version` tells: a member of a stack may have started by itself.

    Raises `Unreadable` where it tells none, ValueError for one of another form.
    """
    spans = told.findall(text)
    if not spans:
        raise unparseable("show version: uptime", text)
    return min(map(span_seconds, spans))


@lru_cache(maxsize=8)
def interface_blocks(text: str) -> Mapping[str, tuple[bool, str]]:
    """Give for each interface of `show interfaces` whether it is up, and its text. Raises `Unreadable` without any.

    What somebody wrote about an interface may read like its counters, and is left out.
    """
    text = _DESCRIPTION.sub("", text)
    heads = list(_HEAD.finditer(text))
    if not heads:
        raise unparseable("show interfaces", text)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {
        head["name"]: (head["line"] == "up" and head["admin"] == "up", text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    }


def last_input(block: str) -> int:
    """Give the seconds since the last packet came in. Raises ValueError where it is not told."""
    found = re.search(r"Last input (\S+?),", block)
    if found is None:
        raise ValueError("Last input")
    return age_seconds(found[1])


def counters(block: str) -> InterfaceErrors | None:
    """Give packets in and out, and those damaged or dropped; nothing for an interface that does not count."""
    numbers = [
        re.search(rf"(?<!\d)(\d++) {words}", block)
        for words in ("packets input", "packets output", "input errors", "output errors")
    ]
    if None in numbers[:3]:
        return None
    drops = re.search(r"Total output drops: (\d+)", block)
    queue = re.search(r"Input queue: \d+/\d+/(\d+)/\d+", block)
    packets_in, packets_out, bad_in, bad_out, *dropped = (
        int(found[1]) if found else 0 for found in (*numbers, drops, queue)
    )
    return InterfaceErrors(packets_in + packets_out, bad_in + bad_out + sum(dropped))


def hop_groups(text: str, protocol: str) -> tuple[HopGroup, ...]:
    """Read the groups of `show standby` or `show vrrp all`; an IPv4 and an IPv6 group of one number are two."""
    return tuple(HopGroup(_hop_name(found), protocol, found["state"].lower()) for found in _HOPS.finditer(text))


def _hop_name(found: re.Match[str]) -> str:
    return f"{found['port']} {found['group']}" + (" ipv6" if "IPv6" in found["kind"] else "")
