"""Each machine control: passes on a host in order, fails on one defect, is unknown where its state was not read."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checks.attestations import Attestations, Evidence, Record, Scope, WrittenAttestation
from checks.evaluate import evaluate
from checks.finding import Finding, Status
from checks.judging import japanese_date
from checks.plan import plan_host
from checks.policy import Policy
from reports.messages import say
from scanners.facts.field import Known
from tests.unit.checks import defects_core
from tests.unit.checks.good_host import AS_OF, UNREAD, collected, good_facts, host, log_server, small_policy
from tests.unit.checks.said import said
from tests.unit.checks.whole_host import TOPICS, registered, whole_facts

Row = tuple[str, str, str, Any, str]
DEFECTS: list[Row] = [row for topic in (defects_core, *TOPICS) for row in topic.DEFECTS]
READ: list[tuple[str, str, str]] = sorted({row for topic in (defects_core, *TOPICS) for row in topic.READ})
FACTS = whole_facts()


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy", register=registered())


def confirmed(policy: Policy, combine: str = "") -> Policy:
    """The same policy with a valid record for every control that asks for one; of these that `combine` so alone."""
    records = [
        Record(
            WrittenAttestation(
                id=name,
                control=name,
                scope=Scope(system="lgwan"),
                by="田中",
                role="担当",
                day=japanese_date(AS_OF),
                evidence=Evidence("a.pdf", "0" * 64),
            )
        )
        for name, control in policy.catalogue.controls.items()
        if control.attestation and combine in {"", control.combine}
    ]
    return dataclasses.replace(policy, attestations=Attestations(records))


def judged(policy: Policy, facts: dict[str, Any], only: frozenset[str] | None = None) -> dict[str, Finding]:
    """What all controls say, or these."""
    here, standby = (dataclasses.replace(host(name), ha_group="web") for name in ("web01", "web02"))
    plans = [plan_host(one, policy, only=only, depth="full") for one in (here, standby)]
    read = [collected(plans[0], facts), collected(plans[1], FACTS), log_server(policy, only=only)]
    findings = evaluate(read, policy, AS_OF, ha_groups={"web": frozenset({"web01", "web02"})})
    for finding in findings:
        said(finding.reason, *finding.expected, *finding.actual)
    return {finding.control: finding for finding in findings if finding.subject == "web01"}


def changed(fact: str, field: str, state: object) -> dict[str, Any]:
    facts = dict(FACTS)
    facts[fact] = dataclasses.replace(facts[fact], **{field: state})
    return facts


def test_a_host_in_order_passes_all(policy: Policy) -> None:
    findings = judged(confirmed(policy), FACTS)
    assert {control: finding.reason for control, finding in findings.items() if finding.status is not Status.PASS} == {}
    assert len(findings) > 30


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect[0]}-{defect[1]}.{defect[2]}")
def test_a_defect_fails_and_is_named(policy: Policy, defect: Row) -> None:
    control, fact, field, value, word = defect
    if control == "J13-UA-22":
        keys = good_facts()["authorized_keys"].keys.value
        value = frozenset(dataclasses.replace(key, fingerprint="SHA256:" + "C" * 43) for key in keys)
    finding = judged(policy, changed(fact, field, Known(value)), frozenset({control}))[control]
    assert finding.status is Status.FAIL
    assert finding.reason is None
    assert word in " ".join(say(actual, "ja") for actual in finding.actual)
    assert len(finding.expected) == len(finding.actual)


@pytest.mark.parametrize(("control", "fact", "field"), READ)
def test_state_that_was_not_read_is_unknown_with_its_reason(
    policy: Policy, control: str, fact: str, field: str
) -> None:
    finding = judged(policy, changed(fact, field, UNREAD), frozenset({control}))[control]
    assert finding.status is Status.UNKNOWN
    assert finding.reason == UNREAD.reason


def test_every_control_is_seen_to_fail_and_to_be_unknown(policy: Policy) -> None:
    every = set(judged(policy, FACTS))
    assert {row[0] for row in DEFECTS} == every
    assert {row[0] for row in READ} == every


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_that_no_reader_gives_never_passes(policy: Policy, fact: str) -> None:
    facts = dict(FACTS)
    del facts[fact]
    plan = plan_host(host(), policy, depth="full")
    needing = {judge.control.id for judge in plan.controls if any(test.fact == fact for test in judge.tests)}
    findings = judged(policy, facts, frozenset(needing))
    assert findings.keys() == needing
    assert {finding.status for finding in findings.values()} <= {Status.UNKNOWN}
