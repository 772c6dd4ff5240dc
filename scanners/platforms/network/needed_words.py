"""Which words a pattern cannot do without, so that a rule whose words a text does not have need not be tried.

Dozens of rules say where secrets stand; most configurations have the words of a few. Looking for a word costs a
hundredth of trying a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants as kinds  # type: ignore[attr-defined]  # the parser of patterns has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # as above
from typing import Any

_Words = frozenset[str]  # one of them is there, in lower case, wherever the pattern matches; none: nothing is certain
_NONE: _Words = frozenset()
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


def may_match(pattern: re.Pattern[str], folded: str) -> bool:
    """Whether a pattern can match a text of ASCII, which is given in lower case."""
    words = _needed(pattern)
    return not words or any(word in folded for word in words)


@lru_cache(maxsize=4096)
def _needed(pattern: re.Pattern[str]) -> _Words:
    return _of(parser.parse(pattern.pattern, pattern.flags))


def _of(sequence: Iterable[tuple[Any, Any]]) -> _Words:
    """Give the best words of things that must all match, one after the other: those whose shortest is the longest."""
    found: list[_Words] = []
    run = ""
    for kind, told in (*sequence, (None, None)):
        if kind is kinds.LITERAL:
            run += chr(told).lower()
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found.append(_of_one(kind, told))
    return max((words for words in found if words), key=lambda words: min(map(len, words)), default=_NONE)


def _of_one(kind: Any, told: Any) -> _Words:
    if kind is kinds.SUBPATTERN:
        return _of(told[3])
    if kind is kinds.ATOMIC_GROUP:
        return _of(told)
    if kind in _REPEATS and told[0] > 0:
        return _of(told[2])
    if kind is kinds.BRANCH:
        each = [_of(branch) for branch in told[1]]
        return _NONE.union(*each) if all(each) else _NONE
    return _NONE
