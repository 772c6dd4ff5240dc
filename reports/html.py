"""One self-contained HTML file: no network, a strict content security policy, both languages inside.

Both languages are in one file, and not one file each: the words are shared by number, so the second language costs
little, and everyone who speaks about a report speaks about the same file with the same digest.
"""

from __future__ import annotations

import base64
import hashlib
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from checks.drift import Course
from checks.finding import Severity, Status
from checks.run import Run
from reports import drift_words
from reports.html_data import payloads
from reports.messages import Language
from reports.summary import CELLS, CLASSES, summarise
from reports.wording import Controls, both, label, review, title

TEMPLATES = Path(__file__).parent / "templates"
# The order in which a reader wants them: what needs action first.
STATUS_ORDER = (
    Status.FAIL,
    Status.UNKNOWN,
    Status.UNATTESTED,
    Status.WAIVED,
    Status.PASS,
    Status.NOT_APPLICABLE,
)


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def render(run: Run, controls: Controls, language: Language) -> str:
    """Give the report as one HTML file that opens in `language`."""
    summary = summarise(run, controls)
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    data, commands = payloads(summary, controls)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        summary=summary,
        run=summary.run,
        cells={cell.key: cell for cell in summary.cells},
        known_cells=CELLS,
        classes=CLASSES,
        statuses=STATUS_ORDER,
        severities=list(reversed(Severity)),
        language=language,
        label=label,
        both=both,
        titled=title,
        controls=controls,
        courses=list(Course),
        drift_words=drift_words,
        review=partial(review, language=language),
        script=script,
        style=style,
        policy=f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
        "base-uri 'none'; form-action 'none'",
        data=data,
        commands=commands,
    )
