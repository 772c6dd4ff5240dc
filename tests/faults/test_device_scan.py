"""`tenken scan` on simulated devices of every platform: one session each, nothing forbidden sent, no secret kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from lab.device_simulator import Playing, simulate
from lab.simulated_device import SimulatedDevice
from scanners.platforms import DEVICES
from scanners.probe import Scope
from tenken.cli import main
from tests.faults.device_environment import PASSWORD, data_of, write_devices

KEPT = "cisco_ios"  # copies of its configuration are kept
PLATFORMS = sorted(name for name, platform in DEVICES.items() if not platform.is_linux)


@dataclass
class Scanned:
    """What one scan of all simulated devices gave."""

    status: int
    report: dict[str, Any]
    text: str
    devices: dict[str, Playing]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    folder = tmp_path_factory.mktemp("devices")
    made = {
        platform: SimulatedDevice(
            commands=(data := data_of(platform))["commands"],
            prompt=data["prompt"],
            paging_off=DEVICES[platform].session,
            password=PASSWORD,
        )
        for platform in PLATFORMS
    }
    with simulate(made) as devices:
        inventory = write_devices(folder, devices, {KEPT: {"tenken_registers": ["archive"]}})
        (folder / "archive").mkdir()
        (folder / "archive" / "sw01-2026.cfg").write_text("hostname sw01\n", encoding="ascii")
        archive = {
            "description": {"ja": "設定の写し", "en": "copies"},
            "configuration_backups": [{"host": KEPT, "path": str(folder / "archive")}],
        }
        (folder / "environment" / "policy" / "registers" / "archive.yaml").write_text(
            yaml.safe_dump(archive, allow_unicode=True), encoding="utf-8"
        )
        report = folder / "report.json"
        status = main(["scan", "-i", str(inventory), "--format", "json", "-o", str(report), "--per-segment", "8"])
        text = report.read_text(encoding="utf-8")
        yield Scanned(status, json.loads(text), text, devices)


def test_there_is_a_device_of_every_platform(scanned: Scanned) -> None:
    assert {target["name"]: target["platform"] for target in scanned.report["targets"]} == dict(
        zip(PLATFORMS, PLATFORMS, strict=True)
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_device_is_read_in_one_session(scanned: Scanned, platform: str) -> None:
    (target,) = (one for one in scanned.report["targets"] if one["name"] == platform)
    connections = 1 + (platform == KEPT)  # the copies are looked for on the ops host itself
    assert (target["reachable"], target["reason"]) == (True, None)
    assert target["connections"] <= connections
    assert scanned.devices[platform].record.logins in {0, 1}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_sent_that_may_not_be(scanned: Scanned, platform: str) -> None:
    record = scanned.devices[platform].record
    probes = [probe for reader in DEVICES[platform].family.readers for probe in reader.probes(Scope())]
    assert set(record.lines) <= {"", "exit", *DEVICES[platform].allowed(tuple(probes))}
    told = {one["command"] for one in scanned.report["commands"] if one["target"] == platform}
    assert {line for line in record.lines if line} <= told


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_secret_of_a_device_is_in_the_report(scanned: Scanned, platform: str) -> None:
    assert PASSWORD not in scanned.text
    assert [secret for secret in data_of(platform).get("secrets", ()) if secret in scanned.text] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_device_is_judged(scanned: Scanned, platform: str) -> None:
    statuses = {one["control"]: one["status"] for one in scanned.report["findings"] if one["subject"] == platform}
    assert {f"J15-MG-0{number}" for number in range(1, 8)} <= statuses.keys()
    assert not [
        one for one in scanned.report["findings"] if one["reason"] and one["reason"]["code"] == "judging_failed"
    ]


def test_copies_of_a_configuration_are_looked_for_on_the_ops_host(scanned: Scanned) -> None:
    by_device = {one["subject"]: one for one in scanned.report["findings"] if one["control"] == "J15-FT-04"}
    assert by_device[KEPT]["status"] == "pass"
    assert {one["status"] for name, one in by_device.items() if name in PLATFORMS and name != KEPT} == {"unknown"}
    assert [one["via"] for one in scanned.report["commands"] if one["command"].startswith("LC_ALL=C find")] == ["ops"]
