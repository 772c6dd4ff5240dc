"""What is planned for a host, and how findings come together from facts, registers and exceptions."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path
from typing import Any

import pytest

from checks import plan as planning
from checks.evaluate import Collected, evaluate
from checks.finding import Finding, Status
from checks.plan import plan_host, privileged
from checks.policy import Policy
from inventories.reason import ConfigError, reason
from reports.messages import say
from scanners.facts.accounts import Accounts
from scanners.facts.field import Absent, Known
from scanners.facts.os_release import OsRelease
from scanners.facts.processor_errors import ProcessorErrors
from scanners.facts.sudo_rules import SudoRule, SudoRules
from scanners.facts.virtualization import Virtualization
from scanners.platforms import FAMILIES
from scanners.platforms.reader import Family, Reader, always
from scanners.probe import Probe
from tests.unit.checks.good_host import (
    AS_OF,
    BASELINE,
    UNREAD,
    collected,
    host,
    log_server,
    small_policy,
)
from tests.unit.checks.said import said
from tests.unit.checks.whole_host import registered, whole_facts


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy", register=registered())


def judged(policy: Policy, facts: dict[str, Any], **more: Any) -> dict[str, Finding]:
    findings = evaluate([collected(plan_host(host(), policy), facts, **more), log_server(policy)], policy, AS_OF)
    for finding in findings:
        said(finding.reason, *finding.expected, *finding.actual)
    return {finding.control: finding for finding in findings if finding.subject == "web01"}


# Plans


def test_a_plan_names_the_facts_that_controls_and_operators_need(policy: Policy) -> None:
    only = frozenset({"J13-UA-02", "J14-FT-03"})
    plan = plan_host(host(), policy, only=only)
    assert {item.control.id for item in plan.controls} == only
    # sshd's single factors are judged with the keys, memory errors on metal only.
    assert plan.facts == (
        "authorized_keys",
        "memory_errors",
        "os_release",
        "processor_errors",
        "sshd",
        "virtualization",
    )


def test_a_plan_knows_accounts_addresses_and_certificates_before_connecting(policy: Policy) -> None:
    scope = plan_host(host(), policy).scope
    assert scope.scan_user == "tenken"
    assert scope.accounts == ("ops",)
    assert scope.inside_address == "10.0.0.1"
    assert scope.certificates == ("/etc/ssl/server.crt",)
    assert not scope.receives_logs
    server = plan_host(host("log01"), policy)
    assert server.scope.receives_logs
    assert "received_logs" in server.facts


def test_each_command_is_planned_once_and_in_a_stable_order(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    for family, probes in plan.probes.items():
        ids = [probe.id for probe in probes]
        assert ids == sorted(set(ids))
        behind = {probe for sources in plan.sources[family].values() for probe in sources}
        assert behind == set(ids)


def test_privileged_commands_are_exactly_the_root_probes(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    for family in FAMILIES:
        assert set(privileged(plan, family)) == {probe.privileged_argv for probe in plan.probes[family] if probe.root}


def test_two_probes_of_one_name_are_a_defect_of_ours(monkeypatch: pytest.MonkeyPatch, policy: Policy) -> None:
    readers = tuple(
        Reader(fact, always(Probe("same", command)), lambda _outputs, _scope: None)
        for fact, command in ((OsRelease, "id"), (Virtualization, "uname"))
    )
    planning._family_plan.cache_clear()
    monkeypatch.setitem(FAMILIES, "debian", Family("debian", ("debian",), readers))
    with pytest.raises(RuntimeError, match="two probes are called same"):
        plan_host(host(), policy)
    planning._family_plan.cache_clear()


def test_a_network_device_is_planned_with_its_own_controls_alone(policy: Policy) -> None:
    plan = plan_host(host("sw01", kind="network_cli"), policy)
    assert [item.control.id for item in plan.controls] == ["J15-UA-10"]
    assert not plan.facts


def test_a_system_without_baseline_is_the_operators_error(policy: Policy) -> None:
    with pytest.raises(ConfigError, match="policy_no_baseline"):
        plan_host(dataclasses.replace(host(), system="card-hakko"), policy)


# Findings


def test_a_host_that_was_not_reached_is_unknown_throughout(policy: Policy) -> None:
    why = reason("timed_out", command="ssh")
    findings = judged(policy, {}, family="", missing=why)
    assert len(findings) > 60
    assert {finding.status for finding in findings.values()} == {Status.UNKNOWN}
    assert {finding.reason for finding in findings.values()} == {why}


def test_a_certain_violation_is_not_hidden_by_a_directory(policy: Policy) -> None:
    facts = whole_facts()
    facts["accounts"] = Accounts(
        UNREAD, UNREAD, Known(frozenset({"root", "toor"})), Known(frozenset({"root", "leaver"}))
    )
    findings = judged(policy, facts)
    assert findings["J13-UA-09"].status is Status.FAIL
    assert findings["J13-UA-10"].status is Status.FAIL
    facts["accounts"] = Accounts(UNREAD, UNREAD, Known(frozenset({"root"})), Known(frozenset({"root"})))
    findings = judged(policy, facts)
    assert findings["J13-UA-09"].status is Status.UNKNOWN
    assert findings["J13-UA-10"].reason == UNREAD.reason


def test_a_virtual_machine_has_no_memory_errors_to_look_at(policy: Policy) -> None:
    facts = whole_facts()
    facts["virtualization"] = Virtualization(Known("kvm"))
    finding = judged(policy, facts)["J14-FT-03"]
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason is not None
    assert "kvm" in say(finding.reason, "ja")
    facts["virtualization"] = Virtualization(UNREAD)
    facts["memory_errors"] = dataclasses.replace(facts["memory_errors"], uncorrected=Absent(UNREAD.reason))
    facts["processor_errors"] = ProcessorErrors(Absent(UNREAD.reason))
    assert judged(policy, facts)["J14-FT-03"].status is Status.NOT_APPLICABLE


def test_a_value_of_a_shape_that_nobody_promised_is_unknown_and_harms_no_other_control(policy: Policy) -> None:
    facts = whole_facts()
    facts["login_failures"] = dataclasses.replace(facts["login_failures"], deny=Known("five"))
    findings = judged(policy, facts)
    assert findings["J13-UA-04"].status is Status.UNKNOWN
    assert findings["J13-UA-05"].status is Status.PASS


def test_the_scan_accounts_own_sudo_needs_no_entry(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    own = sorted(plan.own_sudo["debian"])
    assert own
    escaped = [re.sub(r"([\\*?\[])", r"\\\1", command) for command in own]
    facts = whole_facts()
    facts["sudo_rules"] = SudoRules(
        Known(
            whole_facts()["sudo_rules"].grants.value
            | {SudoRule("tenken", "ALL", "root", command, True) for command in escaped}
        )
    )
    assert judged(policy, facts)["J13-UA-12"].status is Status.PASS
    # The grants stay approved when few controls are scanned again.
    few = plan_host(host(), policy, only=frozenset({"J13-UA-12"}))
    (finding,) = evaluate([collected(few, facts)], policy, AS_OF)
    assert finding.status is Status.PASS
    facts["sudo_rules"] = SudoRules(Known(frozenset({SudoRule("tenken", "ALL", "root", "ALL", True)})))
    assert judged(policy, facts)["J13-UA-12"].status is Status.FAIL


def test_evidence_names_the_probes_behind_the_facts(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    finding = judged(policy, whole_facts())["J13-MG-02"]
    assert finding.evidence == plan.sources["debian"]["os_release"]


def test_findings_come_in_one_order_whatever_the_scans_order(policy: Policy) -> None:
    scanned: list[Collected] = [
        collected(plan_host(host(name), policy), whole_facts()) for name in ("web03", "web01", "web02")
    ]
    first = evaluate(scanned, policy, AS_OF)
    random.Random(7).shuffle(scanned)  # noqa: S311  (an order, not a secret)
    assert evaluate(scanned, policy, AS_OF) == first
    assert [(finding.subject, finding.control) for finding in first] == sorted(
        (finding.subject, finding.control) for finding in first
    )


EXCEPTION = """exceptions:
  - id: EX-7
    control: {control}
    targets: [web01]
    applicant: 申請者
    approved_by_role: 統括管理責任者
    approved_by: 見本
    approved_on: 2026-04-01
    expires: {expires}
    reason: 更改まで
    compensating_measures: [監視]
