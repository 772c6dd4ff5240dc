"""Tables of the ntc-templates project, for output whose form they know."""

from __future__ import annotations

import re
from functools import lru_cache

from inventories.reason import reason
from scanners.probe import Unreadable

Row = dict[str, str | list[str]]

# Every line goes through a template's rules one by one, and what may stand between two words is tried at every length:
# a table that is longer than any real one, or lines full of nothing, would keep the reader busy for minutes.
MOST_LINES = 100_000
LONGEST_LINE = 4096
_BLANKS = 16
_GAP = re.compile(rf"[ \t]{{{_BLANKS + 1},}}")


@lru_cache(maxsize=32)
def rows(platform: str, command: str, text: str) -> tuple[Row, ...]:
    """Read output by the template of a command. Raises `Unreadable` where it does not fit, gives nothing or is too
    long. No template tells columns by how far they are apart: wide gaps are made narrower.
    """
    lines = text.split("\n")
    if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        raise Unreadable(reason("output_too_long", command=command))
    from ntc_templates.parse import (  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to load, and rarely needed)
        ParsingException,
        parse_output,
    )
    from textfsm import TextFSMError  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    try:
        found = parse_output(platform=platform, command=command, data=_GAP.sub(" " * _BLANKS, text))
    except (ParsingException, TextFSMError) as broken:
        raise Unreadable(reason("unparseable", detail=f"{command}: {broken}"[:200])) from None
    if not found:
        raise Unreadable(reason("unparseable", detail=f"{command}: {text.strip()[:80] or 'empty'}"))
    return tuple({key: value for key, value in row.items() if isinstance(value, (str, list))} for row in found)


def cell(row: Row, name: str) -> str:
    """Give one value of a row; of several the first. Empty where there is none."""
    value = row.get(name, "")
    return value if isinstance(value, str) else (value[0] if value else "")
