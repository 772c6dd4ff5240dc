"""A real timer of a real systemd fires and leaves a run, scanned by an account that exists for no longer than that."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lab.environment import EnvironmentHost, write_environment
from lab.fleet import Lab
from lab.host import Host
from tests.lab.lent import lent, ops_host

UNIT = "tenken-nightly"
TENKEN = "/usr/local/bin/tenken"
DYNAMIC = range(61184, 65520)  # the accounts that systemd makes
OPS = {"bookworm": "ntp01", "trixie": "good13"}  # by the suite of this machine, whose Python runs there
PATIENCE_S = 60.0
FOUND = {"0", "1"}  # nothing, or findings: both are a scan that judged everything


def _suite() -> str:
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"]


@pytest.fixture(scope="module")
def ops(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host of the lab with tenken, an inventory of itself, and the scan key as an encrypted credential."""
    host = lab.host(OPS[_suite()])
    folder = tmp_path_factory.mktemp("schedule") / "nightly"
    public = lab.key.with_suffix(".pub")
    said = subprocess.run(["ssh-keygen", "-l", "-f", public], capture_output=True, text=True, check=True).stdout
    write_environment(
        folder,
        [EnvironmentHost(host.name, host.address, "lgwan")],
        key=Path(f"/run/credentials/{UNIT}.service/ssh_key"),
        known_hosts=Path("/etc/ssh/ssh_known_hosts"),
        scan_key=said.split()[1],
    )
    with ExitStack() as stack:
        stack.enter_context(ops_host(host))
        stack.callback(host.run, ["rm", "-d", "/etc/tenken"])
        stack.enter_context(lent(host, folder, "/etc/tenken/nightly"))
        host.write("/etc/ssh/ssh_known_hosts", lab.known_hosts.read_text("ascii"))
        encrypt = ["systemd-creds", "encrypt", "--name=ssh_key", "-", "/etc/tenken/ssh_key.credential"]
        host.run(encrypt, text_input=lab.key.read_text("ascii"))
        try:
            yield host
        finally:
            host.run(
                f"systemctl disable --now -q {UNIT}.timer; systemctl stop {UNIT}.service; systemctl daemon-reload;"
                f" rm -rf /etc/systemd/system/{UNIT}.* /etc/tenken/ssh_key.credential /etc/ssh/ssh_known_hosts"
                " /var/lib/systemd/timers/stamp-tenken-* /var/lib/tenken /var/lib/private/tenken"
                " /var/cache/tenken /var/cache/private/tenken /var/lib/systemd/credential.secret;"
                " systemctl daemon-reload",
                check=False,
            )


def _shown(ops: Host, name: str) -> str:
    return ops.run(["systemctl", "show", f"--property={name}", "--value", f"{UNIT}.service"]).stdout.strip()


def _wait(ops: Host, name: str) -> str:
    """Wait for a moment of the service that systemd writes down; empty where it never came."""
    until = time.monotonic() + PATIENCE_S
    while not (told := _shown(ops, name)) and time.monotonic() < until:
        time.sleep(0.2)
    return told


def test_a_timer_fires_and_leaves_a_run_scanned_by_a_dynamic_account(ops: Host) -> None:
    words = [
        TENKEN, "schedule", "install", "-i", "/etc/tenken/nightly/hosts", "--calendar", "*:*:0/5",
        "--credential", "ssh_key=/etc/tenken/ssh_key.credential", "--program", TENKEN, "--spread", "0",
        "--option=--no-sudo", "--option=--control=J13-UA-10", "--enable", "--lang", "en",
    ]  # fmt: skip
    told = ops.run(words)
    assert f"/run/credentials/{UNIT}.service/ssh_key" in told.stderr  # what the inventory must name
    _wait(ops, "ExecMainStartTimestamp")
    ops.run(["systemctl", "stop", f"{UNIT}.timer"])  # once is enough
    ended = _wait(ops, "ExecMainExitTimestamp")
    log = ops.run(["journalctl", "--no-pager", "-u", UNIT]).stdout
    assert ended, log
    assert (_shown(ops, "Result"), _shown(ops, "ExecMainStatus") in FOUND) == ("success", True), log
    found = re.search(r"stored: run (\S+) ", log)
    assert found, log
    listed = ops.run(f"TENKEN_STATE=/var/lib/tenken COLUMNS=200 {TENKEN} runs --lang en").stdout
    assert re.search(rf"{found[1]} +complete", listed), listed
    status = ops.run(f"COLUMNS=200 {TENKEN} schedule status --lang en").stdout
    assert re.search(rf"{UNIT} .*success .*{found[1]} complete", status), status
    owner = int(ops.run(["stat", "-c", "%u", "/var/lib/private/tenken/tenken.db"]).stdout)
    assert owner in DYNAMIC
    assert "tenken:" not in ops.run(["cat", "/etc/passwd"]).stdout


def test_a_run_that_was_missed_while_the_machine_was_down_is_made_up_for(ops: Host) -> None:
    words = ["schedule", "install", "-i", "/etc/tenken/nightly/hosts", "--at", "02:00", "--spread", "0"]
    ops.run([TENKEN, *words, "--program", TENKEN, "--option=--no-sudo"])
    before = _shown(ops, "InvocationID")
    stamp = f"/var/lib/systemd/timers/stamp-{UNIT}.timer"
    ops.run(f"mkdir -p {Path(stamp).parent} && touch -d '2 days ago' {stamp}")  # when it last ran
    ops.run(f"systemctl daemon-reload && systemctl start {UNIT}.timer")
    until = time.monotonic() + PATIENCE_S
    while _shown(ops, "InvocationID") in {"", before} and time.monotonic() < until:
        time.sleep(0.2)
    assert _shown(ops, "InvocationID") not in {"", before}
    ops.run(f"systemctl stop {UNIT}.timer {UNIT}.service")
