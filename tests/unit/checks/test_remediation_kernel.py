"""Which kernel parameters are set, now and at boot: after that, the control passes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.finding import Status
from checks.judging import Context
from checks.operators_system import SysctlParams, SysctlRule, sysctl_at
from checks.remediation_kernel import kernel
from checks.tables import load
from inventories.reason import Reason
from scanners.facts.field import Known
from scanners.facts.sysctl import Sysctl
from tests.unit.checks.remediation_case import sources

RULES = (
    {"key": "kernel.kptr_restrict", "at_least": 1},
    {"key": "kernel.sysrq", "one_of": ["0", "4", "16", "176"]},
    {"key": "kernel.bpf", "at_least": 1, "optional": True},
    {"key": "net.ipv4.conf.*.accept_redirects", "equals": "0"},
    {"key": "net.ipv4.conf.*.accept_source_route", "equals": "0", "combine": "min"},
    {"key": "net.ipv4.conf.*.rp_filter", "one_of": ["1", "2"], "combine": "max"},
    {"key": "net.ipv4.conf.*.log_martians", "equals": "1", "combine": "max"},
    {"key": "net.ipv6.conf.*.accept_redirects", "equals": "0", "optional": True},
)
RIGHT = {
    "kernel.kptr_restrict": "2",
    "kernel.sysrq": "176",
    **{f"net.ipv4.conf.{name}.accept_redirects": "0" for name in ("all", "default", "eth0")},
    **{f"net.ipv4.conf.{name}.accept_source_route": "0" for name in ("all", "default", "eth0")},
    **{f"net.ipv4.conf.{name}.rp_filter": "1" for name in ("all", "default", "eth0")},
    **{f"net.ipv4.conf.{name}.log_martians": "1" for name in ("all", "default", "eth0")},
}


def _kernel(running: dict[str, str], persisted: dict[str, str], *rules: dict[str, Any]) -> dict[str, Any] | Reason:
    fact = {"running": running, "persisted": persisted}
    return kernel(sources("sysctl", fact, params={"keys": list(rules or RULES)}))


def _made(running: dict[str, str], persisted: dict[str, str], *rules: dict[str, Any]) -> dict[str, Any]:
    made = _kernel(running, persisted, *rules)
    assert isinstance(made, dict)
    return made


def test_what_is_right_is_left_alone() -> None:
    made = _made(RIGHT, RIGHT)
    assert (made["running"], made["persisted"], made["defeating"]) == ([], [], "")


def test_a_value_that_is_right_in_one_place_is_taken_for_the_other() -> None:
    made = _made(RIGHT | {"kernel.sysrq": "1"}, {**RIGHT, "kernel.kptr_restrict": "0"})
    assert made["running"] == ["kernel/sysrq=176"]
    assert made["persisted"] == ["kernel.kptr_restrict = 2"]


def test_the_strict_filter_of_return_paths_is_never_forced_upon_anybody() -> None:
    wrong = {f"net.ipv4.conf.{name}.rp_filter": "0" for name in ("all", "default", "eth0")}
    made = _made(RIGHT | wrong | {"net.ipv4.conf.eth1.rp_filter": "1"}, RIGHT | wrong)
    rp_filter = [line for line in (*made["running"], *made["persisted"]) if "rp_filter" in line]
    assert rp_filter == [
        "net/ipv4/conf/default/rp_filter=2",
        "net/ipv4/conf/eth0/rp_filter=2",
        "net.ipv4.conf.default.rp_filter = 2",
        "net.ipv4.conf.eth0.rp_filter = 2",
    ]


def test_all_alone_is_set_where_the_kernel_joins_it() -> None:
    wrong = {f"net.ipv4.conf.{name}.log_martians": "0" for name in ("all", "default", "eth0")}
    made = _made(RIGHT | wrong, RIGHT | wrong)
    assert made["running"] == ["net/ipv4/conf/all/log_martians=1"]
    assert made["persisted"] == ["net.ipv4.conf.all.log_martians = 1"]


def test_interfaces_are_set_each_and_those_to_come_by_a_pattern() -> None:
    wrong = {f"net.ipv4.conf.{name}.accept_redirects": "1" for name in ("all", "default", "eth0/5")}
    made = _made(RIGHT | wrong, {key: value for key, value in RIGHT.items() if "redirects" not in key})
    assert made["running"] == [
        "net/ipv4/conf/all/accept_redirects=0",
        "net/ipv4/conf/default/accept_redirects=0",
        "net/ipv4/conf/eth0.5/accept_redirects=0",
    ]
    assert made["persisted"] == [
        "net.ipv4.conf.*.accept_redirects = 0",
        "net.ipv4.conf.all.accept_redirects = 0",
        "net.ipv4.conf.default.accept_redirects = 0",
    ]


@pytest.mark.parametrize(
    ("line", "defeats"),
    [
        ("net.ipv4.conf.eth0/5.accept_redirects=1", True),
        ("  -net/ipv4/conf/eth0.5/accept_redirects = 1", True),
        ("#net.ipv4.conf.eth0/5.accept_redirects=1", False),
        ("net.ipv4.conf.eth0/5.accept_redirects2=1", False),
        ("net.ipv4.conf.eth1.accept_redirects=1", False),
        ("net.ipv4.conf.*.accept_redirects=1", False),
    ],
)
def test_a_later_line_on_the_same_parameter_is_found_in_either_spelling(line: str, defeats: bool) -> None:
    wrong = {"net.ipv4.conf.eth0/5.accept_redirects": "1"}
    made = _made(RIGHT | wrong, RIGHT | wrong)
    found = re.sub(made["defeating"], r"# \1", f"a = 1\n{line}\nb = 2\n", flags=re.MULTILINE)
    assert found == (f"a = 1\n# {line}\nb = 2\n" if defeats else f"a = 1\n{line}\nb = 2\n")
    assert bool(re.match(made["lines"], line)) is defeats


@pytest.mark.parametrize("name", ["eth0 x", "eth0\n", "{{x}}", "$(x)", "e" * 80])
def test_an_interface_with_an_odd_name_is_for_a_person(name: str) -> None:
    made = _kernel(RIGHT | {f"net.ipv4.conf.{name}.accept_redirects": "1"}, RIGHT)
    assert isinstance(made, Reason)
    assert made.code == "repair_names_unusual"


def test_what_was_not_read_is_not_repaired() -> None:
    made = kernel(sources("sysctl", {"running": None, "persisted": RIGHT}, params={"keys": list(RULES)}))
    assert isinstance(made, Reason)
    assert made.code == "repair_state_not_read"


def test_a_parameter_that_the_kernel_lacks_is_for_a_person() -> None:
    made = _kernel({}, {}, {"key": "kernel.kptr_restrict", "equals": "1"})
    assert isinstance(made, Reason)
    assert made.code == "repair_would_not_suffice"


_VALUES = st.sampled_from(["-1", "0", "1", "2", "176"])
_KEYS = [*RIGHT, "kernel.bpf", "net.ipv4.conf.eth1.rp_filter", "net.ipv6.conf.all.accept_redirects"]


@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES), st.dictionaries(st.sampled_from(_KEYS), _VALUES))
def test_whatever_is_wrong_passes_afterwards(running: dict[str, str], persisted: dict[str, str]) -> None:
    made = _made(RIGHT | running, persisted)
    now = dict(RIGHT | running)
    now |= {path.replace("/", "."): value for path, _, value in (line.partition("=") for line in made["running"])}
    boot = dict(persisted)
    boot |= {key: value for key, _, value in (line.partition(" = ") for line in made["persisted"]) if "*" not in key}
    params = SysctlParams(tuple(SysctlRule(**_rule(rule)) for rule in RULES))
    seen = Sysctl(Known(now), Known(boot))
    assert sysctl_at(params, "sysctl", load()).judge(seen, Context()).status is Status.PASS
    again = _made(now, boot)
    assert (again["running"], again["persisted"]) == ([], [])


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in rule.items()}
