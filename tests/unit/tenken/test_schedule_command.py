"""`tenken schedule`: what it writes and over what it never writes, what it refuses beforehand, and what it tells."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tenken.cli import main
from tenken.schedule import installing, systemd, units


@pytest.fixture(autouse=True)
def no_systemd(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands in for systemd, which a machine of tests need not run; tests/faults and tests/lab have the real one."""
    told: list[str] = []
    monkeypatch.setattr(systemd, "check_calendar", told.append)
    monkeypatch.setattr(systemd, "enable", told.append)
    return told


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    place = tmp_path / "prod" / "hosts"
    place.mkdir(parents=True)
    (tmp_path / "units").mkdir()
    return place


def install(inventory: Path, *more: str) -> int:
    when = [] if {"--at", "--calendar"} & set(more) else ["--at", "02:00"]
    folder = str(inventory.parents[1] / "units")
    return main(["schedule", "install", "-i", str(inventory), *when, "--directory", folder, "--lang", "en", *more])


def written(inventory: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (inventory.parents[1] / "units").iterdir()}


def test_the_units_are_named_after_the_inventory_and_say_when_and_as_whom(
    inventory: Path, no_systemd: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(inventory) == 0
    texts = written(inventory)
    assert set(texts) == {"tenken-prod.service", "tenken-prod.timer"}
    assert (
        "OnCalendar=*-*-* 02:00:00 Asia/Tokyo\nPersistent=true\nRandomizedDelaySec=300\n" in texts["tenken-prod.timer"]
    )
    assert f"--inventory={inventory} --deadline=240 --retries=2" in texts["tenken-prod.service"]
    assert "User=tenken\nDynamicUser=yes\n" in texts["tenken-prod.service"]
    # Python itself ends with 1 where a program cannot be loaded: that must be no success of the service.
    assert "SuccessExitStatus" not in texts["tenken-prod.service"]
    assert "--fail-on=never" in texts["tenken-prod.service"]
    assert "systemctl enable --now tenken-prod.timer" in capsys.readouterr().out
    assert no_systemd == ["*-*-* 02:00:00 Asia/Tokyo"]


def test_a_dedicated_account_and_a_deadline_of_ones_own(inventory: Path) -> None:
    assert install(inventory, "--user", "scanner", "--deadline", "30", "--calendar", "Mon 03:00", "--spread", "0") == 0
    service = written(inventory)["tenken-prod.service"]
    assert "User=scanner\n" in service
    assert "DynamicUser" not in service
    assert "--deadline=30 " in service
    assert "RuntimeMaxSec=2700\n" in service  # the deadline, and a quarter of an hour to judge and store


def test_installed_again_the_units_are_renewed(inventory: Path) -> None:
    assert install(inventory) == 0
    assert install(inventory, "--at", "03:30", "--enable") == 0
    assert "03:30:00" in written(inventory)["tenken-prod.timer"]


def test_nothing_of_anybody_else_is_written_over(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = inventory.parents[1] / "units" / "tenken-prod.timer"
    foreign.write_text("[Timer]\n")
    assert install(inventory) == 2
    assert "--name" in capsys.readouterr().err
    assert written(inventory) == {"tenken-prod.timer": "[Timer]\n"}  # and the service beside it is not written either
    foreign.unlink()
    foreign.symlink_to("/dev/null")  # masked
    assert install(inventory) == 2


def test_another_inventory_of_the_same_name_needs_a_name_of_its_own(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(inventory) == 0
    other = tmp_path / "elsewhere" / "prod" / "hosts"
    other.mkdir(parents=True)
    given = ["schedule", "install", "-i", str(other), "--at", "02:00", "--directory", str(tmp_path / "units")]
    assert main(given) == 2
    assert str(inventory) in capsys.readouterr().err
    assert main([*given, "--name", "prod-2"]) == 0
    assert len(written(inventory)) == 4


def test_a_dry_run_writes_nothing(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install(inventory, "--dry-run") == 0
    assert written(inventory) == {}
    assert "NoNewPrivileges=yes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (["--at", "25:00"], "25:00"),
        (["--at", "02:00", "--calendar", "daily"], "--calendar"),
        (["--option=--bogus"], "--bogus"),
        (["--option=--depth=deep"], "deep"),
        (["--option=--workers=0"], "--workers must be at least 1"),  # else every night would end with exit status 2
        (["--option=--retry-wait=-5"], "--retry-wait must be at least 0"),
        (["--option=--deadline=600"], "--deadline cannot be passed by --option"),  # systemd ends the service by ours
        (["--option=--inventory=/elsewhere"], "--inventory cannot be passed by --option"),
        (["--option=--store=sqlite:////x.db"], "--store cannot be passed by --option"),
        (["--store", "postgresql://db/tenken\\"], "tenken\\"),  # a unit would join its line with the next
        (["--option=--limit=a\nUser=root"], "\\n"),
        (["--credential", "ssh_key"], "ssh_key"),
        (["--credential", "../x=/etc/hostname"], "../x"),
        (["--credential", "ssh_key=/nowhere/at/all"], "/nowhere/at/all"),
        (["--name", "../../etc"], "../../etc"),
        (["--deadline", "0"], "--deadline"),
        (["--writable", "/srv/a b"], "/srv/a b"),
        (["--store", "postgresql://tenken:hunter2@db/tenken"], "postgresql"),
        (["--store", "postgresql://tenken@db/tenken?sslpassword=hunter2"], "postgresql"),
        (["--option=--store=postgresql://tenken@db/tenken?password=hunter2"], "postgresql"),
        (["--user", "a\nExecStartPre=/x"], "ExecStartPre"),
    ],
)
def test_what_would_fail_at_night_is_refused_now(
    given: list[str], word: str, inventory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(inventory, *given) == 2
    told = capsys.readouterr().err
    assert word in told
    assert "hunter2" not in told
    assert written(inventory) == {}


def test_a_credential_in_plain_text_is_refused(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = inventory.parent / "id_ed25519"
    plain.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n")
    assert install(inventory, "--credential", f"ssh_key={plain}") == 2
    assert "systemd-creds encrypt --name=ssh_key" in capsys.readouterr().err
    plain.write_bytes(base64.encodebytes(bytes(300)))
    assert install(inventory, "--credential", f"ssh_key={plain}") == 0
    assert f"LoadCredentialEncrypted=ssh_key:{plain}\n" in written(inventory)["tenken-prod.service"]


def test_what_the_service_could_not_see_or_do_is_told(
    inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "nsswitch.conf"
    names.write_text("passwd: files\n")
    monkeypatch.setattr(installing, "NSSWITCH", names)
    assert install(inventory, "--program", "/root/venv/bin/tenken") == 0
    told = capsys.readouterr().err
    assert "/root/venv/bin/tenken lies below /root" in told
    assert "libnss-systemd" in told
    names.write_text("passwd: files systemd\n")
    assert install(inventory, "--program", "/opt/tenken/bin/tenken") == 0
    told = capsys.readouterr().err
    assert "/opt/tenken" not in told
    assert "libnss-systemd" not in told


def test_a_folder_that_is_not_there_or_hidden_is_told(
    inventory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(inventory, "--writable", "/root/reports", "--writable", "/srv/not/there") == 0
    told = capsys.readouterr().err
    assert "/root/reports lies below /root" in told
    assert "/srv/not/there does not exist" in told


def test_status_tells_of_each_unit_when_it_runs_how_it_went_and_the_last_stored_run(
    inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "units" / "tenken-other.service").write_text("[Service]\n")
    assert install(inventory) == 0
    properties = {
        "tenken-prod.service": {"ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "3"}
        | {"ExecMainExitTimestamp": "Mon 2026-11-23 02:14:00 JST"},
        "tenken-prod.timer": {"ActiveState": "active", "NextElapseUSecRealtime": "Tue 2026-11-24 02:00:00 JST"}
        | {"LastTriggerUSec": "Mon 2026-11-23 02:03:11 JST"},
    }
    monkeypatch.setattr(systemd, "show", lambda unit, *_names: properties[unit])
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TENKEN_STATE", str(tmp_path / "state"))
    capsys.readouterr()
    command = ["schedule", "status", "--directory", str(tmp_path / "units"), "--lang", "en"]
    assert main(command) == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if "tenken-" in line]
    for word in ("tenken-prod", "active", "2026-11-24 02:00:00", "2026-11-23 02:03:11", "exit-code (3)"):
        assert word in row
    assert row.rstrip().endswith("-")  # no run is stored yet, and none is made by asking
    assert not (tmp_path / "state").exists()


def test_without_units_status_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "status", "--directory", str(tmp_path), "--lang", "en"]) == 0
    assert "tenken schedule install" in capsys.readouterr().out


def test_a_unit_is_ours_by_its_first_line_alone() -> None:
    assert units.installed("[Unit]\n# tenken schedule\n") is None
    text = "# tenken schedule\n[Unit]\nX-TenkenInventory=/srv/100%%/hosts\nX-TenkenStore=\n"
    assert units.installed(text) == units.Installed("/srv/100%/hosts", "")
