"""What changed between two stored runs: as text for people, findings first, then facts; and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from checks.drift import Change, Course, DriftSummary, TargetDrift
from checks.finding import Finding
from reports import drift_json, drift_words
from reports.drift_json import RunName
from reports.messages import Language
from reports.wording import Controls, label, title, words

__all__ = ["Drift", "RunName", "render", "render_json"]

_QUIET = frozenset({Course.OPEN})  # counted, and listed last


@dataclass(frozen=True, slots=True)
class Drift:
    """Two runs and what changed from the first to the second. `summary`: with the changes of facts, where compared."""

    before: RunName
    after: RunName
    changes: tuple[Change, ...]
    summary: DriftSummary | None = None

    @property
    def counts(self) -> Mapping[Course, int]:
        """How many changes of each course there are."""
        return Counter(change.course for change in self.changes)


def render(drift: Drift, controls: Controls, language: Language) -> str:
    """Give the changes as text: findings that changed, what changed on the targets, and at last what stays open."""
    summary = drift.summary
    lines = [
        label("drift_title", language, before=drift.before.id, after=drift.after.id),
        f"{drift.before.started} → {drift.after.started}",
        drift_words.counted(drift.counts, language),
        *([drift_words.unannounced(summary, language)] if summary else []),
    ]
    lines += [
        label("drift_incomplete", language, run=run.id)
        for run in (drift.before, drift.after)
        if run.status != "complete"
    ]
    lines += [line for course in Course if course not in _QUIET for line in _course(drift, course, controls, language)]
    if summary and summary.targets:
        lines += ["", label("drift_facts", language), *drift_words.notes(summary, language)]
        lines += [line for one in drift_words.in_order(summary) for line in _target(one, language)]
    lines += [line for course in Course if course in _QUIET for line in _course(drift, course, controls, language)]
    return "\n".join(lines) + "\n"


def render_json(drift: Drift) -> str:
    """Give the changes as one JSON document (docs/schema/drift.schema.json), always in both languages."""
    return drift_json.render(drift.before, drift.after, drift.changes, drift.summary)


def _course(drift: Drift, course: Course, controls: Controls, language: Language) -> list[str]:
    chosen = [change for change in drift.changes if change.course is course]
    if not chosen:
        return []
    heading = f"{label(f'course_{course}', language)} ({len(chosen)})"
    return ["", heading, *(line for change in chosen for line in _lines(change, controls, language))]


def _lines(change: Change, controls: Controls, language: Language) -> list[str]:
    one = change.after or change.before
    if one is None:
        return []
    severity = label(f"severity_{one.severity}", language)
    lines = [f"  {one.control}  {one.subject}  [{severity}]  {title(one.control, controls, language)}"]
    if change.course in _QUIET:
        return lines
    for code, finding in (("drift_before", change.before), ("drift_after", change.after)):
        if finding is not None:
            lines.append(f"    {label(code, language)}: {_told(finding, language)}")
    return lines


def _told(finding: Finding, language: Language) -> str:
    """Give the status of a finding and what was there, as one line."""
    said = dict.fromkeys(words(item, language) for item in finding.actual or filter(None, [finding.reason]))
    status = label(f"status_{finding.status}", language)
    return " ".join(f"{status} – {' / '.join(said)}".splitlines()) if said else status


def _target(one: TargetDrift, language: Language) -> list[str]:
    period = label("drift_period", language, since=one.since, until=one.until)
    lines = [f"  {one.target}  [{drift_words.standing(one, language)}]  {period}"]
    lines += [f"      {name}: {' '.join(summary.splitlines())}" for name, summary in one.work]
    return [
        *lines,
        *(f"    {drift_words.SIGNS[change.kind]} {drift_words.fact(change, language)}" for change in one.changes),
    ]
