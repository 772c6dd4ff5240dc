"""Personal numbers never reach a report, whatever a target sends."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.finding import Status
from checks.run import CommandRecord, HostFacts
from inventories.reason import reason
from reports import FORMATS
from reports.redaction import check_digit, is_personal_number, mask
from tests.unit.reports.sample_run import controls, finding, run_of

PERSON = "123456789018"  # the example number of the ministry's specimen card: 12345678901 and its check digit 8
RESIDENT = "24727059608"  # made up: 2472705960 and its check digit 8


def by_ordinance(digits: str) -> int:
    """The formula of the ordinance, written down literally: P(n) × Q(n), n from the lowest digit."""
    total = 0
    for n in range(1, len(digits) + 1):
        weight = n + 1 if n <= 6 else n - 5
        total += int(digits[-n]) * weight
    return 0 if total % 11 <= 1 else 11 - total % 11


@given(st.text("0123456789", min_size=10, max_size=11))
def test_check_digit_is_that_of_the_ordinance(digits: str) -> None:
    assert check_digit(digits) == by_ordinance(digits)


def test_check_digit_is_zero_where_the_remainder_is_zero_or_one() -> None:
    assert check_digit("00000000000") == 0  # sum 0, remainder 0
    assert check_digit("00000000006") == 0  # sum 12, remainder 1
    assert check_digit("00000000001") == 9  # sum 2


@pytest.mark.parametrize("number", [PERSON, RESIDENT])
def test_a_number_with_its_check_digit_is_masked_and_with_another_is_not(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert is_personal_number(number)
    assert mask(f"id={number};") == f"id={'*' * len(number)};"
    assert mask(f"id={wrong};") == f"id={wrong};"


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(["", "a", "個人番号", "_", "/home/"]))
def test_every_valid_individual_number_is_masked_wherever_it_stands(digits: str, before: str) -> None:
    number = digits + str(by_ordinance(digits))
    assert number not in mask(f"{before}{number}{before}")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1234-5678-9018", "****-****-****"),
        ("1234 5678 9018", "**** **** ****"),
        ("１２３４５６７８９０１８", "************"),
        ("0123456789018", "0123456789018"),  # 13 digits: another number
    ],
)
def test_other_ways_of_writing_the_number(written: str, shown: str) -> None:
    assert mask(written) == shown


@pytest.mark.parametrize(
    "digest", ["1234567890181234567890181234567890abcdef" * 2, "0f1e2d3c-0000-4000-8000-123456789018"]
)
def test_digests_and_uuids_stay_whole(digest: str) -> None:
    digest = digest[:64]
    assert mask(digest) == digest


def test_control_characters_are_shown_as_escapes() -> None:
    assert mask("a\x1b[31m\u202eb\udc80") == "a\\x1b[31m\\u202eb\\udc80"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_format_shows_a_personal_number(name: str) -> None:
    one = finding(
        Status.FAIL,
        actual=(reason("command_failed", command=f"grep {PERSON}", status=1, detail=RESIDENT),),
    )._replace(evidence=(f"probe.{PERSON}",), exception=PERSON)
    unknown = finding(Status.UNKNOWN, why=reason("unparseable", detail=int(PERSON)))
    command = CommandRecord(
        "juki-app-01",
        f"probe.{PERSON}",
        f"id {PERSON}",
        True,
        "",
        None,
        0.1,
        0,
        "",
        False,
        reason("timed_out", command=RESIDENT),
    )
    facts = HostFacts(
        "juki-app-01", "debian", {"made_up": {PERSON: {"state": "known", "value": [RESIDENT, int(PERSON)]}}}
    )
    arguments = (f"--inventory=/srv/{PERSON}/hosts",)
    run = replace(run_of(one, unknown, commands=(command,)), facts=(facts,), arguments=arguments)
    shown = FORMATS[name](run, controls(), "ja")
    if name == "html":
        from tests.unit.reports.report_page import embedded  # noqa: PLC0415  (only this format hides its text)

        shown += json.dumps(embedded(shown), ensure_ascii=False)
    assert "*" * 11 in shown
    assert PERSON not in shown
    assert RESIDENT not in shown


@pytest.mark.parametrize(
    "text",
    [
        "ope01 → ALL: NOPASSWD: ALL",
        "ope01 ALL=(root) NOPASSWD:/usr/bin/id, PASSWD: /bin/sh, !/bin/su",
        "%wheel ALL=(ALL) PASSWD: ALL",
        "ope01 ALL=(root) NOPASSWD: WEB_ADMIN",
    ],
)
def test_whether_sudo_asks_for_a_password_is_no_secret(text: str) -> None:
    assert mask(text) == text
    assert mask("PASSWD: hunter2") == "PASSWD: <cut:password>"
