"""Hosts and how to reach them, as the inventory tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Variable = str | int | bool | tuple[str | int, ...]  # what a template of a configuration may be filled with


@dataclass(frozen=True, slots=True)
class Connection:
    """The standard Ansible connection settings of one host; empty strings mean "not set, ask ssh_config"."""

    address: str  # ansible_host, else the inventory name
    port: int | None = None  # ansible_port
    user: str = ""  # ansible_user
    private_key_file: str = ""  # ansible_ssh_private_key_file, `~` expanded
    common_args: tuple[str, ...] = ()  # ansible_ssh_args, _common_args, _extra_args, split into words
    become: bool = True  # ansible_become: False means that this host's sudo is never used
    kind: str = "ssh"  # ansible_connection: ssh, or network_cli and the like
    network_os: str = ""  # ansible_network_os
    # Of network devices alone; kept nowhere but in memory, and shown nowhere.
    transport: str = "ssh"  # tenken_transport: ssh, or telnet (which an exception must cover)
    password: str = field(default="", repr=False)  # ansible_password
    enable: bool = False  # ansible_become with the method enable: the device's privileged mode is entered
    enable_secret: str = field(default="", repr=False)  # ansible_become_password


@dataclass(frozen=True, slots=True)
class Bmc:
    """The management controller of a server: asked on the server itself, or over its own network (IPMI lanplus).

    `via`: `inband`, `ops` (the host that runs tenken) or the inventory name of a gateway host. The password is shown
    nowhere, and kept nowhere but in memory.
    """

    via: str = "inband"
    address: str = ""
    port: int = 623
    user: str = ""
    password: str = field(default="", repr=False)
    cipher_suite: int = 0  # 0: ipmitool chooses
    privilege: str = "user"  # of the session: user, or operator (reads users and network settings as well)


@dataclass(frozen=True, slots=True)
class Ups:
    """An uninterruptible power supply and the daemon that tells about it. `via`: `ops` or a gateway's name."""

    name: str
    address: str
    port: int
    protocol: str  # nut or apcupsd
    via: str
    serves: str  # hardware (Article 14) or network (Article 15)


@dataclass(frozen=True, slots=True)
class Remediation:
    """How a host may be repaired, and as whom.

    `mode`: `approved` (by an approval file alone), `unattended` (without one: a lab) or `never`. `user` and
    `private_key_file`: of the account that Ansible logs in with, empty for those of the inventory's connection.
    """

    mode: str = "approved"  # tenken_remediation
    user: str = ""  # tenken_remediation_user
    private_key_file: str = ""  # tenken_remediation_private_key_file, `~` expanded


@dataclass(frozen=True, slots=True)
class Host:
    """One registered asset of the inventory."""

    name: str
    connection: Connection
    system: str  # tenken_system: one of the five systems
    segment: str = ""  # tenken_segment
    responsible: str = ""  # tenken_responsible (Art. 3): the body that answers for it
    contractor: str = ""  # tenken_contractor (Art. 26)
    site: str = ""  # tenken_site: the site (centre, room) where it stands
    ha_group: str = ""  # tenken_ha_group: members are never read at the same time
    registers: tuple[str, ...] = ()  # tenken_registers: names of registers in the policy folder
    groups: tuple[str, ...] = ()  # Ansible groups, sorted
    bmc: Bmc = Bmc()  # tenken_bmc
    ups: Ups | None = None  # tenken_ups: the asset is a power supply
    remediation: Remediation = Remediation()
    golden: str = ""  # tenken_golden: the approved configuration of a network device, by its name in the policy
    golden_variables: tuple[tuple[str, Variable], ...] = ()  # tenken_golden_variables, sorted by name

    @property
    def asset(self) -> str:
        """What kind of asset it is: `ups`, `network` for devices, else `server`."""
        if self.ups:
            return "ups"
        device = self.connection.kind.rpartition(".")[2] in {"network_cli", "netconf", "httpapi"}
        return "network" if device or self.connection.network_os else "server"


@dataclass(frozen=True, slots=True)
class Inventory:
    """All hosts of one inventory, sorted by name, with the digest of what was read."""

    path: Path
    hosts: tuple[Host, ...]
    digest: str  # SHA-256 (hex) of the inventory's resolved content
