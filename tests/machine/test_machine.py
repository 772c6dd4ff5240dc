"""Controls about hardware and about the kernel's own state, on an emulated machine that looks like metal.

Every one passes, fails when the thing itself is broken and names it, and passes again when it is repaired.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import hardware
from lab.environment import EnvironmentHost, write_environment
from lab.fleet import Lab
from lab.guest import wait_until
from lab.machine import MACHINES, Machine, clean, processes
from tests.lab.live_scan import REGISTERS, SYSTEM, ScanResult, run_tenken, scan_inventory
from tests.machine.breaks import OF_CONTROLLER, ROUND
from tests.machine.controller import Controller, controller

Scan = Callable[[], ScanResult]

# Judged by the register alone: broken by pulling a disk out, and by a register that says otherwise.
REGISTERED = frozenset({"J14-MG-01", "J14-MG-03", "J14-MG-04"})
LOCKED = "J13-MG-12"
# It counts until the next start, and has no memory controller that counts errors: this fails, and cannot pass.
COUNTED = "J14-FT-03"
BREAKS = (*ROUND, *OF_CONTROLLER)
BROKEN = frozenset(each.control for each in BREAKS)
SHOWN = BROKEN | REGISTERED | {LOCKED}
# An emulated processor takes its time: what the machine shows beyond a container, and no more.
LOGIN_S, REST_S = 6.0, 180.0
TIME = ("--host-timeout", "600")


def chosen(controls: frozenset[str]) -> tuple[str, ...]:
    """Give the arguments for a scan of these controls."""
    return (*TIME, *(f"--control={control}" for control in sorted(controls)))


DISK = f"disk QEMU NVMe Ctrl {hardware.NVME_SERIAL}"


@pytest.fixture(scope="module")
def bmc(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    """The management controller, before the machine is there."""
    with controller(lab.switch, tmp_path_factory.mktemp("bmc") / "state") as made:
        yield made


@pytest.fixture(scope="module")
def machine(lab: Lab, bmc: Controller) -> Iterator[Machine]:
    """The machine, on the segment of the usual hosts."""
    made = Machine(lab)
    try:
        made.up()
        made.attach_controller()
        yield made
    finally:
        made.down()


def _environment(machine: Machine, folder: Path) -> Path:
    """Inventory and policy for the machine alone; gives what `-i` names."""
    scan_key = subprocess.run(
        ["ssh-keygen", "-l", "-f", machine.key.with_suffix(".pub")], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    host = EnvironmentHost(machine.name, machine.address, SYSTEM, registers=(*REGISTERS, "machine"))
    return write_environment(folder, [host], key=machine.key, known_hosts=machine.known_hosts, scan_key=scan_key)


def _allow(machine: Machine, inventory: Path) -> None:
    sudoers = run_tenken("sudoers", "-i", str(inventory), "--family", "debian")
    assert sudoers.returncode == 0, sudoers.stderr
    machine.write("/root/50-scan", sudoers.stdout, 0o440)
    machine.run("visudo -q -c -f /root/50-scan && mv /root/50-scan /etc/sudoers.d/50-scan")


def _at_rest(machine: Machine) -> None:
    """Wait until a login is answered within a part of the time that a scan allows for it."""
    known = f"-oUserKnownHostsFile={machine.known_hosts}"
    login = ["ssh", "-F/dev/null", "-oBatchMode=yes", known, "-i", str(machine.key), f"scan@{machine.address}", "true"]

    def answers() -> bool:
        try:
            subprocess.run(login, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=LOGIN_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    wait_until(answers, REST_S)


@pytest.fixture(scope="module")
def scan(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """Run `tenken scan` on the machine."""
    folder = tmp_path_factory.mktemp("machine")
    inventory = _environment(machine, folder / "lab")
    _allow(machine, inventory)

    def run() -> ScanResult:
        _at_rest(machine)
        return scan_inventory(inventory, folder / "report.json", *chosen(SHOWN))

    return run


@pytest.fixture(scope="module")
def delivered(scan: Scan) -> ScanResult:
    """One scan before anything is changed."""
    return scan()


def _others(result: ScanResult, *, failing: frozenset[str]) -> Mapping[str, Any]:
    """What the shown controls say, where it is neither a pass nor the failure that is meant to be."""
    statuses = result.statuses(Machine.name)
    wanted = {control: "fail" if control in failing else "pass" for control in SHOWN}
    return {
        control: (statuses.get(control), control in statuses and result.finding(Machine.name, control)["actual"])
        for control, status in wanted.items()
        if statuses.get(control) != status
    }


def _named(result: ScanResult, control: str) -> dict[str, str]:
    return {state["code"]: str(state["values"]) for state in result.finding(Machine.name, control)["actual"]}


def test_the_machine_looks_like_metal(machine: Machine) -> None:
    assert machine.run("systemd-detect-virt", check=False).stdout == "none\n"
    assert machine.run("cat /sys/class/dmi/id/sys_vendor").stdout == f"{hardware.VENDOR}\n"
    assert machine.run("grep -c hypervisor /proc/cpuinfo", check=False).stdout == "0\n"


def test_what_a_crashed_run_left_is_cleaned_away_and_nothing_else(machine: Machine) -> None:
    folder = MACHINES / "crashed"
    folder.mkdir()
    remains = [hardware.PROGRAM, "-machine", "none", "-nodefaults", "-display", "none", "-daemonize"]
    subprocess.run([*remains, "-pidfile", str(folder / "pid")], check=True)
    (left,) = processes(folder)
    clean()
    assert not folder.exists()
    assert left not in processes(folder)
    assert machine.run("echo still there").stdout == "still there\n"


def test_it_passes_what_it_can_show_before_its_rules_are_locked(delivered: ScanResult) -> None:
    assert _others(delivered, failing=frozenset({LOCKED})) == {}
    assert "'value': 1" in _named(delivered, LOCKED)["bad.audit.enabled"]


@pytest.fixture(scope="module")
def broken(machine: Machine, bmc: Controller, scan: Scan, delivered: ScanResult) -> ScanResult:
    """One scan with all broken; at the end all is repaired."""
    with ExitStack() as repairs:
        for each in ROUND:
            repairs.callback(each.repair, machine)
            each.broken(machine)
        repairs.callback(bmc.clear_events)  # after the sensors are repaired, which are events as well
        for sensor in OF_CONTROLLER:
            repairs.callback(bmc.set, sensor.sensor, *sensor.repaired)
            bmc.set(sensor.sensor, *sensor.broken)
        return scan()


def test_what_is_broken_fails_and_nothing_else_does(broken: ScanResult) -> None:
    assert _others(broken, failing=BROKEN | {LOCKED}) == {}


@pytest.mark.parametrize("control", sorted(BROKEN))
def test_the_finding_names_what_was_broken(broken: ScanResult, control: str) -> None:
    (each,) = (each for each in BREAKS if each.control == control)
    named = _named(broken, control)
    assert {code: text in named.get(code, "") and code in named for code, text in each.names.items()} == dict.fromkeys(
        each.names, True
    )


@pytest.fixture(scope="module")
def other_parts(
    machine: Machine, scan: Scan, broken: ScanResult, tmp_path_factory: pytest.TempPathFactory
) -> ScanResult:
    """A scan without one of its disks, judged by the register of another machine."""
    folder = tmp_path_factory.mktemp("other")
    inventory = _environment(machine, folder / "lab")
    register = folder / "lab" / "policy" / "registers" / "machine.yaml"
    document = yaml.safe_load(register.read_text(encoding="utf-8"))
    (entry,) = document["hardware"]
    entry |= {"serial": "TW220A00999", "bios_versions": ["9.9.9"]}
    register.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    machine.pull_nvme()
    try:
        _at_rest(machine)
        return scan_inventory(inventory, folder / "report.json", *chosen(REGISTERED))
    finally:
        machine.plug_nvme()


def test_another_machine_and_a_missing_disk_are_named(other_parts: ScanResult) -> None:
    assert other_parts.statuses(Machine.name) == dict.fromkeys(REGISTERED, "fail")
    assert f"serial: {hardware.SERIAL} ≠ TW220A00999" in _named(other_parts, "J14-MG-01")["bad.hardware_identity"]
    assert hardware.BIOS_VERSION in _named(other_parts, "J14-MG-03")["bad.hardware_identity.bios_version"]
    assert DISK in _named(other_parts, "J14-MG-04")["bad.components"]


def test_repaired_and_locked_it_passes_all(machine: Machine, scan: Scan, other_parts: ScanResult) -> None:
    machine.run("auditctl -e 2")
    assert _others(scan(), failing=frozenset()) == {}
    refused = machine.run("auditctl -D", check=False)
    assert refused.returncode != 0, refused.stdout


@pytest.fixture(scope="module")
def machine_checked(
    machine: Machine, scan: Scan, other_parts: ScanResult, tmp_path_factory: pytest.TempPathFactory
) -> ScanResult:
    """A scan after an error of the processor, which stays counted: the last that is done to this machine."""
    machine.check_processor()
    folder = tmp_path_factory.mktemp("checked")
    _at_rest(machine)
    return scan_inventory(_environment(machine, folder / "lab"), folder / "report.json", *chosen(frozenset({COUNTED})))


def test_an_error_of_the_processor_is_found(machine_checked: ScanResult) -> None:
    assert machine_checked.statuses(Machine.name) == {COUNTED: "fail"}
    assert "'value': 1" in _named(machine_checked, COUNTED)["bad.processor_errors.exceptions"]
