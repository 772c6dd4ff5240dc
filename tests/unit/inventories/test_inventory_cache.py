"""Kept results: Ansible is not run again for the same content, and always for any other."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inventories import cache
from inventories.read import content_key, read_inventory
from inventories.sources import read_sources
from tests.unit.inventories.workplace import (
    COMMON,
    ONE_HOST,
    VAULTED_PASSWORD,
    cached,
    counted_program,
    ops_host,
    runs,
    vaulted_value,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_same_content_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON})
    notes = counted_program(tmp_path, monkeypatch)
    first = read_inventory(folder)
    assert read_inventory(folder) == first
    assert runs(notes) == 1
    (entry,) = cached(tmp_path)
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert {stat.S_IMODE(place.stat().st_mode) for place in (entry.parent, entry.parent.parent)} == {0o700}


def test_any_change_of_what_ansible_reads_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One inventory, changed step by step: no two states share a key."""
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON})
    counted_program(tmp_path, monkeypatch)
    steps: dict[str, Callable[[], object]] = {
        "first": lambda: None,
        "a value": lambda: write(folder, {"group_vars/all.yml": COMMON + "tenken_segment: noc-a\n"}),
        "a file of host_vars": lambda: write(folder, {"host_vars/n1.yml": "ansible_port: 2222\n"}),
        "a file in a folder": lambda: write(folder, {"group_vars/lgwan/a.yml": "ansible_user: scan\n"}),
        "a file renamed": lambda: (folder / "hosts.yml").rename(folder / "assets.yml"),
        "executability": lambda: (folder / "assets.yml").chmod(0o755),
        "ansible.cfg here": lambda: write(tmp_path / "cwd", {"ansible.cfg": "[defaults]\nhash_behaviour=merge\n"}),
        "ansible.cfg at home": lambda: write(tmp_path / "home", {".ansible.cfg": "[defaults]\n"}),
        "ansible.cfg by name": lambda: monkeypatch.setenv("ANSIBLE_CONFIG", str(tmp_path / "home" / ".ansible.cfg")),
        "the environment": lambda: monkeypatch.setenv("ANSIBLE_HASH_BEHAVIOUR", "replace"),
        "another home": lambda: monkeypatch.setenv("HOME", str(tmp_path)),
        "another Ansible": lambda: os.utime(tmp_path / "bin" / "ansible-inventory", ns=(1, 1)),
    }
    keys: dict[str, str] = {}
    for what, change in steps.items():
        change()
        key = content_key(read_sources(folder))
        assert key not in keys, f"{what}: taken for {keys.get(key)}"
        keys[key] = what
    write(folder, {".git/index": "x", ".hidden.yml": "x: 1\n"})
    assert content_key(read_sources(folder)) == key, "Ansible reads no hidden files"
    (folder / "host_vars/n1.yml").unlink()
    assert content_key(read_sources(folder)) not in keys, "a file removed"


def test_changed_content_is_read_anew_and_replaces_its_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts": "n1\n", "group_vars/all.yml": COMMON})
    notes = counted_program(tmp_path, monkeypatch)
    before = read_inventory(folder / "hosts")
    write(folder, {"group_vars/all.yml": COMMON + "tenken_segment: noc-a\n"})
    after = read_inventory(folder / "hosts")
    assert (before.hosts[0].segment, after.hosts[0].segment) == ("", "noc-a")
    assert before.digest != after.digest
    assert (runs(notes), len(cached(tmp_path))) == (2, 1)


def damage_cut(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-10])


def damage_changed(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes().replace(b"192.0.2.1", b"192.0.2.9"))


def damage_emptied(entry: Path) -> None:
    entry.write_bytes(b"")


def damage_foreign(entry: Path) -> None:
    entry.chmod(0o666)


def damage_linked(entry: Path) -> None:
    entry.rename(entry.parent.parent / "real")
    entry.symlink_to(entry.parent.parent / "real")


@pytest.mark.parametrize("damage", [damage_cut, damage_changed, damage_emptied, damage_foreign, damage_linked])
def test_damaged_and_foreign_entries_are_ignored_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.store("hosts", "key", b'["192.0.2.1"]')
    assert cache.load("hosts", "key") == b'["192.0.2.1"]'
    assert cache.load("hosts", "other key") is None
    (entry,) = (tmp_path / "tenken" / "inventories").iterdir()
    damage(entry)
    assert cache.load("hosts", "key") is None
    cache.store("hosts", "key", b"[]")
    assert cache.load("hosts", "key") == b"[]"


def test_old_entries_are_removed_with_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.store("old", "key", b"")
    (entry,) = (tmp_path / "tenken" / "inventories").iterdir()
    os.utime(entry, (0, 0))
    cache.store("new", "key", b"")
    assert cache.load("old", "key") is None
    assert cache.load("new", "key") == b""


def test_without_a_usable_cache_inventories_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON})
    write(tmp_path, {"file": ""})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert [host.name for host in read_inventory(folder).hosts] == ["n1"]


def test_a_kept_result_that_is_no_host_list_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON})
    key = content_key(read_sources(folder))
    cache.store(str(folder), key, b'[{"name": 1}]')
    assert read_inventory(folder).hosts[0].name == "n1"
    kept = cache.load(str(folder), key)
    assert kept is not None
    assert b'"n1"' in kept


@pytest.mark.parametrize(
    ("files", "settings"),
    [
        ({"a.sh": "#!/bin/sh\n"}, {}),
        ({"a.yml": "plugin: constructed\n"}, {}),
        ({"a.yml": '{"plugin" : "amazon.aws.aws_ec2"}\n'}, {}),
        ({"group_vars/all.yml": vaulted_value("x", VAULTED_PASSWORD)}, {}),
        ({"a.yml": ONE_HOST}, {"ANSIBLE_INVENTORY_ENABLED": "yaml,example.cloud.hosts"}),
        ({"a.yml": ONE_HOST}, {"ANSIBLE_VARS_PLUGINS": "/srv/vars"}),
        ({"a.yml": ONE_HOST, "../cwd/ansible.cfg": "[defaults]\nvars_plugins = ./plugins\n"}, {}),
        ({"a.yml": ONE_HOST, "../cwd/ansible.cfg": "[inventory]\nenable_plugins = yaml,\n  example.cloud.hosts\n"}, {}),
        ({"a.yml": ONE_HOST, "../home/.ansible/plugins/vars/site.py": ""}, {}),
    ],
    ids=["script", "plugin", "json", "vault", "enabled", "variable", "setting", "enabled-setting", "home"],
)
def test_what_code_or_a_vault_decides_is_never_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], settings: dict[str, str]
) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), files)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert not read_sources(folder).cacheable()


def test_plain_files_and_ordinary_settings_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.yml": ONE_HOST + "x_plugin: 1\n", "../cwd/ansible.cfg": "[inventory]\nenable_plugins = yaml, ini\n"}
    folder = write(ops_host(tmp_path, monkeypatch), files)
    assert read_sources(folder).cacheable()
    (folder / "a.yml").chmod(0o755)
    assert not read_sources(folder).cacheable(), "Ansible would run it"
    (folder / "a.yml").chmod(0o644)
    (folder / "loop").symlink_to(folder)
    assert not read_sources(folder).cacheable(), "not everything could be read"
