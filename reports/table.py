"""The terminal table: plain text, 80 columns unless told otherwise, colour only where a terminal asks for it."""

from __future__ import annotations

import os
import shutil
from io import StringIO
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks.finding import Finding, Status
from checks.run import Run
from inventories.reason import Reason
from reports import drift_words
from reports.messages import Language
from reports.summary import Counts, Rate, Summary, UnknownGroup, summarise
from reports.wording import Controls, label, review, title, words

STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}
COLUMNS = (
    (Status.PASS, "green"),
    (Status.FAIL, "bold red"),
    (Status.UNKNOWN, "yellow"),
    (Status.UNATTESTED, "yellow"),
    (Status.WAIVED, "magenta"),
    (Status.NOT_APPLICABLE, "dim"),
)


DRIFT_SHOWN = 10  # of each: findings, targets, changes of one target


def _line(text: str, style: str = "") -> Text:
    """Give one line of plain text: never markup, never a line break that a target sent."""
    return Text(" ".join(text.replace("\t", " ").splitlines()), style=style)


def _heading(name: str, language: Language, extra: str = "") -> Text:
    return Text("\n" + label(name, language) + extra, style="bold")


def _rate(rate: Rate, language: Language) -> str:
    if not rate.of:
        return label("rate_none", language)
    return label("rate", language, passed=rate.passed, of=rate.of, percent=rate.percent)


def _headline(summary: Summary, language: Language) -> list[RenderableType]:
    counts, run, coverage = summary.counts, summary.run, summary.coverage
    failed = counts.of(Status.FAIL)
    lines = [
        _line(f"{label('title', language)}  {run.id}", "bold"),
        _line(f"{run.started} – {run.finished}"),
        _line(label("headline", language, count=failed), "bold red" if failed else "bold"),
        _line(
            label(
                "headline_rest",
                language,
                unknown=counts.of(Status.UNKNOWN),
                unattested=counts.of(Status.UNATTESTED),
                waived=counts.of(Status.WAIVED),
            )
        ),
        _line(
            label(
                "coverage",
                language,
                total=coverage.total,
                reached=coverage.reached,
                unreachable=len(coverage.unreachable),
                not_scanned=len(coverage.not_scanned),
            )
        ),
        _line(f"{label('machine_rate', language)}: {_rate(summary.machine, language)}"),
        _line(f"{label('attested_rate', language)}: {_rate(summary.attested, language)}"),
    ]
    if run.work_order:
        lines.append(_line(label("work_order", language, number=run.work_order)))
    if run.status != "complete":
        lines.append(_line(label(f"incomplete_{run.status}", language), "bold yellow"))
    lines += [
        _line(label("review_overdue", language, system=ref.system, due=ref.next_review), "bold yellow")
        for ref in summary.overdue
    ]
    return list(lines)


def _cells(counts: Counts) -> list[Text]:
    shown = ((str(counts.of(status)) if counts.of(status) else "-", style) for status, style in COLUMNS)
    return [Text(number, style=style if number != "-" else "dim") for number, style in shown]


def _by_article(summary: Summary, language: Language) -> list[RenderableType]:
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False)
    table.add_column(label("article", language), no_wrap=True)
    table.add_column(label("severity", language), no_wrap=True)
    for status, _ in COLUMNS:
        table.add_column(Text(label(f"short_{status}", language)), justify="right", overflow="fold")
    for row in summary.by_article_severity:
        if row.counts.total:
            article, severity = row.key
            table.add_row(
                label("article_short", language, article=article),
                Text(label(f"severity_{severity}", language), style=STYLES[severity]),
                *_cells(row.counts),
            )
    table.add_row(label("total", language), "", *_cells(summary.counts), style="bold")
    return [_heading("by_severity", language), table]


def _reasons(items: tuple[Reason, ...], language: Language) -> str:
    return " / ".join(words(item, language) for item in items) or label("none", language)


def _indented(text: Text, width: int = 4) -> Padding:
    return Padding(text, (0, 0, 0, width))


def _nonconforming(finding: Finding, controls: Controls, language: Language) -> RenderableType:
    severity = label(f"severity_{finding.severity}", language)
    head = Text(f"[{severity}] ", style=STYLES[finding.severity])
    head.append_text(_line(f"{finding.control}  {finding.subject}", "bold"))
    change = _line(_reasons(finding.expected, language))
    change.append(" → ", style="bold")
    change.append_text(_line(_reasons(finding.actual, language)))
    return Group(head, _indented(_line(title(finding.control, controls, language))), _indented(change))


def _unknown(group: UnknownGroup, language: Language) -> list[RenderableType]:
    count = label("count", language, count=group.count)
    lines: list[RenderableType] = [
        _line(f"{words(group.example, language)}: {count}", "yellow"),
        _indented(_line(f"{label('lift', language)}: {label(group.lift, language)}"), 2),
    ]
    if group.lift != "lift_sudo":
        return [*lines, _indented(_line("  ".join(f"{item.control}×{item.subjects}" for item in group.controls)))]
    for item in group.controls:
        lines.append(_indented(_line(f"{item.control}×{item.subjects}")))
        lines.extend(_indented(_line(command, "dim"), 6) for command in item.root_commands)
    return lines


