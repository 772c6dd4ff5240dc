"""`tenken scan` of a device that speaks Telnet alone: only with the inventory's word and an exception in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lab.device_simulator import Playing, simulate
from lab.simulated_device import SimulatedDevice
from scanners.platforms import DEVICES
from tenken.cli import main
from tests.faults.device_environment import PASSWORD, data_of, write_devices

NAME = "cisco_ios"
EXCEPTION = """\
exceptions:
  - id: EX-2026-009
    control: {control}
    targets: [{target}]
    reason: 更新まで暗号化に対応できないため
    compensating_measures: [管理用の区画からだけ届く]
    applicant: 見本二郎
    approved_by: 見本花子
    approved_by_role: {role}
    approved_on: 2026-04-01
    expires: {expires}
"""


@pytest.fixture
def device() -> Iterator[Playing]:
    data = data_of(NAME, "violating")
    playing = SimulatedDevice(
        commands=data["commands"],
        prompt=data["prompt"],
        paging_off=DEVICES[NAME].session,
        password=PASSWORD,
        telnet=True,
    )
    with simulate({NAME: playing}) as devices:
        yield devices[NAME]


def scan(folder: Path, device: Playing, exception: str, *, telnet: bool = True) -> dict[str, Any]:
    inventory = write_devices(folder, {NAME: device}, {NAME: {"tenken_transport": "telnet"}} if telnet else None)
    if exception:
        (folder / "environment" / "policy" / "exceptions.yaml").write_text(exception, encoding="utf-8")
    report = folder / "report.json"
    main(["scan", "-i", str(inventory), "--format", "json", "-o", str(report)])
    text = report.read_text(encoding="utf-8")
    assert PASSWORD not in text
    return dict(json.loads(text))


def written(control: str = "J15-UA-01", target: str = NAME, days: int = 90, role: str = "最高統括管理責任者") -> str:
    expires = datetime.now(UTC).date() + timedelta(days=days)
    return EXCEPTION.format(control=control, target=target, role=role, expires=expires)


def why(report: dict[str, Any]) -> str:
    (target,) = (one for one in report["targets"] if one["name"] == NAME)
    return str(target["reason"]["code"]) if target["reason"] else ""


def finding(report: dict[str, Any], control: str) -> dict[str, Any]:
    (found,) = (one for one in report["findings"] if (one["control"], one["subject"]) == (control, NAME))
    return dict(found)


def test_with_an_exception_the_device_is_read_and_plain_text_management_still_fails(
    device: Playing, tmp_path: Path
) -> None:
    report = scan(tmp_path, device, written())
    assert why(report) == ""
    assert device.record.logins == 1
    judged = finding(report, "J15-UA-01")
    assert (judged["status"], judged["judged_status"]) == ("waived", "fail")
    assert judged["exception"] == "EX-2026-009"
    assert finding(report, "J15-UA-16")["status"] == "fail"  # it was read


@pytest.mark.parametrize(
    "exception",
    ["", written(control="J15-UA-02"), written(target="another"), written(days=-2), written(role="統括管理責任者")],
    ids=["none", "of another control", "of another device", "expired", "by who may not"],
)
def test_without_one_in_force_nothing_is_connected_to_and_no_password_is_sent(
    exception: str, device: Playing, tmp_path: Path
) -> None:
    report = scan(tmp_path, device, exception)
    assert why(report) == "telnet_without_exception"
    assert (device.record.logins, device.record.lines) == (0, [])
    assert [one for one in report["findings"] if one["subject"] == NAME and one["method"] == "netdev"] == []


def test_an_exception_alone_does_not_make_a_device_be_read_over_telnet(device: Playing, tmp_path: Path) -> None:
    report = scan(tmp_path, device, written(), telnet=False)
    assert why(report)
    assert (device.record.logins, device.record.lines) == (0, [])
