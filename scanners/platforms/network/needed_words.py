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

_Words = frozenset[str]  # one of them is there, in lower case, wherever the pattern matches
_All = tuple[_Words, ...]  # one of each; none: nothing is certain
_SHORT = 2  # letters: shorter words are nearly everywhere
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


def may_match(pattern: re.Pattern[str], folded: str) -> bool:
    """Whether a pattern can match a text of ASCII, which is given in lower case."""
    for words in _needed(pattern.pattern, pattern.flags):
        for word in words:
            if word in folded:
                break
        else:
            return False
    return True


# By the text of the pattern, for a compiled one goes through all its code to be looked up.
@lru_cache(maxsize=4096)
def _needed(pattern: str, flags: int) -> _All:
    """Give what a pattern needs, first what is least likely to be there; single letters only where nothing else is."""
    every = sorted(set(_of(parser.parse(pattern, flags))), key=_shortest, reverse=True)
    return tuple(words for words in every if _shortest(words) >= _SHORT) or tuple(every[:1])


def _shortest(words: _Words) -> int:
    return min(map(len, words))


def _of(sequence: Iterable[tuple[Any, Any]]) -> list[_Words]:
    """Give the words of things that must all match, one after the other."""
    found: list[_Words] = []
    run = ""
    for kind, told in (*sequence, (None, None)):
        if kind is kinds.LITERAL:
            run += chr(told).lower()
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _of_one(kind, told)
    return found


def _of_one(kind: Any, told: Any) -> list[_Words]:
    if kind is kinds.SUBPATTERN:
        return _of(told[3])
    if kind is kinds.ATOMIC_GROUP:
        return _of(told)
    if kind is kinds.ASSERT:  # what stands before or after is in the text too
        return _of(told[1])
    if kind in _REPEATS and told[0] > 0:
        return _of(told[2])
    if kind is kinds.BRANCH:
        # Of each branch the words whose shortest is the longest.
        each = [max(_of(branch), key=_shortest, default=frozenset[str]()) for branch in told[1]]
        return [frozenset[str]().union(*each)] if all(each) else []
    return []
