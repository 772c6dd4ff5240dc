"""Edges of the operators on what a device is connected with: neighbours, stations, paths, detours."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from checks.finding import Status
from scanners.facts.field import Known
from scanners.facts.neighbours import Neighbour, Station
from scanners.facts.routes import Route, Routes
from scanners.facts.tunnels import Tunnel, Tunnels
from tests.unit.checks.good_host import UNREAD
from tests.unit.checks.judging_devices import ALONE, FAIL, GOOD, NONE, NOT, PASS, UNKNOWN, context, judge

# -- neighbours and stations

LINK = {"host": "sw01", "port": "GigabitEthernet0/1", "neighbour": "core01", "remote_port": "Gi1/0/1"}
CORE = Neighbour("Gi0/1", "core01.example.jp", "x", "GigabitEthernet1/0/1")


@pytest.mark.parametrize(
    ("seen", "links", "both", "one"),
    [
        ((CORE,), [LINK], PASS, PASS),
        ((dataclasses.replace(CORE, name="CORE01(FOC123)"),), [LINK], PASS, PASS),
        ((dataclasses.replace(CORE, name="core011"),), [LINK], FAIL, FAIL),
        ((dataclasses.replace(CORE, port="Gi0/11"),), [LINK], FAIL, FAIL),
        ((dataclasses.replace(CORE, port="Te0/1"),), [LINK], FAIL, FAIL),
        ((dataclasses.replace(CORE, port="G0/1"),), [LINK], FAIL, FAIL),
        ((dataclasses.replace(CORE, port="mgmt"),), [LINK], FAIL, FAIL),
        ((dataclasses.replace(CORE, port="MGMT"),), [{**LINK, "port": "mgmt"}], PASS, PASS),
        ((dataclasses.replace(CORE, remote_port="Gi1/0/2"),), [LINK], FAIL, FAIL),
        ((CORE,), [{**LINK, "neighbour": "core01.example.com"}], FAIL, FAIL),
        ((CORE,), [{**LINK, "host": "sw02"}], FAIL, FAIL),
        ((CORE,), [LINK, {**LINK, "port": "Gi0/2"}], FAIL, PASS),
        ((CORE,), [LINK, {**LINK, "port": "Gi0/2", "optional": True}], PASS, PASS),
        ((), [LINK], FAIL, UNKNOWN),
        ((), [{**LINK, "optional": True}], UNKNOWN, UNKNOWN),
        ((), [], UNKNOWN, UNKNOWN),
        ((CORE,), [], FAIL, FAIL),
    ],
)
def test_neighbours_are_those_of_the_diagram(
    seen: tuple[Neighbour, ...], links: list[dict[str, Any]], both: Status, one: Status
) -> None:
    within = context(device_links=links)
    for both_ways, status in ((True, both), (False, one)):
        verdict = judge("neighbours_registered", "neighbours.neighbours", seen, within, both_ways=both_ways)
        assert verdict.status is status
    none = judge("neighbours_registered", "neighbours.neighbours", seen, context(), both_ways=True)
    assert none.status is UNKNOWN


def test_a_switch_without_neighbours_is_judged_by_the_stations_it_heard() -> None:
    within = context(GOOD, device_links=[])
    assert judge("neighbours_registered", "neighbours.neighbours", (), within, both_ways=False).status is PASS
    deaf = {"neighbours": dataclasses.replace(GOOD["neighbours"], stations=NONE)}
    within = context(deaf, device_links=[])
    assert judge("neighbours_registered", "neighbours.neighbours", (), within, both_ways=False).status is UNKNOWN


@pytest.mark.parametrize(
    ("station", "status"),
    [
        (Station("00:00:5e:00:53:11", "20", "1"), PASS),
        (Station("00:00:5e:00:53:11", "30", "1"), FAIL),
        (Station("00:00:5e:00:53:11", "", "1"), FAIL),
        (Station("02:00:00:aa:bb:cc", "30", "1"), PASS),  # a maker's beginning
        (Station("02:00:00:aa:bb:cc", "20", "1"), FAIL),
        (Station("02:00:01:aa:bb:cc", "30", "1"), FAIL),
        (Station("00:00:5e:00:53:99", "", "1"), PASS),  # any VLAN
        (Station("", "30", "1"), FAIL),
    ],
)
def test_stations_are_those_of_their_vlan(station: Station, status: Status) -> None:
    entries = [
        {"mac": "00:00:5e:00:53:11", "vlan": "20"},
        {"mac": "02:00:00:*", "vlan": "30"},
        {"mac": "00:00:5e:00:53:99", "vlan": "any"},
    ]
    known = Station("00:00:5e:00:53:99", "1", "1")
    verdict = judge("stations_registered", "neighbours.stations", (known, station), context(stations=entries))
    assert verdict.status is status


def test_a_switch_that_hears_nobody_proves_nothing() -> None:
    assert judge("stations_registered", "neighbours.stations", (), context(stations=[])).status is UNKNOWN
    assert judge("stations_registered", "neighbours.stations", (), context()).status is UNKNOWN


@pytest.mark.parametrize("mac", ["*", "00:*", "00:00:*", "00:00:5E:00:53:11", "0000.5e00.5311", "00:00:5e:00:53:1*"])
def test_a_register_of_stations_takes_no_vague_addresses(mac: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        context(stations=[{"mac": mac, "vlan": "1"}])


# -- paths

PATHS = {"min_paths": 2, "destinations": ["0.0.0.0/0"], "tables_ignored": ["mgmt"], "single_accepted": ["sw09"]}


def default(gateway: str, table: str = "main", device: str = "eth0") -> Route:
    return Route("0.0.0.0/0", gateway, device, table)


TWO = (default("10.0.0.1"), default("10.0.0.2"))


def peers(state: Any) -> dict[str, Any]:
    return {"redundancy": dataclasses.replace(ALONE, routing_peers=state)}


@pytest.mark.parametrize(
    ("routes", "state", "status"),
    [
        (TWO, Known({}), PASS),
        (TWO, UNREAD, PASS),
        (TWO, NONE, PASS),
        (TWO, Known({"a": False}), FAIL),
        (TWO[:1], Known({}), FAIL),
        ((*TWO, default("10.0.0.9", "tunneled")), Known({}), PASS),
        ((TWO[0], default("10.0.0.9", "tunneled")), Known({}), FAIL),
        ((TWO[0], replace(default(""), device="blackhole")), Known({}), FAIL),
        (TWO[:1], NONE, FAIL),
        (TWO[:1], UNREAD, UNKNOWN),
        (TWO[:1], Known({"a": True}), FAIL),
        (TWO[:1], Known({"a": True, "b": True}), PASS),
        (
            TWO[:1],
            Known({"bgp 10.0.0.1": True, "bgp 2001:db8::1": True}),
            FAIL,
        ),  # one neighbour, by two protocols of IP
        (TWO[:1], Known({"bgp 10.0.0.1": True, "bgp 10.0.0.2": True, "bgp 2001:db8::1": True}), PASS),
        (TWO[:1], Known({"ospf 10.0.0.1": True, "bgp 10.0.0.2": True}), UNKNOWN),  # perhaps one: its name, its address
        (TWO, Known({"ospf 10.0.0.1": True, "bgp 10.0.0.2": True}), PASS),
        (TWO[:1], Known({"ospf 10.0.0.1": True, "bgp 10.0.0.2": True, "bgp 10.0.0.3": True}), PASS),
        (TWO[:1], Known({"ospf 10.0.0.1": True, "bgp 10.0.0.1": True}), FAIL),  # one neighbour, of two protocols
        ((TWO[0], TWO[0], default("10.0.0.1", device="eth1")), Known({}), FAIL),  # one gateway
        ((default("", device="ppp0"), default("", device="ppp1")), Known({}), PASS),
        ((*TWO, default("10.0.9.1", "mgmt")), Known({}), PASS),
        ((*TWO, default("10.0.9.1", "MGMT")), Known({}), PASS),
        ((*TWO, default("10.0.9.1", "mgmt2")), Known({}), FAIL),
        ((*TWO, default("10.0.9.1", "red")), Known({}), FAIL),  # every table needs two
        ((default("10.0.0.1", "mgmt"), default("10.0.0.2", "mgmt")), Known({}), FAIL),
        ((), Known({}), FAIL),
        ((Route("0.0.0.0/1", "10.0.0.1", "", ""), Route("10.0.0.0/8", "10.0.0.2", "", "")), Known({}), FAIL),
    ],
)
def test_a_destination_has_two_ways(routes: tuple[Route, ...], state: Any, status: Status) -> None:
    value = Routes(Known(frozenset(routes)))
    assert judge("paths_redundant", "routes", value, context(peers(state)), **PATHS).status is status


def test_paths_without_a_word_on_routes_or_neighbours() -> None:
    asked = PATHS
    assert judge("paths_redundant", "routes", Routes(UNREAD), context(peers(Known({}))), **asked).status is UNKNOWN
    assert judge("paths_redundant", "routes", Routes(NONE), context(peers(NONE)), **asked).status is NOT
    one = Routes(Known(frozenset(TWO[:1])))
    assert judge("paths_redundant", "routes", one, context({}), **asked).status is UNKNOWN
    accepted = {**asked, "single_accepted": ["sw01"]}
    assert judge("paths_redundant", "routes", one, context(peers(Known({}))), **accepted).status is NOT
    assert judge("paths_redundant", "routes", one, context(peers(Known({"a": False}))), **accepted).status is FAIL


def routers(*names: str, host: str = "sw01", **more: Any) -> dict[str, Any]:
    return {"host": host, "neighbours": list(names), **more}


NEAR = Known({"ospf 10.0.0.1": True, "bgp 10.0.0.2": True})


@pytest.mark.parametrize(
    ("registered", "state", "status"),
    [
        ([routers("ospf 10.0.0.1", "bgp 10.0.0.2")], NEAR, PASS),
        ([routers("10.0.0.1", "10.0.0.2", note="本庁舎")], NEAR, PASS),  # an address stands for any protocol
        ([routers("OSPF 10.0.0.1"), routers("10.0.0.2")], NEAR, PASS),
        ([routers("ospf 10.0.0.1", "bgp 10.0.0.2", "bgp 10.0.0.3")], NEAR, FAIL),  # one has dropped out
        ([routers("ospf 10.0.0.1")], NEAR, FAIL),  # a router that nobody knows
        ([routers("ospf 10.0.0.1", "ospf 10.0.0.2")], NEAR, FAIL),
        ([routers("ospf", "bgp")], NEAR, FAIL),  # a protocol is no neighbour
        ([routers("10.0.0.1", "10.0.0.20")], NEAR, FAIL),
        ([routers("10.0.0.1", "10.0.0.2")], Known({**NEAR.value, "bgp 10.0.0.1": False}), FAIL),
        ([routers("10.0.0.1", "10.0.0.2")], Known({**NEAR.value, "bgp 10.0.0.3": False}), FAIL),
        ([routers("10.0.0.1")], Known({}), FAIL),
        ([routers("10.0.0.1")], NONE, FAIL),
        ([routers("10.0.0.1")], UNREAD, UNKNOWN),
        ([routers("bgp 10.0.0.2")], Known({"bgp 10.0.0.2 vrf red": True}), FAIL),  # of another table
        ([routers("bgp 10.0.0.2 vrf red")], Known({"bgp 10.0.0.2 vrf red": True}), PASS),
        ([routers("bgp 2001:DB8:0::1")], Known({"bgp 2001:db8::1": True}), PASS),
        ([routers("bgp swp1")], Known({"bgp swp1": True}), PASS),
        ([routers("swp1")], Known({"bgp swp1": True}), FAIL),
        ([routers("10.0.0.9", host="sw02")], NEAR, PASS),  # of another device: as without a register
        ([], NEAR, PASS),
    ],
)
def test_routing_neighbours_are_those_of_the_register(
    registered: list[dict[str, Any]], state: Any, status: Status
) -> None:
    value = Routes(Known(frozenset(TWO)))
    within = context(peers(state), routing_neighbours=registered)
    assert judge("paths_redundant", "routes", value, within, **PATHS).status is status


def test_what_differs_from_the_registered_routing_neighbours_is_named() -> None:
    value = Routes(Known(frozenset(TWO)))
    state = Known({"bgp 10.0.0.2": False, "ospf 10.0.0.7": True})
    within = context(peers(state), routing_neighbours=[routers("10.0.0.1", "10.0.0.2")])
    told = judge("paths_redundant", "routes", value, within, **PATHS).actual.as_dict()
    assert (told["items"], told["count"]) == (("ospf 10.0.0.7",), 1)
    assert (told["lacking"], told["lacking_count"]) == (("10.0.0.1", "10.0.0.2"), 2)


def test_a_device_with_one_path_on_purpose_has_its_registered_neighbours_all_the_same() -> None:
    accepted = {**PATHS, "single_accepted": ["sw01"]}
    one = Routes(Known(frozenset(TWO[:1])))
    for state, status in ((Known({"ospf 10.0.0.1": True}), NOT), (Known({}), FAIL)):
        within = context(peers(state), routing_neighbours=[routers("10.0.0.1")])
        assert judge("paths_redundant", "routes", one, within, **accepted).status is status


@pytest.mark.parametrize("entry", [{"host": "sw01", "neighbours": []}, {"host": "sw01"}, {"neighbours": ["10.0.0.1"]}])
def test_a_register_of_routing_neighbours_names_a_device_and_its_neighbours(entry: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        context(routing_neighbours=[entry])


PLAN = {"host": "sw01", "destination": "10.0.40.0/24", "next_hops": ["10.0.0.1", "10.0.90.2"]}
MAIN = Route("10.0.40.0/24", "10.0.0.1", "", "main")
TUNNEL = Tunnel("T1", "10.0.90.2", (), (), ())


def tunnels(**up: bool) -> dict[str, Any]:
    return {**peers(Known({})), "tunnels": Tunnels(Known((TUNNEL,)), Known(up), Known(()))}


@pytest.mark.parametrize(
    ("plans", "routes", "facts", "status"),
    [
        ([PLAN], (MAIN,), tunnels(T1=True), PASS),
        ([PLAN], (MAIN,), tunnels(T1=False), FAIL),
        ([PLAN], (MAIN,), peers(Known({})), UNKNOWN),  # nobody tells of the detour
        ([PLAN], (MAIN,), {}, UNKNOWN),
        ([PLAN], (MAIN,), peers(Known({"10.0.90.2": True})), PASS),
        ([PLAN], (MAIN,), peers(Known({"10.0.90.2": False})), FAIL),
        ([PLAN], (MAIN,), peers(Known({"ospf 10.0.90.2": True})), PASS),
        ([PLAN], (MAIN,), peers(Known({"ospf 10.0.90.20": True})), UNKNOWN),
        ([PLAN], (MAIN, dataclasses.replace(MAIN, gateway="10.0.90.2")), {}, PASS),
        ([PLAN], (), tunnels(T1=True), FAIL),
        ([{**PLAN, "next_hops": ["10.0.0.1", "T1"]}], (MAIN,), tunnels(T1=True), PASS),
        ([{**PLAN, "host": "rt09"}], (), {}, NOT),
        ([], (MAIN,), {}, UNKNOWN),
        (None, (MAIN,), {}, UNKNOWN),
    ],
)
def test_detours_stand_by(
    plans: list[dict[str, Any]] | None, routes: tuple[Route, ...], facts: dict[str, Any], status: Status
) -> None:
    within = context(facts) if plans is None else context(facts, detour_paths=plans)
    assert judge("detours_open", "routes", Routes(Known(frozenset(routes))), within).status is status


def test_a_way_for_what_comes_out_of_tunnels_is_no_detour() -> None:
    plan = {**PLAN, "destination": "0.0.0.0/0", "next_hops": ["10.0.0.1", "10.0.0.9"]}
    routes = frozenset({default("10.0.0.1"), default("10.0.0.9", "tunneled")})
    assert judge("detours_open", "routes", Routes(Known(routes)), context(detour_paths=[plan])).status is UNKNOWN


def test_detours_where_routes_were_not_read_are_unknown() -> None:
    for state, status in ((UNREAD, UNKNOWN), (NONE, NOT)):
        assert judge("detours_open", "routes", Routes(state), context(detour_paths=[PLAN])).status is status
