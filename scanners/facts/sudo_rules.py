"""Who may run what as whom."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class SudoRule:
    """One grant of sudoers(5). `user`: name, `%group` or `ALL`. `runas`: user (and `:group`).

    `command`: as written; after `SETENV: ` where the caller may set variables for it.
    """

    user: str
    host: str
    runas: str
    command: str
    nopasswd: bool


@dataclass(frozen=True, slots=True)
class SudoRules:
    """Every grant of the effective sudoers, aliases resolved; unknown where a directory (LDAP, sss) adds rules."""

    grants: Field[frozenset[SudoRule]]
