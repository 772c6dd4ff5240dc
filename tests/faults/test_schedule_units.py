"""What `tenken schedule` writes, judged by systemd's own programs."""

from __future__ import annotations

import base64
import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from tenken.cli import main

WELL_KEPT = 2.0  # exposure by systemd-analyze security: 0 none, 10 all


@pytest.fixture(params=["", "scanner"])
def units(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Service and timer with all that may stand in them, by a dynamic account and by a dedicated one."""
    (tmp_path / "prod" / "hosts").mkdir(parents=True)
    secret = tmp_path / "key.credential"
    secret.write_bytes(base64.b64encode(os.urandom(200)))
    program = tmp_path / "tenken"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    given = ["-i", str(tmp_path / "prod" / "hosts"), "--at", "02:00", "--directory", str(tmp_path)]
    given += [f"--credential={name}={secret}" for name in ("ssh_key", "vault_password", "passphrase", "pgpass")]
    given += ["--option=--limit=web*:!x y$HOME 100%", "--program", str(program), "--writable", str(tmp_path)]
    given += ["--store", "postgresql://db/tenken", "--policy", str(tmp_path), f"--user={request.param}"]
    assert main(["schedule", "install", *given]) == 0
    return tmp_path


def test_systemd_finds_nothing_wrong_with_the_units(units: Path) -> None:
    files = [units / "tenken-prod.service", units / "tenken-prod.timer"]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    # A dedicated account is the operator's to make; this machine has none of that name.
    assert (done.returncode, [line for line in done.stderr.splitlines() if str(units) in line]) == (0, [])


def test_the_service_is_exposed_to_less_than_systemd_calls_well_kept(units: Path) -> None:
    given = ["--offline=true", "--no-pager", f"--threshold={WELL_KEPT * 10:g}", str(units / "tenken-prod.service")]
    done = subprocess.run(["systemd-analyze", "security", *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    told = re.search(r"Overall exposure level for tenken-prod.service: ([0-9.]+)", done.stdout)
    assert told
    assert float(told[1]) < WELL_KEPT


def test_systemd_runs_the_command_line_word_by_word_as_it_was_given(units: Path) -> None:
    """Spaces, dollar and per cent signs mean something to systemd, and nothing here."""
    text = (units / "tenken-prod.service").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    assert '"--limit=web*:!x y$$HOME 100%%"' in line
    assert "--vault-password-file=%d/vault_password --passphrase-file=%d/passphrase" in line
    assert "--store=postgresql://db/tenken" in line


def test_libpq_gets_a_password_file_that_it_takes(units: Path) -> None:
    """From systemd 254 on a credential shows as mode 0440; libpq passes over a file that a group may read."""
    text = (units / "tenken-prod.service").read_text("utf-8")
    (given,) = re.findall(r"^ExecStartPre=(.+)$", text, re.MULTILINE)
    (used,) = re.findall(r"^Environment=PGPASSFILE=(.+)$", text, re.MULTILINE)
    (own,) = re.findall(r"^RuntimeDirectory=(.+)$", text, re.MULTILINE)
    handed, runtime = units / "credentials", units / "run"
    for folder in (handed, runtime / own):
        folder.mkdir(parents=True)
    (handed / "pgpass").write_text("db:5432:tenken:tenken:secret\n", "utf-8")
    (handed / "pgpass").chmod(0o440)
    command, file = (one.replace("%d", str(handed)).replace("%t", str(runtime)) for one in (given, used))
    subprocess.run(command.split(), check=True)
    assert Path(file).read_text("utf-8") == "db:5432:tenken:tenken:secret\n"
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
