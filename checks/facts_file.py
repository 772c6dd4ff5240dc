"""Facts as plain data: what `--format facts` writes, and how a program reads it back.

A field is `known` with its value, `unknown` or `absent` with the code and values of its reason. Sets are sorted lists,
so that equal facts give equal text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Struct

from inventories.reason import ConfigError, Reason, Value, reason
from scanners.facts import FACTS
from scanners.facts.field import Absent, Known, Unknown

SCHEMA_VERSION = "1.0"

Plain = dict[str, Any] | list[Any] | str | int | float | bool | None
ReasonValues = dict[str, str | int | float | bool | list[str]]


class KnownField(Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="known"):
    """The state was read. `value`: text, number, true or false, a list (sets are sorted), or an object."""

    value: Any


class UnknownField(Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="unknown"):
    """The state could not be read, and why: a code with its values."""

    code: str
    values: ReasonValues


class AbsentField(Struct, frozen=True, forbid_unknown_fields=True, tag_field="state", tag="absent"):
    """The target has no such thing, and why: a code with its values."""

    code: str
    values: ReasonValues


FieldState = KnownField | UnknownField | AbsentField


class Why(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a target gave nothing or not all: a code with its values."""

    code: str
    values: ReasonValues


class TargetFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """One target: the account of the scan, how it was reached, and its facts by name and field.

    `scanned` false: no scanner reads it (未点検). `facts` is empty where nothing was read.
    """

    target: str
    system: str
    family: str
    account: str
    scanned: bool
    reachable: bool
    reason: Why | None
    facts: dict[str, dict[str, FieldState]]


class RunFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """The run that the facts come from. Times are ISO 8601 with zone."""

    id: str
    status: Literal["complete", "incomplete", "aborted"]
    started: str
    finished: str
    tool_version: str
    arguments: list[str]


class FactsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The facts of one run."""

    document: Literal["facts"]
    schema_version: str
    run: RunFacts
    targets: list[TargetFacts]


def plain_facts(facts: Mapping[str, object]) -> dict[str, dict[str, Plain]]:
    """Give typed facts as plain data, in the order of their names."""
    return {
        name: {item.name: _state(getattr(fact, item.name)) for item in dataclasses.fields(fact)}  # type: ignore[arg-type]  # a fact is a dataclass
        for name, fact in sorted(facts.items())
    }


def _state(state: object) -> Plain:
    if isinstance(state, Known):
        return {"state": "known", "value": plain(state.value)}
    if isinstance(state, Unknown | Absent):
        return {"state": "unknown" if isinstance(state, Unknown) else "absent", **plain_reason(state.reason)}
    return {"state": "unknown", **plain_reason(reason("fact_not_written"))}  # what no reader promised


def plain_reason(why: Reason) -> dict[str, Plain]:
    """Give a reason as its code and values."""
    return {"code": why.code, "values": {name: plain(value) for name, value in why.values}}


def plain(value: object) -> Plain:
    """Give a value of a fact as JSON could hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=lambda one: str(one[0]))}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=canonical)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    return value.isoformat() if isinstance(value, date) else str(value)


def canonical(value: object) -> bytes:
    """Give one text for equal plain data, to sort and compare by."""
    return msgspec.json.encode(value, order="sorted")


def read(raw: bytes, file: str) -> FactsFile:
    """Read a file of facts. Raises ConfigError for anything else, and for a version that this release does not know."""
    try:
        read_back = msgspec.json.decode(raw, type=FactsFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as broken:
        raise ConfigError("facts_file_unusable", file=file, problem=str(broken)[:300]) from None
    if read_back.schema_version != SCHEMA_VERSION:
        raise ConfigError("facts_file_version", file=file, found=read_back.schema_version[:40], expected=SCHEMA_VERSION)
    return read_back


def typed_facts(facts: Mapping[str, Mapping[str, FieldState]]) -> dict[str, Any]:
    """Give facts as their own types again. A fact this release does not know is left out; a value that does not fit its
    field (masked, or written by another release) is unknown.
    """
    return {name: _fact(FACTS[name], fields) for name, fields in facts.items() if name in FACTS}


def _fact(kind: type[Any], fields: Mapping[str, FieldState]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{item.name: _field(hints[item.name], fields.get(item.name)) for item in dataclasses.fields(kind)})


def _field(hint: object, state: FieldState | None) -> Known[Any] | Unknown | Absent:
    if isinstance(state, KnownField):
        known = get_args(hint)[0]  # Known[T] | Unknown | Absent
        try:
            return Known(msgspec.convert(state.value, get_args(known)[0], strict=True))
        except (msgspec.ValidationError, TypeError, RecursionError) as broken:
            return Unknown(reason("fact_not_as_written", problem=str(broken)[:200]))
    if state is None:
        return Unknown(reason("fact_not_written"))
    told = reason(state.code, **{name: _value(value) for name, value in state.values.items()})
    return Unknown(told) if isinstance(state, UnknownField) else Absent(told)


def _value(value: str | int | float | bool | list[str]) -> Value:
    return tuple(value) if isinstance(value, list) else value
