"""`tenken rejudge RUN`: judge a stored run again with another baseline, and show what that changes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken import extending
from tenken.stored import configure_store, store_of


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("run", metavar="RUN", help=text("help_run"))
    configure_store(parser, language)
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_rejudge_policy"))
    parser.add_argument(
        "--baseline", type=Path, action="append", default=[], metavar="FILE", help=text("help_rejudge_baseline")
    )
    extending.configure(parser, language)
    parser.add_argument("--format", choices=("table", "json"), default="table", help=text("help_format"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Judge again, and tell the differences."""
    from reports.drift_report import Drift, RunName, render, render_json  # noqa: PLC0415
    from tenken.rejudging import rejudge  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.store import runs  # noqa: PLC0415

    for file in arguments.baseline:
        if not file.is_file():
            raise ConfigError("rejudge_no_file", file=str(file))
    with store_of(arguments) as store, store.reading() as connection:
        row = runs.find(connection, arguments.run)
        again = rejudge(
            connection,
            row,
            policy=arguments.policy,
            baselines=tuple(arguments.baseline),
            extensions=arguments.extensions,
        )
    if not again.same_tool:
        warning = reason("rejudged_by_other_tool", run=row.id, version=row.tool_version)
        print(say(reason("warning", problem=say(warning, language)), language), file=sys.stderr)
    used = "、" if language == "ja" else ", "
    versions = used.join(f"{system} {one.baseline.version}" for system, one in sorted(again.policy.baselines.items()))
    judged = say(reason("rejudged_with", versions=versions), language)
    drift = Drift(RunName(row.id, row.status, row.started), RunName(judged, "complete", row.started), again.changes)
    if arguments.format == "json":
        print(render_json(drift), end="")
    else:
        print(render(drift, again.policy.catalogue.controls, language), end="")
    return 0
