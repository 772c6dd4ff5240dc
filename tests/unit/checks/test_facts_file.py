"""Facts written as plain data and read back are the same facts; whatever does not fit is unknown, never guessed."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checks import facts_file
from checks.facts_file import AbsentField, FactsFile, FieldState, KnownField, UnknownField, plain_facts, typed_facts
from inventories.reason import ConfigError, reason
from scanners.facts.accounts import Accounts
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.listening_sockets import ListeningSockets, Socket
from scanners.facts.memory_errors import MemoryErrors
from tests.unit.checks import defects_facility
from tests.unit.checks.good_host import good_facts
from tests.unit.checks.whole_host import whole_facts


def read_back(facts: dict[str, Any]) -> dict[str, Any]:
    text = msgspec.json.encode(plain_facts(facts))
    return typed_facts(msgspec.json.decode(text, type=dict[str, dict[str, FieldState]]))


def test_every_fact_of_a_host_comes_back_as_it_was() -> None:
    for facts in (good_facts(), whole_facts(), defects_facility.UPS_GOOD):
        assert read_back(facts) == facts


def test_plain_data_is_in_the_order_of_its_text() -> None:
    assert facts_file.plain({10: "a", 9: "b", "x": date(2026, 11, 2)}) == {"10": "a", "9": "b", "x": "2026-11-02"}
    assert list(facts_file.plain({9: 1, 10: 1})) == ["10", "9"]  # type: ignore[arg-type]  # it is a mapping
    assert facts_file.plain(Path("/etc")) == "/etc"
    assert facts_file.plain(frozenset({("b", 1), ("a", 2)})) == [["a", 2], ["b", 1]]
    assert facts_file.canonical({"b": 1, "a": [True, None]}) == b'{"a":[true,null],"b":1}'


def test_why_a_field_is_unknown_or_absent_comes_back() -> None:
    unknown = Unknown(reason("timed_out", command="ss", items=("a", "b"), seconds=10))
    facts = {"memory_errors": MemoryErrors(unknown, Absent(reason("edac_missing")))}
    assert read_back(facts) == facts


def test_equal_facts_give_equal_text() -> None:
    names = [f"name{number}" for number in range(200)]
    sockets = [Socket("tcp", "10.0.0.1", port, "x") for port in range(1, 200)]
    one = {
        "accounts": Accounts(*[Known(frozenset(names))] * 4),
        "listening_sockets": ListeningSockets(Known(frozenset(sockets))),
    }
    other = {
        "listening_sockets": ListeningSockets(Known(frozenset(reversed(sockets)))),
        "accounts": Accounts(*[Known(frozenset(reversed(names)))] * 4),
    }
    assert msgspec.json.encode(plain_facts(one)) == msgspec.json.encode(plain_facts(other))
    assert plain_facts(one)["accounts"]["login"] == {"state": "known", "value": sorted(names)}


@pytest.mark.parametrize("value", ["************", "3", 3.0, -0.5, None, [1], {"a": 1}, True])
def test_a_value_of_another_shape_is_unknown(value: Any) -> None:
    fact = typed_facts({"memory_errors": {"uncorrected": KnownField(value), "corrected": KnownField(3)}})[
        "memory_errors"
    ]
    assert isinstance(fact.uncorrected, Unknown)
    assert fact.uncorrected.reason.code == "fact_not_as_written"
    assert "int" in str(fact.uncorrected.reason.as_dict()["problem"])
    assert fact.corrected == Known(3)


def test_a_field_that_was_not_written_is_unknown_and_a_foreign_fact_is_left_out() -> None:
    facts = typed_facts({"memory_errors": {"corrected": KnownField(3)}, "of_a_later_release": {"a": KnownField(1)}})
    assert list(facts) == ["memory_errors"]
    assert facts["memory_errors"].uncorrected == Unknown(reason("fact_not_written"))


def test_what_no_reader_promised_is_written_as_unknown() -> None:
    @dataclasses.dataclass
    class Broken:
        field: object

    assert plain_facts({"broken": Broken(None)})["broken"]["field"] == {
        "state": "unknown", "code": "fact_not_written", "values": {},
    }  # fmt: skip


def file_of(**changes: Any) -> bytes:
    fields: dict[str, dict[str, FieldState]] = {
        "accounts": {"login": KnownField(["ops"]), "uid0": UnknownField("timed_out", {"command": "x"})},
        "memory_errors": {"corrected": AbsentField("edac_missing", {})},
    }
    run = facts_file.RunFacts(
        "20261122T222713-7f3a", "complete", "2026-11-22T22:27:13+09:00", "2026-11-22T22:27:58+09:00", "0.1.0", []
    )
    target = facts_file.TargetFacts("web01", "lgwan", "debian", "tenken", True, True, None, fields)
    made: dict[str, Any] = msgspec.to_builtins(FactsFile("facts", facts_file.SCHEMA_VERSION, run, [target]))
    return msgspec.json.encode({**made, **changes})


def test_a_file_is_read_back() -> None:
    assert facts_file.read(file_of(), "run.json").targets[0].facts["accounts"]["login"] == KnownField(["ops"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "facts_file_unusable"),
        (b"not json", "facts_file_unusable"),
        (b"\xff\xfe{}", "facts_file_unusable"),
        (b"[" * 100_000, "facts_file_unusable"),
        (b'{"schema_version": "1.1", "run": {}}', "facts_file_unusable"),
        (file_of(document="report"), "facts_file_unusable"),
        (file_of(more=1), "facts_file_unusable"),
        (file_of(schema_version="9.0"), "facts_file_version"),
    ],
)
def test_anything_else_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(ConfigError) as stop:
        facts_file.read(raw, "run.json")
    assert stop.value.reason.code == code
    told = stop.value.reason.as_dict()
    assert told["file"] == "run.json"
    if code == "facts_file_version":
        assert (told["found"], told["expected"]) == ("9.0", facts_file.SCHEMA_VERSION)
    else:
        assert told["problem"] != "None"
