"""One job of Ansible in a process and a folder of its own: `python -m tenken.remediate.job FOLDER`.

ansible-runner keeps the whole environment of its process among its files: this process has none that holds a secret.
"""

from __future__ import annotations

import difflib
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ansible_runner
import msgspec

from tenken.remediate.events import JOB_FILE, Counts, Ended, Event, Job, written

_KINDS = {
    "runner_on_start": "started",
    "runner_on_ok": "ok",
    "runner_item_on_ok": "ok",
    "runner_on_failed": "failed",
    "runner_item_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
}
_DIFF_CHARACTERS = 20_000  # of one task
_MESSAGE_CHARACTERS = 1000


def main(folder: Path) -> int:
    """Run the job that FOLDER describes and write its events to standard output."""
    job = msgspec.json.decode((folder / JOB_FILE).read_bytes(), type=Job)
    counts: dict[str, Counts] = {}

    def handled(event: Mapping[str, Any]) -> bool:
        data = event.get("event_data") or {}
        if event["event"] == "playbook_on_stats":
            counts.update(_counts(data))
        elif told := event_of(event["event"], data):
            _say(told)
        return False  # nothing is kept in files

    done = ansible_runner.run(
        private_data_dir=str(folder),
        playbook=job.playbook,
        inventory=list(job.inventories),
        cmdline=shlex.join(_options(job)),
        forks=job.forks,
        limit=",".join(job.limit),
        quiet=True,
        suppress_env_files=True,
        event_handler=handled,
    )
    _say(Ended(str(done.status), int(done.rc if done.rc is not None else -1), counts))
    return 0


def event_of(name: str, data: Mapping[str, Any]) -> Event | None:
    """Give what an event of ansible-runner says; None for one that says nothing of a host."""
    kind = _KINDS.get(name)
    if kind is None or (kind == "failed" and data.get("ignore_errors")):
        return None
    result = data.get("res") or {}
    if kind == "ok" and result.get("changed"):
        kind = "changed"
    whole_loop = "results" in result and not name.startswith("runner_item")
    return Event(
        kind=kind,  # type: ignore[arg-type]  # one of the kinds above, or "changed"
        host=str(data.get("host", "")),
        task=str(data.get("task", "")),
        diff="" if whole_loop else _diff(result.get("diff")),
        message=_message(result) if kind in {"failed", "unreachable"} else "",
    )


def _options(job: Job) -> list[str]:
    return ["--diff", *(["--check"] if job.check else []), *job.vault_args]


def _say(told: Event | Ended) -> None:
    sys.stdout.buffer.write(written(told))
    sys.stdout.buffer.flush()


def _counts(data: Mapping[str, Any]) -> dict[str, Counts]:
    names = {host for kind in ("ok", "failures", "dark", "changed", "skipped") for host in data.get(kind, {})}
    return {
        name: Counts(
            ok=data.get("ok", {}).get(name, 0),
            changed=data.get("changed", {}).get(name, 0),
            failed=data.get("failures", {}).get(name, 0),
            unreachable=data.get("dark", {}).get(name, 0),
        )
        for name in sorted(names)
    }


def _diff(given: Any) -> str:
    """Give the differences that a module tells as unified diffs, without what is too long to read."""
    parts = []
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, Mapping):
            continue
        if "prepared" in one:
            parts.append(str(one["prepared"]).rstrip("\n"))
            continue
        before, after = (_text(one.get(side)) for side in ("before", "after"))
        if before != after:
            names = (str(one.get("before_header") or ""), str(one.get("after_header") or ""))
            lines = difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="", n=1)
            parts.append("\n".join(lines))
    whole = "\n".join(part for part in parts if part)
    return whole if len(whole) <= _DIFF_CHARACTERS else whole[:_DIFF_CHARACTERS] + "\n…"


def _text(value: Any) -> str:
    """Give one side of a difference: a file's text, or the properties that a module compares, one to a line."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {value[name]}" for name in sorted(value))
    return "" if value is None else str(value)


def _message(result: Mapping[str, Any]) -> str:
    said = [str(result[name]).strip() for name in ("msg", "stderr", "module_stderr", "stdout") if result.get(name)]
    return " / ".join(dict.fromkeys(said))[:_MESSAGE_CHARACTERS]


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
