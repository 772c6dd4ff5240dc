"""Making host keys known: showing the keys a host has, and adding those that a person confirmed."""

from __future__ import annotations

import base64
import fcntl
import hmac
import os
from pathlib import Path

from inventories.reason import ConfigError
from scanners.ssh.algorithms import HOST_KEYS
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import DEFAULT_PORT, HostKey, KnownHosts, lookup_name
from scanners.ssh.link import Limits, open_link
from scanners.ssh.login import close_way, open_way
from scanners.ssh.target import SessionError, Target


def seen_keys(
    target: Target, credentials: Credentials, known: KnownHosts, *, deadline: float, limits: Limits = Limits()
) -> tuple[HostKey, ...]:
    """Fetch the keys a host shows, one connection for each key type, without logging in on it.

    Through jump hosts when there are any; their own keys must be known. Raises `SessionError`.
    """
    way = open_way(target.jumps, credentials, known, limits, deadline)
    found: list[HostKey] = []
    missing: SessionError | None = None
    try:
        for names in HOST_KEYS.values():
            try:
                link = open_link(target, way[-1] if way else None, names, limits, deadline)
            except SessionError as stop:
                if stop.reason.code != "no_common_algorithm":
                    raise
                missing = stop
            else:
                found.append(link.key)
                link.close()
    finally:
        close_way(way)
    if not found and missing is not None:
        raise missing
    return tuple(found)


def _hashed(name: str) -> str:
    """Hide a name as HashKnownHosts does (ssh_config(5))."""
    salt = os.urandom(20)
    digest = hmac.digest(salt, name.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


def add_keys(file: Path, target: Target, keys: tuple[HostKey, ...]) -> None:
    """Append keys to a known_hosts file in one write; a new file is readable by its owner alone.

    Raises `ConfigError` when the file cannot be written.
    """
    name = lookup_name(target.lookup, DEFAULT_PORT if target.alias else target.port)
    lines = "".join(
        f"{_hashed(name) if target.hash_known_hosts else name} {key.kind} {base64.b64encode(key.blob).decode()}\n"
        for key in keys
    )
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "rb+", buffering=0) as known:
            fcntl.flock(known, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            unfinished = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            known.write((b"\n" if unfinished else b"") + lines.encode())
            os.fsync(descriptor)
    except OSError as broken:
        raise ConfigError("known_hosts_unwritable", file=str(file), detail=broken.strerror or "") from broken
