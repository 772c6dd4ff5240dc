"""Changes of configurations of statements (Junos, VyOS), as `set` and `delete` commands for one commit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanners.platforms.network.tree import Line

_REMARK = re.compile(r"(?<=[;{}])[ \t]*##.*$")
_WORD = re.compile(r'"(?P<quoted>(?:[^"\\]++|\\.)*+)"(?= |$)|(?P<plain>\S+)')
_ESCAPED = re.compile(r"\\(.)")
_PLAIN = re.compile(r"[A-Za-z0-9_.:/@%+,-]+|<cut:[a-z]+>")  # what no shell takes for anything else
_Path = tuple[str, ...]  # the lines from the top down to a statement
_NO_SETTINGS = ("version ", "#", "/*")  # the software's version, remarks
_OFF = "inactive: "  # Junos: a statement that is there, and has no effect


def statement_changes(approved: tuple[Line, ...], running: tuple[Line, ...]) -> Iterator[tuple[int, str]]:
    """Give the commands that turn one configuration into the other.

    Each comes with the depth 0: it names its whole path. What goes away goes as high up as nothing else is lost with
    it: taking back its last setting alone would leave an empty firewall filter.
    """
    wanted, wanted_off = _paths(approved)
    seen, seen_off = _paths(running)
    kept = {path[:length] for path in wanted for length in range(len(path) + 1)}
    gone = {_highest(path, kept): None for path in seen if path not in kept}
    on = (path for path in seen_off if path not in wanted_off and path in kept)
    for command, paths in (
        ("delete", gone),
        ("set", (path for path in wanted if path not in seen)),
        ("deactivate", (path for path in wanted_off if path not in seen_off)),
        ("activate", on),
    ):
        yield from ((0, " ".join((command, *path))) for path in paths)


def shell_statement_changes(approved: tuple[Line, ...], running: tuple[Line, ...]) -> Iterator[tuple[int, str]]:
    """Give them for a command line that is a shell (VyOS): no word says anything to it but itself."""
    for depth, command in statement_changes(approved, running):
        yield depth, " ".join(_shell_word(found) for found in _WORD.finditer(command))


def _shell_word(found: re.Match[str]) -> str:
    quoted, plain = found["quoted"], found["plain"]
    if quoted is None and _PLAIN.fullmatch(plain):
        return plain
    word = plain if quoted is None else _ESCAPED.sub(r"\1", quoted)
    return "'" + word.replace("'", "'\\''") + "'"


def _paths(lines: tuple[Line, ...]) -> tuple[dict[_Path, None], dict[_Path, None]]:
    """Give every statement, and those that are switched off."""
    found = list(_below(lines, ()))
    off = {
        tuple(line.removeprefix(_OFF) for line in path[: length + 1]): None
        for path in found
        for length, line in enumerate(path)
        if line.startswith(_OFF)
    }
    return {tuple(line.removeprefix(_OFF) for line in path): None for path in found}, off


def _below(lines: tuple[Line, ...], above: _Path) -> Iterator[_Path]:
    for line in lines:
        text = _REMARK.sub("", line.text).removesuffix(";").removesuffix("{").rstrip()
        if line.under:
            yield from _below(line.under, (*above, text))
        elif not text.startswith(_NO_SETTINGS):
            yield (*above, text)


def _highest(path: _Path, kept: set[_Path]) -> _Path:
    """Give the shortest beginning of a path of which nothing is kept."""
    return next(path[:length] for length in range(1, len(path) + 1) if path[:length] not in kept)
