"""Database servers that run on a machine: where they listen, whom they let in and how, and who may do everything."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may come in, from where, and by which proof.

    `engine`: postgresql or mysql. `kind`: `local` (socket) or `host` (network). `users`, `addresses`: as the server
    writes them (`all`, `0.0.0.0/0`, `%`). `method`: the server's word for the proof, `empty` for an empty password.
    """

    engine: str
    kind: str
    users: str
    addresses: str
    method: str


@dataclass(frozen=True, slots=True)
class Databases:
    """All servers of the machine together; PostgreSQL from 10 on, MySQL and MariaDB. Absent where none is installed.

    `superusers` and `listen`: pairs of engine and name or address; `*` stands for every address.
    """

    rules: Field[frozenset[AccessRule]]
    superusers: Field[frozenset[tuple[str, str]]]
    listen: Field[frozenset[tuple[str, str]]]
