"""How package versions compare: dpkg's order (deb-version(7)) and rpm's (rpm-version(7)), without either tool."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cmp_to_key
from itertools import zip_longest

_DPKG_PART = re.compile(r"(\D*)(\d*)")
_RPM_PART = re.compile(r"\d+|[A-Za-z]+|~|\^")


def _dpkg_weight(character: str) -> int:
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256


def _sign(left: int, right: int) -> int:
    return (left > right) - (left < right)


def _dpkg_part(left: str, right: str) -> int:
    for (text_l, digits_l), (text_r, digits_r) in zip_longest(
        _DPKG_PART.findall(left), _DPKG_PART.findall(right), fillvalue=("", "")
    ):
        for a, b in zip_longest(text_l, text_r, fillvalue=""):
            order = _sign(_dpkg_weight(a) if a else 0, _dpkg_weight(b) if b else 0)
            if order:
                return order
        order = _sign(int(digits_l or 0), int(digits_r or 0))
        if order:
            return order
    return 0


def _rpm_part(left: str, right: str) -> int:  # noqa: PLR0911  (one branch per rule of rpm-version(7))
    parts_l, parts_r = _RPM_PART.findall(left), _RPM_PART.findall(right)
    for a, b in zip_longest(parts_l, parts_r, fillvalue=""):
        if a == b:
            continue
        if "~" in (a, b):  # a tilde is older than anything, even than the end
            return -1 if a == "~" else 1
        if "^" in (a, b):  # a caret is newer than the end, older than any other part
            if a == "^":
                return 1 if not b else -1
            return -1 if not a else 1
        if not a or not b:
            return 1 if a else -1
        if a.isdigit() != b.isdigit():
            return 1 if a.isdigit() else -1
        order = _sign(int(a), int(b)) if a.isdigit() else (a > b) - (a < b)
        if order:
            return order
    return 0


def _split(version: str) -> tuple[int, str, str]:
    epoch, has_epoch, rest = version.partition(":")
    if not has_epoch:
        epoch, rest = "0", version
    upstream, has_revision, revision = rest.rpartition("-")
    return (int(epoch), upstream, revision) if has_revision else (int(epoch), rest, "")


def _compare(part: Callable[[str, str], int], left: str, right: str) -> int:
    (epoch_l, upstream_l, revision_l), (epoch_r, upstream_r, revision_r) = _split(left), _split(right)
    return _sign(epoch_l, epoch_r) or part(upstream_l, upstream_r) or part(revision_l, revision_r)


def compare_versions(order: str, left: str, right: str) -> int:
    """Give -1, 0 or 1 as `left` is older, equal or newer; `order` is `dpkg` or `rpm`.

    Raises ValueError for an order that is not known and for an epoch that is no number.
    """
    if order == "dpkg":
        return _compare(_dpkg_part, left, right)
    if order == "rpm":
        return _compare(_rpm_part, left, right)
    raise ValueError(order)


dpkg_key = cmp_to_key(lambda left, right: compare_versions("dpkg", str(left), str(right)))
rpm_key = cmp_to_key(lambda left, right: compare_versions("rpm", str(left), str(right)))
