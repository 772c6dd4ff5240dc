"""What changed in the facts of one target between two readings, as plain data (`checks.facts_file`). Pure.

A field that one reading could not tell is not comparable: it is told so, and never as removed. What neither reading
could tell is no change; the findings of both runs say it (確認不能).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from checks.drift import UNREAD, FactChange, Kind
from checks.drift_watched import ALIKE, WATCHED, Subject, Watched
from checks.facts_file import canonical
from checks.golden_diff import deviations
from checks.judging import JST
from inventories.reason import Reason, reason
from scanners.probe import Unreadable

_FILE_MODE = frozenset({"mode", "user", "group"})
_PRUNED = reason("fact_removed_with_time")
_NOT_IN_RUN = reason("fact_not_in_run")

Fields = Mapping[str, Any]


class _Said(NamedTuple):
    """A change of a field, before it is known which field that is."""

    kind: Kind
    item: str
    before: str = ""
    after: str = ""
    why: Reason | None = None


def changes_of_fact(fact: str, before: Fields | None, after: Fields | None) -> tuple[FactChange, ...]:
    """Give the changes in the watched fields of one fact; None where its bytes were removed with time."""
    if before is None or after is None:
        said = [(name, _Said(_unread(before is None), "", why=_PRUNED)) for name in _watched_fields(fact)]
    else:
        said = [
            (name, one)
            for name in _watched_fields(fact)
            for one in _of_field(WATCHED[fact, name], before.get(name), after.get(name))
        ]
    return tuple(FactChange(WATCHED[fact, name].subject, fact, name, *one) for name, one in said)


def changes_of_target(
    before: Mapping[str, Fields | None], after: Mapping[str, Fields | None]
) -> tuple[FactChange, ...]:
    """Give the changes of one target. A fact that one side lacks was not read there: it is not comparable."""
    return in_order(
        change
        for fact in before.keys() | after.keys()
        for change in changes_of_fact(fact, before.get(fact, {}), after.get(fact, {}))
    )


def in_order(found: Iterable[FactChange]) -> tuple[FactChange, ...]:
    """Give changes by subject, what was added and removed side by side; what `ALIKE` fields tell alike is told once."""
    subjects = {subject: place for place, subject in enumerate(Subject)}
    once = {_what(one): one for one in sorted(found, key=_place)}
    return tuple(sorted(once.values(), key=lambda one: (subjects[one.subject], one.kind in UNREAD)))


def _what(one: FactChange) -> tuple[object, ...]:
    """Give what makes two changes the same, by whichever of the fields that are `ALIKE` they are told."""
    field = ALIKE.get((one.fact, one.field), one.field) if one.item else one.field
    return one.fact, field, one.kind, one.item, one.before, one.after, one.why


def _place(one: FactChange) -> tuple[str, ...]:
    return one.fact, one.field, one.item, one.kind, one.before, one.after


def _watched_fields(fact: str) -> list[str]:
    return [name for known, name in WATCHED if known == fact]


def _unread(before: bool) -> Kind:
    return Kind.UNREAD_BEFORE if before else Kind.UNREAD_NOW


def _of_field(watched: Watched, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[_Said]:
    sides = (before, after)
    unknown = [side is None or side.get("state") == "unknown" for side in sides]
    if all(unknown):
        return
    if any(unknown):
        side = sides[unknown.index(True)]
        yield _Said(_unread(unknown[0]), "", why=_NOT_IN_RUN if side is None else _told(side))
        return
    values = [side.get("value") if side and side.get("state") == "known" else None for side in sides]  # None: absent
    if values[0] != values[1]:
        yield from _compared(watched, values[0], values[1])


def _told(state: Mapping[str, Any]) -> Reason:
    values = {
        str(name): tuple(map(str, one)) if isinstance(one, list) else one for name, one in state["values"].items()
    }
    return reason(str(state["code"]), **values)


def _compared(watched: Watched, before: Any, after: Any) -> Iterator[_Said]:
    """Compare two values of one field; None stands for a thing that the target does not have."""
    kind = before if before is not None else after
    if watched.lines:
        yield from _of_lines(before or (), after or ())
    elif watched.rules:
        yield from _of_members(*_apart(_rules(before or {}), _rules(after or {})))
    elif isinstance(kind, dict) and not _is_record(watched, kind):
        yield from _of_mapping(watched, before or {}, after or {})
    elif isinstance(kind, list):
        yield from _of_list(watched, before or [], after or [])
    elif before is None or after is None:
        yield _Said(Kind.ADDED if before is None else Kind.REMOVED, "", *_texts(watched, before, after))
    else:
        yield _Said(Kind.CHANGED, "", *_texts(watched, before, after))


def _is_record(watched: Watched, value: Mapping[str, Any]) -> bool:
    return watched.subject is Subject.PARTS and "serial" in value  # a FRU: parts with names, not a mapping of things


def _texts(watched: Watched, before: Any, after: Any) -> tuple[str, str]:
    """Give both values as text; of records, the parts that differ."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() != _FILE_MODE:
        differ = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
        return _parts(before, differ), _parts(after, differ)
    return tuple("" if one is None else shown(one, moment=watched.moment) for one in (before, after))  # type: ignore[return-value]  # two of two


