"""Permitted windows and freezes: when a system may be scanned, from when on, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.judging import JST
from checks.operations import Freeze, Operations, Weekday, Window, load
from checks.windows import closes, next_permitted, refusals
from inventories.reason import ConfigError

NIGHT = Window("22:00", "05:00")
MONDAY_NIGHT = Window("22:00", "05:00", days=("mon",))


def at(text: str) -> datetime:
    """A moment of Japan's time; 2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def freeze(starts: str, ends: str, *systems: str) -> Freeze:
    return Freeze(at(starts), at(ends), "年度末", systems)


def permitted(operations: Operations, moment: datetime, *systems: str) -> bool:
    return not refusals(operations, systems or ("lgwan",), moment)


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-11-23T21:59:59", False),
        ("2026-11-23T22:00", True),
        ("2026-11-24T00:00", True),
        ("2026-11-24T04:59:59", True),
        ("2026-11-24T05:00", False),
        ("2026-11-24T12:00", False),
    ],
)
def test_a_window_over_midnight_holds_from_its_start_to_its_end(moment: str, wanted: bool) -> None:
    assert permitted(Operations(windows=(NIGHT,)), at(moment)) is wanted


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-11-23T04:00", False),  # Monday's morning is of Sunday's night
        ("2026-11-23T23:00", True),
        ("2026-11-24T04:00", True),  # of Monday's night
        ("2026-11-24T23:00", False),
    ],
)
def test_the_days_of_a_window_are_those_on_which_it_opens(moment: str, wanted: bool) -> None:
    assert permitted(Operations(windows=(MONDAY_NIGHT,)), at(moment)) is wanted


def test_a_window_is_of_japans_time_whatever_zone_the_moment_is_told_in() -> None:
    operations = Operations(windows=(NIGHT,))
    assert permitted(operations, datetime(2026, 11, 23, 13, 30, tzinfo=UTC))
    assert not permitted(operations, datetime(2026, 11, 23, 22, 30, tzinfo=UTC))


def test_a_window_that_ends_when_it_begins_is_a_whole_day() -> None:
    operations = Operations(windows=(Window("09:00", "09:00", days=("sat",)),))
    assert permitted(operations, at("2026-11-28T09:00"))
    assert permitted(operations, at("2026-11-29T08:59"))
    assert not permitted(operations, at("2026-11-29T09:00"))
    assert not permitted(operations, at("2026-11-28T08:59"))


def test_a_system_without_a_window_may_be_scanned_at_any_time() -> None:
    operations = Operations(windows=(Window("22:00", "05:00", systems=("lgwan",)),))
    assert permitted(operations, at("2026-11-23T12:00"), "chukan-server")
    assert not permitted(operations, at("2026-11-23T12:00"), "lgwan")


def test_every_system_that_may_not_be_scanned_is_named_once() -> None:
    operations = Operations(windows=(Window("22:00", "05:00", systems=("a", "b")),))
    told = refusals(operations, ["b", "a", "a", "c"], at("2026-11-23T12:00"))
    assert [(one.system, one.freeze) for one in told] == [("a", None), ("b", None)]


def test_a_freeze_is_stronger_than_a_window_and_says_why() -> None:
    operations = Operations(windows=(NIGHT,), freezes=(freeze("2026-11-20T00:00", "2026-11-25T00:00"),))
    (told,) = refusals(operations, ["lgwan"], at("2026-11-23T23:00"))
    assert told.freeze
    assert told.freeze.why == "年度末"
    assert permitted(operations, at("2026-11-25T00:00"))


def test_a_freeze_of_one_system_leaves_the_others() -> None:
    operations = Operations(freezes=(freeze("2026-11-20T00:00", "2026-11-25T00:00", "lgwan"),))
    assert permitted(operations, at("2026-11-23T12:00"), "chukan-server")
    assert not permitted(operations, at("2026-11-23T12:00"), "chukan-server", "lgwan")


def test_the_next_time_is_after_freezes_and_within_windows_of_all_systems() -> None:
    operations = Operations(
        windows=(
            Window("22:00", "05:00", systems=("a",)),
            Window("01:00", "03:00", days=("sun",), systems=("b",)),
        ),
        freezes=(freeze("2026-11-28T00:00", "2026-11-29T02:00", "a"),),
    )
    assert next_permitted(operations, ["a"], at("2026-11-23T12:00")) == at("2026-11-23T22:00")
    assert next_permitted(operations, ["a", "b"], at("2026-11-23T12:00")) == at("2026-11-29T02:00")
    assert next_permitted(operations, ["c"], at("2026-11-23T12:00")) == at("2026-11-23T12:00")


