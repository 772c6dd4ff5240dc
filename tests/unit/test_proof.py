"""The page of what was seen of each control is current, whole and says plainly what is not seen live."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks import catalogue, tables
from checks.finding import Status
from tests.proof import PATH, Place, Proof, expected, proofs, render

CONTROLS = catalogue.load(tables.load()).controls
SEEN = proofs()
MACHINE = tuple(name for name, control in CONTROLS.items() if not control.attested_only)

# Of network devices FRRouting alone is there to be looked at; what it does not tell is recorded from other platforms.
OF_DEVICES = {name for name in MACHINE if CONTROLS[name].for_assets == {"network"}}
ON_ROUTER: Mapping[Status, set[str]] = {
    Status.PASS: {"J15-MG-03", "J15-MG-04", "J15-MG-06", "J15-MG-07", "J15-UA-01"},
    Status.FAIL: {"J15-FT-01", "J15-MG-03", "J15-MG-04", "J15-MG-06", "J15-UA-01", "J15-UA-05"},
}
# The emulated machine has no memory controller that counts errors: it shows the processor's alone.
NOT_LIVE: Mapping[Status, set[str]] = {
    Status.PASS: {"J14-FT-03"} | OF_DEVICES - ON_ROUTER[Status.PASS],
    Status.FAIL: OF_DEVICES - ON_ROUTER[Status.FAIL],
}


def row(page: str, control: str) -> str:
    (found,) = (line for line in page.splitlines() if line.startswith(f"| {control} |"))
    return found


def test_the_committed_page_is_current() -> None:
    page = render(CONTROLS, SEEN)
    assert page == PATH.read_text(encoding="utf-8"), "run: python -m tests.proof"
    for name in CONTROLS:
        assert CONTROLS[name].title.ja in row(page, name)


def test_no_test_is_about_a_control_that_is_gone() -> None:
    assert {proof.control for proof in SEEN} <= CONTROLS.keys()


@pytest.mark.parametrize("control", CONTROLS)
def test_each_result_that_a_control_can_have_is_seen(control: str) -> None:
    seen = {proof.status for proof in SEEN if proof.control == control}
    assert seen >= set(expected(CONTROLS[control]))


def test_a_control_that_a_machine_checks_must_be_seen_to_fail_and_others_to_be_unattested() -> None:
    for control in CONTROLS.values():
        results = set(expected(control))
        # What cannot be proven on the only kind of asset that it is for never passes.
        unproven = bool(control.never_passes) and control.for_assets <= set(control.never_passes)
        assert (Status.PASS in results) is not unproven
        assert ({Status.FAIL, Status.UNKNOWN} <= results) is (control.id in MACHINE)
        assert (Status.UNATTESTED in results) is (control.attested_only or control.combine == "all")


@pytest.mark.parametrize("status", NOT_LIVE)
def test_all_but_these_pass_and_fail_on_something_that_runs(status: Status) -> None:
    live = {proof.control for proof in SEEN if proof.place.live and proof.status is status}
    assert set(MACHINE) - live == NOT_LIVE[status]


def test_what_is_only_recorded_or_not_seen_at_all_is_marked() -> None:
    recorded = {Proof("J13-MG-01", Place.RECORDED, status) for status in (Status.PASS, Status.FAIL)}
    live = {Proof("J13-MG-02", Place.CONTAINER, Status.PASS), Proof("J13-MG-02", Place.RECORDED, Status.PASS)}
    page = render(CONTROLS, recorded | live)
    assert row(page, "J13-MG-01").endswith("| **記録のみ recorded only** | ○ | ○ | — | ／ |")
    assert row(page, "J13-MG-02").endswith("| コンテナ container | ●○ | — | — | ／ |")
    assert row(page, "J13-FT-02").endswith("| 人の確認 persons alone | — | ／ | ／ | — |")
    (told,) = (line for line in page.splitlines() if line.startswith("- 実物で適合 pass"))
    assert "seen live: 1。" in told
    assert "J13-MG-01" in told
    assert "J13-MG-02" not in told
