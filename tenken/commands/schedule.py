"""`tenken schedule install|status`: scans that run by themselves, and how the last ones went."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.wording import label
from tenken.commands import scan
from tenken.output import checked_outputs
from tenken.schedule import installing, systemd, units
from tenken.schedule.units import Settings
from tenken.stored import configure_store

_AT = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_FOLDER = Path("/etc/systemd/system")
_OWN = ("inventory", "policy", "store", "deadline", "retries")  # the units rely on them, and name them themselves
_SERVICE = ("ActiveState", "Result", "ExecMainStatus", "ExecMainExitTimestamp")
_TIMER = ("ActiveState", "NextElapseUSecRealtime", "LastTriggerUSec")


def configure(parser: argparse.ArgumentParser, language: Language) -> None:
    """Add the command's arguments."""

    def text(code: str) -> str:
        return say(reason(code), language)

    parser.add_argument("action", choices=("install", "status"), help=text("help_schedule_action"))
    parser.add_argument("-i", "--inventory", type=Path, metavar="PATH", help=text("help_inventory"))
    parser.add_argument("--policy", type=Path, metavar="DIR", help=text("help_policy"))
    parser.add_argument("--at", metavar="HH:MM", help=text("help_schedule_at"))
    parser.add_argument("--calendar", metavar="EXPR", help=text("help_schedule_calendar"))
    parser.add_argument("--spread", type=int, default=5, metavar="MINUTES", help=text("help_schedule_spread"))
    parser.add_argument("--deadline", type=int, default=240, metavar="MINUTES", help=text("help_schedule_deadline"))
    parser.add_argument("--retries", type=int, default=2, metavar="N", help=text("help_schedule_retries"))
    parser.add_argument("--name", default="", metavar="NAME", help=text("help_schedule_name"))
    parser.add_argument("--user", default="", metavar="NAME", help=text("help_schedule_user"))
    parser.add_argument(
        "--credential", action="append", default=[], metavar="NAME=FILE", help=text("help_schedule_credential")
    )
    parser.add_argument(
        "--writable", action="append", type=Path, default=[], metavar="DIR", help=text("help_schedule_writable")
    )
    parser.add_argument("--option", action="append", default=[], metavar="WORD", help=text("help_schedule_option"))
    parser.add_argument("--program", type=Path, metavar="FILE", help=text("help_schedule_program"))
    parser.add_argument("--directory", type=Path, default=_FOLDER, metavar="DIR", help=text("help_schedule_directory"))
    parser.add_argument("--dry-run", action="store_true", help=text("help_schedule_dry_run"))
    parser.add_argument("--enable", action="store_true", help=text("help_schedule_enable"))
    configure_store(parser, language)


def run(arguments: argparse.Namespace, language: Language) -> int:
    """Install the units of an inventory, or tell how all of them stand."""
    return _install(arguments, language) if arguments.action == "install" else _status(arguments, language)


def _install(arguments: argparse.Namespace, language: Language) -> int:
    settings = _settings(arguments, language)
    installing.check_encrypted(settings.credentials)
    _check_scan(settings, language)
    systemd.check_calendar(settings.calendar)
    name = f"tenken-{settings.name}"
    folder: Path = arguments.directory.absolute()
    texts = {
        folder / f"{name}.service": units.service_text(settings),
        folder / f"{name}.timer": units.timer_text(settings),
    }
    for problem in installing.problems(settings):
        print(say(reason("warning", problem=say(problem, language)), language), file=sys.stderr)
    if arguments.dry_run:
        for file, text in texts.items():
            print(f"# {file}\n{text}")
        return 0
    installing.write(texts, settings.inventory)
    for file in texts:
        print(say(reason("schedule_written", file=str(file)), language))
    if arguments.enable:
        systemd.enable(f"{name}.timer")
        print(say(reason("schedule_enabled", timer=f"{name}.timer"), language))
    else:
        print(say(reason("schedule_next_steps", unit=name), language))
    return 0


def _settings(arguments: argparse.Namespace, language: Language) -> Settings:
    inventory = _given_inventory(arguments)
    for option, least in (("deadline", 1), ("retries", 0), ("spread", 0)):
        if getattr(arguments, option) < least:
            raise ConfigError("number_too_small", option=f"--{option}", least=least)
    _refuse_password(arguments.store)
    name = installing.name_of(inventory, arguments.name)
    described = [say(reason(f"schedule_{kind}_description", name=name), language) for kind in ("service", "timer")]
    return units.checked(
        Settings(
            name=name,
            program=(arguments.program or Path(sys.executable).with_name("tenken")).absolute(),
            inventory=inventory,
            calendar=_calendar(arguments.at, arguments.calendar),
            descriptions=(described[0], described[1]),
            policy=arguments.policy and arguments.policy.absolute(),
            store=arguments.store,
            account=arguments.user,
            credentials=tuple(map(_credential, arguments.credential)),
            writable=tuple(folder.absolute() for folder in arguments.writable),
            options=tuple(arguments.option),
            deadline=arguments.deadline,
            retries=arguments.retries,
            spread=arguments.spread,
            language=language,
        )
    )


