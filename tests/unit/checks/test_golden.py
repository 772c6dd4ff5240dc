"""Approved configurations: what counts as a deviation, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import golden
from checks.finding import Status
from checks.golden import Golden
from checks.golden_diff import Deviation, deviations
from checks.judging import Context
from checks.operators_golden import MATCHES_GOLDEN
from checks.plan import plan_host
from checks.policy import load_policy
from checks.tables import load as load_tables
from inventories.model import Connection, Host
from inventories.reason import ConfigError, Reason, reason
from scanners.probe import Unreadable
from tests.unit.checks.good_host import small_policy

APPROVED = """\
hostname rtr1
no ip http server
ip access-list extended INBOUND
 permit tcp 192.0.2.0 0.0.0.255 any eq 443
 deny ip any any log
interface GigabitEthernet0/1
 description to the centre
 ip access-group INBOUND in
line vty 0 4
 transport input ssh
"""
HOST = Host(
    "rtr1", Connection("192.0.2.1", kind="network_cli", network_os="ios"), "lgwan", segment="mgmt", golden="rtr1"
)


def shown(running: str, approved: str = APPROVED, *, whole: bool = True) -> list[str]:
    return [str(one) for one in deviations(approved.split("\n"), running.split("\n"), whole=whole)]


def test_the_same_configuration_has_no_deviation_in_whatever_order_free_lines_stand() -> None:
    first, _, rest = APPROVED.partition("\n")
    assert shown(APPROVED) == []
    assert shown(f"{rest}{first}\n") == []
    swapped = APPROVED.replace(
        " description to the centre\n ip access-group INBOUND in\n",
        " ip access-group INBOUND in\n description to the centre\n",
    )
    assert shown(swapped) == []


def test_what_lacks_and_what_is_beyond_is_named_with_its_section() -> None:
    running = APPROVED.replace(" transport input ssh", " transport input telnet ssh").replace("no ip http server\n", "")
    assert shown(running) == [
        "- no ip http server",
        "line vty 0 4: - transport input ssh",
        "line vty 0 4: + transport input telnet ssh",
    ]


def test_a_section_that_lacks_or_is_beyond_is_told_line_by_line() -> None:
    without = APPROVED[: APPROVED.index("line vty")]
    assert shown(without) == ["- line vty 0 4", "line vty 0 4: - transport input ssh"]
    more = f"{APPROVED}line vty 5 15\n transport input all\n"
    assert shown(more) == ["+ line vty 5 15", "line vty 5 15: + transport input all"]


def test_the_order_of_an_access_list_counts() -> None:
    permit, deny = " permit tcp 192.0.2.0 0.0.0.255 any eq 443\n", " deny ip any any log\n"
    found = deviations(APPROVED.split("\n"), APPROVED.replace(permit + deny, deny + permit).split("\n"))
    assert found
    assert all(one.moved for one in found)


@pytest.mark.parametrize("head", ["access-list 101", "ip access-list edge", "ip prefix-list P", "acl 3"])
def test_the_order_of_lists_whose_lines_stand_alone_counts(head: str) -> None:
    first, second = f"{head} deny ip any any\n", f"{head} permit ip any any\n"
    assert shown(first + second, first + second) == []
    assert shown(second + first, first + second) != []
    assert shown(f"{first}hostname a\n{second}", f"hostname a\n{first}{second}") == []


def test_an_unknown_kind_of_section_counts_as_ordered() -> None:
    assert shown("policy p\n a\n b\n", "policy p\n b\n a\n") != []


def test_names_are_compared_whole() -> None:
    assert shown("interface Vlan5554\n shutdown\n", "interface Vlan5\n shutdown\n") == [
        "- interface Vlan5",
        "interface Vlan5: - shutdown",
        "+ interface Vlan5554",
        "interface Vlan5554: + shutdown",
    ]


def test_a_section_that_is_opened_twice_is_one() -> None:
    assert shown("interface A\n x\ninterface A\n y\n", "interface A\n y\n x\n") == []


def test_values_of_secrets_are_not_compared_but_that_one_stands_there_is() -> None:
    approved = "username kanri secret 9 <cut:strong>\n"
    assert shown("username kanri secret 9 <cut:weak>\n", approved) == []
    assert shown("hostname a\n", approved) == ["- username kanri secret 9 <cut>", "+ hostname a"]


def test_named_sections_alone_are_compared_where_the_approved_one_covers_no_more() -> None:
    approved = "line vty 0 4\n transport input ssh\naccess-list 1 permit any\n"
    running = "hostname other\nline vty 0 4\n transport input ssh\n exec-timeout 0\naccess-list 1 permit any\n"
    assert shown(f"{running}access-list 2 permit any\n", approved, whole=False) == ["line vty 0 4: + exec-timeout 0"]
    assert "+ access-list 1 deny any" in shown(f"{running}access-list 1 deny any\n", approved, whole=False)


def test_ignored_lines_are_left_out_on_both_sides() -> None:
    pattern = (r"ntp clock-period \d+",)
    assert deviations(["ntp clock-period 1", "a"], ["a", "ntp clock-period 2"], ignore=pattern) == ()
    assert deviations(["a"], ["a", "ntp clock-period 2 x"], ignore=pattern) == (
        Deviation((), "+", "ntp clock-period 2 x"),
    )


@pytest.mark.parametrize(("approved", "ignore"), [("", ()), ("!\n\n", ()), ("hostname a\n", (".*",))])
def test_an_approved_configuration_without_lines_proves_nothing(approved: str, ignore: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="golden_empty"):
        deviations(approved.split("\n"), ["hostname a"], whole=False, ignore=ignore)


_LINES = st.lists(
    st.sampled_from(["a", " b", " c", "  d", "access-list 1 x", "access-list 1 y", "interface i", "policy p"]),
    min_size=1,
    max_size=12,
)


@given(_LINES)
def test_every_configuration_equals_itself(lines: list[str]) -> None:
    assert deviations(lines, lines) == ()


@given(_LINES, st.integers(0, 11))
def test_a_line_that_goes_missing_is_always_noticed(lines: list[str], place: int) -> None:
    unique = [f"{line} {number}" for number, line in enumerate(lines)]
    left = unique[: place % len(unique)] + unique[place % len(unique) + 1 :]
    if left:
        assert deviations(unique, left) != ()
        assert deviations(left, unique) != ()


# --- judged


def judged(running: tuple[str, ...], approved: Golden | Reason) -> tuple[Status, Reason]:
    operator = MATCHES_GOLDEN.compile(MATCHES_GOLDEN.params(), "configuration.lines", load_tables())
    return operator.judge(running, Context(golden=approved, family="-"))


def test_a_device_passes_fails_or_is_unknown() -> None:
    approved = Golden("rtr1", APPROVED, "whole", (), "見本花子", date(2026, 4, 1))
    lines = tuple(APPROVED.split("\n"))
    assert judged(lines, approved)[0] is Status.PASS
    status, actual = judged((*lines, "ip http server"), approved)
    assert status is Status.FAIL
    assert actual.as_dict()["items"] == ("+ ip http server",)
    assert judged(lines, reason("golden_not_named")) == (Status.UNKNOWN, reason("golden_not_named"))
    assert judged(tuple(" " * n + "x" for n in range(99)), approved)[1].code == "unparseable"


# --- files and templates


def write(folder: Path, text: str, name: str = "rtr1.cfg", more: str = "") -> Path:
    (folder / "golden").mkdir(exist_ok=True)
    (folder / "golden" / name).write_text(text, encoding="utf-8")
    (folder / "golden.yaml").write_text(
        f"golden:\n  rtr1:\n    file: {name}\n    approved_by: 見本花子\n    approved_on: 2026-04-01\n{more}",
        encoding="utf-8",
    )
    return folder


def of(folder: Path, host: Host = HOST) -> Golden | Reason:
    return golden.load(folder).of(host)


def test_a_host_without_a_name_has_none_and_says_so(tmp_path: Path) -> None:
    host = Host("rtr2", Connection("192.0.2.2"), "lgwan")
    assert of(write(tmp_path, APPROVED), host) == reason("golden_not_named")
    assert golden.load(tmp_path / "nowhere").of(host) == reason("golden_not_named")


def test_a_name_that_the_policy_lacks_is_the_operators_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="golden_not_in_policy"):
        golden.load(tmp_path).of(HOST)


def test_a_host_and_the_digests_of_a_policy_have_the_approved_configuration(tmp_path: Path) -> None:
    small_policy(tmp_path)
    policy = load_policy(write(tmp_path, APPROVED))
    planned = plan_host(HOST, policy).golden
    assert isinstance(planned, Golden)
    assert (planned.name, planned.text) == ("rtr1", APPROVED)
    before = policy.digests
    (tmp_path / "golden" / "rtr1.cfg").write_text(f"{APPROVED}!\n", encoding="utf-8")
    after = load_policy(tmp_path).digests
    assert {name for name in before if before[name] != after[name]} == {"golden/rtr1.cfg"}


def test_a_template_knows_where_its_host_belongs(tmp_path: Path) -> None:
    names = ("name", "address", "system", "segment", "site", "groups")
    text = "\n".join(f"{{{{ host.{name} }}}}" for name in names)
    host = Host("rtr1", Connection("192.0.2.1"), "lgwan", segment="mgmt", site="east", groups=("ios",), golden="rtr1")
    found = of(write(tmp_path, text, "edge.j2"), host)
    assert isinstance(found, Golden)
    assert found.text.split("\n") == ["rtr1", "192.0.2.1", "lgwan", "mgmt", "east", "('ios',)"]


def test_a_template_is_filled_from_the_inventory(tmp_path: Path) -> None:
    text = "hostname {{ host.name }}\n{% for server in ntp %}ntp server {{ server }}\n{% endfor %}"
    host = Host(
        "rtr1",
        Connection("192.0.2.1"),
        "lgwan",
        golden="rtr1",
        golden_variables=(("ntp", ("192.0.2.60", "192.0.2.61")),),
    )
    found = of(write(tmp_path, text, "edge.j2"), host)
    assert isinstance(found, Golden)
    assert found.text == "hostname rtr1\nntp server 192.0.2.60\nntp server 192.0.2.61\n"


@pytest.mark.parametrize(
    "text", ["{{ missing }}", "{{ host.nothing }}", "{{ 1 / 0 }}", "{{ host.__class__.__mro__ }}", "{{ ''.join(3) }}"]
)
def test_a_template_that_cannot_be_filled_is_the_operators_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="golden_not_filled"):
        of(write(tmp_path, text, "edge.j2"))


def test_a_file_written_on_windows_is_the_same_configuration(tmp_path: Path) -> None:
    found = of(write(tmp_path, "\ufeff" + APPROVED.replace("\n", "\r\n")))
    assert isinstance(found, Golden)
    assert judged(tuple(APPROVED.split("\n")), found)[0] is Status.PASS


@pytest.mark.parametrize(
    ("text", "name", "more", "code"),
    [
        ("{% if %}", "edge.j2", "", "golden_template"),
        ("x", "a.cfg", '    ignore: ["("]\n', "golden_pattern"),
        ("x", "../a.cfg", "", "policy_wrong_value"),
        ("x", "a.cfg", "    covers: some\n", "policy_wrong_value"),
    ],
)
def test_wrong_files_are_refused(text: str, name: str, more: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=code):
        golden.load(write(tmp_path, text, name, more))


def test_a_file_that_is_not_there_or_no_text_is_refused_at_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path, APPROVED)
    (folder / "golden" / "rtr1.cfg").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="golden_unreadable"):
        golden.load(folder)
    (folder / "golden" / "rtr1.cfg").unlink()
    with pytest.raises(ConfigError, match="golden_unreadable") as wrong:
        golden.load(folder)
    assert wrong.value.reason.as_dict()["line"] == 3
