"""Every control on living hosts: passes where the host complies, names what was broken, passes again when repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.fleet import Lab
from tests.lab.live_breaks import CONNECT_ANEW, ROUNDS, Break
from tests.lab.live_scan import ScanResult, make_environment, scan_inventory

Scan = Callable[..., ScanResult]
Round = tuple[tuple[Break, ...], dict[str, str], ScanResult]
PROJECT = Path(__file__).parents[2]
CASES = PROJECT / "tests" / "cases"
CONTROLS = frozenset(
    control["id"]
    for file in (PROJECT / "checks" / "articles").glob("*.yaml")
    for control in yaml.safe_load(file.read_text(encoding="utf-8"))["controls"]
)

# What a container cannot show, with the verdict and the code of its reason. None of these may ever be a pass here; that
# both verdicts are reached is shown by the cases of recorded and documented output below.
NOT_SHOWN: Mapping[str, tuple[str, str]] = {
    "J13-MG-09": ("unknown", "command_failed"),  # the kernel refuses a container the audit rules in force
    "J13-MG-12": ("unknown", "command_failed"),  # the same for `enabled`, which says whether they are locked
    "J14-FT-03": ("not_applicable", "unless.virtualization.kind"),  # no memory controller in a container
}
# Verdicts on compliant hosts that are right for what these hosts are.
BY_NATURE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "good12": {},
    # It is the log server, and forwards to nobody.
    "log01": {"J13-MG-10": ("not_applicable", "log_server_itself")},
    # It is the time source, follows its own clock alone, and so has no source that anybody could register.
    "ntp01": {"J13-MG-08": ("fail", "too_few_sources")},
    "good13": {},
    # Debian 11: extended support ended on 2026-08-31.
    "good11": {"J13-MG-02": ("fail", "support_ended")},
}
# What no host of containers violates: there is no memory controller to count errors.
BAD12_CANNOT = frozenset({"J14-FT-03"})


def _expected(host: str) -> dict[str, str]:
    different = {**NOT_SHOWN, **BY_NATURE[host]}
    return {control: different[control][0] if control in different else "pass" for control in CONTROLS}


def _codes(finding: Mapping[str, Any]) -> set[str]:
    return {each["code"] for each in (*finding["actual"], *filter(None, (finding["reason"],)))}


def _complies(result: ScanResult, host: str) -> None:
    expected = _expected(host)
    statuses = result.statuses(host)
    other = {
        control: result.finding(host, control)["actual"]
        for control in expected
        if statuses.get(control) != expected[control]
    }
    assert other == {}
    assert statuses.keys() == expected.keys()
    for control, (_status, code) in {**NOT_SHOWN, **BY_NATURE[host]}.items():
        assert code in _codes(result.finding(host, control)), control


@pytest.fixture(scope="module")
def before(scan: Scan) -> ScanResult:
    """One scan of the four usual hosts, before anything is broken."""
    return scan()


@pytest.mark.parametrize("host", ["good12", "log01", "ntp01"])
def test_a_compliant_host_passes_every_control_that_a_container_can_show(before: ScanResult, host: str) -> None:
    _complies(before, host)
    assert before.exit_status == 3  # what could not be told leaves the scan incomplete, whatever else was found


def test_the_violating_host_fails_every_control_that_a_container_can_show(before: ScanResult) -> None:
    statuses = before.statuses("bad12")
    assert {control for control, status in statuses.items() if status != "fail"} == BAD12_CANNOT
    assert statuses.keys() == CONTROLS
    assert statuses["J14-FT-03"] == "not_applicable"


def test_the_record_of_this_very_login_is_found_at_the_log_server(before: ScanResult) -> None:
    (arrived,) = before.finding("good12", "J13-MG-10")["actual"]
    assert (arrived["code"], arrived["values"]) == ("forwarding_arrived", {"server": "log01"})


def test_the_rounds_break_every_control_but_those_that_no_container_shows() -> None:
    broken = {each.control for breaks in ROUNDS.values() for each in breaks}
    assert broken == CONTROLS - {"J14-FT-03"}


def _told(value: Any, answer: str) -> Any:
    if isinstance(value, list):
        return [_told(item, answer) for item in value]
    return value.replace("TOLD", answer) if isinstance(value, str) else value


def _played(lab: Lab, scan: Scan, breaks: tuple[Break, ...]) -> Round:
    """Break, scan, repair: gives also what the broken hosts told about their state."""
    answers: dict[str, str] = {}
    done: list[Break] = []
    try:
        for each in breaks:
            done.append(each)
            lab.host(each.host).run(f"set -e\n{each.broken}")
            answers[each.control] = lab.host(each.host).run(each.told).stdout.strip()
        return breaks, answers, scan("--limit", "good12,log01")
    finally:
        for each in reversed(done):
            lab.host(each.host).run(f"set -e\n{each.repair}")
        lab.host("good12").run(f"set -e\n{CONNECT_ANEW}")


@pytest.fixture(scope="module")
def rounds(lab: Lab, scan: Scan, before: ScanResult) -> Mapping[str, Round]:
    """Every round, one after the other; at the end all is repaired."""
    return {name: _played(lab, scan, breaks) for name, breaks in ROUNDS.items()}


@pytest.mark.parametrize("name", ROUNDS)
def test_what_is_broken_fails_and_nothing_else_does(rounds: Mapping[str, Round], name: str) -> None:
    breaks, _answers, result = rounds[name]
    wanted = {**_expected("good12"), **{each.control: "fail" for each in breaks}}
    assert result.statuses("good12") == wanted


@pytest.mark.parametrize("name", ROUNDS)
def test_the_findings_name_what_was_broken(rounds: Mapping[str, Round], name: str) -> None:
    breaks, answers, result = rounds[name]
    for each in breaks:
        finding = result.finding("good12", each.control)
        named = {state["code"]: state["values"] for state in finding["actual"]}
        wanted = {
            code: {key: _told(value, answers[each.control]) for key, value in values.items()}
            for code, values in each.seen.items()
        }
        assert {code: named.get(code) for code in wanted} == wanted, each.control
        assert finding["evidence"], each.control


def test_after_the_repairs_the_host_passes_as_before(
    rounds: Mapping[str, Round], before: ScanResult, scan: Scan
) -> None:
    after = scan("--limit", "good12,log01")
    _complies(after, "good12")
    assert after.statuses("good12") == before.statuses("good12")


@pytest.fixture(scope="module")
def others(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> ScanResult:
    """One scan of compliant hosts of the releases before and after, and of the log server."""
    folder = tmp_path_factory.mktemp("others")
    names = ("good13", "good11", "log01")
    lab.start(names)
    for name in names[:2]:
        lab.host(name).run("chronyc waitsync 200 0.5 0 0.2")
    inventory = make_environment(lab, folder / "lab", names)
    return scan_inventory(inventory, folder / "report.json")


@pytest.mark.parametrize("host", ["good13", "good11"])
def test_a_compliant_host_of_another_release_passes_as_well(others: ScanResult, host: str) -> None:
    _complies(others, host)


def _facts_of(name: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8"))["fact"] for path in sorted((CASES / name).glob("*.yaml"))]


def test_what_a_container_does_not_show_has_cases_of_output_for_either_verdict() -> None:
    audits = [fact for fact in _facts_of("audit") if isinstance(fact.get("enabled"), int)]
    assert {0, 2} <= {fact["enabled"] for fact in audits}
    assert {True, False} <= {bool(fact["loaded_rules"]) for fact in audits if "loaded_rules" in fact}
    errors = [fact["uncorrected"] for fact in _facts_of("memory_errors") if isinstance(fact["uncorrected"], int)]
    assert 0 in errors
    assert max(errors) > 0
