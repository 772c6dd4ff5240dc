"""How a network device departs from its approved configuration, which is that of good_device."""

from __future__ import annotations

from typing import Any

from tests.unit.checks import good_device

_LINES: tuple[str, ...] = good_device.GOOD["configuration"].lines.value

GOOD: dict[str, Any] = {}
REGISTER: dict[str, Any] = {}
DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J15-MG-04", "configuration", "lines", (*_LINES, "ip http server"), "+ ip http server"),
    (
        "J15-MG-04",
        "configuration",
        "lines",
        tuple(line for line in _LINES if "ssh version" not in line),
        "ssh version 2",
    ),
]
READ: list[tuple[str, str, str]] = [("J15-MG-04", "configuration", "lines")]
