"""A register proposed from a network device makes that device pass, approves no other, and mixes with hosts."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import msgspec

from checks import tables
from checks.finding import Status
from checks.judging import Context
from checks.operators import OPERATORS
from checks.proposal import Source, propose
from checks.registers import Register, United, unite
from inventories.reason import reason
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.neighbours import Neighbour, Station
from tests.unit.checks.good_device import FAMILY, GOOD
from tests.unit.checks.good_host import good_facts

JUDGED: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("device_identity", "", "device_registered", {}),
    ("neighbours", "neighbours", "neighbours_registered", {"both_ways": True}),
    ("neighbours", "stations", "stations_registered", {}),
)


def source(facts: dict[str, Any], target: str = "sw01") -> Source:
    return Source(target, "tenken", facts, date(2027, 3, 31))


def register(*sources: Source) -> United:
    document = {"description": {"ja": "案", "en": "proposal"}, **propose(sources).kinds}
    return unite((msgspec.convert(document, Register),))


def judged(facts: dict[str, Any], approved: United, target: str = "sw01") -> list[Status]:
    found = []
    for fact, field, name, params in JUDGED:
        subject = f"{fact}.{field}" if field else fact
        operator = OPERATORS[name]
        compiled = operator.compile(msgspec.convert(params, operator.params), subject, tables.load())
        value = getattr(facts[fact], field).value if field else facts[fact]
        found.append(compiled.judge(value, Context(host=target, family=FAMILY, registers=approved)).status)
    return found


def other(**neighbours: Any) -> dict[str, Any]:
    identity = dataclasses.replace(GOOD["device_identity"], serials=Known(("FOC9", "FOC8")))
    return {**GOOD, "device_identity": identity, "neighbours": dataclasses.replace(GOOD["neighbours"], **neighbours)}


def test_a_device_passes_by_its_own_entries_and_another_does_not() -> None:
    more = other(
        neighbours=Known((Neighbour("Gi0/9", "core09", "", ""),)),
        stations=Known((Station("02:00:00:00:00:01", "7", "Gi0/9"),)),
    )
    both = register(source(GOOD), source(more, "sw02"))
    assert judged(GOOD, both) == [Status.PASS] * 3
    assert judged(more, both, "sw02") == [Status.PASS] * 3  # the members of a stack among them
    assert judged(more, register(source(GOOD))) == [Status.FAIL] * 3


def test_routing_neighbours_are_proposed_for_their_device_and_a_switch_has_none() -> None:
    near = dataclasses.replace(GOOD["redundancy"], routing_peers=Known({"ospf 10.0.0.2": True, "bgp 10.0.0.1": False}))
    alone = dataclasses.replace(GOOD["redundancy"], routing_peers=Known({}))
    proposal = propose([source({**GOOD, "redundancy": near}), source({**GOOD, "redundancy": alone}, "sw02")])
    assert proposal.kinds["routing_neighbours"] == [{"host": "sw01", "neighbours": ["bgp 10.0.0.1", "ospf 10.0.0.2"]}]


def test_neighbours_that_were_not_read_are_not_proposed_and_a_router_has_no_stations() -> None:
    hidden = other(neighbours=Unknown(reason("timed_out", command="x")), stations=Absent(reason("x")))
    proposal = propose([source(hidden)])
    assert proposal.kinds.keys() == {"hardware", "routing_neighbours"}
    assert [(one.kind, one.asked) for one in proposal.missing] == [("device_links", True)]


def test_hosts_and_devices_of_one_register_take_nothing_from_each_other() -> None:
    proposal = propose([source(GOOD), source(good_facts(), "web01")])
    assert proposal.kinds["device_links"]
    assert proposal.kinds["packages"] == propose([source(good_facts(), "web01")]).kinds["packages"]
