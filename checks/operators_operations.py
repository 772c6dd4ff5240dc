"""Operators on the daily running of a system: databases, backups, and what stands by when a machine fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Annotated

from msgspec import Meta, Struct

from checks.finding import Status
from checks.judging import (
    Compiled,
    Context,
    NoParams,
    Verdict,
    failed,
    first_unknown,
    listed,
    no_register,
    passed,
    undecided,
)
from checks.registers import BackupEntry
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.backups import BackupSet, Place
from scanners.facts.cluster import Cluster, Replica
from scanners.facts.databases import AccessRule
from scanners.facts.field import Absent, Known, Unknown

_HOUR = 3600
_NARROWEST_WORLD = 8  # bits; no registered network of anybody is wider (10.0.0.0/8)
_CLOCKS_S = 600  # how far two clocks may differ before a date lies in the future


class RuleParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Proofs that are refused: `trust`, `md5`, `empty` (an empty password) and the like."""

    refused_methods: tuple[str, ...]


class BackupParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How old a backup may be (hours) where its entry does not say, and its least size in percent of the one before."""

    max_age_h: Annotated[int, Meta(ge=1)]
    least_pct: Annotated[int, Meta(ge=0, le=100)]


class LagParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a replica may be behind, in seconds and in bytes of log."""

    max_lag_s: Annotated[int, Meta(ge=0)]
    max_lag_bytes: Annotated[int, Meta(ge=0)]


@lru_cache(maxsize=4096)
def _everywhere(address: str) -> bool:
    """Whether a rule's address stands for every machine, or for so many that two such rules would make it all."""
    if address == "all" or not address.strip("%_."):  # MySQL's wildcards: `%.%` and the like match all addresses
        return True
    try:
        network = ip_network(address, strict=False)
    except ValueError:
        return False
    return network.prefixlen < _NARROWEST_WORLD


def database_rules(params: RuleParams, subject: str, _tables: Tables) -> Compiled:
    """No rule admits by a refused proof, and none admits from every address. Each rule is judged as if it stood alone:
    a narrower one before it is no excuse.
    """
    refused = frozenset(params.refused_methods)

    def wrong(rule: AccessRule) -> bool:
        if rule.method == "reject":
            return False
        return rule.method in refused or (rule.kind == "host" and _everywhere(rule.addresses))

    def judge(value: frozenset[AccessRule], _context: Context) -> Verdict:
        bad = sorted(
            f"{rule.engine}: {rule.kind} {rule.users} {rule.addresses or '-'} {rule.method}"
            for rule in value
            if wrong(rule)
        )
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        return passed(f"good.{subject}", count=len(value)) if value else undecided(reason("no_database_rules_seen"))

    return Compiled(reason(f"want.{subject}", items=tuple(sorted(refused))), judge)


def superusers_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Everybody who may do everything in a database is registered for its kind."""

    def approved(engine: str, name: str, context: Context) -> bool:
        return any(entry.kind == engine and name in entry.superusers for entry in context.registers.databases)

    return _in_databases(subject, approved)


@lru_cache(maxsize=4096)
def _covers(entry: str, listens: str) -> bool:
    """Whether a registered address (`any`, `loopback`, a name, an address, a network) covers where a server listens."""
    if entry in {"any", "*"} or entry == listens:
        return True
    try:
        address = ip_address("127.0.0.1" if listens == "localhost" else listens)
    except ValueError:
        return False  # `*`, or a name
    if address.is_unspecified:
        return False
    if entry == "loopback":
        return address.is_loopback
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return False
    return network.version == address.version and address in network


def listeners_in_register(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Databases listen on registered addresses alone."""

    def approved(engine: str, address: str, context: Context) -> bool:
        entries = context.registers.databases
        return any(entry.kind == engine and any(_covers(one, address) for one in entry.listen) for entry in entries)

    return _in_databases(subject, approved)


def _in_databases(subject: str, approved: Callable[[str, str, Context], bool]) -> Compiled:
    def judge(value: frozenset[tuple[str, str]], context: Context) -> Verdict:
        if "databases" not in context.registers.kinds:
            return no_register("databases")
        foreign = sorted(f"{engine}: {name}" for engine, name in value if not approved(engine, name, context))
        return failed(f"bad.{subject}", **listed(foreign)) if foreign else passed(f"good.{subject}", count=len(value))

    return Compiled(reason(f"want.{subject}"), judge)


def _entries(context: Context) -> Verdict | tuple[BackupEntry, ...]:
    if "backups" not in context.registers.kinds:
        return no_register("backups")
    entries = tuple(context.registers.backups[path] for path in sorted(context.registers.backups))
    return entries or Verdict(Status.NOT_APPLICABLE, reason("no_backup_registered"))


