"""The order of package versions: laws that any order obeys, and vectors of both package managers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.facts.version_order import compare_versions

upstream = st.text("0129abZ.+~", min_size=1, max_size=8)
versions = st.builds(
    lambda epoch, version, revision: f"{epoch}{version}{revision}",
    st.sampled_from(["", "0:", "1:", "12:"]),
    upstream,
    st.sampled_from(["", "-0", "-1", "-1~bpo1", "-10", "-2.el9"]),
)


@pytest.mark.parametrize("order", ["dpkg", "rpm"])
@given(a=versions, b=versions, c=versions)
def test_laws_of_an_order(order: str, a: str, b: str, c: str) -> None:
    assert compare_versions(order, a, a) == 0
    assert compare_versions(order, a, b) == -compare_versions(order, b, a)
    if compare_versions(order, a, b) <= 0 and compare_versions(order, b, c) <= 0:
        assert compare_versions(order, a, c) <= 0


@pytest.mark.parametrize(
    ("order", "older", "newer"),
    [
        ("dpkg", "1.0~rc1-1", "1.0-1"),
        ("dpkg", "1.0~~", "1.0~"),
        ("dpkg", "9.9-1", "1:0.1-1"),
        ("dpkg", "1.9-1", "1.10-1"),
        ("dpkg", "1.0-1", "1.0-1+deb12u1"),
        ("dpkg", "1.0a-1", "1.0+-1"),
        ("dpkg", "2.4.59-1~deb12u1", "2.4.59-1"),
        ("dpkg", "1.2-3-1", "1.2-3-2"),
        ("dpkg", "1.0", "1.0-1"),
        ("rpm", "1.0~rc1-1", "1.0-1"),
        ("rpm", "1.0-1", "1.0^git1-1"),
        ("rpm", "1.0^git1-1", "1.0.1-1"),
        ("rpm", "1.0~rc1~git1-1", "1.0~rc1-1"),
        ("rpm", "5.5p1-1", "5.5p10-1"),
        ("rpm", "xyz.4-1", "8-1"),
        ("rpm", "9.9-9", "1:0.1-1"),
        ("rpm", "8.7p1-34.el9", "8.7p1-34.el9_3.3"),
        ("rpm", "2.0.1-1", "2.0.1a-1"),
    ],
)
def test_known_orders(order: str, older: str, newer: str) -> None:
    assert compare_versions(order, older, newer) == -1
    assert compare_versions(order, newer, older) == 1


@pytest.mark.parametrize(
    ("order", "one", "other"),
    [
        ("dpkg", "0:1.0-1", "1.0-1"),
        ("dpkg", "1.01-1", "1.1-1"),
        ("rpm", "2_0-1", "2.0-1"),
        ("rpm", "10.0001-1", "10.1-1"),
    ],
)
def test_equal_versions_in_two_spellings(order: str, one: str, other: str) -> None:
    assert compare_versions(order, one, other) == 0
