"""Configurations of Cisco NX-OS as trees: banners, what ports inherit, and what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.ios_like.tree import switched
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "cisco_nxos"
_BANNER = re.compile(r"banner\s+(?:motd|exec)\s+(?P<mark>\\x[0-9a-f]{2}|\S)(?P<rest>.*)")
_JOB_END = "end-job"
_MOST_LINES = 2_000_000  # that all ports together may inherit


def unsure(what: str) -> Unreadable:
    """Make the stop of a field whose default varies."""
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=what))


def _ending(line: str) -> str:
    """Give what ends free text: of a banner always a single character, also where `^C` begins it; that of a job."""
    if line.startswith("scheduler job name "):
        return _JOB_END
    found = _BANNER.match(line)
    return "" if found is None or found["mark"] in found["rest"] else found["mark"]


def motd(lines: Iterable[Line]) -> str:
    """Give the text that is shown before log-in, empty where there is none."""
    for line, _rest in starting(lines, "banner motd"):
        if found := _BANNER.match(line.text):
            first = found["rest"].split(found["mark"])[0]
            return "\n".join((first, *(below.text for below in line.under))).strip()
    return ""


def _banner_end(line: str) -> str:
    return "" if (end := _ending(line)) == _JOB_END else end


@lru_cache(maxsize=8)
def nxos_tree(text: str) -> tuple[Line, ...]:
    """Read a configuration; every port with all that holds for it. Raises `Unreadable` where the text is none."""
    jobs_end = f"\n{_JOB_END}" in text  # otherwise they are indented
    lines = indented(text, free_text=_ending if jobs_end else _banner_end)
    if not any(line.words[0] in {"hostname", "switchname", "version", "interface"} for line in lines):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return tuple(_whole_ports(lines))


def config_tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the tree of the probe `config`."""
    return nxos_tree(outputs["config"].text())


def _whole_ports(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Give all lines, each interface once, with the lines of its profiles and of all ports before its own."""
    profiles = {rest[-1]: line.under for line, rest in starting(lines, "port-profile") if rest}
    routed = switched(lines, "system default switchport") is False
    shut = switched(lines, "system default switchport shutdown") is True
    ports: dict[str, list[Line]] = {}
    for line, _rest in starting(lines, "interface"):
        ports.setdefault(line.text, []).extend(line.under)
    inheriting = sum(_inherits(line) for under in ports.values() for line in under)
    if inheriting * sum(map(len, profiles.values())) > _MOST_LINES:
        raise Unreadable(reason("unparseable", detail=f"port-profile: {inheriting}"))
    for line in lines:
        if line.words[0] != "interface":
            yield line
        elif line.text in ports:
            under = tuple(_inherited(ports.pop(line.text), profiles, set()))
            front = line.text.startswith("interface Ethernet") and "." not in line.text
            before = _defaults(under, routed=routed, shut=shut) if front else ()
            yield replace(line, under=(*before, *under))


def _inherits(line: Line) -> bool:
    return line.words[:2] == ["inherit", "port-profile"]


def _inherited(under: Iterable[Line], profiles: dict[str, tuple[Line, ...]], seen: set[str]) -> Iterator[Line]:
    """Put the lines of an enabled profile in the place where it is inherited: what the port says itself is later."""
    for line in under:
        name = line.words[-1]
        if not _inherits(line):
            yield line
        elif name not in seen and has(profiles.get(name, ()), "state enabled"):
            seen.add(name)
            yield from _inherited((one for one in profiles[name] if one.words[0] != "state"), profiles, seen)


def _defaults(under: tuple[Line, ...], *, routed: bool, shut: bool) -> Iterator[Line]:
    """Give the lines that `system default switchport [shutdown]` means for a port."""
    if routed and not has(under, "switchport"):
        yield Line("no switchport", 0)
    elif shut and not has(under, "no switchport"):
        yield Line("shutdown", 0)
