"""Code is loaded only from where root alone decides what is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inventories.reason import ConfigError
from scanners import root_only
from scanners.root_only import refuse_changeable


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder, and let the rule begin there: as if root had made all that is above it and in it."""
    folder = tmp_path / "extensions"
    folder.mkdir(mode=0o755)
    every = root_only._places
    inside = (tmp_path, *tmp_path.parents)
    monkeypatch.setattr(root_only, "OWNER", os.getuid())
    monkeypatch.setattr(root_only, "_places", lambda path: (one for one in every(path) if one not in inside))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return folder


def _refused(path: Path) -> str:
    with pytest.raises(ConfigError) as stop:
        refuse_changeable(path)
    return stop.value.reason.code


def test_what_root_alone_can_change_is_accepted(ours: Path) -> None:
    file = ours / "fact.py"
    file.write_text("", "utf-8")
    file.chmod(0o644)
    refuse_changeable(file)


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o620, 0o602])
def test_a_file_that_others_can_write_is_refused(ours: Path, mode: int) -> None:
    file = ours / "fact.py"
    file.write_text("", "utf-8")
    file.chmod(mode)
    assert _refused(file) == "extension_writable"


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
def test_a_folder_on_the_way_that_others_can_write_is_refused_even_if_sticky(ours: Path, mode: int) -> None:
    (ours / "facts").mkdir()
    file = ours / "facts" / "fact.py"
    file.write_text("", "utf-8")
    ours.chmod(mode)
    assert _refused(file) == "extension_writable"


def test_the_way_behind_a_link_is_looked_at_too(ours: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "fact.py").write_text("", "utf-8")
    (ours / "fact.py").symlink_to(elsewhere / "fact.py")
    refuse_changeable(ours / "fact.py")
    elsewhere.chmod(0o777)
    assert _refused(ours / "fact.py") == "extension_writable"
    (ours / "relative.py").symlink_to("../elsewhere/fact.py")
    assert _refused(ours / "relative.py") == "extension_writable"


def test_a_ring_of_links_and_a_dangling_one_are_refused(ours: Path) -> None:
    (ours / "a").symlink_to("b")
    (ours / "b").symlink_to("a")
    assert _refused(ours / "a") == "extension_links"
    (ours / "nowhere").symlink_to("not-there")
    assert _refused(ours / "nowhere") == "extension_unreadable"


def test_another_owner_is_refused(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = ours / "fact.py"
    file.write_text("", "utf-8")
    monkeypatch.setattr(root_only, "OWNER", os.getuid() + 1)
    assert _refused(file) == "extension_not_roots"


def test_what_this_account_can_write_is_refused_whatever_the_mode_says(
    ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "access", lambda *_place, **_how: True)
    assert _refused(ours) == "extension_writable_by_us"


def test_the_real_rule_accepts_the_systems_own_files_and_no_temporary_folder(tmp_path: Path) -> None:
    refuse_changeable(Path("/etc/passwd"))
    assert _refused(tmp_path) in {"extension_writable", "extension_not_roots"}
