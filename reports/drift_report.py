"""What changed between two runs, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec

from checks.drift import Change, Course
from checks.finding import Finding
from reports.messages import Language
from reports.wording import Controls, both, label, title, words

SCHEMA_VERSION = "1.0"
_QUIET = frozenset({Course.OPEN})  # counted, and listed last


@dataclass(frozen=True, slots=True)
class RunName:
    """One of the two runs."""

    id: str
    status: str
    started: str


@dataclass(frozen=True, slots=True)
class Drift:
    """Two runs and what changed from the first to the second."""

    before: RunName
    after: RunName
    changes: tuple[Change, ...]

    @property
    def counts(self) -> Counter[Course]:
        """How many changes of each course there are."""
        return Counter(change.course for change in self.changes)


def render(drift: Drift, controls: Controls, language: Language) -> str:
    """Give the changes as text: what is new first, what stays open last."""
    counts = drift.counts
    lines = [
        label("drift_title", language, before=drift.before.id, after=drift.after.id),
        f"{drift.before.started} → {drift.after.started}",
        "  ".join(f"{label(f'course_{course}', language)} {counts[course]}" for course in Course),
    ]
    lines += [
        label("drift_incomplete", language, run=run.id)
        for run in (drift.before, drift.after)
        if run.status != "complete"
    ]
    for course in Course:
        chosen = [change for change in drift.changes if change.course is course]
        if chosen:
            lines += ["", f"{label(f'course_{course}', language)} ({len(chosen)})"]
            lines += [line for change in chosen for line in _lines(change, controls, language)]
    return "\n".join(lines) + "\n"


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
    said = [words(item, language) for item in (finding.actual or ((finding.reason,) if finding.reason else ()))]
    status = label(f"status_{finding.status}", language)
    return " ".join(f"{status} – {' / '.join(said)}".splitlines()) if said else status


def render_json(drift: Drift) -> str:
    """Give the changes as one JSON document: both findings of each, with codes, values and words."""
    document = {
        "document": "drift",
        "schema_version": SCHEMA_VERSION,
        "before": msgspec.to_builtins(drift.before),
        "after": msgspec.to_builtins(drift.after),
        "counts": {course.value: drift.counts[course] for course in Course},
        "changes": [
            {"course": change.course.value, "before": _plain(change.before), "after": _plain(change.after)}
            for change in drift.changes
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _plain(finding: Finding | None) -> dict[str, object] | None:
    if finding is None:
        return None
    return {
        "subject": finding.subject,
        "system": finding.system,
        "control": finding.control,
        "severity": finding.severity.value,
        "status": finding.status.value,
        "judged_status": finding.judged_status.value,
        "actual": [_coded(item.code, item.as_dict(), both(item)) for item in finding.actual],
        "exception": finding.exception or None,
    }


def _coded(code: str, values: object, text: tuple[str, str]) -> dict[str, object]:
    return {"code": code, "values": values, "text": {"ja": text[0], "en": text[1]}}
