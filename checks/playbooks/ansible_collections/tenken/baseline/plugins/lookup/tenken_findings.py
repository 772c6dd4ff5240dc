"""Findings of tenken as a list for a play: of a stored run, or what fails now."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tenken_findings
short_description: Findings of a stored run of tenken, or of what fails now
description:
  - Asks tenken on the ops host, where lookups run. Nothing is scanned.
  - Without a run, gives what the stored runs of an inventory say now, the newest finding of each control on each
    subject.
version_added: 1.0.0
options:
  _terms:
    description: Ids of stored runs, or V(latest). Without any, what fails now; O(inventory) is then needed.
    type: list
    elements: str
  inventory:
    description: The inventory that was scanned, a file or directory.
    type: path
  policy:
    description: Folder of the policy. Without it, the one beside the inventory.
    type: path
  hosts:
    description: Findings on these hosts (or other subjects) only.
    type: list
    elements: str
    default: []
  controls:
    description: Findings of these controls only, by id.
    type: list
    elements: str
    default: []
  statuses:
    description: Findings of these statuses only.
    type: list
    elements: str
    choices: [fail, unattested, unknown, waived, pass, not_applicable]
    default: [fail]
  severity:
    description: Findings of at least this severity only.
    type: str
    choices: [low, medium, high, critical]
    default: low
  store:
    description: >-
      The store that keeps the runs, a URL. Without it, what E(TENKEN_STORE) names, else the account's own store.
    type: str
  vault_password_file:
    description: File with the password of what is vaulted in the inventory.
    type: path
  executable:
    description: The program. Without it, C(tenken) beside the Python that runs Ansible, else on E(PATH).
    type: path
notes:
  - What hosts told stands in the findings. Ansible does not evaluate templates in it.
author: tenken (@tenken)
"""

EXAMPLES = r"""
- name: Show what fails now
  ansible.builtin.debug:
    msg: "{{ item.subject }} {{ item.control }} {{ item.severity }}"
  loop: "{{ query('tenken.baseline.tenken_findings', inventory='/etc/tenken/hosts', severity='high') }}"

- name: Count what the newest run could not judge on one host
  ansible.builtin.debug:
    msg: "{{ query('tenken.baseline.tenken_findings', 'latest', hosts=['web01'], statuses=['unknown']) | length }}"
"""

RETURN = r"""
_raw:
  description: The findings, as they stand in the report in JSON.
  type: list
  elements: dict
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

_SEVERITIES = ("low", "medium", "high", "critical")
Finding = Mapping[str, Any]
Options = Mapping[str, Any]


class LookupModule(LookupBase):  # type: ignore[misc]  # Ansible ships no types
    """The lookup."""

    def run(
        self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Give the findings. Raises AnsibleError with tenken's own words."""
        self.set_options(var_options=variables, direct=kwargs)
        options = self.get_options()
        if not terms and not options["inventory"]:
            raise AnsibleError("tenken_findings: give the id of a run, or an inventory")
        questions = [["show", "--format=json", "--", str(run)] for run in terms] or [now(options)]
        found = [one for words in questions for one in _asked(words, options)["findings"]]
        return [dict(one) for one in chosen(found, options)]


def now(options: Options) -> list[str]:
    """Give the words that ask for what fails now."""
    line = ["ansible-inventory", "--findings", f"--inventory={options['inventory']}"]
    given = ("policy", "vault_password_file")
    return [*line, *(f"--{name.replace('_', '-')}={options[name]}" for name in given if options[name])]


def chosen(findings: Iterable[Finding], options: Options) -> list[Finding]:
    """Keep the findings that the play asks for."""
    least = _SEVERITIES.index(options["severity"])
    return [
        one
        for one in findings
        if one["status"] in options["statuses"]
        and _SEVERITIES.index(one["severity"]) >= least
        and (not options["hosts"] or one["subject"] in options["hosts"])
        and (not options["controls"] or one["control"] in options["controls"])
    ]


def _asked(words: Sequence[str], options: Options) -> Any:
    """Ask the program; give what it answers. Raises AnsibleError."""
    program = options["executable"] or _program()
    store = {"TENKEN_STORE": options["store"]} if options["store"] else {}  # its password is for no list of processes
    try:
        done = subprocess.run(
            [program, *words],
            env={**os.environ, **store},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as why:
        raise AnsibleError(f"tenken_findings: {program}: {why.strerror}") from why
    if done.returncode != 0:
        raise AnsibleError(f"tenken_findings: {done.stderr.strip()}")
    try:
        return json.loads(done.stdout)
    except ValueError as why:
        raise AnsibleError(f"tenken_findings: {program} gave no JSON") from why


def _program() -> str:
    beside = os.path.join(os.path.dirname(sys.executable), "tenken")
    return beside if os.access(beside, os.X_OK) else shutil.which("tenken") or "tenken"
