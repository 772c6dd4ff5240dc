"""Where a person arranges lines: drafts add at the end, which is the right place for some. Pure."""

from __future__ import annotations

from checks.golden_diff import Deviation, by_order, run_of
from scanners.platforms.network.tree import Line

_CLOSERS = frozenset({"next", "end"})
_FREE = ("set ", "unset ")  # in route-maps and entries of FortiOS
_Tree = tuple[Line, ...]


def places(found: tuple[Deviation, ...], wanted: _Tree, seen: _Tree) -> tuple[tuple[str, ...], ...]:
    """Give the ordered sections and lists in which a line that is added at the end would stand at a wrong place."""
    return tuple(place for place in by_order(found) if not _ends_right(_below(wanted, place), _below(seen, place)))


def _below(lines: _Tree, place: tuple[str, ...]) -> _Tree:
    """Give what a section holds, in all the times that it is opened; or the lines that form a list."""
    for name in place:
        opened = tuple(below for line in lines if line.text == name for below in line.under)
        lines = opened or tuple(line for line in lines if run_of(line.text) == name)
    return lines


def _ends_right(wanted: _Tree, seen: _Tree) -> bool:
    """Whether the lines that are kept come first, in the order that they have, and so it is below each of them."""
    wanted, seen = (tuple(line for line in lines if _counts(line.text)) for lines in (wanted, seen))
    there = {line.text for line in seen}
    kept = [line.text in there for line in wanted]
    texts = [line.text for line in wanted]
    in_order = [text for text in texts if text in there] == [line.text for line in seen if line.text in set(texts)]
    inside = {line.text: line.under for line in seen}
    below = all(_ends_right(line.under, inside[line.text]) for line in wanted if line.text in there)
    return kept == sorted(kept, reverse=True) and in_order and below


def _counts(text: str) -> bool:
    return text not in _CLOSERS and not text.startswith(_FREE)
