"""Whatever a test is about: it finds nothing remembered, and every reason that judging gives can be said in both
languages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType

import pytest

from inventories.reason import Reason, Value
from reports.messages import TEXTS
from tests.unit.checks.said import said

# "bad.FACT": tests of operators take any fact; what real controls say is said in test_every_control.
OF_A_FACT = ("want.", "good.", "bad.")
_MAKING, _JUDGING = "/inventories/reason.py", "/checks/"
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
        if code in TEXTS or _by_the_program(sys._getframe(1)):
            given.setdefault(code, {}).setdefault(frozenset(name for name, _value in values), why)

    monkeypatch.setattr(Reason, "__init__", made)
    yield
    monkeypatch.undo()
    # Tests have codes of their own. What is part of another is not given to a reader: the place in a file comes later
    # than what is wrong there.
    ours = [same for code, same in given.items() if code not in PLACED_LATER and not code.startswith(OF_A_FACT)]
    said(*(why for same in ours for names, why in same.items() if not any(names < others for others in same)))


def _by_the_program(frame: FrameType | None) -> bool:
    """Whether judging makes a reason, and not a test one of its own."""
    while frame is not None and (frame.f_code.co_name == "__init__" or frame.f_code.co_filename.endswith(_MAKING)):
        frame = frame.f_back
    name = frame.f_code.co_filename if frame is not None else ""
    return _JUDGING in name and "/tests/" not in name
