"""Plain lists on the terminal: one row a thing, columns with a heading."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Literal

from rich.console import Console
from rich.table import Table

from inventories.reason import reason
from reports.messages import Language, say

Setting = Literal["whole", "folded", "number"]
_PIPED = 200  # columns where the output is no terminal, so that lines stay whole for grep


def headed(columns: Mapping[str, Setting], language: Language) -> Table:
    """Give an empty table; `columns`: the code of each heading, and whether its cells stay whole or may be folded."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code, setting in columns.items():
        table.add_column(
            say(reason(code), language),
            overflow="fold",
            no_wrap=setting != "folded",
            justify="right" if setting == "number" else "left",
        )
    return table


def show(table: Table) -> None:
    """Print it as wide as the terminal."""
    width = None if sys.stdout.isatty() else _PIPED
    Console(highlight=False, width=width).print(table)
