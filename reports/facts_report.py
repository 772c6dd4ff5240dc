"""The facts of a run as one JSON document: what was read, before anything judged it."""

from __future__ import annotations

import msgspec

from checks.facts_file import SCHEMA_VERSION, plain_reason
from checks.run import HostFacts, Run, TargetResult
from reports.messages import Language
from reports.redaction import masked
from reports.wording import Controls


def _target(one: TargetResult, facts: HostFacts | None) -> dict[str, object]:
    return {
        "target": one.name,
        "system": one.system,
        "family": facts.family if facts else "",
        "account": one.account,
        "scanned": one.scanned,
        "reachable": one.reachable,
        "reason": None if one.reason is None else plain_reason(one.reason),
        "facts": facts.facts if facts else {},
    }


def render(run: Run, controls: Controls, language: Language) -> str:
    """Give the facts (docs/schema/facts.schema.json), masked as every report is; codes only, in no language."""
    del controls, language
    run = masked(run)
    by_target = {facts.target: facts for facts in run.facts}
    document = {
        "document": "facts",
        "schema_version": SCHEMA_VERSION,
        "run": {
            "id": run.id,
            "status": run.status,
            "started": run.started,
            "finished": run.finished,
            "tool_version": run.tool_version,
            "arguments": list(run.arguments),
        },
        "targets": [_target(one, by_target.get(one.name)) for one in run.targets],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
