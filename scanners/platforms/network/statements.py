"""Configurations of statements (Junos, PAN-OS, VyOS) as a tree of single words.

`then accept;` and `then { accept; }` say the same, and so do `[ a b ]` and two statements: in a tree of words they are
the same. Each word holds the words that may follow it, in the order of the configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inventories.reason import reason
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line
from scanners.probe import Unreadable

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|(\[|\])|([^\s\[\]]+)')
_LONGEST = 16  # words in one line of a statement: with the depth of blocks, recursion has an end


class Node(dict[str, "Node"]):
    """A word's followers, by word."""

    __slots__ = ()

    def at(self, *path: str) -> Node:
        """Give what follows these words; an empty node where the configuration does not have them."""
        node = self
        for word in path:
            if word not in node:
                return Node()
            node = node[word]
        return node

    def has(self, *path: str) -> bool:
        """Whether the configuration has these words one after the other."""
        return not path or path[-1] in self.at(*path[:-1])

    def value(self, *path: str) -> str:
        """Give the first word that follows these, empty where there is none."""
        return next(iter(self.at(*path)), "")

    def every(self, *path: str) -> tuple[str, ...]:
        """Give every word that follows these."""
        return tuple(self.at(*path))


def words_of(text: str) -> list[str]:
    """Split a statement; quoted text is one word, without its quotes; brackets are words of their own."""
    return [next(part for part in found if part is not None) for found in (m.groups() for m in _WORD.finditer(text))]


def planted(lines: Iterable[Line], ignored: tuple[str, ...] = (), stripped: tuple[str, ...] = ()) -> Node:
    """Make the tree of a configuration. Statements that begin with one of `ignored` do not count, with all below them;
    marks of `stripped` are no part of a statement. Raises `Unreadable` for what is no statement.
    """
    root = Node()
    _plant(root, lines, ignored, stripped)
    return root


def _plant(node: Node, lines: Iterable[Line], ignored: tuple[str, ...], stripped: tuple[str, ...]) -> None:
    for line in lines:
        words = words_of(line.text)
        while words and words[0] in stripped:
            words.pop(0)
        if not words or words[0] in ignored:
            continue
        if (words.index("[") if "[" in words else len(words)) > _LONGEST:
            raise Unreadable(reason("unparseable", detail=f"too many words: line {line.number}"))
        end = _put(node, words, line)
        _plant(end, line.under, ignored, stripped)


def _put(node: Node, words: list[str], line: Line) -> Node:
    """Add one statement and give the node that its block fills; what is in brackets follows the word before them."""
    for position, word in enumerate(words):
        if word == "[":
            if words[-1] != "]" or line.under:
                raise Unreadable(reason("unparseable", detail=f"line {line.number}: {line.text[:60]}"))
            for each in words[position + 1 : -1]:
                node.setdefault(each, Node())
            return node
        if word == "]":
            raise Unreadable(reason("unparseable", detail=f"line {line.number}: {line.text[:60]}"))
        key = word
        if MARK.search(word) and word in node:  # two secrets that were cut look alike, and are still two
            key = f"{word}#{line.number}"
        node = node.setdefault(key, Node())
    return node


def statements(node: Node, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give each statement of a tree as its words, in order."""
    for word, below in node.items():
        if below:
            yield from statements(below, (*above, word))
        else:
            yield (*above, word)
