"""Public keys that open accounts."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class AuthorizedKey:
    """One line of an authorized_keys file. `fingerprint`: `SHA256:…` as ssh-keygen prints it. `options`: as written."""

    account: str
    path: str
    fingerprint: str
    options: str


@dataclass(frozen=True, slots=True)
class AuthorizedKeys:
    """All keys of all accounts that sshd would accept; unknown where it would look at files that were not read, asks a
    command, or trusts a certificate authority. `unrestricted`: accounts of which some key has no `from=` option.
    """

    keys: Field[frozenset[AuthorizedKey]]
    unrestricted: Field[frozenset[str]]
