"""What an operator is told outside the permitted time, and when a scan that may begin must end."""

from __future__ import annotations

import argparse
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from checks.judging import JST
from checks.operations import Freeze, Operations
from inventories.reason import ConfigError
from lab.environment import EnvironmentHost, write_environment
from reports.messages import say
from tenken import loading, permission
from tenken.cli import main
from tenken.store import runs
from tenken.store.opening import open_store

OPERATIONS = """
windows:
  - {start: "22:00", until: "05:00", systems: [lgwan]}
freezes:
  - {starts: "2026-12-28T00:00:00+09:00", ends: "2027-01-04T00:00:00+09:00", why: 年末年始, systems: [chukan-server]}
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=JST)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=JST)
FROZEN = datetime(2026, 12, 30, 12, tzinfo=JST)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("place") / "environment"
    key = folder.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    hosts = [EnvironmentHost("web01", "127.0.0.1", "lgwan", port=1)]
    hosts.append(EnvironmentHost("mid01", "127.0.0.1", "chukan-server", port=1))
    inventory = write_environment(folder, hosts, key=key, known_hosts=folder / "known", scan_key="SHA256:" + "A" * 43)
    (folder / "policy" / "operations.yaml").write_text(OPERATIONS, "utf-8")
    (inventory / "ops.yml").write_text(
        "all: {hosts: {ops01: {ansible_connection: local, tenken_system: lgwan, tenken_segment: mgmt,"
        " tenken_responsible: 地方公共団体情報システム機構}}}\n",
        "utf-8",
    )
    return folder


def load(place: Path, limit: str) -> loading.Loaded:
    given = argparse.Namespace(
        inventory=place / "hosts", policy=None, extensions=None, limit=limit, article=None, control=["J13-UA-01"],
        depth="routine", vault_password_file=None, vault_id=[], passphrase_file=None,
    )  # fmt: skip
    return loading.load(given)


@pytest.fixture(scope="module")
def lgwan(place: Path) -> loading.Loaded:
    return load(place, "web01")


@pytest.fixture(scope="module")
def both(place: Path) -> loading.Loaded:
    return load(place, "web01,mid01")


def told(refused: pytest.ExceptionInfo[ConfigError]) -> str:
    return "\n".join(say(why, "ja") for why in refused.value.reasons)


def test_outside_its_window_a_system_is_named_with_the_next_time_and_the_way_around(lgwan: loading.Loaded) -> None:
    with pytest.raises(ConfigError) as refused:
        permission.refuse_outside_windows(lgwan, NOON, "")
    assert "lgwan" in told(refused)
    assert "2026-11-23 22:00" in told(refused)
    assert "--work-order" in told(refused)
    permission.refuse_outside_windows(lgwan, NIGHT, "")


def test_a_freeze_of_one_chosen_system_keeps_the_scan_and_says_until_when_and_why(
    lgwan: loading.Loaded, both: loading.Loaded
) -> None:
    night = FROZEN.replace(hour=23)
    with pytest.raises(ConfigError) as refused:
        permission.refuse_outside_windows(both, night, "")
    assert "chukan-server は 2027-01-04 00:00 まで凍結期間中です（年末年始）" in told(refused)
    assert "lgwan は" not in told(refused)
    permission.refuse_outside_windows(lgwan, night, "")  # its targets are not among the chosen ones


def test_a_freeze_of_the_system_of_a_jump_host_keeps_the_scan_that_would_log_in_there(place: Path) -> None:
    """The jump host is not chosen, and logged in to all the same."""
    file = place / "hosts" / "jump.yml"
    common = "tenken_segment: mgmt, tenken_responsible: 地方公共団体情報システム機構"
    file.write_text(
        "all: {hosts: {"
        f"hop01: {{ansible_host: 192.0.2.7, ansible_user: scan, tenken_system: chukan-server, {common}}},"
        "far01: {ansible_host: 192.0.2.8, ansible_ssh_common_args: '-J scan@192.0.2.7', tenken_system: lgwan,"
        f" {common}}}"
        "}}\n",
        "utf-8",
    )
    try:
        behind = load(place, "far01")
    finally:
        file.unlink()
    with pytest.raises(ConfigError) as refused:
        permission.refuse_outside_windows(behind, FROZEN.replace(hour=23), "")
    assert "chukan-server は" in told(refused)
    permission.refuse_outside_windows(behind, NIGHT, "")


@pytest.mark.parametrize("ends", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59+09:00"])
def test_a_freeze_without_an_end_is_told_and_no_time_after_it(ends: str, lgwan: loading.Loaded) -> None:
    """The first is in the year 10000 of Japan's time."""
    freeze = Freeze(datetime(2026, 1, 1, tzinfo=JST), datetime.fromisoformat(ends), "廃止")
    frozen = replace(lgwan, policy=replace(lgwan.policy, operations=Operations(freezes=(freeze,))))
    with pytest.raises(ConfigError) as refused:
        permission.refuse_outside_windows(frozen, NIGHT, "")
    assert "9999-12-31 23:59 まで凍結期間中です（廃止）" in told(refused)
    assert refused.value.reason.code == "scan_never_permitted"