"""


@pytest.mark.parametrize(
    ("control", "expires", "status", "code"),
    [
        ("J13-UA-01", "2026-11-22", Status.WAIVED, "waived"),
        ("J13-UA-01", "2026-11-21", Status.FAIL, "exception_expired"),
        ("J13-UA-08", "2026-12-31", Status.FAIL, "exception_wrong_role"),  # critical: the chief must approve
    ],
)
def test_exceptions_over_a_fail(tmp_path: Path, control: str, expires: str, status: Status, code: str) -> None:
    own = small_policy(tmp_path / "p", exceptions=EXCEPTION.format(control=control, expires=expires))
    facts = whole_facts()
    facts["sshd"] = dataclasses.replace(
        facts["sshd"],
        permit_root_login=Known({"root@inside": "yes"}),
        permit_empty_passwords=Known({"a@inside": "yes"}),
    )
    finding = judged(own, facts)[control]
    assert finding.status is status
    assert finding.judged_status is Status.FAIL
    assert finding.reason is not None
    assert finding.reason.code == code
    assert finding.exception == ("EX-7" if status is Status.WAIVED else "")


def test_exceptions_over_an_unknown_and_none_over_a_pass(tmp_path: Path) -> None:
    own = small_policy(tmp_path / "p", exceptions=EXCEPTION.format(control="J13-UA-14", expires="2026-12-31"))
    facts = whole_facts()
    assert judged(own, facts)["J13-UA-14"].status is Status.PASS
    facts["session_timeout"] = dataclasses.replace(facts["session_timeout"], idle_s=UNREAD)
    finding = judged(own, facts)["J13-UA-14"]
    assert (finding.status, finding.judged_status) == (Status.WAIVED, Status.UNKNOWN)
    assert finding.actual == (UNREAD.reason,)


def test_an_expired_exception_leaves_an_unknown_its_own_reason_and_is_told_beside(tmp_path: Path) -> None:
    own = small_policy(tmp_path / "p", exceptions=EXCEPTION.format(control="J13-UA-14", expires="2026-05-01"))
    facts = whole_facts()
    facts["session_timeout"] = dataclasses.replace(facts["session_timeout"], idle_s=UNREAD)
    finding = judged(own, facts)["J13-UA-14"]
    assert finding.reason == UNREAD.reason
    assert [actual.code for actual in finding.actual] == ["timed_out", "exception_expired"]


def test_a_control_left_out_by_the_baseline_says_why(tmp_path: Path) -> None:
    own = small_policy(tmp_path / "p", baseline=BASELINE + "excluded: [{control: J13-UA-05, reason: 認証基盤で管理}]\n")
    finding = judged(own, whole_facts())["J13-UA-05"]
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason is not None
    assert "認証基盤で管理" in say(finding.reason, "ja")


def test_an_unread_log_server_leaves_forwarding_unknown(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    unreached = dataclasses.replace(log_server(policy), facts={}, missing=UNREAD.reason)
    for server in (log_server(policy, UNREAD), unreached):
        findings = evaluate([collected(plan, whole_facts()), server], policy, AS_OF)
        finding = next(one for one in findings if (one.subject, one.control) == ("web01", "J13-MG-10"))
        assert finding.status is Status.UNKNOWN
