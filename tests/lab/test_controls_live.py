"""Every control on living hosts: passes where the host complies, names what was broken, passes again when repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.fleet import Lab
from tests.lab.live_breaks import CONNECT_ANEW, Break
from tests.lab.live_scan import ScanResult
from tests.lab.rounds import ROUNDS

Scan = Callable[..., ScanResult]
Round = tuple[tuple[Break, ...], dict[str, str], ScanResult]
FULL = ("--depth", "full")
PROJECT = Path(__file__).parents[2]
CONTROLS = frozenset(
    control["id"]
    for file in (PROJECT / "checks" / "articles").glob("*.yaml")
    for control in yaml.safe_load(file.read_text(encoding="utf-8"))["controls"]
    if "host" in control["methods"] or "server" in control.get("assets", ())
)

# What a container has none of, with the code of the reason: the emulated machine and the facilities have own tests.
NO_METAL: Mapping[str, str] = {
    **dict.fromkeys(
        ("J14-AC-01", "J14-AC-02", "J14-AC-03", "J14-CP-02", "J14-DP-03", "J14-FT-04", "J14-PW-05", "J14-UA-02"),
        "guest_has_no_bmc",
    ),
    "J14-UA-03": "guest_has_no_bmc",
    **dict.fromkeys(
        ("J14-FT-01", "J14-FT-02", "J14-FT-06", "J14-MG-01", "J14-MG-03", "J14-MG-04", "J14-PW-04", "J14-UA-04"),
        "guest_has_no_hardware",
    ),
    "J14-FT-03": "unless.virtualization.kind",
    "J14-UA-05": "container_shares_its_host",
    "J14-UA-06": "container_shares_its_host",
    "J13-UA-26": "no_database",  # test_databases has real ones
}
# What a container cannot show, with the verdict and the code of its reason. None of these may ever be a pass here.
NOT_SHOWN: Mapping[str, tuple[str, str]] = {
    **{control: ("not_applicable", code) for control, code in NO_METAL.items()},
    "J13-MG-09": ("unknown", "command_failed"),  # the kernel refuses a container the audit rules in force
    "J13-MG-12": ("unknown", "command_failed"),  # the same for `enabled`, which says whether they are locked
    "J13-UA-13": ("unknown", "command_failed"),  # the same for the rule on privileged commands
    "J13-FT-06": ("unknown", "ha_software_not_found"),  # a pair without cluster software; test_databases has a real one
}
_ALONE = {"J13-FT-06": ("not_applicable", "no_redundancy_software"), "J14-FT-05": ("not_applicable", "no_ha_group")}
# Verdicts on compliant hosts that are right for what these hosts are.
BY_NATURE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "good12": {},
    # It is the log server, and forwards to nobody.
    "log01": {"J13-MG-10": ("not_applicable", "log_server_itself")},
    # It is the time source, follows its own clock alone, and so has no source that anybody could register.
    "ntp01": {"J13-MG-08": ("fail", "too_few_sources"), **_ALONE},
    # It keeps no record of last log-ins that this scan could read.
    "good13": {**_ALONE, "J13-UA-11": ("unknown", "last_logins_not_kept")},
    # Debian 11: extended support ended on 2026-08-31.
    "good11": {"J13-MG-02": ("fail", "support_ended"), **_ALONE},
}
# What no host of containers violates.
BAD12_CANNOT = frozenset(NO_METAL) | {"J13-FT-06"}


def _expected(host: str) -> dict[str, str]:
    different = {**NOT_SHOWN, **BY_NATURE[host]}
    return {control: different[control][0] if control in different else "pass" for control in CONTROLS}


def _codes(finding: Mapping[str, Any]) -> set[str]:
    return {each["code"] for each in (*finding["actual"], *filter(None, (finding["reason"],)))}


def complies(result: ScanResult, host: str) -> None:
    """Assert that a compliant host passes what it can show, and says of the rest what is right for it."""
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
    return scan(*FULL)


@pytest.mark.parametrize("host", ["good12", "log01", "ntp01"])
def test_a_compliant_host_passes_every_control_that_a_container_can_show(before: ScanResult, host: str) -> None:
    complies(before, host)
    assert before.exit_status == 3  # what could not be told leaves the scan incomplete, whatever else was found


def test_the_violating_host_fails_every_control_that_a_container_can_show(before: ScanResult) -> None:
    statuses = before.statuses("bad12")
    assert {control for control, status in statuses.items() if status != "fail"} == BAD12_CANNOT
    assert statuses.keys() == CONTROLS
    assert {statuses[control] for control in NO_METAL} == {"not_applicable"}


def test_the_record_of_this_very_login_is_found_at_the_log_server(before: ScanResult) -> None:
    (arrived,) = before.finding("good12", "J13-MG-10")["actual"]
    assert (arrived["code"], arrived["values"]) == ("forwarding_arrived", {"server": "log01"})


def test_the_rounds_break_every_control_but_those_that_no_container_shows() -> None:
    broken = {each.control for breaks in ROUNDS.values() for each in breaks}
    assert broken == CONTROLS - BAD12_CANNOT - {"J13-FT-03", "J14-FT-05"}  # these two are seen to fail on bad12


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
        return breaks, answers, scan(*FULL, "--limit", "good12,log01")
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
    wanted = _expected("good12")
    for each in breaks:
        wanted |= {each.control: "fail", **each.also}
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
    after = scan(*FULL, "--limit", "good12,log01")
    complies(after, "good12")
    assert after.statuses("good12") == before.statuses("good12")
