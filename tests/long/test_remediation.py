"""A violating host repaired by Ansible: check mode first, then for good, scanned again, and looked at by other eyes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import testinfra

from lab.fleet import Lab
from tests.lab.live_scan import make_environment, run_tenken, scan_inventory

HOST = "mend12"
HOSTS = (HOST, "log01", "ntp01")
SOME = frozenset({"J13-UA-01", "J13-UA-05", "J13-UA-18", "J13-UA-19"})  # of each kind one that surely changes
DEPTH = ("--depth", "full")
# What is left of a host that violates everything when all that can be repaired was: each for a reason of its own.
STAYS = {
    "J13-MG-05": "still_failing",  # registered services that are not installed
    "J13-UA-23": "still_failing",  # jobs that nobody registered
    # The kernel refuses a container what concerns audit rules in force.
    **dict.fromkeys(("J13-MG-09", "J13-MG-12", "J13-UA-13"), "not_told"),
}


@dataclass(frozen=True, slots=True)
class Repaired:
    """What each step gave. `facts`: before, after check mode and at the end, by name."""

    run: str
    check: dict[str, Any]
    facts: tuple[dict[str, Any], ...]
    applied: dict[str, Any]
    again: dict[str, Any]
    inventory: Path


def _remediate(inventory: Path, run: str, *arguments: str) -> dict[str, Any]:
    done = run_tenken("remediate", run, "-i", str(inventory), "--limit", HOST, "--format", "json", *arguments)
    assert done.stdout.startswith("{"), done.stderr
    return dict(json.loads(done.stdout))


def _facts(inventory: Path, file: Path) -> dict[str, Any]:
    """What a scan reads of the host, without what time alone changes."""
    given = ("scan", "-i", str(inventory), "--limit", HOST, "--no-store", "--format", "facts", "-o", str(file))
    run_tenken(*given, *DEPTH)
    (target,) = json.loads(file.read_text("utf-8"))["targets"]
    return {
        name: {field: state for field, state in fact.items() if f"{name}.{field}" not in _OF_TIME}
        for name, fact in target["facts"].items()
        if name not in _OF_TIME
    }


# What goes on of itself: the scan's and Ansible's own log-ins among it.
_OF_TIME = {
    *("backups", "crashes", "last_logins", "log_ins", "log_retention", "memory_errors", "mounts", "time_sync"),
    *("updates", "log_forwarding.connected"),
}


@pytest.fixture(scope="module")
def repaired(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repaired]:
    folder = tmp_path_factory.mktemp("repair")
    lab.start((HOST,))
    inventory = make_environment(lab, folder / "lab", HOSTS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TENKEN_STATE", str(folder / "state"))
        patched.setenv("TENKEN_STORE", "")
        before = scan_inventory(inventory, folder / "before.json", *DEPTH)
        run = before.report["run"]["id"]
        first = _facts(inventory, folder / "first.json")
        check = _remediate(inventory, run)
        second = _facts(inventory, folder / "second.json")
        applied = _remediate(inventory, run, "--apply")
        again = _remediate(inventory, run, "--apply")
        yield Repaired(run, check, (first, second), applied, again, inventory)


def _by_control(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["control"]: one for one in told["outcomes"]}


def test_check_mode_shows_what_would_change_and_changes_nothing(repaired: Repaired) -> None:
    results = {control: one["result"] for control, one in _by_control(repaired.check).items()}
    assert set(results.values()) <= {"would_change", "no_change"}, repaired.check
    assert {control for control, result in results.items() if result == "would_change"} >= SOME
    assert repaired.facts[0] == repaired.facts[1]


def test_what_can_be_repaired_passes_afterwards(repaired: Repaired) -> None:
    results = {control: one["result"] for control, one in _by_control(repaired.applied).items()}
    assert {control: result for control, result in results.items() if result != "repaired"} == STAYS, repaired.applied
    assert results.keys() == _by_control(repaired.check).keys()
    assert results.keys() >= SOME


def test_a_second_time_nothing_is_left_to_change(repaired: Repaired) -> None:
    changed = {control: one["changes"] for control, one in _by_control(repaired.again).items() if one["changes"]}
    assert changed == {}
    assert {one["result"] for one in _by_control(repaired.again).values()} <= {"repaired", *STAYS.values()}


def test_before_change_and_after_are_linked_and_signed(repaired: Repaired) -> None:
    shown = run_tenken("show", repaired.run, "--remediations").stdout
    (after,) = repaired.applied["runs_after"]
    assert after in shown
    assert repaired.applied["plan_sha256"] in shown
    assert repaired.applied["plan_sha256"] in run_tenken("show", after, "--remediations").stdout
    verified = run_tenken("verify")
    assert verified.returncode == 0, verified.stdout


def test_another_reader_sees_the_new_state(repaired: Repaired, lab: Lab) -> None:
    config = repaired.inventory.parent / "ssh_config"
    config.write_text(
        f"Host {HOST}\n  HostName {lab.host(HOST).address}\n  User naosu\n  IdentityFile {lab.key}\n"
        f"  UserKnownHostsFile {lab.known_hosts}\n  StrictHostKeyChecking yes\n",
        encoding="utf-8",
    )
    host = testinfra.get_host(f"ssh://{HOST}", ssh_config=str(config), sudo=True)
    assert host.file("/etc/shadow").mode == 0o640
    assert host.sysctl("kernel.randomize_va_space") == 2
    assert "permitrootlogin no" in host.check_output("/usr/sbin/sshd -T -C user=root,host=x,addr=10.77.0.1").lower()
    assert int(host.check_output("sed -n 's/^minlen *= *//p' /etc/security/pwquality.conf").split()[-1]) >= 12


def test_the_dynamic_inventory_names_what_still_fails(repaired: Repaired) -> None:
    """What was repaired is in no group any more; what was not repaired is in its own."""
    asked = ("ansible-inventory", "-i", str(repaired.inventory), "--list")
    told = json.loads(run_tenken(*asked).stdout)
    assert "tenken_control_J13_UA_01" not in told
