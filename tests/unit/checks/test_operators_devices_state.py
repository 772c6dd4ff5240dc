"""Edges of the operators on how a device fares: redundancy, ports, power supplies, temperatures, fans."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checks import catalogue
from checks.finding import Status
from inventories.reason import reason
from scanners.facts.environment import Environment
from scanners.facts.field import Known
from scanners.facts.interfaces import InterfaceErrors, Interfaces
from scanners.facts.redundancy import HopGroup, LinkBundle
from tests.unit.checks import good_device
from tests.unit.checks.good_host import UNREAD
from tests.unit.checks.judging_devices import (
    ALONE,
    FAIL,
    GOOD,
    NONE,
    NOT,
    PASS,
    TABLES,
    UNKNOWN,
    context,
    identity,
    judge,
)

# -- redundancy

PAIR = LinkBundle("Po1", ("a", "b"), ("b", "a"))
STATES = {"hop_states": ["master", "backup"], "cluster_states": ["active", "standby"], "single_accepted": ["sw09"]}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, FAIL),
        ({"bundles": Known((PAIR,))}, PASS),
        ({"bundles": Known((LinkBundle("Po1", ("a",), ("a",)),))}, FAIL),  # one link makes no bundle
        ({"bundles": Known((LinkBundle("Po1", ("a", "a"), ("a",)),))}, FAIL),
        ({"cluster": Known({"1": "active"})}, FAIL),  # nor does one member make a stack
        ({"cluster": Known({"1": "active", "2": "standby"})}, PASS),
        ({"cluster": Known({"1": "active", "2": "standby"}), "cluster_in_step": UNREAD}, UNKNOWN),
        ({"cluster": Known({"1": "active", "2": ""})}, UNKNOWN),
        ({"cluster": Known({"1": "active", "2": "", "3": "failed"})}, FAIL),
        ({"hop_groups": Known((HopGroup("1", "vrrp", "not told"),))}, UNKNOWN),
        ({"hop_groups": Known((HopGroup("1", "vrrp", "not told"),)), "bundles": Known((PAIR,))}, UNKNOWN),
        ({"hop_groups": Known((HopGroup("1", "vrrp", "backup"),))}, PASS),
        ({"hop_groups": Known((HopGroup("1", "vrrp", "backupx"),))}, FAIL),
        ({"hop_groups": UNREAD}, UNKNOWN),
        ({"hop_groups": UNREAD, "bundles": Known((PAIR,))}, UNKNOWN),
        ({"hop_groups": UNREAD, "cluster_in_step": Known(False)}, FAIL),
        ({"hop_groups": NONE, "bundles": Known((PAIR,)), "cluster": NONE}, PASS),
        ({"hop_groups": NONE, "bundles": NONE, "cluster": NONE}, NOT),
    ],
)
def test_what_is_there_twice_works_twice(fields: dict[str, Any], status: Status) -> None:
    value = dataclasses.replace(ALONE, **fields)
    assert judge("redundancy_in_order", "redundancy", value, context(), **STATES).status is status


def test_a_device_that_stands_alone_on_purpose_is_not_asked_but_never_believed_when_broken() -> None:
    accepted = {**STATES, "single_accepted": ["sw01"]}
    assert judge("redundancy_in_order", "redundancy", ALONE, context(), **accepted).status is NOT
    broken = dataclasses.replace(ALONE, bundles=Known((LinkBundle("Po1", ("a",), ()),)))
    assert judge("redundancy_in_order", "redundancy", broken, context(), **accepted).status is FAIL
    unread = dataclasses.replace(ALONE, bundles=UNREAD)
    assert judge("redundancy_in_order", "redundancy", unread, context(), **accepted).status is UNKNOWN


@pytest.mark.parametrize("state", ["active", "standby", "standby ready", "ready", "ok", "primary", "secondary"])
def test_words_that_devices_say_of_a_healthy_member_are_in_the_catalogue(state: str) -> None:
    control = catalogue.load(TABLES).controls["J15-FT-01"]
    assert state in control.params["cluster_states"]


# -- ports

QUIET = {port.name: InterfaceErrors(100_000, 1) for port in good_device.PORTS}


@pytest.mark.parametrize(
    ("errors", "status"),
    [
        (QUIET, PASS),
        ({**QUIET, "Vlan10": InterfaceErrors(100_000, 2)}, FAIL),
        ({**QUIET, "Vlan10": InterfaceErrors(10, 1)}, PASS),  # too few to tell, and no more than in many
        ({**QUIET, "Vlan10": InterfaceErrors(-1, 0)}, UNKNOWN),
        ({}, UNKNOWN),
        ({name: InterfaceErrors(99_999, 0) for name in QUIET}, UNKNOWN),
        ({name: one for name, one in QUIET.items() if name != "GigabitEthernet0/1"}, UNKNOWN),
        ({name: one for name, one in QUIET.items() if name != "GigabitEthernet0/4"}, PASS),  # it is shut
        ({name: one for name, one in QUIET.items() if name != "Port-channel1"}, PASS),  # no port of its own
    ],
)
def test_errors_of_ports(errors: dict[str, InterfaceErrors], status: Status) -> None:
    value: Interfaces = dataclasses.replace(GOOD["interfaces"], errors=Known(errors))
    asked = {"max_err_ppm": 10, "min_packets": 100_000}
    assert judge("errors_few", "interfaces", value, context(), **asked).status is status


@pytest.mark.parametrize(
    ("uncounted", "errors", "status"),
    [
        (["gigabitethernet0/1"], None, PASS),  # in any case
        (["GigabitEthernet0/"], None, UNKNOWN),
        (["GigabitEthernet0/11"], None, UNKNOWN),
        (["mgmt0"], None, UNKNOWN),
        ([], None, UNKNOWN),
        (["GigabitEthernet0/1"], InterfaceErrors(1_000_000, 11), FAIL),  # it counts, and so it is judged
        (["GigabitEthernet0/1"], InterfaceErrors(1_000_000, 3), PASS),
        (["GigabitEthernet0/1"], InterfaceErrors(1_000_000, -1), UNKNOWN),
    ],
)
def test_ports_of_which_a_device_keeps_no_counters(
    uncounted: list[str], errors: InterfaceErrors | None, status: Status
) -> None:
    counted = {**QUIET, "GigabitEthernet0/1": errors}
    told = Known({name: one for name, one in counted.items() if one})
    asked = {"max_err_ppm": 10, "min_packets": 100_000, "uncounted": uncounted}
    for up in (GOOD["interfaces"].up, UNREAD):
        value: Interfaces = dataclasses.replace(GOOD["interfaces"], errors=told, up=up)
        assert judge("errors_few", "interfaces", value, context(), **asked).status is status


def test_a_device_with_nothing_but_ports_that_it_does_not_count_proves_nothing() -> None:
    ports = [port.name for port in GOOD["interfaces"].settings.value]
    asked = {"max_err_ppm": 10, "min_packets": 1, "uncounted": ports}
    value = dataclasses.replace(GOOD["interfaces"], errors=Known({}))
    assert judge("errors_few", "interfaces", value, context(), **asked).status is UNKNOWN


def test_ports_that_may_be_up_need_counters_too() -> None:
    asked = {"max_err_ppm": 10, "min_packets": 100_000}
    least = {name: one for name, one in QUIET.items() if name != "GigabitEthernet0/1"}
    for fields, status in (
        ({"up": UNREAD, "errors": Known(QUIET)}, PASS),
        ({"up": UNREAD, "errors": Known(least)}, UNKNOWN),
        ({"settings": UNREAD, "errors": Known(QUIET)}, UNKNOWN),
        ({"settings": NONE, "errors": Known(QUIET)}, NOT),
    ):
        value = dataclasses.replace(GOOD["interfaces"], **fields)
        assert judge("errors_few", "interfaces", value, context(), **asked).status is status


def test_ports_without_counters_are_unknown() -> None:
    asked = {"max_err_ppm": 10, "min_packets": 1}
    for state, status in ((UNREAD, UNKNOWN), (NONE, NOT)):
        value = dataclasses.replace(GOOD["interfaces"], errors=state)
        assert judge("errors_few", "interfaces", value, context(), **asked).status is status


# -- power supplies, temperatures, fans


def environment(**fields: Any) -> Environment:
    good: Environment = GOOD["environment"]
    return dataclasses.replace(good, **fields)


@pytest.mark.parametrize(
    ("supplies", "status"),
    [
        (Known({}), UNKNOWN),
        (Known({"1": "ok", "2": "unknown"}), UNKNOWN),
        (Known({"1": "unknown", "2": "failed"}), FAIL),
        (Known({"1": "ok", "2": "ok", "3": "absent"}), PASS),
        (Known({"1": "okay", "2": "ok", "3": "ok"}), FAIL),
        (UNREAD, UNKNOWN),
        (NONE, NOT),
    ],
)
def test_power_supplies(supplies: Any, status: Status) -> None:
    within = context(GOOD, single_power=[])
    value = environment(power_supplies=supplies)
    assert judge("supplies_in_order", "environment", value, within, min_psu=2).status is status


@pytest.mark.parametrize(
    ("serials", "supplies", "status"),
    [
        (UNREAD, {"1": "ok", "2": "ok"}, UNKNOWN),  # two members of a stack with one supply each look alike
        (UNREAD, {"1": "ok"}, FAIL),
        (NONE, {"1": "ok", "2": "ok"}, PASS),
        (Known(("A", "B")), {"1A": "ok", "2A": "ok"}, FAIL),
        (Known(("A", "B")), {"1A": "ok", "1B": "ok", "2A": "ok", "2B": "ok"}, PASS),
    ],
)
def test_each_member_of_a_stack_needs_its_own(serials: Any, supplies: dict[str, str], status: Status) -> None:
    within = context({**GOOD, "device_identity": identity(serials=serials)}, single_power=[])
    value = environment(power_supplies=Known(supplies))
    assert judge("supplies_in_order", "environment", value, within, min_psu=2).status is status


@pytest.mark.parametrize(
    ("supplies", "status"),
    [
        (Known({"1": "ok"}), UNKNOWN),
        (Known({}), UNKNOWN),
        (UNREAD, UNKNOWN),
        (Known({"1": "failed"}), FAIL),
        (Known({"1": "ok", "2": "ok"}), PASS),
    ],
)
def test_a_model_with_a_single_supply_is_left_to_persons(supplies: Any, status: Status) -> None:
    within = context(GOOD, single_power=[good_device.MODEL])
    verdict = judge("supplies_in_order", "environment", environment(power_supplies=supplies), within, min_psu=2)
    assert verdict.status is status
    if status is UNKNOWN:
        assert verdict.actual == reason("device_single_supply", model=good_device.MODEL)


def test_a_model_that_was_not_read_may_be_one_with_a_single_supply() -> None:
    facts = {**GOOD, "device_identity": identity(model=UNREAD)}
    one = environment(power_supplies=Known({"1": "ok"}))
    within = context(facts, single_power=["RTX1220"])
    assert judge("supplies_in_order", "environment", one, within, min_psu=2).status is UNKNOWN
    assert judge("supplies_in_order", "environment", one, context(facts), min_psu=2).status is FAIL
    assert judge("supplies_in_order", "environment", one, context({}), min_psu=2).status is FAIL


@pytest.mark.parametrize(
    ("fields", "most", "status"),
    [
        ({"temperatures": Known({})}, 0, UNKNOWN),
        ({"temperatures": Known({"a": "ok", "b": "n/a"})}, 0, UNKNOWN),
        ({"temperatures": Known({"a": "normal"})}, 0, PASS),
        ({"temperatures": Known({"a": "abnormal"})}, 0, FAIL),
        ({"temperatures": UNREAD}, 0, UNKNOWN),
        ({"temperatures": NONE}, 0, NOT),
        ({"temperatures": UNREAD}, 45, PASS),  # 27 °C
        ({"temperatures": UNREAD}, 26, FAIL),
        ({}, 26, FAIL),
        ({"celsius": UNREAD}, 26, PASS),  # the device's own word
        ({"temperatures": UNREAD, "celsius": UNREAD}, 45, UNKNOWN),
        ({"temperatures": UNREAD, "celsius": Known({})}, 45, UNKNOWN),
        ({"temperatures": UNREAD, "celsius": Known({"a": float("nan")})}, 45, FAIL),
        ({"temperatures": UNREAD, "celsius": Known({"a": -273.0})}, 45, FAIL),
    ],
)
def test_temperatures(fields: dict[str, Any], most: int, status: Status) -> None:
    asked = {"accepted": ["ok", "normal"], "max_celsius": most}
    assert judge("temperatures_in_order", "environment", environment(**fields), context(), **asked).status is status


@pytest.mark.parametrize(
    ("fans", "status"),
    [
        ({}, UNKNOWN),
        ({"1": "ok", "9": "absent"}, PASS),
        ({"9": "absent"}, UNKNOWN),
        ({"1": "absent"}, FAIL),
        ({"9": "failed", "1": "ok"}, FAIL),
        ({"1": "-"}, UNKNOWN),
    ],
)
def test_fans(fans: dict[str, str], status: Status) -> None:
    assert judge("parts_in_order", "environment.fans", fans, context(), may_be_absent=["9"]).status is status
