"""A run as metrics for Prometheus, in the text format that node_exporter's textfile collector reads.

The format is three lines of escaping, and prometheus_client costs 60 ms to import for a registry that nothing here
needs; the tests read what is written with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from checks.finding import Severity, Status
from checks.run import Run
from reports.messages import Language
from reports.redaction import mask
from reports.wording import Controls

_STATES = ("complete", "incomplete", "aborted")
_TARGETS = ("reached", "unreached", "not_scanned")
_LAST_SUCCESS = "tenken_last_success_timestamp_seconds"
Labels = Mapping[str, str]


def render(run: Run, controls: Controls, language: Language, *, last_success: float = 0) -> str:
    """Give the metrics of a run. `last_success`: when a run before this one was complete, epoch seconds, 0 unknown.

    Every sample names its inventory, so that files of several inventories lie in one folder.
    """
    del controls, language
    inventory = {"inventory": _inventory(run)}
    started, finished = (_epoch(moment) for moment in (run.started, run.finished))
    success = finished if run.status == "complete" else last_success
    lines = [
        *_metric("tenken_findings", "Findings of the last run.", _findings(run, inventory)),
        *_metric("tenken_targets", "Targets of the last run.", _targets(run, inventory)),
        *_metric(
            "tenken_run_status",
            "1 for what became of the last run.",
            [({**inventory, "status": state}, int(state == run.status)) for state in _STATES],
        ),
        *_metric("tenken_run_start_timestamp_seconds", "When the last run began.", [(inventory, started)]),
        *_metric("tenken_run_end_timestamp_seconds", "When the last run ended.", [(inventory, finished)]),
        *_metric("tenken_run_duration_seconds", "How long the last run took.", [(inventory, finished - started)]),
        *_metric("tenken_info", "The tool.", [({**inventory, "version": run.tool_version}, 1)]),
    ]
    if success:
        lines += _metric(_LAST_SUCCESS, "When the last complete run ended.", [(inventory, success)])
    return "".join(f"{line}\n" for line in lines)


def last_success(text: str) -> float:
    """Give the time of the last complete run from metrics that were written before; 0 where they do not tell."""
    for line in text.splitlines():
        if line.startswith(_LAST_SUCCESS):
            try:
                return max(0.0, float(line.rpartition(" ")[2]))
            except ValueError:
                return 0
    return 0


def _inventory(run: Run) -> str:
    given = (argument.removeprefix("--inventory=") for argument in run.arguments if argument.startswith("--inventory="))
    return next(given, "")


def _epoch(moment: str) -> float:
    try:
        return datetime.fromisoformat(moment).timestamp()
    except ValueError:  # a run that was killed has no end
        return 0


def _findings(run: Run, inventory: Labels) -> list[tuple[Labels, float]]:
    """Give a sample for every combination: one that is not there cannot be compared with nought."""
    systems = sorted({target.system for target in run.targets} | {finding.system for finding in run.findings})
    counts = Counter((finding.system, finding.severity, finding.status) for finding in run.findings)
    return [
        (
            {**inventory, "system": system, "severity": severity.value, "status": status.value},
            counts[system, severity, status],
        )
        for system in systems
        for severity in Severity
        for status in Status
    ]


def _targets(run: Run, inventory: Labels) -> list[tuple[Labels, float]]:
    counts = Counter(
        (target.system, "not_scanned" if not target.scanned else "reached" if target.reachable else "unreached")
        for target in run.targets
    )
    systems = sorted({target.system for target in run.targets})
    return [({**inventory, "system": one, "state": state}, counts[one, state]) for one in systems for state in _TARGETS]


def _metric(name: str, told: str, samples: Iterable[tuple[Labels, float]]) -> list[str]:
    return [
        f"# HELP {name} {told}",
        f"# TYPE {name} gauge",
        *(f"{name}{{{_labels(labels)}}} {value:.15g}" for labels, value in samples),
    ]


def _labels(labels: Labels) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return mask(value).replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
