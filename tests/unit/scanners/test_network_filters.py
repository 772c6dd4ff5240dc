"""What a list may permit beyond what was read is never forgotten, whatever is done with the list."""

from __future__ import annotations

import pytest

from scanners.platforms.network.apresia_aeos import lines as apresia_aeos_lines
from scanners.platforms.network.fitelnet import lines as fitelnet_lines
from scanners.platforms.network.ios_like.access import permitted
from scanners.platforms.network.tree import indented
from scanners.probe import Unreadable

CONFIGURATION = """\
access-list 10 permit 192.0.2.0 0.0.0.255
access-list 10 permit something that nobody knows
access-list 10 deny any
"""


@pytest.mark.parametrize("filters", [apresia_aeos_lines.filters, fitelnet_lines.filters])
def test_a_list_with_an_unknown_permit_limits_nobody_for_sure(filters: object) -> None:
    named, unresolved = filters(indented(CONFIGURATION))  # type: ignore[operator]  # two functions of one shape
    assert unresolved
    with pytest.raises(Unreadable):
        permitted(named, "10")
