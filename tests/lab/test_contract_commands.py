"""What a scan does on a host is what was announced: one session, the plan's commands, and sudo for exactly those."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from lab.fleet import install_sudoers
from lab.host import Host
from tests.lab.contract import PROJECT, Bench, Done, argv, cursor, journal, planned, standing, sudo_attempts, sudo_log


@pytest.fixture(scope="module")
def bench(root: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with standing(tmp_path_factory.mktemp("commands"), "good12") as made:
        yield made


@pytest.fixture(scope="module")
def host(bench: Bench) -> Host:
    return bench.lab.host("good12")


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan of the whole baseline, and what the host itself recorded of it."""

    inventory: Path
    plan: str
    sudoers: str
    done: Done
    sshd: list[str]
    sudo: list[tuple[str, tuple[str, ...]]]
    processes: str
    html: str


@pytest.fixture(scope="module")
def scanned(bench: Bench, host: Host) -> Scanned:
    inventory = bench.environment(bench.hosts("good12"))
    host.run("chpasswd -c YESCRYPT", text_input="ope01:Correct-Horse-7-Battery\n")
    plan = bench.tenken("plan", "-i", inventory).stdout
    sudoers = bench.grant(inventory, "good12")
    html = bench.folder / "report.html"
    with sudo_log(host):
        since = cursor(host)
        # The host watches its own process list until the scan is over.
        watch = "while [ ! -e /run/watched ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ; sleep 0.02; done"
        with subprocess.Popen([*host.entry(), "sh", "-c", f"({watch}) >/run/processes 2>/dev/null"]):
            try:
                done = bench.scan(inventory, "--format", "html", "-o", html)
            finally:
                host.run("touch /run/watched")
        processes = host.run("cat /run/processes").stdout
        return Scanned(
            inventory,
            plan,
            sudoers,
            done,
            journal(host, since),
            sudo_attempts(host),
            processes,
            html.read_text("utf-8"),
        )


def test_the_whole_baseline_costs_one_connection_one_login_and_one_command(scanned: Scanned) -> None:
    def count(text: str) -> int:
        return sum(text in line for line in scanned.sshd)

    assert (count("Accepted publickey for scan"), count("Starting session: command for scan")) == (1, 1)
    assert (count("Starting session"), count("Failed "), count("Connection from ")) == (1, 0, count("Connection from "))
    target = scanned.done.target("good12")
    assert (target["connections"], target["execs"], target["reason"]) == (1, 1, None)


def test_sudo_ran_exactly_what_the_plan_says_and_each_once(scanned: Scanned) -> None:
    privileged, _plain = planned(scanned.plan, "good12")
    ran = [arguments for kind, arguments in scanned.sudo if kind == "accept"]
    assert len(privileged) > 10
    assert sorted(ran) == sorted(argv(command) for command in privileged)
    assert [arguments for kind, arguments in scanned.sudo if kind == "reject"] == []


def test_the_report_lists_every_command_of_the_plan_and_no_other(scanned: Scanned) -> None:
    privileged, plain = planned(scanned.plan, "good12")
    commands = scanned.done.commands("good12")
    assert {one["command"] for one in commands if one["root"]} == privileged
    assert {one["command"] for one in commands if not one["root"]} == plain
    assert [one["command"] for one in commands if one["status"] is None] == []


def test_the_fragment_is_enough_and_visudo_accepts_it(scanned: Scanned, host: Host) -> None:
    checked = host.run(["visudo", "-c", "-f", "-"], text_input=scanned.sudoers)
    assert "parsed OK" in checked.stdout + checked.stderr
    codes = {one["reason"]["code"] for one in scanned.done.commands("good12") if one["reason"]}
    codes |= scanned.done.reasons("good12")
    assert not {code for code in codes if code.startswith(("sudo_", "no_sudo"))}


