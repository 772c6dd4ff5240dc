"""`--limit`: hosts chosen by Ansible's own pattern language, which Ansible itself interprets.

What a pattern means depends on the order of groups and hosts (`web[0:2]`), which a second interpreter would have to
copy; a host scanned by mistake is worse than a second's wait. Only plain host names, apart by commas, are looked up
here: whatever else stands in an inventory, Ansible takes the exact name of a host for that host.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from inventories import cache
from inventories.listing import decode_listing
from inventories.read import content_key, read_existing, resolve
from inventories.reason import ConfigError
from inventories.shown import shown

if TYPE_CHECKING:
    from inventories.model import Host, Inventory

_PLAIN_NAMES = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(,[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


def select(inventory: Inventory, pattern: str, *, vault_args: tuple[str, ...] = ()) -> tuple[Host, ...]:
    """Give the hosts that `pattern` names, in the inventory's order.

    Every part of the pattern must match something, exclusions too: a mistyped `!db01` would scan the very host that was
    to be left alone. Raises `ConfigError`.
    """
    names = set(pattern.split(",")) if _PLAIN_NAMES.fullmatch(pattern) else set()
    if not names or not names <= {host.name for host in inventory.hosts}:
        names = _ask_ansible(inventory, pattern, vault_args)
    chosen = tuple(host for host in inventory.hosts if host.name in names)
    if not chosen:
        raise ConfigError("limit_matches_nothing", limit=shown(pattern), detail="")
    if len(chosen) != len(names):
        raise ConfigError("inventory_changed", path=str(inventory.path))
    return chosen


def _ask_ansible(inventory: Inventory, pattern: str, vault_args: tuple[str, ...]) -> set[str]:
    sources = read_existing(inventory.path)
    name, key = f"{sources.path} --limit {pattern}", content_key(sources)
    kept = cache.load(name, key)
    if kept is not None:
        return set(msgspec.json.decode(kept, type=tuple[str, ...]))
    listing = decode_listing(resolve(inventory.path, sources, vault_args=vault_args, limit=pattern), inventory.path)
    names = tuple(sorted(listing.groups))
    # `@file` takes patterns from a file that is no part of the inventory.
    if sources.cacheable() and "@" not in pattern:
        cache.store(name, key, msgspec.json.encode(names))
    return set(names)
