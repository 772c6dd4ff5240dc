"""The module that changes modes on hosts: nobody but root chooses what a path leads to."""

from __future__ import annotations

import importlib.util
import os
import stat
from pathlib import Path
from typing import Any

import pytest

import checks

_FILE = Path(checks.__file__).parent / "playbooks/ansible_collections/tenken/baseline/plugins/modules/permissions.py"
_SPEC = importlib.util.spec_from_file_location("permissions", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
permissions: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(permissions)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Where all paths of a test begin; this process is its root."""
    tmp_path.chmod(0o755)
    return tmp_path


def _walker(top: Path, groups: tuple[int, ...] = ()) -> Any:
    return permissions.Walker([os.getuid()], groups, str(top))


def _change(top: Path, path: str, clear: str = "0022", directory: str = "clear", **given: Any) -> Any:
    entry = {"path": path, "clear": clear, "directory": directory}
    return permissions.change(entry, given.get("walker", _walker(top)), check_mode=given.get("check_mode", False))


def _file(path: Path, mode: int) -> Path:
    path.write_bytes(b"")
    path.chmod(mode)
    return path


def _folder(path: Path, mode: int = 0o755) -> Path:
    path.mkdir()
    path.chmod(mode)
    return path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_bits_are_taken_away_and_shown_once(top: Path) -> None:
    one = _file(_folder(top / "etc") / "x", 0o666)
    before, after = _change(top, "/etc/x")
    assert (before.split()[:2], after.split()[:2]) == (["/etc/x", "0666"], ["/etc/x", "0644"])
    assert _mode(one) == 0o644
    assert _change(top, "/etc/x") is None


def test_check_mode_tells_and_changes_nothing(top: Path) -> None:
    one = _file(top / "x", 0o666)
    assert _change(top, "/x", check_mode=True) is not None
    assert _mode(one) == 0o666


@pytest.mark.parametrize(
    ("directory", "before", "after"),
    [("clear", 0o777, 0o755), ("close", 0o777, 0o755), ("close", 0o1777, 0o1777), ("sticky", 0o777, 0o1777),
     ("sticky", 0o775, 0o775)],
)  # fmt: skip
def test_a_directory_is_closed_or_stays_shared(top: Path, directory: str, before: int, after: int) -> None:
    one = _folder(top / "srv", before)
    _change(top, "/srv", directory=directory)
    assert _mode(one) == after


@pytest.mark.parametrize("path", ["/gone", "/gone/x", "/x/below"])
def test_what_is_not_there_is_no_error(top: Path, path: str) -> None:
    _file(top / "x", 0o600)
    assert _change(top, path) is None


def test_a_link_is_never_followed_to_what_it_names(top: Path) -> None:
    secret = _file(top / "secret", 0o666)
    (top / "x").symlink_to("secret")
    with pytest.raises(permissions.RefusedError, match="symbolic_link"):
        _change(top, "/x")
    assert _mode(secret) == 0o666


def test_roots_own_links_between_folders_are_ways(top: Path) -> None:
    one = _file(_folder(_folder(top / "usr") / "bin") / "x", 0o777)
    (top / "bin").symlink_to("usr/bin")
    (top / "sbin").symlink_to("/bin")
    _change(top, "/sbin/x")
    assert _mode(one) == 0o755


def test_a_link_of_somebody_else_on_the_way_is_none(top: Path) -> None:
    one = _file(_folder(top / "a") / "x", 0o666)
    (top / "b").symlink_to("a")
    walker = _walker(top)
    walker.owners = [os.getuid() + 1, os.getuid()]  # the folders belong to a trusted account, which is not root
    with pytest.raises(permissions.RefusedError, match="symbolic_link /b"):
        _change(top, "/b/x", walker=walker)
    assert _mode(one) == 0o666


@pytest.mark.parametrize("target", ["../a", "loop"])
def test_links_that_lead_up_or_nowhere_are_no_ways(top: Path, target: str) -> None:
    _file(_folder(top / "a") / "x", 0o666)
    (top / "loop").symlink_to(target)
    with pytest.raises(permissions.RefusedError):
        _change(top, "/loop/x")


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o775])
def test_what_lies_in_a_folder_that_others_write_is_left(top: Path, mode: int) -> None:
    one = _file(_folder(top / "srv") / "x", 0o666)
    (top / "srv").chmod(mode)
    with pytest.raises(permissions.RefusedError, match="folder_writable /srv"):
        _change(top, "/srv/x")
    assert _mode(one) == 0o666


def test_a_trusted_group_may_write_a_folder_on_the_way(top: Path) -> None:
    one = _file(_folder(top / "log") / "x", 0o666)
    (top / "log").chmod(0o775)
    _change(top, "/log/x", walker=_walker(top, ((top / "log").stat().st_gid,)))
    assert _mode(one) == 0o644


def test_what_lies_in_a_folder_of_somebody_else_is_left(top: Path) -> None:
    one = _file(top / "x", 0o666)
    with pytest.raises(permissions.RefusedError, match="folder_owner /"):
        _change(top, "/x", walker=permissions.Walker([os.getuid() + 1], (), str(top)))
    assert _mode(one) == 0o666


def test_a_file_of_several_names_is_left(top: Path) -> None:
    one = _file(top / "x", 0o666)
    (top / "y").hardlink_to(one)
    with pytest.raises(permissions.RefusedError, match="several_names"):
        _change(top, "/x")
    assert _mode(one) == 0o666


def test_what_is_no_file_is_left(top: Path) -> None:
    os.mkfifo(top / "x", 0o666)
    with pytest.raises(permissions.RefusedError, match="no_regular_file"):
        _change(top, "/x")


def test_dots_are_no_way_up(top: Path) -> None:
    _file(_folder(top / "a") / "x", 0o666)
    with pytest.raises(permissions.RefusedError, match="not_normal"):
        _change(top, "/a/../a/x")


def test_no_descriptor_stays_open(top: Path) -> None:
    _file(_folder(top / "a") / "x", 0o666)
    (top / "l").symlink_to("a")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in ("/a/x", "/a/x", "/l/x", "/gone/x", "/a/x/y"):
        _change(top, path)
    for path in ("/l", "/a/../x"):
        with pytest.raises(permissions.RefusedError):
            _change(top, path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_refused_path_that_is_right_is_not_named(top: Path) -> None:
    one = _file(top / "x", 0o644)
    assert permissions.right_already({"path": str(one), "clear": "0022", "directory": "clear"})
    one.chmod(0o666)
    assert not permissions.right_already({"path": str(one), "clear": "0022", "directory": "clear"})