def backups_fresh(params: BackupParams, subject: str, _tables: Tables) -> Compiled:
    """The newest set of every registered backup is young and large enough, and did not shrink."""

    def troubles(entry: BackupEntry, newest: BackupSet | None, as_of: int) -> Iterator[str]:
        if newest is None:
            yield f"{entry.path}: -"
            return
        age = as_of - newest.written
        if age > (entry.max_age_h or params.max_age_h) * _HOUR or age < -_CLOCKS_S:
            yield f"{entry.path}: {newest.name} {age // _HOUR}h"
        if newest.size < entry.min_bytes:
            yield f"{entry.path}: {newest.name} {newest.size}B < {entry.min_bytes}B"
        if newest.previous is not None and newest.size * 100 < newest.previous * params.least_pct:
            yield f"{entry.path}: {newest.name} {newest.size}B < {params.least_pct}% × {newest.previous}B"

    def judge(value: Mapping[str, BackupSet | None], context: Context) -> Verdict:
        entries = _entries(context)
        if isinstance(entries, Verdict):
            return entries
        bad = [
            trouble
            for entry in entries
            if entry.path in value
            for trouble in troubles(entry, value[entry.path], context.as_of)
        ]
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        if unseen := [entry.path for entry in entries if entry.path not in value]:
            return undecided(reason("backups_not_looked_at", **listed(unseen)))
        return passed(f"good.{subject}", count=len(entries))

    return Compiled(reason(f"want.{subject}", max_age_h=params.max_age_h, least_pct=params.least_pct), judge)


def backups_apart(_params: NoParams, subject: str, _tables: Tables) -> Compiled:
    """Every registered backup lies on another machine or on a disk of its own, or is registered to be kept elsewhere.

    That the registered destination really holds it is for a person to confirm.
    """

    def judge(value: Mapping[str, Place], context: Context) -> Verdict:
        entries = _entries(context)
        if isinstance(entries, Verdict):
            return entries
        here = {"", context.host, context.hostname, "localhost", "127.0.0.1", "::1"}
        asked = [entry for entry in entries if entry.destination in here]
        bad = [
            f"{entry.path}: {place.source} ({place.kind})"
            for entry in asked
            if (place := value.get(entry.path)) is not None and place.separation not in {"remote", "own_disk"}
        ]
        if bad:
            return failed(f"bad.{subject}", **listed(bad))
        if unseen := [entry.path for entry in asked if entry.path not in value]:
            return undecided(reason("backups_not_looked_at", **listed(unseen)))
        kept = [f"{entry.path} → {entry.destination or value[entry.path].source}" for entry in entries]
        return passed(f"good.{subject}", **listed(kept))

    return Compiled(reason(f"want.{subject}"), judge)


def _behind(replica: Replica, params: LagParams) -> bool:
    if replica.state != "streaming" or replica.behind_bytes > params.max_lag_bytes:
        return True
    return replica.lag_s is not None and replica.lag_s > params.max_lag_s


def _shown(replica: Replica) -> str:
    lag = "" if replica.lag_s is None else f" {replica.lag_s}s"
    return f"{replica.engine} {replica.role} {replica.peer}: {replica.state}{lag} {replica.behind_bytes}B"


def cluster_healthy(params: LagParams, _subject: str, _tables: Tables) -> Compiled:
    """Every node is there, nothing failed, every virtual router has a state, every replica keeps up.

    A machine that has none of this is not applicable, unless the inventory says that it belongs to a group.
    """

    def judge(value: Cluster, context: Context) -> Verdict:
        parts = (value.nodes, value.troubles, value.virtual_routers, value.replication)
        bad: list[str] = []
        if isinstance(value.nodes, Known):
            bad += sorted(f"{name}: {state}" for name, state in value.nodes.value.items() if state != "online")
        if isinstance(value.troubles, Known):
            bad += sorted(value.troubles.value)
        if isinstance(value.virtual_routers, Known):
            states = value.virtual_routers.value
            bad += sorted(f"{name}: {state}" for name, state in states.items() if state not in {"MASTER", "BACKUP"})
        if isinstance(value.replication, Known):
            bad += [_shown(replica) for replica in value.replication.value if _behind(replica, params)]
        if bad:
            return failed("cluster_unhealthy", **listed(bad))
        if why := first_unknown(*parts):
            return undecided(why)
        if all(isinstance(part, Absent) for part in parts):
            if context.ha_group:
                return undecided(reason("ha_software_not_found", group=context.ha_group))
            return Verdict(Status.NOT_APPLICABLE, reason("no_redundancy_software"))
        return passed("cluster_healthy")

    expected = reason("want_cluster_healthy", max_lag_s=params.max_lag_s, max_lag_bytes=params.max_lag_bytes)
    return Compiled(expected, judge)


def standby_alive(_params: NoParams, _subject: str, _tables: Tables) -> Compiled:
    """The other members of the machine's group were read in this run, and the cluster, if there is one, sees them."""

    def judge(value: Cluster, context: Context) -> Verdict:
        if not context.ha_group:
            return Verdict(Status.NOT_APPLICABLE, reason("no_ha_group"))
        if not context.ha_members:
            return failed("ha_group_of_one", group=context.ha_group)
        if isinstance(value.nodes, Known):
            gone = sorted(f"{name}: {state}" for name, state in value.nodes.value.items() if state != "online")
            if gone:
                return failed("standby_not_online", **listed(gone))
        if unread := sorted(name for name, read in context.ha_members.items() if not read):
            return undecided(reason("standby_not_read", **listed(unread)))
        if isinstance(value.nodes, Unknown):
            return undecided(value.nodes.reason)
        return passed("standby_alive", **listed(sorted(context.ha_members)))

    return Compiled(reason("want_standby"), judge)
