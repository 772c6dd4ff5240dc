"""Hosts as they are found: other shells, hostile names, accounts and disks in trouble, hosts that cannot be reached."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from typing import Any

import pytest

from lab.environment import EnvironmentHost
from lab.fleet import WRONG_ADDRESS
from lab.host import Host
from tests.lab.contract import PROJECT, Bench, Done, standing

QUICK = ("--control", "J13-UA-08", "--control", "J13-UA-10")


@pytest.fixture(scope="module")
def bench(root: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with standing(tmp_path_factory.mktemp("hosts"), "good12", "bad12") as made:
        made.grant(made.environment(made.hosts("good12", "bad12"), "granted"), "good12", "bad12")
        yield made


@pytest.fixture(autouse=True)
def own_folder(bench: Bench, tmp_path: Path) -> None:
    bench.folder = tmp_path


@pytest.fixture(scope="module")
def host(bench: Bench) -> Host:
    return bench.lab.host("good12")


@contextmanager
def _changed(host: Host, change: str, repair: str) -> Iterator[None]:
    host.run(change)
    try:
        yield
    finally:
        host.run(repair)


# --- other shells


def _seen(done: Done) -> dict[str, tuple[str, Any]]:
    return {
        one["control"]: (one["status"], [(each["code"], each["values"]) for each in one["actual"]])
        for one in done.findings("good12")
    }


# Not these: they name what differs from one moment to the next (clock offset, log arrivals, free space, log-ins).
_MOVING = {"J13-MG-08", "J13-FT-05", "J13-UA-16", "J13-MG-10", "J13-UA-24"}
NOISE = "echo noise; echo noise >&2; printf '\\033[31mcolour\\n'; export LANG=ja_JP.UTF-8; alias ls='ls -l'; set -u"


@pytest.fixture(scope="module")
def with_dash(bench: Bench, host: Host) -> Done:
    return bench.scan(bench.environment(bench.hosts("good12"), "dash"))


@pytest.mark.parametrize(
    ("change", "repair"),
    [
        ("ln -sfn bash /bin/sh", "ln -sfn dash /bin/sh"),
        (
            f"usermod -s /bin/bash scan; printf '%s\\n' \"{NOISE}\" | tee /home/scan/.bashrc /home/scan/.profile; "
            "echo '*** NOTICE ***' | tee /etc/motd",
            "usermod -s /bin/sh scan; rm -f /home/scan/.bashrc /home/scan/.profile; : >/etc/motd",
        ),
    ],
    ids=["bash as /bin/sh", "noisy bash as login shell"],
)
def test_another_shell_on_the_host_gives_the_same_findings(
    bench: Bench, host: Host, with_dash: Done, change: str, repair: str
) -> None:
    with _changed(host, change, repair):
        done = bench.scan(bench.environment(bench.hosts("good12")))
    assert done.target("good12")["reason"] is None, done.stderr
    expected, seen = _seen(with_dash), _seen(done)
    assert len(expected) > 60
    assert {name: one for name, one in seen.items() if name not in _MOVING} == {
        name: one for name, one in expected.items() if name not in _MOVING
    }
    assert [one["probe"] for one in done.commands("good12") if one["status"] is None] == []


def test_busybox_as_shell_never_turns_a_verdict_round(bench: Bench, host: Host, with_dash: Done) -> None:
    """Its own ip and modprobe stand in for the real ones: what they cannot tell is unknown, and says why."""
    with _changed(host, "ln -sfn busybox /bin/sh", "ln -sfn dash /bin/sh"):
        done = bench.scan(bench.environment(bench.hosts("good12")))
    expected, seen = _seen(with_dash), _seen(done)
    differing = {name for name in expected if seen[name] != expected[name] and name not in _MOVING}
    assert {seen[name][0] for name in differing} <= {"unknown"}
    assert len(differing) < len(expected) / 2


# --- hostile hosts

EVIL = "\x1b]0;pwned\x07\x1b[31m<script>alert(1)</script>\u202egpj.exe"


def test_what_a_hostile_host_sends_is_neutralised_in_every_report(bench: Bench, host: Host) -> None:
    name = "/var/log/" + EVIL.replace("/", "_")
    evil = [
        "sh",
        "-c",
        'hostname "$1"; printf "%s:x:0:0:%s:/root:/bin/sh\\n" "$1" "$1" >>/etc/passwd; touch "$2"; chmod 666 "$2"',
    ]
    host.run(["cp", "-p", "/etc/passwd", "/run/passwd"])
    host.run([*evil, "evil", EVIL.replace("/", "_"), name])
    page, lines = bench.folder / "report.html", bench.folder / "report.jsonl"
    try:
        done = bench.scan(
            bench.environment(bench.hosts("good12")), "--format", "html", "-o", page, "--format", "jsonl", "-o", lines
        )
    finally:
        host.run(["sh", "-c", 'cp -p /run/passwd /etc/passwd; rm -f "$1"; hostname good12', "back", name])
    assert done.statuses("good12") >= {"pass", "fail"}
    shown = {"table": done.stdout, "stderr": done.stderr, "json": str(done.report), "jsonl": lines.read_text("utf-8")}
    assert "pwned" in shown["table"]
    assert "pwned" in shown["json"]
    shown["html"] = page.read_text("utf-8")
    for place, text in shown.items():
        assert "\x1b" not in text, place
        assert "\x07" not in text, place
        assert "\u202e" not in text, place
    assert "<script>alert(1)" not in shown["html"]
    assert "\\u001b" not in shown["jsonl"].lower()


# --- accounts, sudo and disks in trouble

# What is done to the host, how it is undone, and the reasons that may then stand; none: all is read as before.
TROUBLE: dict[str, tuple[str, str, set[str]]] = {
    "no sudo": (
        "mv /usr/bin/sudo /usr/bin/sudo.away", "mv /usr/bin/sudo.away /usr/bin/sudo", {"sudo_missing", "sudo_stopped"},
    ),
    "no program runs from /tmp": ("mount -t tmpfs -o noexec,size=64k tmpfs /tmp", "umount /tmp", set()),
    "no space left": (
        "for d in /tmp /home/scan/full; do mkdir -p $d; mount -t tmpfs -o size=4k tmpfs $d; "
        "head -c 8192 /dev/zero >$d/x 2>/dev/null; done; true",
        "umount /tmp /home/scan/full; rmdir /home/scan/full",
        set(),
    ),
    "an account without shell": (
        "usermod -s /usr/sbin/nologin scan", "usermod -s /bin/sh scan", {"collector_never_started"},
    ),
    "an expired password": ("chage -d 0 scan", "chage -d $(($(date +%s) / 86400)) scan", {"password_expired"}),
    "a locked account": ("usermod -e 1 scan", "usermod -e '' scan", {"auth_refused", "auth_closed"}),
    "logins closed": (
        "echo maintenance >/etc/nologin", "rm /etc/nologin", {"logins_closed", "auth_refused", "auth_closed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TROUBLE)
def test_trouble_on_one_host_has_its_reason_and_costs_no_other(bench: Bench, host: Host, case: str) -> None:
    change, repair, reasons = TROUBLE[case]
    # The other host has a credential of its own, so that a refusal here is no reason to leave it out there.
    hosts = [*bench.hosts("good12"), EnvironmentHost("other", bench.lab.host("bad12").address, "lgwan")]
    key = bench.folder / "own"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text("ascii")
    bench.lab.host("bad12").run(["tee", "-a", "/home/scan/.ssh/authorized_keys"], text_input=public)
    with _changed(host, change, repair):
        done = bench.scan(bench.environment(hosts, other={"ansible_ssh_private_key_file": str(key)}), *QUICK)
    assert done.target("other")["reason"] is None
    assert {one["status"] for one in done.commands("other")} >= {0}
    found = done.reasons("good12") | {one["reason"]["code"] for one in done.commands("good12") if one["reason"]}
    if reasons:
        assert found
        assert found <= reasons
        assert (done.status, "unknown" in done.statuses("good12")) == (3, True)
    else:
        assert found == set()
        assert done.statuses("good12") == {"pass"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "ja",
            (
                "接続が拒否されました",
                "到達できません|確立しませんでした",
                "秘密鍵を読めません",
                "ログインが拒否されました",
            ),
        ),
        (
            "en",
            ("connection refused", "cannot be reached|no connection in time", "could not be read", "login was refused"),
        ),
    ],
)
def test_hosts_that_cannot_be_read_are_told_each_with_its_reason(
    bench: Bench, host: Host, lang: str, said: tuple[str, ...]
) -> None:
    key = bench.folder / "wrong"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    hosts = [
        *bench.hosts("good12"),
        EnvironmentHost("closed", host.address, "lgwan", port=2),
        EnvironmentHost("nobody", WRONG_ADDRESS, "lgwan"),
        EnvironmentHost("nokey", host.address, "lgwan"),
        EnvironmentHost("wrong", host.address, "lgwan"),
    ]
    inventory = bench.environment(
        hosts,
        nokey={"ansible_ssh_private_key_file": "/nonexistent/key"},
        wrong={"ansible_ssh_private_key_file": str(key)},
    )
    # A filtered port gives no answer at all; a closed one must be told from it.
    with _changed(
        host, "nft insert rule inet filter input tcp dport 2 reject with tcp reset", "nft -f /etc/nftables.conf"
    ):
        done = bench.scan(inventory, *QUICK, lang=lang)
    assert done.status == 3
    for name, words in zip(("closed", "nobody", "nokey", "wrong"), said, strict=True):
        (line,) = (line for line in done.stderr.splitlines() if line.startswith(f"{name}: "))
        assert any(word in line for word in words.split("|")), line
        assert done.statuses(name) == {"unknown"}
    assert done.statuses("good12") == {"pass"}
    assert done.report["run"]["status"] == "incomplete"


# --- interruption


# Ctrl-C (the demo is ended so in every run of the tests) on real hosts too, where there is time: make verify.
PATIENCE_S = 300  # on a machine that is busy with other work
SIGNALS = [SIGTERM, *([SIGINT] if os.environ.get("HYPOTHESIS_PROFILE") == "verify" else [])]


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_scan_keeps_what_was_read_and_says_so_of_the_rest(
    bench: Bench, host: Host, number: Signals
) -> None:
    report = bench.folder / "report.json"
    inventory = bench.environment(bench.hosts("good12", "bad12"))
    slow = (
        "cp -a /usr/bin/cvtsudoers /usr/bin/cvtsudoers.away; "
        "printf '#!/bin/sh\\nexec sleep 4242\\n' >/usr/bin/cvtsudoers.new; "
        "chmod 755 /usr/bin/cvtsudoers.new; "
        "mv /usr/bin/cvtsudoers.new /usr/bin/cvtsudoers"
    )
    command = bench.command("--lang", "en", "scan", "-i", inventory, "--workers", "1", "--format", "json", "-o", report)
    pipe = subprocess.PIPE
    with (
        _changed(host, slow, "mv /usr/bin/cvtsudoers.away /usr/bin/cvtsudoers; pkill -f '^sleep 4242'; true"),
        subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as run,
    ):
        host.run("until pgrep -f '^sleep 4242'; do sleep 0.05; done", timeout_s=PATIENCE_S)
        run.send_signal(number)
        out, err = run.communicate(timeout=PATIENCE_S)
    assert (run.returncode, "Traceback" in err) == (3, False), err
    assert "stopping" in err
    done = Done(run.returncode, out, err, json.loads(report.read_text("utf-8")))
    assert done.report["run"]["status"] == "aborted"
    assert done.target("good12")["reason"]["code"] == "interrupted"
    ran = [one for one in done.commands("good12") if one["status"] is not None]
    lost = {one["reason"]["code"] for one in done.commands("good12") if one["status"] is None}
    assert ran, err
    assert lost == {"interrupted"}
    assert "interrupted" in done.reasons("good12")
    assert "pass" in done.statuses("good12")
    # Nothing of the scan stays behind on this side; the session is closed on the other.
    host.run("while pgrep -u scan sshd; do sleep 0.1; done")