def _variants(command: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Give the ways to ask for a little more, less or something else than one granted command."""
    timeout, kill, grace, seconds, program, *rest = command
    found = {
        "one more argument": (*command, "/etc/shadow"),
        "the last one missing": command[:-1],
        "another time limit": (timeout, kill, grace, "9999", program, *rest),
        "without time limit": (program, *rest),
        "another program": (timeout, kill, grace, seconds, "/bin/sh", *rest),
        "an empty argument more": (*command, ""),
        "another timeout program": ("/bin/sh", *command[1:]),
    }
    for place, word in enumerate(command):
        for mark in "*?[":
            if mark in word:  # a literal glob character must match nothing but itself
                found[f"{mark} of argument {place} filled"] = (
                    *command[:place],
                    word.replace(mark, "x", 1),
                    *command[place + 1 :],
                )
        if place > 4 and "/" in word and mark_free(word):
            found[f"another path in argument {place}"] = (
                *command[:place],
                f"{word}/../../etc/shadow",
                *command[place + 1 :],
            )
    return found


def mark_free(word: str) -> bool:
    return not any(mark in word for mark in "*?[")


def test_the_fragment_refuses_everything_else(bench: Bench, scanned: Scanned, host: Host) -> None:
    privileged = [argv(command) for command in sorted(planned(scanned.plan, "good12")[0])]
    granted = set(privileged)
    asked = [(f"{command[4]}: {how}", variant) for command in privileged for how, variant in _variants(command).items()]
    asked += [("shell", ("sh",)), ("all", ("/bin/cat", "/etc/shadow")), ("edit", ("sudoedit", "/etc/passwd"))]
    asked = [(how, variant) for how, variant in asked if variant not in granted]
    lines = [shlex.join(["may", variant_name, *variant]) for variant_name, variant in asked]
    lines += [shlex.join(["may", "granted", *command]) for command in privileged]
    script = 'may() { n=$1; shift; sudo -n -l "$@" >/dev/null 2>&1 && echo "$n"; }\n' + "\n".join(lines) + "\n:\n"
    said = subprocess.run(
        bench.lab.in_ops(bench.lab.ssh("good12", "sh")), input=script, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len(asked) > 200
    assert [line for line in said if line != "granted"] == []
    assert said.count("granted") == len(privileged)


def _words_moved(command: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Give the same line with its words cut elsewhere: sudo compares the line, not the words."""
    joined = [
        (*command[:place], f"{command[place]} {command[place + 1]}", *command[place + 2 :])
        for place in range(4, len(command) - 1)
    ]
    cut = [
        (*command[:place], *word.split(" "), *command[place + 1 :]) for place, word in enumerate(command) if " " in word
    ]
    return joined + cut


def test_the_redaction_of_password_hashes_holds_when_the_words_are_cut_elsewhere(
    bench: Bench, scanned: Scanned, host: Host
) -> None:
    commands = [argv(one) for one in planned(scanned.plan, "good12")[0] if one.endswith(" /etc/shadow")]
    lines = [
        shlex.join(["sudo", "-n", *one]) + " 2>&1 </dev/null" for command in commands for one in _words_moved(command)
    ]
    assert len(commands) == 2
    assert len(lines) > 20
    said = subprocess.run(
        bench.lab.in_ops(bench.lab.ssh("good12", "sh")),
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert ":hashed:y" in said
    assert "$" not in said.replace("^$", "").replace("[$]", "").replace(".*$", "").replace(")?$", "").replace(
        "[^:$]", ""
    )


@pytest.mark.parametrize("options", [("-u", "ope01"), ("-u", "daemon"), ("-g", "shadow"), ("-i",), ("-s",)])
def test_the_fragment_gives_no_shell_and_no_other_account(
    bench: Bench, scanned: Scanned, options: tuple[str, ...]
) -> None:
    command = argv(min(planned(scanned.plan, "good12")[0]))
    asked = shlex.join(["sudo", "-n", *options, *command])
    done = subprocess.run(bench.lab.in_ops(bench.lab.ssh("good12", asked)), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == ""


def test_after_one_denied_sudo_no_further_one_is_tried(bench: Bench, scanned: Scanned, host: Host) -> None:
    order = [one for one in scanned.done.commands("good12") if one["root"]]
    order = sorted(order, key=lambda one: str(one["started"]))
    denied = order[len(order) // 2]
    lines = scanned.sudoers.splitlines(keepends=True)
    granted = [line for line in lines if line.startswith("scan ")]
    (missing,) = (line for line in granted if _grants(line, argv(denied["command"])))
    install_sudoers(host, "".join(line for line in lines if line != missing))
    try:
        with sudo_log(host):
            done = bench.scan(scanned.inventory)
            attempts = sudo_attempts(host)
    finally:
        install_sudoers(host, scanned.sudoers)
    assert [kind for kind, _arguments in attempts].count("reject") == 1
    assert attempts[-1] == ("reject", argv(denied["command"]))
    commands = {one["command"]: one for one in done.commands("good12")}
    before = {command for command, one in commands.items() if one["root"] and one["status"] is not None}
    assert {argv(command) for command in before} == {arguments for kind, arguments in attempts if kind == "accept"}
    assert before
    reasons = {one["reason"]["code"] for command, one in commands.items() if one["root"] and command not in before}
    # sudo asks for a password where the sudoers name the account, but not this command.
    assert reasons == {"sudo_password_required", "sudo_stopped"}
    assert all(one["status"] is not None for one in commands.values() if not one["root"])
    assert done.status == 3
    unknown = {one["control"] for one in done.findings("good12") if one["status"] == "unknown"}
    passed = {one["control"] for one in done.findings("good12") if one["status"] == "pass"}
    assert unknown
    assert passed
    assert passed <= {one["control"] for one in scanned.done.findings("good12") if one["status"] == "pass"}


def _grants(line: str, command: tuple[str, ...]) -> bool:
    text = line.split("NOPASSWD: ", 1)[1].strip().replace("\\", "")
    return text == " ".join(command).replace("\\", "")


def test_no_sudo_asks_for_none_and_says_what_sudo_would_add(bench: Bench, scanned: Scanned, host: Host) -> None:
    with sudo_log(host):
        done = bench.scan(scanned.inventory, "--no-sudo")
        assert sudo_attempts(host) == []
    lost = [one for one in done.findings("good12") if one["reason"] and one["reason"]["code"] == "no_sudo"]
    assert len(lost) > 5
    assert {one["status"] for one in lost} == {"unknown"}
    privileged = planned(scanned.plan, "good12")[0]
    named = {evidence["command"] for one in lost for evidence in one["evidence"]} & privileged
    assert named
    # Each lost control stands in the table with what would lift it, and the gap that was accepted is no 3.
    for one in lost:
        assert one["control"] in done.stdout
    only = [word for one in lost for word in ("--control", one["control"])]
    assert bench.scan(scanned.inventory, "--no-sudo", *only, "--control", "J13-MG-02").status in {0, 1}
    assert bench.scan(scanned.inventory, "--no-sudo", *only).status == 3  # but nothing at all was judged here


def test_the_report_keeps_its_published_schema(scanned: Scanned) -> None:
    schema = msgspec.json.decode((PROJECT / "docs/schema/report.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(scanned.done.report)
    assert scanned.done.report["run"]["status"] == "complete"


def test_each_exit_status_happens(bench: Bench, scanned: Scanned) -> None:
    by_status: dict[str, str] = {}
    for finding in scanned.done.findings("good12"):
        by_status.setdefault(finding["status"], finding["control"])
    passing = by_status["pass"]
    clean = bench.scan(scanned.inventory, "--control", passing)
    assert (clean.status, clean.report["run"]["status"], clean.statuses("good12")) == (0, "complete", {"pass"})
    assert bench.tenken("scan", "-i", scanned.inventory, "--control", "J13-XX-01").status == 2
    assert scanned.done.status == (3 if "unknown" in by_status else 1 if "fail" in by_status else 0)


def test_a_failing_control_gives_1_above_the_threshold_alone(bench: Bench, scanned: Scanned, host: Host) -> None:
    host.run("sysctl -w net.ipv4.tcp_syncookies=0")
    try:
        found = bench.scan(scanned.inventory, "--control", "J13-UA-19")
        above = bench.scan(scanned.inventory, "--control", "J13-UA-19", "--fail-on", "critical")
    finally:
        host.run("sysctl -w net.ipv4.tcp_syncookies=1")
    assert (found.status, found.statuses("good12")) == (1, {"fail"})
    assert found.findings("good12")[0]["severity"] != "critical"
    assert (above.status, above.statuses("good12")) == (0, {"fail"})


def test_no_secret_leaves_the_host_or_stands_in_a_process_list(bench: Bench, scanned: Scanned, host: Host) -> None:
    hashes = host.run("cut -d: -f2 /etc/shadow").stdout.split()
    hashes = [one for one in hashes if one.startswith("$")]
    assert hashes
    key = bench.lab.key.read_text("ascii")
    secrets = [*hashes, *(line for line in key.splitlines() if len(line) > 30 and "-----" not in line)]
    shown: dict[str, Any] = {
        "stdout": scanned.done.stdout,
        "stderr": scanned.done.stderr,
        "json": msgspec.json.encode(scanned.done.report).decode(),
        "html": scanned.html,
        "processes": scanned.processes,
    }
    assert "timeout" in scanned.processes
    assert [(place, secret) for place, text in shown.items() for secret in secrets if secret in text] == []
