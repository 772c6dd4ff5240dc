"""What is repaired, and what is left to a person: only failures that are not waived, and nothing that a role lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks import remediation
from checks.finding import Finding, Severity, Status
from checks.policy import Policy
from checks.remediation import WANTED, Choice, HostRepair, RepairPlan, Seen, batches, plan_repairs
from inventories.model import Connection, Host, Remediation
from inventories.reason import Reason, reason
from scanners.platforms import FACILITIES
from tests.unit.checks.good_host import small_policy

CHECKS = Path(remediation.__file__).parent
ROLES = CHECKS / "playbooks" / "ansible_collections" / "tenken" / "baseline" / "roles"
HOST = Host("a", Connection("192.0.2.1", user="scan"), "lgwan", registers=("base",))
CONTROLS = {
    control["id"]: control
    for file in (CHECKS / "articles").glob("*.yaml")
    for control in yaml.safe_load(file.read_text(encoding="utf-8"))["controls"]
}
OF_HOSTS = {
    name for name, control in CONTROLS.items() if "host" in control["methods"] or "server" in control.get("assets", ())
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("repair") / "policy")


def finding(control: str, status: Status = Status.FAIL, subject: str = "a") -> Finding:
    return Finding(
        subject, "lgwan", control, 13, "UA", Severity.HIGH, status, status, "machine", (), (), None, (), ""
    )  # fmt: skip


def planned(policy: Policy, *findings: Finding, choice: Choice = Choice(), host: Host = HOST) -> RepairPlan:  # noqa: B008  (frozen)
    return plan_repairs(Seen("run-1", findings, {host.name: host}, {}, policy), choice)


def left(policy: Policy, control: str, **more: Any) -> Reason:
    (one,) = planned(policy, finding(control), **more).hosts
    assert not one.controls
    return one.left[control]


def test_every_control_of_hosts_says_how_it_is_repaired_and_no_other_does() -> None:
    assert {name for name, control in CONTROLS.items() if "remediation" in control} == OF_HOSTS
    assert FACILITIES  # what stands beside hosts has no role


def test_every_repair_has_a_role_and_what_it_needs_and_every_role_a_control() -> None:
    offered = {
        name: control["remediation"] for name, control in CONTROLS.items() if control.get("remediation", {}).get("role")
    }
    assert WANTED.keys() == offered.keys()
    shared = {"guard", "account"}  # used by other roles, and called by a play of its own
    assert {one["role"] for one in offered.values()} | shared == {folder.name for folder in ROLES.iterdir()}


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.FAIL])
def test_only_failures_are_repaired(policy: Policy, status: Status) -> None:
    assert planned(policy, finding("J13-UA-01", status)).hosts == ()


def test_what_a_person_must_do_is_never_done(policy: Policy) -> None:
    by_person = {name for name in OF_HOSTS if CONTROLS[name]["remediation"]["risk"] == "manual_only"}
    (one,) = planned(policy, *map(finding, sorted(by_person))).hosts
    assert one.controls == {}
    assert one.left.keys() == by_person


def test_a_host_that_the_inventory_excludes_is_left_alone(policy: Policy) -> None:
    host = replace(HOST, remediation=Remediation(mode="never"))
    assert left(policy, "J13-UA-01", host=host) == reason("repair_host_never")
    host = replace(HOST, connection=replace(HOST.connection, kind="local"))
    assert left(policy, "J13-UA-01", host=host) == reason("repair_host_not_by_ssh", kind="local")
    host = replace(HOST, connection=replace(HOST.connection, become=False))
    assert left(policy, "J13-UA-01", host=host) == reason("repair_host_without_sudo")


def test_a_risk_that_was_not_chosen_is_left(policy: Policy) -> None:
    choice = Choice(risks=frozenset({"safe"}))
    assert left(policy, "J13-UA-02", choice=choice) == reason("repair_risk_not_chosen", risk="disruptive")


def test_what_a_target_told_is_never_evaluated_by_ansible(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("{{ lookup('pipe', 'id') }}", "{% set x = 1 %}", "{# x #}"):
        for wanted in ({"path": text}, {text: 1}, {"paths": [{"path": ("a", text)}]}):
            monkeypatch.setattr(remediation, "WANTED", {"J13-UA-01": lambda _sources, given=wanted: given})
            assert left(policy, "J13-UA-01") == reason("repair_text_is_template")


def test_the_choice_of_hosts_and_controls_holds(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remediation, "WANTED", dict.fromkeys(("J13-UA-01", "J13-UA-15"), lambda _sources: {}))
    findings = (finding("J13-UA-01"), finding("J13-UA-15"), finding("J13-UA-01", subject="b"))
    assert [one.host for one in planned(policy, *findings).hosts] == ["a"]  # b is no host that was chosen
    (one,) = planned(policy, *findings, choice=Choice(controls=frozenset({"J13-UA-15"}))).hosts
    assert one.controls.keys() == {"J13-UA-15"}
    assert planned(policy, *findings, choice=Choice(hosts=frozenset({"b"}))).hosts == ()


def test_the_digest_is_of_what_is_done_and_where() -> None:
    one = HostRepair("a", "lgwan", "", {"J13-UA-01": {"value": "no"}}, {})
    plan = RepairPlan("run-1", (one,))
    assert plan.digest == RepairPlan("run-1", (replace(one, left={"J13-UA-02": reason("x")}),)).digest
    others = [
        RepairPlan("run-2", (one,)),
        RepairPlan("run-1", (replace(one, host="b"),)),
        RepairPlan("run-1", (replace(one, controls={"J13-UA-01": {"value": "yes"}}),)),
        RepairPlan("run-1", (replace(one, controls={"J13-UA-02": {"value": "no"}}),)),
        RepairPlan("run-1", (one, replace(one, host="b"))),
    ]
    assert plan.digest not in {other.digest for other in others}
    assert len({other.digest for other in others}) == len(others)


def of(names: str, **groups: str) -> RepairPlan:
    return RepairPlan("r", tuple(HostRepair(n, "lgwan", groups.get(n, ""), {"J13-UA-01": {}}, {}) for n in names))


def named(plan: RepairPlan, serial: int) -> list[str]:
    return ["".join(one.host for one in batch) for batch in batches(plan, serial)]


def test_two_members_of_a_group_are_never_in_one_batch() -> None:
    assert named(of("abcd"), 8) == ["abcd"]
    assert named(of("abcd"), 2) == ["ab", "cd"]
    assert named(of("abcd", a="x", b="x", c="y", d="x"), 8) == ["ac", "b", "d"]


def test_hosts_on_which_nothing_is_done_are_in_no_batch() -> None:
    plan = RepairPlan("r", (HostRepair("a", "lgwan", "", {}, {"J13-UA-09": reason("x")}),))
    assert batches(plan, 8) == ()
