"""`tenken attest add|list|check`: what persons have confirmed (確認記録)."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from rich.table import Table
from rich.text import Text

from checks.attestations import ANSWERED_BY, Attestations, Scope
from checks.control import Attestation, Control
from checks.judging import japanese_date
from checks.plan import HostPlan
from checks.policy import load_policy
from inventories.reason import ConfigError, Reason, reason
from reports.messages import Language, say
from tenken import loading
from tenken.attestation_file import New, add
from tenken.attested import Asked, asked_of
from tenken.listing import Setting, headed, show

_FOLDER = "attestations"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCOPES = ("system", "site", "target")
_NEEDED = ("control", "by", "role", "date", "evidence")
_ADD_ALONE = (*_SCOPES, "by", "role", "date", "valid_until", "evidence", "note", "id", "file")
_MOST = 2000  # characters of a name, role or note
_SOON = 30
# The columns of the list, and how each is set.
_COLUMNS: Mapping[str, Setting] = {
    "control_id": "whole",
    "attest_column_scope": "folded",
    "attest_column_record": "folded",
    "attest_column_until": "whole",
    "attest_column_left": "number",
    "attest_column_state": "folded",
}


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("action", choices=("add", "list", "check"), help=text("help_attest_action"))
    loading.configure_policy(parser, language)
    parser.add_argument("--control", action="append", metavar="ID", default=[], help=text("help_attest_control"))
    for name, metavar in (
        ("system", "ID"),
        ("site", "NAME"),
        ("target", "NAME"),
        ("by", "NAME"),
        ("role", "ROLE"),
        ("date", "DATE"),
        ("valid-until", "DATE"),
        ("evidence", "FILE"),
        ("note", "TEXT"),
        ("id", "ID"),
        ("file", "NAME"),
    ):
        parser.add_argument(f"--{name}", metavar=metavar, help=text(f"help_attest_{name.replace('-', '_')}"))
    parser.add_argument("--within", type=int, default=_SOON, metavar="DAYS", help=text("help_within"))


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Add, list or check."""
    today = japanese_date(int(time.time()))
    if arguments.action == "add":
        return _add(arguments, today, language)
    if misplaced := _named(name for name in _ADD_ALONE if getattr(arguments, name) is not None):
        raise ConfigError("attest_only_add", names=misplaced)
    if arguments.within < 0:
        raise ConfigError("number_too_small", option="--within", least=0)
    if not arguments.inventory:
        raise ConfigError("attest_needs_inventory", action=arguments.action)
    policy = load_policy(loading.policy_folder(arguments))
    for control in arguments.control:
        _attested(control, policy.catalogue.controls)
    plans = loading.our_plans(arguments, policy)
    every = asked_of(plans, policy, today)
    chosen = [one for one in every if not arguments.control or one.control.id in arguments.control]
    soon = today + timedelta(days=min(arguments.within, 3660))
    wanted = [one for one in chosen if not one.spare]
    open_ones = [one for one in wanted if (until := one.until()) is None or until <= soon]
    shown = open_ones if arguments.action == "check" else chosen
    if shown:
        show(_table(shown, today, soon, language))
    _say_summary(wanted, soon, arguments.within, language)
    _warn_unused(policy.attestations, every, language)
    return 1 if arguments.action == "check" and open_ones else 0


