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
from checks.registers_access import EncryptedPath, FlowEntry, PortException, RemoteMaintenance
from checks.registers_devices import (
    ConfigurationBackupEntry,
    DetourEntry,
    LinkEntry,
    RoutingEntry,
    SoftwareEntry,
    StationEntry,
)
from checks.segments import Network, networks
from inventories.reason import ConfigError

Address = IPv4Address | IPv6Address
Name = Annotated[str, Meta(min_length=1, max_length=1024)]
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


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A family of names, literal text with a single `*` at its end; or a name that may be there and need not."""

    pattern: Annotated[str, Meta(pattern=r"^([^*?\[\]\n]{2,}\*)?(?!\n)$")] = ""
    name: Annotated[str, Meta(max_length=1024)] = ""
    optional: bool = False

    def __post_init__(self) -> None:
        if bool(self.pattern) == bool(self.name) or self.optional != bool(self.name):
            message = f"policy_bad_entry:{self.name or self.pattern}"
            raise ValueError(message)


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved login account and who answers for it. One that is not `optional` must be there."""

    name: AccountName
    owner: Name
    optional: bool = False


class SudoEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved grant, compared word for word with what sudoers says (`%group` for groups).

    One that is not `optional` must be there.
    """

    user: Name
    command: Annotated[str, Meta(min_length=1, max_length=4096)]
    runas: Name = "root"
    host: Name = "ALL"
    nopasswd: bool = False
    optional: bool = False


class KeyEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved public key: which account it opens, whose it is, until when (the last day).

    One that has not expired and is not `optional` must be there.
    """

    fingerprint: Annotated[str, Meta(pattern=r"^SHA256:[A-Za-z0-9+/]{43}(?!\n)$")]
    account: AccountName
    owner: Name
    expires: date
    optional: bool = False


class PortEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved listener. `port` is a number or `LOW-HIGH`; `address` is `any` (all addresses may be used),
    `loopback`, an address or a network. With `process`, that program alone may listen. Something must listen there
    unless it is `optional`.
    """

    proto: Literal["tcp", "udp"]
    port: Port | Annotated[str, Meta(pattern=r"^[0-9]{1,5}-[0-9]{1,5}(?!\n)$")]
    address: Name
    process: str = ""
    optional: bool = False

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
    """An approved next hop for destinations outside private address space: an address, or an `interface` of a network
    device (`host`, by its inventory name) to which a route points without an address.
    """

    address: str = ""
    host: str = ""
    interface: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.address:
            address(self.address)
        if bool(self.address) == bool(self.interface) or bool(self.host) != bool(self.interface):
            message = f"policy_bad_entry:{self.address or self.interface or '-'}"
            raise ValueError(message)


class Prefix(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved destination outside private address space, in CIDR form."""

    network: str
    note: str = ""

    def __post_init__(self) -> None:
        networks((self.network,))


class HardwareEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A registered machine: what its label says, the firmware it may run, and the parts it consists of.

    An empty text or list of versions says nothing; `components` absent says nothing, empty says that there are none.
    """

    host: Name
    serial: Name
    vendor: str = ""
    product: str = ""
    bios_versions: tuple[Name, ...] = ()
    bmc_versions: tuple[Name, ...] = ()
    components: tuple[Name, ...] | None = None


class ManagedFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A configuration file in its approved state."""

    path: FilePath
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]


class BackupEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a backup is written: a folder whose newest file is the newest set, or one file.

    `max_age_h` in hours, the control's own where absent; `destination` is the machine or medium that holds it.
    """

    name: Name
    path: FilePath
    max_age_h: Annotated[int, Meta(ge=1)] | None = None
    min_bytes: Annotated[int, Meta(ge=1)] = 1
    destination: str = ""


class DatabaseEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An approved database: who may do everything in it, and on which addresses it may listen (`loopback` too)."""

    kind: Literal["postgresql", "mysql", "oracle"]
    superusers: tuple[Name, ...]
    listen: tuple[Name, ...] = ("loopback",)


class PrivateKeyEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A registered private key file and the account that owns it."""

    path: FilePath
    owner: AccountName = "root"


class WorkingHours(Struct, frozen=True, forbid_unknown_fields=True):
    """When, and from which networks (CIDR, or `console`), an account may log in without further notice (Asia/Tokyo)."""

    account: AccountName
    sources: Annotated[tuple[Name, ...], Meta(min_length=1)]
    days: Annotated[tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...], Meta(min_length=1)]
    start: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$")]
    end: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$")]

    def __post_init__(self) -> None:
        networks(tuple(source for source in self.sources if source != "console"))


_Listing = tuple[Name | Entry, ...]


class Register(Struct, frozen=True, forbid_unknown_fields=True):
    """One file. A kind that is absent says nothing; a kind with an empty list approves nothing."""

    description: Bilingual
    packages: _Listing | None = None
    minimum_versions: dict[Literal["debian", "rhel"], dict[str, Name]] | None = None
    services: _Listing | None = None
    accounts: tuple[Account, ...] | None = None
    sudo_rules: tuple[SudoEntry, ...] | None = None
    authorized_keys: tuple[KeyEntry, ...] | None = None
    ports: tuple[PortEntry, ...] | None = None
    ntp_servers: tuple[Name, ...] | None = None
    log_servers: tuple[LogServer, ...] | None = None
    gateways: tuple[Gateway, ...] | None = None
    certificates: tuple[FilePath, ...] | None = None
    approved_prefixes: tuple[Prefix, ...] | None = None
    repositories: _Listing | None = None
    scheduled_jobs: _Listing | None = None
    usb_devices: _Listing | None = None
    setuid_files: _Listing | None = None
    hardware: tuple[HardwareEntry, ...] | None = None
    managed_files: tuple[ManagedFile, ...] | None = None
    backups: tuple[BackupEntry, ...] | None = None
    databases: tuple[DatabaseEntry, ...] | None = None
    private_keys: tuple[PrivateKeyEntry, ...] | None = None
    working_hours: tuple[WorkingHours, ...] | None = None
    device_software: tuple[SoftwareEntry, ...] | None = None
    device_links: tuple[LinkEntry, ...] | None = None
    stations: tuple[StationEntry, ...] | None = None
    single_power: tuple[Name, ...] | None = None
    configuration_backups: tuple[ConfigurationBackupEntry, ...] | None = None
    routing_neighbours: tuple[RoutingEntry, ...] | None = None
    detour_paths: tuple[DetourEntry, ...] | None = None
    flows: tuple[FlowEntry, ...] | None = None
    port_exceptions: tuple[PortException, ...] | None = None
    encrypted_paths: tuple[EncryptedPath, ...] | None = None
    remote_maintenance: tuple[RemoteMaintenance, ...] | None = None


class Names:
    """Approved names: exact ones, which must be there unless said to be optional, and families."""

    __slots__ = ("exact", "families", "required")

    def __init__(self, listed: Iterable[str | Entry]) -> None:
        every = tuple(listed)
        self.required = frozenset(entry for entry in every if isinstance(entry, str))
        self.exact = self.required | {entry.name for entry in every if isinstance(entry, Entry) and entry.name}
        # A pattern ends in its only asterisk: the text before it is all there is to compare.
        self.families = tuple(
            sorted({entry.pattern[:-1] for entry in every if isinstance(entry, Entry) and entry.pattern})
        )

    def missing(self, names: frozenset[str]) -> list[str]:
        """Give the names that are not approved, sorted."""
        rest = names - self.exact
        return sorted(name for name in rest if not name.startswith(self.families)) if rest else []

    def lacking(self, names: frozenset[str]) -> list[str]:
        """Give the names that must be there and are not, sorted."""
        return sorted(self.required - names)


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
    required_keys: frozenset[tuple[str, str]] = frozenset()
    ports: tuple[PortEntry, ...] = ()
    ntp_servers: frozenset[str] = frozenset()
    log_servers: tuple[LogServer, ...] = ()
    gateways: frozenset[Address] = frozenset()
    gateway_interfaces: frozenset[tuple[str, str]] = frozenset()
    certificates: frozenset[str] = frozenset()
    approved_prefixes: tuple[Network, ...] = ()
    repositories: Names = field(default_factory=lambda: Names(()))
    scheduled_jobs: Names = field(default_factory=lambda: Names(()))
    usb_devices: Names = field(default_factory=lambda: Names(()))
    setuid_files: Names = field(default_factory=lambda: Names(()))
    hardware: Mapping[str, HardwareEntry] = field(default_factory=dict)
    managed_files: Mapping[str, str] = field(default_factory=dict)
    backups: Mapping[str, BackupEntry] = field(default_factory=dict)
    databases: tuple[DatabaseEntry, ...] = ()
    private_keys: Mapping[str, PrivateKeyEntry] = field(default_factory=dict)
    working_hours: tuple[WorkingHours, ...] = ()
    device_software: tuple[SoftwareEntry, ...] = ()
    device_links: tuple[LinkEntry, ...] = ()
    stations: tuple[StationEntry, ...] = ()
    single_power: frozenset[str] = frozenset()
    configuration_backups: Mapping[str, ConfigurationBackupEntry] = field(default_factory=dict)
    routing_neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    detour_paths: tuple[DetourEntry, ...] = ()
    flows: tuple[FlowEntry, ...] = ()
    port_exceptions: tuple[PortException, ...] = ()
    encrypted_paths: tuple[EncryptedPath, ...] = ()
    remote_maintenance: tuple[RemoteMaintenance, ...] = ()


_KINDS = tuple(name for name in Register.__struct_fields__ if name != "description")


def unite(registers: Iterable[Register]) -> United:
    """Unite registers: whatever one of them approves is approved."""
    every = tuple(registers)
    minimums: dict[str, dict[str, set[str]]] = {}
    keys: dict[tuple[str, str], date] = {}
    required: set[tuple[str, str]] = set()
    for register in every:
        for family, versions in (register.minimum_versions or {}).items():
            for package, version in versions.items():
                minimums.setdefault(family, {}).setdefault(package, set()).add(version)
        for key in register.authorized_keys or ():
            known = (key.fingerprint, key.account)
            keys[known] = max(keys.get(known, key.expires), key.expires)
            if not key.optional:
                required.add(known)
    return United(
        kinds=frozenset(kind for kind in _KINDS for register in every if getattr(register, kind) is not None),
        packages=Names(entry for register in every for entry in register.packages or ()),
        services=Names(entry for register in every for entry in register.services or ()),
        accounts=Names(
            Entry(name=account.name, optional=True) if account.optional else account.name
            for register in every
            for account in register.accounts or ()
        ),
        minimum_versions={
            family: {package: tuple(sorted(least)) for package, least in sorted(versions.items())}
            for family, versions in minimums.items()
        },
        sudo_rules=frozenset(rule for register in every for rule in register.sudo_rules or ()),
        authorized_keys=keys,
        required_keys=frozenset(required),
        ports=tuple(dict.fromkeys(entry for register in every for entry in register.ports or ())),
        ntp_servers=frozenset(same(source) for register in every for source in register.ntp_servers or ()),
        log_servers=tuple(dict.fromkeys(entry for register in every for entry in register.log_servers or ())),
        gateways=frozenset(
            address(entry.address) for register in every for entry in register.gateways or () if entry.address
        ),
        gateway_interfaces=frozenset(
            (entry.host, entry.interface) for register in every for entry in register.gateways or () if entry.interface
        ),
        certificates=frozenset(path for register in every for path in register.certificates or ()),
        approved_prefixes=networks(
            tuple(dict.fromkeys(prefix.network for register in every for prefix in register.approved_prefixes or ()))
        ),
        repositories=Names(entry for register in every for entry in register.repositories or ()),
        scheduled_jobs=Names(entry for register in every for entry in register.scheduled_jobs or ()),
        usb_devices=Names(entry for register in every for entry in register.usb_devices or ()),
        setuid_files=Names(entry for register in every for entry in register.setuid_files or ()),
        hardware={entry.host: entry for register in every for entry in register.hardware or ()},
        managed_files={entry.path: entry.sha256 for register in every for entry in register.managed_files or ()},
        backups={entry.path: entry for register in every for entry in register.backups or ()},
        databases=tuple(dict.fromkeys(entry for register in every for entry in register.databases or ())),
        private_keys={entry.path: entry for register in every for entry in register.private_keys or ()},
        working_hours=tuple(dict.fromkeys(entry for register in every for entry in register.working_hours or ())),
        device_software=tuple(dict.fromkeys(entry for register in every for entry in register.device_software or ())),
        device_links=tuple(dict.fromkeys(entry for register in every for entry in register.device_links or ())),
        stations=tuple(dict.fromkeys(entry for register in every for entry in register.stations or ())),
        single_power=frozenset(model for register in every for model in register.single_power or ()),
        configuration_backups={
            entry.host: entry for register in every for entry in register.configuration_backups or ()
        },
        routing_neighbours=_routing_neighbours(every),
        detour_paths=tuple(dict.fromkeys(entry for register in every for entry in register.detour_paths or ())),
        flows=tuple(dict.fromkeys(entry for register in every for entry in register.flows or ())),
        port_exceptions=tuple(dict.fromkeys(entry for register in every for entry in register.port_exceptions or ())),
        encrypted_paths=tuple(dict.fromkeys(entry for register in every for entry in register.encrypted_paths or ())),
        remote_maintenance=tuple(
            dict.fromkeys(entry for register in every for entry in register.remote_maintenance or ())
        ),
    )


def _routing_neighbours(registers: Iterable[Register]) -> dict[str, tuple[str, ...]]:
    """Give the neighbours of each device that one of the registers names."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in (entry for register in registers for entry in register.routing_neighbours or ()):
        found[entry.host] = tuple(dict.fromkeys((*found.get(entry.host, ()), *entry.neighbours)))
    return found


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
