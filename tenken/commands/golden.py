"""`tenken golden diff RUN`: how configurations that a run read deviate from approved ones, and what to change."""

from __future__ import annotations

import argparse

from checks import facts_file
from checks.facts_file import TargetFacts
from checks.golden import Golden
from checks.golden_changes import changes
from checks.golden_diff import Deviation, by_order, compared
from checks.operators_golden import approved_lines, deviations_of
from checks.plan import HostPlan
from checks.policy import load_policy
from inventories.reason import ConfigError, Reason, reason
from reports.messages import Language, say
from scanners.facts.field import Absent, Known, Unknown
from scanners.probe import Unreadable
from tenken import loading
from tenken.named_run import read_run
from tenken.stored import configure_store

DIFFERENT, INCOMPLETE = 1, 3


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    parser.add_argument("action", choices=("diff",), help=say(reason("help_golden_action"), language))
    parser.add_argument("run_file", metavar="RUN|RUNFILE", help=say(reason("help_run_or_file"), language))
    configure_store(parser, language)
    loading.configure_inventory(parser, language)
    parser.add_argument(
        "--target", nargs="+", action="extend", metavar="HOST", help=say(reason("help_golden_target"), language)
    )


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Show every deviation; gives 0 where there is none, 1 where there is one, 3 where a device was not compared."""
    named = read_run(arguments.run_file, arguments)
    targets = {one.target: one for one in named.facts.targets}
    policy = load_policy(loading.policy_folder(arguments))
    plans = {plan.host.name: plan for plan in loading.our_plans(arguments, policy) if plan.device}
    for name in arguments.target or ():
        if name not in targets or name not in plans:
            raise ConfigError("register_no_target", target=name, file=named.shown)
    chosen = [
        (plans[name], one)
        for name, one in sorted(targets.items())
        if name in (arguments.target or plans) and name in plans and (arguments.target or plans[name].host.golden)
    ]
    if not chosen:
        print(say(reason("golden_no_devices"), language))
    return max((_show(plan, one, language) for plan, one in chosen), default=0)


def _show(plan: HostPlan, target: TargetFacts, language: Language) -> int:
    golden, host = plan.golden, plan.host.name
    read = facts_file.typed_facts(target.facts).get("configuration")
    lines = read.lines if read else Unknown(reason("register_target_not_read", target=host, file="-"))
    why = golden if isinstance(golden, Reason) else lines.reason if isinstance(lines, Unknown | Absent) else None
    if why is None and isinstance(golden, Golden) and isinstance(lines, Known):
        try:
            found = deviations_of(golden, plan.device, lines.value)
            return _told(plan, golden, found, lines.value, language)
        except Unreadable as stop:
            why = stop.reason
    if why is not None:
        print(say(reason("golden_not_compared", host=host, why=say(why, language)), language))
    return INCOMPLETE


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
