"""One command on a device: however its bytes look and arrive, its output is whole or there is none."""

from __future__ import annotations

import time
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.netcli.reader import End, Reader, Taken
from tests.unit.scanners.netcli.scripted import PROMPT, Script, ScriptedDevice, gate

SHOW = "show running-config"
CONFIG = b"hostname rt01\r\n!\r\ninterface GigabitEthernet0/1\r\n ip address 192.0.2.1 255.255.255.0\r\n!\r\nend\r\n"
SHOWN = CONFIG.replace(b"\r\n", b"\n")
LOG = b"*Nov 23 05:00:00.123: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.9)\r\n"


def run(
    script: Script, *, sizes: list[int] | None = None, cap: int = 1 << 20, seconds: float = 5, marked: bool = False
) -> tuple[Taken, ScriptedDevice]:
    device = ScriptedDevice(script, cycle(sizes or [1 << 16]))
    reader = Reader(gate(device, SHOW, "show version"), script.prompt, marked=marked)
    assert reader.run("show version", 1 << 16, time.monotonic() + 5).end is End.DONE
    return reader.run(SHOW, cap, time.monotonic() + seconds), device


@pytest.mark.parametrize("echo", [True, False])
@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_output_is_the_same_however_it_arrives(echo: bool, sizes: list[int]) -> None:
    taken, device = run(Script({SHOW: CONFIG, "show version": b"IOS\r\n"}, echo=echo), sizes=sizes)
    assert taken == Taken(End.DONE, SHOWN, seen=taken.seen)
    assert set(device.sent.split(b"\n")) == {b"", b"show version", SHOW.encode()}


@pytest.mark.parametrize(
    "fake",
    [
        b"banner motd ^C\r\nrt01#\r\n^C\r\n",
        b"rt01#show run\r\n",
        b"rt01#\r\nrt01#\r\nhostname rt01\r\n",
        b"### rt01# ###\r\nrt01>\r\n",
    ],
)
@given(sizes=st.lists(st.integers(1, 80), min_size=1, max_size=20))
def test_text_that_looks_like_the_prompt_does_not_end_the_output(fake: bytes, sizes: list[int]) -> None:
    device = ScriptedDevice(Script({SHOW: fake + CONFIG, "show version": b"IOS\r\n"}), cycle(sizes))
    reader = Reader(gate(device, SHOW, "show version"), PROMPT, marked=False)
    assert reader.run("show version", 1 << 16, time.monotonic() + 5).end is End.DONE
    taken = reader.run(SHOW, 1 << 16, time.monotonic() + 5)
    # The text is whole, or it is known to have been cut: the rest is found before the echo of the next command.
    after = reader.run("show version", 1 << 16, time.monotonic() + 5)
    assert after.output == b"IOS\n"
    assert after.late or taken.output == (fake + CONFIG).replace(b"\r\n", b"\n")


PAGES = (b"line 1\r\nline 2\r\n", b"line 3\r\n", b"line 4\r\n")
ERASED = [
    (b" --More-- ", b"\b" * 10 + b" " * 10 + b"\b" * 10),
    (b"--More--", b"\r        \r"),
    (b"<--- More --->", b"\r              \r"),
    (b"\x1b[7m--More--\x1b[m", b"\x1b[2K\r"),
    (b"---(more 45%)---", b"\r\x1b[K"),
    (b"---- More ----", b"\x1b[16D                \x1b[16D"),
    ("---つづく---".encode("shift_jis"), b"\r           \r"),
    (b"Press any key to continue (Q to quit)", b"\r\n"),
    (b"lines 1-2 ", b"\r\x1b[K"),
    (b"CTRL+C ESC q Quit SPACE n Next Page ENTER Next Entry a All", b"\r\n"),
]


