"""What devices do wrong: each ends with a reason, nothing forbidden is sent, and no result is made up."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.simulated_device import SimulatedDevice
from scanners.netcli.session import DeviceLogin, connect_device
from scanners.probe import Missing
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from scanners.ssh.target import CREDENTIAL_REFUSALS
from tests.faults.device_visits import (
    COMMANDS,
    CONFIG,
    PASSWORD,
    PATIENCE,
    SECRET,
    failure,
    read,
    simulated,
    target,
    visit,
)
from tests.faults.real_sshd import keygen
from tests.unit.scanners.netcli.platforms import platform, probes

SHOW, VERSION, CLOCK = COMMANDS
LOG = "\n*Nov 23 05:00:00.123: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.9)\n"


def device(**more: object) -> SimulatedDevice:
    return SimulatedDevice(COMMANDS, **{"password": PASSWORD, **more})  # type: ignore[arg-type]


def test_an_unknown_host_key_is_refused_before_the_password_is_sent(tmp_path: Path) -> None:
    with simulated(device()) as playing:
        stop = failure(target(playing, tmp_path, known_hosts_files=()), playing)
    assert (stop.reason.code, stop.stage) == ("host_key_unknown", "host_key")
    assert playing.record.secrets == []


def test_a_changed_host_key_is_refused_before_the_password_is_sent(tmp_path: Path) -> None:
    other = Path(f"{keygen(tmp_path / 'other')}.pub").read_text("utf-8").split()
    with simulated(device()) as playing:
        known = tmp_path / "known"
        known.write_text(f"[127.0.0.1]:{playing.port} {other[0]} {other[1]}\n", "utf-8")
        stop = failure(target(playing, tmp_path, known_hosts_files=(known,)), playing)
    assert (stop.reason.code, stop.stage) == ("host_key_changed", "host_key")
    assert playing.record.secrets == []


@pytest.mark.parametrize("methods", [("password",), ("keyboard-interactive",), ("password", "keyboard-interactive")])
def test_a_wrong_password_is_tried_once(methods: tuple[str, ...], tmp_path: Path) -> None:
    with simulated(device(methods=methods)) as playing:
        stop = failure(target(playing, tmp_path), playing, login=DeviceLogin("wrong"))
    assert stop.reason.code in CREDENTIAL_REFUSALS
    assert (stop.stage, stop.credential) == ("auth", "scan password")
    assert playing.record.secrets == ["wrong"]


def test_a_wrong_password_is_tried_once_over_telnet(tmp_path: Path) -> None:
    with simulated(device(telnet=True)) as playing:
        row = platform(telnet="cisco_ios_telnet")
        stop = failure(target(playing, tmp_path), playing, login=DeviceLogin("wrong"), row=row, transport="telnet")
    assert stop.reason.code in CREDENTIAL_REFUSALS
    assert stop.credential == "scan password"
    assert playing.record.secrets == ["wrong"]


def test_a_wrong_enable_secret_is_tried_once(tmp_path: Path) -> None:
    with simulated(device(user_prompt="sw01>", enable_secret=SECRET)) as playing:
        stop = failure(target(playing, tmp_path), playing, login=DeviceLogin(PASSWORD, "wrong"))
    assert (stop.reason.code, stop.stage, stop.credential) == ("enable_refused", "enable", "scan password")
    assert playing.record.secrets == [PASSWORD, "wrong"]


def test_a_device_that_shows_no_prompt(tmp_path: Path) -> None:
    with simulated(device(prompt="", user_prompt="Please wait")) as playing:
        stop = failure(target(playing, tmp_path), playing)
    assert (stop.reason.code, stop.stage) == ("device_prompt_not_found", "prompt")


def test_a_device_that_asks_for_a_password_after_the_login_is_not_answered(tmp_path: Path) -> None:
    with simulated(device(prompt="Password: ")) as playing:
        stop = failure(target(playing, tmp_path), playing)
    assert stop.reason.code == "device_asks"
    assert playing.record.secrets == [PASSWORD]


@pytest.mark.parametrize("line_end", ["\n", "\r\r\n", "\n\r"])
def test_odd_line_ends(line_end: str, tmp_path: Path) -> None:
    seen = read(device(line_end=line_end), tmp_path)
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_a_device_that_echoes_nothing(tmp_path: Path) -> None:
    seen = read(device(echo=False), tmp_path)
    assert seen.text(VERSION) == COMMANDS[VERSION]
    assert seen.text(CLOCK) == COMMANDS[CLOCK]


def test_a_device_that_wraps_the_echo(tmp_path: Path) -> None:
    seen = read(device(echo_width=9), tmp_path)
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_a_device_that_trickles(tmp_path: Path) -> None:
    seen = read(device(chunk=7, pause=0.0005), tmp_path)
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_a_slow_device(tmp_path: Path) -> None:
    seen = read(device(slow={SHOW: 2.5}), tmp_path)
    assert seen.text(SHOW).startswith("hostname sw01\n")


def test_a_log_line_between_the_lines_is_left_out(tmp_path: Path) -> None:
    place = CONFIG.index("interface")
    seen = read(device(interruptions={SHOW: (place, LOG.lstrip())}), tmp_path)
    assert "SYS-5" not in seen.text(SHOW)
    assert "interface GigabitEthernet1/0/1\n switchport mode access\n" in seen.text(SHOW)


def test_a_log_line_inside_a_line_makes_that_output_unusable(tmp_path: Path) -> None:
    seen = read(device(interruptions={SHOW: (CONFIG.index("mode access"), LOG.lstrip())}), tmp_path)
    assert seen.why(SHOW) == "device_output_interrupted"
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_a_log_line_that_takes_the_place_of_the_prompt(tmp_path: Path) -> None:
    seen = read(device(endings={SHOW: LOG}), tmp_path)
    assert seen.text(SHOW).startswith("hostname sw01\n")
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_a_host_name_that_changes_in_between_ends_the_session(tmp_path: Path) -> None:
    seen = read(device(prompts={VERSION: "sw99#"}), tmp_path)
    assert seen.text(SHOW).startswith("hostname sw01\n")
    assert seen.why(VERSION) == seen.why(CLOCK) == "device_prompt_changed"
    assert CLOCK not in seen.record.lines


def test_a_prompt_inside_the_output(tmp_path: Path) -> None:
    commands = {SHOW: "banner motd ^C\nsw01#\nsw01#\n^C\n" + CONFIG, VERSION: "15.2\n"}
    given = SimulatedDevice(commands, password=PASSWORD, chunk=len("banner motd ^C\r\nsw01#"), pause=0.02)
    seen = read(given, tmp_path, commands=commands)
    # All of it, or nothing: the part before the forged prompt alone would miss what stands after it.
    assert seen.why(SHOW) == "device_out_of_step" or seen.text(SHOW).startswith("banner motd ^C\nsw01#\nsw01#\n^C\n")
    assert seen.text(VERSION) == "15.2\n"


def test_a_question_in_the_middle_is_not_answered(tmp_path: Path) -> None:
    seen = read(device(endings={SHOW: "Password: "}), tmp_path)
    assert seen.why(SHOW) == seen.why(VERSION) == "device_asks"
    assert seen.record.secrets == [PASSWORD]
    assert VERSION not in seen.record.lines


def test_a_device_that_never_answers_one_command(tmp_path: Path) -> None:
    began = time.monotonic()
    seen = read(device(mute=frozenset({VERSION})), tmp_path, timeout=1)
    assert time.monotonic() - began < 15
    assert seen.text(SHOW).startswith("hostname sw01\n")
    assert (seen.why(VERSION), seen.why(CLOCK)) == ("timed_out", "device_prompt_lost")
    assert [line for line in seen.record.lines if line] == [SHOW, VERSION]


def test_a_late_prompt_lets_the_session_go_on(tmp_path: Path) -> None:
    seen = read(device(slow={SHOW: 2.0}), tmp_path, timeout=1)
    assert seen.why(SHOW) == "timed_out"
    assert seen.text(VERSION) == COMMANDS[VERSION]


def test_the_deadline_of_the_whole_holds(tmp_path: Path) -> None:
    with simulated(device(mute=frozenset(COMMANDS))) as playing:
        at = target(playing, tmp_path)
        began = time.monotonic()
        seen = visit(at, playing, timeout=60, deadline=2.0)
    assert time.monotonic() - began < 8
    assert {seen.why(command) for command in COMMANDS} == {"deadline_passed"}


@pytest.mark.parametrize("count", [30, 150, 400, 1200])
def test_a_connection_that_breaks_at_any_place(count: int, tmp_path: Path) -> None:
    with simulated(device(drops_after=count)) as playing:
        seen = visit(target(playing, tmp_path), playing)
    reasons = [seen.why(command) for command in COMMANDS]
    assert reasons[-1] in {"connection_lost", "device_closed"}
    assert reasons == sorted(reasons), "what came before the break is kept, nothing after it is made up"


def test_output_beyond_the_cap_is_not_read_as_whole(tmp_path: Path) -> None:
    seen = read(device(), tmp_path, cap=500)
    assert getattr(seen.outputs["show_version"], "truncated", False)
    assert seen.text(CLOCK) == COMMANDS[CLOCK]


def test_an_interruption_ends_a_session_at_once_and_sends_nothing_more(tmp_path: Path) -> None:
    with simulated(device(mute=frozenset({SHOW}))) as playing:
        deadline = time.monotonic() + 30
        session = connect_device(
            target(playing, tmp_path),
            platform(),
            DeviceLogin(PASSWORD),
            Credentials(agent=""),
            KnownHosts(),
            deadline=deadline,
        )
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(session.run, probes(COMMANDS, timeout=25), deadline)
            while SHOW not in playing.record.lines and time.monotonic() < deadline:
                time.sleep(0.01)
            began = time.monotonic()
            session.close()
            outputs = running.result(timeout=PATIENCE)
        assert time.monotonic() - began < 5
        session.close()
    assert all(isinstance(raw, Missing) for raw in outputs.values())
    assert [line for line in playing.record.lines if line] == [SHOW]


def test_no_secret_stays_in_a_logger(tmp_path: Path) -> None:
    before = list(logging.getLogger("netmiko").filters)
    read(device(user_prompt="sw01>", enable_secret=SECRET), tmp_path, login=DeviceLogin(PASSWORD, SECRET))
    assert logging.getLogger("netmiko").filters == before
    assert SECRET not in repr(DeviceLogin(PASSWORD, SECRET))
