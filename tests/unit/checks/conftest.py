"""Whatever a test is about: it finds nothing remembered, and every reason that judging gives can be said in both
languages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from inventories.reason import Reason, Value
from reports.messages import TEXTS
from tests.unit.checks.said import said

# "bad.FACT": tests of operators take any fact; what real controls say is said in test_every_control.
OF_A_FACT = ("want.", "good.", "bad.")
# An operator does not know the file of its arguments: who reads the file adds it.
PLACED_LATER = frozenset({"policy_unknown_profile"})


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    for name, module in sys.modules.items():
        if name.startswith("checks."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture(autouse=True)
def _all_is_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    given: dict[str, dict[frozenset[str], Reason]] = {}
    make = Reason.__init__

    def made(why: Reason, code: str, values: tuple[tuple[str, Value], ...] = ()) -> None:
        make(why, code, values)
        given.setdefault(code, {}).setdefault(frozenset(name for name, _value in values), why)

    monkeypatch.setattr(Reason, "__init__", made)
    yield
    monkeypatch.undo()
    # Tests have codes of their own; that ours have texts is tested with the texts. What is part of another is not
    # given to a reader: the place in a file comes later than what is wrong there.
    ours = [given[code] for code in given.keys() & TEXTS.keys() - PLACED_LATER if not code.startswith(OF_A_FACT)]
    said(*(why for same in ours for names, why in same.items() if not any(names < others for others in same)))
