"""What a scan takes for granted at each depth, and how a plan tells of power supplies and controllers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.environment import EnvironmentHost, write_environment
from tenken.cli import main
from tenken.commands import scan
from tenken.facilities import operator
from tenken.scanning import read_all
from tenken.sessions import Door

FACILITIES = """
lgwan:
  vars: {tenken_system: lgwan, tenken_responsible: 地方公共団体情報システム機構, tenken_segment: mgmt}
  hosts:
    gw01: {ansible_host: 127.0.0.1, ansible_port: 1}
    ups01: {tenken_ups: {device: "ups1@192.0.2.9"}}
    ups02: {tenken_ups: {device: "ups1@192.0.2.9:3551", protocol: apcupsd, via: gw01}}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One host, on a loopback port where nothing listens, and the whole policy."""
    folder = tmp_path_factory.mktemp("place") / "environment"
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    host = EnvironmentHost("web01", "127.0.0.1", "lgwan", port=1)
    write_environment(folder, [host], key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    return folder


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ([], 120),
        (["--depth", "full"], 1800),
        (["--depth", "full", "--host-timeout", "60"], 60),
        (["--host-timeout", "600"], 600),
    ],
)
def test_a_heavy_scan_gives_each_host_more_time(
    given: list[str], seconds: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors: list[Door] = []

    def watched(jobs: object, limits: object, door: Door, *rest: object, **more: object) -> object:
        doors.append(door)
        return read_all(jobs, limits, door, *rest, **more)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(scan, "read_all", watched)
    assert main(["scan", "-i", str(place / "hosts"), "--control", "J13-UA-01", *given]) == 3  # nothing listens there
    assert [door.host_seconds for door in doors] == [seconds]


@pytest.mark.parametrize(
    ("language", "places"),
    [
        ("ja", ("（運用ホストで {} として実行）", "（中継ホスト gw01 で実行）")),
        ("en", ("(run on the ops host as {})", "(run on the gateway gw01)")),
    ],
)
def test_a_plan_says_from_where_a_power_supply_is_asked(
    language: str, places: tuple[str, str], place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(place / "policy", tmp_path / "policy")
    (tmp_path / "hosts.yml").write_text(FACILITIES, "utf-8")
    assert main(["plan", "-i", str(tmp_path / "hosts.yml"), "--limit", "ups*", "--lang", language]) == 0
    first, second = capsys.readouterr().out.split("ups02 (" if language == "en" else "ups02（")
    assert places[0].format(operator()) in first
    assert "    $ upsc ups1@192.0.2.9:3493" in first
    assert places[1] in second
    assert "    $ apcaccess -h 192.0.2.9:3551" in second
    # Nobody logs in to a power supply: no account is named as one of it, and sudo is not spoken of.
    assert "sudo" not in first + second
