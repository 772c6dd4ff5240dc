"""The real sed on made-up shadow files: days leave the target, and nothing else does."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.platforms.linux.password_ages import AGES

LOCALES = ["C", "C.UTF-8"]
SECRET = "S3cr3tH4sh"


def printed(lines: bytes, locale: str) -> bytes:
    reading, writing = os.pipe()
    os.write(writing, lines)
    os.close(writing)
    program = [f"/dev/fd/{reading}" if word == "/etc/shadow" else word for word in AGES.argv]
    done = subprocess.run(
        program, env={"LC_ALL": locale}, capture_output=True, check=True, timeout=20, pass_fds=(reading,)
    )
    os.close(reading)
    return done.stdout


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"ops:$6$s${SECRET}:19000:0:90:7:::", "ops:19000:90"),
        (f"ops:!$6$s${SECRET}:0:0:99999:7:30:20000:", "ops:0:99999"),
        ("ops:*:::::::", "ops::"),
        ("ops::-1:-1:-1:-1:-1:-1:", "ops:-1:-1"),
        ("host$:!:19000:0:90:7:::", "host$:19000:90"),
        (f"ops:{SECRET}", ":malformed"),
        (f"ops:x:{SECRET}:0:90:7:::", ":malformed"),
        (f"ops:x:19000:0:90:7:{SECRET}::", ":malformed"),
        (f"$6$s${SECRET}:x:19000:0:90:7:::", ":malformed"),
        ("ops:x:12345678901:0:90:7:::", ":malformed"),
        ("", ""),
    ],
)
def test_days_are_cut_out(line: str, shown: str, locale: str) -> None:
    assert printed(line.encode() + b"\n", locale).decode() == (shown + "\n" if shown else "")


@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=60, deadline=None)
@given(noise=st.binary(max_size=12).filter(lambda raw: b"\n" not in raw))
def test_no_byte_of_a_hash_leaves(noise: bytes, locale: str) -> None:
    assert SECRET.encode() not in printed(b"ops:" + noise + SECRET.encode() + b":19000:0:90:7:::\n", locale)
