#!/usr/bin/python
"""Run a scan on the ops host and give what it found to the play."""

from __future__ import annotations

DOCUMENTATION = r"""
module: tenken_scan
short_description: Scan hosts with tenken and fail by severity
description:
  - Runs C(tenken scan) where tenken is installed, the ops host. Delegate the task to it, or run it in a play on it.
  - Gives the findings that do not conform, and fails where one is at or above a severity, where the scan could not be
    made, or where something could not be judged.
version_added: 1.0.0
options:
  inventory:
    description: The inventory to scan, a file or directory on the ops host.
    type: path
    required: true
  policy:
    description: Folder of the policy. Without it, the one beside the inventory.
    type: path
  limit:
    description: Pattern of the hosts to scan, as in C(ansible-playbook --limit).
    type: str
  controls:
    description: Ids of the controls to judge. Without them, all of the baseline.
    type: list
    elements: str
    default: []
  articles:
    description: Judge controls of these articles only.
    type: list
    elements: int
    choices: [13, 14, 15]
    default: []
  depth:
    description: Whether the controls that load hosts heavily are judged too.
    type: str
    choices: [routine, full]
    default: routine
  fail_on:
    description:
      - The least severity of a finding (fail or unattested) that fails the task. V(never) leaves it to the play.
      - A scan that is incomplete, or could not be made, fails the task whatever stands here.
    type: str
    choices: [low, medium, high, critical, never]
    default: low
  sudo:
    description: Whether sudo is used on the hosts. What needs it stays unknown without; this gap counts as accepted.
    type: bool
    default: true
  store:
    description: >-
      The store that keeps the run, a URL. Without it, what E(TENKEN_STORE) names, else the account's own store.
    type: str
  keep:
    description: Whether the run is stored.
    type: bool
    default: true
  work_order:
    description: Number of the work order (作業申請番号) that the run names.
    type: str
  known_hosts:
    description: File with the host keys.
    type: path
  vault_password_file:
    description: File with the password of what is vaulted in the inventory.
    type: path
  passphrase_file:
    description: File with the passphrase of the scan account's key.
    type: path
  signing_key:
    description: Key that signs the record of the run.
    type: path
  workers:
    description: How many hosts are read at once.
    type: int
  report:
    description: File that receives the whole report as JSON.
    type: path
  statuses:
    description: Statuses of the findings that are returned. The report has all of them.
    type: list
    elements: str
    choices: [fail, unattested, unknown, waived, pass, not_applicable]
    default: [fail, unattested, unknown]
  language:
    description: Language of messages. Without it, as the environment says.
    type: str
    choices: [ja, en]
  executable:
    description: The program. Without it, C(tenken) beside the Python that runs the module, else on E(PATH).
    type: path
attributes:
  check_mode:
    support: full
    description: Scans as ever, for a scan changes nothing on a host. The run is stored too, as every log-in is.
  diff_mode:
    support: none
    description: There is nothing to show.
notes:
  - The task is never changed.
  - What hosts told stands in RV(findings). Ansible does not evaluate templates in it.
author: tenken (@tenken)
"""

EXAMPLES = r"""
- name: Nothing of high severity is wrong
  tenken.baseline.tenken_scan:
    inventory: /etc/tenken/hosts
    limit: web
    fail_on: high
  delegate_to: localhost
  run_once: true
  become: false

- name: See what is wrong, and decide later
  tenken.baseline.tenken_scan:
    inventory: /etc/tenken/hosts
    controls: [J13-UA-01, J13-UA-19]
    fail_on: never
  delegate_to: localhost
  run_once: true
  become: false
  register: site_scan
"""

