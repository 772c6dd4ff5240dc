"""`tenken controls show`: everything about a control, in both languages, in 80 columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from checks import catalogue, tables
from checks.plan import plan_host
from checks.policy import Policy
from reports.messages import TEXTS, Language
from reports.messages.text import LANGUAGES
from tenken.explaining import Explanation, Here
from tenken.page import Page, wrapped
from tests.unit.checks.good_host import BASELINE, host, small_policy

TODAY = date(2026, 11, 23)
EXCEPTION = """
exceptions:
  - id: EX-1
    control: J13-UA-01
    reason: 移行中
    compensating_measures: [監視]
    applicant: 担当
    expires: 2027-03-31
    targets: [web01]
    approved_by: 責任者
    approved_by_role: 最高統括管理責任者
    approved_on: 2026-11-01
"""
CHANGED = f"{BASELINE}overrides: {{J13-MG-02: {{accept_extended_support: true}}}}\n"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "p", exceptions=EXCEPTION, baseline=CHANGED)


def shown(policy: Policy, control: str, language: Language = "ja", *, on_host: bool = True) -> str:
    here = Here(policy, (plan_host(host(), policy, only=frozenset({control}), depth="full"),), TODAY)
    found = policy.catalogue.controls[control]
    return Explanation(found, policy.tables, language).text(here if on_host else None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_is_explained_within_80_columns(language: Language, policy: Policy) -> None:
    for name in policy.catalogue.controls:
        for on_host in (True, False):
            for line in shown(policy, name, language, on_host=on_host).splitlines():
                assert cell_len(line) <= 80, (name, line)
                assert not any(f"{code} {{" in line for code in ("want", "reason"))


def test_the_law_and_our_baseline_stand_apart(policy: Policy) -> None:
    law, _, ours = shown(policy, "J13-UA-01").partition("■ 点検項目")
    assert "第13条（ソフトウェアの適正な管理）" in law
    assert "重大度" not in law
    assert "重大度" in ours
    assert "規程の定めではありません" in ours


def test_it_says_which_command_reads_it_and_as_whom(policy: Policy) -> None:
    text = shown(policy, "J13-UA-01")
    assert "    # sudo -n /usr/bin/timeout -k 1 10 /usr/sbin/sshd -T" in text
    assert "    $ " in text
    assert "[debian]" in text
    assert "[rhel]" in text


def test_it_says_what_holds_for_this_host_and_why(policy: Policy) -> None:
    text = shown(policy, "J13-MG-02", "en")
    assert "accept_extended_support = true (set by the baseline; the default is false)" in text.replace("\n    ", " ")
    assert "Unapproved draft" in text
    assert "registers: base" in shown(policy, "J13-UA-10", "en")


def test_it_names_the_exception_in_force(policy: Policy) -> None:
    assert "EX-1" in shown(policy, "J13-UA-01")
    assert "EX-1" not in shown(policy, "J13-UA-02")


def test_it_says_what_a_person_confirms_and_that_nobody_has(policy: Policy) -> None:
    attested = next(name for name, one in policy.catalogue.controls.items() if one.attested_only)
    text = shown(policy, attested)
    assert "■ 人が確認すること" in text
    assert "有効な確認記録がありません" in text


def test_it_says_what_to_do(policy: Policy) -> None:
    text = shown(policy, "J13-UA-10", "en").replace("\n    ", " ")
    assert "tenken scan --control J13-UA-10" in text
    assert "amend the register" in text


def test_without_a_host_the_defaults_are_shown() -> None:
    found = catalogue.load(tables.load()).controls["J13-UA-01"]
    text = Explanation(found, tables.load(), "ja").text(None)
    assert "既定の基準値による" in text
    assert "[debian]" in text


def test_every_way_of_answering_has_words() -> None:
    for code in ("host", "netdev", "facility", "attest"):
        assert f"method_{code}" in TEXTS


def test_japanese_breaks_anywhere_but_before_a_closing_mark_and_after_an_opening_one() -> None:
    lines = wrapped("あ" * 38 + "（い）" + "う" * 40 + "。え", 2, 4)
    assert all(cell_len(line) <= 80 for line in lines)
    assert not any(line.strip().startswith(("）", "。")) for line in lines)
    assert not any(line.endswith("（") for line in lines)
    assert "".join(line.strip() for line in lines) == "あ" * 38 + "（い）" + "う" * 40 + "。え"


def test_a_command_is_shown_whole(tmp_path: Path) -> None:
    page = Page()
    command = "x" * 200 + " 日本語" * 30
    page.command(f"{command}\nsecond", "#")
    lines = str(page).splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    assert "".join(line[6 if place == 0 else 8 :] for place, line in enumerate(lines[:-1])) == command
    assert lines[-1] == "      second"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_inventory_words_stand_for_what_it_would_say(language: Language, policy: Policy) -> None:
    text = "".join(shown(policy, name, language, on_host=False) for name in ("J14-PW-01", "J14-UA-02"))
    assert "$ upsc NAME@ADDRESS" in text
    assert "$ apcaccess -h ADDRESS" in text
    assert "-H ADDRESS -p 623 -U ACCOUNT" in text
    assert "''" not in text


@pytest.mark.parametrize(
    ("control", "fix", "record"), [("J14-PW-01", True, True), ("J14-CP-01", False, True), ("J13-UA-01", True, False)]
)
def test_what_to_do_names_the_record_wherever_one_answers(
    control: str, fix: bool, record: bool, policy: Policy
) -> None:
    advice = shown(policy, control, "en", on_host=False).partition("When it fails or is unknown")[2]
    advice = " ".join(advice.split())
    assert ("tenken scan --control" in advice) is fix
    assert ("tenken attest add" in advice) is record


@pytest.mark.parametrize("control", ["J13-FT-01", "J13-MG-07", "J13-UA-25"])
def test_commands_on_registered_files_are_shown_without_a_register(control: str, policy: Policy) -> None:
    assert "/PATH" in shown(policy, control, "en", on_host=False)