def _table(rows: Iterable[Asked], today: date, soon: date, language: Language) -> Table:
    table = headed(_COLUMNS, language)
    for row in rows:
        until = row.until()
        state = _state(row, soon)
        cells = (
            row.control.id,
            say(row.place.words(), language),
            row.record.id if row.record else "-",
            until.isoformat() if until else "-",
            str((until - today).days) if until else "-",
            say(state, language),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _state(row: Asked, soon: date) -> Reason:
    if row.record is None:
        return reason("attest_spare" if row.spare else "attest_none")
    until = row.until()
    return row.why or reason("attest_soon" if until and until <= soon else "attest_valid")


def _say_summary(rows: list[Asked], soon: date, within: int, language: Language) -> None:
    ends = [until for row in rows if (until := row.until())]
    values = {"valid": len(ends), "soon": sum(end <= soon for end in ends), "within": within}
    print(say(reason("attest_summary", count=len(rows), missing=len(rows) - len(ends), **values), language))


def _warn_unused(records: Attestations, rows: list[Asked], language: Language) -> None:
    """Tell of records that answer nothing: their scope may be mistyped."""
    for record in records.all:
        written = record.written
        answers = any(
            row.control.id == written.control
            and written.scope.covers(row.place.system, row.place.site, row.place.target)
            for row in rows
        )
        if not answers:
            why = reason(
                "attest_unused",
                id=record.id,
                scope=written.scope.kind,
                name=written.scope.name,
                control=written.control,
            )
            print(say(reason("warning", problem=say(why, language)), language), file=sys.stderr)


def _add(arguments: argparse.Namespace, today: date, language: Language) -> int:
    if missing := _named(name for name in _NEEDED if not getattr(arguments, name)):
        raise ConfigError("attest_needs", names=missing)
    if len(arguments.control) > 1:
        raise ConfigError("attest_one_control")
    scopes = {kind: getattr(arguments, kind) for kind in _SCOPES if getattr(arguments, kind) is not None}
    if len(scopes) != 1 or not all(scopes.values()):
        raise ConfigError("attest_one_scope")
    policy = load_policy(loading.policy_folder(arguments))
    (name,) = arguments.control
    asked = _attested(name, policy.catalogue.controls)
    scope = Scope(**scopes)
    if scope.kind not in ANSWERED_BY[asked.scope]:
        raise ConfigError("attest_scope", control=name, scope=scope.kind, allowed=ANSWERED_BY[asked.scope])
    if arguments.inventory:
        _must_exist(scope, loading.our_plans(arguments, policy))
    day = _day(arguments.date, "--date")
    new = New(
        control=name,
        scope=scope,
        by=_words(arguments.by, "--by"),
        role=_words(arguments.role, "--role"),
        day=day,
        evidence=Path(arguments.evidence),
        note=_words(arguments.note, "--note") if arguments.note else "",
        valid_until=_day(arguments.valid_until, "--valid-until") if arguments.valid_until else None,
        id=_safe(arguments.id, "--id") if arguments.id else "",
    )
    until = _checked_period(new, asked, today)
    file_name = _safe(arguments.file, "--file") if arguments.file else f"{day.year:04}"
    written, file = add(policy.folder / _FOLDER, file_name, new, policy.catalogue.controls)
    said = reason(
        "attest_added", id=written.id, file=str(file), until=until.isoformat(), evidence=written.evidence.file
    )
    print(say(said, language))
    confirms = asked.confirms.ja if language == "ja" else asked.confirms.en
    print(say(reason("attest_confirms", text=confirms), language))
    return 0


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"--{name.replace('_', '-')}" for name in names)


def _attested(control: str, controls: Mapping[str, Control]) -> Attestation:
    if control not in controls:
        raise ConfigError("control_not_in_catalogue", control=control)
    asked = controls[control].attestation
    if asked is None:
        raise ConfigError("attest_not_attested", control=control)
    return asked


def _must_exist(scope: Scope, plans: Iterable[HostPlan]) -> None:
    """Refuse a scope that is not in the inventory: the record would answer nothing."""
    hosts = [plan.host for plan in plans]
    there = {
        "system": {host.system for host in hosts},
        "site": {host.site for host in hosts},
        "target": {host.name for host in hosts},
    }
    if scope.name not in there[scope.kind]:
        raise ConfigError("attest_nothing_there", scope=scope.kind, name=scope.name)


def _checked_period(new: New, asked: Attestation, today: date) -> date:
    """Give the last day the record will hold. Raises ConfigError where it holds no day."""
    if new.day > today:
        raise ConfigError("attest_future", date=new.day.isoformat(), today=today.isoformat())
    latest = new.day + timedelta(days=asked.valid_days)
    if new.valid_until and not new.day <= new.valid_until <= latest:
        raise ConfigError("attest_period", latest=latest.isoformat(), value=new.valid_until.isoformat())
    until = new.valid_until or latest
    if until < today:
        raise ConfigError("attest_already_over", until=until.isoformat())
    return until


def _day(text: str, option: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a day that the calendar does not have
    raise ConfigError("attest_bad_date", option=option, value=text)


def _safe(text: str, option: str) -> str:
    if not _NAME.fullmatch(text):
        raise ConfigError("attest_bad_name", option=option, value=text)
    return text


def _words(text: str, option: str) -> str:
    if not text.strip() or len(text) > _MOST or not text.replace("\u3000", "").isprintable():
        raise ConfigError("attest_bad_words", option=option, most=_MOST)
    return text
