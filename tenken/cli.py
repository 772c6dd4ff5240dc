"""The command line: finds the command, imports that one alone, and turns every operator's mistake into words.

Exit status: 0 nothing at or above the threshold, 1 findings, 2 usage or configuration, 3 incomplete.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import NoReturn, Protocol

from inventories.reason import ConfigError, reason
from reports.messages import Language, say
from reports.messages.text import LANGUAGES

COMMANDS = {
    "scan": "tenken.commands.scan",
    "runs": "tenken.commands.runs",
    "show": "tenken.commands.show",
    "diff": "tenken.commands.diff",
    "rejudge": "tenken.commands.rejudge",
    "gc": "tenken.commands.gc",
    "bundle": "tenken.commands.bundle",
    "verify": "tenken.commands.verify",
    "plan": "tenken.commands.plan",
    "sudoers": "tenken.commands.sudoers",
    "controls": "tenken.commands.controls",
    "attest": "tenken.commands.attest",
    "exceptions": "tenken.commands.exceptions",
    "approve": "tenken.commands.approve",
    "register": "tenken.commands.register",
    "golden": "tenken.commands.golden",
    "remediate": "tenken.commands.remediate",
    "ansible-inventory": "tenken.commands.ansible_inventory",
    "trust": "tenken.commands.trust",
    "schedule": "tenken.commands.schedule",
    "demo": "tenken.commands.demo",
}
USAGE = 2
INCOMPLETE = 3


class Command(Protocol):
    """What a module under `tenken.commands` gives."""

    def configure(self, parser: argparse.ArgumentParser, language: Language) -> None:
        """Add the command's arguments."""

    def run(self, arguments: argparse.Namespace, language: Language) -> int:
        """Do it and give the exit status."""


def chosen_language(arguments: Sequence[str]) -> Language:
    """Give the language of `--lang`, else of TENKEN_LANG, else English in an English locale, else Japanese."""
    wanted = os.environ.get("TENKEN_LANG", "")
    for place, word in enumerate(arguments):
        if word == "--lang":
            wanted = next(iter(arguments[place + 1 :]), "")
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
    for language in LANGUAGES:
        if wanted == language:
            return language
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.startswith("en") else "ja"


# What argparse says of a mistake, and our words for it; whatever else it says is shown as it is.
_MISTAKES = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "usage_required"),
    (re.compile(r"unrecognized arguments: (?P<names>.+)"), "usage_unrecognized"),
    (re.compile(r"argument (?P<name>\S+): expected (?:one|at least one) argument"), "usage_expected"),
    (
        re.compile(r"argument (?P<name>\S+): invalid choice: (?P<value>.+) \(choose from (?P<choices>.+)\)"),
        "usage_choice",
    ),
    (re.compile(r"argument (?P<name>\S+): invalid int value: (?P<value>.+)"), "usage_number"),
)


class _Help(argparse.HelpFormatter):
    """argparse's help with headings of our own; one subclass for each language."""

    language: Language

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        del prefix
        super().add_usage(usage, actions, groups, say(reason("usage_prefix"), self.language))

    def start_section(self, heading: str | None) -> None:
        known = heading in {"options", "positional arguments"}
        super().start_section(
            say(reason(f"usage_{heading.split()[0]}"), self.language) if known and heading else heading
        )


class _JapaneseHelp(_Help):
    language = "ja"


class _EnglishHelp(_Help):
    language = "en"


class _Parser(argparse.ArgumentParser):
    """argparse that speaks both languages."""

    def __init__(self, name: str, language: Language) -> None:
        super().__init__(
            prog=f"tenken {name}",
            description=say(reason(f"help_{name}"), language),
            formatter_class=_JapaneseHelp if language == "ja" else _EnglishHelp,
            add_help=False,
            allow_abbrev=False,
        )
        self.language = language
        self.add_argument("-h", "--help", action="help", help=say(reason("help_help"), language))
        self.add_argument("--lang", choices=LANGUAGES, default=language, help=say(reason("help_lang"), language))

    def read(self, given: list[str]) -> argparse.Namespace:
        """Parse; words of a list (`nargs="*"`) may stand after an option too, where argparse has closed the list."""
        arguments, rest = self.parse_known_args(given)
        lists = [action.dest for action in self._actions if not action.option_strings and action.nargs == "*"]
        if lists and not any(word.startswith("-") for word in rest):
            getattr(arguments, lists[-1]).extend(rest)
        elif rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return arguments

    def error(self, message: str) -> NoReturn:
        for pattern, code in _MISTAKES:
            if found := pattern.fullmatch(message):
                message = say(reason(code, **found.groupdict()), self.language)
                break
        print(say(reason("usage_error", problem=message, command=self.prog), self.language), file=sys.stderr)
        raise SystemExit(USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(given)
    try:
        return _dispatch(given, language)
    except ConfigError as wrong:
        for problem in wrong.reasons:
            print(say(reason("error", problem=say(problem, language)), language), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:  # before or after the hosts are read; while they are, the scan itself ends with a report
        print(say(reason("stopped"), language), file=sys.stderr)
        return INCOMPLETE
    except BrokenPipeError:  # the reader of our output went away: nothing more to say, and no traceback
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE
    except OSError as problem:  # a path of the operator's that the system refuses (too long, in a loop, no access)
        why = reason("path_unusable", file=str(problem.filename or ""), detail=problem.strerror or str(problem))
        print(say(reason("error", problem=say(why, language)), language), file=sys.stderr)
        return USAGE
    except Exception:  # noqa: BLE001  (a defect of ours; Python's own exit status for it, 1, says "findings" of a scan)
        traceback.print_exc()
        print(say(reason("error", problem=say(reason("defect"), language)), language), file=sys.stderr)
        return INCOMPLETE


def _dispatch(given: list[str], language: Language) -> int:
    name = next((word for word in given if word in COMMANDS), "")
    if not name or given.index(name) > _leading_options(given):
        return _general(given, language)
    module: Command = importlib.import_module(COMMANDS[name])
    parser = _Parser(name, language)
    module.configure(parser, language)
    given.remove(name)
    return module.run(parser.read(given), language)


def _leading_options(given: list[str]) -> int:
    """Give the place where the command must stand: after a leading `--lang`, if there is one."""
    if given[0] == "--lang":
        return 2
    return 1 if given[0].startswith("--lang=") else 0


def _general(given: list[str], language: Language) -> int:
    words = given[_leading_options(given) if given else 0 :]
    if words[:1] == ["--version"]:
        from importlib.metadata import version  # noqa: PLC0415  (costs 20 ms that other commands need not pay)

        print(f"tenken {version('tenken')}")
        return 0
    lines = [say(reason("help_general"), language), ""]
    lines += [f"  tenken {name:<17} {say(reason(f'help_{name}'), language)}" for name in COMMANDS]
    lines += ["", say(reason("help_exit_status"), language)]
    wanted = not words or words[0] in {"-h", "--help"}
    if not wanted:
        print(say(reason("no_such_command", command=words[0]), language), file=sys.stderr)
    print("\n".join(lines), file=sys.stdout if wanted else sys.stderr)
    return 0 if wanted else USAGE
