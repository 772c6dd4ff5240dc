"""Changes of a configuration of FRRouting, as commands of vtysh (docs.frrouting.org; FRRouting 8.4 took them). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.golden_tables import Placed
from scanners.platforms.network.tree import Line

_CLOSES = re.compile(r"exit(?:-\S+)?|end")
_NO_SETTINGS = ("Building configuration", "Current configuration", "frr version", "frr defaults")
_STAYS = ("interface ", "vrf ", "line ")  # sections that cannot be taken away, or not while they are in use
# Settings of one value: another one takes its place.
_ONE = (
    "description", "exec-timeout", "hostname", "domainname", "banner motd", "log syslog", "log file",
    "log timestamp precision", "bandwidth", "bgp router-id", "ospf router-id", "password", "enable password",
)  # fmt: skip
_BARE = frozenset({"description", "exec-timeout", "banner motd"})  # `no` takes no value after these
_Lines = dict[str, "_Lines"]


def vtysh_changes(approved: tuple[Line, ...], running: tuple[Line, ...]) -> list[list[Placed]]:
    """Give the commands that turn one configuration into the other, by section of the top level."""
    sections: list[list[Placed]] = []
    for depth, text in _changed(_settings(approved), _settings(running), 0):
        if depth == 0:
            sections.append([])
        sections[-1].append((depth, text))
    return sections


def _settings(lines: Iterable[Line]) -> _Lines:
    """Give the lines that set something; a section that is opened again goes on."""
    found: _Lines = {}
    for line in lines:
        if not _CLOSES.fullmatch(line.text) and not line.text.startswith(_NO_SETTINGS):
            found.setdefault(line.text, {}).update(_settings(line.under))
    return found


def _changed(wanted: _Lines, seen: _Lines, depth: int) -> Iterator[Placed]:
    replaced = {_one(text) for text in wanted if text not in seen} - {""}
    for text, under in reversed(seen.items()):  # what a line sets up goes after what was added to it
        if text in wanted or _one(text) in replaced:
            continue
        if depth == 0 and text.startswith(_STAYS):
            inside = tuple(_changed({}, under, 1))
            yield from ((0, text), *inside) if inside else ()
        else:
            yield depth, _negated(text)
    for text, under in wanted.items():
        inside = tuple(_changed(under, seen.get(text, {}), depth + 1))
        if text not in seen or inside:
            yield depth, text
            yield from inside


def _one(text: str) -> str:
    return next((words for words in _ONE if text.startswith(f"{words} ")), "")


def _negated(text: str) -> str:
    if text.startswith("no "):
        return text.removeprefix("no ")
    return f"no {_one(text)}" if _one(text) in _BARE else f"no {text}"
