"""`tenken diff [OLD] NEW`: what changed from one stored run to another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from checks import catalogue, changes, operations, tables
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.redaction import masked_drift
from tenken import extending
from tenken.stored import configure_store, store_of

if TYPE_CHECKING:
    from tenken.drifting import Announced


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("runs", nargs="+", metavar="RUN", help=text("help_diff_runs"))
    configure_store(parser, language)
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_diff_policy"))
    extending.configure(parser, language)
    parser.add_argument("--format", choices=("table", "json"), default="table", help=text("help_format"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Compare them. With one run, the one before it on the same inventory is what it is compared with."""
    from reports.drift_report import Drift, RunName, render, render_json  # noqa: PLC0415
    from tenken import drifting  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import comparing, runs  # noqa: PLC0415

    if len(arguments.runs) > 2:
        raise ConfigError("diff_two_runs")
    work = _announced(arguments.policy) if arguments.policy else None
    with store_of(arguments) as store, store.reading() as connection:
        new = runs.find(connection, arguments.runs[-1])
        two = len(arguments.runs) == 2
        old = runs.find(connection, arguments.runs[0]) if two else comparing.previous(connection, new)
        if old is None:
            raise ConfigError("no_run_before", run=new.id)
        work = work or drifting.announced_with(connection, new)
        summary = masked_drift(drifting.compared(connection, old, new, work, look_back=not two))
    before, after = (RunName(row.id, row.status, row.started) for row in (old, new))
    drift = Drift(before, after, summary.findings, summary)
    if arguments.format == "json":
        print(render_json(drift), end="")
        return 0
    controls = catalogue.load(tables.load(None), extending.control_paths(arguments.extensions)).controls
    print(render(drift, controls, language), end="")
    return 0


def _announced(folder: Path) -> Announced:
    from tenken.drifting import Announced  # noqa: PLC0415

    if not folder.is_dir():
        raise ConfigError("policy_no_folder", file=str(folder))
    recorded = changes.load(*(folder / name for name in changes.FILES))
    return Announced(recorded, operations.load(folder / "operations.yaml").contact)
