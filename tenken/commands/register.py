"""`tenken register propose RUNFILE`: from an approved run, a register (台帳) for a person to review."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from checks import facts_file, strict_yaml
from checks.approval import Approval
from checks.facts_file import FactsFile, TargetFacts
from checks.judging import JST
from checks.proposal import TO_FILL_IN, Proposal, Source, propose
from checks.registers import Register
from inventories.reason import ConfigError, Reason, reason
from reports.messages import Language, say
from reports.messages.text import LANGUAGES
from tenken.named_run import read_run
from tenken.new_file import write_new
from tenken.stored import configure_store

INCOMPLETE = 3
STDOUT = "-"
_LONGEST = 200  # characters of a reason
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class _Plain(yaml.SafeDumper):
    """YAML as `strict_yaml` reads it: no anchors where two entries are the same object."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("action", choices=("propose",), help=text("help_register_action"))
    parser.add_argument("run_file", metavar="RUN|RUNFILE", help=text("help_run_or_file"))
    configure_store(parser, language)
    parser.add_argument(
        "--target", nargs="+", action="extend", required=True, metavar="HOST", help=text("help_register_target")
    )
    parser.add_argument("--name", required=True, metavar="NAME", help=text("help_register_name"))
    parser.add_argument("-o", "--output", default=STDOUT, metavar="FILE", help=text("help_register_output"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Write the proposal; gives 3 where it lacks something that the run was to tell and could not."""
    if not _NAME.fullmatch(arguments.name):
        raise ConfigError("register_name_unfit", name=arguments.name)
    named = read_run(arguments.run_file, arguments, approved_by=datetime.now(JST))
    facts, approval = named.facts, named.approval
    if approval is None:
        raise ConfigError("approval_missing", file=named.shown)
    chosen = [_target(facts, name, named.shown) for name in dict.fromkeys(arguments.target)]
    keys_until = fiscal_year_end(_japanese_day(facts.run.finished, named.shown))
    proposal = propose(
        [Source(one.target, one.account, facts_file.typed_facts(one.facts), keys_until) for one in chosen]
    )
    text = rendered(arguments.name, proposal, approval, chosen, named.sha256)
    strict_yaml.convert(strict_yaml.parse(text.encode(), Path(arguments.output)), Register)  # it must load as written
    if arguments.output == STDOUT:
        sys.stdout.write(text)
    else:
        try:
            write_new(text, Path(arguments.output))
        except FileExistsError:
            raise ConfigError("register_exists", file=arguments.output) from None
        print(say(reason("register_written", file=arguments.output, mark=TO_FILL_IN), language), file=sys.stderr)
    for note in _notes(proposal, language):
        print(say(reason("warning", problem=note), language), file=sys.stderr)
    return INCOMPLETE if proposal.unfit or any(one.asked for one in proposal.missing) else 0


def _target(facts: FactsFile, name: str, file: str) -> TargetFacts:
    for one in facts.targets:
        if one.target == name:
            if not one.facts:
                raise ConfigError("register_target_not_read", target=name, file=file)
            return one
    raise ConfigError("register_no_target", target=name, file=file)


def _japanese_day(finished: str, file: str) -> date:
    try:
        return datetime.fromisoformat(finished).astimezone(JST).date()
    except ValueError:
        raise ConfigError("facts_file_unusable", file=file, problem=f"finished: {finished[:40]}") from None


def fiscal_year_end(day: date) -> date:
    """Give the last day of the Japanese fiscal year (31 March), when staff change and keys are looked through."""
    return date(day.year + (day.month > 3), 3, 31)


def rendered(name: str, proposal: Proposal, approval: Approval, targets: Sequence[TargetFacts], sha256: str) -> str:
    """Give the register as YAML, with a heading that says where it comes from and that it is a proposal."""
    hosts = tuple(one.target for one in targets)
    description = {
        language: say(reason("register_description", name=name, hosts=hosts), language) for language in LANGUAGES
    }
    lines = [line for language in LANGUAGES for line in _heading(proposal, approval, hosts, sha256, language)]
    # Whatever stands in a comment came from elsewhere: no line break of any kind may end it.
    heading = "".join(f"# {' '.join(line.split())}\n" for line in lines)
    document = {"description": description, **proposal.kinds}
    body = yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=4096)
    return heading + body


def _heading(
    proposal: Proposal, approval: Approval, hosts: tuple[str, ...], sha256: str, language: Language
) -> Iterator[str]:
    yield say(reason("register_head_proposal", mark=TO_FILL_IN), language)
    yield say(reason("register_head_run", run=approval.run, sha256=sha256, hosts=hosts), language)
    approved_at = approval.approved_at.astimezone(JST).isoformat(timespec="seconds")
    yield say(reason("register_head_approval", by=approval.approved_by, role=approval.role, at=approved_at), language)
    if "authorized_keys" in proposal.kinds:
        yield say(reason("register_head_keys"), language)
    yield from _notes(proposal, language)


def _notes(proposal: Proposal, language: Language) -> Iterator[str]:
    for one in proposal.missing:
        yield _note("register_kind_missing", one.reason, language, kind=one.kind, target=one.target)
    for kind, entry in proposal.unfit:
        yield say(reason("register_entry_unfit", kind=kind, entry=entry[:200]), language)


def _note(code: str, why: Reason, language: Language, *, kind: str, target: str) -> str:
    told = " ".join(say(why, language).split())  # a reason may hold a whole script
    if len(told) > _LONGEST:
        told = told[:_LONGEST] + "…"
    return say(reason(code, kind=kind, target=target, why=told), language)
