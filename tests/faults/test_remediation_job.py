"""One batch through the real ansible-runner, over a real sshd: what it tells, and what it must never do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.remediated import Result
from checks.remediation import HostRepair
from inventories.model import Connection, Host, Remediation
from tenken.remediate.events import Event
from tenken.remediate.outcome import plays
from tenken.remediate.running import Order, Played, play
from tests.faults.real_sshd import Sshd, keygen

REPAIR = HostRepair("web01", "lgwan", "", {"J13-UA-15": {"text": "関係者以外の使用を禁ずる"}}, {})
PLAY = """
- hosts: tenken_repair
  gather_facts: false
  become: false
  tasks:
    - name: "J13-UA-15: Show a notice"
      ansible.builtin.copy:
        content: "{{{{ tenken_wanted['J13-UA-15'].text }}}}\\n"
        dest: {file}
        mode: "0644"
    - name: "J13-UA-15: {what}"
      ansible.builtin.command: {command}
      changed_when: false
      check_mode: false
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keygen(tmp_path_factory.mktemp("keys") / "naosu")


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory, key: Path) -> Iterator[Sshd]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "authorized_keys").write_text(key.with_suffix(".pub").read_text("ascii"), "ascii")
    server = Sshd(folder / "sshd").start()
    yield server
    server.stop()


class Workplace:
    """An inventory with one host, a playbook for it, and the file that it writes."""

    def __init__(self, folder: Path, sshd: Sshd, key: Path) -> None:
        self.folder, self.sshd, self.key = folder, sshd, key
        self.file = folder / "notice"

    def order(
        self, what: str, command: str, *, known: Path | None = None, seconds: int = 300, check: bool = False
    ) -> Order:
        inventory = self.folder / "hosts.yml"
        given = {
            "ansible_host": "127.0.0.1",
            "ansible_port": self.sshd.port,
            "ansible_python_interpreter": sys.executable,
            "ansible_ssh_common_args": "-o StrictHostKeyChecking=no",
        }
        inventory.write_text(json.dumps({"all": {"hosts": {"web01": given}}}), "utf-8")
        playbook = self.folder / "play.yml"
        playbook.write_text(PLAY.format(file=self.file, what=what, command=command), "utf-8")
        host = Host(
            "web01",
            Connection("127.0.0.1", self.sshd.port, common_args=("-o", "StrictHostKeyChecking=no")),
            "lgwan",
            remediation=Remediation("unattended", "root", str(self.key)),
        )
        return Order(
            inventory, {"web01": host}, check, seconds, known_hosts=known or self.sshd.known_file(), playbook=playbook
        )

    def play(self, order: Order) -> tuple[Played, list[Event]]:
        heard: list[Event] = []
        return play((REPAIR,), order, heard.append), heard


@pytest.fixture
def workplace(tmp_path: Path, sshd: Sshd, key: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return Workplace(tmp_path, sshd, key)


def test_a_change_is_made_and_told_and_nothing_stays_behind(workplace: Workplace) -> None:
    played, heard = workplace.play(workplace.order("Look", "/bin/true"))
    assert workplace.file.read_text("utf-8") == "関係者以外の使用を禁ずる\n"
    (changed,) = [event for event in heard if event.kind == "changed"]
    assert (changed.host, changed.controls) == ("web01", ("J13-UA-15",))
    assert "+関係者以外の使用を禁ずる" in changed.diff.splitlines()
    assert played.ended is not None
    assert (played.ended.return_code, played.ended.hosts["web01"].changed) == (0, 1)
    assert not list(workplace.folder.glob("tenken-repair-*"))


def test_check_mode_tells_the_same_and_changes_nothing(workplace: Workplace) -> None:
    _played, heard = workplace.play(workplace.order("Look", "/bin/true", check=True))
    assert not workplace.file.exists()
    (changed,) = [event for event in heard if event.kind == "changed"]
    assert "+関係者以外の使用を禁ずる" in changed.diff.splitlines()


def test_a_task_that_fails_is_told_with_its_words(workplace: Workplace) -> None:
    played, heard = workplace.play(workplace.order("Look", "/bin/ls /nowhere"))
    (failed,) = [event for event in heard if event.kind == "failed"]
    assert "/nowhere" in failed.message
    assert played.ended is not None
    assert played.ended.hosts["web01"].failed == 1


def test_an_unknown_host_key_is_refused_whatever_the_inventory_says(workplace: Workplace, tmp_path: Path) -> None:
    other = keygen(tmp_path / "other")
    known = workplace.sshd.known_file(workplace.sshd.known_line(other))
    played, heard = workplace.play(workplace.order("Look", "/bin/true", known=known))
    assert not workplace.file.exists()
    assert [event.kind for event in heard if event.kind != "started"] == ["unreachable"]
    assert played.ended is not None
    assert played.ended.hosts["web01"].unreachable == 1


def test_no_secret_of_the_environment_reaches_the_job(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """ansible-runner writes its environment into files, and /proc shows that of every process."""
    monkeypatch.setenv("TENKEN_TEST_SECRET", "himitsu-4711")
    _played, heard = workplace.play(
        workplace.order("Look", f"/bin/grep -rlaE himitsu-4711 {workplace.folder} --include=command --include=*.json")
    )
    assert [event.kind for event in heard if event.task.endswith("Look")] == ["started", "failed"]  # nothing was found


def test_a_job_that_takes_too_long_is_ended_with_all_it_started(workplace: Workplace) -> None:
    played, _heard = workplace.play(workplace.order("Look", "/bin/true", seconds=1))
    assert plays((REPAIR,), played)["web01"].failure is Result.PLAY_FAILED
    assert not played.interrupted
    assert not [line for line in _processes() if "tenken.remediate.job" in line and str(workplace.folder) in line]


def test_an_interruption_ends_the_job_and_loses_nothing_that_was_told(workplace: Workplace) -> None:
    def told(event: Event) -> None:
        if event.task.endswith("Wait"):
            raise KeyboardInterrupt

    played = play((REPAIR,), workplace.order("Wait", "/bin/sleep 600"), told)
    assert played.interrupted
    assert [event.kind for event in played.events] == ["started", "changed", "started"]
    host = plays((REPAIR,), played)["web01"]
    assert host.failure is Result.PLAY_FAILED
    assert host.changes["J13-UA-15"]
    assert not [line for line in _processes() if "tenken.remediate.job" in line and str(workplace.folder) in line]


def _processes() -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found
