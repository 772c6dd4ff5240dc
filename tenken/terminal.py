"""Asking the person at the terminal, where there is one."""

from __future__ import annotations

import getpass
import sys

from inventories.reason import reason
from reports.messages import Language, say
from scanners.ssh.credentials import AskPassphrase


def ask_passphrase(language: Language) -> AskPassphrase | None:
    """Give the question for a private key's passphrase; None where nobody is there to answer."""
    if not sys.stdin.isatty():
        return None
    return lambda path: getpass.getpass(say(reason("passphrase_question", file=str(path)), language))
