"""The dynamic inventory: who fails what, in groups that Ansible takes, and nothing secret; and never asking itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checks.finding import Finding, Severity, Status
from checks.remediation import HostRepair, RepairPlan
from inventories.model import Connection, Host, Remediation
from tenken.cli import main
from tenken.remediate.dynamic import connection, listing

SCRIPT = Path(__file__).parents[4] / "checks/playbooks/ansible_collections/tenken/baseline/scripts/inventory/tenken.sh"
HOST = Host("a", Connection("192.0.2.1", 2222, "scan", "/k", ("-o", "UserKnownHostsFile=/known")), "lgwan")
SWITCH = Host("sw", Connection("192.0.2.9", kind="network_cli", password="secret"), "lgwan")


def finding(control: str, subject: str = "a", status: Status = Status.FAIL) -> Finding:
    return Finding(subject, "lgwan", control, 13, "UA", Severity.HIGH, status, status, "machine", (), (), None, (), "")


def test_groups_by_control_system_and_severity_and_what_is_repaired() -> None:
    findings = [
        finding("J13-UA-01"),
        finding("J13-UA-02"),
        finding("J13-UA-03", status=Status.WAIVED),
        finding("J15-UA-01", "sw"),
        finding("J13-UA-01", "elsewhere"),
    ]
    plan = RepairPlan("", (HostRepair("a", "lgwan", "", {"J13-UA-01": {"value": "no"}}, {}),))
    told = listing(findings, plan, {"a": HOST, "sw": SWITCH})
    groups = {name: group["hosts"] for name, group in told.items() if name != "_meta"}
    assert groups == {
        "tenken_control_J13_UA_01": ["a"],
        "tenken_control_J13_UA_02": ["a"],
        "tenken_control_J15_UA_01": ["sw"],
        "tenken_system_lgwan": ["a", "sw"],
        "tenken_severity_high": ["a", "sw"],
        "tenken_repair": ["a"],
    }
    variables = told["_meta"]["hostvars"]
    assert variables["a"]["tenken_failing"] == ["J13-UA-01", "J13-UA-02"]
    assert variables["a"]["tenken_wanted"] == {"J13-UA-01": {"value": "no"}}
    assert variables["sw"] == {
        "ansible_host": "192.0.2.9", "tenken_failing": ["J15-UA-01"], "tenken_repair": [], "tenken_wanted": {},
    }  # fmt: skip
    assert "secret" not in json.dumps(told)


def test_hosts_are_reached_for_repairs_with_their_keys_verified() -> None:
    host = replace(HOST, remediation=Remediation(user="admin", private_key_file="/admin"))
    told = connection(host)
    assert (told["ansible_port"], told["ansible_user"], told["ansible_ssh_private_key_file"]) == (
        2222,
        "admin",
        "/admin",
    )
    assert told["ansible_ssh_args"].startswith("-o StrictHostKeyChecking=yes")
    assert "UserKnownHostsFile=/known" in told["ansible_ssh_common_args"]


def test_a_question_asked_meanwhile_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENKEN_DYNAMIC_INVENTORY", "1")
    assert main(["ansible-inventory", "-i", "hosts", "--lang", "en", "--list"]) == 2
    assert "keep the script outside" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--list", "--host", "a"], ["--list", "--findings"]])
def test_one_question_at_a_time(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ansible-inventory", "-i", "hosts", "--lang", "en", *words]) == 2
    assert "give one of --list, --host and --findings" in capsys.readouterr().err


def test_an_inventory_that_holds_the_script_itself_is_refused(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    (tmp_path / "policy").mkdir()
    inventory.mkdir()
    (inventory / "web.yml").write_text("all: {hosts: {a: {tenken_system: lgwan}}}\n", encoding="utf-8")
    script = inventory / "tenken.sh"
    script.write_bytes(SCRIPT.read_bytes())
    script.chmod(0o755)
    environment = {
        **os.environ, "TENKEN": str(Path(sys.executable).with_name("tenken")), "TENKEN_INVENTORY": str(inventory),
        "TENKEN_LANG": "en", "TENKEN_STATE": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run([script, "--list"], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "tenken.sh" in done.stderr  # of the one inside, Ansible tells no more than that it failed


def test_the_script_can_be_executed() -> None:
    assert os.access(SCRIPT, os.X_OK)