@pytest.mark.parametrize(("pager", "erase"), ERASED)
@settings(max_examples=40)
@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_pagers_are_answered_with_a_space_and_leave_nothing(pager: bytes, erase: bytes, sizes: list[int]) -> None:
    first, second, third = PAGES
    script = Script(
        {SHOW: first + pager, "show version": b"IOS\r\n"},
        pages={SHOW: (erase + second + pager, erase + third)},
    )
    taken, device = run(script, sizes=sizes)
    assert taken.end is End.DONE
    assert taken.output is not None
    lines = [line for line in taken.output.split(b"\n") if line.strip()]
    assert lines == [b"line 1", b"line 2", b"line 3", b"line 4"]
    assert device.sent.count(b" ") == 2 + SHOW.count(" ") + 1


def test_a_page_that_somebody_else_answered_makes_the_output_useless() -> None:
    taken, _ = run(Script({SHOW: b"line 1\r\n --More-- \r\nline 30\r\n", "show version": b"IOS\r\n"}))
    assert (taken.end, taken.output) == (End.DONE, None)


@pytest.mark.parametrize(
    "echo",
    [b"show ru\r\nnning-config", b"show running\r\n-config", b"show  running-config", b"rt01#show running-config"],
)
def test_an_echo_that_was_wrapped_is_cut(echo: bytes) -> None:
    raw = echo + b"\r\n" + CONFIG + PROMPT
    taken, _ = run(Script({"show version": b"IOS\r\n"}, raw={SHOW: b"\b" * 0 + raw}))
    assert taken.output is not None
    assert taken.output.endswith(SHOWN)


@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r\r\n", b"\n\r", b"\r"])
def test_odd_line_ends(ending: bytes) -> None:
    text = CONFIG.replace(b"\r\n", ending)
    taken, _ = run(Script({SHOW: text + b"\r\n", "show version": b"IOS\r\n"}))
    assert taken.output is not None
    assert [line for line in taken.output.split(b"\n") if line] == SHOWN.split(b"\n")[:-1]


@pytest.mark.parametrize("place", [0, CONFIG.index(b"interface"), len(CONFIG)])
def test_whole_log_lines_in_the_output_are_left_out(place: int) -> None:
    taken, _ = run(Script({SHOW: CONFIG[:place] + LOG + CONFIG[place:], "show version": b"IOS\r\n"}))
    assert (taken.end, taken.output) == (End.DONE, SHOWN)


def test_a_log_line_inside_a_line_makes_the_output_useless() -> None:
    text = CONFIG.replace(b"ip address 192.0.2.1", b"ip addr" + LOG + b"ess 192.0.2.1")
    taken, _ = run(Script({SHOW: text, "show version": b"IOS\r\n"}))
    assert (taken.end, taken.output) == (End.DONE, None)


def test_the_log_itself_keeps_its_lines() -> None:
    device = ScriptedDevice(Script({"show logging": b"Syslog logging: enabled\r\n" + LOG}))
    taken = Reader(gate(device, "show logging"), PROMPT, marked=False).run(
        "show logging", 1 << 16, time.monotonic() + 5
    )
    assert taken.output == b"Syslog logging: enabled\n" + LOG.replace(b"\r\n", b"\n")


def test_a_log_line_after_the_prompt_does_not_hide_it() -> None:
    taken, _ = run(Script({"show version": b"IOS\r\n"}, raw={SHOW: CONFIG + PROMPT + b"\r\n" + LOG}))
    assert taken.end is End.DONE
    assert taken.output is not None
    assert SHOWN in taken.output


def test_a_prompt_that_changed_is_told() -> None:
    taken, _ = run(Script({"show version": b"IOS\r\n"}, raw={SHOW: CONFIG + b"rt99#"}))
    assert (taken.end, taken.said) == (End.CHANGED, b"rt99#")


@pytest.mark.parametrize("question", [b"Password: ", b"Continue? (Y/N)", b"Proceed? [confirm]"])
def test_a_question_is_not_answered(question: bytes) -> None:
    taken, device = run(Script({"show version": b"IOS\r\n"}, raw={SHOW: CONFIG + question}))
    assert (taken.end, taken.said) == (End.ASKS, question.strip())
    assert device.sent.endswith(SHOW.encode() + b"\n")


