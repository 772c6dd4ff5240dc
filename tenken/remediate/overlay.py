"""The inventory of one batch, laid over the operator's own: who is repaired, what with, and as whom. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from checks.remediation import HostRepair
from inventories.model import Host

GROUP = "tenken_repair"
# ssh takes the first value that it is given for an option: nothing in an inventory can switch the verifying off.
_VERIFIED = ("-o", "StrictHostKeyChecking=yes")
_KEPT_OPEN = ("-C", "-o", "ControlMaster=auto", "-o", "ControlPersist=60s")


def overlay(batch: Iterable[HostRepair], hosts: Mapping[str, Host], known_hosts: Path | None) -> dict[str, Any]:
    """Give the inventory, as JSON, which Ansible reads as YAML."""
    return {"all": {"children": {GROUP: {"hosts": {one.host: _variables(one, hosts, known_hosts) for one in batch}}}}}


def _variables(one: HostRepair, hosts: Mapping[str, Host], known_hosts: Path | None) -> dict[str, Any]:
    host = hosts[one.host]
    return {**one.variables, **log_in(host, known_hosts)}


def log_in(host: Host, known_hosts: Path | None = None) -> dict[str, Any]:
    """Give the variables with which Ansible logs in to a host for repairs. Its key is always verified."""
    named = ("-o", f"UserKnownHostsFile={known_hosts}") if known_hosts else ()
    account = {"ansible_user": host.remediation.user} if host.remediation.user else {}
    key = host.remediation.private_key_file
    return {
        "ansible_connection": "ssh",
        "ansible_ssh_args": shlex.join((*_VERIFIED, *named, *_KEPT_OPEN)),
        "ansible_ssh_common_args": shlex.join(host.connection.common_args),
        "ansible_ssh_extra_args": "",
        **account,
        **({"ansible_ssh_private_key_file": key} if key else {}),
    }
