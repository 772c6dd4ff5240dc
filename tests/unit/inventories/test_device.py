"""How network devices are logged in to: what is read, for devices alone, and that no secret is shown or kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from inventories.model import Host
from inventories.read import read_inventory
from inventories.validate import HostReader, explain
from tests.unit.inventories.workplace import COMMON, ONE_HOST, both, cached, ops_host, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from inventories.validate import Problem

GOOD = {"tenken_system": "lgwan", "tenken_responsible": "機構"}
DEVICE = {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios"}
VAULTED = {"__ansible_vault": "cipher"}
SECRET = "himitsu-7"


def read(variables: Mapping[str, object], opened: str = SECRET) -> tuple[Host, list[Problem]]:
    raw = {key: msgspec.Raw(json.dumps(value).encode()) for key, value in {**GOOD, **variables}.items()}
    reader = HostReader("sw01", (), raw, lambda _ciphertext: opened)
    return reader.host(), reader.problems


@pytest.mark.parametrize("name", ["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"])
@pytest.mark.parametrize("value", [VAULTED, SECRET, {"__ansible_unsafe": SECRET}])
def test_the_password_of_a_device_is_read_and_not_shown(name: str, value: object) -> None:
    host, problems = read({**DEVICE, name: value})
    assert (problems, host.asset, host.connection.password) == ([], "network", SECRET)
    assert SECRET not in repr(host)


@pytest.mark.parametrize("method", ["enable", "ansible.netcommon.enable"])
def test_the_privileged_mode_is_asked_for_by_its_method(method: str) -> None:
    become = {"ansible_become": True, "ansible_become_method": method, "ansible_become_password": VAULTED}
    host, problems = read({**DEVICE, **become})
    assert problems == []
    assert (host.connection.enable, host.connection.enable_secret) == (True, SECRET)
    assert SECRET not in repr(host)


@pytest.mark.parametrize(
    "become",
    [
        {},
        {"ansible_become_method": "enable", "ansible_become_password": VAULTED},
        {"ansible_become": False, "ansible_become_method": "enable", "ansible_become_password": VAULTED},
        {"ansible_become": True, "ansible_become_password": VAULTED},
        {"ansible_become": True, "ansible_become_method": "sudo", "ansible_become_password": VAULTED},
    ],
)
def test_the_privileged_mode_is_not_entered_unasked(become: Mapping[str, object]) -> None:
    host, problems = read({**DEVICE, **become})
    assert problems == []
    assert (host.connection.enable, host.connection.enable_secret) == (False, "")


def test_a_server_is_given_no_password_whatever_its_variables_say() -> None:
    def open_vaulted(ciphertext: str) -> str:
        raise AssertionError(ciphertext)

    given = {"ansible_password": VAULTED, "ansible_become_password": VAULTED, "ansible_become": True}
    raw = {key: msgspec.Raw(json.dumps(value).encode()) for key, value in {**GOOD, **given}.items()}
    host = HostReader("web01", (), raw, open_vaulted).host()
    assert (host.asset, host.connection.password, host.connection.enable_secret) == ("server", "", "")


def test_ssh_is_the_way_unless_telnet_is_asked_for() -> None:
    assert read(DEVICE)[0].connection.transport == "ssh"
    assert read({**DEVICE, "tenken_transport": "telnet"})[0].connection.transport == "telnet"


@pytest.mark.parametrize(
    ("code", "variables"),
    [
        ("inventory_transport_unknown", {**DEVICE, "tenken_transport": "rlogin"}),
        ("inventory_transport_unknown", {"tenken_transport": "telnet"}),
        ("inventory_secret_unusable", {**DEVICE, "ansible_password": "{{ vault_password }}"}),
        ("inventory_secret_unusable", {**DEVICE, "ansible_password": ""}),
        ("inventory_secret_unusable", {**DEVICE, "ansible_password": 12345}),
        ("inventory_secret_unusable", {**DEVICE, "ansible_password": "a\nb"}),
        ("inventory_secret_unusable", {**DEVICE, "ansible_password": "x" * 256}),
        ("inventory_settings_differ", {**DEVICE, "ansible_password": "a", "ansible_ssh_pass": "b"}),
        ("inventory_become_unsupported", {**DEVICE, "ansible_become_method": "su"}),
    ],
)
def test_what_is_wrong_is_told_in_both_languages_and_without_the_secret(
    code: str, variables: Mapping[str, object]
) -> None:
    _, problems = read(variables)
    (why,) = explain(problems, lambda *_: "hosts.yml:1", hide=False)
    assert why.code == code
    assert all(text.startswith("hosts.yml:1: sw01: ") for text in both(why).split("\n"))
    assert "vault_password" not in both(why)


def test_neither_the_cache_nor_the_digest_knows_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ops_host(tmp_path, monkeypatch)
    device = "".join(f"{key}: {value}\n" for key, value in DEVICE.items())
    become = f"ansible_become: true\nansible_become_method: enable\nansible_become_password: {SECRET}-e\n"
    files = {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON}
    with_secrets = {**files, "host_vars/n1.yml": f"{device}{become}ansible_password: {SECRET}\n"}
    first = read_inventory(write(folder, with_secrets))
    assert (first.hosts[0].connection.password, first.hosts[0].connection.enable_secret) == (SECRET, f"{SECRET}-e")
    assert cached(tmp_path) == []
    with_secrets["host_vars/n1.yml"] = with_secrets["host_vars/n1.yml"].replace(SECRET, "another")
    assert read_inventory(write(folder, with_secrets)).digest == first.digest
