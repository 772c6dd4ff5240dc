"""The facts of a run keep their published contract, and only what was asked for is carried along."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from checks import facts_file
from checks.facts_file import plain_facts, typed_facts
from checks.run import HostFacts, Run
from inventories.reason import reason
from reports import FORMATS, WITH_FACTS
from reports.schema import FACTS_PATH, facts_schema
from scanners.facts.field import Absent, Known, Unknown
from scanners.facts.memory_errors import MemoryErrors
from tests.unit.checks.good_host import good_facts
from tests.unit.reports.sample_run import run_of, target

PERSON = "123456789018"


def run(facts: dict[str, Any]) -> Run:
    unread = target("juki-app-02", reachable=False)
    return replace(run_of(targets=(target(), unread)), facts=(HostFacts("juki-app-01", "debian", plain_facts(facts)),))


def document(facts: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(FORMATS["facts"](run(facts), {}, "ja"))
    return made


def test_the_published_schema_is_current() -> None:
    assert FACTS_PATH.read_text(encoding="utf-8") == facts_schema()


def test_a_document_validates_by_an_independent_reader() -> None:
    published = json.loads(FACTS_PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    validator = jsonschema.Draft202012Validator(published)
    validator.validate(document(good_facts()))
    broken = document({"memory_errors": MemoryErrors(Unknown(reason("edac_missing")), Known(0))})
    validator.validate(broken)
    broken["targets"][0]["facts"]["memory_errors"]["uncorrected"]["state"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)


def test_every_target_stands_there_with_what_it_told_and_why_not() -> None:
    made = document(good_facts())
    read, unread = made["targets"]
    assert (read["target"], read["family"], read["account"]) == ("juki-app-01", "debian", "tenken")
    assert set(read["facts"]) == set(good_facts())
    assert unread["facts"] == {}
    assert unread["reason"]["code"] == "connect_timed_out"
    assert made["run"]["id"] == "20261122T222713-7f3a"


def test_what_was_written_is_read_back_as_it_was() -> None:
    facts = {**good_facts(), "memory_errors": MemoryErrors(Absent(reason("virtual", kind="kvm")), Known(2))}
    raw = FORMATS["facts"](run(facts), {}, "en").encode()
    assert typed_facts(facts_file.read(raw, "run.json").targets[0].facts) == facts


def test_a_personal_number_is_masked_and_then_unknown_to_programs() -> None:
    facts = {"memory_errors": MemoryErrors(Known(int(PERSON)), Unknown(reason("unparseable", detail=PERSON)))}
    raw = FORMATS["facts"](run(facts), {}, "ja")
    assert PERSON not in raw
    read = typed_facts(facts_file.read(raw.encode(), "run.json").targets[0].facts)["memory_errors"]
    assert isinstance(read.uncorrected, Unknown)


def test_no_other_format_asks_for_facts() -> None:
    assert {"facts"} == WITH_FACTS
    assert run_of().facts == ()
