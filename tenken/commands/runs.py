"""`tenken runs`: the stored runs, the newest first."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.finding import Status
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.wording import label
from tenken.stored import configure_store, store_of

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
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code in ("run", "run_state", "targets"):
        table.add_column(label(f"runs_{code}", language), no_wrap=True)
    for status in _SHOWN:
        table.add_column(label(f"short_{status}", language), justify="right")
    table.add_column(label("runs_inventory", language), overflow="fold")
    for one in found:
        counts = [str(one.counts.get(status.value, 0)) for status in _SHOWN]
        state = label(f"run_{one.status}", language)
        table.add_row(one.id, state, str(one.targets), *counts, Text(one.inventory))
    Console(highlight=False).print(table)
    return 0
