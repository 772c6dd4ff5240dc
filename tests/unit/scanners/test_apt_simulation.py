"""The real apt-get on repositories of the test's own: nothing an administrator sets may hide a security update."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from inventories.reason import reason
from scanners.facts.field import Known
from scanners.facts.updates import PendingUpdate, Updates
from scanners.platforms.linux.apt_updates import PENDING, READER
from scanners.probe import Missing, Output, Raw, Scope

PACKAGE = "Package: agent\nVersion: {version}\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n"
RELEASES = (
    "/var/lib/apt/lists/s_Release:Label:Debian-Security\n"
    "/var/lib/apt/lists/s_Release:Codename:bookworm-security\n"
    "/var/lib/apt/lists/s_Release:Date: Sun, 01 Nov 2026 00:00:00 UTC\n"
)


def repository(folder: Path, codename: str, suite: str, label: str, version: str) -> str:
    index = folder / "dists" / codename / "main" / "binary-amd64"
    index.mkdir(parents=True)
    described = PACKAGE.format(version=version) + f"Filename: agent_{version}.deb\nSize: 1\nSHA256: {'0' * 64}\n"
    (index / "Packages.gz").write_bytes(gzip.compress(described.encode()))
    (index / "Packages").write_text(described)
    (index.parents[1] / "Release").write_text(
        f"Origin: Debian\nLabel: {label}\nSuite: {suite}\nCodename: {codename}\n"
        "Date: Sun, 01 Nov 2026 00:00:00 UTC\nComponents: main\nArchitectures: amd64\n"
    )
    return f"deb [trusted=yes arch=amd64] file:{folder} {codename} main\n"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    for folder in ("etc/preferences.d", "etc/apt.conf.d", "state/lists/partial", "cache/archives/partial"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "status").write_text(PACKAGE.format(version="1.0").replace("\n", "\nStatus: install ok installed\n", 1))
    (tmp_path / "etc" / "sources.list").write_text(
        repository(tmp_path / "main", "bookworm", "stable", "Debian", "1.0")
        + repository(tmp_path / "security", "bookworm-security", "stable-security", "Debian-Security", "1.1")
    )
    (tmp_path / "apt.conf").write_text(
        f'Dir::Etc "{tmp_path}/etc"; Dir::State "{tmp_path}/state"; Dir::State::status "{tmp_path}/status";\n'
        f'Dir::Cache "{tmp_path}/cache"; Acquire::AllowInsecureRepositories "true"; APT::Architecture "amd64";\n'
        'APT::Sandbox::User "";\n'
    )
    subprocess.run(["apt-get", "-q", "update"], env=environment(tmp_path), check=True, capture_output=True)
    return tmp_path


def environment(system: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", "APT_CONFIG": str(system / "apt.conf")}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("etc/preferences", ""),
        ("etc/preferences.d/away", "Package: *\nPin: release l=Debian-Security\nPin-Priority: -1\n"),
        ("etc/preferences", "Package: agent\nPin: version 1.0\nPin-Priority: 1001\n"),
        ("etc/apt.conf.d/50release", 'APT::Default-Release "bookworm";\n'),
    ],
    ids=["as-installed", "pinned-away", "pinned-to-a-version", "default-release"],
)
def test_a_security_update_shows(system: Path, file: str, text: str) -> None:
    (system / file).write_text(text)
    done = subprocess.run(["sh", "-c", PENDING.shell], env=environment(system), capture_output=True, check=False)
    outputs: dict[str, Raw] = {probe.id: Missing(probe.command, reason("no_sudo")) for probe in READER.probes(Scope())}
    outputs["updates.pending"] = Output(PENDING.command, done.returncode, done.stdout, done.stderr)
    outputs["updates.releases"] = Output("grep", 0, RELEASES.encode())
    updates: Updates = READER.read(outputs, Scope())
    assert updates.pending_security == Known((PendingUpdate("agent", "1.1", 0),))
