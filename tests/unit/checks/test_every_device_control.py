"""Each control of network devices: passes in order, fails on one defect, is unknown where its state was not read."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checks.finding import Status
from checks.policy import Policy
from inventories.reason import reason
from reports.messages import say
from scanners.facts.field import Known, Unknown
from tests.unit.checks.good_host import UNREAD, small_policy
from tests.unit.checks.said import said
from tests.unit.checks.test_every_control import confirmed
from tests.unit.checks.whole_device import DEFECTS, READ, Row, device_facts, judged_device, judged_on_devices
from tests.unit.checks.whole_host import registered

FACTS = device_facts()


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy", register=registered())


def changed(fact: str, field: str, state: object) -> dict[str, Any]:
    return {**FACTS, fact: dataclasses.replace(FACTS[fact], **{field: state})}


def test_a_device_in_order_passes_all_that_can_be_proven(policy: Policy) -> None:
    findings = judged_device(confirmed(policy), FACTS)
    unproven = {one.control.id for one in judged_on_devices(policy) if "network" in one.control.never_passes}
    not_passed = {name: one.reason for name, one in findings.items() if one.status is not Status.PASS}
    assert {name: why for name, why in not_passed.items() if name not in unproven} == {}
    assert {findings[name].status for name in unproven} <= {Status.UNKNOWN}
    assert len(findings) > len(unproven)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda row: f"{row[0]}-{row[1]}.{row[2]}-{row[4]}")
def test_a_defect_fails_and_is_named(policy: Policy, defect: Row) -> None:
    control, fact, field, value, word = defect
    finding = judged_device(policy, changed(fact, field, Known(value)), frozenset({control}))[control]
    said(finding.reason, *finding.expected, *finding.actual)
    assert finding.status is Status.FAIL
    assert finding.reason is None
    assert word in " ".join(say(actual, "ja") for actual in finding.actual)


@pytest.mark.parametrize(("control", "fact", "field"), READ)
def test_state_that_was_not_read_is_unknown_with_its_reason(
    policy: Policy, control: str, fact: str, field: str
) -> None:
    finding = judged_device(policy, changed(fact, field, UNREAD), frozenset({control}))[control]
    assert finding.status is Status.UNKNOWN
    assert finding.reason == UNREAD.reason


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (Known({}), Status.PASS),  # the sensors stand elsewhere: for persons to say
        (Unknown(reason("platform_does_not_tell", platform="x", field="sensors")), Status.PASS),
        (UNREAD, Status.UNKNOWN),  # nobody knows what this device does
    ],
)
def test_a_record_on_sensors_does_not_speak_for_a_device_that_was_not_read(
    policy: Policy, state: object, status: Status
) -> None:
    facts = changed("intrusion_prevention", "sensors", state)
    assert judged_device(confirmed(policy), facts, frozenset({"J15-UA-14"}))["J15-UA-14"].status is status


def test_every_control_of_devices_is_seen_to_fail_and_to_be_unknown(policy: Policy) -> None:
    every = {one.control.id for one in judged_on_devices(policy)}
    assert {row[0] for row in DEFECTS} >= every
    assert {row[0] for row in READ} >= every


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_that_no_reader_gives_never_passes(policy: Policy, fact: str) -> None:
    without = {name: value for name, value in FACTS.items() if name != fact}
    needing = {one.control.id for one in judged_on_devices(policy) if any(test.fact == fact for test in one.tests)}
    findings = judged_device(policy, without, frozenset(needing))
    assert findings.keys() >= needing
    assert {findings[name].status for name in needing} <= {Status.UNKNOWN}
