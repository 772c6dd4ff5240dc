"""Every case file under tests/cases: command output of a real or documented system, and the fact it must give."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from inventories.reason import reason
from scanners.facts import FACT_NAMES
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FACILITIES, FAMILIES
from scanners.probe import Missing, Output, Raw, Scope

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*/*.yaml"))


def plain(value: Any) -> Any:
    """Give a fact as YAML would: sets as sorted lists, unknown and absent fields by their code."""
    if isinstance(value, Known):
        return plain(value.value)
    if isinstance(value, Unknown):
        return {"unknown": value.reason.code}
    if isinstance(value, Absent):
        return {"absent": value.reason.code}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def raw(probe_command: str, given: dict[str, Any] | None) -> Raw:
    if given is None:
        return Missing(probe_command, reason("no_sudo"))
    return Output(
        command=probe_command,
        status=given.get("status", 0),
        stdout=given.get("stdout", "").encode(),
        stderr=given.get("stderr", "").encode(),
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_output_gives_the_fact(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    family = {**FAMILIES, **FACILITIES}[case["family"]]
    (reader,) = [one for one in family.readers if FACT_NAMES[one.fact] == path.parent.name]
    scope = msgspec.convert(case.get("scope", {}), Scope)
    probes = reader.probes(scope)
    assert set(case["outputs"]) <= {probe.id for probe in probes}, "the case names a probe that is not there"
    outputs = {probe.id: raw(probe.command, case["outputs"].get(probe.id)) for probe in probes}
    fact = plain(reader.read(outputs, scope))
    expected = {
        name: sorted(value, key=repr) if isinstance(value, list) and isinstance(fact[name], list) else value
        for name, value in case["fact"].items()
    }
    seen = {name: sorted(fact[name], key=repr) if isinstance(fact[name], list) else fact[name] for name in expected}
    assert seen == expected