def _parts(record: Mapping[str, Any], names: Iterable[str]) -> str:
    return " ".join(f"{name}={shown(record[name])}" for name in names if name in record)


def _of_mapping(watched: Watched, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Said]:
    for key in sorted(before.keys() | after.keys()):
        then, now = before.get(key), after.get(key)
        if key not in before:
            yield _Said(Kind.ADDED, key, *_texts(watched, None, now))
        elif key not in after:
            yield _Said(Kind.REMOVED, key, *_texts(watched, then, None))
        elif then != now:
            yield _Said(Kind.CHANGED, key, *_texts(watched, then, now))


def _of_list(watched: Watched, before: list[Any], after: list[Any]) -> Iterator[_Said]:
    before, after = (_without(watched, members) for members in (before, after))
    if watched.key:
        keyed = [_by_key(watched.key, members) for members in (before, after)]
        if keyed[0] is not None and keyed[1] is not None:
            yield from _of_mapping(watched, keyed[0], keyed[1])
            return
    yield from _of_members(*_apart(*([(shown(member), member) for member in members] for members in (before, after))))


def _without(watched: Watched, members: list[Any]) -> list[Any]:
    if not watched.without:
        return members
    return [{name: part for name, part in one.items() if name not in watched.without} for one in members]


def _by_key(key: tuple[str, ...], members: list[Any]) -> dict[str, Any] | None:
    """Give records by their key; None where two share one, so that nothing tells which became which."""
    named = {
        " ".join(shown(one[name]) for name in key): {name: part for name, part in one.items() if name not in key}
        for one in members
    }
    return named if len(named) == len(members) else None


def _apart(*sides: list[tuple[str, Any]]) -> list[list[str]]:
    """Give the texts of members; where one text would stand for several that differ, each shows its record too."""
    forms: dict[str, set[bytes]] = {}
    for text, member in chain.from_iterable(sides):
        forms.setdefault(text, set()).add(canonical(member))
    return [
        [text if len(forms[text]) == 1 else f"{text}  {canonical(member).decode()}" for text, member in side]
        for side in sides
    ]


def _of_members(before: list[str], after: list[str]) -> Iterator[_Said]:
    """Compare members, as often as each is there; and the order of those that stayed."""
    then, now = Counter(before), Counter(after)
    for text in sorted((then - now).elements()):
        yield _Said(Kind.REMOVED, text)
    for text in sorted((now - then).elements()):
        yield _Said(Kind.ADDED, text)
    stayed = [[text for text in side if then[text] == now[text]] for side in (before, after)]
    if stayed[0] != stayed[1]:
        yield _Said(Kind.CHANGED, "", " / ".join(stayed[0]), " / ".join(stayed[1]))


def _rules(filters: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Give packet filters rule by rule, in their order, each with the name of its filter."""
    return [
        (f"{name}: {text}", member)
        for name, one in sorted(filters.items())
        for text, member in (
            *((str(rule["line"]), rule) for rule in one["rules"]),
            (f"default {one['default']}", {part: value for part, value in one.items() if part != "rules"}),
        )
    ]


def _of_lines(before: Iterable[str], after: Iterable[str]) -> Iterator[_Said]:
    """Compare configurations section by section, as approved ones are; secrets are cut in both, and so are alike."""
    before, after = list(before), list(after)
    try:
        found = deviations(before, after)
    except Unreadable:  # no tree, or an empty side: line by line
        yield from _of_members(before, after)
        return
    moved: set[str] = set()
    for one in found:
        item = " / ".join((*one.section, one.text))
        if not one.moved:
            yield _Said(Kind.ADDED if one.sign == "+" else Kind.REMOVED, item)
        elif item not in moved:
            moved.add(item)
            yield _Said(Kind.CHANGED, item)


def shown(value: Any, *, moment: bool = False) -> str:
    """Give a value of a fact as one text; `-` for what is empty. Of records by name, parts that are false left out."""
    if moment and isinstance(value, int):
        return datetime.fromtimestamp(value, JST).isoformat()
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "-"}[value]
    if isinstance(value, dict):
        return _record(value)
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value) or "-"
    return str(value) or "-"


def _record(value: Mapping[str, Any]) -> str:
    if value.keys() == _FILE_MODE and isinstance(value["mode"], int):
        return f"{value['mode']:04o} {value['user']} {value['group']}"
    parts = (name if part is True else f"{name}={shown(part)}" for name, part in value.items() if part is not False)
    return " ".join(parts) or canonical(value).decode()
