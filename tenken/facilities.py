"""What stands beside a host (a management controller, a power supply): where it is asked, and whose turn it is.

A controller or a gateway serves one session of ours at a time, and a controller that refused a login is not asked
again in the same run.
"""

from __future__ import annotations

import os
import pwd
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from checks.plan import HostPlan
from inventories.model import Host
from inventories.reason import ConfigError
from scanners.local import LocalSession
from scanners.platforms import configuration_archive
from scanners.ssh.session import Session
from scanners.ssh.target import Target

OPS = "ops"
PASSWORD = "IPMI_PASSWORD"  # noqa: S105  (the name of ipmitool's variable)

_LOGGED_IN_TO = frozenset({"ssh", "local"})

AnySession = Session | LocalSession


def here(name: str) -> Target:
    """Give the ops host itself as the place of a session: it needs no connection and no credential."""
    return Target(name=name, address="localhost", port=0, user=operator(), lookup="", known_hosts_files=())


def is_here(target: Target) -> bool:
    """Whether this is the ops host itself."""
    return target.port == 0


def operator() -> str:
    """Give the account that runs tenken."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def via(host: Host) -> str:
    """Give from where a host's facility is asked: `ops`, the name of a gateway, or nothing where there is none."""
    if host.ups:
        return host.ups.via
    return "" if host.asset != "server" or host.bmc.via == "inband" else host.bmc.via


def place_of(plan: HostPlan) -> str:
    """Give from where what stands beside a planned asset is asked; copies of configurations lie on the ops host."""
    return OPS if plan.facility == configuration_archive.NAME else via(plan.host)


def alone(host: Host) -> bool:
    """Whether what stands beside is all that can be read of an asset: a power supply, a server nobody logs in to."""
    return host.ups is not None or (host.connection.kind not in _LOGGED_IN_TO and bool(via(host)))


def gateway(host: Host, hosts: Mapping[str, Host], ours: frozenset[str]) -> Host | None:
    """Give the gateway that a host's facility is asked from, None for the ops host. Raises ConfigError."""
    name = via(host)
    if name in {"", OPS}:
        return None
    found = hosts.get(name)
    if found is None or found.connection.kind != "ssh" or found.responsible not in ours:
        raise ConfigError("facility_gateway", host=host.name, gateway=name)
    return found


def environment(plan: HostPlan) -> Mapping[str, str]:
    """Give what the facility's commands must know and nobody else."""
    return {PASSWORD: plan.host.bmc.password} if plan.host.bmc.password and not plan.host.ups else {}


def device(plan: HostPlan) -> str:
    """Name the device that takes one session at a time, with the account of the login."""
    host = plan.host
    if plan.facility == configuration_archive.NAME:
        return f"configuration of {host.name}"
    if host.ups:
        return f"ups {host.ups.address}:{host.ups.port}"
    return f"bmc {host.bmc.address}:{host.bmc.port} {host.bmc.user}"


class Turns:
    """Whose turn it is at each device and gateway; used from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._refused: set[str] = set()

    @contextmanager
    def take(self, *names: str) -> Iterator[None]:
        """Wait for all of these, in the order of their names, so that nobody waits for the other."""
        with self._lock:
            locks = [self._locks[name] for name in sorted(set(names))]
        with ExitStack() as stack:
            for lock in locks:
                stack.enter_context(lock)
            yield

    def refused(self, name: str) -> bool:
        """Whether this device refused its login earlier in this run."""
        with self._lock:
            return name in self._refused

    def refuse(self, name: str) -> None:
        """Note that it did."""
        with self._lock:
            self._refused.add(name)
