"""How a configuration deviates from the approved one, section by section. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.ios_like.tree import banner_end
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, indented
from scanners.probe import Unreadable

# Sections whose lines mean the same in any order, by their first words. In every other one the order counts: taking an
# ordered section (an access list, a policy) for a free one would overlook a deviation.
FREE = (
    "interface", "vlan", "line", "router bgp", "router ospf", "vrf", "aaa", "snmp-server", "logging", "ntp", "username",
    "ip dhcp pool", "crypto ikev2 profile", "management", "system", "interfaces", "protocols", "routing-options",
    "config system", "config user", "config log", "edit", "pp select", "tunnel select",
)  # fmt: skip
# Lines that form an ordered list together though each stands alone: their first words, and how many words name a list.
RUNS = (
    ("ip access-list", 3), ("ipv6 access-list", 3), ("mac access-list", 3), ("access-list", 2), ("ip prefix-list", 3),
    ("ip nat", 2), ("nat-policy", 1), ("acl", 2),
)  # fmt: skip
# What begins like one of the above, and is ordered all the same, or a section of its own and not a line of a list.
_ORDERED = ("aaa group server",)
_SECTIONS = (
    "ip access-list extended", "ip access-list standard", "mac access-list extended", "mac access-list standard",
)  # fmt: skip
_END = "end"  # ends a section of FortiOS
_OPENS, _CLOSES = " {", "}"  # statements of Junos, VyOS, PAN-OS; what a brace closes, the indentation tells too
_PLACED = re.compile(r" seq \d+ ")  # a line that says its place in a list itself
_ORDERED_STATEMENTS = frozenset({"term", "policy", "rule"})
_CUT = "<cut>"
_NAT = "nat ("  # ASA: "nat (inside,outside) source …", the first that fits counts
_TEXT_ENDS = {"banner login": "EOF", "banner motd": "EOF"}  # EOS; elsewhere the line itself names the end


@dataclass(frozen=True, slots=True)
class Deviation:
    """One line that the approved configuration has and the device lacks (`-`), or has beyond it (`+`).

    `section`: the lines above it. `moved`: the line is on both sides, at another place of an ordered section.
    """

    section: tuple[str, ...]
    sign: str
    text: str
    moved: bool = False

    def __str__(self) -> str:
        """Give it as one line: where, and what."""
        return f"{' / '.join(self.section)}{': ' if self.section else ''}{self.sign} {self.text}"


def deviations(
    approved: Iterable[str], running: Iterable[str], *, whole: bool = True, ignore: tuple[str, ...] = ()
) -> tuple[Deviation, ...]:
    """Compare two configurations, both with their secrets cut. Raises `Unreadable` for one that is no tree.

    A cut secret equals any other that was cut: its value is not here to be compared. With `whole` false only sections
    that the approved one names are looked into, and of those that stand alone only what is missing counts.
    """
    wanted, seen = (_tree(tuple(lines), ignore) for lines in (approved, running))
    if not wanted:  # nothing to deviate from: that proves nothing
        raise Unreadable(reason("golden_empty"))
    return tuple(_compare(wanted, seen, (), whole=whole))


def between(wanted: tuple[Line, ...], seen: tuple[Line, ...]) -> tuple[Deviation, ...]:
    """Compare what `compared` gave, whichever side is the wanted one."""
    return tuple(_compare(_unmarked(wanted), _unmarked(seen), (), whole=True))


def _unmarked(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(Line(MARK.sub(_CUT, line.text), line.number, _unmarked(line.under)) for line in lines)


def compared(
    approved: Iterable[str], running: Iterable[str], *, whole: bool, ignore: tuple[str, ...]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Give the lines of both sides that are compared with each other, marks of secrets in them. Raises `Unreadable`."""
    wanted, seen = (_tree(tuple(lines), ignore, marks=True) for lines in (approved, running))
    if not whole:
        named = {run_of(line.text) or line.text for line in wanted}
        seen = tuple(_of_sections(seen, named))
    return wanted, seen


def _of_sections(lines: tuple[Line, ...], named: set[str]) -> Iterator[Line]:
    """Give the sections of these names, each with the line that closes it, if one does."""
    inside = False
    for line in lines:
        inside = inside if line.text == _END else (run_of(line.text) or line.text) in named
        if inside:
            yield line


def by_order(found: Iterable[Deviation]) -> tuple[tuple[str, ...], ...]:
    """Give the ordered sections and lists of the device in which a line has to be put in a place.

    Lines with a number of their own find it, and what is made as a whole is made in the approved order.
    """
    deviations = tuple(found)
    made = {(*one.section, one.text) for one in deviations if one.sign == "-"}
    places = [
        (*one.section, name) if (name := run_of(one.text)) else one.section
        for one in deviations
        if (one.moved or one.sign == "-") and _has_a_place(one) and not made & set(_above(one.section))
    ]
    return tuple(dict.fromkeys(places))


def _has_a_place(one: Deviation) -> bool:
    words = one.text.split()
    if one.text.endswith(_OPENS):  # statements: only these have an order that a person gave them
        return words[0] in _ORDERED_STATEMENTS
    if one.text.endswith(";") or any(line.endswith(_OPENS) for line in one.section):
        return False
    numbered = words[0].isdecimal() or _PLACED.search(one.text) is not None
    return bool(run_of(one.text) or not _is_free(one.section)) and not numbered


