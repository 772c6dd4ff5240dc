"""Work that another may hold up ends in its time, and what it raises is not lost."""

from __future__ import annotations

import threading

import pytest

from tenken.timeout import within


def test_work_that_never_ends_is_left_to_itself() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, never.wait)
    never.set()


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        within(30, lambda: 1 // 0)
