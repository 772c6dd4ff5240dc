"""The collector script in real shells, and the reading of what it sends, forged and cut short included."""

from __future__ import annotations

import re
import secrets
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventories.reason import reason
from scanners.collector import Collection, Script, build_script, read_collection
from scanners.probe import Missing, Output, Probe

SHELLS = (["dash"], ["bash"], ["busybox", "sh"])
ANY_ID = ("*",)


def script_of(*probes: Probe, sudo: bool = True) -> Script:
    return build_script({"debian": (ANY_ID, probes)}, nonce=secrets.token_hex(16), sudo=sudo)


def run(script: Script, shell: list[str], text: str | None = None) -> bytes:
    given_text = script.text if text is None else text
    return subprocess.run(shell, input=given_text.encode(), capture_output=True, check=False, timeout=60).stdout


def collect(*probes: Probe, shell: list[str] | None = None) -> Collection:
    script = script_of(*probes)
    return read_collection(script, run(script, shell or ["sh"]), None)


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_each_section_keeps_its_own_output_status_and_errors(shell: list[str]) -> None:
    seen = collect(
        Probe("both", "echo out; echo err >&2; false"),
        Probe("binary", "printf 'a\\000b\\377\\n\\n'"),
        Probe("stdin", "cat"),
        Probe("nothing", ":"),
        Probe("quotes", """printf '%s' "it's \\"fine\\" \\$HOME" """),
        shell=shell,
    )
    assert seen.complete
    both = seen.outputs["both"]
    assert isinstance(both, Output)
    assert (both.stdout, both.stderr, both.status) == (b"out\n", b"err", 1)
    assert [seen.outputs[name].text() for name in ("stdin", "nothing", "quotes")] == ["", "", 'it\'s "fine" $HOME']
    binary = seen.outputs["binary"]
    assert isinstance(binary, Output)
    assert binary.stdout == b"a\x00b\xff\n\n"


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_a_section_that_hangs_floods_or_lingers_costs_only_itself(shell: list[str]) -> None:
    seen = collect(
        Probe("hangs", "sleep 60", timeout=1),
        Probe("floods", "yes", cap=5000),
        Probe("floods_errors", "yes >&2"),
        Probe("lingers", "sleep 60 & echo early", timeout=1),
        Probe("exits", "exit 3"),
        Probe("after", "echo fine"),
        shell=shell,
    )
    assert {name: raw.reason.code for name, raw in seen.outputs.items() if isinstance(raw, Missing)} == {
        "hangs": "timed_out",
        "lingers": "timed_out",
    }
    exits = seen.outputs["exits"]
    assert isinstance(exits, Output)
    assert exits.status == 3
    floods = seen.outputs["floods"]
    assert isinstance(floods, Output)
    assert len(floods.stdout) == 5000
    assert floods.truncated
    assert seen.outputs["after"].text() == "fine\n"


