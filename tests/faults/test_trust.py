"""Fetching host keys from a real sshd and making them known."""

from __future__ import annotations

import stat
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from inventories.reason import ConfigError
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.session import connect
from scanners.ssh.target import SessionError
from scanners.ssh.trust import add_keys, seen_keys
from tests.faults.real_sshd import Sshd, free_port

NOBODY = Credentials(agent="")


def test_all_key_types_are_seen_with_the_fingerprints_ssh_keygen_shows(sshd: Sshd, key: Path) -> None:
    before = sshd.log.count("Accepted")
    seen = seen_keys(sshd.target(key), NOBODY, KnownHosts(), deadline=time.monotonic() + 20)
    listed = [subprocess.check_output(["ssh-keygen", "-lf", f"{file}.pub"], text=True) for file in sshd.host_keys]
    shown = {line.split()[1] for line in listed}
    assert {one.fingerprint for one in seen} == shown
    assert sshd.log.count("Accepted") == before


@pytest.mark.parametrize("hashed", [False, True])
def test_added_keys_are_known_to_us_and_to_ssh_keygen(sshd: Sshd, key: Path, tmp_path: Path, *, hashed: bool) -> None:
    file = tmp_path / "new" / "known_hosts"
    target = replace(sshd.target(key, known=file), hash_known_hosts=hashed)
    add_keys(file, target, seen_keys(target, NOBODY, KnownHosts(), deadline=time.monotonic() + 20))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ("127.0.0.1" in file.read_text("utf-8")) is not hashed
    subprocess.run(["ssh-keygen", "-F", f"[127.0.0.1]:{sshd.port}", "-f", str(file)], check=True, capture_output=True)
    connect(target, NOBODY, KnownHosts(), deadline=time.monotonic() + 20).close()


def test_adding_keeps_what_stands_in_the_file(sshd: Sshd, key: Path, tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text("unfinished ssh-rsa AAAA", "utf-8")
    target = sshd.target(key, known=file)
    add_keys(file, target, seen_keys(target, NOBODY, KnownHosts(), deadline=time.monotonic() + 20))
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "unfinished ssh-rsa AAAA"
    assert len(lines) == 1 + len(sshd.host_keys)


def test_keys_are_fetched_through_a_jump_host(sshd: Sshd, place: Path, key: Path) -> None:
    jump = Sshd(place / "trust_jump").start()
    try:
        target = sshd.target(key, jumps=(jump.target(key),))
        assert len(seen_keys(target, NOBODY, KnownHosts(), deadline=time.monotonic() + 20)) == len(sshd.host_keys)
        assert "Accepted publickey" in jump.log
    finally:
        jump.stop()


def test_a_host_that_is_down_says_so(sshd: Sshd, key: Path) -> None:
    with pytest.raises(SessionError) as stop:
        seen_keys(sshd.target(key, port=free_port()), NOBODY, KnownHosts(), deadline=time.monotonic() + 20)
    assert stop.value.reason.code == "connection_refused"


def test_a_file_that_cannot_be_written_is_the_operators_to_correct(sshd: Sshd, key: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as stop:
        add_keys(tmp_path, sshd.target(key), ())
    assert stop.value.reason.code == "known_hosts_unwritable"
