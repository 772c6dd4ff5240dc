"""The dynamic inventory for Ansible: the hosts that fail something, in groups, with all that a repair needs. Pure.

Format: what `ansible-inventory` expects of a script (docs.ansible.com, "Developing dynamic inventory").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checks.finding import Finding, Status
from checks.remediation import RepairPlan
from inventories.model import Host
from tenken.remediate.overlay import GROUP, log_in

_PREFIX = "tenken"


def listing(findings: Iterable[Finding], plan: RepairPlan, hosts: Mapping[str, Host]) -> dict[str, Any]:
    """Give the answer to `--list`: a group for each failing control, system and severity, and one of what is repaired.

    Waived findings count as little as in a repair.
    """
    groups: dict[str, set[str]] = {GROUP: {one.host for one in plan.repaired}}
    failing: dict[str, set[str]] = {}
    for one in findings:
        if one.status is Status.FAIL and one.subject in hosts:
            failing.setdefault(one.subject, set()).add(one.control)
            for kind, value in (("control", one.control), ("system", one.system), ("severity", str(one.severity))):
                groups.setdefault(_group(kind, value), set()).add(one.subject)
    repairs = {one.host: one.variables for one in plan.repaired}
    return {
        "_meta": {
            "hostvars": {
                name: {
                    **connection(hosts[name]),
                    "tenken_failing": sorted(controls),
                    **repairs.get(name, {"tenken_repair": [], "tenken_wanted": {}}),
                }
                for name, controls in sorted(failing.items())
            }
        },
        **{name: {"hosts": sorted(members)} for name, members in sorted(groups.items())},
    }


def connection(host: Host) -> dict[str, Any]:
    """Give how Ansible reaches a host, without any password: these stay in the operator's own vaulted inventory."""
    told = host.connection
    if host.asset != "server" or told.kind != "ssh":
        return {"ansible_host": told.address}
    given = {
        "ansible_host": told.address,
        "ansible_port": told.port,
        "ansible_user": told.user,
        "ansible_ssh_private_key_file": told.private_key_file,
    }
    return {**{name: value for name, value in given.items() if value}, **log_in(host)}


def _group(kind: str, value: str) -> str:
    """Give the name of a group: Ansible takes letters, digits and underscores."""
    return f"{_PREFIX}_{kind}_{value.replace('-', '_')}"
