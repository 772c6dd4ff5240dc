"""The configuration of FortiOS as it nests: `config`, `edit`, `set`, `next`, `end` (FortiOS CLI Reference, "Using the
CLI").

`show full-configuration` prints every table of the device, the empty ones too, and every setting with its default: a
table or a setting that is not there was not shown to us, and is no default of ours to guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from inventories.reason import Reason, reason
from scanners.probe import Unreadable

NAME = "fortios"
UNSET = frozenset({"0.0.0.0", "::/0"})  # noqa: S104  (what an address that is not set looks like)
ANYWHERE = frozenset({"0.0.0.0/0", "::/0", "::/128"})
_DEEPEST = 16
_WORD = re.compile(r'"((?:[^"\\]++|\\.)*+)"|\'([^\']*)\'|(\S+)', re.DOTALL)
_CUT = "<cut:unknown>"
_BEGINS = re.compile(r"\s*(?:set|unset|config|edit|next|end)\b")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A table or an entry of one: its settings, the tables below it, its entries; never changed once it is read."""

    name: str
    settings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, Block] = field(default_factory=dict)
    entries: dict[str, Block] = field(default_factory=dict)

    def told(self, key: str) -> tuple[str, ...]:
        """Give the values of a setting. Raises `Unreadable` where it was not shown."""
        if key not in self.settings:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"{self.name} {key}".strip()))
        return self.settings[key]

    def one(self, key: str) -> str:
        """Give a setting of one word, empty where it is unset. Raises `Unreadable` where it was not shown."""
        return " ".join(self.told(key))

    def on(self, key: str) -> bool:
        """Whether a setting is enabled. Raises `Unreadable` where it was not shown, or is neither."""
        value = self.one(key)
        if value not in {"enable", "disable"}:
            raise Unreadable(reason("unparseable", detail=f"{self.name} {key} {value[:40]}"))
        return value == "enable"

    def words(self, key: str) -> tuple[str, ...]:
        """Give the values of a setting, none where it was not shown: for settings that only some entries have."""
        return self.settings.get(key, ())

    def text(self, key: str) -> str:
        """Give the words of such a setting as one text."""
        return " ".join(self.words(key))

    def below(self, table: str) -> tuple[Block, ...]:
        """Give the entries of a table below."""
        return tuple(self.tables[table].entries.values()) if table in self.tables else ()


@dataclass(frozen=True, slots=True)
class Config:
    """The tables of the whole device, and of each virtual domain by its name ("" where there are none)."""

    device: Block
    domains: Mapping[str, Block]

    def one(self, table: str) -> Block:
        """Give a table of the whole device. Raises `Unreadable` where it was not shown."""
        if table not in self.device.tables:
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=table))
        return self.device.tables[table]

    def each(self, table: str) -> Iterator[tuple[str, Block]]:
        """Give a table of every virtual domain. Raises `Unreadable` where it was not shown for one."""
        for name, domain in self.domains.items():
            if table not in domain.tables:
                raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"{name} {table}".strip()))
            yield name, domain.tables[table]

    def maybe(self, table: str) -> Iterator[tuple[str, Block]]:
        """Give a table of every virtual domain that has it: for what only some models and versions know."""
        for name, domain in self.domains.items():
            if table in domain.tables:
                yield name, domain.tables[table]


def named(domain: str, name: str) -> str:
    """Give a name that is unique on the device: with its virtual domain, where there are any."""
    return f"{domain}/{name}" if domain else name


def tables_of(text: str) -> Block:
    """Read tables as they nest, whichever they are. Raises `Unreadable` for what is not whole."""
    root = Block("")
    stack = [root]
    for number, line in _statements(text):
        _statement(stack, number, line)
    if len(stack) > 1:
        raise Unreadable(reason("unparseable", detail=f"no end of {stack[-1].name[:60]}"))
    return root


def speaks_six(place: Block) -> bool:
    """Whether an interface has an address of IPv6, or gets one by itself."""
    six = place.tables.get("ipv6", Block(""))
    own = six.text("ip6-mode") not in {"", "static"} or six.text("ip6-address") not in {"", "::/0"}
    return own or six.text("autoconf") == "enable"


def read(text: str) -> Config:
    """Read `show full-configuration`. Raises `Unreadable` for anything that is none, or is not whole."""
    found = _read(text)
    if isinstance(found, Reason):
        raise Unreadable(found)
    return found


@lru_cache(maxsize=8)
def _read(text: str) -> Config | Reason:
    """Give why instead, where it cannot be read: a dozen readers ask, and each would read all of it again."""
    try:
        return _config(tables_of(text))
    except Unreadable as stop:
        return stop.reason


def _config(root: Block) -> Config:
    if "vdom" in root.tables:
        device = root.tables.get("global", Block(""))
        domains: dict[str, Block] = root.tables["vdom"].entries
    else:
        device, domains = root, {"": root}
    if "system global" not in device.tables:
        raise Unreadable(reason("unparseable", detail="no system global"))
    return Config(device, domains)


def _statement(stack: list[Block], number: int, line: str) -> None:
    word, _, rest = line.partition(" ")
    top = stack[-1]
    if word == "config" and rest.strip():
        name = " ".join(rest.replace('"', "").split())
        stack.append(top.tables.setdefault(name, Block(name)))
    elif word == "edit" and rest.strip():
        name = " ".join(words_of(rest))
        stack.append(top.entries.setdefault(name, Block(name)))
    elif word == "next" and len(stack) > 1 and top is stack[-2].entries.get(top.name):
        stack.pop()
    elif word == "end" and len(stack) > 1:
        if top is stack[-2].entries.get(top.name):  # `end` inside an entry ends its table, too
            stack.pop()
        stack.pop()
    elif word in {"set", "unset"} and len(stack) > 1 and rest.strip():
        key, _, values = rest.strip().partition(" ")
        top.settings[key] = words_of(values) if word == "set" else ()
    else:
        raise Unreadable(reason("unparseable", detail=f"line {number}: {line[:60]}"))
    if len(stack) > _DEEPEST:
        raise Unreadable(reason("unparseable", detail=f"nested too deep: line {number}"))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Give each statement with the number of its first line; quoted text may go over many lines."""
    held: list[str] = []
    began = 0
    lines = text.split("\n")
    for number, raw in enumerate(lines, 1):
        if not held:
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if '"' not in line or _quotes(line) % 2 == 0:  # as nearly all are
                yield number, line
                continue
        began = began if held else number
        held.append(raw)
        closed = len(held) > 1 and _quotes(raw) % 2 == 1
        if not closed and raw.endswith(_CUT) and (number == len(lines) or _BEGINS.match(lines[number])):
            closed = True  # the closing quote was cut together with what looked like a secret
            held.append('"')
        if closed:
            yield began, "\n".join(held).strip()
            held = []
    if held:
        raise Unreadable(reason("unparseable", detail=f"no end of the text that begins at line {began}"))


def _quotes(line: str) -> int:
    return (_ESCAPED.sub("", line) if "\\" in line else line).count('"')


def words_of(text: str) -> tuple[str, ...]:
    """Split the values of a setting as the device quotes them."""
    if '"' not in text and "'" not in text:
        return tuple(text.split())
    found: list[str] = []
    for match in _WORD.finditer(text):
        double, single, bare = match.groups()
        if double is not None:
            found.append(_ESCAPED.sub(r"\1", double) if "\\" in double else double)
        else:
            found.append(single if single is not None else bare)
    return tuple(found)
