"""`tenken approve RUNFILE`: record that someone with the role accepts what a run found as the approved state."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

import yaml

from checks import facts_file, strict_yaml
from checks.approval import Approval, digest, path_of, refuse_incomplete
from checks.judging import JST
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken.new_file import write_new


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("run_file", type=Path, metavar="RUNFILE", help=text("help_run_file"))
    parser.add_argument("--by", required=True, metavar="NAME", help=text("help_approve_by"))
    parser.add_argument("--role", required=True, metavar="ROLE", help=text("help_approve_role"))
    parser.add_argument("--note", default="", metavar="TEXT", help=text("help_approve_note"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Write the record beside the run; never over one that is there."""
    for option in ("by", "role"):
        if not getattr(arguments, option).strip():
            raise ConfigError("approval_says_nothing", option=f"--{option}")
    file: Path = arguments.run_file
    raw = file.read_bytes()
    approved = facts_file.read(raw, str(file))
    refuse_incomplete(approved, str(file))
    record = {
        "run": approved.run.id,
        "sha256": digest(raw),
        "approved_by": arguments.by.strip(),
        "role": arguments.role.strip(),
        "approved_at": datetime.now(JST).isoformat(timespec="seconds"),
        "note": arguments.note.strip(),
    }
    place = path_of(file)
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=4096)
    strict_yaml.convert(strict_yaml.parse(text.encode(), place), Approval)  # what is written can be read back
    try:
        write_new(text, place)
    except FileExistsError:
        raise ConfigError("approval_exists", file=str(file), approval=str(place)) from None
    hosts = sum(1 for one in approved.targets if one.facts)
    print(say(reason("approval_written", approval=str(place), run=approved.run.id, count=hosts), language))
    return 0
