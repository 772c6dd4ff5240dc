"""The page of controls is what the catalogue says today."""

from __future__ import annotations

from checks import catalogue, tables
from reports.control_docs import PATH, render


def test_the_committed_page_is_current() -> None:
    controls = catalogue.load(tables.load(None)).controls
    page = render(controls)
    assert page == PATH.read_text(encoding="utf-8"), "run: python -m reports.control_docs"
    assert all(f"### {name} " in page for name in controls)
