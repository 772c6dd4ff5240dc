"""The HTML report is one closed file, and nothing that a target sent is markup in it."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from checks.finding import Status
from inventories.reason import reason
from reports import FORMATS
from reports.messages import Language
from reports.summary import summarise
from tests.unit.reports.report_page import Reader, embedded
from tests.unit.reports.sample_run import HOSTILE, controls, finding, run_of, sample_run, target


def html(language: Language = "ja") -> str:
    return FORMATS["html"](*sample_run(), language)


def test_the_policy_names_exactly_the_script_and_the_style() -> None:
    page = Reader(html())
    (policy,) = [attrs["content"] or "" for tag, attrs in page.tags if attrs.get("http-equiv")]
    digests = re.findall(r"(script|style)-src 'sha256-([^']+)'", policy)
    (style,) = page.raw["style"]
    script = page.raw["script"][-1]
    wanted = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    assert digests == list(zip(("script", "style"), wanted, strict=True))
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_it_asks_for_nothing_outside_itself() -> None:
    page = Reader(html())
    outside = {"src", "srcset", "action", "formaction", "data", "poster", "ping"}
    for tag, attrs in page.tags:
        assert tag not in {"link", "iframe", "object", "embed", "img", "base"}
        assert not outside & attrs.keys(), (tag, attrs)
        assert (attrs.get("href") or "#").startswith("#")
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
    assert "url(" not in page.raw["style"][0]
    assert "@import" not in page.raw["style"][0]
    assert "innerHTML" not in page.raw["script"][-1]


def test_hostile_names_and_reasons_stay_text_in_the_static_part_too() -> None:
    evil = "</bdi><script>alert(1)</script>\"'><a href=javascript:alert(1)>"
    one = finding(Status.UNKNOWN, subject=evil, why=reason("unparseable", detail=evil))._replace(system=evil)
    run = run_of(one, targets=(target(evil),))
    page = Reader(FORMATS["html"](run, controls(), "en"))
    assert len(page.raw["script"]) == 3  # two blocks of data and ours
    assert not any("javascript:" in (attrs.get("href") or "").lower().split("=")[0] for _, attrs in page.tags)
    assert any(evil in text for text in page.text)


def test_the_data_hold_hostile_text_without_its_control_characters() -> None:
    data, _ = embedded(html())
    assert any(HOSTILE.replace("\u202e", "\\u202e") in text for text, _ in data["texts"])
    assert "\u202e" not in html()


def test_the_summary_is_readable_without_a_script() -> None:
    page = Reader(html())
    text = "".join(page.text)
    assert "点検した範囲において不適合は" in text
    assert "第13条（ソフトウェアの適正な管理）" in text
    assert "未承認（案）" in text
    cells = [attrs["data-cell"] for tag, attrs in page.tags if "data-cell" in attrs]
    assert len(cells) == 14  # of 17; three have no control in the sample
    assert text.count("点検した項目なし") == 3


def test_each_cell_tells_both_rates_and_what_is_open() -> None:
    markup = html()
    cells = re.findall(r'<a href="#cell=.*?</a>', markup, re.DOTALL)
    assert len(cells) == 14
    for kind in ("機械", "記録"):
        assert all(re.search(rf"{kind} (\d+/\d+（\d+\.\d%）|該当なし)", cell) for cell in cells), kind

    def number(word: str, cell: str) -> bool:
        return re.search(rf"{word}</span>.* \d+|{word} ?\d+", cell) is not None

    # What is open is told even where it is none: an auditor need not guess.
    assert all(number(word, cell) for word in ("確認不能", "例外措置") for cell in cells)
    assert any(number("記録なし", cell) for cell in cells)


def test_what_nobody_attested_is_named_without_a_script() -> None:
    run, known = sample_run()
    named = re.search(r'id="unattested-heading".*?</section>', html(), re.DOTALL)
    assert named
    missing = {finding.control for finding in summarise(run, known).unattested}
    assert missing
    assert all(control in named[0] for control in missing)


def test_exceptions_without_effect_are_shown_as_text() -> None:
    text = "".join(Reader(html()).text)
    assert "EX-2026-009" in text
    assert "EX-2026-004" not in text
    assert HOSTILE.replace("\u202e", "\\u202e") in text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_opens_in_the_language_asked_for_and_holds_both(language: Language) -> None:
    page = Reader(html(language))
    assert ("html", {"lang": language}) in page.tags
    assert "不適合" in "".join(page.text)
    assert "Non-conforming" in "".join(page.text)


def test_the_same_run_gives_the_same_file() -> None:
    assert html() == html()


def test_a_run_without_findings_gives_a_report() -> None:
    run = run_of(targets=(), status="aborted")
    assert "点検は中断されました" in FORMATS["html"](run, {}, "ja")


def test_a_hundred_thousand_findings_stay_under_a_megabyte() -> None:
    systems = ("juki", "card", "lgwan")
    machines = tuple((f"host-{place:04}", systems[place % 3], f"seg-{place % 12}") for place in range(3334))
    run, known = sample_run(machines)
    made = FORMATS["html"](run, known, "ja")
    assert len(run.findings) > 100_000
    assert len(made.encode()) < 1_000_000
    data, _ = embedded(made)
    assert len(data["findings"][0]) == len(run.findings)
