"""The real sed on made-up passwd and shadow files: no byte of a hash leaves the target, no state is mixed up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.platforms.linux.accounts import ACCOUNTS
from scanners.platforms.linux.shadow import SHADOW

LOCALES = ["C", "C.UTF-8"]
SECRET = "S3cr3tH4sh"


def run(argv: list[str], locale: str) -> bytes:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": locale}
    done = subprocess.run(argv, env=environment, capture_output=True, check=True, timeout=20)
    return done.stdout


def shadow_of(lines: bytes, locale: str) -> bytes:
    """Run the probe's own program over other input."""
    reading, writing = os.pipe()
    os.write(writing, lines)
    os.close(writing)
    program = [f"/dev/fd/{reading}" if word == "/etc/shadow" else word for word in SHADOW.argv]
    done = subprocess.run(
        program, env={"LC_ALL": locale}, capture_output=True, check=True, timeout=20, pass_fds=(reading,)
    )
    os.close(reading)
    return done.stdout


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("field", "state"),
    [
        ("", "empty"),
        ("!", "locked"),
        ("*", "locked"),
        ("!!", "locked"),
        ("!*", "locked"),
        (f"!$6$salt${SECRET}", "locked"),
        (f"$6$salt${SECRET}", "hashed:6"),
        (f"$y$j9T$salt${SECRET}", "hashed:y"),
        (f"$1$salt${SECRET}", "hashed:1"),
        (f"$2b$05${SECRET}", "hashed:2b"),
        (f"${SECRET}$6$", "hashed:other"),
        (f"abc{SECRET}", "hashed:des"),
        (f"_........1{SECRET}", "hashed:des"),
        (SECRET, "hashed:other"),
        (f" {SECRET}", "hashed:other"),
    ],
)
def test_states_stay_apart(field: str, state: str, locale: str) -> None:
    line = f"name:{field}:19000:0:99999:7:::\n".encode()
    assert shadow_of(line, locale).decode() == f"name:{state}\n"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("line", [b"name:", b"name", b"$6$salt$" + SECRET.encode(), b":" + SECRET.encode() + b":1:"])
def test_broken_lines_show_nothing(line: bytes, locale: str) -> None:
    assert shadow_of(line + b"\n", locale) in {b"name:empty\n", b":malformed\n"}


@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=150, deadline=None)
@given(
    before=st.binary(max_size=12).filter(lambda raw: b"\n" not in raw and b":" not in raw),
    after=st.binary(max_size=12).filter(lambda raw: b"\n" not in raw),
)
def test_no_byte_of_a_hash_leaves(before: bytes, after: bytes, locale: str) -> None:
    printed = shadow_of(b"name:" + before + SECRET.encode() + after + b"\n", locale)
    assert SECRET.encode() not in printed
    assert printed in {
        b":malformed\n", b"name:empty\n", b"name:locked\n", b"name:hashed:other\n", b"name:hashed:des\n",
        *(b"name:hashed:" + scheme + b"\n" for scheme in (b"1", b"2", b"3", b"5", b"6", b"7", b"y")),
    }  # fmt: skip


def accounts_of(folder: Path, passwd: bytes) -> list[str]:
    (folder / "passwd").write_bytes(passwd)
    (folder / "group").write_text("users:SECRET:100:alice,bob\n")
    (folder / "nsswitch.conf").write_text("passwd: files # sss\n  group:\tfiles [NOTFOUND=return] sss\n")
    program = ACCOUNTS.shell
    for name in ("passwd", "group", "nsswitch.conf"):
        program = program.replace(f"/etc/{name}", str(folder / name))
    return run(["/bin/sh", "-c", program], "C").decode().splitlines()


def test_passwd_is_cut_to_what_is_judged(tmp_path: Path) -> None:
    passwd = b"""# comment
root:x:0:0:root:/root:/bin/bash
  toor::0:0:Second Root:/root:/bin/sh
old:abS3cr3tH4shx:1000:100:Taro Yamada,,,:/home/old:/bin/bash
shut:!:1001:100::/home/shut:
+::::::
broken:S3cr3tH4sh:no:number
"""
    lines = accounts_of(tmp_path, passwd)
    assert lines[:6] == [
        "root:shadow:0:0:/root:/bin/bash",
        "toor:empty:0:0:/root:/bin/sh",
        "old:hashed:1000:100:/home/old:/bin/bash",
        "shut:locked:1001:100:/home/shut:",
        ":nis",
        ":malformed",
    ]
    assert lines[6:8] == [":group users:100:alice,bob", ":nss passwd  files "]
    assert lines[8] == ":nss group \tfiles [NOTFOUND=return] sss"
    assert not any(secret in "\n".join(lines) for secret in (SECRET, "SECRET", "Yamada"))


def test_an_unreadable_file_is_a_failure(tmp_path: Path) -> None:
    program = ACCOUNTS.shell.replace("/etc/nsswitch.conf", str(tmp_path / "missing"))
    done = subprocess.run(["/bin/sh", "-c", program], capture_output=True, check=False, timeout=20)
    assert done.returncode != 0
