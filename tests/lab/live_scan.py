"""The real command line against the hosts of the lab: an environment for them, their sudo rules, and scans."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.environment import EnvironmentHost, write_environment
from lab.fleet import SPECS, Lab, install_sudoers
from lab.image import archives

SYSTEM = "lgwan"
REGISTERS = ("base", "packages", "keys")
OWN_REGISTERS = {
    "log01": ("log", "backup"),
    "ntp01": ("ntp", "backup"),
    "bad12": ("backup-here",),
    "mend12": ("backup-here",),
}
REPAIRED_BY = {"mend12": "naosu"}
HA_GROUPS = {"good12": "pair", "log01": "pair", "bad12": "alone"}
TENKEN = Path(sys.executable).with_name("tenken")
SCAN_S = 900.0


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What one run of `tenken scan` gave. `report` is the JSON report, empty when none was written."""

    exit_status: int
    report: dict[str, Any]
    stdout: str
    stderr: str

    def finding(self, host: str, control: str) -> dict[str, Any]:
        """The one finding of a control on a host."""
        (found,) = [each for each in self.report["findings"] if each["subject"] == host and each["control"] == control]
        return dict(found)

    def statuses(self, host: str) -> dict[str, str]:
        """By control, the status on a host."""
        return {each["control"]: each["status"] for each in self.report["findings"] if each["subject"] == host}


def make_environment(lab: Lab, folder: Path, names: Sequence[str]) -> Path:
    """Write inventory and policy for these hosts and install what `tenken sudoers` prints; gives what `-i` names."""
    fingerprint = subprocess.run(
        ["ssh-keygen", "-l", "-f", lab.key.with_suffix(".pub")], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    hosts = [
        EnvironmentHost(
            name,
            SPECS[name].address,
            SYSTEM,
            registers=(*REGISTERS, *OWN_REGISTERS.get(name, ("backup",))),
            ha_group=HA_GROUPS.get(name, ""),
            repaired_by=REPAIRED_BY.get(name, ""),
        )
        for name in names
    ]
    inventory = write_environment(
        folder, hosts, key=lab.key, known_hosts=lab.known_hosts, scan_key=fingerprint, archives=archives()
    )
    sudoers = run_tenken("sudoers", "-i", str(inventory), "--family", "debian")
    if sudoers.returncode != 0:
        raise RuntimeError(sudoers.stderr)
    for name in names:
        install_sudoers(lab.host(name), sudoers.stdout)
    return inventory


def scan_inventory(inventory: Path, report: Path, *arguments: str) -> ScanResult:
    """Scan the hosts of an inventory with the real program; `report` is where its JSON goes."""
    report.unlink(missing_ok=True)
    done = run_tenken("scan", "-i", str(inventory), *arguments, "--format", "json", "-o", str(report))
    text = report.read_text(encoding="utf-8") if report.exists() else "{}"
    return ScanResult(done.returncode, json.loads(text), done.stdout, done.stderr)


def run_tenken(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `tenken` in English, in the namespace of this process."""
    environment = {**os.environ, "TENKEN_LANG": "en"}
    return subprocess.run(
        [TENKEN, *arguments], capture_output=True, text=True, env=environment, timeout=SCAN_S, check=False
    )
