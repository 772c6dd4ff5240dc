"""Telnet's own commands: answered or refused, never part of the text."""

from __future__ import annotations

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from scanners.netcli.telnet import Telnet
from scanners.ssh.wire import Wire

TEXT = b"\r\nUsername: \xffz"
SENT = (
    b"\xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0\r\nUser\xff\xf1name: "
    b"\xff\xff\xff\xfd\x1fz\xff\xfd\x22\xff\xfb\x05"
)


class Line:
    """A wire in memory."""

    failure = None

    def __init__(self, chunks: list[bytes]) -> None:
        self.chunks = chunks
        self.sent = b""

    def recv(self, size: int) -> bytes:
        del size
        return self.chunks.pop(0) if self.chunks else b""

    def send(self, data: bytes) -> int:
        self.sent += data[:3]
        return len(data[:3])


def received(line: Line) -> bytes:
    telnet = Telnet(cast("Wire", line), "192.0.2.1")
    text = b""
    while data := telnet.recv(1):
        text += data
    return text


@given(st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_commands_are_taken_out_however_they_arrive(sizes: list[int]) -> None:
    rest, chunks = SENT, []
    for size in sizes:
        chunks.append(rest[:size])
        rest = rest[size:]
    line = Line([chunk for chunk in (*chunks, rest) if chunk])
    assert received(line) == TEXT
    assert line.sent.startswith(b"\xff\xfd\x01\xff\xfb\x18")  # echo is welcome, the kind of terminal is told
    assert b"\xff\xfa\x18\x00VT100\xff\xf0" in line.sent
    assert b"\xff\xfb\x1f\xff\xfa\x1f\x01\xff\xff\x03\xe8\xff\xf0" in line.sent  # 511 columns, 1000 rows
    assert line.sent.endswith(b"\xff\xfc\x22\xff\xfe\x05")  # line mode and status are refused


@given(st.lists(st.binary(min_size=1, max_size=600), max_size=6))
def test_no_bytes_break_it(chunks: list[bytes]) -> None:
    received(Line(chunks))


def test_text_is_not_taken_for_commands() -> None:
    line = Line([])
    Telnet(cast("Wire", line), "192.0.2.1").send(b"pass\xffword\n")
    assert line.sent == b"pass\xff\xffword\n"
