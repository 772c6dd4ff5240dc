"""What a line that went missing does: a degraded array or bond of a real machine never turns into one in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from inventories.reason import reason
from scanners.facts.field import Known
from scanners.platforms.linux import links, redundant_storage
from scanners.platforms.reader import Reader
from scanners.probe import Missing, Output, Raw, Scope

CASES = Path(__file__).parents[2] / "cases"
BROKEN: list[tuple[Reader, str, str, tuple[str, ...]]] = [
    (links.READER, "links/debian12_emulated_broken.yaml", "degraded", ("net", "bonds")),
    (redundant_storage.READER, "redundant_storage/debian12_emulated_broken.yaml", "degraded", ("mdstat",)),
]


def given(reader: Reader, case: dict[str, Any]) -> dict[str, Raw]:
    told = case["outputs"]
    return {
        probe.id: Output("x", told[probe.id].get("status", 0), told[probe.id].get("stdout", "").encode())
        if probe.id in told
        else Missing("x", reason("no_sudo"))
        for probe in reader.probes(Scope())
    }


@pytest.mark.parametrize(("reader", "file", "field", "probes"), BROKEN, ids=lambda value: str(value)[:40])
def test_no_lost_line_makes_it_whole(reader: Reader, file: str, field: str, probes: tuple[str, ...]) -> None:
    case = yaml.safe_load((CASES / file).read_text(encoding="utf-8"))
    outputs = given(reader, case)
    assert getattr(reader.read(outputs, Scope()), field) == Known(frozenset(case["fact"][field]))
    for probe in probes:
        lines = case["outputs"][probe]["stdout"].splitlines(keepends=True)
        for lost in range(len(lines)):
            rest = "".join(lines[:lost] + lines[lost + 1 :])
            fact = reader.read({**outputs, probe: Output("x", 0, rest.encode())}, Scope())
            assert getattr(fact, field) != Known(frozenset()), lines[lost]
