"""`tenken exceptions list|check`: what is accepted for a time (例外措置), and what has no effect or ends soon."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from checks.exceptions import EXPIRING_DAYS, ExceptionState, WrittenException
from checks.judging import japanese_date
from checks.policy import load_policy
from inventories.model import Host
from inventories.reason import ConfigError, Reason, reason
from reports.messages import Language, say
from tenken import loading
from tenken.listing import Setting, headed, show

# The columns of the list, and how each is set.
_COLUMNS: Mapping[str, Setting] = {
    "exceptions_column_id": "whole",
    "control_id": "whole",
    "attest_column_scope": "folded",
    "exceptions_column_approval": "folded",
    "exceptions_column_expires": "whole",
    "attest_column_left": "number",
    "attest_column_state": "folded",
}


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""
    help_action = say(reason("help_exceptions_action"), language)
    parser.add_argument("action", choices=("list", "check"), help=help_action)
    loading.configure_policy(parser, language)
    help_within = say(reason("help_within"), language)
    parser.add_argument("--within", type=int, default=EXPIRING_DAYS, metavar="DAYS", help=help_within)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """List or check; with an inventory, tell how many hosts each one covers."""
    if arguments.within < 0:
        raise ConfigError("number_too_small", option="--within", least=0)
    policy = load_policy(loading.policy_folder(arguments))
    hosts = tuple(plan.host for plan in loading.our_plans(arguments, policy)) if arguments.inventory else None
    severities = {control.id: control.severity for control in policy.catalogue.controls.values()}
    states = policy.exceptions.standing(japanese_date(int(time.time())), severities)
    if not states:
        print(say(reason("exceptions_none"), language))
        return 0
    soon = [state for state in states if state.in_effect and state.days_left <= arguments.within]
    without = [state for state in states if not state.in_effect]
    shown = states if arguments.action == "list" else [state for state in states if state in soon or state in without]
    if shown:
        show(_table(shown, hosts, language))
    counts = {"valid": len(states) - len(without), "soon": len(soon), "without": len(without)}
    print(say(reason("exceptions_summary", count=len(states), within=arguments.within, **counts), language))
    for state in states:
        if hosts is not None and not _covered(state.exception, hosts):
            why = say(reason("exceptions_covers_nothing", exception=state.exception.id), language)
            print(say(reason("warning", problem=why), language), file=sys.stderr)
    return 1 if arguments.action == "check" and shown else 0


def _covered(exception: WrittenException, hosts: Sequence[Host]) -> int:
    """Count the hosts of an exception; for one over a site or a system by its name, the hosts there."""
    return sum(
        exception.covers(host.name, host.system, frozenset(host.groups))
        or any(exception.covers(place, host.system) for place in (host.site, host.system) if place)
        for host in hosts
    )


def _table(states: Sequence[ExceptionState], hosts: Sequence[Host] | None, language: Language) -> Table:
    more: Mapping[str, Setting] = {"exceptions_column_hosts": "number"} if hosts is not None else {}
    table = headed({**_COLUMNS, **more}, language)
    for state in states:
        written = state.exception
        cells = [
            written.id,
            written.control,
            _scope(written),
            say(_approval(written), language),
            written.expires.isoformat(),
            str(max(state.days_left, 0)),
            say(reason(f"exceptions_standing_{state.standing}"), language),
        ]
        cells += [str(_covered(written, hosts))] if hosts is not None else []
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _approval(written: WrittenException) -> Reason:
    if written.approved_on is None:
        return reason("exceptions_applied", applicant=written.applicant)
    on = written.approved_on.isoformat()
    return reason("exceptions_approval", role=written.approved_by_role, by=written.approved_by, on=on)


def _scope(written: WrittenException) -> str:
    parts = {"targets": written.targets, "systems": written.systems, "groups": written.groups}
    return " + ".join(f"{kind}: {', '.join(names)}" for kind, names in parts.items() if names)
