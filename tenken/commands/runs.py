"""`tenken runs`: the stored runs, the newest first."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.finding import Status
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.redaction import mask
from reports.wording import label
from tenken.stored import configure_store, store_of

if TYPE_CHECKING:
    from tenken.store.runs import RunLine

_SHOWN = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.UNATTESTED, Status.WAIVED)


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    configure_store(parser, language)
    parser.add_argument("--newest", type=int, default=20, metavar="N", help=say(reason("help_newest"), language))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """List them."""
    from tenken.store import runs  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    if arguments.newest < 1:
        raise ConfigError("number_too_small", option="--newest", least=1)
    with store_of(arguments) as store, store.reading() as connection:
        found = runs.listed(connection, arguments.newest)
    if not found:
        print(say(reason("no_runs_stored", store=store.shown), language))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for inventory, lines in groupby(found, key=lambda one: one.inventory):
        console.print(Text(mask(inventory), style="bold"))
        console.print(_table(lines, language))
    return 0


def _table(lines: Iterable[RunLine], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for code in ("run", "run_state", "targets"):
        table.add_column(label(f"runs_{code}", language), no_wrap=True)
    for status in _SHOWN:
        table.add_column(label(f"short_{status}", language), justify="right", no_wrap=True)
    for one in lines:
        counts = [str(one.counts.get(status.value, 0)) for status in _SHOWN]
        table.add_row(one.id, label(f"run_{one.status}", language), str(one.targets), *counts)
    return table
