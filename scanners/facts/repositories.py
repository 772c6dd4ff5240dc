"""From where software is installed, and whether its signatures are verified."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Repositories:
    """Enabled package repositories, user names and passwords in addresses cut.

    A repository is named by what its configuration says, variables unexpanded: `http://host/debian bookworm main` for
    each component of apt (`http://host/debian ./` for a flat one), `baseos https://host/baseos/$basearch` for each
    address of dnf and yum. `unverified`: what lets software in without a valid signature, or over a connection whose
    other end is not verified: a repository or a setting, and the option that does it.
    """

    enabled: Field[frozenset[str]]
    unverified: Field[frozenset[str]]
