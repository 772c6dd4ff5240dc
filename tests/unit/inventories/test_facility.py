"""`tenken_bmc` and `tenken_ups`: what is accepted, what is refused, and that the password stays out of sight."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from inventories.model import Bmc, Host, Ups
from inventories.read import read_inventory
from inventories.validate import HostReader, InvalidInventoryError, explain
from tests.unit.inventories.workplace import COMMON, ONE_HOST, both, cached, ops_host, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from inventories.validate import Problem

GOOD = {"tenken_system": "lgwan", "tenken_responsible": "機構"}
BMC = {"via": "ops", "address": "192.0.2.7", "user": "tenken", "password": {"__ansible_vault": "cipher"}}
UPS = {"device": "room@192.0.2.9", "protocol": "nut", "via": "ops", "serves": "hardware"}
SECRET = "himitsu-7"


def read(variables: Mapping[str, object], opened: str = SECRET) -> tuple[Host, list[Problem]]:
    raw = {key: msgspec.Raw(json.dumps(value).encode()) for key, value in {**GOOD, **variables}.items()}
    reader = HostReader("n1", (), raw, lambda _ciphertext: opened)
    return reader.host(), reader.problems


def test_a_server_without_a_word_about_it_is_asked_on_itself() -> None:
    host, problems = read({})
    assert (problems, host.bmc, host.ups, host.asset) == ([], Bmc(), None, "server")
    assert read({"tenken_bmc": {"via": "inband"}})[0].bmc.via == "inband"


def test_a_controller_over_the_network() -> None:
    host, problems = read(
        {"tenken_bmc": {**BMC, "via": "gw01", "cipher_suite": 17, "privilege": "operator", "port": 6230}}
    )
    assert problems == []
    assert host.bmc == Bmc("gw01", "192.0.2.7", 6230, "tenken", SECRET, 17, "operator")
    assert SECRET not in repr(host)


@pytest.mark.parametrize(
    ("device", "protocol", "expected"),
    [
        ("room@192.0.2.9", "nut", ("room", "192.0.2.9", 3493)),
        ("room@nut.example.jp:13493", "nut", ("room", "nut.example.jp", 13493)),
        ("a-1@[2001:db8::9]:3551", "apcupsd", ("a-1", "[2001:db8::9]", 3551)),
        ("room@192.0.2.9", "apcupsd", ("room", "192.0.2.9", 3551)),
    ],
)
def test_a_power_supply_is_an_asset_of_its_own(device: str, protocol: str, expected: tuple[str, str, int]) -> None:
    given = {**UPS, "device": device, "protocol": protocol}
    host, problems = read({"ansible_connection": "none", "tenken_ups": given})
    assert problems == []
    assert host.ups == Ups(*expected, protocol, "ops", "hardware")
    assert host.asset == "ups"


@pytest.mark.parametrize(
    ("code", "variables"),
    [
        ("inventory_facility_shape", {"tenken_bmc": "192.0.2.7"}),
        ("inventory_facility_shape", {"tenken_ups": ["room@192.0.2.9"]}),
        ("inventory_facility_key_unknown", {"tenken_bmc": {**BMC, "pasword": "x"}}),
        ("inventory_facility_key_unknown", {"tenken_ups": {**UPS, "name": "x"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "address": "-H x"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "address": "192.0.2.256"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "address": "{{ bmc }}"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "user": "-a"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "user": "a`id`"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "port": 0}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "port": True}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "cipher_suite": 0}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "cipher_suite": 1}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "privilege": "administrator"}}),
        ("inventory_facility_value", {"tenken_bmc": {**BMC, "via": "a b"}}),
        ("inventory_facility_password", {"tenken_bmc": {**BMC, "password": ""}}),
        ("inventory_facility_password", {"tenken_bmc": {**BMC, "password": "x" * 21}}),
        ("inventory_facility_password", {"tenken_bmc": {**BMC, "password": "a\nb"}}),
        ("inventory_facility_password", {"tenken_bmc": {**BMC, "password": "{{ vaulted }}"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "device": "room"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "device": "room@192.0.2.9;id"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "device": "-l@192.0.2.9"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "device": "room@192.0.2.9:99999"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "protocol": "snmp"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "serves": "both"}}),
        ("inventory_facility_value", {"tenken_ups": {**UPS, "via": "inband"}}),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_wrong_is_refused_once_and_without_a_value(code: str, variables: dict[str, object]) -> None:
    _, problems = read(variables)
    (why,) = explain(problems, lambda *_: "hosts.yml:1", hide=False)
    assert why.code == code
    assert "value" not in why.as_dict()
    assert all(text.startswith("hosts.yml:1: n1: ") and "tenken_" in text for text in both(why).split("\n"))


def test_a_password_in_the_clear_is_refused_and_neither_shown_nor_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ops_host(tmp_path, monkeypatch)
    bmc = json.dumps({**BMC, "password": SECRET})
    files = {"hosts.yml": ONE_HOST, "group_vars/all.yml": COMMON, "host_vars/n1.yml": f"tenken_bmc: {bmc}\n"}
    with pytest.raises(InvalidInventoryError) as refused:
        read_inventory(write(folder, files))
    (why,) = refused.value.reasons
    assert why.code == "inventory_secret_not_vaulted"
    assert SECRET not in both(why)
    assert cached(tmp_path) == []
