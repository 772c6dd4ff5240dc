"""`tenken controls list|show ID|lint PATH…`: the catalogue of controls."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks import catalogue, tables
from checks.control import Control
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.wording import label


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    parser.add_argument("action", choices=("list", "show", "lint"), help=say(reason("help_controls_action"), language))
    parser.add_argument("names", nargs="*", metavar="ID|PATH", help=say(reason("help_controls_names"), language))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """List, show or lint."""
    if arguments.action == "lint":
        return _lint(tuple(Path(name) for name in arguments.names) or (catalogue.SHIPPED,), language)
    controls = catalogue.load(tables.load(None)).controls
    if arguments.action == "list":
        _list(tuple(controls.values()), language)
        return 0
    if not arguments.names:
        raise ConfigError("controls_show_needs_id")
    for name in arguments.names:
        if name not in controls:
            raise ConfigError("control_not_in_catalogue", control=name)
    print("\n\n".join(_shown(controls[name], language) for name in arguments.names))
    return 0


def _list(controls: tuple[Control, ...], language: Language) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code in ("control_id", "control_severity", "control_title"):
        table.add_column(say(reason(code), language), overflow="fold")
    for control in controls:
        title = control.title.ja if language == "ja" else control.title.en
        table.add_row(control.id, label(f"severity_{control.severity}", language), Text(title))
    Console(highlight=False).print(table)


def _shown(control: Control, language: Language) -> str:
    """Give everything about one control in words, one line a subject."""
    ja = language == "ja"
    basis = f"第{control.article}条（{control.legal_basis.heading}） {control.legal_basis.class_name}"
    rows = [
        ("control_legal_basis", basis),
        ("control_severity", label(f"severity_{control.severity}", language)),
        ("control_principles", ", ".join(label(f"principle_{one}", language) for one in control.principles)),
        ("control_measures", ", ".join(label(f"measure_{one}", language) for one in control.measure_types)),
        ("control_params", ", ".join(f"{name}={value}" for name, value in control.params.items()) or "-"),
        ("control_facts", ", ".join(f"{one.fact} ({one.operator})" for one in control.expect)),
        ("control_registers", ", ".join(control.registers) or "-"),
        ("control_related", "、".join(f"第{number}条" for number in control.related_articles) or "-"),
        ("control_references", _references(control)),
        ("control_rationale", control.rationale.ja if ja else control.rationale.en),
    ]
    head = f"{control.id}  {control.title.ja if ja else control.title.en}"
    return "\n".join([head, *(f"  {say(reason(code), language)}: {text}" for code, text in rows)])


def _references(control: Control) -> str:
    catalogues = (
        ("NIST SP 800-53", control.refs.nist_800_53_r5),
        ("ISO/IEC 27002", control.refs.iso_27002_2022),
        ("CIS v8", control.refs.cis_v8),
    )
    return "; ".join(f"{name} {', '.join(numbers)}" for name, numbers in catalogues if numbers) or "-"


def _lint(paths: tuple[Path, ...], language: Language) -> int:
    for path in paths:
        if not path.exists():
            raise ConfigError("lint_path_missing", path=str(path))
    found, problems = catalogue.lint(tables.load(None), paths)
    for problem in problems:
        print(say(reason("error", problem=say(problem.reason, language)), language), file=sys.stderr)
    if problems:
        return 2
    print(say(reason("lint_ok", count=len(found.controls)), language))
    return 0
