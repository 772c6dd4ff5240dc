"""The HTML report in a real Chromium, opened from a file as an auditor would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports import FORMATS
from tests.browser.chromium import Page, chromium
from tests.unit.reports.sample_run import HOSTILE, UNREACHED, sample_run

ROWS = "[...document.querySelectorAll('#findings tbody tr[data-index]')]"
# One script of WCAG 2 contrast: every text on the page against the background it stands on.
CONTRAST = """(() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(walker.currentNode.data.trim());
  }
  return poor;
})()"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(FORMATS["html"](*sample_run(), "ja"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        yield page


def shown(page: Page) -> list[str]:
    made: list[str] = page.evaluate(f"{ROWS}.map((row) => row.querySelector('.badge').textContent)")
    return made


def test_it_draws_every_finding_and_asks_nobody(browser: Page, report: Path) -> None:
    browser.open(report)
    total = len(sample_run()[0].findings)
    assert browser.evaluate("document.getElementById('shown').textContent") == f"{total}件中 {total}件"
    assert browser.complaints() == []
    assert {address.split("#")[0] for address in browser.requests()} <= {report.as_uri(), "about:blank"}


def test_the_fragment_keeps_the_filters(browser: Page, report: Path) -> None:
    browser.open(report, "#status=fail&severity=critical,high&system=juki")
    kept = {one.subject for one in sample_run()[0].findings if one.status == "fail" and one.system == "juki"}
    assert set(shown(browser)) == {"不適合"}
    names = browser.evaluate(f"{ROWS}.map((row) => row.querySelector('.subject bdi').textContent)")
    assert set(names) <= kept
    browser.evaluate("document.querySelector('[name=status][value=unknown]').click()")
    assert "status=fail,unknown" in browser.evaluate("location.hash")
    browser.evaluate("document.getElementById('reset').click()")
    assert browser.evaluate("location.hash") == ""


def test_a_cell_of_the_matrix_filters_and_lets_go(browser: Page, report: Path) -> None:
    browser.open(report)
    browser.evaluate("document.querySelector('[data-cell=\"13-UA\"]').click()")
    controls = browser.evaluate(f"{ROWS}.map((row) => row.querySelector('.id').textContent)")
    assert controls
    assert all(name.startswith("J13-UA-") for name in controls)
    assert browser.evaluate("location.hash") == "#cell=13-UA"
    browser.evaluate("document.querySelector('[data-cell=\"13-UA\"]').click()")
    assert browser.evaluate("location.hash") == ""


def test_search_reads_host_title_and_reason_in_both_languages(browser: Page, report: Path) -> None:
    for words, count in ((UNREACHED, 30), ("空のパスワード", 11), ("empty password", 11), ("no such text", 0)):
        browser.open(report, f"#q={words.replace(' ', '+')}")
        assert len(shown(browser)) == count, words


def test_sorting_turns_round_and_is_kept(browser: Page, report: Path) -> None:
    browser.open(report, "#sort=control")
    names = browser.evaluate(f"{ROWS}.map((row) => row.querySelector('.id').textContent)")
    assert names == sorted(names)
    browser.evaluate("document.querySelector('[data-sort=control]').click()")
    turned = browser.evaluate(f"{ROWS}.map((row) => row.querySelector('.id').textContent)")
    assert turned == sorted(turned, reverse=True)
    assert browser.evaluate("location.hash") == "#sort=-control"


def test_more_rows_come_on_demand(browser: Page, report: Path) -> None:
    browser.open(report)
    total = len(sample_run()[0].findings)
    assert len(shown(browser)) < total
    browser.evaluate("(() => { const more = document.getElementById('more'); while (!more.hidden) more.click(); })()")
    assert len(shown(browser)) == total


def test_keys_reach_search_rows_and_details(browser: Page, report: Path) -> None:
    browser.open(report, "#status=fail")
    browser.press("/", "/")
    assert browser.evaluate("document.activeElement.id") == "q"
    browser.evaluate("document.querySelector('.toggle').focus()")
    browser.press("ArrowDown")
    browser.press("Enter", "\r")
    browser.wait_for("document.querySelector('.detail')")
    detail = browser.evaluate("document.querySelector('.detail').innerText")
    for part in ("根拠条文", "第13条（ソフトウェアの適正な管理）", "点検基準", "未承認（案）", "SHA-256", "趣旨"):
        assert part in detail
    opened = "document.querySelector('.detail').previousElementSibling"
    assert browser.evaluate(f"{opened} === document.activeElement.closest('tr')")
    browser.press("Escape")
    browser.wait_for("!document.querySelector('.detail')")


def test_a_link_to_a_finding_opens_it_with_its_evidence(browser: Page, report: Path) -> None:
    run, _ = sample_run()
    index = next(place for place, one in enumerate(run.findings) if one.status == "fail")
    browser.open(report, f"#finding={index}")
    record = next(
        item
        for item in run.commands
        if (item.target, item.probe) == (run.findings[index].subject, run.findings[index].evidence[0])
    )
    assert record.stdout_sha256 in browser.evaluate("document.querySelector('.detail').innerText")


def test_the_language_switch_changes_every_word(browser: Page, report: Path) -> None:
    browser.open(report, "#status=unknown")
    browser.evaluate("document.getElementById('language').click()")
    assert browser.evaluate("document.documentElement.lang") == "en"
    assert "lang=en" in browser.evaluate("location.hash")
    assert set(shown(browser)) == {"Unknown"}
    visible = browser.evaluate("document.querySelector('main').innerText")
    assert "確認不能" not in visible
    assert "Within the scope inspected" in visible


def test_hostile_text_is_shown_and_never_runs(browser: Page, report: Path) -> None:
    browser.open(report, "#q=owned")
    assert browser.evaluate("document.title").startswith("点検結果報告")
    browser.evaluate("document.querySelector('.toggle').click()")
    browser.wait_for("document.querySelector('.detail')")
    text = browser.evaluate("document.querySelector('#findings tbody').innerText")
    assert HOSTILE.replace("\u202e", "\\u202e") in text
    assert browser.evaluate("document.querySelectorAll('main script, main img').length") == 0
    assert browser.complaints() == []


def test_print_holds_every_nonconforming_finding_whatever_is_filtered(browser: Page, report: Path) -> None:
    browser.open(report, "#status=pass")
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    browser.send("Emulation.setEmulatedMedia", media="print")
    printed = browser.evaluate("[...document.querySelectorAll('#printed tbody tr')].length")
    assert printed == sum(one.status == "fail" for one in sample_run()[0].findings)
    assert browser.evaluate("getComputedStyle(document.getElementById('printed')).display") == "block"
    assert browser.evaluate("document.getElementById('filters').getClientRects().length") == 0
    browser.send("Emulation.setEmulatedMedia", media="")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_legible_and_fits(browser: Page, report: Path, scheme: str, language: str, width: int) -> None:
    browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
    browser.open(report, f"#lang={language}&finding=0")
    assert browser.evaluate(CONTRAST) == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    browser.send("Emulation.clearDeviceMetricsOverride")
