"""A finding that says the same in other passing words has not changed."""

from __future__ import annotations

import pytest

from checks.drift import Course, course_of
from checks.finding import Finding, Severity, Status
from inventories.reason import Reason, reason


def failing(actual: Reason) -> Finding:
    return Finding(
        subject="web01",
        system="lgwan",
        control="J13-MG-10",
        article=13,
        class_code="MG",
        severity=Severity.HIGH,
        status=Status.FAIL,
        judged_status=Status.FAIL,
        method="machine",
        expected=(),
        actual=(actual,),
        reason=None,
        evidence=(),
        exception="",
    )


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        ({"port": 43448}, {"port": 37214}, Course.OPEN),  # the port of the scan's own log-in
        ({"server": "log01"}, {"server": "log02"}, Course.CHANGED),
        ({"account": "scan"}, {"account": "tenken"}, Course.CHANGED),
    ],
)
def test_what_is_another_each_time_is_no_change(
    before: dict[str, str | int], after: dict[str, str | int], course: Course
) -> None:
    told: dict[str, str | int] = {"server": "log01", "account": "scan", "port": 1}
    one, other = (failing(reason("forwarding_not_arrived", **{**told, **values})) for values in (before, after))
    assert course_of(one, other) is course


def test_a_port_that_is_told_of_something_else_is_a_change() -> None:
    one, other = (failing(reason("ports", port=port)) for port in (22, 8022))
    assert course_of(one, other) is Course.CHANGED
