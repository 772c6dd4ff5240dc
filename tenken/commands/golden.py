"""`tenken golden diff RUN`: how configurations that a run read deviate from approved ones, and what to change.
`tenken golden changes RUN -o FOLDER`: the same as files to enter, and files that take it back.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from checks import facts_file
from checks.facts_file import TargetFacts
from checks.golden import Golden
from checks.golden_changes import changes
from checks.golden_diff import Deviation, by_order, compared
from checks.operators_golden import approved_lines, deviations_of
from checks.plan import HostPlan
from checks.policy import load_policy
from inventories.read import read_inventory
from inventories.reason import ConfigError, Reason, reason
from inventories.select import select
from reports.messages import Language, say
from scanners.facts.field import Absent, Unknown
from scanners.probe import Unreadable
from tenken import loading
from tenken.change_files import ChangeFiles
from tenken.named_run import read_run
from tenken.stored import configure_store

DIFFERENT, INCOMPLETE = 1, 3


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    parser.add_argument("action", choices=("diff", "changes"), help=say(reason("help_golden_action"), language))
    parser.add_argument("run_file", metavar="RUN|RUNFILE", help=say(reason("help_run_or_file"), language))
    configure_store(parser, language)
    loading.configure_inventory(parser, language)
    parser.add_argument(
        "--target", nargs="+", action="extend", metavar="HOST", help=say(reason("help_golden_target"), language)
    )
    parser.add_argument("--limit", metavar="PATTERN", help=say(reason("help_limit"), language))
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help=say(reason("help_golden_output"), language))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Show every deviation, or write the files; gives 0 where nothing deviates, 1 where something does, 3 where a
    device was not compared.
    """
    if (arguments.action == "changes") != (arguments.output is not None):
        raise ConfigError("golden_output")
    named = read_run(arguments.run_file, arguments)
    targets = {one.target: one for one in named.facts.targets}
    policy = load_policy(loading.policy_folder(arguments))
    plans = {plan.host.name: plan for plan in loading.our_plans(arguments, policy) if plan.device}
    for name in arguments.target or ():
        if name not in targets or name not in plans:
            raise ConfigError("register_no_target", target=name, file=named.shown)
    limited = _limited(arguments)
    chosen = [
        (plans[name], one)
        for name, one in sorted(targets.items())
        if name in (arguments.target or plans)
        and name in plans
        and (arguments.target or plans[name].host.golden)
        and (limited is None or name in limited)
    ]
    if not chosen:
        print(say(reason("golden_no_devices"), language))
    if arguments.action == "diff":
        return max((_show(plan, one, language) for plan, one in chosen), default=0)
    files = ChangeFiles(arguments.output, named.facts.run)
    files.refuse_existing(plan.host.name for plan, _one in chosen)
    return max((_write(plan, one, files, language) for plan, one in chosen), default=0)


def _limited(arguments: argparse.Namespace) -> frozenset[str] | None:
    if not arguments.limit:
        return None
    vault = loading.vault_arguments(arguments)
    inventory = read_inventory(arguments.inventory, vault_args=vault)
    return frozenset(host.name for host in select(inventory, arguments.limit, vault_args=vault))


def _show(plan: HostPlan, target: TargetFacts, language: Language) -> int:
    why = _running(plan, target)
    if not isinstance(why, Reason):
        golden, lines = why
        try:
            return _told(plan, golden, deviations_of(golden, plan.device, lines), lines, language)
        except Unreadable as stop:
            why = stop.reason
    print(say(reason("golden_not_compared", host=plan.host.name, why=say(why, language)), language))
    return INCOMPLETE


def _write(plan: HostPlan, target: TargetFacts, files: ChangeFiles, language: Language) -> int:
    host = plan.host.name
    why = _running(plan, target)
    if not isinstance(why, Reason):
        golden, lines = why
        try:
            if not deviations_of(golden, plan.device, lines):
                print(say(reason("golden_equal", host=host, golden=golden.name), language))
                return 0
            written = files.write(plan.host, plan.device, golden, lines)
        except Unreadable as stop:
            why = stop.reason
        else:
            for one in written:
                code = "golden_written_part" if one.by_hand else "golden_written"
                print(say(reason(code, host=host, file=str(one.file), count=one.by_hand), language))
            return DIFFERENT
    print(say(reason("golden_not_compared", host=host, why=say(why, language)), language))
    return INCOMPLETE


def _running(plan: HostPlan, target: TargetFacts) -> tuple[Golden, tuple[str, ...]] | Reason:
    """Give the approved configuration and the lines that the run read, or why there is one of them not."""
    if isinstance(plan.golden, Reason):
        return plan.golden
    read = facts_file.typed_facts(target.facts).get("configuration")
    lines = read.lines if read else Unknown(reason("register_target_not_read", target=plan.host.name, file="-"))
    if isinstance(lines, Unknown | Absent):
        return lines.reason
    return (plan.golden, tuple(lines.value)) if isinstance(plan.golden, Golden) else reason("golden_not_named")


def _told(
    plan: HostPlan, golden: Golden, found: tuple[Deviation, ...], running: tuple[str, ...], language: Language
) -> int:
    host = plan.host.name
    if not found:
        print(say(reason("golden_equal", host=host, golden=golden.name), language))
        return 0
    print(
        say(
            reason(
                "golden_differs",
                host=host,
                golden=golden.name,
                count=len(found),
                approved_by=golden.approved_by,
                approved_on=golden.approved_on.isoformat(),
            ),
            language,
        )
    )
    _show_sections(found, language)
    approved, seen = compared(
        approved_lines(golden, plan.device), running, whole=golden.covers == "whole", ignore=golden.ignore
    )
    try:
        draft = changes(plan.device, approved, seen)
    except Unreadable as stop:
        print(f"  {say(stop.reason, language)}")
        return DIFFERENT
    print(say(reason("golden_draft"), language))
    for line in draft.lines:
        print(f"    {line}")
    if draft.by_hand:
        print(say(reason("golden_by_hand"), language))
    for line in draft.by_hand:
        print(f"    {line}")
    if places := by_order(found):
        print(say(reason("golden_order"), language))
    for place in places:
        print(f"    {_name(place)}")
    return DIFFERENT


def _show_sections(found: tuple[Deviation, ...], language: Language) -> None:
    """Show each deviation below the name of its section; what is missing as a whole stands together, indented."""
    base: tuple[str, ...] | None = None
    chain: tuple[str, ...] = ()
    for one in found:
        depth = len(one.section) - len(base or ())
        if base is None or one.section != base + chain[:depth]:
            base, depth = one.section, 0
            print(
                say(reason("golden_section", section=_name(base)) if base else reason("golden_section_top"), language)
            )
        chain = (*chain[:depth], one.text)
        text = one.text.lstrip(" ")  # in an ordered section a line has the indentation of what lies above it there
        indent = "  " * (depth + len(one.text) - len(text))
        code = "golden_line_moved" if one.moved else "golden_line"
        print(say(reason(code, sign=one.sign, text=f"{indent}{text}"), language))


def _name(section: tuple[str, ...]) -> str:
    return " / ".join(line.removesuffix("{").rstrip() for line in section)
