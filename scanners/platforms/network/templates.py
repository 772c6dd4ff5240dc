"""Tables of the ntc-templates project, for output whose form they know."""

from __future__ import annotations

from functools import lru_cache

from inventories.reason import reason
from scanners.probe import Unreadable

Row = dict[str, str | list[str]]


@lru_cache(maxsize=32)
def rows(platform: str, command: str, text: str) -> tuple[Row, ...]:
    """Read output by the template of a command. Raises `Unreadable` where it does not fit, or gives nothing."""
    from ntc_templates.parse import (  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to load, and rarely needed)
        ParsingException,
        parse_output,
    )
    from textfsm import TextFSMError  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    try:
        found = parse_output(platform=platform, command=command, data=text)
    except (ParsingException, TextFSMError) as broken:
        raise Unreadable(reason("unparseable", detail=f"{command}: {broken}"[:200])) from None
    if not found:
        raise Unreadable(reason("unparseable", detail=f"{command}: {text.strip()[:80] or 'empty'}"))
    return tuple({key: value for key, value in row.items() if isinstance(value, (str, list))} for row in found)


def cell(row: Row, name: str) -> str:
    """Give one value of a row; of several the first. Empty where there is none."""
    value = row.get(name, "")
    return value if isinstance(value, str) else (value[0] if value else "")
