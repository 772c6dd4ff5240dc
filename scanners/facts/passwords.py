"""What PAM demands of passwords and does after failures."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class LoginFailures:
    """pam_faillock (or pam_tally2) as it stands in the authentication stacks that log people in.

    `deny`: failures before the lock, 0 where no module locks.
    `unlock_s`: seconds until it opens by itself, 0 for never.
    """

    deny: Field[int]
    unlock_s: Field[int]


@dataclass(frozen=True, slots=True)
class PasswordQuality:
    """pam_pwquality (or pam_cracklib).

    `minlen` characters and `minclass` classes, both 0 where no module is in the stack.
    """

    minlen: Field[int]
    minclass: Field[int]
