"""The walks of the real find(1): what the baseline names is listed, and keys leave a home without anything else."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from scanners.platforms.linux.authorized_keys import _ROOTS, KEYS
from scanners.platforms.linux.files import LOGS, SENSITIVE

CONTROLS = Path(__file__).parents[3] / "checks" / "articles" / "13-ua.yaml"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"


def judged_paths() -> list[str]:
    text = yaml.safe_load(CONTROLS.read_text(encoding="utf-8"))
    controls = text["controls"] if isinstance(text, dict) else text
    (control,) = [control for control in controls if control["id"] == "J13-UA-18"]
    return sorted({entry["path"] for entry in control["params"]["files"]})


@pytest.mark.parametrize("path", judged_paths())
def test_every_path_of_the_control_is_walked(path: str) -> None:
    wanted = SENSITIVE.argv[SENSITIVE.argv.index("-regex") + 1]
    assert re.fullmatch(wanted, path.replace("*", "x"))
    assert path.count("/") <= 1 + int(SENSITIVE.argv[SENSITIVE.argv.index("-maxdepth") + 1])


def test_a_log_kept_elsewhere_is_judged_where_it_lies(tmp_path: Path) -> None:
    kept, log = tmp_path / "data" / "audit", tmp_path / "log"
    kept.mkdir(parents=True)
    log.mkdir()
    (kept / "audit.log").touch()
    (kept / "audit.log").chmod(0o666)
    (log / "audit").symlink_to(kept)
    (log / "gone").symlink_to(tmp_path / "nowhere")
    program = [str(log) if word == "/var/log" else word for word in LOGS.argv]
    lines = subprocess.run(program, capture_output=True, check=True, timeout=20).stdout.decode().splitlines()
    assert [line.split(" ")[0] for line in lines if line.endswith(f"{log}/audit/audit.log")] == ["666"]
    assert not any("gone" in line for line in lines)


@pytest.mark.parametrize("home", ["/var/www", "/var/backups", "/var/spool/lpd", "/var/cache/man", "/usr/share/httpd"])
def test_homes_of_services_are_walked(home: str) -> None:
    assert any(home == root or home.startswith(root + "/") for root in _ROOTS)


def walk(home: Path) -> list[str]:
    program: list[str] = []
    for word in KEYS.argv:
        program += [str(home)] if word == "/home" else [] if word in _ROOTS else [word]
    done = subprocess.run(program, capture_output=True, check=True, timeout=20)
    return done.stdout.decode("utf-8", "backslashreplace").splitlines()


def write_keys(home: Path, account: str, content: bytes) -> Path:
    folder = home / account / ".ssh"
    folder.mkdir(parents=True)
    (folder / "authorized_keys").write_bytes(content)
    return folder / "authorized_keys"


def test_comments_and_other_text_stay_on_the_target(tmp_path: Path) -> None:
    content = f'# Taro Yamada {KEY}\n\t from="a b" {KEY} Hanako@example\nroot:$6$secret:1::\nED25519\t{KEY[12:]} x\n'
    path = write_keys(tmp_path, "alice", content.encode())
    tab = f"key ED25519\t{KEY[12:]}"
    assert walk(tmp_path) == [str(path), f'key from="a b" {KEY}', str(path), tab]


def test_a_byte_that_is_no_text_hides_no_key(tmp_path: Path) -> None:
    path = write_keys(tmp_path, "alice", b'command="\xff" ' + KEY.encode() + b"\n")
    assert walk(tmp_path) == [str(path), f'key command="\\xff" {KEY}']


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    real = write_keys(tmp_path / "elsewhere" / "deep" / "er", "eve", KEY.encode())
    home = tmp_path / "home"
    (home / "eve").mkdir(parents=True)
    (home / "eve" / ".ssh").symlink_to(real.parent)
    (home / "bob" / ".ssh").mkdir(parents=True)
    (home / "bob" / ".ssh" / "authorized_keys").symlink_to(real)
    assert sorted(walk(home)) == [f"link {home}/bob/.ssh/authorized_keys", f"link {home}/eve/.ssh"]
