"""What was seen on which platform: the page is current, and nothing passes that should not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks.finding import Status
from scanners.platforms import DEVICES
from tests.device_coverage import BROKEN, IN_ORDER, PATH, controls, judged, render, seen

# What a device of the platform cannot do better (secrets that it must read back, no key for NTP, denials not logged,
# one way out, local accounts first, no banner), or what the recorded device does not have.
CANNOT: Mapping[str, frozenset[str]] = {
    "J15-FT-01": frozenset({"nec_ix"}),
    "J15-MG-05": frozenset({"fujitsu_sir", "nec_ix", "yamaha_rtx"}),
    "J15-UA-03": frozenset({"yamaha_rtx"}),
    "J15-UA-05": frozenset({
        "alaxala_ax", "alliedware_plus", "apresia_aeos", "fitelnet", "frr", "fujitsu_sir", "nec_ix", "vyos",
        "yamaha_rtx",
    }),
    "J15-UA-15": frozenset({"alaxala_ax", "alliedware_plus", "apresia_aeos", "fujitsu_sir"}),
    "J15-UA-17": frozenset({"yamaha_rtx"}),
}  # fmt: skip
# What is in order even on the device that violates: its version is the registered one, it has no wireless functions,
# its ports are in use, a commit saves; a switch lets nobody in from outside.
IN_ORDER_ALL_THE_SAME: Mapping[str, frozenset[str]] = {
    "alaxala_ax": frozenset({"J15-UA-19"}),
    "apresia_aeos": frozenset({"J15-UA-19"}),
    "arista_eos": frozenset({"J15-UA-19"}),
    "frr": frozenset({"J15-MG-02"}),
    "frr_linux": frozenset({"J15-MG-02"}),
    "junos": frozenset({"J15-MG-03"}),
}


def test_the_committed_page_is_current() -> None:
    assert render() == PATH.read_text(encoding="utf-8"), "run: python -m tests.device_coverage"


def test_all_controls_of_devices_are_judged_on_every_platform() -> None:
    assert len(controls()) == 38
    assert {name for name, _case in judged()} == DEVICES.keys()


@pytest.mark.parametrize("platform", DEVICES)
def test_a_device_in_order_fails_nothing_but_what_it_cannot_do(platform: str) -> None:
    failed = {control for control, (status, _) in judged()[platform, IN_ORDER].items() if status is Status.FAIL}
    assert failed == {control for control, names in CANNOT.items() if platform in names}


@pytest.mark.parametrize("platform", DEVICES)
def test_a_device_that_violates_passes_nothing_but_what_is_in_order(platform: str) -> None:
    passed = {control for control, (status, _) in judged()[platform, BROKEN].items() if status is Status.PASS}
    assert passed == IN_ORDER_ALL_THE_SAME.get(platform, frozenset())


@pytest.mark.parametrize("platform", DEVICES)
def test_what_cannot_be_told_says_why(platform: str) -> None:
    for (name, _case), said in judged().items():
        if name == platform:
            assert all(why for status, why in said.values() if status in {Status.UNKNOWN, Status.NOT_APPLICABLE})


@pytest.mark.parametrize("platform", DEVICES)
def test_what_is_seen_to_pass_is_seen_to_fail_or_not_to_be_told(platform: str) -> None:
    passing = {control for control in controls() if seen(platform, control, Status.PASS)}
    untold = {Status.UNKNOWN, Status.NOT_APPLICABLE}
    broken = judged()[platform, BROKEN]
    neither = {
        control for control in passing if not seen(platform, control, Status.FAIL) and broken[control][0] not in untold
    }
    assert neither <= IN_ORDER_ALL_THE_SAME.get(platform, frozenset())
