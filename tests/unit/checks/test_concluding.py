"""What a machine and a person say of one control, joined: never a pass that one of them did not give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, Literal

import pytest

from checks.attestations import Attestations, Evidence, Record, Scope, WrittenAttestation
from checks.catalogue import compile_control
from checks.concluding import Judgement, Place, concluded, unanswered
from checks.control import Attestation, Bilingual, Control
from checks.evaluate import evaluate
from checks.finding import Finding, Status
from checks.plan import plan_host
from checks.policy import Policy
from checks.registers import Entry, Register, unite
from inventories.reason import Reason, reason
from tests.unit.checks.good_host import AS_OF, collected, good_facts, host, small_policy

TODAY = date(2026, 11, 22)
PLACE = Place("web01", "lgwan", "center-a", "web01", frozenset({"web"}))
UNREAD = reason("timed_out", command="x")


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy")


def record(control: str, day: date = TODAY, problem: Any = None, **scope: Any) -> Record:
    written = WrittenAttestation(
        id="r1",
        control=control,
        scope=Scope(**(scope or {"target": "web01"})),
        by="田中",
        role="施設担当",
        day=day,
        evidence=Evidence("a.pdf", "0" * 64),
    )
    return Record(written, problem)


def joined(
    policy: Policy, combine: Literal["all", "any"], machine: Status, *records: Record, control: str = "J13-UA-01"
) -> Finding:
    known: Control = policy.catalogue.controls[control]
    asked = Attestation(90, "target", Bilingual("確認", "confirm"))
    fields = {name: getattr(known, name) for name in known.__struct_fields__}
    both = Control(**{**fields, "methods": ("host", "attest"), "combine": combine, "attestation": asked})
    judged = compile_control(both, both.params, policy.tables)
    why = UNREAD if machine in {Status.UNKNOWN, Status.NOT_APPLICABLE} else None
    said = Judgement(machine, (reason("want"),), (reason("seen"),), why)
    return concluded(judged, PLACE, said, replace(policy, attestations=Attestations(records)), TODAY)


VALID = (record("J13-UA-01"),)
INVALID: tuple[tuple[Record, ...], ...] = (
    (),
    (record("J13-UA-01", date(2026, 8, 23)),),  # 91 days ago
    (record("J13-UA-01", date(2026, 11, 23)),),
    (record("J13-UA-01", problem=reason("attestation_evidence_differs", attestation="r1", evidence="a.pdf")),),
    (record("J13-UA-01", target="web02"),),
    (record("J13-UA-01", system="card-hakko"),),
    (record("J13-UA-01", site="center-b"),),
)


@pytest.mark.parametrize(("machine", "status", "method"), [
    (Status.PASS, Status.PASS, "attested"),
    (Status.FAIL, Status.FAIL, "machine"),
    (Status.UNKNOWN, Status.UNKNOWN, "machine"),
    (Status.NOT_APPLICABLE, Status.NOT_APPLICABLE, "machine"),
])  # fmt: skip
def test_all_needs_both(policy: Policy, machine: Status, status: Status, method: str) -> None:
    finding = joined(policy, "all", machine, *VALID)
    assert (finding.status, finding.method) == (status, method)


@pytest.mark.parametrize("records", INVALID)
def test_all_without_a_valid_record_never_passes(policy: Policy, records: tuple[Record, ...]) -> None:
    finding = joined(policy, "all", Status.PASS, *records)
    assert finding.status is Status.UNATTESTED
    assert finding.reason in finding.actual
    assert joined(policy, "all", Status.FAIL, *records).status is Status.FAIL
    assert joined(policy, "all", Status.UNKNOWN, *records).reason == UNREAD


@pytest.mark.parametrize(("machine", "status", "method"), [
    (Status.PASS, Status.PASS, "machine"),
    (Status.FAIL, Status.FAIL, "machine"),
    (Status.UNKNOWN, Status.PASS, "attested"),
    (Status.NOT_APPLICABLE, Status.NOT_APPLICABLE, "machine"),
])  # fmt: skip
def test_any_is_content_with_one_but_a_record_never_outweighs_a_fail(
    policy: Policy, machine: Status, status: Status, method: str
) -> None:
    finding = joined(policy, "any", machine, *VALID)
    assert (finding.status, finding.method) == (status, method)


@pytest.mark.parametrize(("unknowns", "status"), [
    ((reason("encryption_unseen", items=("/data",), count=1),), Status.PASS),
    ((reason("encryption_unseen", items=("/data",), count=1), UNREAD), Status.UNKNOWN),
    ((UNREAD,), Status.UNKNOWN),
    ((), Status.UNKNOWN),
])  # fmt: skip
def test_a_record_answers_what_it_is_about_and_nothing_else(
    policy: Policy, unknowns: tuple[Reason, ...], status: Status
) -> None:
    encryption = policy.catalogue.controls["J14-UA-05"]
    judged = compile_control(encryption, encryption.params, policy.tables)
    said = Judgement(Status.UNKNOWN, (), (), reason("x"), unknowns=unknowns)
    own = replace(policy, attestations=Attestations((record("J14-UA-05"),)))
    assert concluded(judged, PLACE, said, own, TODAY).status is status


@pytest.mark.parametrize(("machine", "records"), list(product(Status, INVALID)))
def test_an_invalid_record_changes_no_answer_of_a_machine(
    policy: Policy, machine: Status, records: tuple[Record, ...]
) -> None:
    if machine in {Status.WAIVED, Status.UNATTESTED}:
        return  # no machine says that
    finding = joined(policy, "any", machine, *records)
    assert finding.status is machine
    assert finding.method == "machine"


def test_a_record_of_the_system_or_site_covers_what_lies_within(policy: Policy) -> None:
    scopes: tuple[dict[str, Any], ...] = ({"system": "lgwan"}, {"site": "center-a"})
    for scope in scopes:
        assert joined(policy, "all", Status.PASS, record("J13-UA-01", **scope)).status is Status.PASS


def test_who_confirmed_stands_in_the_finding(policy: Policy) -> None:
    (said,) = (one for one in joined(policy, "all", Status.PASS, *VALID).actual if one.code == "attested")
    values = said.as_dict()
    assert (values["by"], values["role"], values["expires"]) == ("田中", "施設担当", "2027-02-20")


def test_the_last_day_of_a_record_counts(policy: Policy) -> None:
    assert joined(policy, "all", Status.PASS, record("J13-UA-01", date(2026, 8, 24))).status is Status.PASS


def test_what_persons_alone_answer_is_judged_once_for_each_site_or_system(policy: Policy) -> None:
    hosts = [replace(host(name), site=site) for name, site in (("a", "east"), ("b", "east"), ("c", "west"))]
    findings = evaluate([collected(plan_host(one, policy), good_facts()) for one in hosts], policy, AS_OF)
    asked = {
        name: control.attestation.scope
        for name, control in policy.catalogue.controls.items()
        if control.attested_only and control.attestation
    }
    assert {"site", "system"} <= set(asked.values())
    for name, scope in asked.items():
        subjects = [finding.subject for finding in findings if finding.control == name]
        expected = {"site": ["east", "west"], "system": ["lgwan"], "target": ["a", "b", "c"]}[scope]
        assert subjects == expected, name
        assert all(one.status is Status.UNATTESTED for one in findings if one.control == name)


def test_persons_answer_for_assets_that_no_scanner_reads(policy: Policy) -> None:
    terminal = replace(host("terminal", kind="winrm"), site="east")
    findings = evaluate([], policy, AS_OF, unread=[plan_host(terminal, policy)])
    assert {finding.subject for finding in findings} <= {"terminal", "east", "lgwan"}
    assert {"east", "lgwan"} <= {finding.subject for finding in findings}


def test_a_heavy_control_is_looked_at_in_a_full_scan_alone(policy: Policy) -> None:
    routine = plan_host(host(), policy)
    full = plan_host(host(), policy, depth="full")
    heavy = {judged.control.id for judged in routine.controls if judged.control.depth == "full"}
    assert heavy
    assert set(routine.facts) < set(full.facts)
    assert set(routine.probes["debian"]) < set(full.probes["debian"])
    assert routine.own_sudo == full.own_sudo
    findings = evaluate([collected(routine, good_facts())], policy, AS_OF)
    for finding in findings:
        if finding.control in heavy:
            assert finding.status is Status.UNKNOWN
            assert finding.reason == reason("full_depth_only")


def test_an_unanswered_control_is_unattested_or_left_out(policy: Policy) -> None:
    known = policy.catalogue.controls["J13-UA-01"]
    judged = compile_control(known, known.params, policy.tables)
    assert unanswered(judged).status is Status.UNATTESTED
    assert unanswered(replace(judged, excluded="別の基準")).status is Status.NOT_APPLICABLE


def register(**kinds: Any) -> Register:
    return Register(Bilingual("試", "t"), **kinds)


def test_an_optional_entry_in_one_register_does_not_weaken_anothers() -> None:
    united = unite([register(packages=("bash",)), register(packages=(Entry(name="bash", optional=True),))])
    assert united.packages.lacking(frozenset()) == ["bash"]
    assert united.packages.missing(frozenset({"bash"})) == []
