"""A real router with FRRouting: read through its command line by netmiko, as a device through its shell, and as the
Linux host that it is (what root alone sees: effective settings of sshd, accounts)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from scanners.platforms import DEVICES
from scanners.probe import Scope
from tests.lab.live_router import CLI, HOST, LINUX, Router
from tests.lab.live_scan import ScanResult, scan_inventory

SSHD = "/etc/ssh/sshd_config.d/00-lab-broken.conf"
Scan = Callable[[], ScanResult]
CONTROLS = (
    "J15-MG-03", "J15-MG-04", "J15-MG-06", "J15-UA-01", "J15-UA-05", "J15-UA-10", "J15-FT-01", "J15-MG-07",
    "J13-UA-01", "J13-UA-03", "J13-UA-09", "J13-UA-10",
)  # fmt: skip
# What passes on the router in order, read as Linux; and what a live change makes fail, with a word of the finding.
PASSED = ("J15-MG-03", "J15-MG-04", "J15-MG-06", "J15-MG-07", "J15-UA-01")
HOST_PASSED = ("J13-UA-01", "J13-UA-09")
CHANGED = (
    (LINUX, "J15-MG-03", "vrrp 7 shutdown"),
    (LINUX, "J15-MG-04", "- log syslog informational"),
    (CLI, "J15-MG-04", "vrrp 7 shutdown"),
    (LINUX, "J15-MG-06", ""),
    (LINUX, "J15-UA-01", "telnet"),
    (LINUX, "J15-UA-05", "password"),
    (CLI, "J15-UA-05", "password"),
    (LINUX, "J15-UA-10", "8.8.8.0/24"),
    (CLI, "J15-UA-10", "8.8.8.0/24"),
    (LINUX, "J15-FT-01", "host0 7"),
    (CLI, "J15-FT-01", "host0 7"),
    (HOST, "J13-UA-01", "yes"),
    (HOST, "J13-UA-03", "aes128-cbc"),
    (HOST, "J13-UA-09", "guest"),
    (HOST, "J13-UA-10", "guest"),
)


@pytest.fixture(scope="module")
def scan(router: Router, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    report = tmp_path_factory.mktemp("router-scan") / "report.json"
    chosen = [f"--control={control}" for control in CONTROLS]
    return lambda: scan_inventory(router.inventory, report, *chosen)


@pytest.fixture(scope="module")
def before(router: Router, scan: Scan) -> tuple[ScanResult, str, str]:
    """One scan of the router in order, with its configuration before and after."""
    first = router.configuration()
    result = scan()
    assert result.report, result.stderr
    return result, first, router.configuration()


def test_a_scan_leaves_the_configuration_as_it_was(before: tuple[ScanResult, str, str]) -> None:
    _result, first, after = before
    assert first == after


def test_only_what_is_allowed_is_sent(before: tuple[ScanResult, str, str]) -> None:
    result, _first, _after = before
    for name, platform in ((CLI, "frr"), (LINUX, "frr_linux")):
        probes = [probe for reader in DEVICES[platform].family.readers for probe in reader.probes(Scope())]
        sent = {one["command"] for one in result.report["commands"] if one["target"] == name}
        assert sent, name
        assert sent <= {"", "exit", *DEVICES[platform].allowed(tuple(probes))}


def test_a_router_in_order_passes_what_it_can_tell(before: tuple[ScanResult, str, str]) -> None:
    result = before[0]
    assert {name: result.statuses(name)["J15-MG-04"] for name in (CLI, LINUX)} == {CLI: "pass", LINUX: "pass"}
    linux, host = result.statuses(LINUX), result.statuses(HOST)
    assert {control: linux[control] for control in PASSED} == dict.fromkeys(PASSED, "pass")
    assert {control: host[control] for control in HOST_PASSED} == dict.fromkeys(HOST_PASSED, "pass")
    assert result.statuses(CLI)["J15-MG-03"] == "unknown"
    assert {linux[control] for control in ("J15-FT-01", "J15-UA-05", "J15-UA-10")} == {"unknown"}


@pytest.fixture(scope="module")
def broken(router: Router, scan: Scan, before: object) -> ScanResult:
    """One scan of the router with everything changed; at the end it is as it was."""
    with ExitStack() as repairs:
        for lines, back in (
            (("no log syslog",), ("log syslog informational",)),
            (("ip route 8.8.8.0/24 10.77.0.1",), ("no ip route 8.8.8.0/24 10.77.0.1",)),
            (("interface host0", "vrrp 7 shutdown"), ("interface host0", "no vrrp 7 shutdown")),
            (("password mihon-no-himitsu",), ("no password",)),
        ):
            repairs.callback(router.configure, *back)
            router.configure(*lines)
        server = "import socket, time; kept = socket.create_server((str(), 23)); time.sleep(600)"
        router.host.run(["systemd-run", "--unit=lab-telnet", "python3", "-c", server])
        repairs.callback(router.host.run, ["systemctl", "stop", "lab-telnet"])
        router.host.run(["useradd", "--non-unique", "--uid", "0", "--gid", "0", "--shell", "/bin/sh", "guest"])
        repairs.callback(router.host.run, ["userdel", "--force", "guest"])
        router.host.run(f"printf 'PermitRootLogin yes\\nCiphers aes256-ctr,aes128-cbc\\n' > {SSHD}")
        repairs.callback(router.host.run, ["rm", SSHD])
        router.host.run("until ss -H -lnt | grep -q ':23 '; do sleep 0.05; done")
        return scan()


@pytest.mark.parametrize(("name", "control", "word"), CHANGED)
def test_what_is_changed_live_is_found(broken: ScanResult, name: str, control: str, word: str) -> None:
    finding = broken.finding(name, control)
    assert finding["status"] == "fail", finding
    assert word in str(finding["actual"])


def test_no_secret_of_the_router_is_in_the_report(broken: ScanResult) -> None:
    assert "mihon-no-himitsu" not in str(broken.report)


def test_repaired_it_passes_again(scan: Scan, broken: ScanResult) -> None:
    result = scan()
    linux, host = result.statuses(LINUX), result.statuses(HOST)
    assert {control: linux[control] for control in PASSED} == dict.fromkeys(PASSED, "pass")
    assert {control: host[control] for control in HOST_PASSED} == dict.fromkeys(HOST_PASSED, "pass")
