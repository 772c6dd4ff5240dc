"""Software that keeps a service alive when a machine fails: Pacemaker, keepalived, replication of databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class Replica:
    """One stream of replication as one end sees it.

    `role`: `sends` or `receives`. `state`: the server's word (`streaming`, `paused`, `lost` …). `lag_s`: seconds
    behind, None where the server does not tell; `behind_bytes`: log that was sent and is not yet applied, 0 where it
    is not told.
    """

    engine: str
    peer: str
    role: str
    state: str
    lag_s: int | None
    behind_bytes: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Each part is absent where its software is neither installed nor running.

    `nodes`: Pacemaker's nodes and their states (`online`, `offline`, `standby`, `maintenance`, `unclean`, `pending`,
    `stopped` for a machine whose cluster software does not run). `troubles`: failed actions and resources, lost quorum,
    maintenance mode. `virtual_routers`: instances of keepalived and their states (`MASTER`, `BACKUP`, `FAULT`, …).
    """

    nodes: Field[Mapping[str, str]]
    troubles: Field[frozenset[str]]
    virtual_routers: Field[Mapping[str, str]]
    replication: Field[tuple[Replica, ...]]
