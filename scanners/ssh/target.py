"""Where a session goes and with what, after inventory and ssh_config have been joined; and how a session fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from inventories.reason import Reason
from scanners.ssh.algorithms import Algorithms

# After one of these no further target that shares the credential may be tried: the account could be locked out.
CREDENTIAL_REFUSALS = frozenset(
    {"auth_refused", "auth_closed", "auth_incomplete", "password_expired", "enable_refused"}
)

DEFAULT_IDENTITIES = ("id_rsa", "id_ecdsa", "id_ed25519")  # under ~/.ssh, in the order ssh looks


class SessionError(Exception):
    """A session could not be had; `reason` says why, `stage` how far it came.

    Stages: credentials, resolve, tcp, banner, kex, host_key, auth, channel, exec; of devices also prompt and enable.
    `credential` is set when a login failed: it is that of the host that refused, which may be a jump host.
    """

    def __init__(self, reason: Reason, stage: str, credential: str = "") -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.stage = stage
        self.credential = credential

    def __str__(self) -> str:
        return f"{self.stage}: {self.reason.code} {self.reason.as_dict()}"


def default_known_hosts() -> tuple[Path, ...]:
    """Name the files ssh reads when nothing else is configured."""
    home = Path.home() / ".ssh"
    system = Path("/etc/ssh")
    return tuple(
        folder / name
        for folder, names in (
            (home, ("known_hosts", "known_hosts2")),
            (system, ("ssh_known_hosts", "ssh_known_hosts2")),
        )
        for name in names
    )


@dataclass(frozen=True, slots=True)
class Target:
    """One host as it will be reached.

    `lookup` is the name known_hosts is asked for. `explicit` tells that the keys were configured and no other may be
    offered. `jumps` are the hosts on the way, the first one to connect to first. `credential` is equal for targets
    that a refused login concerns alike. `notes` are remarks for the operator about settings that were not followed.
    """

    name: str
    address: str
    port: int
    user: str
    lookup: str
    alias: bool = False  # lookup is a HostKeyAlias: the port is no part of the name
    identity_files: tuple[Path, ...] = ()
    explicit: bool = False
    certificate_files: tuple[Path, ...] = ()
    known_hosts_files: tuple[Path, ...] = field(default_factory=default_known_hosts)
    jumps: tuple[Target, ...] = ()
    proxy_command: str = ""  # a program that stands in for the TCP connection
    connect_timeout: float | None = None  # seconds
    algorithms: Algorithms = field(default_factory=Algorithms)
    hash_known_hosts: bool = False
    credential: str = ""
    notes: tuple[Reason, ...] = ()
