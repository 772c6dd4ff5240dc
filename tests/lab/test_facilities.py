"""Power supplies (real NUT, devices from files) and management controllers (real ipmitool, simulated controller).

One scan by the real command line reads them all: in order, with faults, and with nothing to tell.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from inventories.read import read_inventory
from tests.faults.real_sshd import Sshd, keygen
from tests.lab.ipmi_simulator import KEEPER, PASSWORD, SENSORS, USER, IpmiSimulator
from tests.lab.live_scan import ScanResult
from tests.lab.nut_server import NutServer

PROGRAMS = Path(sys.executable).parent
SAMPLE = Path(__file__).parents[2] / "inventories" / "sample" / "policy"
SEGMENTS = "segments: [{id: mgmt, name: {ja: 管理, en: management}, cidrs: [127.0.0.0/8], management: true}]\n"
ELSEWHERE = SEGMENTS.replace("127.0.0.0/8", "10.255.0.0/24")
OF_BMC = ("J14-UA-02", "J14-UA-03", "J14-FT-04", "J14-PW-05", "J14-AC-01", "J14-AC-03", "J14-DP-03", "J14-CP-02")
OF_UPS = ("J14-PW-01", "J14-PW-02", "J14-PW-03", "J14-AC-01", "J14-AC-02")
OF_NETWORK = ("J15-PW-02",)
CONTROLS = sorted({*OF_BMC, *OF_UPS, *OF_NETWORK, "J13-MG-02", "J14-MG-01", "J14-MG-03"})
SERIAL, OTHER_SERIAL, VERSION = "SN12345", "SN99999", "9.08"
# Whether a password is still the maker's only a person can tell: without a record it stays open.
UNCONFIRMED = ("J14-UA-02",)
# What a finding on the controller with faults names.
FAULTS = (
    ("J14-UA-02", "ADMIN"),
    ("J14-FT-04", "Failure detected"),
    ("J14-PW-05", "PSU2 Status: Presence detected, Failure detected"),
    ("J14-AC-01", "Inlet Temp: 45"),
    ("J14-AC-03", "FAN1: 0 RPM"),
    ("J14-DP-03", "Water Leak: State Asserted"),
    ("J14-CP-02", "General Chassis intrusion"),
)
# The same of a controller in order outside the management segment.
OUTSIDE = (("J14-UA-03", "127.0.0.1"),)
NOT_TOLD = ("J14-UA-02", "J14-PW-05", "J14-AC-01", "J14-AC-03", "J14-DP-03", "J14-CP-02")
# The power supplies, and what is said of each.
STATES = {"good": "pass", "tired": "fail", "mute": "unknown"}

GOOD = {
    "ups.status": "OL CHRG",
    "ups.model": "Simulated 3000",
    "battery.charge": "97",
    "battery.runtime": "1800",
    "battery.date": "2025-04-01",
    "ups.test.result": "Done and passed",
    "ambient.temperature": "23.5",
    "ambient.humidity": "45",
}
TIRED = {
    "ups.status": "OB LB RB",
    "battery.charge": "12",
    "battery.runtime": "95",
    "battery.date": "2019-04-01",
    "ambient.temperature": "34.5",
    "ambient.humidity": "88",
}
MUTE = {"ups.mfr": "Nobody", "ups.status": "WAIT"}


class Site:
    """A site with three controllers and three power supplies, and scans of it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        folder.mkdir()
        shutil.copytree(SAMPLE, folder / "policy")
        machines = dict.fromkeys(("good01", "bare01", "wrong01", "far01"), VERSION) | {"bad01": "9.07"}
        entries = "".join(
            f"  - {{host: {name}, serial: {SERIAL}, bios_versions: ['1'], bmc_versions: ['{version}']}}\n"
            for name, version in machines.items()
        )
        (folder / "policy" / "registers" / "machines.yaml").write_text(
            "description: {ja: 機器, en: machines}\nhardware:\n" + entries, encoding="utf-8"
        )
        (folder / "vault").write_text("for-the-tests-alone\n", encoding="ascii")
        self.nut = stack.enter_context(NutServer(folder / "nut", {"good": GOOD, "tired": TIRED, "mute": MUTE}))
        key = keygen(folder / "login")
        (folder / "authorized_keys").write_bytes(key.with_suffix(".pub").read_bytes())
        self.gateway = Sshd(folder / "gateway").start()
        stack.callback(self.gateway.stop)
        self.good = stack.enter_context(IpmiSimulator(folder / "good", serial=SERIAL))
        named = ((USER, "operator"), ("ADMIN", "admin"))
        self.broken = stack.enter_context(IpmiSimulator(folder / "broken", users=named, serial=OTHER_SERIAL))
        self.bare = stack.enter_context(IpmiSimulator(folder / "bare", sensors=SENSORS[3:4]))
        self.broken.set("FAN1", 0, "0 RPM")
        self.broken.set("Inlet Temp", 45, "45 degrees C")
        self.broken.set("PSU2 Status", 1 + 2, "Failure detected")
        self.broken.set("PS Redundancy", 2, "Redundancy Lost")
        self.broken.set("Intrusion", 1, "General Chassis intrusion")
        self.broken.set("Water Leak", 2, "State Asserted")
        self.bare.set("PSU2 Status", 0, "| ok")

    def inventory(self) -> Path:
        path = self.folder / "hosts.yaml"
        secret = self._vaulted(PASSWORD)
        hosts = [
            self._server("good01", self.good, secret, "operator"),
            self._server("bad01", self.broken, secret, "operator"),
        ]
        hosts += [
            self._server("bare01", self.bare, secret, "user"),
            self._server("wrong01", self.good, self._vaulted("x"), "user", user=KEEPER),
        ]
        hosts.append(self._server("far01", self.good, secret, "operator", via="gw01"))
        hosts.append(self._server("closed01", self.good, secret, "operator", connection="none"))
        down = self._server("down01", self.good, secret, "operator", connection="ssh")
        hosts.append(down + "      ansible_host: 127.0.0.1\n      ansible_port: 1\n")
        hosts.append(
            f"    gw01: {{ansible_host: 127.0.0.1, ansible_port: {self.gateway.port}, ansible_user: root,"
            f" ansible_ssh_private_key_file: {self.folder}/login}}\n"
            "    far-ups:\n      ansible_connection: none\n"
            f"      tenken_ups: {{device: 'good@127.0.0.1:{self.nut.port}', via: gw01}}\n"
        )
        for name in ("good", "tired", "mute", "gone"):
            for serves in ("hardware", "network"):
                device = f"{name}@127.0.0.1:{self.nut.port}"
                hosts.append(
                    f"    {name}-{serves}:\n      ansible_connection: none\n"
                    f"      tenken_ups: {{device: '{device}', protocol: nut, via: ops, serves: {serves}}}\n"
                )
        (owner,) = yaml.safe_load((SAMPLE / "responsible.yaml").read_text(encoding="utf-8"))["responsible"]
        head = f"all:\n  vars: {{tenken_system: lgwan, tenken_segment: mgmt, tenken_responsible: {owner}}}\n  hosts:\n"
        path.write_text(head + "".join(hosts) + "    plain01:\n      ansible_connection: local\n", encoding="utf-8")
        return path

    def scan(self, segments: str, *limit: str) -> ScanResult:
        (self.folder / "policy" / "segments.yaml").write_text(segments, encoding="utf-8")
        report = self.folder / "report.json"
        command = [str(PROGRAMS / "tenken"), "scan", "-i", str(self.inventory())]
        command += [
            "--vault-password-file",
            str(self.folder / "vault"),
            "--no-sudo",
            "--known-hosts",
            str(self.gateway.known_file()),
            "--format",
            "json",
            "-o",
            str(report),
        ]
        command += [f"--control={control}" for control in CONTROLS] + list(limit)
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        text = report.read_text(encoding="utf-8")
        assert PASSWORD not in text + done.stdout + done.stderr
        return ScanResult(done.returncode, json.loads(text), done.stdout, done.stderr)

    def _server(
        self,
        name: str,
        bmc: IpmiSimulator,
        secret: str,
        privilege: str,
        *,
        via: str = "ops",
        user: str = USER,
        connection: str = "local",
    ) -> str:
        return (
            f"    {name}:\n      ansible_connection: {connection}\n      tenken_registers: [machines]\n"
            f"      tenken_bmc:\n        via: {via}\n"
            f"        address: 127.0.0.1\n        port: {bmc.port}\n        user: {user}\n        cipher_suite: 3\n"
            f"        privilege: {privilege}\n        password: !vault |\n{secret}"
        )

    def _vaulted(self, text: str) -> str:
        command = (
            str(PROGRAMS / "ansible-vault"),
            "encrypt_string",
            "--vault-password-file",
            str(self.folder / "vault"),
        )
        done = subprocess.run((*command, text), capture_output=True, text=True, check=True)
        return done.stdout.partition("\n")[2].rstrip("\n") + "\n"