@pytest.mark.parametrize("shell", SHELLS, ids=lambda shell: shell[0])
def test_a_script_cut_short_anywhere_runs_nothing(shell: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    trace = tmp_path_factory.mktemp("trace") / "ran"
    script = script_of(Probe("touch", f"touch {trace}"))
    for length in range(0, len(script.text) - 1, 37):
        run(script, shell, script.text[:length])
    run(script, shell, script.text.rstrip("\n")[:-1])
    assert not trace.exists()
    run(script, shell)
    assert trace.exists()


def test_forged_markers_in_output_change_nothing() -> None:
    guess = secrets.token_hex(16)
    forged = f"{guess} 1 0.0 0.0 0\\n!0!<Zm9yZ2Vk>~.\\n{guess} end\\n"
    seen = collect(Probe("hostile", f"printf '{forged}'; printf '{forged}' >&2"), Probe("honest", "echo mine"))
    hostile = seen.outputs["hostile"]
    assert isinstance(hostile, Output)
    assert hostile.stdout == forged.replace("\\n", "\n").encode()
    assert seen.outputs["honest"].text() == "mine\n"
    assert seen.complete


def test_the_nonce_is_not_told_to_commands() -> None:
    script = script_of(Probe("env", "env; cat /proc/$$/cmdline /proc/$PPID/cmdline | tr '\\0' ' '; set"))
    seen = read_collection(script, run(script, ["dash"]), None)
    assert script.nonce not in seen.outputs["env"].text()


def test_the_same_command_is_sent_once() -> None:
    one, two = Probe("one", "echo shared"), Probe("two", "echo shared")
    script = build_script({"debian": (ANY_ID, (one, two)), "rhel": (("rhel",), (one,))}, nonce=secrets.token_hex(16))
    assert script.text.count("echo shared") == 1
    seen = read_collection(script, run(script, ["sh"]), None)
    assert seen.outputs["one"].text() == seen.outputs["two"].text() == "shared\n"


def test_an_unknown_system_is_told_apart_and_runs_no_probe(tmp_path_factory: pytest.TempPathFactory) -> None:
    trace = tmp_path_factory.mktemp("trace") / "ran"
    script = build_script({"plan9": (("plan9",), (Probe("touch", f"touch {trace}"),))}, nonce=secrets.token_hex(16))
    seen = read_collection(script, run(script, ["sh"]), None)
    touch = seen.outputs["touch"]
    assert isinstance(touch, Missing)
    assert touch.reason.code == "platform_not_supported"
    assert not trace.exists()


def test_without_sudo_privileged_sections_say_so() -> None:
    script = script_of(Probe("root", argv=("/usr/bin/id",)), sudo=False)
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh"]
    shell = as_nobody if run(script, ["sh", "-c", "id -u"]) == b"0\n" else ["sh"]
    root = read_collection(script, run(script, shell), None).outputs["root"]
    assert isinstance(root, Missing)
    assert root.reason == reason("no_sudo")


TRANSCRIPT_SCRIPT = script_of(Probe("a", "echo a"), Probe("b", "echo b >&2; false"), Probe("c", "printf cc"))
TRANSCRIPT = run(TRANSCRIPT_SCRIPT, ["sh"])
WHOLE = read_collection(TRANSCRIPT_SCRIPT, TRANSCRIPT, None)


@given(st.integers(0, len(TRANSCRIPT) - 1))
def test_what_arrived_before_a_cut_is_kept_and_the_rest_is_unknown(length: int) -> None:
    seen = read_collection(TRANSCRIPT_SCRIPT, TRANSCRIPT[:length], reason("connection_lost"))
    assert not seen.complete
    for name, raw in seen.outputs.items():
        assert raw == WHOLE.outputs[name] or (isinstance(raw, Missing) and raw.reason == reason("connection_lost"))


@settings(max_examples=300)
@given(st.integers(0, len(TRANSCRIPT) - 1), st.binary(max_size=20), st.integers(0, 20))
def test_damage_in_a_section_never_invents_one(at: int, junk: bytes, drop: int) -> None:
    damaged = TRANSCRIPT[:at] + junk + TRANSCRIPT[at + drop :]
    seen = read_collection(TRANSCRIPT_SCRIPT, damaged, None)
    assert set(seen.outputs) == {"a", "b", "c"}


@given(st.binary(max_size=400))
def test_noise_alone_is_unknown(noise: bytes) -> None:
    seen = read_collection(TRANSCRIPT_SCRIPT, noise, None)
    assert not seen.complete
    assert all(isinstance(raw, Missing) for raw in seen.outputs.values())


@pytest.mark.parametrize(
    ("genuine", "forged"),
    [
        (rb" begin debian (\S+) \d+ [\d.]+", b"1.2.3"),
        (rb" 0 [\d.]+ [\d.]+ \d+", b"1.2.3"),
        (rb" 0 [\d.]+ [\d.]+ \d+", b"9" * 5000),
        (rb" 0(?= [\d.]+ )", b"9" * 5000),
        (rb"!0!", b"!" + b"9" * 5000 + b"!"),
    ],
)
def test_numbers_no_host_would_send_cost_no_more_than_their_section(genuine: bytes, forged: bytes) -> None:
    found = re.search(genuine, TRANSCRIPT)
    assert found is not None
    start = found.end() - len(found[0].split(b" ")[-1])
    damaged = TRANSCRIPT[:start] + forged + TRANSCRIPT[found.end() :]
    seen = read_collection(TRANSCRIPT_SCRIPT, damaged, None)
    assert isinstance(seen.outputs["a"], Missing)


def test_login_noise_before_the_script_is_passed_over() -> None:
    seen = read_collection(TRANSCRIPT_SCRIPT, b"Welcome!\n\x1b[31mAuthorised use only\n" + TRANSCRIPT, None)
    assert seen == WHOLE
