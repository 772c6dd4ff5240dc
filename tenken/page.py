"""Plain text in 80 columns, Japanese and English, for explanations on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

WIDTH = 80
_OPENING = "（「『【〈《([{"  # never ends one
_HANGING = 2  # columns kept free for a closing mark, which never begins a line
_CLOSING = "、。，．）」』】〉》！？ー・：；,.)]:;!?"
# A word of ASCII stays whole; between two wide characters a line may end.
_TOKEN = re.compile(r"[!-~]+|\s+|.", re.DOTALL)


class Page:
    """Headings, paragraphs and commands, one below the other."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def head(self, text: str) -> None:
        """Begin a section."""
        self._lines += ["", text] if self._lines else [text]

    def put(self, text: str, indent: int = 2, further: int = 2) -> None:
        """Add a paragraph; its further lines stand `further` columns deeper."""
        self._lines += wrapped(text, indent, indent + further)

    def command(self, text: str, mark: str) -> None:
        """Add a command, marked `$` or `#` (root); a line of it that is too long goes on below, cut anywhere."""
        for place, line in enumerate(text.split("\n")):
            self._lines += _cut(line, f"    {mark if place == 0 else ' '} ", " " * 8)

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self._lines)


def wrapped(text: str, indent: int, further: int) -> list[str]:
    """Break a text into lines of at most `WIDTH` columns."""
    lines: list[str] = []
    line, limit = " " * indent, WIDTH - _HANGING
    empty = True
    for token in _tokens(text, limit - further - 4):
        room = WIDTH if token in _CLOSING else limit
        if not empty and cell_len(line) + cell_len(token) > room:
            kept = line.rstrip().rstrip(_OPENING)
            lines.append(kept)
            line = " " * further + line.rstrip()[len(kept) :]
            empty = not line.strip()
        if not (empty and token.isspace()):
            line, empty = line + token, False
    return [*lines, line]


def _tokens(text: str, longest: int) -> Iterator[str]:
    """Give words and wide characters; white space as one blank, a word longer than a line in pieces."""
    for token in _TOKEN.findall(text):
        if token.isspace():
            yield " "
        else:
            yield from (token[place : place + longest] for place in range(0, len(token), longest))


def _cut(line: str, first: str, further: str) -> Iterator[str]:
    shown = first
    for character in line:
        if cell_len(shown) + cell_len(character) > WIDTH:
            yield shown
            shown = further
        shown += character
    yield shown
