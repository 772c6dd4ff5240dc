"""The JSON that `ansible-inventory --list` gives: host names, each host's groups and variables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from inventories.reason import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_BUILT_IN = {"all", "ungrouped"}  # every inventory has them; they say nothing


class _Group(msgspec.Struct):
    hosts: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


class _Meta(msgspec.Struct):
    hostvars: dict[str, dict[str, msgspec.Raw]] = {}


@dataclass(frozen=True, slots=True)
class Listing:
    """One inventory as Ansible resolved it; values stay encoded, so that what we do not use is never looked at."""

    groups: Mapping[str, tuple[str, ...]]  # by host name: its groups and their parents, sorted
    variables: Mapping[str, Mapping[str, msgspec.Raw]]  # by host name


def decode_listing(content: bytes, path: Path) -> Listing:
    """Read Ansible's answer about `path`; raises `ConfigError` when it is not the JSON that Ansible documents."""
    try:
        top = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        meta = msgspec.json.decode(top.pop("_meta", b"{}"), type=_Meta)
        groups = {name: msgspec.json.decode(raw, type=_Group) for name, raw in top.items()}
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # msgspec names the place, never the content
        raise ConfigError("inventory_unreadable", path=str(path), status=0, detail=str(error)) from None
    return Listing(_groups_by_host(groups, tuple(meta.hostvars)), meta.hostvars)


def _groups_by_host(groups: dict[str, _Group], named: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    parents: dict[str, set[str]] = defaultdict(set)
    for name, group in groups.items():
        for child in group.children:
            parents[child].add(name)

    def with_parents(names: set[str]) -> set[str]:
        found: set[str] = set()
        rest = list(names)
        while rest:
            name = rest.pop()
            if name not in found:
                found.add(name)
                rest += parents[name]
        return found

    direct: dict[str, set[str]] = {host: set() for host in named}
    for name, group in groups.items():
        for host in group.hosts:
            direct.setdefault(host, set()).add(name)
    known: dict[frozenset[str], tuple[str, ...]] = {}  # most hosts share their groups with others
    result: dict[str, tuple[str, ...]] = {}
    for host, names in direct.items():
        key = frozenset(names)
        if key not in known:
            known[key] = tuple(sorted(with_parents(names) - _BUILT_IN))
        result[host] = known[key]
    return result
