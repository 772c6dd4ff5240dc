"""Hosts and how to reach them, as the inventory tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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


@dataclass(frozen=True, slots=True)
class Host:
    """One registered asset of the inventory."""

    name: str
    connection: Connection
    system: str  # tenken_system: one of the five systems
    segment: str = ""  # tenken_segment
    responsible: str = ""  # tenken_responsible (Art. 3): the body that answers for it
    contractor: str = ""  # tenken_contractor (Art. 26)
    ha_group: str = ""  # tenken_ha_group: members are never read at the same time
    registers: tuple[str, ...] = ()  # tenken_registers: names of registers in the policy folder
    groups: tuple[str, ...] = ()  # Ansible groups, sorted


@dataclass(frozen=True, slots=True)
class Inventory:
    """All hosts of one inventory, sorted by name, with the digest of what was read."""

    path: Path
    hosts: tuple[Host, ...]
    digest: str  # SHA-256 (hex) of the inventory's resolved content