def test_a_number_of_a_work_order_lifts_it_and_a_blank_one_does_not(both: loading.Loaded) -> None:
    permission.refuse_outside_windows(both, FROZEN, "作-2026-118")
    with pytest.raises(ConfigError):
        permission.refuse_outside_windows(both, FROZEN, " ")


def test_a_scan_ends_where_its_window_does_or_earlier_by_its_own_deadline(lgwan: loading.Loaded) -> None:
    ends = permission.deadline_of(lgwan, None, NIGHT, "")
    assert ends
    assert 5.9 * 3600 < ends.left <= 6 * 3600
    assert "2026-11-24 05:00" in say(ends.why, "ja")
    earlier = permission.deadline_of(lgwan, 10, NIGHT, "")
    assert earlier
    assert 500 < earlier.left <= 600
    assert earlier.why.code == "run_deadline_passed"
    later = permission.deadline_of(lgwan, 600, NIGHT, "")
    assert later
    assert later.why.code == "window_closed"
    assert permission.deadline_of(lgwan, None, NOON, "作-1") is None


@pytest.mark.parametrize("given", [["--deadline", "0"], ["--retries", "-1"], ["--retry-wait", "-1"]])
def test_numbers_that_make_no_sense_are_refused(
    given: list[str], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scan", "-i", str(place / "hosts"), "--limit", "web01", *given]) == 2
    assert given[0] in capsys.readouterr().err


def test_the_real_command_scans_nothing_outside_and_says_so(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A freeze of a hundred years: whenever the test runs, it is in it."""
    frozen = 'freezes: [{starts: "2020-01-01T00:00:00+09:00", ends: "2120-01-01T00:00:00+09:00", why: 移設}]\n'
    file = place / "policy" / "operations.yaml"
    file.write_text(frozen, "utf-8")
    command = ["scan", "-i", str(place / "hosts"), "--limit", "web01", "--control", "J13-UA-01", "--lang", "ja"]
    try:
        assert main(command) == 2
        assert "移設" in capsys.readouterr().err
        monkeypatch.delenv("TENKEN_STORE")
        monkeypatch.setenv("TENKEN_STATE", str(tmp_path))
        assert main([*command, "--work-order", "作-2026-118"]) == 3  # nothing listens there
    finally:
        file.write_text(OPERATIONS, "utf-8")
    store = open_store("", tmp_path)
    try:
        with store.reading() as connection:
            (kept,) = runs.listed(connection, 9)
            assert runs.find(connection, kept.id).work_order == "作-2026-118"
    finally:
        store.close()


def test_the_ops_host_is_not_read_directly_from_within_a_hardened_service(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = load(place, "ops01")
    permission.refuse_from_sandbox(here)
    monkeypatch.setenv(permission.SANDBOX, "1")
    with pytest.raises(ConfigError) as refused:
        permission.refuse_from_sandbox(here)
    assert "ops01" in told(refused)
