"""`tenken approve RUN`: record that someone with the role accepts what a run found as the approved state."""

from __future__ import annotations

import argparse
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from checks import operations, strict_yaml
from checks.approval import Approval, path_of, refuse_incomplete
from checks.judging import JST
from checks.operations import Witness
from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from tenken import loading
from tenken.named_run import read_run
from tenken.new_file import write_new
from tenken.stored import configure_store, store_of

if TYPE_CHECKING:
    from sqlalchemy import Row


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("run_file", metavar="RUN|RUNFILE", help=text("help_run_or_file"))
    configure_store(parser, language)
    parser.add_argument("--signing-key", type=Path, metavar="FILE", help=text("help_signing_key"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_approve_policy"))
    parser.add_argument("--by", required=True, metavar="NAME", help=text("help_approve_by"))
    parser.add_argument("--role", required=True, metavar="ROLE", help=text("help_approve_role"))
    parser.add_argument("--note", default="", metavar="TEXT", help=text("help_approve_note"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Record it: of a stored run in the ledger, of a file beside it; never over one that is there."""
    for option in ("by", "role"):
        if not getattr(arguments, option).strip():
            raise ConfigError("approval_says_nothing", option=f"--{option}")
    named = read_run(arguments.run_file, arguments)
    refuse_incomplete(named.facts, named.shown)
    approval = Approval(
        run=named.facts.run.id,
        sha256=named.sha256,
        approved_by=arguments.by.strip(),
        role=arguments.role.strip(),
        approved_at=datetime.now(JST).replace(microsecond=0),
        note=arguments.note.strip(),
    )
    file = Path(arguments.run_file)
    place = _beside(file, approval) if file.exists() else _into_ledger(approval, arguments, language)
    hosts = sum(1 for one in named.facts.targets if one.facts)
    print(say(reason("approval_written", approval=place, run=approval.run, count=hosts), language))
    return 0


def _beside(file: Path, approval: Approval) -> str:
    place = path_of(file)
    record = {**msgspec.structs.asdict(approval), "approved_at": approval.approved_at.isoformat(timespec="seconds")}
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=4096)
    strict_yaml.convert(strict_yaml.parse(text.encode(), place), Approval)  # what is written can be read back
    try:
        write_new(text, place)
    except FileExistsError:
        raise ConfigError("approval_exists", file=str(file), approval=str(place)) from None
    return str(place)


def _into_ledger(approval: Approval, arguments: argparse.Namespace, language: Language) -> str:
    from tenken.evidence import witness  # noqa: PLC0415  (SQLAlchemy is for who uses the store)
    from tenken.evidence.approving import approve  # noqa: PLC0415
    from tenken.evidence.signing import own_key  # noqa: PLC0415
    from tenken.store import runs  # noqa: PLC0415

    named = _witnesses(loading.policy_folder(arguments)) if arguments.policy else None
    with store_of(arguments) as store:
        key = own_key(store.folder, arguments.signing_key)
        with store.writing() as connection:
            row = runs.find(connection, approval.run)
            approve(connection, row.number, approval, key)
        try:
            told = _witnesses(_policy_of(row)) if named is None else named
        except (ConfigError, OSError):
            problems = [reason("witnesses_not_known", run=approval.run)]
        else:
            problems = witness.tell(store, told)
    for problem in problems:
        print(say(reason("warning", problem=say(problem, language)), language), file=sys.stderr)
    return say(reason("approval_in_ledger"), language)


def _witnesses(policy: Path) -> tuple[Witness, ...]:
    return operations.load(policy / "operations.yaml").witnesses


def _policy_of(row: Row[Any]) -> Path:
    """Give the policy folder of a run. Raises ConfigError where it is not known which one that is, or not here."""
    words = msgspec.json.decode(row.arguments, type=tuple[str, ...])
    named = next((word.removeprefix("--policy=") for word in words if word.startswith("--policy=")), "")
    folder = loading.policy_folder(argparse.Namespace(policy=named, inventory=Path(row.inventory)))
    if row.host != socket.gethostname() or not folder.is_absolute():  # of another place, whatever is here
        raise ConfigError("policy_folder_missing", path=str(folder))
    return folder
