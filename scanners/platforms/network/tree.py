"""Configurations as trees of exact lines.

Libraries that compare configurations rewrite lines, refuse a line that stands twice, or take a banner for commands;
a verdict needs each line as it stands, whatever a device sends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from inventories.reason import reason
from scanners.probe import Unreadable

DEEPEST = 32  # levels: no device nests as deep, and recursion has an end
_TAB = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its indentation, the number that it has in its text (from 1), and the lines below it."""

    text: str
    number: int
    under: tuple[Line, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of the line."""
        return self.text.split()


EndOf = Callable[[str], str]  # of a line that begins free text: what ends the text; else nothing


def no_free_text(text: str) -> str:
    """Say that no line begins free text."""
    del text
    return ""


class _Open:
    """A line whose lower lines are still being read."""

    __slots__ = ("indent", "number", "text", "under")

    def __init__(self, text: str, number: int, indent: int) -> None:
        self.text, self.number, self.indent = text, number, indent
        self.under: list[_Open] = []

    def line(self) -> Line:
        return Line(self.text, self.number, tuple(below.line() for below in self.under))


def indented(text: str, *, comments: tuple[str, ...] = ("!",), free_text: EndOf = no_free_text) -> tuple[Line, ...]:
    """Read a configuration that nests by indentation. Lines that begin with one of `comments` are left out.

    `free_text` names the end of text that a line begins (a banner): its lines stand below that line, as they are.
    Raises `Unreadable` where the text nests too deep, or free text has no end.
    """
    root = _Open("", 0, -1)
    stack = [root]
    ending, body = "", root
    for number, raw in enumerate(text.split("\n"), 1):
        if ending:
            stop = raw.find(ending)
            if stop < 0 or stop > 0:
                body.under.append(_Open(raw if stop < 0 else raw[:stop], number, 0))
            ending = "" if stop >= 0 else ending
            continue
        line = raw.expandtabs(_TAB).rstrip()
        stripped = line.lstrip(" ")
        if not stripped or stripped.startswith(comments):
            continue
        indent = len(line) - len(stripped)
        while stack[-1].indent >= indent:
            stack.pop()
        if len(stack) > DEEPEST:
            raise Unreadable(reason("unparseable", detail=f"nested too deep: line {number}"))
        opened = _Open(stripped, number, indent)
        stack[-1].under.append(opened)
        stack.append(opened)
        ending, body = free_text(stripped), opened
    if ending:
        raise Unreadable(reason("unparseable", detail=f"no end of the text that begins at line {body.number}"))
    return root.line().under


def braced(text: str, *, comments: tuple[str, ...] = ("#",)) -> tuple[Line, ...]:
    """Read a configuration that nests by braces and ends statements with semicolons (Junos, PAN-OS, VyOS).

    `inactive:` and other marks stay part of the line. Raises `Unreadable` where braces do not match.
    """
    root = _Open("", 0, 0)
    stack = [root]
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith(comments) or (line.startswith("/*") and line.endswith("*/")):
            continue
        if line.startswith("}"):
            if len(stack) == 1:
                raise Unreadable(reason("unparseable", detail=f"a brace too many: line {number}"))
            stack.pop()
            continue
        opens = line.endswith("{")
        opened = _Open(line[:-1].rstrip() or "{" if opens else line.removesuffix(";").rstrip(), number, 0)
        if not opened.text:
            continue
        stack[-1].under.append(opened)
        if opens:
            stack.append(opened)
        if len(stack) > DEEPEST:
            raise Unreadable(reason("unparseable", detail=f"nested too deep: line {number}"))
    if len(stack) > 1:
        raise Unreadable(reason("unparseable", detail=f"a brace is missing: line {stack[-1].number}"))
    return root.line().under


def starting(lines: Iterable[Line], words: str) -> Iterator[tuple[Line, list[str]]]:
    """Give the lines whose first words are exactly these, each with its further words."""
    first = words.split()
    for line in lines:
        parts = line.words
        if parts[: len(first)] == first:
            yield line, parts[len(first) :]


def has(lines: Iterable[Line], text: str) -> bool:
    """Whether one of the lines has exactly these words."""
    wanted = text.split()
    return any(line.words == wanted for line in lines)


def every(lines: Iterable[Line]) -> Iterator[tuple[tuple[str, ...], Line]]:
    """Give all lines of a tree in their order, each with the texts of those above it."""
    for line in lines:
        yield (), line
        for above, below in every(line.under):
            yield (line.text, *above), below


def not_understood(lines: Iterable[Line], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the lines that no reader knows.

    `known`: under "" the first words of each line of the top that is known; under such words ("interface") those of the
    lines below it, at whatever depth; a section that `known` does not hold is known as a whole.
    """
    unknown: list[str] = []
    for line in lines:
        section = _begins(line.text, known.get("", ()))
        if section is None:
            unknown.append(line.text)
        elif section in known:
            unknown += [
                " / ".join((line.text, *above, below.text))
                for above, below in every(line.under)
                if _begins(below.text, known[section]) is None
            ]
    return tuple(unknown)


def _begins(text: str, known: tuple[str, ...]) -> str | None:
    parts = text.split()
    found = [words for words, wanted in _split(known) if parts[: len(wanted)] == wanted]
    return max(found, key=len, default=None)


@lru_cache(maxsize=64)
def _split(known: tuple[str, ...]) -> tuple[tuple[str, list[str]], ...]:
    return tuple((words, words.split()) for words in known)
