"""Lines about what changed between two runs, which the text of `tenken diff`, the table and the page share."""

from __future__ import annotations

from collections.abc import Mapping

from checks.drift import UNREAD, Change, Course, DriftSummary, FactChange, Kind, TargetDrift
from reports.messages import Language
from reports.wording import label, words

SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.UNREAD_NOW: "?", Kind.UNREAD_BEFORE: "?"}


def counted(counts: Mapping[Course, int], language: Language) -> str:
    """Give how many findings went which way."""
    return "  ".join(f"{label(f'course_{course}', language)} {counts.get(course, 0)}" for course in Course)


def unannounced(drift: DriftSummary, language: Language) -> str:
    """Give how much changed that nobody announced, or that nothing changed at all."""
    found = drift.unannounced
    if not any(one.changed for one in drift.targets):
        unread = sum(len(one.changes) for one in drift.targets)
        return label("drift_none_compared", language, count=unread) if unread else label("drift_no_facts", language)
    count = sum(change.kind not in UNREAD for one in found for change in one.changes)
    return label("drift_unannounced_count", language, targets=len({one.target for one in found}), count=count)


def notes(drift: DriftSummary, language: Language) -> list[str]:
    """Give what a reader must know of these marks: who decides, and whom to call (第20条)."""
    lines = []
    if drift.unannounced:
        lines.append(label("drift_judgement", language))
        told = (drift.contact.ja if language == "ja" else drift.contact.en) if drift.contact else ""
        lines.append(label("drift_contact", language, contact=told) if told else label("drift_no_contact", language))
        lines += [] if drift.recorded else [label("drift_no_records", language)]
    if any(one.work and one.changed for one in drift.targets):
        lines.append(label("drift_work_note", language))
    return lines


def standing(one: TargetDrift, language: Language) -> str:
    """Give whether the changes of a target were announced."""
    if not one.changed:
        return label("drift_uncompared", language)
    if one.work:
        return label("drift_work", language, ids=tuple(name for name, _summary in one.work))
    return label("drift_unannounced", language)


def since(one: TargetDrift, drift: DriftSummary, language: Language) -> str:
    """Give since when a target is compared, where that is longer than since the run before; else empty."""
    longer = one.earlier not in {"", drift.previous}
    return label("drift_target_since", language, since=one.since) if longer else ""


def fact(one: FactChange, language: Language) -> str:
    """Give one change of a fact as one line, without its sign."""
    item = "  ".join(filter(None, (f"{one.fact}.{one.field}" if one.fact else "", one.item)))
    line = f"{label(f'drift_subject_{one.subject}', language)}  {item}"
    if one.kind in UNREAD:
        why = f" – {words(one.why, language)}" if one.why else ""
        line = f"{line}: {label(f'drift_kind_{one.kind}', language)}{why}"
    elif one.before and one.after:
        line = f"{line}: {one.before} → {one.after}"
    elif one.before or one.after:
        line = f"{line}  {one.before or one.after}"
    return " ".join(line.splitlines())


def in_order(drift: DriftSummary) -> list[TargetDrift]:
    """Give the targets with changes: what nobody announced first, what cannot be compared last."""
    return sorted(drift.targets, key=lambda one: (not one.unannounced, not one.changed, one.target))


def notable(drift: DriftSummary) -> list[Change]:
    """Give the findings that changed, without those that stay open."""
    return [change for change in drift.findings if change.course is not Course.OPEN]


def finding(change: Change, language: Language) -> tuple[str, str, str]:
    """Give how a finding went on, its control and its subject."""
    one = change.after or change.before
    assert one is not None  # noqa: S101  (a change has one side at least)
    return label(f"course_{change.course}", language), one.control, one.subject
