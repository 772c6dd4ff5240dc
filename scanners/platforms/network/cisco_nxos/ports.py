"""The ports of Cisco NX-OS: their settings, links and counters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces
from scanners.platforms.network.cisco_nxos.config import PORTS
from scanners.platforms.network.cisco_nxos.tree import config_tree
from scanners.platforms.network.ios_like.interfaces import interface_settings, kind_of
from scanners.platforms.network.ios_like.state import age_seconds, running_seconds, unparseable
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_HEAD = re.compile(r"(?m)^(?P<name>[A-Za-z][\w/.-]*\d) is (?P<state>up|down|administratively down|\w+)\b(?P<more>.*)$")
_DESCRIPTION = re.compile(r"(?m)^[ \t]++(?:Port d|D)escription(?::| is)[^\n]*$")
_DISCARDS = re.compile(r"\b(\d+) (?:in|out)put discard\b")
_FLAPPED = re.compile(r"(?m)^[ \t]*+Last link flapped (\S[^\n]*?)[ \t]*$")
_RUNNING = re.compile(r"(?m)^[ \t]*+Kernel uptime is +(\d[^\n]{0,90})$")
_UNITS = {"week": 7 * 86400, "day": 86400, "hour": 3600, "minute": 60}


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Join the configuration and `show interface`, which tells since when a port has had no link."""
    del scope
    blocks = attempt(lambda: _blocks(outputs["interfaces"].text()))
    settings = attempt(lambda: interface_settings(config_tree(outputs), PORTS))
    running = attempt(lambda: running_seconds(outputs["version"].text(), _RUNNING))
    if isinstance(blocks, Unknown):
        return Interfaces(settings, blocks, blocks, blocks, running)
    told = blocks.value
    return Interfaces(
        settings=settings,
        up=Known({name: up for name, (up, _block) in told.items()}),
        idle_s=attempt(lambda: dict(_without_link(told))),
        errors=attempt(lambda: {name: count for name, (_, block) in told.items() if (count := _counters(block))}),
        running_s=running,
    )


_Blocks = dict[str, tuple[bool, str]]


def _blocks(text: str) -> _Blocks:
    """Give for each port whether it is up, and its text without what somebody wrote about it."""
    text = _DESCRIPTION.sub("", text)
    heads = list(_HEAD.finditer(text))
    if not heads:
        raise unparseable("show interface", text)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {
        head["name"]: (
            head["state"] == "up" and "line protocol is down" not in head["more"],
            text[head.end() : end],
        )
        for head, end in zip(heads, ends, strict=True)
    }


def _without_link(told: _Blocks) -> Iterator[tuple[str, int]]:
    """Give how long a port has had no link: since then nothing came in. Of ports with a link nothing is told."""
    for name, (up, block) in told.items():
        found = _FLAPPED.search(block)
        seconds = _since(found[1]) if found and not up and kind_of(name) == "physical" else None
        if seconds is not None:
            yield name, seconds


def _since(told: str) -> int | None:
    """Give the seconds of `22week(s) 4day(s)` and of the shorter forms; nothing for what is not understood."""
    if re.fullmatch(r"(?:\d+(?:week|day|hour|minute)\(s\) ?)+", told):
        return sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([a-z]+)", told))
    try:
        return age_seconds(told)
    except ValueError:
        return None


def _counters(block: str) -> InterfaceErrors | None:
    """Give what a port counted; nothing where it does not count errors too (mgmt0)."""

    def count(words: str) -> int:
        numbers = re.findall(rf"\b(\d+) {words}s?\b", block)
        if not numbers:
            raise LookupError(words)
        return sum(map(int, numbers))

    try:
        return InterfaceErrors(
            count("input packet") + count("output packet"),
            count("input error") + count("output error") + sum(map(int, _DISCARDS.findall(block))),
        )
    except LookupError:
        return None
