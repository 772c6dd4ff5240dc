"""Sessions with simulated devices over real SSH and Telnet: what is read, and that nothing else was ever sent."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.device_simulator import simulate
from lab.simulated_device import SimulatedDevice
from scanners.netcli.session import DeviceLogin, connect_device
from scanners.probe import Output, Probe
from scanners.ssh.credentials import Credentials
from scanners.ssh.known_hosts import KnownHosts
from tests.faults.device_visits import (
    COMMANDS,
    CONFIG,
    PASSWORD,
    SECRET,
    Visit,
    failure,
    read,
    simulated,
    target,
    visit,
)
from tests.faults.real_sshd import Sshd
from tests.unit.scanners.netcli.platforms import platform

DEVICE = SimulatedDevice(COMMANDS, password=PASSWORD)
READ = CONFIG.replace("$9$made-up-hash-of-a-secret", "<cut:strong>").replace("secret 9 <cut", "secret <cut")


def assert_read(seen: Visit) -> None:
    assert seen.text("show version") == COMMANDS["show version"]
    assert seen.text("show clock") == COMMANDS["show clock"]
    assert seen.text("show running-config") == READ


def test_everything_is_read_in_one_session_and_each_command_is_sent_once(tmp_path: Path) -> None:
    seen = read(DEVICE, tmp_path)
    assert_read(seen)
    assert (seen.prompt, seen.connections, seen.record.logins) == ("sw01#", 1, 1)
    commands = [sent.line for sent in seen.transcript if sent.kind == "command"]
    assert commands == list(COMMANDS)
    assert [line for line in seen.record.lines if line] == [*COMMANDS, "exit"]
    offsets = [sent.offset for sent in seen.transcript]
    assert offsets == sorted(offsets)


def test_no_secret_of_the_configuration_leaves_the_session(tmp_path: Path) -> None:
    seen = read(DEVICE, tmp_path)
    assert "made-up-hash" not in repr(seen.outputs)
    assert "<cut:strong>" in seen.text("show running-config")


def test_what_a_device_sends_is_neutralised(tmp_path: Path) -> None:
    text = "a\x1b[31mred\x1b[0m\x07 \u202egnitseb\n\x1b]0;title\x07b\n"
    seen = read(SimulatedDevice({"show clock": text}, password=PASSWORD), tmp_path, commands={"show clock": ""})
    assert seen.text("show clock") == "ared\\x07 \\u202egnitseb\nb\n"


@pytest.mark.parametrize(
    "driver",
    [
        "alaxala_ax36s",
        "allied_telesis_awplus",
        "apresia_aeos",
        "arista_eos",
        "cisco_asa",
        "cisco_ios",
        "cisco_nxos",
        "fortinet",
        "fujitsu_sir",
        "furukawa_fitelnet",
        "juniper_junos",
        "nec_ix",
        "paloalto_panos",
        "vyos",
        "yamaha",
    ],
)
def test_each_driver_reads_a_paging_device_without_changing_it(driver: str, tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, rows=24, banner="##### > Notice: authorised use only #####")
    seen = read(device, tmp_path, row=platform(driver))
    assert_read(seen)
    assert seen.record.keys == [b" "] * 2
    assert {sent.kind for sent in seen.transcript} == {"command", "enter", "page", "exit"}


def test_a_setting_of_the_session_alone_stops_the_pager(tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, rows=24, paging_off=("terminal length 0",))
    seen = read(device, tmp_path, row=platform(session=("terminal length 0",)))
    assert_read(seen)
    assert seen.record.keys == []


def test_a_refused_setting_of_the_session_does_not_stop_it(tmp_path: Path) -> None:
    commands = {**COMMANDS, "terminal length 0": "% Invalid input detected at '^' marker.\n"}
    device = SimulatedDevice(commands, password=PASSWORD, rows=24)
    assert_read(read(device, tmp_path, row=platform(session=("terminal length 0",))))


def test_the_privileged_mode_is_entered_with_its_secret(tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, user_prompt="sw01>", enable_secret=SECRET)
    seen = read(device, tmp_path, login=DeviceLogin(PASSWORD, SECRET))
    assert_read(seen)
    assert seen.prompt == "sw01#"
    assert seen.record.secrets == [PASSWORD, SECRET]


def test_the_privileged_mode_is_not_entered_unasked(tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, user_prompt="sw01>", enable_secret=SECRET)
    seen = read(device, tmp_path)
    assert seen.prompt == "sw01>"
    assert "enable" not in seen.record.lines


@pytest.mark.parametrize("methods", [("password",), ("keyboard-interactive",), ("password", "keyboard-interactive")])
def test_the_password_is_given_once_in_the_way_the_device_takes(methods: tuple[str, ...], tmp_path: Path) -> None:
    seen = read(SimulatedDevice(COMMANDS, password=PASSWORD, methods=methods), tmp_path)
    assert_read(seen)
    assert seen.record.secrets == [PASSWORD]


def test_a_configured_key_comes_before_the_password(tmp_path: Path, key: Path) -> None:
    with simulate({"sw01": DEVICE}, Path(f"{key}.pub").read_text("utf-8")) as playing:
        at = target(playing["sw01"], tmp_path, identity_files=(key,), explicit=True)
        assert_read(visit(at, playing["sw01"]))
        assert playing["sw01"].record.secrets == []


def test_a_key_that_is_not_taken_is_followed_by_the_password(tmp_path: Path, key: Path) -> None:
    with simulated(DEVICE) as playing:
        assert_read(visit(target(playing, tmp_path, identity_files=(key,), explicit=True), playing))
        assert playing.record.secrets == [PASSWORD]


def test_a_device_behind_a_jump_host(tmp_path: Path, sshd: Sshd, key: Path) -> None:
    with simulated(DEVICE) as playing:
        seen = visit(target(playing, tmp_path, jumps=(sshd.target(key),)), playing)
    assert_read(seen)
    assert seen.connections == 2


@pytest.mark.parametrize("jump", [False, True])
def test_telnet_where_it_was_asked_for(jump: bool, tmp_path: Path, sshd: Sshd, key: Path) -> None:
    device = SimulatedDevice(
        COMMANDS, password=PASSWORD, telnet=True, user_prompt="sw01>", enable_secret=SECRET, rows=24
    )
    with simulated(device) as playing:
        at = target(playing, tmp_path, jumps=(sshd.target(key),) if jump else ())
        row = platform(telnet="cisco_ios_telnet")
        seen = visit(at, playing, login=DeviceLogin(PASSWORD, SECRET), row=row, transport="telnet")
    assert_read(seen)
    assert seen.connections == 1 + jump
    assert seen.record.secrets == [PASSWORD, SECRET]
    assert [sent.line for sent in seen.transcript if sent.kind in {"user", "password", "secret"}] == [
        "scan",
        "***",
        "***",
    ]


def test_telnet_is_refused_where_the_platform_has_none(tmp_path: Path) -> None:
    with simulated(DEVICE) as playing:
        stop = failure(target(playing, tmp_path), playing, transport="telnet")
    assert stop.reason.code == "telnet_unsupported"
    assert playing.record.logins == 0


def test_the_prompt_that_tells_of_unsaved_changes_is_kept(tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, prompt="!sw01#")
    seen = read(device, tmp_path, row=platform("alaxala_ax36s", marked=True))
    assert_read(seen)
    assert seen.text("prompt") == "!sw01#"


def test_a_device_that_asks_whether_to_save_gets_a_no(tmp_path: Path) -> None:
    device = SimulatedDevice(COMMANDS, password=PASSWORD, exit_question="Save new configuration ? (Y/N)")
    seen = read(device, tmp_path, row=platform("yamaha"))
    assert_read(seen)
    assert seen.record.keys == [b"n"]


def test_many_devices_are_read_at_once(tmp_path: Path) -> None:
    devices = {
        f"sw{number:02d}": SimulatedDevice(
            {"show clock": f"device {number}\n"}, password=PASSWORD, prompt=f"sw{number}#"
        )
        for number in range(30)
    }

    with simulate(devices) as playing, ThreadPoolExecutor(30) as pool:
        visits = list(
            pool.map(lambda one: visit(target(one, tmp_path), one, commands={"show clock": ""}), playing.values())
        )
    assert [seen.text("show clock") for seen in visits] == [f"device {number}\n" for number in range(30)]


def test_seconds_and_offsets_are_told(tmp_path: Path) -> None:
    began = time.monotonic()
    seen = read(DEVICE, tmp_path)
    whole = time.monotonic() - began
    outputs = [raw for raw in seen.outputs.values() if isinstance(raw, Output)]
    assert len(outputs) == len(COMMANDS)
    assert all(0 < raw.seconds < whole and 0 < raw.offset < whole for raw in outputs)


def test_a_real_shell_on_a_real_terminal(sshd: Sshd, key: Path) -> None:
    """The terminal of OpenSSH and the line editor of bash, which VyOS builds upon, instead of a simulator."""
    commands = ("seq 3", "seq 2000", "printf 'no\\012end '; echo")
    with connect_device(
        sshd.target(key),
        platform("vyos"),
        DeviceLogin(),
        Credentials(agent=""),
        KnownHosts(),
        deadline=time.monotonic() + 20,
    ) as session:
        outputs = session.run(tuple(Probe(command, command) for command in commands), time.monotonic() + 20)
    assert [outputs[command].text() for command in commands] == [
        "1\n2\n3\n",
        "".join(f"{number}\n" for number in range(1, 2001)),
        "no\nend \n",
    ]
