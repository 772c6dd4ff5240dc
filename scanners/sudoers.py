"""The least sudoers fragment for a set of privileged probes.

Each command stands alone with all its arguments, so that nothing else and nothing more can be run. sudo matches the
arguments with fnmatch(3) after its own lexer has read them, so a literal is escaped for fnmatch first, then for the
lexer (sudoers(5), "Wildcards" and "Other special characters and reserved words").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inventories.reason import ConfigError
from scanners.probe import Probe

_FNMATCH = re.compile(r"[*?\[\]\\]")
_LEXER = re.compile(r"[,:=#\\]")


def _literal(text: str) -> str:
    """Escape each character: a glob character keeps its backslash through the lexer, a backslash needs four."""
    escaped = []
    for char in text:
        if char == "\\":
            escaped.append("\\\\\\\\")
        elif _FNMATCH.match(char) or _LEXER.match(char):
            escaped.append("\\" + char)
        else:
            escaped.append(char)
    return "".join(escaped)


def command_line(argv: tuple[str, ...]) -> str:
    """Write one exact command as sudoers wants it; raises ValueError on what no sudoers line can hold."""
    words = " ".join(argv)
    # sudo's lexer makes one space of several, and drops those at the end of an argument.
    spaced = words != words.strip() or "  " in words
    if not argv[0].startswith("/") or re.search(r"[\x00-\x1f\x7f]", words) or any(not word for word in argv) or spaced:
        raise ValueError(words)
    return " ".join([argv[0], *(_literal(word) for word in argv[1:])]) if argv[1:] else f'{argv[0]} ""'


def fragment(user: str, probes: Iterable[Probe]) -> str:
    """Give the sudoers lines that let `user` run exactly the privileged `probes` as root, without a password."""
    if not re.fullmatch(r"[a-z_][a-z0-9_-]*\$?", user):
        raise ConfigError("scan_user_unfit_for_sudoers", user=user)
    commands = dict.fromkeys(command_line(probe.privileged_argv) for probe in probes if probe.root)
    return "".join(f"{user} ALL=(root) NOPASSWD: {command}\n" for command in commands)
