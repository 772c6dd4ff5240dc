"""Lines that only look alike when a configuration is compared with the approved one: banners, lists, secrets."""

from __future__ import annotations

from datetime import date

import pytest

from checks.finding import Status
from checks.golden import Golden
from checks.judging import Context
from checks.operators_golden import MATCHES_GOLDEN, approved_lines
from checks.tables import load as load_tables
from tests.unit.checks.test_golden import APPROVED, shown


def test_lines_that_differ_in_their_secrets_alone_are_counted() -> None:
    one = "snmp-server community <cut:own> RO\n"
    assert shown(one * 2, one * 2) == []
    assert shown(one * 2, one) == ["+ snmp-server community <cut> RO"]  # somebody added another community
    assert shown(one, one * 2) == ["- snmp-server community <cut> RO"]
    assert shown(f"hostname a\n{one * 2}", f"{one * 2}hostname a\n") == []


@pytest.mark.parametrize(
    ("head", "end"),
    [("banner login ^C", "^C"), ("banner motd #", "#"), ("banner login", "EOF"), ("banner exec $ welcome", "bye $")],
)
def test_a_line_inside_a_banner_stands_for_no_line_of_the_configuration(head: str, end: str) -> None:
    banner = f"{head}\nno ip http server\nonly those with permission\n{end}\n"
    approved = f"hostname a\nno ip http server\n{banner}"
    assert shown(approved, approved) == []
    assert shown(f"hostname a\n{banner}", approved) == ["- no ip http server"]
    assert shown(approved.replace("only those", "all"), approved) != []


def test_a_banner_without_end_is_read_line_by_line_and_hides_nothing() -> None:
    approved = "banner login # one line for all\nhostname a\nno ip http server\n"
    assert shown(approved, approved) == []
    assert shown(approved.replace("no ip http server", "ip http server"), approved) == [
        "- no ip http server",
        "+ ip http server",
    ]


def test_lists_with_a_name_of_their_own_are_compared_by_name() -> None:
    other = "ip access-list extended B\n permit ip any any\n"
    named = "ip access-list extended A\n permit tcp any any eq 22\n deny ip any any\n"
    assert shown(f"{other}{named}", named, whole=False) == []
    assert shown(f"{other}{named}", f"{named}{other}") == []
    assert shown(named.replace("eq 22", "eq 23"), named, whole=False) == [
        "ip access-list extended A: - permit tcp any any eq 22",
        "ip access-list extended A: + permit tcp any any eq 23",
    ]


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("aaa group server tacacs+ T", (" server A", " server B")),
        ("", ("nat (in,out) source A", "nat (in,out) source B")),
    ],
)
def test_the_order_in_which_servers_are_asked_and_addresses_translated_counts(
    head: str, lines: tuple[str, str]
) -> None:
    first, second = lines
    assert shown(f"{head}\n{second}\n{first}\n", f"{head}\n{first}\n{second}\n") != []


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("ntp authentication-key 1 hmac-sha2-256 <cut:reversible> 7", Status.PASS),  # taken from what was kept
        ("ntp authentication-key 1 hmac-sha2-256 05080F1C2243 7", Status.PASS),
        ("ntp authentication-key 2 hmac-sha2-256 <cut:reversible> 7", Status.FAIL),
    ],
)
def test_secrets_of_the_approved_one_may_be_there_or_cut_before(written: str, status: Status) -> None:
    operator = MATCHES_GOLDEN.compile(MATCHES_GOLDEN.params(), "configuration.lines", load_tables())
    line = "ntp authentication-key 1 hmac-sha2-256 <cut:reversible> 7"
    approved = Golden("rtr1", f"{APPROVED}{written}\nend\n", "whole", (), "見本花子", date(2026, 4, 1))
    running = (*APPROVED.rstrip().split("\n"), line, "end")
    assert operator.judge(running, Context(golden=approved, family="cisco_ios"))[0] is status


def test_a_secret_beside_one_that_was_cut_before_is_cut_too() -> None:
    text = "snmp-server user nms G v3 auth sha <cut:plain> priv aes 128 Himitsu-1\nhostname a\nend\n"
    approved = Golden("rtr1", text, "whole", (), "見本花子", date(2026, 4, 1))
    assert "Himitsu-1" not in "".join(approved_lines(approved, "cisco_ios"))