RETURN = r"""
run:
  description: Id of the run; empty where there is none.
  returned: always
  type: str
  sample: 20261123T152229-8425c3
exit_status:
  description: Exit status of C(tenken scan). 0 nothing to report, 1 findings, 2 it could not be made, 3 incomplete.
  returned: always
  type: int
status:
  description: Whether the run is V(complete), V(incomplete) or V(aborted); empty where there is none.
  returned: always
  type: str
counts:
  description: How many findings have each status.
  returned: always
  type: dict
  sample: {"fail": 2, "pass": 98}
findings:
  description: The findings of the chosen statuses, as they stand in the report.
  returned: always
  type: list
  elements: dict
  sample:
    - {"subject": "web01", "system": "lgwan", "control": "J13-UA-01", "severity": "high", "status": "fail"}
failing:
  description: By subject, the ids of the controls that it fails, whatever O(statuses) are returned.
  returned: always
  type: dict
  sample: {"web01": ["J13-UA-01"]}
unreached:
  description: Hosts that were to be scanned and could not be reached.
  returned: always
  type: list
  elements: str
words:
  description: What tenken said meanwhile.
  returned: always
  type: str
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

_SEVERITIES = ("low", "medium", "high", "critical")
_FINDINGS, _INCOMPLETE = 1, 3
_PASSED_ON = (
    *("policy", "limit", "work_order", "known_hosts", "vault_password_file", "passphrase_file", "signing_key"),
    "workers",
)
_MANY = 10  # of one kind, in a message
_WORDS = 4000  # characters of what the program said
Params = Mapping[str, Any]
Report = Mapping[str, Any]

OPTIONS: dict[str, dict[str, Any]] = {
    "inventory": {"type": "path", "required": True},
    "policy": {"type": "path"},
    "limit": {"type": "str"},
    "controls": {"type": "list", "elements": "str", "default": []},
    "articles": {"type": "list", "elements": "int", "choices": [13, 14, 15], "default": []},
    "depth": {"type": "str", "choices": ["routine", "full"], "default": "routine"},
    "fail_on": {"type": "str", "choices": [*_SEVERITIES, "never"], "default": "low"},
    "sudo": {"type": "bool", "default": True},
    "store": {"type": "str", "no_log": True},  # the URL of a database may hold a password
    "keep": {"type": "bool", "default": True},
    "work_order": {"type": "str"},
    "known_hosts": {"type": "path"},
    "vault_password_file": {"type": "path", "no_log": False},  # a name
    "passphrase_file": {"type": "path", "no_log": False},  # a name
    "signing_key": {"type": "path", "no_log": False},  # a name
    "workers": {"type": "int"},
    "report": {"type": "path"},
    "statuses": {
        "type": "list",
        "elements": "str",
        "choices": ["fail", "unattested", "unknown", "waived", "pass", "not_applicable"],
        "default": ["fail", "unattested", "unknown"],
    },
    "language": {"type": "str", "choices": ["ja", "en"]},
    "executable": {"type": "path"},
}


def command(params: Params, program: str, report: str) -> list[str]:
    """Give the command line. The store is left out: whoever may list processes would read its password."""
    line = [program, "scan", f"--inventory={params['inventory']}", f"--depth={params['depth']}"]
    line += [f"--{name.replace('_', '-')}={params[name]}" for name in _PASSED_ON if params[name] is not None]
    line += [f"--control={control}" for control in params["controls"]]
    line += [f"--article={article}" for article in params["articles"]]
    if not params["sudo"]:
        line.append("--no-sudo")
    if not params["keep"]:
        line.append("--no-store")
    return [*line, f"--fail-on={params['fail_on']}", "--format=json", f"--output={report}"]


def environment(params: Params) -> dict[str, str]:
    """Give what the program is told by its environment."""
    given = {"TENKEN_STORE": params["store"], "TENKEN_LANG": params["language"]}
    return {name: value for name, value in given.items() if value}


def result(exit_status: int, report: Report, words: str, statuses: Sequence[str]) -> dict[str, Any]:
    """Give what the task returns."""
    findings = report.get("findings", [])
    failing: dict[str, list[str]] = {}
    for one in findings:
        if one["status"] == "fail":
            failing.setdefault(one["subject"], []).append(one["control"])
    run = report.get("run", {})
    return {
        "changed": False,
        "run": run.get("id", ""),
        "exit_status": exit_status,
        "status": run.get("status", ""),
        "counts": dict(sorted(Counter(one["status"] for one in findings).items())),
        "findings": [one for one in findings if one["status"] in statuses],
        "failing": {subject: sorted(controls) for subject, controls in sorted(failing.items())},
        "unreached": [one["name"] for one in report.get("targets", []) if one["scanned"] and not one["reachable"]],
        "words": words[-_WORDS:],
    }


def failure(exit_status: int, report: Report, words: str, params: Params) -> str:
    """Give why the task fails, empty where it does not."""
    if exit_status == 0:
        return ""
    if exit_status == _FINDINGS and report:
        return _shortened(f"findings at or above {params['fail_on']}", _exceeding(report, params["fail_on"]))
    if exit_status == _INCOMPLETE and report:
        return _shortened("the scan is incomplete", _gaps(report, params["language"] or "en"))
    return words[-_WORDS:] or f"tenken ended with status {exit_status} and said nothing"


def _exceeding(report: Report, least: str) -> list[str]:
    """Name the findings that failed the task, the gravest first."""
    counted = [
        one
        for one in report["findings"]
        if one["status"] in {"fail", "unattested"} and _rank(one) >= _SEVERITIES.index(least)
    ]
    return [
        f"{one['control']} {one['subject']} ({one['severity']})" for one in sorted(counted, key=_rank, reverse=True)
    ]


def _rank(finding: Mapping[str, Any]) -> int:
    return _SEVERITIES.index(finding["severity"])


def _gaps(report: Report, language: str) -> list[str]:
    """Name what was not reached, and what could not be judged, each with the reason in the tool's words."""
    unreached = {one["name"]: one["reason"] for one in report["targets"] if one["scanned"] and not one["reachable"]}
    unjudged = {
        f"{one['control']} {one['subject']}": one["reason"]
        for one in report["findings"]
        if one["status"] == "unknown" and one["subject"] not in unreached
    }
    named = {**unreached, **unjudged}
    return [f"{name}: {why['text'][language]}" if why else name for name, why in named.items()]


def _shortened(head: str, lines: Sequence[str]) -> str:
    more = [f"and {len(lines) - _MANY} more"] if len(lines) > _MANY else []
    return f"{head}: {'; '.join([*lines[:_MANY], *more])}" if lines else head


def _read(file: str) -> Report:
    """Read the report; what is none counts as none, for then the program's own words tell why."""
    try:
        with open(file, encoding="utf-8") as opened:
            told = json.load(opened)
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _program(module: AnsibleModule) -> str:
    beside = os.path.join(os.path.dirname(sys.executable), "tenken")
    if module.params["executable"]:
        return str(module.params["executable"])
    return beside if os.access(beside, os.X_OK) else str(module.get_bin_path("tenken", required=True))


def main() -> None:
    """Scan, and tell."""
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    params = module.params
    file = os.path.join(module.tmpdir, "tenken-report.json")
    line = command(params, _program(module), file)
    exit_status, _table, said = module.run_command(line, environ_update=environment(params), handle_exceptions=False)
    report, words = _read(file), said.strip()
    told = result(exit_status, report, words, params["statuses"])
    if report and params["report"]:
        # By the module's own way of writing: whole or not at all.
        module.atomic_move(file, params["report"])
    why = failure(exit_status, report, words, params)
    if why:
        module.fail_json(msg=why, **told)
    module.exit_json(**told)


if __name__ == "__main__":
    main()
