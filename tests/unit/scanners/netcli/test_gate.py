"""The one place that writes: nothing passes that is not on the list, whoever asks."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from typing import Any

import pytest

from scanners.netcli.drivers import driver_of
from scanners.netcli.gate import ForbiddenLineError, Gate
from scanners.netcli.login import DeviceLogin, enter, stand_at_prompt
from scanners.platforms import DEVICES
from scanners.platforms.network.platform import NetworkPlatform
from scanners.probe import Scope
from scanners.ssh.target import SessionError, Target
from tests.unit.scanners.netcli.platforms import platform
from tests.unit.scanners.netcli.scripted import Script, ScriptedDevice, gate

TARGET = Target("rt01", "192.0.2.1", 22, "scan", "192.0.2.1", credential="scan password 1")
SECRET = "s3cret-of-enable"

# Every driver that a platform is logged in to with (network-facts), and how its privileged mode is entered.
DRIVERS = {
    "alaxala_ax26s": "enable",
    "alaxala_ax36s": "enable",
    "allied_telesis_awplus": "enable",
    "apresia_aeos": "enable",
    "apresia_aeos_telnet": "enable",
    "arista_eos": "enable",
    "arista_eos_telnet": "enable",
    "cisco_asa": "enable",
    "cisco_ios": "enable",
    "cisco_ios_telnet": "enable",
    "cisco_nxos": "enable",
    "cisco_nxos_telnet": "enable",
    "cisco_xe": "enable",
    "cisco_xe_telnet": "enable",
    "fortinet": "",
    "fsas_sir": "admin",
    "fujitsu_sir": "admin",
    "furukawa_fitelnet": "enable",
    "furukawa_fitelnet_telnet": "enable",
    "generic": "",
    "generic_telnet": "",
    "juniper_junos": "",
    "juniper_junos_telnet": "",
    "nec_ix": "enable-config",
    "nec_ix_telnet": "enable-config",
    "paloalto_panos": "",
    "paloalto_panos_telnet": "",
    "vyos": "",
    "yamaha": "administrator",
    "yamaha_telnet": "administrator",
}


@pytest.mark.parametrize(
    "line",
    ["configure terminal", "show running-config | redirect flash:x", "show version\nreload", "show  version", ""],
)
def test_a_line_that_is_not_on_the_list_is_not_sent(line: str) -> None:
    device = ScriptedDevice(Script())
    opened = gate(device, "show version")
    with pytest.raises(ForbiddenLineError):
        opened.command(line)
    assert (device.sent, opened.transcript) == (b"", [])


@pytest.mark.parametrize(
    "line", ["show version\nreload", "show version\r", "show\tversion", "show version\x1a", "表示"]
)
def test_the_list_takes_single_plain_lines_alone(line: str) -> None:
    with pytest.raises(ForbiddenLineError):
        gate(ScriptedDevice(Script()), line)


def test_an_answer_is_given_once_and_masked() -> None:
    device = ScriptedDevice(Script())
    opened = Gate(device, {"secret": SECRET})
    opened.answer("secret")
    with pytest.raises(ForbiddenLineError):
        opened.answer("secret")
    assert device.sent == f"{SECRET}\n".encode()
    assert SECRET not in repr(opened.transcript)
    assert opened.masked(f"x {SECRET} y") == "x *** y"


def prompts(name: str) -> tuple[bytes, bytes]:
    if name.startswith("nec_ix"):
        return b"Router#", b"Router(config)#"
    return (b"rt01>", b"rt01#")


def script(name: str, secret: bytes = SECRET.encode()) -> Script:
    user, privileged = prompts(name)
    return Script(prompt=privileged, user_prompt=user, enabling=DRIVERS[name].encode(), secret=secret)


def standing(name: str, login: DeviceLogin, device: ScriptedDevice) -> tuple[bytes, Gate]:
    row: NetworkPlatform = platform(name)
    opened = enter(device, TARGET, row, login, "ssh")
    return stand_at_prompt(opened, TARGET, row, login, transport="ssh", deadline=time.monotonic() + 5), opened


@pytest.mark.parametrize("name", [name for name, row in DEVICES.items() if not row.is_linux])
def test_the_commands_of_every_platform_pass_and_its_drivers_are_tested_here(name: str) -> None:
    row = DEVICES[name]
    probes = {probe.id: probe for reader in row.family.readers for probe in reader.probes(Scope())}
    gate(ScriptedDevice(Script()), *row.allowed(tuple(probes.values())))
    assert {row.driver, row.telnet_driver or row.driver} <= DRIVERS.keys()


@pytest.mark.parametrize("name", DRIVERS)
def test_logging_in_with_each_driver_sends_nothing_but_empty_lines(name: str) -> None:
    device = ScriptedDevice(script(name), greeting=b"\r\n### Notice > authorised use only #\r\n" + prompts(name)[0])
    prompt, opened = standing(name, DeviceLogin(), device)
    assert prompt == prompts(name)[0]
    assert {sent.kind for sent in opened.transcript} == {"enter"}
    assert set(device.sent) <= set(b"\r\n")


@pytest.mark.parametrize("name", [name for name, command in DRIVERS.items() if command])
def test_each_driver_enters_its_privileged_mode_with_one_command_and_the_secret(name: str) -> None:
    device = ScriptedDevice(script(name), greeting=prompts(name)[0])
    prompt, opened = standing(name, DeviceLogin(enable_secret=SECRET), device)
    assert prompt == prompts(name)[1]
    sent = [(sent.kind, sent.line) for sent in opened.transcript if sent.kind != "enter"]
    assert sent == [("enable", DRIVERS[name]), ("secret", "***")]


@pytest.mark.parametrize("name", [name for name, command in DRIVERS.items() if command])
def test_a_refused_secret_is_told_once_and_never_again(name: str) -> None:
    device = ScriptedDevice(script(name, b"another"), greeting=prompts(name)[0])
    with pytest.raises(SessionError) as stop:
        standing(name, DeviceLogin(enable_secret=SECRET), device)
    assert (stop.value.reason.code, stop.value.stage) == ("enable_refused", "enable")
    assert stop.value.credential == TARGET.credential
    assert device.sent.count(SECRET.encode()) == 1


def test_a_privileged_mode_that_wants_a_secret_which_nobody_gave() -> None:
    device = ScriptedDevice(script("cisco_ios"), greeting=b"rt01>")
    with pytest.raises(SessionError) as stop:
        standing("cisco_ios", DeviceLogin(enable=True), device)
    assert stop.value.reason.code == "enable_secret_missing"
    assert stop.value.credential == ""


CHANGES: dict[str, tuple[Any, ...]] = {
    "session_preparation": (),
    "cleanup": (),
    "disconnect": (),
    "establish_connection": (),
    "special_login_handler": (),
    "config_mode": (),
    "disable_paging": (),
    "set_terminal_width": ("terminal width 511",),
    "send_config_set": (["hostname x"],),
    "save_config": (),
    "commit": (),
    "send_command": ("reload",),
    "send_command_timing": ("reload",),
    "write_channel": ("write memory\n",),
}


@pytest.mark.parametrize("method", CHANGES)
@pytest.mark.parametrize("name", DRIVERS)
def test_no_driver_can_send_what_changes_a_device(name: str, method: str) -> None:
    device = ScriptedDevice(script(name), greeting=prompts(name)[0])
    opened = gate(device)
    driver = driver_of(
        name, opened, TARGET, secret="", deadline=time.monotonic() + 0.05, ask_prompt=lambda: prompts(name)[0]
    )
    with contextlib.suppress(ForbiddenLineError, NotImplementedError, AttributeError, SessionError, ValueError):
        getattr(driver, method)(*CHANGES[method])
    assert not device.sent.strip(b"\r\n")
    assert {sent.kind for sent in opened.transcript} <= {"enter"}


def test_netmiko_is_loaded_for_devices_alone() -> None:
    code = "import sys, scanners.netcli.session; sys.exit('netmiko' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
