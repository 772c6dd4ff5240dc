"""Read the states of passwords; what could help guess one never leaves the target."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.shadow import Shadow
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Each rule names the whole line, so that a byte the locale cannot decode makes no rule match; `c` then replaces the
# line whatever it holds. Ids of crypt(5) are listed: an id taken from the field could be a part of a broken hash.
SHADOW = Probe(
    "shadow",
    argv=(
        "/bin/sed", "-E",
        "-e", "/^$/d",
        "-e", r"s/^([^:$]+[$]?):(:.*)?$/\1:empty/", "-e", "t",
        "-e", r"s/^([^:$]+[$]?):[!*].*$/\1:locked/", "-e", "t",
        "-e", r"s/^([^:$]+[$]?):[$](1|2|2a|2b|2x|2y|3|5|6|7|y|gy|sm3|md5|sha1)[$].*$/\1:hashed:\2/", "-e", "t",
        "-e", r"s/^([^:$]+[$]?):(_[.\/0-9A-Za-z]{19}|[.\/0-9A-Za-z]{13})(:.*)?$/\1:hashed:des/", "-e", "t",
        "-e", r"s/^([^:$]+[$]?):.*$/\1:hashed:other/", "-e", "t",
        "-e", "c :malformed",
        "/etc/shadow",
    ),
)  # fmt: skip

_LINE = re.compile(r"([^:]+):(empty|locked|hashed:[a-z0-9]+)")


def read_schemes(outputs: Outputs) -> dict[str, str]:
    """Give the state of each account, those whose password stands in passwd(5) itself included.

    Raises `Unreadable` where either file was not read or has a line of another form.
    """
    schemes: dict[str, str] = {}
    for line in outputs["shadow"].lines():
        found = _LINE.fullmatch(line)
        if found is None or found[1] in schemes:
            raise Unreadable(reason("shadow_malformed"))
        schemes[found[1]] = found[2]
    if not schemes:
        raise Unreadable(reason("shadow_malformed"))
    # pam_unix asks shadow(5) only where passwd(5) says `x`.
    in_passwd = {"empty": "empty", "locked": "locked", "hashed": "hashed:other"}
    for account in read_accounts(outputs).accounts:
        if account.password in in_passwd:
            schemes[account.name] = in_passwd[account.password]
    return schemes


def parse(outputs: Outputs, scope: Scope) -> Shadow:
    """Give the states of all local passwords; where a directory holds others, only an empty one is certain."""
    del scope
    schemes = read_schemes(outputs)

    def empty() -> frozenset[str]:
        names = frozenset(name for name, scheme in schemes.items() if scheme == "empty")
        if not names:
            read_accounts(outputs).complete("passwords_in_directory", "passwd", "shadow")
        return names

    return Shadow(
        empty=attempt(empty),
        schemes=attempt(lambda: schemes),
    )


READER = Reader(Shadow, always(ACCOUNTS, SHADOW), parse)
