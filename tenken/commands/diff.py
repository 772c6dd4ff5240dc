"""`tenken diff [OLD] NEW`: what changed from one stored run to another."""

from __future__ import annotations

import argparse

from checks import catalogue, tables
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken import extending
from tenken.stored import configure_store, store_of


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("runs", nargs="+", metavar="RUN", help=text("help_diff_runs"))
    configure_store(parser, language)
    extending.configure(parser, language)
    parser.add_argument("--format", choices=("table", "json"), default="table", help=text("help_format"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Compare them. With one run, the one before it on the same inventory is what it is compared with."""
    from reports.drift_report import Drift, RunName, render, render_json  # noqa: PLC0415
    from tenken.store import comparing, runs  # noqa: PLC0415  (SQLAlchemy is for who uses the store)

    if len(arguments.runs) > 2:
        raise ConfigError("diff_two_runs")
    with store_of(arguments) as store, store.reading() as connection:
        new = runs.find(connection, arguments.runs[-1])
        old = runs.find(connection, arguments.runs[0]) if len(arguments.runs) == 2 else runs.previous(connection, new)
        if old is None:
            raise ConfigError("no_run_before", run=new.id)
        before, after = (RunName(row.id, row.status, row.started) for row in (old, new))
        drift = Drift(before, after, comparing.changes(connection, old.number, new.number))
    if arguments.format == "json":
        print(render_json(drift), end="")
        return 0
    controls = catalogue.load(tables.load(None), extending.control_paths(arguments.extensions)).controls
    print(render(drift, controls, language), end="")
    return 0
