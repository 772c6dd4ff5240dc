"""Operators on who may manage a network device: central log-in, kinds of stored secrets, SNMP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks.judging import (
    Compiled,
    Context,
    Verdict,
    failed,
    first_unknown,
    hidden,
    listed,
    passed,
    undecided,
)
from checks.tables import Tables
from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, StoredSecret
from scanners.facts.field import Known
from scanners.facts.snmp import Snmp, SnmpUser

_CENTRAL = frozenset({"tacacs", "radius", "ldap", "kerberos"})
_SNMP_3 = frozenset({"3"})
_UNTOLD = frozenset({"", "unknown"})
_JOINTS = re.compile(r"[^a-z0-9]+")

Storage = Literal["none", "plain", "reversible", "weak", "strong"]


class CentralParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How many central servers there must be of the protocol in use, and what may follow when none of them answers."""

    min_servers: Annotated[int, Meta(ge=1, le=16)]
    fallback: tuple[Literal["local", "enable", "line"], ...]


class SecretParams(Struct, frozen=True, forbid_unknown_fields=True):
    """How secrets may be stored: those of log-ins, and those that the device itself must be able to read back.

    The first word of a secret's owner that is in one of the lists decides which it is ("user radius" logs in, "radius
    192.0.2.1" and "system snmp user a" do not); where none is, it logs in. An entry of several words stands at the
    beginning, before a name ("user radius" of "user radius CORP"), and comes first.
    """

    log_in: Annotated[tuple[Storage, ...], Meta(min_length=1)]
    protocol: Annotated[tuple[Storage, ...], Meta(min_length=1)]
    log_in_owners: tuple[str, ...]
    protocol_owners: tuple[str, ...]


class SnmpParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Algorithms that users of SNMP 3 may have; compared without regard to hyphens and the like."""

    authentication: Annotated[tuple[str, ...], Meta(min_length=1)]
    privacy: Annotated[tuple[str, ...], Meta(min_length=1)]


def _misled(ways: Mapping[str, tuple[str, ...]], fallback: frozenset[str]) -> list[str]:
    """Give the ways in that do not ask the central servers first, or ask nobody in the end."""
    return [
        f"{way}: {' '.join(methods) or '-'}"
        for way, methods in sorted(ways.items())
        if not methods or methods[0] not in _CENTRAL or set(methods) - _CENTRAL - fallback
    ]


def central_log_in(params: CentralParams, _subject: str, _tables: Tables) -> Compiled:
    """Every way in asks central servers first, which exist, and local accounts at most when they do not answer."""
    fallback = frozenset(params.fallback)

    def judge(value: DeviceAccounts, _context: Context) -> Verdict:
        if isinstance(value.methods, Known):
            ways = value.methods.value
            wrong = _misled(ways, fallback)
            if wrong or not ways:
                return failed("log_in_not_central", **listed(wrong))
        if why := first_unknown(value.methods, value.servers):
            return undecided(why)
        if stop := hidden(value.methods):
            return stop
        ways = value.methods.value if isinstance(value.methods, Known) else {}
        servers: tuple[AaaServer, ...] = value.servers.value if isinstance(value.servers, Known) else ()
        used = sorted({method for methods in ways.values() for method in methods if method in _CENTRAL})
        counts = {name: len({one.address for one in servers if one.protocol == name}) for name in used}
        few = [f"{name}: {count}" for name, count in counts.items() if count < params.min_servers]
        if few:
            return failed("central_servers_too_few", **listed(few), least=params.min_servers)
        return passed("log_in_central", items=tuple(f"{name}: {count}" for name, count in counts.items()))

    return Compiled(reason("want_central_log_in", least=params.min_servers), judge)


def secrets_stored(params: SecretParams, subject: str, _tables: Tables) -> Compiled:
    """Every secret is stored in an accepted way; a device without a single one is not believed."""
    log_in, protocol = frozenset[str](params.log_in), frozenset[str](params.protocol)
    phrases = [entry.casefold().split() for entry in params.protocol_owners]
    beginnings = [words for words in phrases if len(words) > 1]
    by_word = {words[0]: protocol for words in phrases if len(words) == 1}
    by_word |= {word.casefold(): log_in for word in params.log_in_owners}

    def allowed(secret: StoredSecret) -> frozenset[str]:
        words = secret.owner.casefold().split()
        if any(words[: len(start)] == start and len(words) > len(start) for start in beginnings):
            return protocol
        return next((by_word[word] for word in words if word in by_word), log_in)

    def judge(value: tuple[StoredSecret, ...], _context: Context) -> Verdict:
        unclear = [secret for secret in value if secret.storage == "unknown"]
        wrong = [one for one in value if one not in unclear and one.storage not in allowed(one)]
        if wrong:
            return failed(f"bad.{subject}", **listed(f"{one.owner} ({one.storage}): {one.line}" for one in wrong))
        if unclear:
            return undecided(reason("secret_storage_unclear", **listed(one.owner for one in unclear)))
        return passed(f"good.{subject}", count=len(value)) if value else undecided(reason("no_secret_seen"))

    return Compiled(reason(f"want.{subject}"), judge)


def plainly(algorithm: str) -> str:
    """Give the name of an algorithm in one spelling: makers put hyphens where they like."""
    return _JOINTS.sub("", algorithm.lower())


def _weak_users(users: tuple[SnmpUser, ...], params: SnmpParams) -> tuple[list[str], list[str]]:
    """Give the users whose algorithms are not accepted, and those whose algorithms were not told."""
    accepted = (
        frozenset(map(plainly, params.authentication)) | _UNTOLD,
        frozenset(map(plainly, params.privacy)) | _UNTOLD,
    )
    weak: list[str] = []
    untold: list[str] = []
    for user in users:
        algorithms = (plainly(user.authentication), plainly(user.privacy))
        shown = f"{user.name}: {user.authentication or '-'}/{user.privacy or '-'}"
        if any(name not in fine for name, fine in zip(algorithms, accepted, strict=True)):
            weak.append(shown)
        elif _UNTOLD.intersection(algorithms):
            untold.append(shown)
    return weak, untold


def snmp_3_alone(params: SnmpParams, _subject: str, _tables: Tables) -> Compiled:
    """No agent answers and no trap is sent but by SNMP 3, to users with accepted algorithms; no community is left."""

    def judge(value: Snmp, _context: Context) -> Verdict:
        off = isinstance(value.enabled, Known) and not value.enabled.value
        wrong: list[str] = []
        untold: list[str] = []
        if isinstance(value.versions, Known):
            wrong += [f"SNMP {version}" for version in sorted(value.versions.value - _SNMP_3)]
        if isinstance(value.communities, Known) and not off:
            wrong += [("default: " if one.default else "") + one.line for one in value.communities.value]
        if isinstance(value.users, Known) and not off:
            weak, untold = _weak_users(value.users.value, params)
            wrong += weak
        if wrong:
            return failed("snmp_not_3", **listed(wrong))
        needed = (
            (value.enabled, value.versions) if off else (value.enabled, value.versions, value.communities, value.users)
        )
        if why := first_unknown(*needed):
            return undecided(why)
        if off:
            return passed("snmp_off")
        return hidden(value.enabled) or _answering(value, untold)

    return Compiled(reason("want_snmp_3", items=params.authentication + params.privacy), judge)


def _answering(value: Snmp, untold: list[str]) -> Verdict:
    """Judge an agent that is on and of which nothing is wrong: somebody must be able to ask it."""
    if untold:
        return undecided(reason("snmp_algorithms_untold", **listed(untold)))
    versions = value.versions.value if isinstance(value.versions, Known) else frozenset[str]()
    users = value.users.value if isinstance(value.users, Known) else ()
    if not versions or not users:
        return undecided(reason("snmp_no_user_seen"))
    return passed("snmp_3", count=len(users))
