"""Codes beside their words, as every JSON document gives them."""

from __future__ import annotations

from msgspec import Struct

from inventories.reason import Reason, Value
from reports.wording import both


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The words for a code, in both languages."""

    ja: str
    en: str


class Coded(Struct, frozen=True, forbid_unknown_fields=True):
    """A code with its values, for programs; `text` says the same for people."""

    code: str
    values: dict[str, str | int | float | bool | list[str]]
    text: Words


def coded(why: Reason) -> Coded:
    """Give a reason for programs and people."""
    text = both(why)
    return Coded(why.code, {name: _plain(value) for name, value in why.values}, Words(text.ja, text.en))


def optional(why: Reason | None) -> Coded | None:
    """Give a reason where there is one."""
    return None if why is None else coded(why)


def _plain(value: Value) -> str | int | float | bool | list[str]:
    return list(value) if isinstance(value, tuple) else value
