"""Findings for people and programs: one file per format, one summary model, texts in Japanese and English."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.run import Run
    from reports.messages import Language
    from reports.wording import Controls

    Renderer = Callable[[Run, Controls, Language], str]


def _table(run: Run, controls: Controls, language: Language) -> str:
    from reports.table import render  # noqa: PLC0415  (rich is slow to import: only for who asks for a table)

    return render(run, controls, language)


def _json(run: Run, controls: Controls, language: Language) -> str:
    from reports.json_report import render  # noqa: PLC0415  (formats are imported when asked for)

    return render(run, controls, language)


def _jsonl(run: Run, controls: Controls, language: Language) -> str:
    from reports.json_report import render_lines  # noqa: PLC0415  (formats are imported when asked for)

    return render_lines(run, controls, language)


def _html(run: Run, controls: Controls, language: Language) -> str:
    from reports.html import render  # noqa: PLC0415  (jinja2 is slow to import: only for who asks for HTML)

    return render(run, controls, language)


def _facts(run: Run, controls: Controls, language: Language) -> str:
    from reports.facts_report import render  # noqa: PLC0415  (formats are imported when asked for)

    return render(run, controls, language)


def _prometheus(run: Run, controls: Controls, language: Language) -> str:
    from reports.metrics import render  # noqa: PLC0415  (formats are imported when asked for)

    return render(run, controls, language)


FORMATS: dict[str, Renderer] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "html": _html,
    "facts": _facts,
    "prometheus": _prometheus,
}
WITH_FACTS = frozenset({"facts"})  # formats that need `Run.facts`; nobody pays for them otherwise
