"""Dates of judging are dates in Japan, wherever the program runs."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from checks.judging import japanese_date


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_a_day_begins_when_it_begins_in_japan(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert japanese_date(int(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC).timestamp())) == date(2026, 3, 31)
        assert japanese_date(int(datetime(2026, 3, 31, 15, 0, tzinfo=UTC).timestamp())) == date(2026, 4, 1)
    finally:
        monkeypatch.undo()
        time.tzset()
