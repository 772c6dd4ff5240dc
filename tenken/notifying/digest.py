"""What one recipient is told: their events by system, as a subject, a text, lines and a document. Pure.

Text of targets is made harmless here, once for every channel: one line, nothing unseen, personal numbers masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

import msgspec
from msgspec import Struct

from checks.finding import Severity
from checks.operations import Notice
from checks.run import Run
from reports.messages import TEXTS, Language
from reports.messages.text import LANGUAGES
from reports.redaction import mask, mask_reason
from reports.wording import Controls, both, label, title, words
from tenken.notifying.events import Event, Kind
from tenken.one_line import one_line

SCHEMA_VERSION = "1.0"
SHOWN = 200  # events of one digest; the rest is counted, and stands in the report


class Digest(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice, rendered. `lines`: one for each event; `document`: the same as JSON, without line ends."""

    run: str
    subject: str
    text: str
    lines: tuple[str, ...]
    document: str


def chosen(events: Iterable[Event], notice: Notice) -> tuple[Event, ...]:
    """Give the events that are for this recipient: of their systems, findings from their severity on."""
    least = Severity(notice.severity).rank
    return tuple(
        event
        for event in events
        if (not notice.systems or not event.system or event.system in notice.systems)
        and (event.severity is None or event.kind is Kind.CERTIFICATE or event.severity.rank >= least)
    )


def digest_of(run: Run, events: Iterable[Event], notice: Notice, controls: Controls) -> Digest:
    """Render the events for one recipient."""
    shown = tuple(replace(one, subject=mask(one.subject), why=tuple(map(mask_reason, one.why))) for one in events)
    made = _Rendering(
        run, _worst(shown), max(len(shown) - SHOWN, 0), Counter(one.kind for one in shown), notice, controls
    )
    return Digest(run.id, made.subject(), made.text(), made.lines(), made.document())


def _worst(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Give those that one digest has room for, in their order: a system with many must not crowd the others out."""
    kinds = list(Kind)
    ranked = sorted(range(len(events)), key=lambda at: (-_rank(events[at]), kinds.index(events[at].kind)))
    return tuple(events[at] for at in sorted(ranked[:SHOWN]))


def _rank(event: Event) -> int:
    """Give how grave an event is; what has no severity (a target that was not read, an end) counts as high."""
    return (event.severity or Severity.HIGH).rank


@dataclass(frozen=True, slots=True)
class _Rendering:
    """What is rendered. `left_out`: how many events are counted alone; `counts`: of all."""

    run: Run
    events: tuple[Event, ...]
    left_out: int
    counts: Counter[Kind]
    notice: Notice
    controls: Controls

    @property
    def language(self) -> Language:
        return self.notice.language

    def counted(self) -> str:
        told = [
            label("notice_count", self.language, kind=label(f"notice_{kind}", self.language), count=self.counts[kind])
            for kind in Kind
            if self.counts[kind]
        ]
        return ("、" if self.language == "ja" else ", ").join(told)

    def subject(self) -> str:
        return one_line(label("notice_subject", self.language, counts=self.counted(), run=self.run.id))

    def more(self) -> list[str]:
        return [label("notice_more", self.language, count=self.left_out)] if self.left_out else []

    def lines(self) -> tuple[str, ...]:
        return self.subject(), *(self._line(one) for one in self.events), *self.more()

    def text(self) -> str:
        run, language = self.run, self.language
        state = label(f"run_{run.status}", language)
        lines = [label("notice_of_run", language, run=run.id, status=state, started=run.started, finished=run.finished)]
        lines += [label("notice_role", language, role=self.notice.role)] if self.notice.role else []
        lines += [self.counted()]
        for system, of_system in groupby(self.events, lambda one: one.system):
            lines += ["", f"== {self._system(system)}"]
            for kind, of_kind in groupby(of_system, lambda one: one.kind):
                lines += [label(f"notice_{kind}", language)]
                lines += [f"  {self._line(one, whole=False)}" for one in of_kind]
        lines += ["", *self.more(), label("notice_more_in", language, run=run.id)]
        return "\n".join(map(one_line, lines)) + "\n"

    def _system(self, system: str) -> str:
        if not system:
            return label("notice_all_systems", self.language)
        known = f"report_system_{system}" in TEXTS
        return f"{label(f'system_{system}', self.language)} ({system})" if known else system

    def _line(self, event: Event, *, whole: bool = True) -> str:
        """Give an event on one line; `whole`: with its kind and system."""
        parts = [label(f"notice_{event.kind}", self.language), event.system] if whole else []
        parts += [event.control, event.subject]
        parts += [f"[{label(f'severity_{event.severity}', self.language)}]"] if event.severity else []
        parts += [title(event.control, self.controls, self.language)] if event.control else []
        parts += [" / ".join(dict.fromkeys(words(why, self.language) for why in event.why))]
        return one_line("  ".join(part for part in parts if part))

    def document(self) -> str:
        run = self.run
        return msgspec.json.encode(
            {
                "document": "notice",
                "schema_version": SCHEMA_VERSION,
                "notice": self.notice.name,
                "role": self.notice.role,
                "text": self.subject(),
                "run": {"id": run.id, "status": run.status, "started": run.started, "finished": run.finished},
                "counts": {kind.value: self.counts[kind] for kind in Kind},
                "left_out": self.left_out,
                "events": [self._plain(event) for event in self.events],
            }
        ).decode()

    def _plain(self, event: Event) -> dict[str, object]:
        titles = {language: title(event.control, self.controls, language) for language in LANGUAGES}
        return {
            "kind": event.kind.value,
            "system": event.system,
            "subject": one_line(event.subject),
            "control": event.control or None,
            "title": titles if event.control else None,
            "severity": event.severity.value if event.severity else None,
            "why": [
                {"code": why.code, "text": {"ja": one_line(both(why).ja), "en": one_line(both(why).en)}}
                for why in event.why
            ],
        }
