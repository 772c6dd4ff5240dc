"""From the first byte to the prompt: banners, dialogues, and devices that show none."""

from __future__ import annotations

import contextlib
import time
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.netcli.gate import Gate, Kind
from scanners.netcli.welcome import Welcome
from scanners.ssh.target import SessionError, Target
from tests.unit.scanners.netcli.scripted import Script, ScriptedDevice

TARGET = Target("rt01", "192.0.2.1", 22, "scan", "192.0.2.1")


def prompt(
    device: ScriptedDevice, answers: dict[Kind, str] | None = None, *, dialogue: bool = False
) -> tuple[bytes, Gate]:
    gate = Gate(device, answers or {"accept": "a"})
    return Welcome(gate, TARGET, time.monotonic() + 5, dialogue=dialogue).prompt(), gate


@pytest.mark.parametrize(
    "shown",
    [
        b"rt01#",
        b"rt01>",
        b"> ",
        b"# ",
        b"FGT60F # ",
        b"admin@srx> ",
        b"vyos@vyos:~$ ",
        b"!sw01#",
        b"Router(config)# ",
        b"root@host% ",
    ],
)
@pytest.mark.parametrize(
    "banner", [b"", b"\r\n#####\r\n# Authorised use only! >\r\n#####\r\n\r\n", b"user: nobody\r\nPrice $\r\n"]
)
@settings(max_examples=15)
@given(sizes=st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_the_prompt_is_the_line_that_an_empty_line_brings_again(shown: bytes, banner: bytes, sizes: list[int]) -> None:
    device = ScriptedDevice(Script(prompt=shown), cycle(sizes), greeting=banner + shown)
    found, gate = prompt(device)
    assert found == shown.strip()
    assert {sent.kind for sent in gate.transcript} == {"enter"}


def test_a_role_above_the_prompt_is_no_part_of_it() -> None:
    device = ScriptedDevice(
        Script(prompt=b"\r\n{master:0}\r\nadmin@ex> "), greeting=b"--- JUNOS 21.4R3\r\n{master:0}\r\nadmin@ex> "
    )
    assert prompt(device)[0] == b"admin@ex>"


def test_a_banner_that_must_be_accepted_is_accepted_once() -> None:
    device = ScriptedDevice(Script(prompt=b"FGT # "), greeting=b"Use is monitored.\r\n(Press 'a' to accept):")
    device.script.raw = {"a": b"FGT # "}
    found, gate = prompt(device)
    assert found == b"FGT #"
    assert [sent.line for sent in gate.transcript if sent.kind == "accept"] == ["a"]


@pytest.mark.parametrize("noise", [b"", b"Please wait ...", b"Loading\r\n"])
def test_a_device_without_a_prompt_is_given_up(noise: bytes) -> None:
    device = ScriptedDevice(Script(prompt=b"..."), greeting=noise)
    with pytest.raises(SessionError) as stop:
        prompt(device)
    assert (stop.value.reason.code, stop.value.stage) == ("device_prompt_not_found", "prompt")


class NeverTheSame(ScriptedDevice):
    """Shows another prompt for each line."""

    def send(self, data: bytes) -> None:
        self.sent += data
        self.pending = f"\r\nrt{len(self.sent)}#".encode()


def test_a_device_that_makes_up_ever_new_prompts_is_given_up() -> None:
    device = NeverTheSame(Script(), greeting=b"rt#")
    with pytest.raises(SessionError) as stop:
        prompt(device)
    assert stop.value.reason.code == "device_prompt_not_found"
    assert len(device.sent) < 100


@settings(max_examples=50)
@given(st.binary(max_size=200), st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_no_bytes_make_it_tell_more_than_empty_lines(noise: bytes, sizes: list[int]) -> None:
    device = ScriptedDevice(Script(prompt=noise), cycle(sizes), greeting=noise)
    gate = Gate(device, {"accept": "a"})
    with contextlib.suppress(SessionError):
        Welcome(gate, TARGET, time.monotonic() + 0.02, dialogue=False).prompt()
    assert {sent.kind for sent in gate.transcript} <= {"enter", "page", "accept"}
