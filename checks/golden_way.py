"""The way of a device to its approved configuration and back: lines to enter, and what is left to a person. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.golden import Golden
from checks.golden_changes import Step, steps
from checks.golden_diff import Deviation, between, compared
from checks.golden_places import places
from checks.operators_golden import approved_lines
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line

_CUT = "<cut>"
_BY_LINES = frozenset({"cisco_ios", "cisco_nxos", "arista_eos", "frr", "frr_linux"})
_MANY = frozenset({"remark", "permit", "deny"})  # lines that stand beside each other
_LONG = frozenset({"ip", "ipv6", "logging", "crypto", "aaa", "snmp-server", "neighbor"})
_Tree = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """What turns one configuration into another.

    `places`: lists and sections in which a person arranges the lines. `left`: what differs, and no step changes it, or
    cannot be said to be right.
    """

    steps: tuple[Step, ...]
    places: tuple[tuple[str, ...], ...] = ()
    left: tuple[str, ...] = ()

    @property
    def by_hand(self) -> int:
        """How many places are left to a person."""
        return sum(bool(step.by_hand) for step in self.steps) + len(self.places) + len(self.left)


def both_ways(golden: Golden, platform: str, running: tuple[str, ...]) -> tuple[Way, Way]:
    """Give the way to the approved configuration, and the one back. Raises `Unreadable`."""
    approved = approved_lines(golden, platform)
    wanted, seen = compared(approved, running, whole=golden.covers == "whole", ignore=golden.ignore)
    _wanted, everything = compared(approved, running, whole=True, ignore=golden.ignore)
    back = _way(platform, seen, wanted)
    unsure = tuple(_replaced(wanted, seen, everything)) if platform in _BY_LINES else ()
    return _way(platform, wanted, seen), Way(back.steps, back.places, (*back.left, *unsure))


def digest(golden: Golden, platform: str) -> str:
    """Give the SHA-256 of the approved lines, without their secrets: with them, it would help to guess those."""
    return hashlib.sha256("\n".join(approved_lines(golden, platform)).encode()).hexdigest()


def _way(platform: str, wanted: _Tree, seen: _Tree) -> Way:
    found = between(wanted, seen)
    made = steps(platform, wanted, seen)
    left = tuple(_unsaid(found, made)) if platform in _BY_LINES else ()
    return Way(made, places(found, wanted, seen), left)


def _unsaid(found: Iterable[Deviation], made: tuple[Step, ...]) -> Iterator[str]:
    """Give the deviations that no step speaks of: libraries leave some lines out (remarks, settings they take for
    the default).
    """
    said = {tuple(_plain(text) for text in step.path) for step in made}
    for one in found:
        path = tuple(_plain(text) for text in (*one.section, one.text.strip()))
        if not one.moved and not (path in said if one.sign == "-" else _gone(path, said)):
            yield str(one)


def _gone(path: tuple[str, ...], said: set[tuple[str, ...]]) -> bool:
    """Whether a step takes away a line or a section above it, or puts another line in its place."""
    *section, text = path
    negated = any(
        (*path[:length], negation) in said for length, above in enumerate(path) for negation in _negations(above)
    )
    beginning = _beginning(text)
    replaced = beginning and any(
        step[:-1] == tuple(section) and step[-1].startswith(beginning) for step in said if len(step) == len(path)
    )
    return negated or bool(replaced)


def _beginning(text: str) -> str:
    """Give how a line begins that takes the place of this one, empty where none does."""
    words = text.split()
    if words[0] == "no":
        return f"{text[3:]} "
    if words[0] in _MANY:
        return ""
    return " ".join(words[: 2 if words[0] in _LONG else 1]) + " "


def _negations(text: str) -> tuple[str, ...]:
    first, _, _rest = text.partition(" ")
    return (text[3:],) if first == "no" else (f"no {text}", f"no {first}", f"default {text}")


def _plain(text: str) -> str:
    """Give a line without the number that a list may give it, and without what tells a cut secret's storage."""
    words = MARK.sub(_CUT, text).split(" ")
    bare = words[2:] if words[0] == "no" and len(words) > 2 and words[1].isdecimal() else None
    return " ".join(("no", *bare) if bare else words[1:] if words[0].isdecimal() and len(words) > 1 else words)


def _replaced(wanted: _Tree, seen: _Tree, everything: _Tree) -> Iterator[str]:
    """Give the lines outside of what is compared that a new one may replace: the way back does not bring them."""
    compared_lines = {line.text for line in seen}
    others = [line.text for line in everything if not line.under and line.text not in compared_lines]
    for line in wanted:
        if not line.under and line.text not in compared_lines:
            beginning = " ".join(line.words[:-1])
            yield from (f"? {text}" for text in others if beginning and " ".join(text.split()[:-1]) == beginning)