def _above(section: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (section[:length] for length in range(1, len(section) + 1))


@lru_cache(maxsize=64)
def _patterns(ignore: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in ignore)


def _tree(lines: tuple[str, ...], ignore: tuple[str, ...], *, marks: bool = False) -> tuple[Line, ...]:
    patterns = _patterns(ignore)
    kept = [
        line
        for line in lines
        if line.strip() != _CLOSES and not any(pattern.fullmatch(line.strip()) for pattern in patterns)
    ]
    ends = _text_ends(kept)
    shown = kept if marks else [MARK.sub(_CUT, line) for line in kept]
    return indented("\n".join(shown), free_text=lambda line: ends.get(line, ""))


def _text_ends(lines: list[str]) -> dict[str, str]:
    """Give the lines that begin free text, each with what ends it: what a banner says is no line of the configuration.

    A delimiter that never comes again is none: such a banner is of one line.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        text = line.strip()
        end = _TEXT_ENDS.get(text) or banner_end(text)
        if end and (text in _TEXT_ENDS or not end[0].isalnum()) and any(end in later for later in lines[number + 1 :]):
            found[text] = end
    return found


def _starts(text: str, words: str) -> bool:
    return text == words or text.startswith(f"{words} ")


def _is_free(section: tuple[str, ...]) -> bool:
    if not section:
        return True
    head = section[-1]
    return any(_starts(head, words) for words in FREE) and not any(_starts(head, words) for words in _ORDERED)


def _compare(
    wanted: tuple[Line, ...], seen: tuple[Line, ...], section: tuple[str, ...], *, whole: bool
) -> Iterator[Deviation]:
    if not _is_free(section):
        yield from _ordered([*flat(wanted)], [*flat(seen)], section)
        return
    runs: dict[str, tuple[list[str], list[str]]] = {
        key: ([], []) for line in (*wanted, *seen) if (key := run_of(line.text))
    }
    for lines, side in ((wanted, 0), (seen, 1)):
        for line in lines:
            if key := run_of(line.text):
                runs[key][side].extend(flat((line,)))
    named = {run_of(line.text) for line in wanted}
    for key, (approved, running) in runs.items():
        if whole or section or key in named:
            yield from _ordered(approved, running, section)
    yield from _unordered(
        tuple(line for line in wanted if not run_of(line.text)),
        tuple(line for line in seen if not run_of(line.text)),
        section,
        whole=whole,
    )


def _unordered(
    wanted: tuple[Line, ...], seen: tuple[Line, ...], section: tuple[str, ...], *, whole: bool
) -> Iterator[Deviation]:
    extra = Counter(line.text for line in seen)
    # Lines that had different secrets look the same now: how many there are counts.
    twice = {text: count for text, count in Counter(line.text for line in wanted).items() if _CUT in text}
    below: dict[str, list[Line]] = {}
    for line in seen:
        below.setdefault(line.text, []).extend(line.under)
    for line in _united(wanted):
        if not extra[line.text]:
            yield Deviation(section, "-", line.text)
            for above, lower in _with_sections(line.under):
                yield Deviation((*section, line.text, *above), "-", lower.text)
            continue
        there = extra.pop(line.text)
        more = there - twice.get(line.text, there)
        if more < 0 or (more > 0 and (whole or section)):
            yield from [Deviation(section, "+" if more > 0 else "-", line.text)] * abs(more)
        if line.under or below[line.text]:
            yield from _compare(line.under, tuple(below[line.text]), (*section, line.text), whole=whole)
    if whole or section:
        for line in _united(seen):
            if line.text in extra:
                yield Deviation(section, "+", line.text)
                for above, lower in _with_sections(line.under):
                    yield Deviation((*section, line.text, *above), "+", lower.text)


def _united(lines: tuple[Line, ...]) -> list[Line]:
    """Join what stands twice: a section that is opened again goes on."""
    joined: dict[str, Line] = {}
    for line in lines:
        before = joined.get(line.text)
        joined[line.text] = Line(line.text, line.number, (*before.under, *line.under)) if before else line
    return list(joined.values())


def _with_sections(lines: tuple[Line, ...]) -> Iterator[tuple[tuple[str, ...], Line]]:
    for line in lines:
        yield (), line
        for above, lower in _with_sections(line.under):
            yield (line.text, *above), lower


def flat(lines: tuple[Line, ...], depth: int = 0) -> Iterator[str]:
    """Give lines one below the other; indentation keeps what lies below what."""
    for line in lines:
        yield f"{' ' * depth}{line.text}"
        yield from flat(line.under, depth + 1)


def run_of(text: str) -> str:
    """Give the name of the ordered list that a line is part of, empty where it is of none."""
    if text.startswith(_NAT):
        return _NAT
    if any(_starts(text, words) for words in _SECTIONS):
        return ""
    for words, count in RUNS:
        if _starts(text, words) and len(parts := text.split()) > count:
            return " ".join(parts[:count])
    return ""


def _ordered(wanted: list[str], seen: list[str], section: tuple[str, ...]) -> Iterator[Deviation]:
    missing = Counter(wanted) - Counter(seen)
    extra = Counter(seen) - Counter(wanted)
    matcher = SequenceMatcher(a=wanted, b=seen, autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what in {"delete", "replace"}:
            for text in wanted[first:last]:
                yield Deviation(section, "-", text, moved=not _take(missing, text))
        if what in {"insert", "replace"}:
            for text in seen[start:end]:
                yield Deviation(section, "+", text, moved=not _take(extra, text))


def _take(counts: Counter[str], text: str) -> bool:
    if counts[text] <= 0:
        return False
    counts[text] -= 1
    return True
