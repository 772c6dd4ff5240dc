"""The sudoers fragment, read back by sudo's own parser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventories.reason import ConfigError
from scanners.probe import Probe
from scanners.sudoers import command_line, fragment

HARD = Probe("hard", argv=("/bin/sed", "-E", r"s/^([^:]*:!*)[^!*$:]+/\1?,x=[a]#/", "/etc/a file", "{}", "+", '"', "'"))


def test_visudo_accepts_it(tmp_path: Path) -> None:
    path = tmp_path / "fragment"
    path.write_text(fragment("scan", [HARD, Probe("plain", argv=("/usr/sbin/sshd", "-T"))]))
    checked = subprocess.run(["visudo", "-cf", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
WORDS = st.text(PRINTABLE, min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=50)
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_sudo_reads_a_line_as_one_command_of_one_user(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    path = tmp_path_factory.mktemp("sudoers") / "fragment"
    path.write_text(fragment("scan", [Probe("any", argv=("/usr/bin/tool", *words))]))
    shown = subprocess.run(["cvtsudoers", "-f", "json", str(path)], capture_output=True, text=True, check=True).stdout
    (spec,) = json.loads(shown)["User_Specs"]
    assert spec["User_List"] == [{"username": "scan"}]
    (cmnd_spec,) = spec["Cmnd_Specs"]
    assert cmnd_spec["runasusers"] == [{"username": "root"}]
    assert len(cmnd_spec["Commands"]) == 1


def test_only_privileged_probes_are_in_it_and_each_once() -> None:
    probe = Probe("root", argv=("/usr/bin/id",))
    assert fragment("scan", [probe, Probe("free", "id"), probe]) == (
        "scan ALL=(root) NOPASSWD: /usr/bin/timeout -k 1 10 /usr/bin/id\n"
    )


@pytest.mark.parametrize("argv", [("id",), ("/bin/x", "a\nb"), ("/bin/x", "")], ids=["relative", "newline", "empty"])
def test_what_no_line_can_hold_is_refused(argv: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        command_line(argv)


def test_a_user_that_is_sudoers_syntax_is_refused() -> None:
    with pytest.raises(ConfigError):
        fragment("scan ALL=(ALL) ALL #", [])
