"""Configurations of Furukawa FITELnet (F70, F220, FX series): sections as Cisco IOS has them, each closed by `exit`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.packet_filters import FilterRule, PacketFilter
from scanners.platforms.network.cautious.filters import cautiously_ended
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.tree import banner_end
from scanners.platforms.network.tree import Line, indented
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "fitelnet"
_SPI = re.compile(r"(access-list \S+) spi (.+)")
_GRAMMAR = FilterGrammar()


@lru_cache(maxsize=8)
def fitelnet_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration; `exit` lines are left out. Raises `Unreadable` where the text is none, or was cut short."""
    lines = tuple(_without_exits(indented(text, free_text=banner_end)))
    if not lines or lines[-1].text != "end" or len(lines) == 1:
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return lines[:-1]


def _without_exits(lines: Iterable[Line]) -> Iterable[Line]:
    for line in lines:
        if line.text != "exit":
            text = line.text.startswith("banner ")
            yield line if text else replace(line, under=tuple(_without_exits(line.under)))


def config(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return fitelnet_tree(outputs["config"].text())


def unsure(setting: str) -> Unreadable:
    """Say that a line is missing, and what holds then depends on the device."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=setting))


@lru_cache(maxsize=4)  # asked for by four facts
def filters(lines: tuple[Line, ...]) -> tuple[dict[str, PacketFilter], tuple[str, ...]]:
    """Give the access lists, and the lines of them that were not understood.

    `spi` permits, and lets the answers in.
    """
    plain = tuple(replace(line, text=_SPI.sub(r"\1 permit \2", " ".join(line.words))) for line in lines)
    told = {(line.words[1], " ".join(line.words[2:])) for line in lines if _SPI.fullmatch(" ".join(line.words))}
    found, unresolved = access_lists(plain, _GRAMMAR)

    def ended(one: PacketFilter) -> PacketFilter:
        return cautiously_ended(replace(one, rules=tuple(_as_told(one.name, rule, told) for rule in one.rules)))

    return found.changed(ended), unresolved


def _as_told(name: str, rule: FilterRule, told: set[tuple[str, str]]) -> FilterRule:
    spi = rule.line.replace("permit", "spi", 1)
    return replace(rule, line=spi) if (name, spi) in told else rule
