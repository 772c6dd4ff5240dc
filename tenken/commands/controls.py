"""`tenken controls list|show ID|lint PATH…`: the catalogue of controls, one explained, and files checked."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks import catalogue, lint, tables
from checks.catalogue import Catalogue
from checks.control import Control
from checks.judging import JST
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.wording import label
from tenken import extending, loading
from tenken.explaining import Explanation, Here

PROBLEMS = 2


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("action", choices=("list", "show", "lint"), help=text("help_controls_action"))
    parser.add_argument("names", nargs="*", metavar="ID|PATH", help=text("help_controls_names"))
    loading.configure_policy(parser, language)
    extending.configure(parser, language)
    parser.add_argument("--limit", metavar="PATTERN", help=text("help_limit"))
    # What a plan needs beside: all that a host can be judged by.
    parser.set_defaults(article=None, passphrase_file=None, depth="full")


def run(arguments: argparse.Namespace, language: Language) -> int:
    """List, show or lint."""
    if arguments.action != "show" and arguments.inventory:
        raise ConfigError("controls_inventory_for_show", action=arguments.action)
    if not arguments.inventory and (arguments.limit or arguments.policy):
        raise ConfigError("controls_needs_inventory")
    if arguments.action == "show":
        return _show(arguments, language)
    paths = extending.control_paths(arguments.extensions)
    if arguments.action == "lint":
        return _lint(tuple(Path(name) for name in arguments.names) or paths, paths, language)
    _list(tuple(catalogue.load(tables.load(None), paths).controls.values()), language)
    return 0


def _list(controls: tuple[Control, ...], language: Language) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code in ("control_id", "control_severity", "control_title"):
        table.add_column(say(reason(code), language), overflow="fold")
    for control in controls:
        title = control.title.ja if language == "ja" else control.title.en
        table.add_row(control.id, label(f"severity_{control.severity}", language), Text(title))
    Console(highlight=False).print(table)


def _show(arguments: argparse.Namespace, language: Language) -> int:
    if not arguments.names:
        raise ConfigError("controls_show_needs_id")
    if arguments.inventory:
        arguments.control = arguments.names
        loaded = loading.load(arguments)
        plans = (*(job.plan for job in loaded.jobs), *loaded.unread)
        here = Here(loaded.policy, plans, datetime.now(JST).date())
        controls, in_use = loaded.policy.catalogue, loaded.policy.tables
    else:
        here, in_use = None, tables.load(None)
        controls = catalogue.load(in_use, extending.control_paths(arguments.extensions))
    chosen = [_known(controls, name) for name in arguments.names]
    print("\n\n".join(Explanation(control, in_use, language).text(here) for control in chosen))
    return 0


def _known(controls: Catalogue, name: str) -> Control:
    try:
        return controls.controls[name]
    except KeyError:
        raise ConfigError("control_not_in_catalogue", control=name) from None


def _lint(paths: tuple[Path, ...], known: tuple[Path, ...], language: Language) -> int:
    for path in paths:
        if not path.exists():
            raise ConfigError("lint_path_missing", path=str(path))
    found = lint.lint(paths, tables.load(None), known)
    for problem in found.problems:
        print(say(reason("error", problem=say(problem.reason, language)), language), file=sys.stderr)
    files = sum(found.files.values())
    if not found.problems and not files:
        raise ConfigError("lint_nothing", paths=tuple(str(path) for path in paths))
    for kind, count in found.files.items():
        print(say(reason("lint_kind", kind=kind, count=count), language))
    if found.problems:
        print(say(reason("lint_problems", count=len(found.problems)), language), file=sys.stderr)
        return PROBLEMS
    print(say(reason("lint_ok", count=found.controls), language))
    return 0
