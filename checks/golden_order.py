"""In which order sections of a configuration of lines are changed: what is referred to is made before it is bound,
and goes after nothing is bound to it any more. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from checks.golden_tables import Placed
from scanners.platforms.network.tree import Line

# What other lines refer to by name; each layer may refer to those before it.
_LAYERS = tuple(
    re.compile(rf"(?:{words})(?: |$)")
    for words in (
        r"vrf|ip vrf|object|object-group|key chain|time-range|ip sla|vlan \d[\d,-]*|"
        r"(?:radius|tacacs)(?: server|-server host)|ip nat pool|(?:ip|bgp) (?:community-list|as-path access-list|"
        r"large-community-list|extcommunity-list)|crypto (?:isakmp policy|ikev2 proposal|keyring|pki trustpoint|"
        r"ipsec (?:ikev1 |ikev2 )?transform-set)",
        r"(?:ip |ipv6 |mac )?access-list|(?:ip|ipv6) prefix-list|aaa group server|track|"
        r"crypto ikev2 (?:policy|keyring)",
        r"route-map|class-map|crypto (?:ipsec|ikev2|isakmp) profile",
        r"policy-map|crypto map|pbr-map",
    )
)
_USES = len(_LAYERS)
# One line of a list that has no section of its own, with the number that places it.
_NUMBERED = re.compile(r"(?:no )?(?P<entry>(?:\S+ ){1,4}?seq \d+)(?: |$)")
_NEGATED = "no "
_CLASSIC = re.compile(r"access-list \d+")  # `no access-list 10 permit …` takes away the whole list


def arranged(sections: Iterable[list[Placed]], approved: tuple[Line, ...]) -> Iterator[Placed]:
    """Give the lines of all sections in an order that works."""
    given = list(sections)
    made = {entry for lines in given if not _goes(lines) and (entry := _entry(lines[0][1]))}
    kept = {_list(line.text) for line in approved}
    gone: set[str] = set()
    for lines in sorted(given, key=lambda section: _place(section, made)):
        text = lines[0][1]
        whole = _list(text.removeprefix(_NEGATED)) if _goes(lines) else ""
        if not whole or whole in kept:
            yield from lines
        elif whole not in gone:
            gone.add(whole)
            yield 0, f"{_NEGATED}{whole}"


def rebuilt_lists(approved: tuple[Line, ...], running: tuple[Line, ...]) -> frozenset[str]:
    """Name the numbered lists ("access-list 10") that stay and lose a line: a person writes them anew.

    Cisco IOS takes the whole list away for `no access-list 10 permit …`, whatever follows the number.
    """
    wanted, seen = (_lists(tree) for tree in (approved, running))
    return frozenset(name for name, lines in seen.items() if name in wanted and not lines <= wanted[name])


def _lists(tree: tuple[Line, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in tree:
        if name := _list(line.text):
            found[name].add(line.text)
    return found


def _list(text: str) -> str:
    found = _CLASSIC.match(text)
    return found[0] if found else ""


def _goes(section: list[Placed]) -> bool:
    return len(section) == 1 and section[0][1].startswith(_NEGATED)


def _entry(text: str) -> str:
    found = _NUMBERED.match(text)
    return found["entry"] if found else ""


def _place(section: list[Placed], made: set[str]) -> tuple[int, bool]:
    """Give the layer; an entry whose number is given to another goes just before that is made."""
    head = section[0][1]
    name = head.removeprefix(_NEGATED)
    layer = next((number for number, pattern in enumerate(_LAYERS) if pattern.match(name)), _USES)
    if not _goes(section):
        return layer, True
    again = _entry(head) in made
    return (layer, False) if again or layer == _USES else (2 * _USES - layer, True)
