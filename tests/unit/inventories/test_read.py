"""Inventories of every shape, read with the real ansible-inventory."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from inventories import ansible
from inventories.model import Connection, Host
from inventories.read import read_inventory
from inventories.reason import ConfigError
from inventories.validate import SYSTEMS, InvalidInventoryError
from tests.unit.inventories.workplace import (
    COMMON,
    ONE_HOST,
    VAULT_PASSWORD,
    VAULTED_ADDRESS,
    VAULTED_BROKEN_INI,
    VAULTED_FILE,
    VAULTED_PASSWORD,
    VAULTED_SYSTEM,
    both,
    cached,
    ops_host,
    vaulted_value,
    write,
)


def test_directory_of_yaml_and_ini_with_variables_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(
        ops_host(tmp_path, monkeypatch),
        {
            "10.yml": "all: {children: {center: {children: {web: {hosts: {'web[01:02]': {}}}}}}}\n",
            "20": "[db]\ndb01 ansible_ssh_host=2001:db8::1 ansible_port=2222 ansible_become=false ansible_user=ops\n"
            "[db:vars]\ntenken_registers=['base', 'db', 'base']\n[center:children]\ndb\n",
            "README.md": "not an inventory\n",
            "group_vars/all.yml": COMMON + "ansible_user: tenken\nother: '{{ never_used }}'\n",
            "group_vars/web/main.yml": "tenken_registers: [base, web]\ntenken_segment: noc-a\ntenken_ha_group: pair\n",
            "host_vars/web02.yml": "ansible_ssh_common_args: -o ProxyJump=ops@jump\n"
            "ansible_ssh_extra_args: -o 'ProxyCommand=nc %h %p'\n"
            "ansible_ssh_private_key_file: ~/keys/web\ntenken_contractor: 委託先　A社\n"
            "tenken_system: card-hakko\n",
        },
    )
    db01, web01, web02 = read_inventory(folder).hosts
    assert db01 == Host(
        name="db01",
        connection=Connection("2001:db8::1", port=2222, user="ops", become=False),
        system="lgwan",
        responsible="機構",
        registers=("base", "db"),
        groups=("center", "db"),
    )
    assert web01 == Host(
        name="web01",
        connection=Connection("web01", user="tenken"),
        system="lgwan",
        segment="noc-a",
        responsible="機構",
        ha_group="pair",
        registers=("base", "web"),
        groups=("center", "web"),
    )
    assert web02.connection.common_args == ("-o", "ProxyJump=ops@jump", "-o", "ProxyCommand=nc %h %p")
    assert web02.connection.private_key_file == str(tmp_path / "home" / "keys" / "web")
    assert (web02.system, web02.contractor) == ("card-hakko", "委託先　A社")


def test_one_ini_file_takes_group_vars_beside_it_but_none_of_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(
        ops_host(tmp_path, monkeypatch),
        {
            "hosts": "sw1 ansible_connection=network_cli\n",
            "group_vars/all": COMMON + "ansible_network_os: cisco.ios.ios\n",
        },
    )
    write(tmp_path / "cwd", {"group_vars/all.yml": "tenken_segment: elsewhere\nansible_user: mallory\n"})
    (host,) = read_inventory(folder / "hosts").hosts
    assert (host.segment, host.connection.user) == ("", "")
    assert (host.connection.kind, host.connection.network_os) == ("network_cli", "cisco.ios.ios")
    assert host.groups == ()


OWNER = "地方公共団体情報システム機構"
SUPPLIES = (("fuban", "01"), ("chukan", "01"), ("lgwan", "01"), ("lgwan", "02"))


def test_the_sample_inventory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Path(__file__).parents[3] / "inventories" / "sample" / "hosts"
    ops_host(tmp_path, monkeypatch)
    hosts = read_inventory(sample).hosts
    assert {host.system for host in hosts} == set(SYSTEMS)
    assert all(host.segment for host in hosts)
    registers = {"base", "web", "db", "log", "ntp", "netsvc", "network"}
    assert {name for host in hosts for name in host.registers} == registers
    assert {host.name for host in hosts if host.golden} == {"fuban-sw01"}
    kinds = {host.name: host.connection.kind for host in hosts}
    assert {name for name, kind in kinds.items() if kind == "none"} == {
        "card-hsm01",
        "card-printer01",
        "chukan-storage01",
        "fuban-hsm01",
        "fuban-term01",
        "fuban-term02",
        *(f"{center}-ups{number}" for center, number in SUPPLIES),
    }
    supplies = {host.name: host.ups.serves for host in hosts if host.ups}
    assert supplies.keys() == {f"{center}-ups{number}" for center, number in SUPPLIES}
    assert set(supplies.values()) == {"hardware", "network"}
    assert {host.site for host in hosts if host.ups} == {host.site for host in hosts if host.responsible == OWNER}
    assert {host.connection.network_os for host in hosts if host.connection.kind == "network_cli"} == {
        "cisco.ios.ios",
        "arista.eos.eos",
        "fortinet.fortios.fortios",
        "junipernetworks.junos.junos",
    }
    assert [host.name for host in hosts if host.responsible != OWNER] == ["pref-edge-rt01"]


def vaulted(folder: Path) -> tuple[str, ...]:
    write(
        folder,
        {
            "hosts.yml": "lgwan: {hosts: {n1: }}\n",
            "group_vars/all.yml": "tenken_system: lgwan\n" + vaulted_value("ansible_become_password", VAULTED_PASSWORD),
            "group_vars/lgwan.yml": VAULTED_FILE,
            "host_vars/n1.yml": vaulted_value("ansible_ssh_host", VAULTED_ADDRESS),
        },
    )
    write(folder.parent, {"password": VAULT_PASSWORD})
    return ("--vault-id", f"ops@{folder.parent / 'password'}")


def test_vaulted_files_and_values_are_opened_and_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ops_host(tmp_path, monkeypatch)
    (host,) = read_inventory(folder, vault_args=vaulted(folder)).hosts
    assert (host.responsible, host.contractor) == ("機構", "hidden-contractor")
    assert host.connection.address == "192.0.2.77"
    assert cached(tmp_path) == []


def test_the_vault_password_file_of_the_environment_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ops_host(tmp_path, monkeypatch)
    write(folder, {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON, "group_vars/lgwan.yml": VAULTED_FILE})
    with pytest.raises(ConfigError) as without:
        read_inventory(folder)
    assert "no vault secrets" in both(without.value.reason)
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(write(tmp_path, {"password": VAULT_PASSWORD}) / "password"))
    assert read_inventory(folder).hosts[0].contractor == "hidden-contractor"


def test_no_error_shows_anything_vaulted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ops_host(tmp_path, monkeypatch)
    arguments = ("--vault-password-file", str(write(tmp_path, {"password": VAULT_PASSWORD}) / "password"))
    write(folder, {"hosts": VAULTED_BROKEN_INI})
    with pytest.raises(ConfigError) as broken:
        read_inventory(folder, vault_args=arguments)
    assert "hidden" not in both(broken.value.reason)
    assert str(folder / "hosts") in both(broken.value.reason)
    write(folder, {"hosts": "n1\n", "group_vars/all.yml": vaulted_value("tenken_system", VAULTED_SYSTEM)})
    with pytest.raises(InvalidInventoryError) as wrong:
        read_inventory(folder, vault_args=arguments)
    text = "\n".join(both(why) for why in wrong.value.reasons)
    assert "tenken_system" in text
    assert "***" in text
    assert "hidden" not in text


def test_dynamic_scripts_are_asked_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(
        ops_host(tmp_path, monkeypatch),
        {
            "group_vars/all.yml": COMMON,
            "source.sh": f"#!/bin/sh\ncat '{tmp_path}/answer'\n",
        },
    )
    (folder / "source.sh").chmod(0o755)
    for name in ("first", "second"):
        (tmp_path / "answer").write_text(json.dumps({"web": {"hosts": [name]}}), encoding="utf-8")
        assert [host.name for host in read_inventory(folder).hosts] == [name]
    assert cached(tmp_path) == []


def test_inventory_plugins_work_and_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(
        ops_host(tmp_path, monkeypatch),
        {
            "1.yml": "all: {hosts: {n1: {rack: r7}, n2: {rack: r8}}}\n",
            "2.yml": "plugin: constructed\nstrict: true\nkeyed_groups: [{key: rack, prefix: rack}]\n",
            "group_vars/all.yml": COMMON,
            "group_vars/rack_r7.yml": "tenken_segment: noc-b\n",
        },
    )
    n1, n2 = read_inventory(folder).hosts
    assert (n1.groups, n1.segment, n2.groups) == (("rack_r7",), "noc-b", ("rack_r8",))
    assert cached(tmp_path) == []


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"good.yml": ONE_HOST, "bad.yml": "all:\n  hosts:\n    n2: {ansible_password: 'hidden\n"}, "bad.yml", "YAML"),
        ({"good.yml": ONE_HOST, "group_vars/lgwan.yml": "a: 1\nx: 'hidden\n"}, "group_vars/lgwan.yml:", "YAML"),
        ({"hosts": "[lgwan]\nn1 hidden\n"}, "hosts", "key=value"),
    ],
    ids=["source", "variables", "ini"],
)
def test_a_broken_file_is_named_and_fails_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], place: str, words: str
) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), files)
    with pytest.raises(ConfigError) as broken:
        read_inventory(folder)
    text = both(broken.value.reason)
    assert broken.value.reason.code == "inventory_unreadable"
    assert str(folder / place) in text
    assert words in text
    assert "hidden" not in text


def test_no_hosts_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts": "[web]\n"})
    with pytest.raises(ConfigError) as empty:
        read_inventory(folder)
    assert empty.value.reason.code == "inventory_empty"
    with pytest.raises(ConfigError) as missing:
        read_inventory(folder / "nowhere")
    assert missing.value.reason.code == "inventory_missing"
    assert str(folder / "nowhere") in both(missing.value.reason)


def test_without_ansible_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"hosts": "n1\n"})
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError) as missing:
        read_inventory(folder)
    assert missing.value.reason.code == "ansible_missing"
    assert "ansible-core" in both(missing.value.reason)


def test_a_script_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(ops_host(tmp_path, monkeypatch), {"wait.sh": f"#!/bin/sh\nread never <'{tmp_path}/fifo'\n"})
    (folder / "wait.sh").chmod(0o755)
    monkeypatch.setattr(ansible, "TIMEOUT", 2)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(ConfigError) as hung:
        read_inventory(folder)
    assert hung.value.reason.code == "ansible_timed_out"
    with (tmp_path / "fifo").open("w"):  # lets the script go
        pass