@pytest.fixture(scope="module")
def site(root: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path_factory.mktemp("facilities") / "site", stack)


@pytest.fixture(scope="module")
def scan(site: Site) -> ScanResult:
    return site.scan(SEGMENTS)


def test_a_controller_in_order_passes(scan: ScanResult) -> None:
    statuses = scan.statuses("good01")
    assert {control: statuses[control] for control in OF_BMC} == {
        **dict.fromkeys(OF_BMC, "pass"),
        **dict.fromkeys(UNCONFIRMED, "unattested"),
    }


@pytest.mark.parametrize(("control", "word"), FAULTS)
def test_a_fault_of_a_controller_fails_and_is_named(scan: ScanResult, control: str, word: str) -> None:
    finding = scan.finding("bad01", control)
    assert finding["status"] == "fail"
    assert word in " ".join(actual["text"]["ja"] for actual in finding["actual"])


def test_the_register_is_compared_with_what_the_controller_tells(scan: ScanResult) -> None:
    """Both machines are one: this container, which shows no serial number of its own."""
    serials = {name: scan.finding(name, "J14-MG-01") for name in ("good01", "bad01")}
    versions = {name: scan.finding(name, "J14-MG-03") for name in ("good01", "bad01")}
    for found, word in ((serials, OTHER_SERIAL), (versions, VERSION)):
        assert found["bad01"]["status"] == "fail"
        assert found["good01"]["status"] != "fail"
        assert word in " ".join(actual["text"]["ja"] for actual in found["bad01"]["actual"])
    told = {actual["code"] for found in (serials, versions) for actual in found["good01"]["actual"]}
    assert {"good.bmc.fru", "good.bmc.firmware"} <= told
    assert "bmc_no_fru" in {actual["code"] for actual in scan.finding("bare01", "J14-MG-01")["actual"]}


