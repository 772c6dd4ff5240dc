"""Changes of configurations of tables and entries (FortiOS), as commands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.golden_diff import flat
from scanners.platforms.network.fortios.tree import Block, tables_of
from scanners.platforms.network.tree import Line

_RULES = "policy"  # in the names of tables of rules, which refer to those of objects
Placed = tuple[int, str]  # how deep a line of a draft lies, and what it says


def table_changes(approved: tuple[Line, ...], running: tuple[Line, ...]) -> Iterator[Placed]:
    """Give the commands that turn one configuration into the other. Raises `Unreadable` for what is not whole.

    Objects are made before rules refer to them, and go away after no rule does any more.
    """
    wanted, seen = (tables_of("\n".join(flat(lines))) for lines in (approved, running))
    return _changed(wanted, seen, 0)


def _changed(wanted: Block, seen: Block, depth: int) -> Iterator[Placed]:
    """Give what to set, to make and to change in a table or an entry; not which entries of its own go away."""
    for key, values in wanted.settings.items():
        if seen.settings.get(key) != values:
            yield depth, f"set {key} {_quoted(values)}" if values else f"unset {key}"
    yield from ((depth, f"unset {key}") for key in seen.settings if key not in wanted.settings)
    for key, entry in wanted.entries.items():
        made = _changed(entry, seen.entries.get(key, Block(key)), depth + 1)
        yield from _inside(depth, f"edit {_quoted((key,))}", made, "next", though_empty=key not in seen.entries)
    yield from _tables(wanted, seen, depth)


def _tables(wanted: Block, seen: Block, depth: int) -> Iterator[Placed]:
    pairs = [
        (name, wanted.tables.get(name, Block(name)), seen.tables.get(name, Block(name)))
        for name in dict.fromkeys((*wanted.tables, *seen.tables))
    ]
    objects = [pair for pair in pairs if _RULES not in pair[0]]
    rules = [pair for pair in pairs if _RULES in pair[0]]
    for name, table, old in objects:
        yield from _inside(depth, f"config {name}", _changed(table, old, depth + 1), "end")
    for name, table, old in rules:
        changed = (*_changed(table, old, depth + 1), *_gone(table, old, depth + 1))
        yield from _inside(depth, f"config {name}", changed, "end")
    for name, table, old in objects:
        yield from _inside(depth, f"config {name}", _gone(table, old, depth + 1), "end")


def _gone(wanted: Block, seen: Block, depth: int) -> Iterator[Placed]:
    return ((depth, f"delete {_quoted((key,))}") for key in seen.entries if key not in wanted.entries)


def _inside(
    depth: int, begins: str, lines: Iterable[Placed], ends: str, *, though_empty: bool = False
) -> Iterator[Placed]:
    held = tuple(lines)
    if held or though_empty:
        yield from ((depth, begins), *held, (depth, ends))


def _quoted(values: tuple[str, ...]) -> str:
    return " ".join(f'"{value.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"' for value in values)
