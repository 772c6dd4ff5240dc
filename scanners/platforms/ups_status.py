"""What the readers of power supplies share: numbers and dates as devices write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from inventories.reason import reason
from scanners.probe import Unreadable

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
_DATE = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)")
_AMERICAN = re.compile(r"(\d\d)/(\d\d)/(\d{4}|\d\d)")


def told(values: Mapping[str, str], *names: str) -> str:
    """Give the first of these values that the device tells. Raises `Unreadable`."""
    for name in names:
        if values.get(name):
            return values[name]
    raise Unreadable(reason("ups_not_told", name=names[0]))


def number(text: str, least: float, most: float) -> float:
    """Read a number within what is possible. Raises `Unreadable`."""
    if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
        raise Unreadable(reason("ups_value_strange", value=text[:40]))
    value = float(text)
    return int(value) if value.is_integer() else value  # as a person would write it


def day(text: str) -> date:
    """Read YYYY-MM-DD, YYYY/MM/DD, MM/DD/YYYY or MM/DD/YY (as APC devices write). Raises `Unreadable`."""
    if found := _DATE.fullmatch(text):
        year, month, number_of_day = found.groups()
    elif found := _AMERICAN.fullmatch(text):
        month, number_of_day, year = found.groups()
        year = f"20{year}" if len(year) == 2 else year
    else:
        raise Unreadable(reason("ups_value_strange", value=text[:40]))
    return date(int(year), int(month), int(number_of_day))
