"""The configuration of VyOS: blocks in braces, a value per line."""

from __future__ import annotations

import re
from functools import lru_cache

from inventories.reason import reason
from scanners.platforms.network.secrets import MARK, SecretRule, community, crypt_storage, stored
from scanners.platforms.network.statements import Node, planted
from scanners.platforms.network.tree import braced
from scanners.platforms.reader import Outputs
from scanners.probe import Unreadable

NAME = "vyos"
# The rest of the line, whatever is in it, unless that opens a block: `show configuration` puts quotation marks around a
# value with blanks or braces, and none that are part of the value are escaped (`_print_value_str` of vyatta-cfg).
_VALUE = r'(?!<cut:)(?!""|\'\')(?P<secret>"[^"]*"(?=[ \t]*$)|\S(?:[^\n]*[^\s{])?(?<!\{))[ \t]*$'
_PLAIN = (
    "key|secret|password|plaintext-password|plaintext-key|pre-shared-secret|shared-secret|preshared-key|private-key|"
    "shared-secret-key|passphrase|md5-key|md5|wep-key|api-key|token|client-secret|cisco-authentication|cak"
)
# VyOS has no lists in brackets: they are part of a value or name.
_BRACKETS = re.compile(r'(?m)^([ \t]*+[^\s"]++ )([^\s"\[\]]*+[\[\]][^\s"]*+)([ \t]*+\{?)$')
_MASK = re.compile(r"\*{16}")


def _typed_in(found: re.Match[str]) -> str:
    """Say that a secret stands as it was typed in. Instead of one that VyOS turns into a hash it shows a mask, empty or
    not.
    """
    masked = found["name"].startswith("plaintext-") and _MASK.fullmatch(found["secret"])
    return "unknown" if masked else "plain"


SECRETS = (
    SecretRule(re.compile(rf"(?m)^[ \t]*encrypted-password {_VALUE}"), crypt_storage),
    SecretRule(re.compile(rf"(?m)^[ \t]*encrypted-key {_VALUE}"), stored("unknown")),
    SecretRule(re.compile(r'(?m)^[ \t]*community (?!<cut:)(?P<secret>"[^"\n]*"|\S+)(?=[ \t]*\{)'), community),
    SecretRule(re.compile(rf"(?m)^[ \t]*community {_VALUE}"), community),  # of traps
    SecretRule(re.compile(rf"(?m)^[ \t]*(?P<name>{_PLAIN}) {_VALUE}"), _typed_in),
    SecretRule(  # what a container is given
        re.compile(rf"(?im)^[ \t]*environment (?=\S{{0,99}}(?:pass|secret|token|key))\S+ \{{\n[ \t]*value {_VALUE}"),
        stored("plain"),
    ),
)


def config(outputs: Outputs) -> Node:
    """Give the configuration. Raises `Unreadable` for what is none, or is cut short."""
    return read(outputs["config"].text())


@lru_cache(maxsize=8)
def read(text: str) -> Node:
    """Read `show configuration`."""
    lines = [_closed(line.rstrip()) for line in text.split("\n")]
    for number, line in enumerate(lines, 1):
        comment = line.lstrip().startswith("/*")
        if not line.endswith("*/") if comment else line.count('"') % 2:  # its further lines are no statements
            raise Unreadable(reason("unparseable", detail=f"text over several lines: line {number}"))
    root = planted(braced(_BRACKETS.sub(r'\1"\2"\3', "\n".join(lines)), comments=("//", "/*")))
    if not root.has("system", "host-name"):
        raise Unreadable(reason("unparseable", detail="no system host-name"))
    return root


def _closed(line: str) -> str:
    """Give back to a text or comment the end that was cut with what looked like a secret in it."""
    if not line.endswith(">") or not MARK.search(line):
        return line
    if line.lstrip().startswith("/*"):
        return f"{line} */"
    return f'{line}"' if line.count('"') % 2 else line
