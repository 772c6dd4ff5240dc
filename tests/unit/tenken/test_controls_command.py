"""`tenken controls list|show|lint` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenken.cli import main

SAMPLE = Path(__file__).parents[3] / "inventories" / "sample"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "J13-UA-01", "--lang", "en"),
        ("show", "--lang", "en", "J13-UA-01"),
        ("--lang", "en", "show", "J13-UA-01"),
    ],
)
def test_options_may_stand_anywhere(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controls", *words]) == 0
    assert capsys.readouterr().out.startswith("J13-UA-01 No direct root login\n")


def test_several_controls_are_shown_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controls", "show", "J13-UA-01", "--lang", "ja", "J13-UA-02"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("J13-UA-01 ")
    assert "\n\nJ13-UA-02 " in shown


def test_a_word_that_no_command_takes_is_still_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["controls", "list", "--nosuch"], ["plan", "-i", "x", "stray"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--lang", "en"])
        assert ended.value.code == 2
        assert "unknown arguments" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show"], "needs a control id"),
        (["show", "J13-UA-98"], "there is no control J13-UA-98"),
        (["show", "J13-UA-01", "--limit", "web01"], "need an inventory"),
        (["show", "J13-UA-01", "--policy", "."], "need an inventory"),
        (["list", "-i", "hosts"], "-i goes with controls show"),
        (["lint", "no/such/path"], "there is no no/such/path"),
    ],
)
def test_what_does_not_go_together_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controls", *words, "--lang", "en"]) == 2
    assert told in capsys.readouterr().err


def test_nothing_to_check_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("no YAML", "utf-8")
    assert main(["controls", "lint", str(tmp_path), "--lang", "en"]) == 2
    assert "no YAML files" in capsys.readouterr().err


def test_lint_says_what_it_took_each_file_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controls", "lint", str(SAMPLE / "policy"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "register: files: 7" in out
    assert "no problem found" in out


def test_hosts_that_a_control_is_not_for_are_named_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controls", "show", "J14-PW-01", "-i", str(SAMPLE / "hosts"), "--lang", "ja"]) == 0
    shown = capsys.readouterr().out
    assert "$ upsc ups1@10.255.1.21:3493" in shown
    assert "この項目の対象ではない資産" in shown
    assert shown.count("■ fuban") == 1
    assert "fuban-db01, fuban-db02" in shown


def test_a_control_is_explained_for_a_host_of_the_inventory(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["controls", "show", "J13-UA-10", "-i", str(SAMPLE / "hosts"), "--limit", "fuban-db01", "--lang", "en"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "fuban-db01 (kojinbango-fuban)" in shown
    assert "registers: base, db" in shown
