"""A living host that is scanned alone and without sudo: what cannot be told so is unknown, all else is as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.lab.live_scan import ScanResult
from tests.lab.test_controls_live import CONTROLS, FULL, NOT_SHOWN

HOST = "good12"
_AS_ROOT = (
    *(f"J13-FT-{number:02}" for number in (1, 3, 4, 7)),
    *(f"J13-MG-{number:02}" for number in (6, 7, 9, 11, 12, 13, 14)),
    *(f"J13-UA-{number:02}" for number in (1, 2, 3, 4, 6, 7, 8, 12, 13, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 27)),
)
# What is unknown of a host in order when nobody looks as root and no other host is read, and why.
UNKNOWN: Mapping[str, str] = {
    **dict.fromkeys(_AS_ROOT, "no_sudo"),
    "J13-MG-10": "log_server_not_in_run",
    "J14-FT-05": "standby_not_read",
}


@pytest.fixture(scope="module")
def alone(scan: Callable[..., ScanResult]) -> ScanResult:
    return scan(*FULL, "--no-sudo", "--limit", HOST)


@pytest.mark.parametrize("control", UNKNOWN)
def test_what_cannot_be_told_is_unknown_and_says_why(alone: ScanResult, control: str) -> None:
    finding = alone.finding(HOST, control)
    assert (finding["status"], finding["reason"]["code"]) == ("unknown", UNKNOWN[control])


def test_all_else_is_judged_as_with_sudo(alone: ScanResult) -> None:
    wanted = {control: NOT_SHOWN[control][0] if control in NOT_SHOWN else "pass" for control in CONTROLS}
    statuses = alone.statuses(HOST)
    assert {control: statuses[control] for control in CONTROLS - UNKNOWN.keys()} == {
        control: status for control, status in wanted.items() if control not in UNKNOWN
    }
