"""Users of SNMP 3 in configurations that look like Cisco IOS and hold them with their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scanners.facts.snmp import SnmpUser
from scanners.platforms.network.tree import Line, starting

_LEVELS = ("noauth", "auth", "priv")  # the least that a group asks of its users
_WORD = re.compile(r'"[^"]*"|\S+')


def snmp_users(lines: Iterable[Line]) -> tuple[SnmpUser, ...]:
    """Read `snmp-server user NAME GROUP … [auth ALGORITHM KEY [priv ALGORITHM KEY]]`, and each group's level.

    Who is in a group that asks for less may leave his keys away: then they protect nothing.
    """
    lines = tuple(lines)
    asked: dict[str, int] = {}
    for group, told in _named(lines, "group"):
        level = next((_LEVELS.index(word) for word in told[:2] if word in _LEVELS), len(_LEVELS))
        asked[group] = min(level, asked.get(group, level))
    return tuple(
        _user(name, told[1:], asked.get(told[0].strip('"'), len(_LEVELS)))  # a group may be named `auth`
        for name, told in _named(lines, "user")
        if told
    )


def _named(lines: Iterable[Line], kind: str) -> Iterator[tuple[str, list[str]]]:
    """Give name and further words of each line of a kind; what is in quotes is one word."""
    for line, _rest in starting(lines, f"snmp-server {kind}"):
        words = _WORD.findall(line.text)[2:]
        if words:
            yield words[0].strip('"'), words[1:]


def _user(name: str, keys: list[str], level: int) -> SnmpUser:
    def after(word: str) -> str:
        used = word in keys[:-1] and level >= _LEVELS.index(word)
        return keys[keys.index(word) + 1] if used else "none"

    return SnmpUser(name, after("auth"), after("priv"))