def _unattested(summary: Summary, controls: Controls, language: Language) -> list[RenderableType]:
    """Give one paragraph for each control and reason, with the sites, systems or targets that it is about."""
    if not summary.unattested:
        return []
    lines: list[RenderableType] = [_heading("unattested_list", language)]
    grouped: dict[tuple[str, Reason | None], list[str]] = {}
    for finding in summary.unattested:
        grouped.setdefault((finding.control, finding.reason), []).append(finding.subject)
    for (control, why), subjects in grouped.items():
        lines.append(_line(f"{control}  {title(control, controls, language)}", "yellow"))
        said = words(why, language) if why else label("none", language)
        lines.append(_indented(_line(f"{said}: {', '.join(subjects)}")))
    return lines


def _exceptions(summary: Summary, language: Language) -> list[RenderableType]:
    if not summary.notable_exceptions:
        return []
    lines = [
        _line(f"{one.control}  {', '.join(one.scope)}  {words(one.why, language)}", "yellow")
        for one in summary.notable_exceptions
    ]
    return [_heading("notable_exceptions", language), *lines]


def _drift(summary: Summary, controls: Controls, language: Language) -> list[RenderableType]:
    """Give what changed since the run before: what nobody announced first; of much, the beginning."""
    drift, run = summary.run.drift, summary.run
    if drift is None:
        return []
    lines: list[RenderableType] = [
        _heading("drift_section", language),
        _line(label("drift_since", language, run=drift.previous, started=drift.previous_started), "dim"),
        _line(drift_words.counted(drift.counts, language)),
        _line(drift_words.unannounced(drift, language), "bold red" if drift.unannounced else ""),
        *(_line(note, "yellow") for note in drift_words.notes(drift, language)),
    ]
    found = drift_words.notable(drift)
    for change in found[:DRIFT_SHOWN]:
        course, name, subject = drift_words.finding(change, language)
        lines.append(_indented(_line(f"{course}  {name}  {subject}  {title(name, controls, language)}"), 2))
    lines += _more(len(found) - DRIFT_SHOWN, run.id, language, 2)
    targets = drift_words.in_order(drift)
    for one in targets[:DRIFT_SHOWN]:
        told = (one.target, drift_words.standing(one, language), drift_words.since(one, drift, language))
        lines.append(_indented(_line("  ".join(filter(None, told)), "bold red" if one.unannounced else "bold"), 2))
        lines += [
            _indented(_line(f"{drift_words.SIGNS[change.kind]} {drift_words.fact(change, language)}"))
            for change in one.changes[:DRIFT_SHOWN]
        ]
        lines += _more(len(one.changes) - DRIFT_SHOWN, run.id, language, 4)
    return lines + _more(len(targets) - DRIFT_SHOWN, run.id, language, 2)


def _more(count: int, run: str, language: Language, width: int) -> list[RenderableType]:
    return [_indented(_line(label("drift_more", language, count=count, run=run)), width)] if count > 0 else []


def _uncovered(summary: Summary, language: Language) -> list[RenderableType]:
    lines: list[RenderableType] = []
    groups = (("unreachable", summary.coverage.unreachable), ("not_scanned", summary.coverage.not_scanned))
    for state, targets in groups:
        for target in targets:
            why = words(target.reason, language) if target.reason else label("none", language)
            lines.append(_line(f"{label(state, language)}  {target.name}  {why}", "yellow"))
    return [_heading("uncovered", language), *lines] if lines else []


def _baselines(summary: Summary, language: Language) -> list[RenderableType]:
    lines: list[RenderableType] = [_heading("baselines", language)]
    for ref in summary.run.baselines:
        state = (
            label("approved", language, by=ref.approved_by, on=ref.approved_on)
            if ref.approved_by
            else label("unapproved", language)
        )
        lines.append(_line(f"{ref.system}  {ref.name} {ref.version}  {state}", "" if ref.approved_by else "yellow"))
        lines.append(
            _line(f"  {ref.amendment}  {review(ref, language)}", "bold yellow" if ref in summary.overdue else "")
        )
    return lines if summary.run.baselines else []


def _body(summary: Summary, controls: Controls, language: Language, worst: int | None) -> list[RenderableType]:
    body = [*_headline(summary, language), *_by_article(summary, language), *_drift(summary, controls, language)]
    if worst is not None:
        found = summary.nonconforming
        head = label("worst", language, shown=min(worst, len(found)), count=len(found))
        body.append(Text("\n" + head, style="bold"))
        body.extend(_nonconforming(finding, controls, language) for finding in found[:worst])
        return [*body, *_uncovered(summary, language)]
    if summary.nonconforming:
        body.append(_heading("nonconforming", language))
        body.extend(_nonconforming(finding, controls, language) for finding in summary.nonconforming)
    if summary.unknowns:
        body.append(_heading("unknowns", language))
        body.extend(line for group in summary.unknowns for line in _unknown(group, language))
    body.extend(_unattested(summary, controls, language))
    body.extend(_exceptions(summary, language))
    return [*body, *_uncovered(summary, language), *_baselines(summary, language)]


def render(
    run: Run, controls: Controls, language: Language, *, width: int = 80, colour: bool = False, worst: int | None = None
) -> str:
    """Give the table as text of at most `width` columns; `colour` adds terminal colours.

    `worst` limits it to the summary, that many of the most severe findings, and the hosts that were not reached.
    """
    summary = summarise(run, controls)
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for line in _body(summary, controls, language, worst):
        console.print(line, soft_wrap=False)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def for_terminal(run: Run, controls: Controls, language: Language, stream: TextIO, *, worst: int | None = None) -> str:
    """Give the table as `stream` can show it: colour only on a terminal and without NO_COLOR, the terminal's width."""
    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = max(shutil.get_terminal_size().columns, 80) if stream.isatty() else 80
    return render(run, controls, language, width=width, colour=colour, worst=worst)
