"""`tenken demo`, as an ordinary user on a machine without a network."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]
PATIENCE = 600  # seconds: only a hanging demonstration takes as long
# Programs that ALONE and what stands before it look for on PATH; the demonstration itself has no need of any.
FOUND_BY_NAME = ("unshare", "setpriv", "sh", "ip", "mount", "mkdir")
# A network of nothing but its own loopback interface. Where the interpreter lies in a folder that is root's alone ($1),
# that folder is covered by an empty one that holds the interpreter's tree ($2) and nothing else.
ALONE = """ip link set lo up
if [ -n "$1" ]; then
mkdir "$3"; mount --bind "$2" "$3"; mount -t tmpfs -o mode=0755 interpreter "$1"; mkdir -p "$2"; mount --bind "$3" "$2"
fi
shift 3
exec "$@"
"""


@dataclass(frozen=True)
class Demo:
    """One finished demonstration."""

    folder: Path
    done: subprocess.CompletedProcess[str]
    report: dict[str, Any]

    def statuses(self, host: str = "") -> Counter[str]:
        return Counter(one["status"] for one in self.report["findings"] if host in {"", one["subject"]})


def _as_ordinary_user(home: Path) -> list[str]:
    """Give what stands before the command: for root another user and no network, for others nothing."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    base = Path(sys.base_prefix)
    closed = [folder for folder in reversed(base.parents) if not folder.stat().st_mode & stat.S_IXOTH]
    kept = tempfile.mktemp(prefix="interpreter-", dir=home.parent)  # noqa: S306  (a name for the shell to make)
    return [
        *(
            "unshare",
            "--net",
            "--mount",
            "sh",
            "-euc",
            ALONE,
            "alone",
            str(closed[0]) if closed else "",
            str(base),
            kept,
        ),
        *("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"),
    ]


def _command(home: Path, *arguments: str, path: str = os.environ["PATH"]) -> tuple[list[str], dict[str, str]]:
    environment = {"PATH": path, "HOME": str(home), "TENKEN_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    tenken = str(Path(sys.executable).parent / "tenken")
    return [*_as_ordinary_user(home), tenken, *arguments], environment


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A fresh home that an ordinary user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "home"
        made.mkdir(mode=0o755)
        made.parent.chmod(0o755)
        yield made


@pytest.fixture(scope="module")
def demo(home: Path) -> Demo:
    command, environment = _command(home, "demo")
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    folder = home / "demo-report"
    return Demo(folder, done, json.loads((folder / "report.json").read_text("utf-8")))


def test_it_shows_every_kind_of_result(demo: Demo) -> None:
    assert {"pass", "fail", "unknown", "not_applicable"} <= demo.statuses().keys()
    assert demo.statuses("card-web01")["fail"] > demo.statuses("card-web01")["pass"]
    assert demo.statuses("fuban-app01")["pass"] > 20


def test_compliant_hosts_fail_at_most_for_their_age(demo: Demo) -> None:
    ageing = {"J13-MG-02", "J13-FT-07"}  # ends of support, and of certificates
    failed = {
        (one["subject"], one["control"])
        for one in demo.report["findings"]
        if one["status"] == "fail" and one["subject"] in {"fuban-app01", "fuban-log01", "chukan-app01"}
    }
    assert {control for _host, control in failed} <= ageing


def test_it_shows_hosts_that_were_not_scanned_and_one_read_for_real(demo: Demo) -> None:
    targets = {one["name"]: one for one in demo.report["targets"]}
    assert not targets["chukan-db01"]["reachable"]
    assert not targets["fuban-hsm01"]["scanned"]
    assert targets["this-machine"]["reachable"]
    assert {one["connections"] for one in targets.values() if one["reachable"]} == {1}
    assert {one["execs"] for one in targets.values() if one["reachable"]} == {1}


def test_nobodys_sudo_is_used_on_this_machine(demo: Demo) -> None:
    asked = [one for one in demo.report["commands"] if one["target"] == "this-machine" and one["root"]]
    assert asked
    if os.geteuid() == 0:  # then the demonstration ran as nobody
        assert all(one["status"] is None for one in asked)


def test_the_terminal_says_little_and_without_a_traceback(demo: Demo) -> None:
    assert "Traceback" not in demo.done.stderr
    assert "Warning" not in demo.done.stderr
    assert len(demo.done.stdout.splitlines()) < 120


def test_the_reports_and_the_key_are_the_users_own(demo: Demo) -> None:
    assert "<html" in (demo.folder / "report.html").read_text("utf-8")
    assert stat.S_IMODE((demo.folder / "id_ed25519").stat().st_mode) == 0o600
    assert stat.S_IMODE(demo.folder.stat().st_mode) == 0o700


def test_nothing_listens_afterwards(demo: Demo) -> None:
    lines = (demo.folder / "known_hosts").read_text("ascii").splitlines()
    ports = {line.split("]:")[1].split()[0] for line in lines}
    listening = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True, check=True).stdout
    owned = {line.split()[3] for line in listening.splitlines()}
    assert len(ports) == len(lines) == 9
    assert not owned & {f"127.0.0.1:{port}" for port in ports}


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "-i", "demo-report/hosts", "--limit", "fuban-app01"),
        ("sudoers", "-i", "demo-report/hosts", "--limit", "fuban-app01", "--family", "debian"),
        ("controls", "show", "J13-UA-01"),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_the_commands_it_names_work_afterwards(demo: Demo, home: Path, arguments: tuple[str, ...]) -> None:
    assert " ".join(arguments) in demo.done.stdout
    command, environment = _command(home, *arguments)
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_no_ssh_program_is_needed(home: Path) -> None:
    programs = home.parent / "programs"
    programs.mkdir(mode=0o755)
    for name in FOUND_BY_NAME:
        found = shutil.which(name)
        assert found, name
        (programs / name).symlink_to(found)
    assert shutil.which("ssh", path=str(programs)) is None
    command, environment = _command(home, "demo", "-o", "without-ssh", path=str(programs))
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((home / "without-ssh" / "report.json").read_text("utf-8"))
    assert [one["name"] for one in report["targets"] if one["scanned"] and not one["reachable"]] == ["chukan-db01"]


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "tenken"), "demo", "--lang", "en", "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_without_asyncssh_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "asyncssh.py").write_text("raise ModuleNotFoundError(__name__, name='asyncssh')\n", encoding="utf-8")
    command = [sys.executable, "-m", "tenken", "demo", "--lang", "en", "-o", str(tmp_path / "out")]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "tenken[demo]" in done.stderr
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_it_in_order(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "tenken"), "demo", "--lang", "en", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        running.stderr.readline()  # the first host is done: the scan is under way
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait(PATIENCE) == 3
    assert "Traceback" not in said
    assert "interrupted" in said
    assert not (tmp_path / "out" / "report.html").exists()
    shutil.rmtree(tmp_path / "out")
