"""Ansible inventories as typed hosts: resolved by Ansible, checked, and kept by content."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from inventories import ansible
from inventories import cache as kept_results
from inventories.listing import decode_listing
from inventories.model import Host, Inventory
from inventories.reason import ConfigError
from inventories.sources import Sources, read_sources
from inventories.validate import HostReader, InvalidInventoryError, Problem, explain

FORMAT = "tenken inventory 4"  # changes whenever the checks or the model do


def read_inventory(path: Path, *, vault_args: tuple[str, ...] = ()) -> Inventory:
    """Read the inventory at `path`, a file or directory; a kept result of the very same content is taken as it is.

    `vault_args` go to Ansible's programs unchanged (`--vault-id`, `--vault-password-file`). Raises `ConfigError` when
    Ansible cannot read it or it has no hosts, and `InvalidInventoryError` with every wrong or missing value.
    """
    sources = read_existing(path)
    key = content_key(sources)
    name = str(sources.path)
    if (content := kept_results.load(name, key)) is not None and (hosts := _decode(content)) is not None:
        return Inventory(path, hosts, hashlib.sha256(content).hexdigest())
    hosts = _resolve(path, sources, vault_args)
    content = msgspec.json.encode(tuple(_without_secrets(host) for host in hosts))
    # Content that changed while Ansible was reading belongs to neither state.
    if sources.cacheable() and not any(map(_has_secrets, hosts)) and content_key(read_sources(path)) == key:
        kept_results.store(name, key, content)
    return Inventory(path, hosts, hashlib.sha256(content).hexdigest())


def read_existing(path: Path) -> Sources:
    """Read the files of the inventory `path`; raises `ConfigError` when there is none."""
    if not path.exists():
        raise ConfigError("inventory_missing", path=str(path))
    return read_sources(path)


def content_key(sources: Sources) -> str:
    """Give the digest of everything that decides the result."""
    return sources.digest(FORMAT, ansible.identity(), str(Path.home()))  # `~` is expanded in what is kept


def resolve(path: Path, sources: Sources, *, vault_args: tuple[str, ...], limit: str = "") -> bytes:
    """Let Ansible resolve the inventory; where it does not name a broken file, the error does."""
    try:
        return ansible.resolve(path, vault_args=vault_args, limit=limit, vaulted=sources.vaulted)
    except ConfigError as error:
        broken = sources.first_broken() if error.reason.code == "inventory_unreadable" else ""
        if not broken:
            raise
        values = error.reason.as_dict() | {"path": broken}
        raise ConfigError(error.reason.code, **values) from None


def _resolve(path: Path, sources: Sources, vault_args: tuple[str, ...]) -> tuple[Host, ...]:
    listing = decode_listing(resolve(path, sources, vault_args=vault_args), path)
    if not listing.groups:
        raise ConfigError("inventory_empty", path=str(path))

    @cache
    def open_vaulted(ciphertext: str) -> str:
        return ansible.open_vaulted(ciphertext, path=path, vault_args=vault_args)

    readers = [
        HostReader(name, groups, listing.variables.get(name, {}), open_vaulted)
        for name, groups in sorted(listing.groups.items())
    ]
    hosts = tuple(reader.host() for reader in readers)
    if not sources.vaulted:
        for reader, host in zip(readers, hosts, strict=True):
            if host.bmc.password:
                reader.problems.append(
                    Problem(host.name, host.groups, "inventory_secret_not_vaulted", "tenken_bmc", None)
                )
    problems = [problem for reader in readers for problem in reader.problems]
    if problems:
        raise InvalidInventoryError(path, explain(problems, sources.locate, hide=sources.vaulted))
    return hosts


def _has_secrets(host: Host) -> bool:
    return bool(host.bmc.password or host.connection.password or host.connection.enable_secret)


def _without_secrets(host: Host) -> Host:
    """Leave passwords out of what is kept or digested: a digest of a short secret can be guessed."""
    if not _has_secrets(host):
        return host
    connection = replace(host.connection, password="", enable_secret="")
    return replace(host, bmc=replace(host.bmc, password=""), connection=connection)


def _decode(content: bytes) -> tuple[Host, ...] | None:
    try:
        return msgspec.json.decode(content, type=tuple[Host, ...])
    except msgspec.DecodeError:
        return None
