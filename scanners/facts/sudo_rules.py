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


@dataclass(frozen=True, slots=True)
class SudoSettings:
    """What the `Defaults` of sudoers(5) take away from its protection, and who is in the groups that its rules name.

    `weakened`: settings in force for somebody that switch a protection off, as written (`!env_reset`,
    `Defaults:ops !authenticate`). `kept_variables`: names and patterns of variables that a command inherits from its
    caller. `unrecorded`: for whom sudo writes no record of the commands that were run (`ALL`, or the binding of the
    `Defaults` line). `members`: accounts in the groups that rules name, unknown where a directory holds groups or a
    rule names a netgroup; `local_members` is what the files alone say.
    """

    weakened: Field[frozenset[str]]
    kept_variables: Field[frozenset[str]]
    unrecorded: Field[frozenset[str]]
    members: Field[frozenset[str]]
    local_members: Field[frozenset[str]]
