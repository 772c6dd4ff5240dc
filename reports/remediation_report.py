"""What a repair does or did: as text for people, by host and control, and as one JSON document for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import msgspec

from checks.facts_file import plain
from checks.remediated import FINE, Change, Left, Outcome, Remediated
from reports.messages import Language
from reports.redaction import mask, mask_reason
from reports.wording import Controls, label, title, words


def render(done: Remediated, controls: Controls, language: Language) -> str:
    """Give it as text: a headline, each host with its controls and what changed on it, and what is left to persons."""
    done = masked(done)
    lines = [
        label(f"repair_title_{done.mode}", language, run=done.run),
        label("repair_plan", language, sha256=done.plan_sha256),
        *([_approved(done, language)] if done.mode == "apply" else []),
        "、".join(_counted(done, language)) if language == "ja" else ", ".join(_counted(done, language)),
    ]
    for host, own in groupby(done.outcomes, key=lambda one: one.host):
        lines += ["", host]
        for outcome in own:
            lines += _outcome(outcome, controls, language)
    lines += _left(done.left, controls, language)
    if done.runs_after:
        lines += ["", label("repair_runs_after", language, runs=done.runs_after)]
    elif done.mode == "check" and done.outcomes:
        lines += ["", label("repair_nothing_changed", language)]
    return "\n".join(lines) + "\n"


def render_json(done: Remediated) -> str:
    """Give it as one JSON document, its reasons as codes with values."""
    return msgspec.json.format(msgspec.json.encode(plain(masked(done))), indent=2).decode() + "\n"


def masked(done: Remediated) -> Remediated:
    """Give it as it may be shown and kept: without secrets, personal numbers and control characters."""
    return replace(
        done,
        outcomes=tuple(map(_masked, done.outcomes)),
        left=tuple(replace(one, why=mask_reason(one.why)) for one in done.left),
    )


def _masked(one: Outcome) -> Outcome:
    changes = tuple(Change(mask(change.task), _masked_lines(change.diff)) for change in one.changes)
    return replace(one, changes=changes, why=mask_reason(one.why) if one.why else None)


def _masked_lines(text: str) -> str:
    """Mask each line by itself: line ends are the only control characters that stay."""
    return "\n".join(mask(line) for line in text.split("\n"))


def _approved(done: Remediated, language: Language) -> str:
    who = done.approved
    return label("repair_approved", language, by=who.by, role=who.role) if who.by else label("repair_waived", language)


def _counted(done: Remediated, language: Language) -> list[str]:
    counted = [(label(f"repair_{one}", language), number) for one, number in done.counts.items() if number]
    counted += [(label("repair_left", language), len(done.left))] if done.left else []
    return [label("repair_count", language, what=what, count=number) for what, number in counted]


def _outcome(one: Outcome, controls: Controls, language: Language) -> list[str]:
    result = label(f"repair_{one.result}", language)
    lines = [f"  {one.control}  [{result}]  {title(one.control, controls, language)}"]
    if one.why:
        lines.append(f"    {words(one.why, language)}")
    if one.result not in FINE and one.after:
        lines.append(f"    {label('repair_after', language, status=label(f'status_{one.after}', language))}")
    for change in one.changes:
        lines.append(f"    {change.task}")
        lines += [f"      {line}" for line in change.diff.split("\n") if line]
    return lines


def _left(left: Iterable[Left], controls: Controls, language: Language) -> list[str]:
    lines = []
    for host, own in groupby(left, key=lambda one: one.host):
        lines += ["", label("repair_left_on", language, host=host)]
        for one in own:
            lines += [f"  {one.control}  {title(one.control, controls, language)}", f"    {words(one.why, language)}"]
    return lines
