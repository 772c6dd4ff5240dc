"""A network device that meets every control there is, as it is judged by the policy of whole_host."""

from __future__ import annotations

import dataclasses
from typing import Any

from checks import catalogue, tables
from checks.catalogue import Judged
from checks.evaluate import Collected, evaluate
from checks.finding import Finding
from checks.golden import Golden
from checks.judging import japanese_date
from checks.plan import plan_host
from checks.policy import Policy
from tests.unit.checks import defects_devices, defects_devices_ua, defects_golden, good_device
from tests.unit.checks.good_host import AS_OF, LOGIN_PORT

Row = tuple[str, str, str, Any, str]
CONTROLS = catalogue.load(tables.load()).controls
DEVICE_TOPICS = (defects_devices, defects_devices_ua, defects_golden)
DEFECTS: list[Row] = [row for topic in DEVICE_TOPICS for row in topic.DEFECTS]
# Controls that cannot prove a pass on network devices say so instead.
PASSING: list[Row] = [row for row in DEFECTS if "network" not in CONTROLS[row[0]].never_passes]
READ: list[tuple[str, str, str]] = sorted({row for topic in DEVICE_TOPICS for row in topic.READ})


def device_facts() -> dict[str, Any]:
    """Give every fact."""
    return good_device.GOOD | {name: fact for topic in DEVICE_TOPICS for name, fact in topic.GOOD.items()}


def approved() -> Golden:
    """Give the approved configuration, which the device runs."""
    lines = good_device.GOOD["configuration"].lines.value
    return Golden("sw", "\n".join(lines), "whole", (), "田中", japanese_date(AS_OF))


def judged_device(policy: Policy, facts: dict[str, Any], only: frozenset[str] | None = None) -> dict[str, Finding]:
    """Give what all controls say of the device with these facts, or these controls."""
    plan = dataclasses.replace(plan_host(good_device.device(), policy, only=only, depth="full"), golden=approved())
    read = Collected(plan.host, plan, good_device.FAMILY, plan.host.name, LOGIN_PORT, facts)
    return {one.control: one for one in evaluate([read], policy, AS_OF) if one.subject == plan.host.name}


def judged_on_devices(policy: Policy) -> tuple[Judged, ...]:
    """Give the controls that are judged on a network device."""
    return plan_host(good_device.device(), policy, depth="full").controls
