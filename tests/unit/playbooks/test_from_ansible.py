"""What a play gets from tenken: the module `tenken_scan` and the lookup `tenken_findings`, in a real play.

A program of the test's stands for tenken: it records how it is called, and answers with a report.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PLAYBOOKS = Path(__file__).parents[3] / "checks" / "playbooks"
MODULE = PLAYBOOKS / "ansible_collections/tenken/baseline/plugins/modules/tenken_scan.py"
EVIL = "{{ lookup('ansible.builtin.pipe', 'touch evaluated') }}"  # what a hostile host may tell
ASKED: dict[str, Any] = {
    "policy": None, "limit": None, "controls": [], "articles": [], "depth": "routine", "fail_on": "low", "sudo": True,
    "store": None, "keep": True, "work_order": None, "known_hosts": None, "vault_password_file": None,
    "passphrase_file": None, "signing_key": None, "workers": None, "language": None, "inventory": "/etc/tenken/hosts",
}  # fmt: skip


def finding(control: str, subject: str, severity: str, status: str, why: str = "") -> dict[str, Any]:
    coded = {"code": "x", "values": {}, "text": {"ja": f"理由 {why}", "en": f"reason {why}"}} if why else None
    return {"control": control, "subject": subject, "severity": severity, "status": status, "reason": coded}


REPORT = {
    "run": {"id": "run-1", "status": "complete"},
    "targets": [
        {"name": "a", "scanned": True, "reachable": True, "reason": None},
        {"name": "b", "scanned": True, "reachable": False, "reason": {"text": {"ja": "時間切れ", "en": "timed out"}}},
        {"name": "c", "scanned": False, "reachable": False, "reason": {"text": {"ja": "未点検", "en": "not ours"}}},
    ],
    "findings": [
        finding("J13-UA-01", "a", "high", "fail", EVIL),
        finding("J13-UA-02", "a", "low", "fail"),
        finding("J13-UA-03", "a", "medium", "unattested"),
        finding("J13-UA-04", "a", "critical", "unknown", "no sudo"),
        finding("J13-UA-04", "b", "critical", "unknown", "timed out"),
        finding("J13-UA-05", "a", "critical", "pass"),
    ],
}


@pytest.fixture(scope="module")
def scan() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tenken_scan", MODULE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_line_has_what_is_asked_and_no_password(scan: ModuleType) -> None:
    asked = {
        **ASKED, "limit": "web", "controls": ["J13-UA-01"], "articles": [13], "depth": "full", "fail_on": "high",
        "sudo": False, "keep": False, "work_order": "7", "workers": 2, "store": "postgresql://u:secret@db/t",
    }  # fmt: skip
    line = scan.command(asked, "tenken", "/tmp/r.json")
    assert line[:3] == ["tenken", "scan", "--inventory=/etc/tenken/hosts"]
    assert {"--limit=web", "--control=J13-UA-01", "--article=13", "--depth=full", "--fail-on=high"} < set(line)
    assert {"--no-sudo", "--no-store", "--work-order=7", "--workers=2", "--output=/tmp/r.json"} < set(line)
    assert "secret" not in " ".join(line)
    assert scan.environment(asked) == {"TENKEN_STORE": "postgresql://u:secret@db/t"}


@pytest.mark.parametrize(
    ("status", "report", "params", "words"),
    [
        (0, REPORT, {}, ""),
        (1, REPORT, {}, "findings at or above low: J13-UA-01 a (high); J13-UA-03 a (medium); J13-UA-02 a (low)"),
        (1, REPORT, {"fail_on": "high"}, "findings at or above high: J13-UA-01 a (high)"),
        (2, {}, {}, "the tool's words"),
        (2, REPORT, {}, "the tool's words"),  # the report was made, and could not be stored
        (3, REPORT, {}, "the scan is incomplete: b: timed out; J13-UA-04 a: reason no sudo"),
        (3, REPORT, {"language": "ja"}, "the scan is incomplete: b: 時間切れ; J13-UA-04 a: 理由 no sudo"),
        (1, {}, {}, "the tool's words"),
        (-9, {}, {}, "the tool's words"),
    ],
)
def test_why_a_task_fails(
    scan: ModuleType, status: int, report: dict[str, Any], params: dict[str, Any], words: str
) -> None:
    assert scan.failure(status, report, "the tool's words", {**ASKED, **params}) == words


def test_what_a_task_returns(scan: ModuleType) -> None:
    told = scan.result(1, REPORT, "", ["fail"])
    assert (told["run"], told["exit_status"], told["changed"]) == ("run-1", 1, False)
    assert told["failing"] == {"a": ["J13-UA-01", "J13-UA-02"]}
    assert told["counts"] == {"fail": 2, "pass": 1, "unattested": 1, "unknown": 2}
    assert [one["control"] for one in told["findings"]] == ["J13-UA-01", "J13-UA-02"]
    assert told["unreached"] == ["b"]


PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - tenken.baseline.tenken_scan: {inventory: hosts, executable: "{{ tenken }}", fail_on: high, store: "secret://"}
      register: scanned
      ignore_errors: true
    - copy:
        dest: "{{ playbook_dir }}/told.json"
        mode: "0600"
        content: "{{ {'scanned': scanned, 'present': present, 'stored': stored} | to_json }}"
      check_mode: false
      vars:
        findings: tenken.baseline.tenken_findings
        present: "{{ query(findings, inventory='hosts', executable=tenken, severity='medium') }}"
        stored: "{{ query(findings, 'run-1', executable=tenken, statuses=['unknown'], hosts=['b']) }}"
"""


def test_a_real_play_in_check_mode_gets_findings_and_evaluates_nothing_in_them(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    program = tmp_path / "tenken"
    program.write_text(
        "#!/bin/sh\n"
        f'cd "{tmp_path}"; echo "$TENKEN_STORE $*" >>called\n'
        'case $1 in scan) for word; do case $word in --output=*) cat report.json >"${word#*=}";; esac; done; exit 1;;\n'
        "*) cat report.json;; esac\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        "ANSIBLE_HOME": str(tmp_path / ".ansible"), "ANSIBLE_COLLECTIONS_PATH": str(PLAYBOOKS),
    }  # fmt: skip
    done = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "--check", "play.yml", "-e", f"tenken={program}"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told["scanned"]["failed"]
    assert told["scanned"]["msg"] == "findings at or above high: J13-UA-01 a (high)"
    assert told["scanned"]["findings"][0]["reason"]["text"]["en"] == f"reason {EVIL}"
    assert [one["control"] for one in told["present"]] == ["J13-UA-01"]
    assert [(one["control"], one["subject"]) for one in told["stored"]] == [("J13-UA-04", "b")]
    assert not list(tmp_path.rglob("evaluated"))
    called = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert [line.split()[:2] for line in called if "scan" in line] == [["secret://", "scan"]]
    assert sorted({line.split()[0] for line in called if "scan" not in line}) == ["ansible-inventory", "show"]
