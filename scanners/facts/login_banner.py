"""What is shown to whoever is about to log in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class LoginBanner:
    """Texts before the log-in, empty where none is shown. `ssh`: by context of sshd (`USER@inside`, `USER@outside`).
    `console`: by path, /etc/issue always and its drop-ins and /etc/issue.net where they hold something; with the
    escapes of agetty(8) as written.
    """

    ssh: Field[Mapping[str, str]]
    console: Field[Mapping[str, str]]