def test_the_mark_of_unsaved_changes_belongs_to_the_prompt() -> None:
    script = Script({"show version": b"AX\r\n"}, raw={SHOW: CONFIG + b"!" + PROMPT})
    device = ScriptedDevice(script)
    reader = Reader(gate(device, SHOW, "show version"), PROMPT, marked=True)
    device.script.raw = {SHOW: CONFIG + b"!" + PROMPT, "": b"!" + PROMPT}
    taken = reader.run(SHOW, 1 << 16, time.monotonic() + 5)
    assert (taken.end, taken.output, reader.prompt) == (End.DONE, SHOWN, b"!" + PROMPT)


def test_output_beyond_the_cap_is_cut_and_says_so() -> None:
    text = b"x" * 78 + b"\r\n"
    taken, _ = run(Script({SHOW: text * 5000, "show version": b"IOS\r\n"}), cap=4000)
    assert (taken.end, taken.truncated) == (End.DONE, True)
    assert taken.output is not None
    assert len(taken.output) <= 4000


def test_endless_output_is_given_up() -> None:
    taken, _ = run(Script({"show version": b"IOS\r\n"}, raw={SHOW: b"x" * (5 << 20)}), cap=4000)
    assert taken.end is End.ENDLESS


def test_a_device_that_closes_says_so() -> None:
    device = ScriptedDevice(Script(raw={SHOW: CONFIG[:40]}))
    device.closes = True
    taken = Reader(gate(device, SHOW), PROMPT, marked=False).run(SHOW, 1 << 16, time.monotonic() + 5)
    assert taken.end is End.CLOSED


def test_a_device_that_never_answers_is_given_up_and_its_late_prompt_is_waited_for() -> None:
    device = ScriptedDevice(Script({"show version": b"IOS\r\n"}, raw={SHOW: b""}))
    reader = Reader(gate(device, SHOW, "show version"), PROMPT, marked=False)
    assert reader.run(SHOW, 1 << 16, time.monotonic() + 0.05).end is End.TIMED_OUT
    assert device.sent == SHOW.encode() + b"\n"
    assert not reader.regain(time.monotonic() + 0.05)
    device.pending = CONFIG + PROMPT
    assert reader.regain(time.monotonic() + 5)
    taken = reader.run("show version", 1 << 16, time.monotonic() + 5)
    assert (taken.output, taken.late) == (b"IOS\n", False)


def test_text_that_comes_after_the_prompt_is_found_before_the_next_echo() -> None:
    device = ScriptedDevice(Script({"show version": b"IOS\r\n", SHOW: CONFIG}))
    reader = Reader(gate(device, SHOW, "show version"), PROMPT, marked=False)
    assert reader.run("show version", 1 << 16, time.monotonic() + 5).end is End.DONE
    device.pending = b"\r\n ip http server\r\n"
    taken = reader.run(SHOW, 1 << 16, time.monotonic() + 5)
    assert (taken.output, taken.late) == (SHOWN, True)


@given(st.binary(max_size=300), st.lists(st.integers(1, 40), min_size=1, max_size=10))
def test_no_bytes_break_the_reader_or_make_it_send_anything_forbidden(noise: bytes, sizes: list[int]) -> None:
    device = ScriptedDevice(Script(raw={SHOW: noise}), cycle(sizes))
    Reader(gate(device, SHOW), PROMPT, marked=False).run(SHOW, 1 << 16, time.monotonic() + 0.01)
    assert set(device.sent.removeprefix(SHOW.encode())) <= set(b"\n q")


def test_a_device_that_shows_ever_new_pagers_ends_by_its_cap() -> None:
    taken, device = run(
        Script({"show version": b"IOS\r\n"}, raw={SHOW: b"\r\n:" * (5 << 19)}), cap=4000, sizes=[3 << 12]
    )
    assert taken.end is End.ENDLESS
    assert set(device.sent) <= set(SHOW.encode() + b"show version\n q")
