"""A whole scan, as a process of its own, against hosts that hang: an interruption ends it with a report."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.environment import EnvironmentHost, write_environment
from tests.faults.real_sshd import Sshd

PROJECT = Path(__file__).parents[2]


@contextmanager
def _silent() -> Iterator[socket.socket]:
    """Something that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def _environment(folder: Path, key: Path, known: Path, ports: dict[str, int]) -> Path:
    hosts = [EnvironmentHost(name, "127.0.0.1", "lgwan", port=port) for name, port in ports.items()]
    inventory = write_environment(folder, hosts, key=key, known_hosts=known, scan_key="SHA256:" + "A" * 43)
    file = inventory / "hosts.yml"
    document = yaml.safe_load(file.read_text("utf-8"))
    for variables in document["all"]["hosts"].values():
        variables["ansible_user"] = "root"
    file.write_text(yaml.safe_dump(document), "utf-8")
    return inventory


def _start(inventory: Path, report: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tenken", "--lang", "en", "scan", "-i", str(inventory), *more]
    return subprocess.Popen(
        [*command, "--format", "json", "-o", str(report)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  (a background job ignores it)
    )


def _reasons(report: dict[str, Any]) -> dict[str, str | None]:
    return {one["name"]: one["reason"] and one["reason"]["code"] for one in report["targets"]}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_scan_interrupted_while_it_connects_says_so_for_every_host(
    number: signal.Signals, tmp_path: Path, key: Path, sshd: Sshd
) -> None:
    with _silent() as server:
        port = server.getsockname()[1]
        inventory = _environment(
            tmp_path / "env", key, sshd.known_file(), {"silent1": port, "silent2": port, "waiting": port}
        )
        report = tmp_path / "report.json"
        with _start(inventory, report, "--workers", "2") as run:
            connection, _ = server.accept()  # a host is being connected to
            run.send_signal(number)
            out, err = run.communicate(timeout=60)
            connection.close()
    assert run.returncode == 3
    assert "Traceback" not in err
    assert "stopping" in err
    told = json.loads(report.read_text("utf-8"))
    assert told["run"]["status"] == "aborted"
    assert set(_reasons(told).values()) == {"interrupted"}
    # What persons answer is judged from their records all the same.
    asked = [one for one in told["findings"] if one["method"] == "machine"]
    assert asked
    assert {one["reason"]["code"] for one in asked} == {"interrupted"}
    assert {one["status"] for one in asked} == {"unknown"}
    assert "interrupted" in out


def test_a_second_interruption_gives_up_waiting_and_shows_no_traceback(tmp_path: Path, key: Path, sshd: Sshd) -> None:
    with _silent() as server:
        inventory = _environment(tmp_path / "env", key, sshd.known_file(), {"silent": server.getsockname()[1]})
        with _start(inventory, tmp_path / "report.json") as run:
            connection, _ = server.accept()
            run.send_signal(signal.SIGINT)
            assert run.stderr is not None
            assert "stopping" in run.stderr.readline()
            run.send_signal(signal.SIGINT)
            _out, err = run.communicate(timeout=60)
            connection.close()
    assert run.returncode == 3
    assert "Traceback" not in err


def test_an_interruption_before_anything_is_scanned_is_no_traceback(tmp_path: Path, key: Path, sshd: Sshd) -> None:
    inventory = _environment(tmp_path / "env", key, sshd.known_file(), {"silent": 1})
    started = tmp_path / "started"
    os.mkfifo(started)
    script = inventory / "slow.sh"
    script.write_text(f"#!/bin/sh\necho >{started}\nexec sleep 60\n")
    script.chmod(0o755)
    report = tmp_path / "report.json"
    with _start(inventory, report) as run:
        started.read_text()  # Ansible runs the dynamic inventory
        run.send_signal(signal.SIGINT)
        _out, err = run.communicate(timeout=60)
    assert run.returncode == 3
    assert "Traceback" not in err
    assert "interrupted" in err
    assert not report.exists()


def test_a_host_that_hangs_costs_no_other_its_results(tmp_path: Path, place: Path, key: Path, sshd: Sshd) -> None:
    hanging = Sshd(place / "hanging", ("ForceCommand sleep 600",)).start()
    try:
        known = tmp_path / "known"
        known.write_text(sshd.known_line() + hanging.known_line(), "utf-8")
        ports = {"good": sshd.port, "hanging": hanging.port}
        inventory = _environment(tmp_path / "env", key, known, ports)
        report = tmp_path / "report.json"
        with _start(inventory, report, "--host-timeout", "8", "--control", "J13-UA-10") as run:
            _out, err = run.communicate(timeout=120)
    finally:
        hanging.stop()
    told = json.loads(report.read_text("utf-8"))
    assert (run.returncode, told["run"]["status"]) == (3, "incomplete")
    assert _reasons(told) == {"good": None, "hanging": "deadline_passed"}
    assert {one["status"] for one in told["findings"] if one["subject"] == "hanging"} == {"unknown"}
    assert {one["command"] for one in told["commands"]} != set()
    assert "Traceback" not in err
