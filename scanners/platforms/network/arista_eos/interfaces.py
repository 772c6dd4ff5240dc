"""The ports of Arista EOS: what they are set to, and what `show interfaces` tells of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from scanners.facts.field import attempt
from scanners.facts.interfaces import InterfaceErrors, Interfaces
from scanners.platforms.network.arista_eos.config import PORTS, tree
from scanners.platforms.network.ios_like.interfaces import interface_settings, kind_of
from scanners.platforms.network.ios_like.state import counters, interface_blocks, running_seconds, span_seconds
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

# Other words for a link that is not there: no transceiver, no member of a bundle that is up.
_DOWN = re.compile(
    r"(?m)(^\S+ is [^\n,]{1,40}, line protocol is )(?:notpresent|lowerlayerdown|dormant|testing|unknown)\b"
)
_DOWN_FOR = re.compile(r"(?m)^[ \t]++Down (?P<told>\d[^\n]{0,90})$")
_RUNNING = re.compile(r"(?m)^Uptime: +(\d[^\n]{0,90})$")
_NOTHING_EVER = re.compile(
    r'(?m)^[ \t]++Last clearing of "show interface" counters never[ \t]*+$(?:\n[^\n]*){0,6}?\n[ \t]++0 packets input,'
)


def parse_interfaces(outputs: Outputs, scope: Scope) -> Interfaces:
    """Join the configuration, `show interfaces`, and what `show version` tells of the last start."""
    del scope

    def blocks() -> Mapping[str, tuple[bool, str]]:
        return interface_blocks(_DOWN.sub(r"\1down", outputs["interfaces"].text()))

    def idle() -> dict[str, int]:
        told = {name: _idle(block) for name, (up, block) in blocks().items() if not up and kind_of(name) == "physical"}
        return {name: seconds for name, seconds in told.items() if seconds is not None}

    return Interfaces(
        settings=attempt(lambda: interface_settings(tree(outputs), PORTS)),
        up=attempt(lambda: {name: up for name, (up, _block) in blocks().items()}),
        idle_s=attempt(idle),
        errors=attempt(lambda: {name: count for name, (_, block) in blocks().items() if (count := _counters(block))}),
        running_s=attempt(lambda: running_seconds(outputs["version"].text(), _RUNNING)),
    )


def _idle(block: str) -> int | None:
    """Give the seconds since a link went down, for nothing came in since then; -1 where nothing did since the start.

    None where the device does not say how long. Raises ValueError for a time of another form.
    """
    if _NOTHING_EVER.search(block):
        return -1
    found = _DOWN_FOR.search(block)
    return None if found is None else span_seconds(found["told"])


def _counters(block: str) -> InterfaceErrors | None:
    """Add what was dropped for want of means, which EOS tells by words of its own."""
    told = counters(block)
    dropped = sum(map(int, re.findall(r"\b(\d+) (?:input|output) discards\b", block)))
    return replace(told, errors=told.errors + dropped) if told else None
