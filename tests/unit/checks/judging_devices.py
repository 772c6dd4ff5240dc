"""One operator judging the state of a network device, with what is known beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import msgspec

from checks import tables
from checks.finding import Status
from checks.judging import Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.registers import Register, unite
from inventories.reason import reason
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.field import Absent, Known
from scanners.facts.redundancy import Redundancy
from tests.unit.checks import good_device
from tests.unit.checks.good_host import AS_OF
from tests.unit.checks.said import said

NONE = Absent(reason("no_such_thing"))
TABLES = tables.load()
GOOD = good_device.GOOD
PASS, FAIL, UNKNOWN, NOT = Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE


def context(facts: Mapping[str, Any] | None = None, **kinds: Any) -> Context:
    """What is known beside: a register of these kinds, and other facts of the device."""
    register = msgspec.convert({"description": {"ja": "試験", "en": "test"}, **kinds}, Register)
    return Context(
        host="sw01",
        family=good_device.FAMILY,
        as_of=AS_OF,
        today=japanese_date(AS_OF),
        facts=facts or {},
        registers=unite((register,)),
    )


def judge(name: str, subject: str, state: Any, within: Context, **params: Any) -> Verdict:
    operator = OPERATORS[name]
    compiled = operator.compile(msgspec.convert(params, operator.params), subject, TABLES)
    verdict = compiled.judge(state, within)
    words = (compiled.expected, verdict.actual)
    said(*(why for why in words if why.code not in {"no_such_thing", "timed_out"}))
    return verdict


def identity(**fields: Any) -> DeviceIdentity:
    good: DeviceIdentity = GOOD["device_identity"]
    return dataclasses.replace(good, **fields)


ALONE = Redundancy(Known(()), Known(()), Known({}), NONE, Known({}))
