"""Registers (台帳): what is approved to be on a host (第8条 使用の限定), one file each under policy/registers.

Hosts name the registers that hold for them (`tenken_registers`); the named ones are united, never overridden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import Bilingual
from checks.segments import Network, networks
from inventories.reason import ConfigError

Address = IPv4Address | IPv6Address
Name = Annotated[str, Meta(min_length=1, max_length=255)]
Port = Annotated[int, Meta(ge=1, le=65535)]
# Account names and paths become words of commands on targets: nothing but what needs no quoting is accepted.
AccountName = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}(?!\n)$")]
FilePath = Annotated[str, Meta(pattern=r"^/[A-Za-z0-9._/+@-]{1,255}(?!\n)$")]


def address(text: str) -> Address:
    """Read an address. Raises ValueError with a policy code, for use inside structures."""
    try:
        return ip_address(text)
    except ValueError:
        message = f"policy_bad_address:{text}"
        raise ValueError(message) from None


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A family of names, said to be one: literal text and a single `*` at its end."""

    pattern: Annotated[str, Meta(pattern=r"^[^*?\[\]\n]{2,}\*(?!\n)$")]


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved login account and who answers for it."""

    name: AccountName
    owner: Name


class SudoEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved grant, compared word for word with what sudoers says (`%group` for groups)."""

    user: Name
    command: Annotated[str, Meta(min_length=1, max_length=4096)]
    runas: Name = "root"
    host: Name = "ALL"
    nopasswd: bool = False


class KeyEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved public key: which account it opens, whose it is, until when (the last day)."""

    fingerprint: Annotated[str, Meta(pattern=r"^SHA256:[A-Za-z0-9+/]{43}(?!\n)$")]
    account: AccountName
    owner: Name
    expires: date


class PortEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved listener. `port` is a number or `LOW-HIGH`; `address` is `any` (all addresses may be used),
    `loopback`, an address or a network. With `process`, that program alone may listen.
    """

    proto: Literal["tcp", "udp"]
    port: Port | Annotated[str, Meta(pattern=r"^[0-9]{1,5}-[0-9]{1,5}(?!\n)$")]
    address: Name
    process: str = ""

    def __post_init__(self) -> None:
        low, high = self.range
        if not 1 <= low <= high <= 65535:
            message = f"policy_bad_ports:{self.port}"
            raise ValueError(message)
        if self.address not in {"any", "loopback"}:
            networks((self.address,))

    @property
    def range(self) -> tuple[int, int]:
        """First and last port."""
        low, _, high = str(self.port).partition("-")
        return int(low), int(high or low)