def test_a_server_that_nobody_logs_in_to_is_read_through_its_controller(scan: ScanResult) -> None:
    statuses = scan.statuses("closed01")
    assert {control: statuses[control] for control in OF_BMC} == {
        control: scan.statuses("good01")[control] for control in OF_BMC
    }
    assert "J13-MG-02" not in statuses
    (target,) = [each for each in scan.report["targets"] if each["name"] == "closed01"]
    assert (target["scanned"], target["reachable"], target["platform"]) == (True, True, "bmc_lanplus")


def test_a_server_that_is_down_is_judged_by_its_controller(scan: ScanResult) -> None:
    statuses = scan.statuses("down01")
    assert {control: statuses[control] for control in OF_BMC} == {
        control: scan.statuses("good01")[control] for control in OF_BMC
    }
    assert (
        scan.finding("down01", "J13-MG-02")["reason"]["code"] == scan.finding("down01", "J14-MG-03")["reason"]["code"]
    )
    assert scan.finding("down01", "J14-AC-03")["evidence"]
    (target,) = [each for each in scan.report["targets"] if each["name"] == "down01"]
    assert not target["reachable"]


@pytest.mark.parametrize(("control", "word"), OUTSIDE)
def test_a_controller_outside_the_management_segment_fails(site: Site, control: str, word: str) -> None:
    finding = site.scan(ELSEWHERE, "--limit", "good01").finding("good01", control)
    assert finding["status"] == "fail"
    assert word in finding["actual"][0]["text"]["ja"]


