"""Sets of packets: what is left of a rule is exactly what is in it and not in what is cut out of it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.packet_space import (
    ALL_PORTS,
    Box,
    Range,
    TooManyError,
    every_port,
    everything,
    of_flow,
    of_rule,
    port_range,
    remainder,
)
from checks.registers_access import FlowEntry
from scanners.facts.packet_filters import FilterRule

SMALL = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends)))
BOXES = st.builds(Box, st.sampled_from((4, 6)), SMALL, SMALL, SMALL, SMALL)


def packets(box: Box) -> set[tuple[int, ...]]:
    sides: list[Range] = list(box[1:])
    return {(box.version, *point) for point in itertools.product(*(range(low, high + 1) for low, high in sides))}


@given(st.lists(BOXES, max_size=2), st.lists(BOXES, max_size=4))
def test_what_is_left_is_what_no_other_box_holds(boxes: list[Box], cuts: list[Box]) -> None:
    left: set[tuple[int, ...]] = set().union(*(packets(box) for box in remainder(boxes, cuts)))
    held: set[tuple[int, ...]] = set().union(*(packets(box) for box in boxes))
    assert left == held - set().union(*(packets(cut) for cut in cuts))


def rule(protocol: str, source: tuple[str, ...], destination: tuple[str, ...], *ports: str) -> FilterRule:
    return FilterRule("permit", protocol, source, destination, ports, False, True, "permit …")


def test_a_rule_is_the_packets_that_it_names() -> None:
    (box,) = of_rule(rule("TCP", ("10.0.0.0/30",), ("10.0.1.9/32",), "https")) or ()
    assert box == Box(4, (6, 6), (0x0A000000, 0x0A000003), (0x0A000109, 0x0A000109), (443, 443))


def test_any_takes_the_version_of_the_other_side() -> None:
    found = of_rule(rule("ip", ("any",), ("2001:db8::/32", "10.0.0.0/8"))) or ()
    assert [(box.version, box.port) for box in found] == [(6, ALL_PORTS), (4, ALL_PORTS)]
    assert of_rule(rule("ip", ("10.0.0.0/8",), ("2001:db8::/32",))) == ()


@pytest.mark.parametrize(
    "strange",
    [
        rule("ip", ("object:DESKS",), ("any",)),
        rule("quic", ("any",), ("any",)),
        rule("300", ("any",), ("any",)),
        rule("tcp", ("any",), ("any",), "443", "service:WEB"),
        rule("tcp", ("any",), ("any",), "9-1"),
    ],
)
def test_what_is_not_known_is_not_guessed(strange: FilterRule) -> None:
    assert of_rule(strange) is None


def test_a_rule_of_too_many_parts_is_given_up() -> None:
    many = tuple(f"10.{high}.{low}.0/24" for high in range(3) for low in range(100))
    with pytest.raises(TooManyError):
        of_rule(rule("ip", many, many))


def test_two_flows_that_together_hold_a_rule_leave_nothing() -> None:
    halves = [FlowEntry((net,), ("10.9.0.0/16",), "tcp", ("400-450",)) for net in ("10.0.0.0/25", "10.0.0.128/25")]
    boxes = of_rule(rule("tcp", ("10.0.0.0/24",), ("10.9.1.1/32",), "443")) or ()
    assert remainder(boxes, [box for flow in halves for box in of_flow(flow)]) == []
    assert remainder(boxes, of_flow(halves[0])) != []


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (("any",), True),
        (("0.0.0.0/0",), True),
        (("::/0",), True),
        (("0.0.0.0/1", "128.0.0.0/1"), True),
        (("0.0.0.0/1",), False),
        (("0.0.0.0/1", "8000::/1"), False),
        (("object:any",), False),
        ((), False),
    ],
)
def test_everything(words: tuple[str, ...], whole: bool) -> None:
    assert everything(words) is whole


@pytest.mark.parametrize(
    ("ports", "whole"),
    [((), True), (("any",), True), (("1-65535",), True), (("22", "0-65535"), True), (("2-65535",), False)],
)
def test_every_port(ports: tuple[str, ...], whole: bool) -> None:
    assert every_port(ports) is whole


@pytest.mark.parametrize(
    ("word", "ends"),
    [("22", (22, 22)), ("ftp-data", (20, 20)), ("ftp-ssh", (21, 22)), ("1-2-3", None), ("65536", None), ("", None)],
)
def test_words_for_ports(word: str, ends: Range | None) -> None:
    assert port_range(word) == ends


def test_a_flow_of_ports_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="policy_bad_ports:9-1"):
        FlowEntry(("10.0.0.0/8",), ("10.0.0.0/8",), "tcp", ("9-1",))
