"""The SNMP agent of a network device."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class SnmpCommunity:
    """A community of SNMP 1 or 2c. Its name is a secret and never here: `default` says that it is a well-known one.

    `access`: ro or rw. `limited`: an access list or view of sources limits who may ask. `line`: with the name cut.
    """

    default: bool
    access: str
    limited: bool
    line: str


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """A user of SNMP 3. `authentication` and `privacy`: algorithm in lower case ("sha", "aes128"), "none" for none."""

    name: str
    authentication: str
    privacy: str


@dataclass(frozen=True, slots=True)
class Snmp:
    """Whether an agent answers, and to whom. `versions`: of "1", "2c", "3" those that are answered or sent as traps."""

    enabled: Field[bool]
    versions: Field[frozenset[str]]
    communities: Field[tuple[SnmpCommunity, ...]]
    users: Field[tuple[SnmpUser, ...]]
