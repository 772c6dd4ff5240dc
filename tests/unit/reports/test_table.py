"""The table fits a terminal, shows hostile text as text, and never sounds like assurance."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len

from checks.finding import Status
from inventories.reason import reason
from reports.messages import Language
from reports.table import for_terminal, render
from tests.unit.reports.sample_run import HOSTILE, NOT_SCANNED, UNREACHED, controls, finding, run_of, sample_run, target


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_line_is_wider_than_eighty_cells(language: Language) -> None:
    shown = render(*sample_run(), language)
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert "\x1b" not in shown


def test_columns_of_wide_characters_stand_in_line() -> None:
    lines = render(*sample_run(), "ja").splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("条 ") and "重大度" in line)
    end = cell_len(lines[head][: lines[head].index("不適合") + 3])
    rows = [line for line in lines[head + 1 :] if line.startswith(("第1", "計"))]
    assert len(rows) >= 10
    for row in rows:
        cut = next(place for place in range(len(row)) if cell_len(row[: place + 1]) == end)
        assert row[cut] in "0123456789-"
        assert row[cut + 1 : cut + 2] in {" ", ""}


def test_the_headline_says_what_was_found_within_what_was_inspected() -> None:
    shown = render(run_of(finding(Status.PASS)), controls(), "ja")
    assert "点検した範囲において不適合は0件" in shown
    for word in ("安全", "問題なし", "問題ありません", "保証", "完全"):
        assert word not in shown
    assert "未承認（案）" in shown
    assert "未承認" not in render(run_of(finding(Status.PASS), approved_by="統括管理責任者"), controls(), "ja")


def test_hostile_text_is_neither_markup_nor_control() -> None:
    sent = f"{HOSTILE}\n[bold]x[/bold] [link=http://192.0.2.1/]y[/link] :smile: \x1b[2J"
    hostile = reason("command_failed", command="id", status=1, detail=sent)
    shown = render(run_of(finding(Status.FAIL, actual=(hostile,))), controls(), "en", width=500)
    assert "[bold]x[/bold] [link=http://192.0.2.1/]y[/link] :smile: \\x1b[2J" in shown
    assert "\u202e" not in shown
    assert "</script><script>document.title='owned'</script>[red]{{7*7}}" in shown


def test_gaps_are_listed_with_their_reason() -> None:
    shown = render(*sample_run(), "ja")
    assert f"未到達  {UNREACHED}" in shown
    assert f"未点検  {NOT_SCANNED}" in shown
    assert "確認不能の理由" in shown
    assert "sudo -n /usr/bin/read-j13-ua-08" in shown
    assert "tenken sudoers" in shown


def test_a_target_without_a_finding_is_still_listed() -> None:
    shown = render(run_of(targets=(target(scanned=False, reachable=False),)), controls(), "en")
    assert "Not scanned  juki-app-01" in shown
    assert "1 targets: 0 scanned, 0 not reached, 1 not scanned" in shown


def test_a_reason_that_no_message_knows_shows_itself() -> None:
    odd = finding(Status.UNKNOWN, why=reason("timed_out", other="x"))
    assert "timed_out {'other': 'x'}" in render(run_of(odd), controls(), "en")


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    run, known = sample_run()
    assert "\x1b[" in for_terminal(run, known, "ja", Terminal())
    assert "\x1b[" not in for_terminal(run, known, "ja", io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in for_terminal(run, known, "ja", Terminal())


def test_what_nobody_attested_is_listed_by_control_with_its_reason() -> None:
    why = reason("no_attestation")
    made = [
        finding(Status.UNATTESTED, subject=site, why=why)._replace(control="J14-CP-01", method="attested")
        for site in ("center-a", "center-b")
    ]
    shown = render(run_of(*made), controls(), "ja")
    assert "確認記録のない項目" in shown
    assert "有効な確認記録がありません: center-a, center-b" in shown
    assert "確認記録のない項目" not in render(run_of(finding(Status.PASS)), controls(), "ja")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_exception_without_effect_is_listed_and_a_valid_one_is_not(language: Language) -> None:
    shown = render(*sample_run(), language, width=400)
    assert "EX-2026-009" in shown
    listed = shown[shown.index("例外措置\n" if language == "ja" else "about to end") :]
    assert "EX-2026-004" not in listed.split("\n\n")[0]
