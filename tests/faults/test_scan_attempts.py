"""Targets that answer late or never, a scan whose time is over, one that cron starts: real command, real sshd."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventories.reason import reason
from lab.environment import EnvironmentHost, write_environment
from tenken import permission
from tenken.attempts import Deadline, Terms
from tenken.cli import main
from tests.faults.real_sshd import Sshd, free_port, keygen

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
CONTROL = ("--control", "J13-UA-10")


@contextmanager
def _late(port: int) -> Iterator[int]:
    """A port that hangs up on who comes first, and is an SSH server to everybody after."""
    ends: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def begin(work: Callable[..., None], *given: socket.socket) -> None:
        threads.append(threading.Thread(target=work, args=given))
        threads[-1].start()

    def serve() -> None:
        with suppress(OSError):  # the server was closed
            server.accept()[0].close()
            while True:
                client = server.accept()[0]
                ends.append(client)
                behind = socket.create_connection(("127.0.0.1", port))
                ends.append(behind)
                begin(_pass_on, client, behind)
                begin(_pass_on, behind, client)

    with socket.create_server(("127.0.0.1", 0)) as server:
        begin(serve)
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        threads[0].join()
        for end in ends:
            with suppress(OSError):  # the other side has ended it
                end.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
        for end in ends:
            end.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # either may end it
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _environment(
    folder: Path, key: Path, known: str, ports: dict[str, int], keys: Mapping[str, Path] | None = None
) -> Path:
    hosts = [EnvironmentHost(name, "127.0.0.1", "lgwan", port=port) for name, port in ports.items()]
    file = folder.with_suffix(".known")
    file.write_text(known, "utf-8")
    inventory = write_environment(folder, hosts, key=key, known_hosts=file, scan_key="SHA256:" + "A" * 43)
    document = yaml.safe_load((inventory / "hosts.yml").read_text("utf-8"))
    for name, variables in document["all"]["hosts"].items():
        variables["ansible_user"] = "root"
        variables["ansible_ssh_private_key_file"] = str((keys or {}).get(name, key))
    (inventory / "hosts.yml").write_text(yaml.safe_dump(document), "utf-8")
    return inventory


def _scan(inventory: Path, *more: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    report = inventory.parent / "report.json"
    given = ["scan", "-i", str(inventory), *CONTROL, *more, "--format", "json", "-o", str(report), "--lang", "en"]
    status = main(given)
    told = json.loads(report.read_text("utf-8"))
    return status, told["run"], {target["name"]: target for target in told["targets"]}


def test_who_cannot_be_reached_is_tried_again_and_who_refuses_the_login_is_not(
    tmp_path: Path, place: Path, key: Path, sshd: Sshd, capsys: pytest.CaptureFixture[str]
) -> None:
    with _late(sshd.port) as port:
        known = sshd.known_line() + sshd.known_line(name=f"[127.0.0.1]:{port}")
        ports = {"good": sshd.port, "late": port, "never": free_port(), "closed": sshd.port}
        inventory = _environment(tmp_path / "env", key, known, ports, {"closed": keygen(place / "stranger")})
        refused = sshd.log.count("Failed publickey")
        status, run, targets = _scan(inventory, "--retries", "2", "--retry-wait", "0")
    assert (status, run["status"]) == (3, "incomplete")
    assert (targets["late"]["reason"], targets["late"]["connections"]) == (None, 2)
    assert (targets["good"]["reason"], targets["good"]["connections"]) == (None, 1)
    assert (targets["never"]["reason"]["code"], targets["never"]["connections"]) == ("connection_refused", 3)
    assert targets["closed"]["reason"]["code"] == "auth_refused"
    assert sshd.log.count("Failed publickey") == refused + 1
    assert "2 targets could not be reached: trying again" in capsys.readouterr().err


def test_at_its_deadline_a_scan_ends_with_what_it_has(
    tmp_path: Path, place: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = Sshd(place / "in_time").start()
    hanging = Sshd(place / "overdue", ("ForceCommand sleep 600",)).start()

    class OnceBothAreThere(Deadline):
        """Passes as soon as one host hangs and the other's session is over."""

        @property
        def left(self) -> float:
            over = "Starting session" in hanging.log and "Close session" in good.log
            return 0.0 if over else 600.0

    deadline = OnceBothAreThere(0.0, reason("run_deadline_passed", minutes=1))
    monkeypatch.setattr(permission, "permitted", lambda _loaded, _arguments: Terms(deadline))
    try:
        known = good.known_line() + hanging.known_line()
        ports = {"good": good.port, "hanging": hanging.port}
        inventory = _environment(tmp_path / "env", key, known, ports)
        status, run, targets = _scan(inventory)
    finally:
        hanging.stop()
        good.stop()
    assert (status, run["status"]) == (3, "incomplete")
    assert {name: one["reason"] and one["reason"]["code"] for name, one in targets.items()} == {
        "good": None,
        "hanging": "run_deadline_passed",
    }


def test_cron_runs_the_line_of_both_pages_and_a_run_is_stored(tmp_path: Path, key: Path, sshd: Sshd) -> None:
    pages = [(DOCS / page).read_text("utf-8") for page in ("scheduling.md", "scheduling.ja.md")]
    lines = {line for page in pages for line in re.findall(r"^0 2 \* \* \*  tenken  (.+)$", page, re.MULTILINE)}
    (line,) = lines
    inventory = _environment(tmp_path / "env", key, sshd.known_line(), {"good": sshd.port})
    program = f"{shlex.quote(sys.executable)} -m tenken"
    for written, here in (
        ("/opt/tenken/bin/tenken", program),
        ("/etc/tenken/prod/hosts", f"{inventory} --control J13-UA-10"),
        ("/var/log/tenken/scan.log", str(tmp_path / "scan.log")),
    ):
        assert written in line
        line = line.replace(written, here)
    # What cron(8) gives a command, and where this test finds the project.
    given = {"HOME": str(tmp_path), "LOGNAME": "root", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    environment = {**given, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, check=False)
    said = (tmp_path / "scan.log").read_text("utf-8")
    assert done.returncode in {0, 1}, said
    listed = subprocess.run(
        [sys.executable, "-m", "tenken", "runs", "--lang", "en"],
        env={**os.environ, **environment}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "complete" in listed