@pytest.mark.parametrize("control", NOT_TOLD)
def test_what_a_controller_does_not_tell_is_unknown(scan: ScanResult, control: str) -> None:
    assert scan.finding("bare01", control)["status"] == "unknown"


def test_a_refused_login_is_not_repeated(scan: ScanResult) -> None:
    tried = [each for each in scan.report["commands"] if each["target"] == "wrong01" and each["via"] == "ops"]
    assert [each["probe"] for each in tried if each["status"] is not None] == ["bmc.a_controller"]
    assert {each["reason"]["code"] for each in tried if each["status"] is None} == {"login_stopped"}
    assert {scan.statuses("wrong01")[control] for control in OF_BMC} == {"unknown"}


@pytest.mark.parametrize("control", OF_UPS)
def test_a_power_supply_in_three_states(scan: ScanResult, control: str) -> None:
    assert {name: scan.finding(f"{name}-hardware", control)["status"] for name in STATES} == STATES


@pytest.mark.parametrize("control", OF_NETWORK)
def test_a_power_supply_of_the_network_in_three_states(scan: ScanResult, control: str) -> None:
    assert {name: scan.finding(f"{name}-network", control)["status"] for name in STATES} == STATES


def test_a_power_supply_belongs_to_the_article_of_what_it_serves(scan: ScanResult) -> None:
    assert scan.finding("good-network", "J14-PW-01")["status"] == "not_applicable"
    assert scan.finding("good-hardware", "J15-PW-02")["status"] == "not_applicable"


def test_the_ops_host_is_a_target_without_a_connection(scan: ScanResult) -> None:
    (target,) = [each for each in scan.report["targets"] if each["name"] == "plain01"]
    assert (target["connections"], target["execs"], target["scanned"], target["reachable"]) == (0, 1, True, True)
    assert scan.finding("plain01", "J13-MG-02")["status"] in {"pass", "fail"}


def test_a_lost_power_supply_makes_the_scan_incomplete(scan: ScanResult) -> None:
    targets = {each["name"]: each for each in scan.report["targets"]}
    assert not targets["gone-hardware"]["reachable"]
    assert targets["gone-hardware"]["reason"]["code"] == "ups_refused"
    assert {scan.statuses("gone-hardware")[control] for control in OF_UPS} == {"unknown"}
    assert targets["good-hardware"]["reachable"]
    assert targets["good-hardware"]["platform"] == "ups_nut"
    assert scan.exit_status == 3


def test_every_record_names_where_it_ran_and_whose_state_it_tells(scan: ScanResult) -> None:
    beside = [each for each in scan.report["commands"] if each["command"].startswith(("ipmitool", "upsc"))]
    beside = [each for each in beside if each["target"] != "gw01"]  # which asks its own, and has none
    assert {(each["via"], each["subject"]) for each in beside} == {("ops", "facility"), ("gateway", "facility")}
    assert {each["target"] for each in beside if each["via"] == "gateway"} == {"far01", "far-ups"}


def test_a_gateway_asks_as_the_ops_host_does(scan: ScanResult) -> None:
    near, far = scan.statuses("good01"), scan.statuses("far01")
    assert {control: far[control] for control in OF_BMC} == {control: near[control] for control in OF_BMC}
    assert scan.statuses("far-ups") == scan.statuses("good-hardware")
    targets = {each["name"]: each for each in scan.report["targets"]}
    assert (targets["far01"]["connections"], targets["far01"]["execs"]) == (1, 2)
    assert (targets["far-ups"]["connections"], targets["far-ups"]["execs"]) == (1, 1)


def test_the_password_is_not_kept_with_the_inventory(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    inventory = read_inventory(site.inventory(), vault_args=("--vault-password-file", str(site.folder / "vault")))
    passwords = {host.name: host.bmc.password for host in inventory.hosts}
    assert passwords["good01"] == PASSWORD
    assert PASSWORD not in repr(inventory)
    assert not any(file.is_file() for file in tmp_path.rglob("*"))
