"""What is to be repaired on each host: pure, from the findings of a run and the policy that judged it.

The playbooks under `checks/playbooks` decide nothing. Whatever they need stands in the variables made here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from checks import remediation_access, remediation_operations, remediation_system
from checks.catalogue import Judged
from checks.control import Risk
from checks.finding import Finding, Status
from checks.policy import Policy
from checks.remediation_sources import Sources, Wanted
from inventories.model import Host
from inventories.reason import Reason, reason

UNATTENDED = "unattended"  # the value of tenken_remediation that waives the approval file
RISKS: tuple[Risk, ...] = ("safe", "disruptive")  # what may be repaired at all
WANTED: Mapping[str, Wanted] = {
    **remediation_access.WANTED,
    **remediation_operations.WANTED,
    **remediation_system.WANTED,
}
# Ansible fills these in wherever they stand in a variable, on the ops host itself.
_TEMPLATES = ("{{", "{%", "{#")


def risks_up_to(highest: Risk) -> frozenset[Risk]:
    """Give the risks that are accepted where this one is the highest."""
    return frozenset(RISKS[: RISKS.index(highest) + 1])


@dataclass(frozen=True, slots=True)
class HostRepair:
    """What is done on one host: by control, what its tasks need; and what is left to a person, and why."""

    host: str
    system: str
    ha_group: str
    controls: Mapping[str, Mapping[str, Any]]
    left: Mapping[str, Reason]

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the host, as the roles take them."""
        return {"tenken_repair": sorted(self.controls), "tenken_wanted": dict(sorted(self.controls.items()))}


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What is done after one run, by host, in the order of their names."""

    run: str
    hosts: tuple[HostRepair, ...]

    @property
    def repaired(self) -> tuple[HostRepair, ...]:
        """The hosts on which anything is done."""
        return tuple(one for one in self.hosts if one.controls)

    @property
    def digest(self) -> str:
        """SHA-256 of all that is done, and where: what an approval binds."""
        plain = [(one.host, one.system, one.ha_group, one.variables) for one in self.repaired]
        return hashlib.sha256(msgspec.json.encode([self.run, plain], order="sorted")).hexdigest()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator asks for: these hosts, controls (None: all) and risks alone."""

    hosts: frozenset[str] | None = None
    controls: frozenset[str] | None = None
    risks: frozenset[Risk] = frozenset(RISKS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw, and the present policy. `hosts`: of the inventory, by name; `facts`: by host, what the run read
    (`facts_file.plain_facts`).
    """

    run: str
    findings: tuple[Finding, ...]
    hosts: Mapping[str, Host]
    facts: Mapping[str, Mapping[str, Any]]
    policy: Policy


def plan_repairs(seen: Seen, choice: Choice) -> RepairPlan:
    """Plan the repairs of what failed and is not waived."""
    failed: dict[str, list[Finding]] = {}
    for one in seen.findings:
        host = seen.hosts.get(one.subject)
        if one.status is Status.FAIL and host and host.asset == "server" and _chosen(one, choice):
            failed.setdefault(one.subject, []).append(one)
    made = (_host_repair(seen.hosts[name], found, seen, choice) for name, found in sorted(failed.items()))
    return RepairPlan(seen.run, tuple(made))


def batches(plan: RepairPlan, serial: int) -> tuple[tuple[HostRepair, ...], ...]:
    """Give the hosts in batches of at most so many; never two members of a high-availability group in one."""
    made: list[list[HostRepair]] = []
    for one in plan.repaired:
        for batch in made:
            if len(batch) < serial and not (one.ha_group and one.ha_group in {other.ha_group for other in batch}):
                batch.append(one)
                break
        else:
            made.append([one])
    return tuple(map(tuple, made))


def _chosen(one: Finding, choice: Choice) -> bool:
    return (choice.hosts is None or one.subject in choice.hosts) and (
        choice.controls is None or one.control in choice.controls
    )


def _host_repair(host: Host, findings: Iterable[Finding], seen: Seen, choice: Choice) -> HostRepair:
    judged = {one.control.id: one for one in seen.policy.baseline(host.system, host.name).controls}
    controls: dict[str, Mapping[str, Any]] = {}
    left: dict[str, Reason] = {}
    for finding in findings:
        known = judged.get(finding.control)
        why = _excluded(host, known, choice)
        made = why or _wanted(finding, judged[finding.control], host, seen)
        if isinstance(made, Reason):
            left[finding.control] = made
        else:
            controls[finding.control] = made
    return HostRepair(host.name, host.system, host.ha_group, controls, left)


def _wanted(finding: Finding, judged: Judged, host: Host, seen: Seen) -> dict[str, Any] | Reason:
    """Give what the control's tasks need on this host, or why it is left to a person."""
    sources = Sources(
        params=judged.params,
        registers=seen.policy.registers.united(host.registers, host.name),
        policy=seen.policy,
        host=host,
        actual=finding.actual,
        facts=seen.facts.get(host.name, {}),
    )
    made = WANTED[finding.control](sources)
    if not isinstance(made, Reason) and any(mark in text for text in _texts(made) for mark in _TEMPLATES):
        return reason("repair_text_is_template")
    return made


def _excluded(host: Host, judged: Judged | None, choice: Choice) -> Reason | None:
    """Give why a control is left to a person whatever the host told, None where it is not."""
    if why := _host_excluded(host):
        return why
    if judged is None or judged.excluded:
        return reason("repair_control_gone")
    remediation = judged.control.remediation
    if remediation is None:
        return reason("repair_not_offered")
    if remediation.risk == "manual_only":
        return reason(f"repair_by_person_{remediation.why}")
    return None if remediation.risk in choice.risks else reason("repair_risk_not_chosen", risk=remediation.risk)


def _host_excluded(host: Host) -> Reason | None:
    """Give why nothing is repaired on a host, None where something may be."""
    if host.remediation.mode == "never":
        return reason("repair_host_never")
    if host.connection.kind != "ssh":
        return reason("repair_host_not_by_ssh", kind=host.connection.kind)
    if not host.connection.become:  # Ansible puts this variable before what its plays say
        return reason("repair_host_without_sudo")
    return None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(name)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
