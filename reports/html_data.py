"""The data inside the HTML report: dictionaries and columns of indices, so that 100,000 findings stay small."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Hashable, Sequence
from typing import Any

import msgspec

from checks.finding import Finding, Severity, Status
from checks.run import CommandRecord
from inventories.reason import Reason
from reports.messages import TEXTS
from reports.summary import Summary
from reports.wording import Controls, both

SEVERITIES = {severity: place for place, severity in enumerate(Severity)}
STATUSES = {status: place for place, status in enumerate(Status)}


class Words:
    """Numbers things in the order in which they come, each once."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.items: list[Any] = []

    def number(self, key: Hashable, item: object = None) -> int:
        """Give the number of `key`; `item` is what stands in the list for it (the key itself where None)."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.items)
            self.items.append(key if item is None else item)
        return known


class Columns:
    """Findings and commands as columns of numbers into shared dictionaries."""

    def __init__(self, summary: Summary, controls: Controls) -> None:
        self._controls = controls
        self._places = {target.name: target.segment for target in summary.run.targets}
        self.texts, self.lists, self.strings = Words(), Words(), Words()
        self.subjects, self.controls = Words(), Words()
        self.command_strings = Words()
        self.commands = [self._command(record) for record in summary.run.commands]
        self.findings = [self._finding(finding) for finding in summary.run.findings]

    def text(self, why: Reason | None) -> int:
        """Number the words of a reason; -1 for none."""
        return -1 if why is None else self.texts.number(both(why))

    def _list(self, reasons: tuple[Reason, ...]) -> int:
        return self.lists.number(tuple(self.text(why) for why in reasons))

    def _control(self, finding: Finding) -> int:
        known = self._controls.get(finding.control)
        item = {
            "id": finding.control,
            "article": finding.article,
            "class": finding.class_code,
            "title": [known.title.ja, known.title.en] if known else [finding.control] * 2,
            "rationale": [known.rationale.ja, known.rationale.en] if known else ["", ""],
            "principles": known.principles if known else (),
            "measures": known.measure_types if known else (),
        }
        return self.controls.number((finding.control, finding.article, finding.class_code), item)

    def _finding(self, one: Finding) -> tuple[int, ...]:
        segment = self._places.get(one.subject, "")
        return (
            self.subjects.number((one.subject, one.system, segment)),
            self._control(one),
            SEVERITIES[one.severity],
            STATUSES[one.status],
            STATUSES[one.judged_status],
            self.strings.number(one.method),
            self._list(one.expected),
            self._list(one.actual),
            self.text(one.reason),
            self.lists.number(tuple(self.strings.number(probe) for probe in one.evidence)),
            self.strings.number(one.exception),
        )

    def _command(self, one: CommandRecord) -> tuple[int | float, ...]:
        return (
            self.command_strings.number(one.target),
            self.command_strings.number(one.probe),
            self.command_strings.number(one.command),
            int(one.root),
            -1 if one.status is None else one.status,
            round(one.seconds, 3),
            one.stdout_bytes,
            self.command_strings.number(one.evidence or one.stdout_sha256),  # by which it is found, if it is kept
            int(one.truncated),
            self.text(one.reason),
            self.command_strings.number(one.started),
        )


def _transposed(rows: Sequence[tuple[int | float, ...]], width: int) -> list[list[int | float]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _packed(document: object) -> str:
    # The same run gives the same file, byte for byte: no time stamp in the gzip header.
    return base64.b64encode(gzip.compress(msgspec.json.encode(document), 9, mtime=0)).decode("ascii")


def payloads(summary: Summary, controls: Controls) -> tuple[str, str]:
    """Give what the page's script draws, and apart from it the commands, each as gzip in base64."""
    columns = Columns(summary, controls)
    targets = [
        [
            one.name,
            one.system,
            one.segment,
            one.platform,
            one.contractor,
            int(one.scanned),
            int(one.reachable),
            columns.text(one.reason),
            one.connections,
            one.execs,
            round(one.seconds, 2),
        ]
        for one in summary.run.targets
    ]
    document = {
        "labels": {name.removeprefix("report_"): text for name, text in TEXTS.items() if name.startswith("report_")},
        "statuses": list(Status),
        "severities": list(Severity),
        "subjects": columns.subjects.items,
        "controls": columns.controls.items,
        "texts": columns.texts.items,
        "lists": columns.lists.items,
        "strings": columns.strings.items,
        "findings": _transposed(columns.findings, 11),
        "targets": targets,
        "baselines": {
            ref.system: [ref.name, ref.version, ref.approved_by, ref.approved_on] for ref in summary.run.baselines
        },
    }
    commands = {"strings": columns.command_strings.items, "columns": _transposed(columns.commands, 11)}
    return _packed(document), _packed(commands)
