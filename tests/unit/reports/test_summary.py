"""The summary counts every finding once, and the exit status tells whether all was judged."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Literal, cast

import pytest

from checks.finding import Severity, Status
from checks.run import CommandRecord, ExceptionRecord, TargetResult
from inventories.reason import reason
from reports.summary import CELLS, Rate, exit_status, summarise
from tests.unit.reports.sample_run import NOT_SCANNED, UNREACHED, controls, finding, run_of, sample_run, target


def test_there_are_seventeen_cells_and_they_hold_every_finding() -> None:
    run, known = sample_run()
    summary = summarise(run, known)
    assert [row.key for row in summary.cells] == list(CELLS)
    assert len(CELLS) == 17
    assert sum(row.counts.total for row in summary.cells) == len(run.findings) == summary.counts.total
    rows = (summary.by_system, summary.by_segment, summary.by_severity, summary.by_article_severity)
    assert all(sum(row.counts.total for row in kind) == len(run.findings) for kind in rows)


def test_a_class_outside_the_seventeen_is_counted_and_not_lost() -> None:
    odd = finding(Status.FAIL)._replace(article=13, class_code="PW")
    summary = summarise(run_of(odd), controls())
    assert summary.cells[-1].key == ("13", "PW")
    assert sum(row.counts.of(Status.FAIL) for row in summary.cells) == 1


def test_machine_and_attested_rates_are_apart_and_only_a_pass_counts() -> None:
    def by(method: str, *statuses: Status) -> list[object]:
        return [finding(status)._replace(method=method) for status in statuses]

    made = [
        *by("machine", Status.PASS, Status.FAIL, Status.UNKNOWN, Status.WAIVED, Status.NOT_APPLICABLE),
        *by("attested", Status.PASS, Status.UNATTESTED),
    ]
    summary = summarise(run_of(*made), controls())  # type: ignore[arg-type]  # findings, by construction
    assert summary.machine == Rate(1, 4)
    assert summary.attested == Rate(1, 2)


def test_each_cell_has_both_rates_apart_and_its_open_findings() -> None:
    def in_cell(method: str, status: Status) -> object:
        return finding(status)._replace(method=method, article=14, class_code="PW")

    made = [
        *(in_cell("machine", status) for status in (Status.PASS, Status.PASS, Status.UNKNOWN, Status.WAIVED)),
        *(in_cell("attested", status) for status in (Status.PASS, Status.UNATTESTED)),
        finding(Status.PASS)._replace(article=13, class_code="UA", method="machine"),
    ]
    cells = {cell.key: cell for cell in summarise(run_of(*made), controls()).cells}  # type: ignore[arg-type]  # findings, by construction
    cell = cells["14", "PW"]
    assert (cell.machine, cell.attested) == (Rate(2, 4), Rate(1, 2))
    assert (cell.counts.of(Status.UNKNOWN), cell.counts.of(Status.WAIVED)) == (1, 1)
    assert (cells["15", "CP"].machine, cells["15", "CP"].attested) == (Rate(0, 0), Rate(0, 0))


def test_exceptions_that_need_somebodys_attention_are_named() -> None:
    def standing(name: str) -> ExceptionRecord:
        why = reason("exception_unapproved", exception=name, applicant="x")
        return ExceptionRecord(name, "J13-UA-01", ("web01",), name, "x", "", "", "2027-01-01", why)

    every = ("valid", "expiring", "expired", "future", "unapproved", "wrong_role")
    run = replace(run_of(finding(Status.PASS)), exceptions=tuple(standing(name) for name in every))
    assert [one.id for one in summarise(run, controls()).notable_exceptions] == list(every[1:])


def test_a_heavy_control_left_out_of_a_routine_scan_leaves_it_complete() -> None:
    heavy = finding(Status.UNKNOWN)._replace(reason=reason("full_depth_only"))
    assert exit_status(run_of(finding(Status.PASS), heavy), Severity.LOW) == 0


def test_a_scan_that_judged_nothing_is_no_success() -> None:
    heavy = finding(Status.UNKNOWN)._replace(reason=reason("full_depth_only"))
    assert exit_status(run_of(heavy), Severity.LOW) == 3
    assert exit_status(run_of(heavy, finding(Status.NOT_APPLICABLE)), Severity.LOW) == 0


def test_a_control_asked_for_by_name_is_not_left_out_in_silence() -> None:
    heavy = finding(Status.UNKNOWN, control="J13-MG-14")._replace(reason=reason("full_depth_only"))
    run = run_of(finding(Status.PASS), heavy)
    assert exit_status(run, Severity.LOW, named=frozenset({"J13-MG-14"})) == 3
    assert exit_status(run, Severity.LOW, named=frozenset({"J13-UA-01"})) == 0


def test_a_rate_is_never_rounded_up_to_all() -> None:
    assert Rate(9999, 10000).percent == "99.9"
    assert Rate(10000, 10000).percent == "100.0"


def test_unreached_and_unscanned_assets_stay_in_the_denominator() -> None:
    run, known = sample_run()
    coverage = summarise(run, known).coverage
    assert coverage.total == len(run.targets) == 12
    assert coverage.reached == 10
    assert [one.name for one in coverage.unreachable] == [UNREACHED]
    assert [one.name for one in coverage.not_scanned] == [NOT_SCANNED]


def test_a_server_of_which_its_controller_alone_told_is_not_scanned() -> None:
    mute = replace(target("pc-01"), platform="bmc_lanplus")
    coverage = summarise(run_of(finding(Status.PASS), targets=(target(), mute)), controls()).coverage
    assert (coverage.total, coverage.reached, coverage.unreachable) == (2, 1, ())
    assert [(one.name, one.reason) for one in coverage.not_scanned] == [("pc-01", reason("only_controller_read"))]


def test_unknowns_say_what_sudo_would_add_for_each_control() -> None:
    refused = reason("sudo_denied", command="sudo -n /usr/sbin/auditctl -l")
    command = CommandRecord(
        "juki-app-01", "audit.rules", "sudo -n /usr/sbin/auditctl -l", True, "", None, 0.0, 0, "", False, refused
    )
    one = finding(Status.UNKNOWN, control="J13-UA-19", why=refused)._replace(evidence=("audit.rules", "other"))
    (group,) = summarise(run_of(one, commands=(command,)), controls()).unknowns
    assert (group.code, group.lift) == ("sudo_denied", "lift_sudo")
    assert group.controls[0].control == "J13-UA-19"
    assert group.controls[0].root_commands == ("sudo -n /usr/sbin/auditctl -l",)


@pytest.mark.parametrize(
    ("code", "execs", "lift"),
    [
        ("ups_refused", 1, "lift_reach_facility"),
        ("bmc_login_failed", 1, "lift_reach_facility"),
        ("tool_missing_on_ops", 1, "lift_tool_ops"),
        ("tool_missing_on_gateway", 1, "lift_tool_gateway"),
        ("connect_refused", 0, "lift_reach"),  # the gateway itself, or a host: account and host key do matter
    ],
)
def test_what_helps_with_an_unread_facility_is_not_accounts_and_host_keys(code: str, execs: int, lift: str) -> None:
    supply = replace(target("ups01", reachable=False), execs=execs)
    one = finding(Status.UNKNOWN, why=reason(code))._replace(subject="ups01")
    (group,) = summarise(run_of(one, targets=(supply,)), controls()).unknowns
    assert group.lift == lift


def test_a_missing_register_is_mended_by_one() -> None:
    one = finding(Status.UNKNOWN, why=reason("no_register", kind="backups"))
    (group,) = summarise(run_of(one), controls()).unknowns
    assert group.lift == "lift_register"


def test_nonconforming_findings_come_worst_first() -> None:
    run, known = sample_run()
    ranks = [one.severity.rank for one in summarise(run, known).nonconforming]
    assert ranks == sorted(ranks, reverse=True)


# --- exit status -----------------------------------------------------------------------------------------------------

RunStatus = Literal["complete", "incomplete", "aborted"]
FINDINGS = {
    "none": (),
    "pass": (finding(Status.PASS),),
    "not applicable": (finding(Status.NOT_APPLICABLE, why=reason("virtual_machine")),),
    "fail": (finding(Status.FAIL),),
    "unattested": (finding(Status.UNATTESTED),),
    "waived fail": (finding(Status.WAIVED, judged=Status.FAIL),),
    "waived unknown": (finding(Status.WAIVED, judged=Status.UNKNOWN, why=reason("no_sudo")),),
    "unknown": (finding(Status.UNKNOWN, why=reason("timed_out", command="id")),),
    "unknown, no reason": (finding(Status.UNKNOWN),),
    "unknown, no sudo": (finding(Status.UNKNOWN, why=reason("no_sudo")),),
    "unknown, sudo refused": (finding(Status.UNKNOWN, why=reason("sudo_denied", command="id")),),
    "fail and unknown": (finding(Status.FAIL), finding(Status.UNKNOWN, why=reason("timed_out", command="id"))),
    "fail and no sudo": (finding(Status.FAIL), finding(Status.UNKNOWN, why=reason("no_sudo"))),
}
TARGETS = {
    "reached": (target(),),
    "unreached": (target(), target("juki-app-02", reachable=False)),
    "not scanned": (target(), target("juki-hsm-01", scanned=False, reachable=False)),
}
FAILING = {"fail", "unattested", "fail and unknown", "fail and no sudo"}
GAP = {"unknown", "unknown, no reason", "unknown, sudo refused", "fail and unknown"}
SUDO_GAP = {"unknown, no sudo", "fail and no sudo"}


def wanted(found: str, targets: str, status: RunStatus, fail_on: Severity, *, accepted: bool) -> int:
    """What the contract says (severity of every sample finding: high)."""
    unknown = found in GAP | SUDO_GAP
    if status == "aborted" or targets == "unreached" or found in GAP or (found in SUDO_GAP and not accepted):
        return 3
    if found in {"none", "unknown, no sudo"}:  # nothing at all was judged
        return 3
    if status == "incomplete" and not unknown:
        return 3
    return 1 if found in FAILING and fail_on is not Severity.CRITICAL else 0


@pytest.mark.parametrize(
    ("found", "targets", "status", "fail_on", "accepted"),
    list(product(FINDINGS, TARGETS, ("complete", "incomplete", "aborted"), Severity, (False, True))),
)
def test_exit_status(found: str, targets: str, status: str, fail_on: Severity, accepted: bool) -> None:
    kind = cast("RunStatus", status)
    run = run_of(*FINDINGS[found], targets=TARGETS[targets], status=kind, accepted_gaps=accepted)
    assert exit_status(run, fail_on) == wanted(found, targets, kind, fail_on, accepted=accepted)


@pytest.mark.parametrize("targets", [(), (target("juki-hsm-01", scanned=False, reachable=False),)])
def test_a_run_that_read_nothing_is_no_success(targets: tuple[TargetResult, ...]) -> None:
    assert exit_status(run_of(targets=targets), Severity.LOW) == 3


@pytest.mark.parametrize(("severity", "fail_on"), list(product(Severity, Severity)))
def test_only_what_is_at_or_above_the_threshold_fails(severity: Severity, fail_on: Severity) -> None:
    order = ["low", "medium", "high", "critical"]
    expected = int(order.index(severity) >= order.index(fail_on))
    assert exit_status(run_of(finding(Status.FAIL, severity=severity)), fail_on) == expected
    assert exit_status(run_of(finding(Status.FAIL, severity=severity)), None) == 0
    assert exit_status(run_of(finding(Status.UNKNOWN, severity=severity)), None) == 3
