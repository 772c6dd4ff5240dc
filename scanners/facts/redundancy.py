"""What a network device has twice: first hops, clusters, bundles of links, paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class HopGroup:
    """A VRRP, HSRP or GLBP group. `state`: as the device says, in lower case ("master", "backup", "active", "init")."""

    name: str
    protocol: str
    state: str


@dataclass(frozen=True, slots=True)
class LinkBundle:
    """A bundle of links (LACP or static): configured members, and those of them that carry traffic now."""

    name: str
    members: tuple[str, ...]
    carrying: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redundancy:
    """`cluster`: by member or unit of a cluster, stack or pair its state ("active", "standby", "ok", "failed", …);
    empty where there is none. `cluster_in_step`: configurations of the members agree. `routing_peers`: by neighbour of
    a routing protocol whether its session is established.
    """

    hop_groups: Field[tuple[HopGroup, ...]]
    bundles: Field[tuple[LinkBundle, ...]]
    cluster: Field[Mapping[str, str]]
    cluster_in_step: Field[bool]
    routing_peers: Field[Mapping[str, bool]]
