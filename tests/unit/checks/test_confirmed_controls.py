"""What persons confirm, for each control that asks for it: alone, beside a machine that answers, beside a mute one."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from checks import catalogue, tables
from checks.attestations import Attestations, Evidence, Record, Scope, WrittenAttestation
from checks.evaluate import evaluate
from checks.finding import Finding, Status
from checks.judging import japanese_date
from checks.plan import plan_host
from checks.policy import Policy
from inventories.model import Connection, Host, Ups
from scanners.facts.field import Known
from tests.unit.checks import defects_facility, good_device, test_every_control, whole_device
from tests.unit.checks.good_host import AS_OF, UNREAD, collected, host, small_policy
from tests.unit.checks.whole_host import registered, whole_facts

CONTROLS = catalogue.load(tables.load()).controls
# Controls that persons alone answer: they are confirmed or not, and cannot fail.
ATTESTED = tuple(sorted(name for name, control in CONTROLS.items() if control.attested_only))
# Controls where a machine and a person both must answer, and where one of them suffices.
BOTH = tuple(sorted(name for name, control in CONTROLS.items() if control.combine == "all"))
EITHER = tuple(sorted(name for name, control in CONTROLS.items() if control.combine == "any"))

TODAY = japanese_date(AS_OF)
DEFECTS = (
    *test_every_control.DEFECTS,
    *defects_facility.DEFECTS,
    *defects_facility.UPS_DEFECTS,
    *defects_facility.NETWORK_DEFECTS,
    *whole_device.DEFECTS,
)
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy", register=registered())


def record(control: str, day: date = TODAY) -> Record:
    evidence = Evidence("a.pdf", "0" * 64)
    return Record(WrittenAttestation("r1", control, Scope(system="lgwan"), "田中", "担当", day, evidence))


def supply(serves: str) -> Host:
    device = Ups("room", "192.0.2.9", 3493, "nut", "ops", serves)
    return Host("ups01", Connection("ups01", kind="none"), "lgwan", ups=device)


def asset(control: str) -> tuple[Host, Facts]:
    """Give what a control is judged on, in order: a server where that can be, else a network device or power supply."""
    if CONTROLS[control].for_assets == {"network"}:
        return good_device.device(), whole_device.device_facts()
    if CONTROLS[control].for_assets != {"ups"}:
        return host(), whole_facts() | defects_facility.GOOD
    serves = "network" if control.startswith("J15") else "hardware"
    facts = defects_facility.UPS_GOOD
    return supply(serves), {**facts, "ups": dataclasses.replace(facts["ups"], serves=Known(serves))}


def judged(policy: Policy, control: str, facts: Facts, *records: Record) -> Finding:
    policy = dataclasses.replace(policy, attestations=Attestations(records))
    on, _ = asset(control)
    pair = ("web01", "web02")
    hosts = [on] if on.asset != "server" else [dataclasses.replace(host(name), ha_group="web") for name in pair]
    plans = [plan_host(one, policy, depth="full") for one in hosts]
    family = good_device.FAMILY if on.asset == "network" else plans[0].facility if on.ups else "debian"
    read = [collected(plan, facts, family=family) for plan in plans]
    findings = evaluate(read, policy, AS_OF, ha_groups={"web": frozenset(pair)})
    alone = CONTROLS[control].attested_only
    (finding,) = (one for one in findings if one.control == control and (alone or one.subject == on.name))
    return finding


def mute(control: str, facts: Facts) -> Facts:
    """Give the facts with everything unread that the control looks at, but for whom a power supply serves."""
    unread = dict(facts)
    for name in {one.fact.partition(".")[0] for one in CONTROLS[control].expect}:
        fields = [field.name for field in dataclasses.fields(facts[name]) if field.name != "serves"]
        unread[name] = dataclasses.replace(facts[name], **dict.fromkeys(fields, UNREAD))
    return unread


def broken(control: str, facts: Facts) -> Facts:
    fact, field, value = next((row[1], row[2], row[3]) for row in DEFECTS if row[0] == control and row[1] in facts)
    return {**facts, fact: dataclasses.replace(facts[fact], **{field: Known(value)})}


def expired(control: str) -> Record:
    asked = CONTROLS[control].attestation
    assert asked is not None
    return record(control, TODAY - timedelta(days=asked.valid_days + 1))


def test_every_control_that_asks_for_a_record_is_here() -> None:
    assert {*ATTESTED, *BOTH, *EITHER} == {name for name, control in CONTROLS.items() if control.attestation}


@pytest.mark.parametrize("control", ATTESTED)
def test_what_persons_alone_answer_passes_with_a_record_and_is_open_without(policy: Policy, control: str) -> None:
    confirmed = judged(policy, control, {}, record(control))
    assert (confirmed.status, confirmed.method) == (Status.PASS, "attested")
    for records in ((), (expired(control),)):
        assert judged(policy, control, {}, *records).status is Status.UNATTESTED


@pytest.mark.parametrize("control", BOTH)
def test_where_both_are_needed_neither_suffices(policy: Policy, control: str) -> None:
    _, good = asset(control)
    assert judged(policy, control, good, record(control)).status is Status.PASS
    assert judged(policy, control, good).status is Status.UNATTESTED
    assert judged(policy, control, good, expired(control)).status is Status.UNATTESTED
    assert judged(policy, control, mute(control, good), record(control)).status is Status.UNKNOWN
    assert judged(policy, control, broken(control, good), record(control)).status is Status.FAIL


@pytest.mark.parametrize("control", EITHER)
def test_where_one_suffices_a_record_stands_in_for_a_mute_machine_alone(policy: Policy, control: str) -> None:
    _, good = asset(control)
    by_machine = judged(policy, control, good)
    assert (by_machine.status, by_machine.method) == (Status.PASS, "machine")
    silent = mute(control, good)
    by_person = judged(policy, control, silent, record(control))
    asked = CONTROLS[control].attestation
    if asked and asked.answers:  # what such a record is about is not what was unread
        assert by_person.status is Status.UNKNOWN
    else:
        assert (by_person.status, by_person.method) == (Status.PASS, "attested")
    assert judged(policy, control, silent).status is Status.UNKNOWN
    assert judged(policy, control, silent, expired(control)).status is Status.UNKNOWN
    assert judged(policy, control, broken(control, good), record(control)).status is Status.FAIL