def test_windows_that_never_overlap_have_no_next_time() -> None:
    early, late = Window("01:00", "02:00", systems=("a",)), Window("03:00", "04:00", systems=("b",))
    assert next_permitted(Operations(windows=(early, late)), ["a", "b"], at("2026-11-23T12:00")) is None
    assert (
        next_permitted(Operations(windows=(Window("01:00", "02:00", days=()),)), ["a"], at("2026-11-23T12:00")) is None
    )


@pytest.mark.parametrize("ends", [datetime.max.replace(tzinfo=UTC), datetime(9999, 12, 31, tzinfo=JST)])
def test_a_freeze_without_an_end_has_no_next_time_and_leaves_the_others(ends: datetime) -> None:
    operations = Operations(freezes=(Freeze(at("2026-01-01T00:00"), ends, "廃止", ("a",)),))
    assert next_permitted(operations, ["a"], at("2026-11-23T12:00")) is None
    assert closes(operations, ["b"], at("2026-11-23T12:00")) is None


def test_the_permitted_time_ends_with_the_window_or_where_a_freeze_begins() -> None:
    operations = Operations(windows=(NIGHT,), freezes=(freeze("2026-11-25T02:00", "2026-11-26T00:00", "b"),))
    assert closes(operations, ["a"], at("2026-11-23T23:00")) == at("2026-11-24T05:00")
    assert closes(operations, ["a", "b"], at("2026-11-24T23:00")) == at("2026-11-25T02:00")
    assert closes(Operations(), ["a"], at("2026-11-23T23:00")) is None


def test_windows_without_a_gap_between_them_are_one() -> None:
    operations = Operations(windows=(Window("22:00", "00:00"), Window("00:00", "03:00"), Window("02:00", "04:00")))
    assert closes(operations, ["a"], at("2026-11-23T23:00")) == at("2026-11-24T04:00")
    assert closes(Operations(windows=(Window("00:00", "00:00"),)), ["a"], at("2026-11-23T23:00")) is None


_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIMES = st.times().map(lambda moment: f"{moment:%H:%M}")
_WINDOWS = st.builds(
    Window, _TIMES, _TIMES, st.lists(st.sampled_from(_DAYS), min_size=1, max_size=7, unique=True).map(tuple)
)
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=JST))  # noqa: DTZ001
_LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(days=20))
_FREEZES = st.builds(lambda starts, length: Freeze(starts, starts + length, "x"), _MOMENTS, _LENGTHS)


@given(st.lists(_WINDOWS, max_size=3).map(tuple), st.lists(_FREEZES, max_size=2).map(tuple), _MOMENTS)
def test_the_next_time_is_permitted_and_no_time_before_it_is(
    windows: tuple[Window, ...], freezes: tuple[Freeze, ...], now: datetime
) -> None:
    operations = Operations(windows=windows, freezes=freezes)
    opens = next_permitted(operations, ["a"], now)
    assert opens is not None
    assert permitted(operations, opens, "a")
    between = [now + (opens - now) * part / 7 for part in range(7)] if opens > now else []
    assert not any(permitted(operations, moment, "a") for moment in between)


@given(st.lists(_WINDOWS, max_size=3).map(tuple), st.lists(_FREEZES, max_size=2).map(tuple), _MOMENTS)
def test_until_the_permitted_time_ends_every_moment_is_permitted_and_then_none(
    windows: tuple[Window, ...], freezes: tuple[Freeze, ...], now: datetime
) -> None:
    operations = Operations(windows=windows, freezes=freezes)
    opens = next_permitted(operations, ["a"], now)
    assert opens is not None
    ends = closes(operations, ["a"], opens)
    if ends is not None:
        assert ends > opens
        assert all(permitted(operations, opens + (ends - opens) * part / 7, "a") for part in range(7))
        assert not permitted(operations, ends, "a")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('windows: [{start: "25:00", until: "05:00"}]', "policy_"),
        ('windows: [{start: "22:00:00", until: "05:00"}]', "policy_"),
        ("windows: [{start: 22:00, until: 05:00, days: []}]", "policy_"),
        (
            "freezes: [{starts: 2026-01-02T00:00:00+09:00, ends: 2026-01-01T00:00:00+09:00, why: x}]",
            "policy_freeze_order",
        ),
        ("freezes: [{starts: 2026-01-02T00:00:00, ends: 2026-01-03T00:00:00+09:00, why: x}]", "policy_"),
    ],
)
def test_a_window_or_freeze_that_cannot_be_meant_is_refused(line: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "operations.yaml"
    file.write_text(line + "\n", "utf-8")
    with pytest.raises(ConfigError) as refused:
        load(file)
    assert refused.value.reason.code.startswith(code)


def test_times_need_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "operations.yaml"
    file.write_text("windows: [{start: 22:00, until: 05:00}]\n", "utf-8")
    assert load(file).windows == (NIGHT,)
