"""What is planned for a host, and how findings come together from facts, registers and exceptions."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path
from typing import Any

import pytest

from checks import plan as planning
from checks.catalogue import Judged, compile_control
from checks.control import Applies, Attestation, Bilingual, Condition, Control
from checks.evaluate import Collected, evaluate
from checks.finding import Finding, Status
from checks.plan import plan_host, privileged
from checks.policy import Policy
from inventories.model import Bmc, Connection, Host, Ups
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


def test_a_plan_asks_as_the_inventory_says(policy: Policy) -> None:
    nobody = dataclasses.replace(host(), connection=Connection("web01.test"))
    assert plan_host(nobody, policy).scope.scan_user == ""
    assert plan_host(nobody, policy, scan_user="other").scope.scan_user == "other"
    assert plan_host(host(), policy, scan_user="other").scope.scan_user == "tenken"  # the inventory comes first
    assert plan_host(nobody, policy, scan_user="ops").scope.accounts == ("tenken",)
    scope = plan_host(host(), policy).scope
    assert (scope.outside_address, scope.managed_files) == ("198.51.100.1", tuple(sorted(scope.managed_files)))
    united = policy.registers.united(("base",), "web01")
    assert scope.managed_files == tuple(sorted(united.managed_files))
    assert scope.backups == tuple(sorted(united.backups))
    assert scope.private_keys == tuple(sorted(united.private_keys))
    assert scope.managed_files
    assert scope.backups
    assert scope.private_keys


@pytest.mark.parametrize(
    ("via", "asked", "facility"),
    [("inband", "inband", ""), ("ops", "ops", "bmc_lanplus"), ("gw01", "gateway", "bmc_lanplus")],
)
def test_a_controller_is_asked_where_the_inventory_says(policy: Policy, via: str, asked: str, facility: str) -> None:
    own = Bmc(via, "10.0.0.77", 624, "tenken", "himitsu", 3, "operator")
    plan = plan_host(dataclasses.replace(host(), bmc=own), policy)
    assert (plan.scope.bmc, plan.facility) == (asked, facility)
    scope = plan.scope
    device = (scope.bmc_address, scope.bmc_port, scope.bmc_user, scope.bmc_cipher, scope.bmc_privilege)
    if facility:
        assert device == ("10.0.0.77", 624, "tenken", 3, "operator")
        assert {"debian", "rhel", facility} <= plan.probes.keys()
    else:
        assert scope.bmc_address == ""


@pytest.mark.parametrize(("via", "asked"), [("ops", "ops"), ("gw01", "gateway")])
@pytest.mark.parametrize("protocol", ["nut", "apcupsd"])
def test_a_power_supply_is_asked_where_the_inventory_says(policy: Policy, via: str, asked: str, protocol: str) -> None:
    device = Ups("room", "192.0.2.9", 3493, protocol, via, "network")
    plan = plan_host(Host("ups01", Connection("ups01", kind="none"), "lgwan", ups=device), policy)
    assert plan.facility == f"ups_{protocol}"
    assert (plan.scope.ups, plan.scope.ups_serves, plan.scope.ups_via) == ("room@192.0.2.9:3493", "network", asked)
    assert plan.facts == ()
    assert plan.own_sudo == {}
    assert plan.probes[plan.facility]
    assert not plan.probes["debian"]


def test_what_a_baseline_leaves_out_is_not_read(tmp_path: Path) -> None:
    whole = plan_host(host(), small_policy(tmp_path / "a"))
    less = plan_host(
        host(), small_policy(tmp_path / "b", baseline=BASELINE + "excluded: [{control: J13-UA-14, reason: x}]\n")
    )
    assert set(whole.facts) - set(less.facts) == {"session_timeout"}
    assert {item.control.id for item in less.controls} == {item.control.id for item in whole.controls}


def test_privileged_commands_come_sorted_and_for_known_families_alone(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    for family in ("debian", "rhel"):
        asked = privileged(plan, family)
        assert asked
        assert list(asked) == sorted(set(asked))
        assert {" ".join(words) for words in asked} <= plan.own_sudo[family]
    assert privileged(plan, "bsd") == ()


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
    assert {item.control.id for item in plan.controls} >= {"J15-MG-01", "J15-UA-10"}
    assert all("network" in item.control.for_assets for item in plan.controls)
    assert not plan.facts


def test_a_system_without_baseline_is_the_operators_error(policy: Policy) -> None:
    with pytest.raises(ConfigError, match="policy_no_baseline") as raised:
        plan_host(dataclasses.replace(host(), system="card-hakko"), policy)
    told = raised.value.reason.as_dict()
    assert (told["host"], told["system"]) == ("web01", "card-hakko")
    assert str(told["file"]).endswith("/baselines/card-hakko.yaml")


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


# What a baseline, a family and a person change


def of(policy: Policy, control: str, **fields: Any) -> Judged:
    """A control of the catalogue with these fields changed, compiled again."""
    known = policy.catalogue.controls[control]
    changed = Control(**{name: getattr(known, name) for name in known.__struct_fields__} | fields)
    return compile_control(changed, changed.params, policy.tables)


def alone(policy: Policy, judged_control: Judged, facts: dict[str, Any], **more: Any) -> Finding:
    plan = dataclasses.replace(plan_host(host(), policy), controls=(judged_control,), beside=())
    (finding,) = evaluate([collected(plan, facts, **more)], policy, AS_OF)
    return finding


def test_a_control_of_one_family_does_not_apply_to_another(policy: Policy) -> None:
    only_rhel = of(policy, "J13-UA-14", applies=Applies(families=("rhel",)))
    finding = alone(policy, only_rhel, whole_facts())
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, reason("other_family", family="debian"))
    assert (finding.expected, finding.actual) == ((), ())
    assert alone(policy, only_rhel, whole_facts(), family="rhel").status is Status.PASS
    both = of(policy, "J13-UA-14", applies=Applies(families=("rhel", "debian")))
    assert alone(policy, both, whole_facts()).status is Status.PASS


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Known("none"), Status.PASS), (Known("kvm"), Status.NOT_APPLICABLE), (UNREAD, Status.PASS)],
)
def test_a_condition_that_was_not_read_leaves_the_control_to_apply(policy: Policy, kind: Any, status: Status) -> None:
    on_metal = of(policy, "J13-UA-14", applies=Applies(when=Condition("virtualization.kind", ("none", "vmware"))))
    assert set(on_metal.facts) == {"session_timeout", "virtualization"}
    facts = whole_facts() | {"virtualization": Virtualization(kind)}
    finding = alone(policy, on_metal, facts)
    assert finding.status is status
    if status is Status.NOT_APPLICABLE:
        assert finding.reason == reason("unless.virtualization.kind", value="kvm")


def test_what_a_person_answers_for_each_target_is_judged_on_each(policy: Policy) -> None:
    asked = Attestation(90, "target", Bilingual("確認", "confirm"))
    confirmed = of(
        policy, "J13-UA-14", methods=("attest",), expect=(), params={}, attestation=asked, assets=("server",)
    )
    plans = [
        dataclasses.replace(
            plan_host(dataclasses.replace(host(name), groups=("web",)), policy), controls=(confirmed,), beside=()
        )
        for name in ("web02", "web01")
    ]
    findings = evaluate([collected(plan, whole_facts()) for plan in plans], policy, AS_OF)
    assert [(one.subject, one.system, one.status) for one in findings] == [
        ("web01", "lgwan", Status.UNATTESTED),
        ("web02", "lgwan", Status.UNATTESTED),
    ]
    assert {one.method for one in findings} == {"attested"}


def test_the_worst_answer_decides_and_every_answer_is_shown(policy: Policy) -> None:
    # J13-UA-04 asks for two things of one fact.
    facts = whole_facts()
    good = facts["login_failures"]
    cases = (
        (UNREAD, good.unlock_s, Status.UNKNOWN),
        (UNREAD, Known(60), Status.FAIL),
        (Absent(UNREAD.reason), good.unlock_s, Status.PASS),
        (Absent(UNREAD.reason), UNREAD, Status.UNKNOWN),
        (Known(6), UNREAD, Status.FAIL),
        (Absent(UNREAD.reason), Absent(UNREAD.reason), Status.NOT_APPLICABLE),
    )
    for deny, unlock, status in cases:
        facts["login_failures"] = dataclasses.replace(good, deny=deny, unlock_s=unlock)
        finding = judged(policy, facts)["J13-UA-04"]
        assert finding.status is status
        assert len(finding.expected) == len(finding.actual) == 2
        hidden_or_beside = status in {Status.UNKNOWN, Status.NOT_APPLICABLE}
        assert finding.reason == (UNREAD.reason if hidden_or_beside else None)


def test_a_value_of_a_wrong_shape_says_what_broke(policy: Policy) -> None:
    facts = whole_facts()
    facts["login_failures"] = dataclasses.replace(facts["login_failures"], deny=Known("five"))
    finding = judged(policy, facts)["J13-UA-04"]
    assert finding.reason is not None
    assert finding.reason.code == "judging_failed"
    assert str(finding.reason.as_dict()["detail"]).startswith("TypeError: ")


def test_a_fact_that_nobody_read_is_named_with_the_family(policy: Policy) -> None:
    facts = whole_facts()
    del facts["session_timeout"]
    finding = judged(policy, facts)["J13-UA-14"]
    assert finding.reason == reason("fact_not_read", fact="session_timeout", family="debian")
    finding = judged(policy, facts, family="")["J13-UA-14"]
    assert finding.reason == reason("fact_not_read", fact="session_timeout", family="-")


def test_evidence_of_several_facts_names_each_probe_once(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    finding = judged(policy, whole_facts())["J13-UA-02"]
    sources = plan.sources["debian"]
    assert finding.evidence == tuple(sorted({*sources["sshd"], *sources["authorized_keys"]}))


def test_sudo_commands_of_other_runs_stay_approved(policy: Policy) -> None:
    facts = whole_facts()
    grant = SudoRule("tenken", "ALL", "root", "/bin/of-another-run", True)
    facts["sudo_rules"] = SudoRules(Known(facts["sudo_rules"].grants.value | {grant}))
    read = [collected(plan_host(host(), policy), facts), log_server(policy)]

    def status(**more: Any) -> Status:
        findings = evaluate(read, policy, AS_OF, **more)
        return next(one.status for one in findings if (one.subject, one.control) == ("web01", "J13-UA-12"))

    assert status() is Status.FAIL
    assert status(sudo_commands={"debian": frozenset({"/bin/of-another-run"})}) is Status.PASS
    assert status(sudo_commands={"rhel": frozenset({"/bin/of-another-run"})}) is Status.FAIL


def test_members_of_a_group_are_told_apart_by_whether_they_were_read(policy: Policy) -> None:
    def standby(*hosts: Collected) -> Finding:
        groups = {"web": frozenset({"web01", "web02"})}
        findings = evaluate(hosts, policy, AS_OF, ha_groups=groups)
        return next(one for one in findings if (one.subject, one.control) == ("web01", "J14-FT-05"))

    def of_group(name: str, **more: Any) -> Collected:
        return collected(plan_host(dataclasses.replace(host(name), ha_group="web"), policy), whole_facts(), **more)

    both = standby(of_group("web01"), of_group("web02"))
    assert reason("standby_alive", items=("web02",), count=1) in both.actual
    unread = standby(of_group("web01"), of_group("web02", missing=UNREAD.reason))
    assert reason("standby_not_read", items=("web02",), count=1) in unread.actual
    alone_in_run = standby(of_group("web01"))
    assert reason("standby_not_read", items=("web02",), count=1) in alone_in_run.actual
