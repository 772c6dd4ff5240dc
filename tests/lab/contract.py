"""What the contract tests share: environments written for a lab, scans run as an operator runs them, and host logs."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lab.environment import EnvironmentHost, write_environment
from lab.fleet import SPECS, Lab, install_sudoers
from lab.host import Host

PROJECT = Path(__file__).parents[2]
SUDO_LOG = "/var/log/contract-sudo.json"
_MARK = "CONTRACT-MARK"


@dataclass(frozen=True, slots=True)
class Done:
    """One finished command: exit status, what it wrote, and the JSON report if one was asked for."""

    status: int
    stdout: str
    stderr: str
    report: dict[str, Any] = field(default_factory=dict)

    def target(self, name: str) -> dict[str, Any]:
        (found,) = (target for target in self.report["targets"] if target["name"] == name)
        return dict(found)

    def findings(self, name: str) -> list[dict[str, Any]]:
        return [finding for finding in self.report["findings"] if finding["subject"] == name]

    def statuses(self, name: str) -> set[str]:
        return {finding["status"] for finding in self.findings(name)}

    def reasons(self, name: str) -> set[str]:
        return {finding["reason"]["code"] for finding in self.findings(name) if finding["reason"]}

    def commands(self, name: str) -> list[dict[str, Any]]:
        return [command for command in self.report["commands"] if command["target"] == name]


def fingerprint(file: Path) -> str:
    return subprocess.run(["ssh-keygen", "-lf", file], capture_output=True, text=True, check=True).stdout.split()[1]


@dataclass(slots=True)
class Bench:
    """A lab, and a folder for the files of one test."""

    lab: Lab
    folder: Path

    def hosts(self, *names: str, **more: Any) -> list[EnvironmentHost]:
        return [EnvironmentHost(name, SPECS[name].address, "lgwan", **more) for name in names]

    def environment(self, hosts: Sequence[EnvironmentHost], name: str = "env", **changes: Any) -> Path:
        """Write inventory and policy; `changes` are further variables of single hosts, by name."""
        place = self.folder / name
        inventory = write_environment(
            place,
            hosts,
            key=self.lab.key,
            known_hosts=self.lab.known_hosts,
            scan_key=fingerprint(self.lab.key.with_suffix(".pub")),
        )
        file = inventory / "hosts.yml"
        document = yaml.safe_load(file.read_text("utf-8"))
        for host, variables in changes.items():
            document["all"]["hosts"][host].update(variables)
        file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
        return inventory

    def command(self, *arguments: str | Path) -> list[str]:
        return self.lab.in_ops([sys.executable, "-m", "tenken", *map(str, arguments)])

    def tenken(self, *arguments: str | Path, stdin: str = "", lang: str = "en") -> Done:
        """Run tenken on the ops side; it must never show a traceback."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            env={**os.environ, "TENKEN_LANG": lang, "SSH_AUTH_SOCK": ""},
            check=False,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def scan(self, inventory: Path, *arguments: str | Path, lang: str = "en") -> Done:
        """Scan with a JSON report."""
        file = self.folder / f"report-{time.monotonic_ns()}.json"
        done = self.tenken("scan", "-i", inventory, *arguments, "--format", "json", "-o", file, lang=lang)
        assert file.exists(), done.stderr
        return Done(done.status, done.stdout, done.stderr, json.loads(file.read_text("utf-8")))

    def grant(self, inventory: Path, *names: str) -> str:
        """Install what `tenken sudoers` prints; gives that text."""
        text = self.tenken("sudoers", "-i", inventory, "--family", "debian").stdout
        for name in names:
            install_sudoers(self.lab.host(name), text)
        return text


def journal(host: Host, since: str, *more: str) -> list[str]:
    """Give what sshd said after a cursor."""
    host.run(["journalctl", "--sync"])
    words = [
        "journalctl",
        "-q",
        "--no-pager",
        "-o",
        "cat",
        "-t",
        "sshd",
        "-t",
        "sshd-session",
        f"--after-cursor={since}",
    ]
    return host.run([*words, *more]).stdout.splitlines()


def cursor(host: Host) -> str:
    """Give the place of the journal's last entry."""
    host.run(["journalctl", "--sync"])
    said = host.run("journalctl -q --no-pager -n 0 --show-cursor").stdout
    return said.split("cursor: ", 1)[1].strip()


@contextmanager
def sudo_log(host: Host) -> Iterator[None]:
    """Let sudo write every attempt as JSON, with its argument list as it was, until the block ends."""
    rule = "/etc/sudoers.d/90-contract"
    host.write(rule, f'Defaults log_format=json, logfile="{SUDO_LOG}"\n', 0o440)
    host.run(["rm", "-f", SUDO_LOG])
    try:
        yield
    finally:
        host.run(["rm", "-f", rule])


def sudo_attempts(host: Host) -> list[tuple[str, tuple[str, ...]]]:
    """Give each attempt of the log: accept or reject, and the argument list."""
    text = host.run(f"cat {SUDO_LOG} 2>/dev/null", check=False).stdout
    if not text.strip():
        return []
    # One object whose keys repeat, a pair for each attempt.
    attempts = json.loads(text, object_pairs_hook=list)
    events = [(kind, dict(pairs)) for kind, pairs in attempts]
    return [(kind, tuple(event["runargv"])) for kind, event in events]


def planned(text: str, name: str, family: str = "debian") -> tuple[set[str], set[str]]:
    """Take privileged and unprivileged commands of one host and family out of what `tenken plan` prints in English."""
    commands: dict[str, list[str]] = {"#": [], "$": []}
    host = branch = mark = ""
    for line in text.splitlines():
        if line.startswith("      "):
            if (host, branch) == (name, family):
                commands[mark][-1] += "\n" + line[6:]
        elif line.startswith("    "):
            mark = line[4]
            if (host, branch) == (name, family):
                commands[mark].append(line[6:])
        elif line.startswith("  ["):
            branch = line[3:].split("]")[0]
        else:
            host = line.split(" ")[0]
    return set(commands["#"]), set(commands["$"])


def argv(command: str) -> tuple[str, ...]:
    """Give the argument list that a privileged command of a plan asks sudo for."""
    words = shlex.split(command)
    assert words[:2] == ["sudo", "-n"]
    return tuple(words[2:])


@contextmanager
def standing(place: Path, *names: str) -> Iterator[Bench]:
    """Bring up a lab of its own with these hosts: what the contract tests do to hosts is no other test's business."""
    made = Lab(f"c{os.getpid()}")
    try:
        made.up(names)
        yield Bench(made, place)
    finally:
        made.down()
