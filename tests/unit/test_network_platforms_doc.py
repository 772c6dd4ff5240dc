"""The guide to network devices names every platform, every command that is sent, and whether it was ever verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanners.facts import FACT_NAMES
from scanners.facts.field import Unknown
from scanners.platforms import DEVICES
from scanners.probe import Scope

_GUIDE = (Path(__file__).parents[2] / "docs" / "network-platforms.md").read_text(encoding="utf-8")
_LONGEST = 80
_CODE = re.compile(r"`([^`]+)`")


def _rows() -> dict[str, list[str]]:
    """Give the cells of every row of the table by its platform; a pipe in a command stands there as `\\|`."""
    rows = (re.split(r"(?<!\\)\|", line)[1:-1] for line in _GUIDE.splitlines() if line.startswith("| `"))
    return {_CODE.findall(cells[0])[0]: [cell.replace("\\|", "|").strip() for cell in cells] for cells in rows}


def _shown(command: str) -> str:
    """Give a command as the guide has it: on one line, and of a long one (those of a shell) the beginning."""
    line = " ".join(command.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rstrip() + "…"


def _commands(name: str, *, verified: bool) -> set[str]:
    platform = DEVICES[name]
    probes = {probe.id: probe.shell for reader in platform.family.readers for probe in reader.probes(Scope())}
    return {_shown(shell) for id_, shell in probes.items() if shell and (id_ in platform.verified) is verified}


def test_there_is_a_row_for_each_platform_and_no_other() -> None:
    assert _rows().keys() == DEVICES.keys()


@pytest.mark.parametrize("name", DEVICES)
def test_a_row_names_the_values_that_mean_the_platform(name: str) -> None:
    assert set(_CODE.findall(_rows()[name][1])) == set(DEVICES[name].family.ids)


@pytest.mark.parametrize("name", DEVICES)
def test_a_row_names_every_command_under_what_is_known_of_it(name: str) -> None:
    told = _rows()[name]
    assert set(_CODE.findall(told[2])) == _commands(name, verified=True)
    assert set(_CODE.findall(told[3])) == _commands(name, verified=False)


@pytest.mark.parametrize("name", DEVICES)
def test_a_row_names_every_fact_that_the_platform_cannot_tell(name: str) -> None:
    told = {word for part in _rows()[name][4].split(";") for word in part.split()[:1]}
    untold = set()
    for reader in DEVICES[name].family.readers:
        if not reader.probes(Scope()):
            fact = reader.read({}, Scope())
            if all(isinstance(getattr(fact, field), Unknown) for field in fact.__dataclass_fields__):
                untold.add(FACT_NAMES[reader.fact])
    assert untold <= told
