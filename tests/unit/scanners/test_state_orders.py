"""Version orders and the one spelling of audit rules."""

from __future__ import annotations

import itertools
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.facts.audit_rules import normalised_rule
from scanners.facts.version_order import compare_versions

DPKG = [
    "1.0~rc1", "1.0", "1.0-1", "1.0-1+deb12u1", "1.0-1+deb12u2", "1.0-1+deb12u10",
    "1.0a", "1.0+x", "1.2", "1.10", "1:0.1",
]  # fmt: skip
RPM = ["1.0~rc1-1", "1.0-1.el9", "1.0-1.el9_4", "1.0-2.el9", "1.0^git1-1", "1.0.1-1", "1.2-1", "1.10-1", "1:0.1-1"]


@pytest.mark.parametrize(("order", "ascending"), [("dpkg", DPKG), ("rpm", RPM)])
def test_versions_ascend(order: str, ascending: list[str]) -> None:
    for older, newer in itertools.combinations(ascending, 2):
        assert compare_versions(order, older, newer) == -1, (older, newer)
        assert compare_versions(order, newer, older) == 1
    assert all(compare_versions(order, version, version) == 0 for version in ascending)


@pytest.mark.parametrize(("left", "right"), [("1.0", "1.00"), ("0:1.0", "1.0"), ("1.0-0", "1.0-00")])
def test_equal_dpkg_versions_are_written_in_several_ways(left: str, right: str) -> None:
    assert compare_versions("dpkg", left, right) == 0


def test_dpkg_itself_agrees() -> None:
    assert shutil.which("dpkg"), "install dpkg to run this test"
    for left, right in itertools.combinations([*DPKG, "1.0-1~bpo12+1", "2.36-9+deb12u7", "2.36-9+deb12u14", "0"], 2):
        older = subprocess.run(["dpkg", "--compare-versions", left, "lt", right], check=False).returncode == 0
        assert (compare_versions("dpkg", left, right) == -1) is older, (left, right)


@given(st.sampled_from(["dpkg", "rpm"]), *[st.text("0123456789abAB.~^+-", min_size=1, max_size=12)] * 2)
def test_comparing_is_antisymmetric(order: str, left: str, right: str) -> None:
    assert compare_versions(order, left, right) == -compare_versions(order, right, left)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("-w /etc/passwd -p wa -k x", "-a always,exit -F path=/etc/passwd -F perm=wa -F key=x"),
        ("-w /etc/sudoers.d/ -p aw -k x", "-a always,exit -S all -F dir=/etc/sudoers.d -F perm=wa -F key=x"),
        ("-a exit,always -F arch=b64 -S b -S a -k x", "-a always,exit -F arch=b64 -S a,b -F key=x"),
        ("-A always,exit -S a -F arch=b32 -F auid!=-1", "-a always,exit -F arch=b32 -S a -F auid!=4294967295"),
    ],
)
def test_one_rule_in_two_spellings(written: str, told: str) -> None:
    assert normalised_rule(written) == normalised_rule(told)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-w /etc/passwd -p wa -k x", "-w /etc/passwd -p r -k x"),
        ("-a always,exit -F arch=b64 -S a", "-a always,exit -F arch=b32 -S a"),
        ("-a always,exit -F arch=b64 -S a", "-a never,exit -F arch=b64 -S a"),
        ("-a always,exit -F path=/a -F perm=wa -F auid=0", "-w /a -p wa"),
    ],
)
def test_different_rules_stay_apart(one: str, other: str) -> None:
    assert normalised_rule(one) != normalised_rule(other)
