"""Who may log in to a network device, how that is checked, and how secrets are stored there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class DeviceUser:
    """A local account. `role`: privilege level or role as the device names it ("15", "super-admin", "operator")."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class StoredSecret:
    """One secret in the configuration, never its value.

    `owner`: what it is of ("user admin", "enable", "snmp", "radius 192.0.2.1", "line vty 0 4", "key chain A").
    `storage`: `none` (empty), `plain`, `reversible` (type 7, encoded, encrypted with a key of the device),
    `weak` (unsalted or fast hash: type 4, MD5 types 5 and $1$), `strong` (types 8, 9, $5$, $6$, PBKDF2, bcrypt, SHA-2
    with salt) or `unknown`. `line`: the configuration line with the secret cut.
    """

    owner: str
    storage: str
    line: str


@dataclass(frozen=True, slots=True)
class AaaServer:
    """A central authentication server. `protocol`: tacacs, radius, ldap, kerberos."""

    protocol: str
    address: str


@dataclass(frozen=True, slots=True)
class DeviceAccounts:
    """Local accounts, stored secrets and central authentication.

    `methods`: for each way in ("default", "console", "vty", "http", …) the methods in their order, of: tacacs, radius,
    ldap, local, enable, line, none; `local_always` where accounts or keys of the device let in although a server was
    not asked, or has refused. `accounting`: what is recorded at the central server ("exec", "commands 15", …).
    """

    users: Field[tuple[DeviceUser, ...]]
    secrets: Field[tuple[StoredSecret, ...]]
    servers: Field[tuple[AaaServer, ...]]
    methods: Field[Mapping[str, tuple[str, ...]]]
    accounting: Field[tuple[str, ...]]
