"""What the readers of upkeep must not be taken in by: patterns that reach too far, copies that are no parts."""

from __future__ import annotations

import pytest

from scanners.platforms.linux import log_retention, logrotate
from scanners.platforms.linux.logrotate import Rotation


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/var/log/remote/gw.log", 7),  # glob(7): no asterisk stands for a slash
        ("/var/log/app.log", 3640),
    ],
)
def test_a_pattern_ends_at_its_folder(path: str, days: int) -> None:
    long = Rotation(("/var/log/*.log",), "weekly", 520)
    short = Rotation(("/var/log/remote/*.log",), "daily", 7)
    rotation = logrotate.rotation_of(path, [long, short])
    assert rotation is not None
    assert rotation.days() == days


@pytest.mark.parametrize("copy", ["/var/log/cron.log", "/var/log/cron.bak", "/var/log/cron-old", "/var/log/crontabs.1"])
def test_a_copy_is_no_part_of_a_log(copy: str) -> None:
    files = {"/var/log/cron": 1795390000, "/var/log/cron-20261101": 1793480000, copy: 1600000000}
    assert log_retention._oldest("/var/log/cron", files) == 1793480000
