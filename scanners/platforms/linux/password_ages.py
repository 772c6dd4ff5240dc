"""Read how long passwords are in use; what could help guess one never leaves the target."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from inventories.reason import reason
from scanners.facts.field import Known, Unknown, all_fields, attempt
from scanners.facts.password_ages import PasswordAge, PasswordAges
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.linux.shadow import SHADOW, read_schemes
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

T = TypeVar("T")

# Names, day of the last change and days of use. Anything that is not of this form shows nothing of itself.
AGES = Probe(
    "shadow.ages",
    argv=(
        "/bin/sed", "-E",
        "-e", "/^$/d",
        "-e", r"s/^([^:$]+[$]?):[^:]*:(-?[0-9]{0,7}):-?[0-9]{0,7}:(-?[0-9]{0,7}):[0-9:-]*$/\1:\2:\3/", "-e", "t",
        "-e", "c :malformed",
        "/etc/shadow",
    ),
)  # fmt: skip
# Nothing found (status 1) is an answer: login.defs(5) then sets no limit.
DEFAULT = Probe(
    "login_defs.pass_max_days", r"LC_ALL=C grep -aE '^[[:space:]]*PASS_MAX_DAYS([[:space:]]|$)' /etc/login.defs"
)

_LINE = re.compile(r"([^:]+):(-?[0-9]{1,9})?:(-?[0-9]{1,9})?")
_SETTING = re.compile(r"\s*PASS_MAX_DAYS\s+(-1|0|[1-9][0-9]{0,8})\s*(#.*)?")


def _days(text: str | None) -> int:
    """Read a number of days; negative ones switch the rule off, as an empty field does."""
    return max(-1, int(text)) if text else -1


def _ages(outputs: Outputs) -> dict[str, PasswordAge]:
    ages: dict[str, PasswordAge] = {}
    for line in outputs["shadow.ages"].lines():
        found = _LINE.fullmatch(line)
        if found is None or found[1] in ages:
            raise Unreadable(reason("shadow_malformed"))
        ages[found[1]] = PasswordAge(_days(found[2]), _days(found[3]))
    if not ages:
        raise Unreadable(reason("shadow_malformed"))
    return ages


def _default(outputs: Outputs) -> int:
    """Give the most permissive value, should the setting stand there more than once."""
    values: list[int] = []
    for line in outputs["login_defs.pass_max_days"].lines(0, 1):
        found = _SETTING.fullmatch(line)
        if found is None:  # other notations of numbers (octal) are not guessed at
            detail = "PASS_MAX_DAYS"
            raise ValueError(detail)
        values.append(int(found[1]))
    return -1 if not values or -1 in values else max(values)


def parse(outputs: Outputs, scope: Scope) -> PasswordAges:
    """Give the ages of all usable local passwords; one that stands in passwd(5) itself has no age and no limit."""
    del scope
    default = attempt(lambda: _default(outputs))
    read = attempt(lambda: (_ages(outputs), read_schemes(outputs)))
    if isinstance(read, Unknown):
        return replace(all_fields(PasswordAges, read), default_max_days=default)
    ages, schemes = read.value
    usable = frozenset(name for name, scheme in schemes.items() if scheme != "locked")
    in_use = {name: ages.get(name, PasswordAge(-1, -1)) for name in sorted(usable)}
    initial = frozenset(name for name, age in in_use.items() if age.changed == 0)

    def unless_directory(value: T) -> T:
        read_accounts(outputs).complete("passwords_in_directory", "passwd", "shadow")
        return value

    return PasswordAges(
        usable=attempt(lambda: unless_directory(usable)),
        ages=attempt(lambda: unless_directory(in_use)),
        initial=attempt(lambda: unless_directory(initial)),
        local_usable=Known(usable),
        local_ages=Known(in_use),
        local_initial=Known(initial),
        changed=Known({name: age.changed for name, age in ages.items()}),
        default_max_days=default,
    )


READER = Reader(PasswordAges, always(ACCOUNTS, SHADOW, AGES, DEFAULT), parse)
