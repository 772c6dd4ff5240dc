"""The router of the lab, FRRouting, in an inventory: by its command line, through its shell, and as a Linux host."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.environment import EnvironmentHost, write_environment
from lab.fleet import SPECS, Lab, install_sudoers
from lab.host import Host
from tests.lab.live_scan import REGISTERS, SYSTEM, run_tenken

CLI, LINUX, HOST = "rtr01-cli", "rtr01-linux", "rtr01-host"
ACCOUNTS = """\
description: {ja: ルーター, en: the router}
accounts: [{name: netscan, owner: 点検担当}]
"""


@dataclass(frozen=True)
class Router:
    """The running router and the inventory in which it stands twice."""

    host: Host
    inventory: Path

    def configure(self, *lines: str) -> None:
        """Change the running configuration, as an administrator does; it is not saved."""
        words = [word for line in ("configure terminal", *lines) for word in ("-c", line)]
        self.host.run(["vtysh", *words])

    def configuration(self) -> str:
        return self.host.run(["vtysh", "-c", "show running-config"]).stdout

    def save(self) -> None:
        self.host.run(["vtysh", "-c", "write memory"])


def _inventory(lab: Lab, folder: Path) -> Path:
    fingerprint = subprocess.run(
        ["ssh-keygen", "-l", "-f", lab.key.with_suffix(".pub")], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    address = SPECS["rtr01"].address
    made = write_environment(
        folder,
        [
            EnvironmentHost(name, address, SYSTEM, registers=(*REGISTERS, "backup", "router"))
            for name in (CLI, LINUX, HOST)
        ],
        key=lab.key,
        known_hosts=lab.known_hosts,
        scan_key=fingerprint,
    )
    file = made / "hosts.yml"
    document: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    (folder / "policy" / "registers" / "router.yaml").write_text(ACCOUNTS, "utf-8")
    device = {"ansible_network_os": "frr.frr.frr", "tenken_golden": "rtr01"}
    for name, more in {
        CLI: {"ansible_connection": "ansible.netcommon.network_cli", "ansible_user": "netscan"},
        LINUX: {"ansible_connection": "ssh"},
    }.items():
        document["all"]["hosts"][name] |= more | device
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return made


def approve(router: Router, configuration: str) -> None:
    """Make this the approved configuration."""
    policy = router.inventory.parent / "policy"
    (policy / "golden").mkdir(exist_ok=True)
    (policy / "golden" / "rtr01.conf").write_text(configuration, "utf-8")
    golden = {"rtr01": {"file": "rtr01.conf", "approved_by": "見本花子", "approved_on": "2026-04-01"}}
    (policy / "golden.yaml").write_text(yaml.safe_dump({"golden": golden}, allow_unicode=True), "utf-8")


@pytest.fixture(scope="session")
def router(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    """The router, with a first hop of VRRP; what it runs is approved."""
    host = lab.host("rtr01")
    made = Router(host, _inventory(lab, tmp_path_factory.mktemp("router") / "lab"))
    host.run("ip link add vr1 link host0 type macvlan mode bridge && ip link set vr1 address 00:00:5e:00:01:07")
    host.run("ip addr add 10.77.0.100/24 dev vr1 && ip link set vr1 up")
    made.configure("interface host0", "vrrp 7", "vrrp 7 ip 10.77.0.100")
    made.save()
    approve(made, made.configuration())
    sudoers = run_tenken("sudoers", "-i", str(made.inventory), "--family", "debian")
    assert sudoers.returncode == 0, sudoers.stderr
    install_sudoers(host, sudoers.stdout)
    host.run(
        "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
        "vtysh -c 'show vrrp' | grep -q Master && exit; sleep 0.5; done; exit 1"
    )
    yield made
    lab.stop("rtr01")
