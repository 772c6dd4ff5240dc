"""`--limit` means what it means to Ansible, and never less than it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventories.read import read_inventory
from inventories.reason import ConfigError
from inventories.select import select
from tests.unit.inventories.workplace import COMMON, both, counted_program, ops_host, runs, write

HOSTS = """
web: {hosts: {"web[01:04]": {}}}
db: {hosts: {db01: {}, db02.example.jp: {}}}
east: {hosts: {web01: {}, web03: {}, db01: {}}}
site: {children: {web: {}, db: {}}}
"""
FILES = {"hosts.yml": HOSTS, "group_vars/all.yml": COMMON}


def test_ansibles_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = read_inventory(write(ops_host(tmp_path, monkeypatch), FILES))
    for pattern, names in {
        "web*:&east:!web03": ["web01"],
        "~web0[12]$": ["web01", "web02"],
        "web[1:2],db01": ["db01", "web02", "web03"],
        "!web": ["db01", "db02.example.jp"],
    }.items():
        assert [host.name for host in select(inventory, pattern)] == names, pattern


def test_host_names_need_no_ansible_and_patterns_need_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), FILES)
    notes = counted_program(tmp_path, monkeypatch)
    inventory = read_inventory(folder)
    assert [host.name for host in select(inventory, "web02,db02.example.jp")] == ["db02.example.jp", "web02"]
    assert runs(notes) == 1
    first = select(inventory, "site:!db")
    assert select(inventory, "site:!db") == first
    assert runs(notes) == 2
    (tmp_path / "retry").write_text("web01\n", encoding="utf-8")
    assert [host.name for host in select(inventory, f"@{tmp_path / 'retry'}")] == ["web01"]
    (tmp_path / "retry").write_text("web02\n", encoding="utf-8")
    assert [host.name for host in select(inventory, f"@{tmp_path / 'retry'}")] == ["web02"]


def test_a_part_that_matches_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = read_inventory(write(ops_host(tmp_path, monkeypatch), FILES))
    for pattern in ("web:typo", "all:!dbb", "nothing*", "web:&db"):
        with pytest.raises(ConfigError) as nothing:
            select(inventory, pattern)
        assert nothing.value.reason.code == "limit_matches_nothing"
        assert pattern in both(nothing.value.reason)


def test_an_inventory_that_changed_meanwhile_is_not_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), FILES)
    inventory = read_inventory(folder)
    write(folder, {"hosts.yml": HOSTS.replace("01:04", "01:05")})
    with pytest.raises(ConfigError) as changed:
        select(inventory, "web")
    assert changed.value.reason.code == "inventory_changed"
