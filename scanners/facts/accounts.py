"""Local accounts, and whether a directory adds others."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Accounts:
    """passwd(5) and nsswitch.conf(5).

    `uid0`: names with user id 0. `login`: names whose shell lets them log in. Both are unknown where nsswitch.conf
    names a directory (sss, ldap, winbind, nis, …), because local reading would not see all accounts. What the files
    alone say stays in `local_uid0` and `local_login`, so that a violation seen with certainty is never lost.
    """

    uid0: Field[frozenset[str]]
    login: Field[frozenset[str]]
    local_uid0: Field[frozenset[str]]
    local_login: Field[frozenset[str]]