class LogServer(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved log server. `names` are the names under which configurations may call it. `target` is its name in the
    inventory, where it is scanned too: then arrival of logs is looked for there.
    """

    address: str
    port: Port
    names: tuple[Name, ...] = ()
    target: str = ""

    def __post_init__(self) -> None:
        address(self.address)


class Gateway(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved next hop for destinations outside private address space."""

    address: str
    note: str = ""

    def __post_init__(self) -> None:
        address(self.address)


class Prefix(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved destination outside private address space, in CIDR form."""

    network: str
    note: str = ""

    def __post_init__(self) -> None:
        networks((self.network,))


class Register(Struct, frozen=True, forbid_unknown_fields=True):
    """One file. A kind that is absent says nothing; a kind with an empty list approves nothing."""

    description: Bilingual
    packages: tuple[Name | Pattern, ...] | None = None
    minimum_versions: dict[Literal["debian", "rhel"], dict[str, Name]] | None = None
    services: tuple[Name | Pattern, ...] | None = None
    accounts: tuple[Account, ...] | None = None
    sudo_rules: tuple[SudoEntry, ...] | None = None
    authorized_keys: tuple[KeyEntry, ...] | None = None
    ports: tuple[PortEntry, ...] | None = None
    ntp_servers: tuple[Name, ...] | None = None
    log_servers: tuple[LogServer, ...] | None = None
    gateways: tuple[Gateway, ...] | None = None
    certificates: tuple[FilePath, ...] | None = None
    approved_prefixes: tuple[Prefix, ...] | None = None


class Names:
    """Approved names: exact ones and families."""

    __slots__ = ("exact", "families")

    def __init__(self, listed: Iterable[str | Pattern]) -> None:
        every = tuple(listed)
        self.exact = frozenset(entry for entry in every if isinstance(entry, str))
        # A pattern ends in its only asterisk: the text before it is all there is to compare.
        self.families = tuple(sorted({entry.pattern[:-1] for entry in every if isinstance(entry, Pattern)}))

    def missing(self, names: frozenset[str]) -> list[str]:
        """Give the names that are not approved, sorted."""
        rest = names - self.exact
        return sorted(name for name in rest if not name.startswith(self.families)) if rest else []


@dataclass(frozen=True, slots=True)
class United:
    """Several registers as one. `kinds` are those that at least one of them speaks about."""

    kinds: frozenset[str] = frozenset()
    packages: Names = field(default_factory=lambda: Names(()))
    services: Names = field(default_factory=lambda: Names(()))
    accounts: Names = field(default_factory=lambda: Names(()))
    minimum_versions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sudo_rules: frozenset[SudoEntry] = frozenset()
    authorized_keys: Mapping[tuple[str, str], date] = field(default_factory=dict)
    ports: tuple[PortEntry, ...] = ()
    ntp_servers: frozenset[str] = frozenset()
    log_servers: tuple[LogServer, ...] = ()
    gateways: frozenset[Address] = frozenset()
    certificates: frozenset[str] = frozenset()
    approved_prefixes: tuple[Network, ...] = ()


_KINDS = tuple(name for name in Register.__struct_fields__ if name != "description")


def unite(registers: Iterable[Register]) -> United:
    """Unite registers: whatever one of them approves is approved."""
    every = tuple(registers)
    minimums: dict[str, dict[str, set[str]]] = {}
    keys: dict[tuple[str, str], date] = {}
    for register in every:
        for family, versions in (register.minimum_versions or {}).items():
            for package, version in versions.items():
                minimums.setdefault(family, {}).setdefault(package, set()).add(version)
        for key in register.authorized_keys or ():
            known = (key.fingerprint, key.account)
            keys[known] = max(keys.get(known, key.expires), key.expires)
    return United(
        kinds=frozenset(kind for kind in _KINDS for register in every if getattr(register, kind) is not None),
        packages=Names(entry for register in every for entry in register.packages or ()),
        services=Names(entry for register in every for entry in register.services or ()),
        accounts=Names(account.name for register in every for account in register.accounts or ()),
        minimum_versions={
            family: {package: tuple(sorted(least)) for package, least in sorted(versions.items())}
            for family, versions in minimums.items()
        },
        sudo_rules=frozenset(rule for register in every for rule in register.sudo_rules or ()),
        authorized_keys=keys,
        ports=tuple(dict.fromkeys(entry for register in every for entry in register.ports or ())),
        ntp_servers=frozenset(same(source) for register in every for source in register.ntp_servers or ()),
        log_servers=tuple(dict.fromkeys(entry for register in every for entry in register.log_servers or ())),
        gateways=frozenset(address(entry.address) for register in every for entry in register.gateways or ()),
        certificates=frozenset(path for register in every for path in register.certificates or ()),
        approved_prefixes=networks(
            tuple(dict.fromkeys(prefix.network for register in every for prefix in register.approved_prefixes or ()))
        ),
    )


@lru_cache(maxsize=4096)
def same(name: str) -> str:
    """Give the one spelling of an address or host name, for comparing."""
    try:
        return str(ip_address(name))
    except ValueError:
        return name.lower().rstrip(".")


class Registers:
    """All registers of a policy folder by name."""

    def __init__(self, folder: Path, registers: Mapping[str, Register]) -> None:
        self.folder = folder
        self.by_name = dict(registers)
        self._united: dict[tuple[str, ...], United] = {}

    def united(self, names: tuple[str, ...], host: str) -> United:
        """Unite the registers a host names. Raises ConfigError for one that is not there."""
        for name in names:
            if name not in self.by_name:
                raise ConfigError("policy_no_register", host=host, name=name, file=str(self.folder / f"{name}.yaml"))
        if names not in self._united:
            self._united[names] = unite(self.by_name[name] for name in names)
        return self._united[names]

    def log_server_targets(self) -> frozenset[str]:
        """Give the inventory names of all registered log servers."""
        servers = (server for register in self.by_name.values() for server in register.log_servers or ())
        return frozenset(server.target for server in servers if server.target)


def load(folder: Path) -> Registers:
    """Read every `NAME.yaml` of the folder."""
    return Registers(folder, {file.stem: strict_yaml.load(file, Register) for file in sorted(folder.glob("*.yaml"))})
