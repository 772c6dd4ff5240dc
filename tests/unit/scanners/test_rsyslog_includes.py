"""Files of rsyslog that include each other: in their place, and never without end."""

from __future__ import annotations

import pytest

from scanners.platforms.linux.rsyslog import included
from scanners.probe import Unreadable

MAIN = "/etc/rsyslog.conf"


def test_files_stand_where_they_are_included_in_the_order_of_their_names() -> None:
    files = {
        MAIN: "a\n$IncludeConfig /etc/rsyslog.d/*.conf\nz",
        "/etc/rsyslog.d/2.conf": "c",
        "/etc/rsyslog.d/1.conf": "b",
    }
    assert included(files).split() == ["a", "b", "c", "z"]


def test_files_that_include_each_other_many_times_are_not_followed_to_the_end() -> None:
    folder = {f"/etc/rsyslog.d/{number}.conf": "$IncludeConfig /etc/rsyslog.d/*\n" for number in range(40)}
    looked: list[str] = []

    class Watched(dict[str, str]):
        def __getitem__(self, name: str) -> str:
            looked.append(name)
            return super().__getitem__(name)

    with pytest.raises(Unreadable):
        included(Watched({MAIN: "$IncludeConfig /etc/rsyslog.d/*\n", **folder}))
    assert len(looked) <= 256
