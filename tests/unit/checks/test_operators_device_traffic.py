"""Edges of the operators on filters: what is hidden, odd, or only looks right."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from checks.finding import Status
from checks.judging import Context
from reports.messages import say
from scanners.facts.field import Known
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.packet_filters import FilterBinding, FilterRule, PacketFilter, PacketFilters
from tests.unit.checks.defects_devices_ua import permit
from tests.unit.checks.good_host import UNREAD, small_policy
from tests.unit.checks.judging_devices import FAIL, GOOD, NONE, NOT, PASS, UNKNOWN, context, judge
from tests.unit.checks.whole_device import device_facts, judged_device
from tests.unit.checks.whole_host import registered

PORTS: Interfaces = GOOD["interfaces"]
FLOW = {"source": ["10.0.20.0/24"], "destination": ["10.0.30.0/24"], "protocol": "tcp", "ports": [443]}
HERE = context({"interfaces": PORTS})


def deny(protocol: str = "ip", *ports: str) -> FilterRule:
    return permit(protocol, "any", "any", *ports, action="deny")


def filters(
    *rules: FilterRule,
    default: str = "deny",
    purpose: str = "traffic",
    unresolved: tuple[str, ...] = (),
    zones: str = "",
    logs: bool = True,
    bound: str = "A",
) -> PacketFilters:
    """One filter on each way into the two routed interfaces of the device."""
    bindings = tuple(FilterBinding(place, "in", bound, purpose) for place in ("Vlan10", "Vlan20"))
    one = PacketFilter("A", rules, default, logs)
    return PacketFilters(Known({"A": one}), Known(bindings), Known(zones), Known(unresolved))


def said_of(name: str, value: PacketFilters, within: Context = HERE, **params: Any) -> Status:
    return judge(name, "packet_filters", value, within, **params).status


ANY = permit()
WEB = permit("tcp", "10.0.20.0/24", "10.0.30.5/32", "443")


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (filters(WEB), PASS),
        (filters(WEB, ANY), FAIL),
        (filters(ANY, deny()), FAIL),
        (filters(deny(), ANY), PASS),
        (filters(WEB, deny(), default="permit"), PASS),
        (filters(WEB, deny("tcp"), default="permit"), FAIL),
        (filters(WEB, default="permit", unresolved=("deny object-group …",)), UNKNOWN),
        (filters(ANY, unresolved=("deny object-group …",)), FAIL),
        (filters(WEB, unresolved=("?",)), UNKNOWN),
        (filters(dataclasses.replace(ANY, established=True)), PASS),
        (filters(ANY, purpose="other"), UNKNOWN),
        (filters(ANY, purpose="management"), UNKNOWN),
        (filters(WEB, purpose="other", zones="deny"), PASS),
        (filters(WEB, default="?"), PASS),
    ],
)
def test_what_a_filter_does_with_the_rest(value: PacketFilters, status: Status) -> None:
    assert said_of("filters_end_in_denial", value) is status


@pytest.mark.parametrize("field", ["filters", "bindings", "unresolved"])
@pytest.mark.parametrize(
    "name",
    ["filters_end_in_denial", "bound_filters_exist", "routed_interfaces_filtered", "no_any_any", "denials_logged"],
)
def test_filters_that_were_not_read_are_unknown(name: str, field: str) -> None:
    hidden = dataclasses.replace(filters(WEB, deny()), **{field: UNREAD})
    verdict = judge(name, "packet_filters", hidden, HERE)
    assert (verdict.status, verdict.actual) == (UNKNOWN, UNREAD.reason)


def test_an_any_any_rule_that_was_read_fails_though_other_things_were_not() -> None:
    seen = dataclasses.replace(filters(ANY), unresolved=UNREAD, zone_default=UNREAD)
    assert said_of("no_any_any", seen) is FAIL
    assert said_of("filters_end_in_denial", seen) is FAIL


def test_a_device_that_has_no_filters_at_all_is_not_asked() -> None:
    none = PacketFilters(NONE, NONE, NONE, NONE)
    assert said_of("bound_filters_exist", none) is NOT


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (filters(bound="B"), FAIL),
        (filters(bound="a"), FAIL),
        (filters(bound="B", purpose="other"), PASS),
        (filters(bound="B", unresolved=("ip access-list …",)), UNKNOWN),
    ],
)
def test_a_filter_that_is_not_there(value: PacketFilters, status: Status) -> None:
    assert said_of("bound_filters_exist", value) is status


def routed(*names: str, **fields: Any) -> Context:
    """A device that routes between these interfaces."""
    settings = [InterfaceSetting(name, "physical", True, "", "routed", (), ("10.0.0.1/24",), "") for name in names]
    settings[0] = dataclasses.replace(settings[0], **fields)
    return context({"interfaces": dataclasses.replace(PORTS, settings=Known(tuple(settings)))})


def bound(*places: tuple[str, str]) -> PacketFilters:
    bindings = tuple(FilterBinding(place, way, "A", "traffic") for place, way in places)
    return dataclasses.replace(filters(WEB), bindings=Known(bindings))


@pytest.mark.parametrize(
    ("value", "within", "status"),
    [
        (bound(("A1", "in"), ("A2", "in")), routed("A1", "A2"), PASS),
        (bound(("A1", "out"), ("A2", "out")), routed("A1", "A2"), PASS),
        (bound(("A1", "in"), ("A1", "out")), routed("A1", "A2"), PASS),
        (bound(("A1", "in"), ("A1", "out")), routed("A1", "A2", "A3"), FAIL),
        (bound(("A1", "in")), routed("A1", "A2"), FAIL),
        (bound(("A1", "in"), ("A2", "out")), routed("A1", "A2"), FAIL),
        (
            bound(
                ("A1", ""),
            ),
            routed("A1", "A2"),
            PASS,
        ),
        (bound(("A1", "in"), ("A22", "in")), routed("A1", "A2"), FAIL),
        (bound(), routed("A1", "A2"), FAIL),
        (bound(), routed("A1"), PASS),
        (bound(), routed("A1", "A2", enabled=False), PASS),
        (bound(), routed("A1", "A2", addresses=()), PASS),
        (bound(), routed("A1", "A2", kind="loopback"), PASS),
        (bound(), routed("A1", "A2", zone="management"), PASS),
        (bound(("LAN>WAN", "")), routed("A1", "A2"), PASS),
        (dataclasses.replace(bound(), zone_default=Known("deny")), routed("A1", "A2"), PASS),
        (dataclasses.replace(bound(), unresolved=Known(("?",))), routed("A1", "A2"), UNKNOWN),
        (bound(), context(), UNKNOWN),
        (bound(), context({"interfaces": dataclasses.replace(PORTS, settings=UNREAD)}), UNKNOWN),
    ],
)
def test_interfaces_that_traffic_is_routed_between(value: PacketFilters, within: Context, status: Status) -> None:
    assert said_of("routed_interfaces_filtered", value, within) is status


def test_an_interface_that_needs_no_filter_is_named_exactly() -> None:
    assert said_of("routed_interfaces_filtered", bound(), routed("A1", "A2"), unfiltered=("A1",)) is PASS
    assert said_of("routed_interfaces_filtered", bound(), routed("A1", "A2"), unfiltered=("A",)) is FAIL


@pytest.mark.parametrize(
    ("value", "status"),
    [("deny", PASS), ("", PASS), ("permit", FAIL), ("Deny", FAIL)],
)
def test_between_zones(value: str, status: Status) -> None:
    assert judge("zones_deny", "packet_filters.zone_default", value, HERE).status is status


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ((WEB,), PASS),
        ((ANY,), FAIL),
        ((deny(), ANY), FAIL),
        ((permit("udp"),), FAIL),
        ((permit("icmp"),), PASS),
        ((permit("ip", "10.0.0.0/8"),), PASS),
        ((permit("tcp", "any", "any", "443"),), PASS),
        ((dataclasses.replace(permit("tcp"), ports=("0-1023", "1024-65535")),), FAIL),  # together they are all
        ((dataclasses.replace(permit("tcp"), ports=("0-1022", "1024-65535")),), PASS),
        ((dataclasses.replace(permit("tcp"), ports=("object:WEB", "1-65535")),), FAIL),
        ((deny(),), PASS),
        ((dataclasses.replace(permit("tcp"), established=True),), PASS),
    ],
)
def test_any_any(rules: tuple[FilterRule, ...], status: Status) -> None:
    assert said_of("no_any_any", filters(*rules)) is status


def test_lists_for_other_purposes_are_no_filters() -> None:
    for purpose in ("other", "management"):
        assert said_of("no_any_any", filters(ANY, purpose=purpose)) is UNKNOWN


APPROVING = context({"interfaces": PORTS}, flows=[FLOW])


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ((WEB,), PASS),
        ((permit("tcp", "10.0.20.0/24", "10.0.30.5/32", "444"),), FAIL),
        ((permit("tcp", "10.0.20.0/24", "10.0.30.5/32"),), FAIL),
        ((permit("ip", "10.0.20.0/24", "10.0.30.5/32"),), FAIL),
        ((deny("ip"), permit("ip", "10.0.20.0/24", "10.0.30.5/32")), PASS),
        ((deny("udp"), permit("udp", "10.0.20.0/24", "10.0.30.5/32", "53")), PASS),
        ((deny("udp", "53"), permit("udp", "10.0.20.0/24", "10.0.30.5/32", "53-54")), FAIL),
        ((permit("tcp", "object:DESKS", "10.0.30.5/32", "443"),), UNKNOWN),
        ((permit("tcp", "object:DESKS", "any", "443"), permit("udp", "10.0.20.0/24", "any")), FAIL),
        ((permit("tcp", "object:BAD", "any", action="deny"), permit("udp", "10.0.20.0/24", "any")), UNKNOWN),
        ((permit("tcp", "object:BAD", "any", action="deny"), WEB), PASS),
        ((dataclasses.replace(permit("tcp"), established=True),), PASS),
    ],
)
def test_flows(rules: tuple[FilterRule, ...], status: Status) -> None:
    assert said_of("flows_registered", filters(*rules), APPROVING) is status


def test_flows_need_a_register_and_an_empty_one_approves_nothing() -> None:
    assert said_of("flows_registered", filters(WEB)) is UNKNOWN
    assert said_of("flows_registered", filters(WEB), context(None, flows=[])) is FAIL
    assert said_of("flows_registered", filters(deny()), context(None, flows=[])) is PASS


def test_a_line_that_was_not_understood_may_deny_before_a_rule_permits() -> None:
    value = filters(permit("udp"), unresolved=("deny …",))
    assert said_of("flows_registered", value, APPROVING) is UNKNOWN


def test_a_filter_too_large_to_compare_is_said_so() -> None:
    value = filters(*([WEB, deny("udp", "53")] * 750))
    verdict = judge("flows_registered", "packet_filters", value, APPROVING)
    assert verdict.status is UNKNOWN
    assert "A: 1500" in say(verdict.actual, "ja")
    assert said_of("flows_registered", filters(*([WEB] * 1500)), APPROVING) is PASS


SILENT = dataclasses.replace(deny(), log=False)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (filters(WEB, deny()), PASS),
        (filters(WEB, deny(), logs=False), PASS),
        (filters(WEB, logs=False), FAIL),
        (filters(WEB, SILENT), FAIL),
        (filters(WEB, default="permit", logs=False), FAIL),
        (filters(ANY, deny()), FAIL),
        (filters(ANY, unresolved=("?",)), UNKNOWN),
        (filters(WEB, deny(), zones="deny"), PASS),
        (filters(WEB, deny(), zones="deny", logs=False), UNKNOWN),
        (filters(WEB, SILENT, zones="deny", logs=False), FAIL),
        (dataclasses.replace(filters(WEB, deny()), zone_default=UNREAD), UNKNOWN),
        (filters(deny("tcp", "23"), default="permit", logs=False), PASS),
        (filters(WEB, logs=False, unresolved=("deny any log?",)), UNKNOWN),
        (filters(SILENT, unresolved=("?",)), FAIL),
        (filters(bound="B"), FAIL),
        (filters(WEB, purpose="other"), FAIL),
        (filters(WEB, purpose="other", zones="deny"), UNKNOWN),
    ],
)
def test_denials_are_logged(value: PacketFilters, status: Status) -> None:
    assert said_of("denials_logged", value) is status


def test_a_filter_that_does_not_exist_logs_nothing() -> None:
    value = filters(WEB, deny())
    gone = FilterBinding("Vlan30", "in", "GONE", "traffic")
    bindings = value.bindings.value if isinstance(value.bindings, Known) else ()
    value = dataclasses.replace(value, bindings=Known((*bindings, gone)))
    assert said_of("denials_logged", value) is UNKNOWN


def test_a_switch_that_routes_nothing_and_has_no_filter_is_not_said_to_fail() -> None:
    alone = filters(purpose="other")
    assert said_of("denials_logged", alone, routed("Vlan1")) is UNKNOWN
    assert said_of("denials_logged", PacketFilters(NONE, NONE, NONE, NONE), routed("Vlan1")) is NOT


SEPARATING = {f"J15-UA-{number:02}" for number in range(6, 11)}


def test_separation_is_never_proven_on_a_device_however_good_it_is(tmp_path: Path) -> None:
    policy = small_policy(tmp_path / "policy", register=registered())
    findings = judged_device(policy, device_facts(), frozenset(SEPARATING))
    said = {name: (one.status, one.reason and one.reason.code) for name, one in findings.items()}
    assert said == dict.fromkeys(SEPARATING, (UNKNOWN, "no_exact_analysis"))
    # What was seen is told all the same.
    assert all(one.actual for one in findings.values())
