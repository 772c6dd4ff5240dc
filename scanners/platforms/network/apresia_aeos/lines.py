"""Configurations of APRESIA switches (AEOS): sections as Cisco IOS has them, ports also as spans (`port 1/2-12`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.packet_filters import PacketFilter
from scanners.platforms.network.cautious.filters import cautiously_ended
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.tree import banner_end
from scanners.platforms.network.tree import Line, every, indented
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "apresia_aeos"
_FRAME = frozenset({"end", "exit", "configure terminal", "enable"})
_GRAMMAR = FilterGrammar()
_SPAN = re.compile(r"(?P<before>(?:\d{1,3}/){0,2})(?P<first>\d{1,3})(?:-(?P<last>\d{1,3}))?")
_MOST_PORTS = 2000
_LIST = re.compile(r"(?P<family>ip|ipv6) access-list (?P<extended>extended )?(?P<name>\S+)(?: \d{1,5})?")
_HEAD = ("Building configuration", "Current configuration")
_OTHER_FILTERS = ("packet-filter", "packet-filter2", "mac access-list", "expert access-list", "vlan access-map")


@lru_cache(maxsize=8)
def aeos_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration, without what frames its parts. Raises `Unreadable` where it is none, or was cut short."""
    lines = indented(text, comments=("!", "#"), free_text=banner_end)
    kept = tuple(_without_frames(lines))
    if not kept or lines[-1].text != "end":
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return kept


def framed(text: str) -> bool:
    """Whether a line only frames the configuration, or heads it."""
    return text.strip() in _FRAME or text.strip().startswith(_HEAD)


def _without_frames(lines: Iterable[Line]) -> Iterable[Line]:
    for line in lines:
        if not framed(line.text):
            text = line.text.startswith("banner ")
            yield line if text else replace(line, under=tuple(_without_frames(line.under)))


def config(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return aeos_tree(outputs["config"].text())


def unsure(setting: str) -> Unreadable:
    """Say that a line is missing, and what holds then depends on the device."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=setting))


def ports(span: str) -> tuple[str, ...]:
    """Give the ports of a span (`1/2-12`, `1/0/1,1/0/5-6`) as `port 1/2`. Raises ValueError."""
    found: list[str] = []
    for part in span.split(","):
        told = _SPAN.fullmatch(part)
        if told is None:
            raise ValueError(span)
        first, last = int(told["first"]), int(told["last"] or told["first"])
        found += [f"port {told['before']}{number}" for number in range(first, last + 1)]
        if len(found) > _MOST_PORTS:
            raise ValueError(span[:80])
    return tuple(found)


def _listed(line: Line) -> str:
    """Give the head of a list as IOS has it: without its number, and a list that is not extended by that word."""
    told = _LIST.fullmatch(" ".join(line.words))
    if told is None:
        return line.text
    kind = "extended " if told["extended"] else "standard " if told["family"] == "ip" else ""
    return f"{told['family']} access-list {kind}{told['name']}"


@lru_cache(maxsize=4)  # asked for by four facts
def filters(lines: tuple[Line, ...]) -> tuple[dict[str, PacketFilter], tuple[str, ...]]:
    """Give the IP access lists, and what was not understood: of other kinds of filters every line."""
    found, unresolved = access_lists((replace(line, text=_listed(line)) for line in lines), _GRAMMAR)
    others = [
        " / ".join((*above, line.text))
        for above, line in every(lines)
        if (above[0] if above else line.text).startswith(_OTHER_FILTERS)
        or (line.words[0] in {"mac", "expert", "vlan"} and line.words[1:2] in (["access-group"], ["access-map"]))
        or (line.words[1:2] == ["access-group"] and line.words[-1] not in {"in", "out"})  # bound, in no known direction
    ]
    return found.changed(cautiously_ended), (*unresolved, *others)
