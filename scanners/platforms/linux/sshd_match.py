"""Match blocks of sshd_config(5): which of them the contexts that were asked for do not exercise.

A keyword of a block is exercised when in some context the block surely matches and no earlier block that sets the
same keyword may match too (in Match blocks the first value wins). What cannot be decided counts as not exercised.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from inventories.reason import Reason, reason
from scanners.probe import Unreadable

Criteria = tuple[tuple[str, str], ...]

_MAX_DEPTH = 16  # as sshd itself
# Hostile files may include each other without end: files that are read again count again.
_MAX_FILES = 200
_MAX_LINES = 1 << 16  # a pattern of a Match line counts as several
_PATTERN_COUNTS = 16
_LINE = re.compile(r"\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)")


@dataclass(frozen=True, slots=True)
class Context:
    """A connection that `sshd -T -C` was asked about; `groups` None where the account's groups are not known."""

    user: str
    address: str
    groups: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Setting:
    """One keyword inside a Match block."""

    keyword: str
    criteria: Criteria
    path: str
    line: int


class Configuration:
    """The text of the configuration by file, each a list of lines."""

    def __init__(self, files: dict[str, list[str]]) -> None:
        self.files = files
        self._read_files = 0
        self._read_lines = 0

    def settings(self) -> list[Setting]:
        """Give every keyword that stands in a Match block, in the order in which sshd reads them."""
        return list(self._read("/etc/ssh/sshd_config", (), 0))

    def _read(self, path: str, outer: Criteria, depth: int) -> Iterator[Setting]:
        if depth > _MAX_DEPTH:
            raise Unreadable(reason("sshd_config_too_deep", path=path))
        self._count(path, 1, len(self.files[path]))
        criteria = outer
        for number, line in enumerate(self.files[path], start=1):
            found = _LINE.fullmatch(line)
            if found is None:
                continue
            keyword = found[1].lower()
            if keyword == "match":
                self._count(path, 0, _PATTERN_COUNTS * found[2].count(","))
                criteria = outer + _criteria(_words(found[2]))
            elif keyword == "include":
                for pattern in _words(found[2]):
                    self._count(path, 0, len(self.files))  # each is compared with the pattern
                    for included in self._included(pattern):
                        yield from self._read(included, criteria, depth + 1)
            elif criteria:
                yield Setting(keyword, criteria, path, number)

    def _count(self, path: str, files: int, lines: int) -> None:
        self._read_files += files
        self._read_lines += lines
        if self._read_files > _MAX_FILES or self._read_lines > _MAX_LINES:
            raise Unreadable(reason("sshd_config_too_deep", path=path))

    def _included(self, pattern: str) -> list[str]:
        """Give the files an Include names, in the order of glob(7); a place that was not read is unreadable."""
        absolute = pattern if pattern.startswith("/") else "/etc/ssh/" + pattern
        if not re.fullmatch(r"/etc/ssh/(sshd_config\.d/)?[^/]+", absolute) and absolute not in self.files:
            raise Unreadable(reason("sshd_include_not_read", path=absolute))
        return sorted(path for path in self.files if _glob_matches(path, absolute))


def _glob_matches(path: str, pattern: str) -> bool:
    """Match as glob(7): no wildcard matches a slash or a leading dot."""
    name, wanted = path.rsplit("/", 1), pattern.rsplit("/", 1)
    hidden = name[1].startswith(".") and not wanted[1].startswith(".")
    return name[0] == wanted[0] and not hidden and fnmatch.fnmatchcase(name[1], wanted[1])


def _words(text: str) -> list[str]:
    return shlex.split(text, comments=True)


def _criteria(words: list[str]) -> Criteria:
    """Pair the words of a Match line; `all` and any lone word stand with an empty pattern."""
    pairs: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        name = name.lower()
        lone = name in {"all", "invalid-user"}
        pairs.append((name, value if equals else "" if lone else next(rest, "")))
    return tuple(pairs) or (("", ""),)


def pattern_matches(text: str, pattern: str) -> bool:
    """Match as sshd's patterns: `*` and `?` alone are special."""
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))


def _list_matches(matches: Iterable[tuple[bool, bool]]) -> bool:
    """Judge a pattern list of (negated, hit): a negated hit loses, else one hit is enough."""
    hits = [negated for negated, hit in matches if hit]
    return bool(hits) and not any(hits)


def _split(patterns: str) -> list[tuple[bool, str]]:
    return [(pattern.startswith("!"), pattern.removeprefix("!")) for pattern in patterns.split(",")]


def _address_hit(address: str, pattern: str) -> bool:
    if "/" in pattern:
        return ipaddress.ip_address(address) in ipaddress.ip_network(pattern, strict=False)
    return pattern_matches(address, pattern)


def _criterion_matches(name: str, patterns: str, context: Context) -> bool | None:
    """Tell whether one criterion matches; None where it cannot be told."""
    if name == "all":
        return True
    if name == "user":
        return _list_matches((negated, pattern_matches(context.user, p)) for negated, p in _split(patterns))
    if name in {"address", "host"}:  # host= is given the address: names depend on the resolver of the day
        hit = _address_hit if name == "address" else pattern_matches
        return _list_matches((negated, hit(context.address, p)) for negated, p in _split(patterns))
    if name == "group" and context.groups is not None:
        groups = context.groups
        return _list_matches(
            (negated, any(pattern_matches(group, p) for group in groups)) for negated, p in _split(patterns)
        )
    # sshd -T is given no local address, port or routing domain, so that it never takes these blocks.
    return False if name in {"localaddress", "localport", "rdomain"} else None


def block_matches(criteria: Criteria, context: Context) -> bool | None:
    """Tell whether a block matches a context: all criteria must."""
    answers = [_criterion_matches(name, patterns, context) for name, patterns in criteria]
    if False in answers:
        return False
    return None if None in answers else True


def not_exercised(settings: list[Setting], contexts: list[Context]) -> dict[str, Reason]:
    """Give the keywords of which some setting shows in no context, with the first such place."""
    unseen: dict[str, Reason] = {}
    block = cache(block_matches)
    may_match: defaultdict[tuple[str, Context], set[Criteria]] = defaultdict(set)
    for setting in settings:
        exercised = False
        for context in contexts:
            matches, earlier = block(setting.criteria, context), may_match[setting.keyword, context]
            exercised = exercised or (matches is True and earlier <= {setting.criteria})
            if matches is not False:
                earlier.add(setting.criteria)
        if not exercised and setting.keyword not in unseen:
            criteria = " ".join(f"{name} {patterns}".strip() for name, patterns in setting.criteria)
            unseen[setting.keyword] = reason(
                "sshd_match_not_exercised",
                keyword=setting.keyword,
                criteria=criteria,
                path=setting.path,
                line=setting.line,
            )
    return unseen
