"""The collector script for what stands beside a host: a given family, a password in the environment, one login."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

import pytest

from scanners.collector import Collection, Script, build_script, read_collection
from scanners.probe import Missing, Output, Probe, Unreadable, Via

SHELLS = (["dash"], ["bash"], ["busybox", "sh"])
PASSWORD = 'it\'s $HOME `id` "x" \\'


def script_of(*probes: Probe, environment: dict[str, str] | None = None) -> Script:
    families = {"bmc_lanplus": ((), probes)}
    return build_script(families, nonce=secrets.token_hex(16), facility="bmc_lanplus", environment=environment)


def collect(script: Script, shell: list[str]) -> Collection:
    done = subprocess.run(shell, input=script.text.encode(), capture_output=True, check=False, timeout=60)
    return read_collection(script, done.stdout, None)


def beside(name: str, shell: str) -> Probe:
    return Probe(name, shell, via="ops", subject="facility")


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_the_family_is_given_whatever_the_machine_is(shell: list[str]) -> None:
    seen = collect(script_of(beside("a", "echo here")), shell)
    assert (seen.family, seen.complete) == ("bmc_lanplus", True)
    assert seen.outputs["a"].text() == "here\n"


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_the_password_reaches_the_command_and_no_argument_list(shell: list[str]) -> None:
    show = 'printf %s "$IPMI_PASSWORD"; cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " " >&2'
    script = script_of(beside("a", show), environment={"IPMI_PASSWORD": PASSWORD})
    output = collect(script, shell).outputs["a"]
    assert isinstance(output, Output)
    assert output.stdout.decode() == PASSWORD
    assert PASSWORD not in output.command
    assert PASSWORD not in repr(script)


def test_no_argument_list_of_any_process_shows_the_password(tmp_path: Path) -> None:
    secret = "himitsu-" + secrets.token_hex(8)
    lists = f'for f in /proc/[0-9]*/cmdline; do tr "\\0" " " <"$f"; echo; done >{tmp_path}/lists 2>/dev/null; :'
    collect(script_of(beside("a", lists), environment={"IPMI_PASSWORD": secret}), ["sh"])
    seen = (tmp_path / "lists").read_text(encoding="utf-8", errors="replace")
    assert "/proc/[0-9]*/cmdline" in seen  # it did look at its own processes
    assert secret not in seen


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_after_a_refused_login_nothing_more_is_asked(shell: list[str]) -> None:
    refused = "echo 'Error: Unable to establish IPMI v2 / RMCP+ session' >&2; exit 1"
    seen = collect(script_of(beside("a", refused), beside("b", "echo asked"), beside("c", "echo asked")), shell)
    first = seen.outputs["a"]
    assert isinstance(first, Output)
    assert first.status == 1
    for name in ("b", "c"):
        skipped = seen.outputs[name]
        assert isinstance(skipped, Missing)
        assert skipped.reason.code == "login_stopped"


def test_other_failures_do_not_end_the_rest() -> None:
    denied = "echo 'IPMI command failed: Insufficient privilege level' >&2; exit 1"
    seen = collect(script_of(beside("a", denied), beside("b", "echo asked")), ["sh"])
    assert seen.outputs["b"].text() == "asked\n"


@pytest.mark.parametrize(
    ("via", "code"),
    [("ops", "tool_missing_on_ops"), ("gateway", "tool_missing_on_gateway")],
)
def test_a_missing_program_is_missing_where_it_was_to_run(via: Via, code: str) -> None:
    seen = collect(script_of(Probe("a", "no-such-program-here", via=via, subject="facility")), ["sh"])
    with pytest.raises(Unreadable) as stop:
        seen.outputs["a"].text()
    assert stop.value.reason.code == code


def test_probes_of_hosts_and_of_facilities_do_not_mix() -> None:
    with pytest.raises(ValueError, match="own"):
        script_of(Probe("own", "echo x"))
    with pytest.raises(ValueError, match="far"):
        build_script({"debian": (("debian",), [beside("far", "echo x")])}, nonce="0" * 32)
