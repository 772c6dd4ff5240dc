"""`tenken show RUN`: a stored run again, its commands, or one piece of its evidence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from checks import catalogue, tables
from checks.remediated import Remediated
from checks.run import CommandRecord
from inventories.reason import ConfigError, reason
from reports import WITH_FACTS
from reports.messages import Language, say
from reports.redaction import mask
from scanners.probe import neutralise
from tenken import extending
from tenken.output import checked_outputs, configure_outputs, write_reports
from tenken.stored import configure_store, store_of


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("run", metavar="RUN", help=text("help_run"))
    configure_store(parser, language)
    configure_outputs(parser, language)
    extending.configure(parser, language)
    parser.add_argument("--commands", action="store_true", help=text("help_show_commands"))
    parser.add_argument("--remediations", action="store_true", help=text("help_show_remediations"))
    parser.add_argument("--target", metavar="NAME", default="", help=text("help_show_target"))
    parser.add_argument("--evidence", metavar="SHA256", default="", help=text("help_show_evidence"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Show it."""
    from tenken.drifting import drift_of  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.remediate.recording import of_run  # noqa: PLC0415
    from tenken.store import objects, runs  # noqa: PLC0415

    outputs = checked_outputs(arguments.format)
    with store_of(arguments) as store, store.reading() as connection:
        row = runs.find(connection, arguments.run)
        if arguments.evidence:
            wanted = arguments.evidence
            content = objects.load(connection, [wanted]).get(wanted) if wanted.isascii() else None
            if content is None:
                raise ConfigError("evidence_not_stored", sha256=wanted[:80])
            # A terminal obeys what a hostile target wrote; a file gets it byte for byte.
            sys.stdout.buffer.write(neutralise(content).encode() if sys.stdout.isatty() else content)
            return 0
        if arguments.remediations:
            repairs = of_run(connection, row.id)
            return _repairs(repairs, extending.control_paths(arguments.extensions), language)
        done = runs.load(connection, row, with_facts=any(name in WITH_FACTS for name, _file in outputs))
        if not arguments.commands:
            done = replace(done, drift=drift_of(connection, row))
    if arguments.commands:
        _commands(one for one in done.commands if arguments.target in {"", one.target})
        return 0
    controls = catalogue.load(tables.load(None), extending.control_paths(arguments.extensions)).controls
    write_reports(outputs, done, controls, language)
    return 0


def _repairs(repairs: Iterable[Remediated], paths: Iterable[Path], language: Language) -> int:
    """Print the repairs after a run, or before it."""
    from reports.remediation_report import render  # noqa: PLC0415

    controls = catalogue.load(tables.load(None), paths).controls
    print("\n".join(render(one, controls, language) for one in repairs), end="")
    return 0


def _commands(records: Iterable[CommandRecord]) -> None:
    """Print the record of commands (Art. 17), one a line, its columns set apart by tabs."""
    print("\t".join(("started", "target", "account", "sudo", "status", "bytes", "seconds", "evidence", "command")))
    for one in records:
        status = one.reason.code if one.reason else "-" if one.status is None else str(one.status)
        cells = (
            one.started or "-",
            one.target,
            one.account or "-",
            "sudo" if one.root else "-",
            status,
            str(one.stdout_bytes),
            f"{one.seconds:.2f}",
            one.evidence or "-",
            mask(one.command).replace("\n", "\\n").replace("\t", " "),
        )
        print("\t".join(cells))