def _refuse_password(store: str) -> None:
    """Refuse the URL of a store that holds a password: everybody may read a unit. Raises ConfigError."""
    url = urlsplit(store)
    if url.password is not None or any("password" in name.lower() for name, _value in parse_qsl(url.query)):
        raise ConfigError("store_url_password", store=url.scheme)


def _given_inventory(arguments: argparse.Namespace) -> Path:
    if not arguments.inventory:
        raise ConfigError("usage_required", names="-i/--inventory")
    inventory: Path = arguments.inventory.absolute()
    inventory.stat()  # a path that is not there is told as such
    return inventory


def _calendar(at: str | None, expression: str | None) -> str:
    """Give the expression of OnCalendar=; an hour and minute are of Japan's time, every day."""
    if bool(at) == bool(expression):
        raise ConfigError("schedule_when")
    if expression:
        return expression
    if not _AT.fullmatch(at or ""):
        raise ConfigError("schedule_at", given=at or "")
    return f"*-*-* {at}:00 Asia/Tokyo"


def _credential(given: str) -> tuple[str, Path]:
    name, found, file = given.partition("=")
    if not found or not file:
        raise ConfigError("schedule_credential", given=given)
    return name, Path(file).absolute()


class _ScanParser(argparse.ArgumentParser):
    """Reads the words for `tenken scan`, so that a mistake is found now and not at night."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError("schedule_option", detail=message)


def _check_scan(settings: Settings, language: Language) -> None:
    parser = _ScanParser(add_help=False, allow_abbrev=False)
    scan.configure(parser, language)
    given = parser.parse_args([f"--inventory={settings.inventory}", *settings.options])
    for name in _OWN:
        if getattr(given, name) != (settings.inventory if name == "inventory" else parser.get_default(name)):
            _refuse_password(given.store)
            raise ConfigError("schedule_own_option", option=f"--{name}")
    checked_outputs(given.format)
    scan.refuse_odd_numbers(given)


def _status(arguments: argparse.Namespace, language: Language) -> int:
    services = list(installing.ours(arguments.directory))
    if not services:
        print(say(reason("schedule_none", folder=str(arguments.directory)), language))
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    for code in ("unit", "timer", "next", "last", "result", "run"):
        table.add_column(label(f"schedule_{code}", language), overflow="fold")
    for file in services:
        table.add_row(*map(Text, _row(file, arguments, language)))
    Console(highlight=False).print(table)
    return 0


def _row(file: Path, arguments: argparse.Namespace, language: Language) -> tuple[str, ...]:
    service = systemd.show(file.name, *_SERVICE)
    timer = systemd.show(f"{file.stem}.timer", *_TIMER)
    ended = bool(service.get("ExecMainExitTimestamp"))
    result = f"{service.get('Result', '')} ({service.get('ExecMainStatus', '')})" if ended else ""
    running = service.get("ActiveState") in {"active", "activating", "deactivating"}
    return (
        file.stem,
        timer.get("ActiveState", ""),
        timer.get("NextElapseUSecRealtime", "") or "-",
        timer.get("LastTriggerUSec", "") or "-",
        label("run_running", language) if running else result or "-",
        _last_run(file, arguments, language),
    )


def _last_run(file: Path, arguments: argparse.Namespace, language: Language) -> str:
    """Give the last stored run of the unit's inventory; its mistake where the store cannot be read from here."""
    from tenken.schedule.last import last_run  # noqa: PLC0415  (SQLAlchemy costs a third of a second)

    own = units.installed(file.read_text("utf-8", "replace"))
    state = Path(os.environ.get("TENKEN_STATE") or units.STATE)
    try:
        found = last_run(arguments.store or (own.store if own else ""), state, own.inventory if own else "")
    except (ConfigError, OSError) as problem:
        why = problem.reason if isinstance(problem, ConfigError) else reason("schedule_unreadable", place=str(state))
        return say(why, language)
    return f"{found[0]} {label(f'run_{found[1]}', language)}" if found else "-"
