"""Where facilities are asked from, and whose turn it is."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from inventories.model import Bmc, Connection, Host, Ups
from inventories.reason import ConfigError
from tenken import facilities
from tenken.facilities import Turns

SERVER = Host("web01", Connection("web01"), "lgwan", responsible="機構")
GATEWAY = replace(SERVER, name="gw01")
OURS = frozenset({"機構"})
HOSTS = {"gw01": GATEWAY}


def test_a_server_asked_on_itself_needs_no_place() -> None:
    assert facilities.via(SERVER) == ""
    assert facilities.gateway(SERVER, HOSTS, OURS) is None


def test_the_place_of_a_controller_and_of_a_power_supply() -> None:
    far = replace(SERVER, bmc=Bmc("gw01", "192.0.2.7"))
    supply = replace(SERVER, ups=Ups("room", "192.0.2.9", 3493, "nut", "ops", "hardware"))
    assert facilities.gateway(far, HOSTS, OURS) is GATEWAY
    assert facilities.via(supply) == "ops"
    assert facilities.gateway(supply, HOSTS, OURS) is None


@pytest.mark.parametrize(
    "hosts",
    [
        {},
        {"gw01": replace(GATEWAY, responsible="他団体")},
        {"gw01": replace(GATEWAY, connection=Connection("gw01", kind="none"))},
    ],
    ids=["not there", "not ours", "no SSH"],
)
def test_a_gateway_that_cannot_be_one_is_a_mistake_of_the_inventory(hosts: dict[str, Host]) -> None:
    far = replace(SERVER, bmc=Bmc("gw01", "192.0.2.7"))
    with pytest.raises(ConfigError) as stop:
        facilities.gateway(far, hosts, OURS)
    assert stop.value.reason.code == "facility_gateway"


def test_the_ops_host_needs_neither_connection_nor_credential() -> None:
    place = facilities.here("ops01")
    assert facilities.is_here(place)
    assert (place.credential, place.jumps, place.user) == ("", (), facilities.operator())


def test_one_at_a_time_at_a_device_and_nobody_waits_for_the_other() -> None:
    turns = Turns()
    inside, most = 0, 0
    guard = threading.Lock()
    together = threading.Barrier(8)

    def ask(names: tuple[str, ...]) -> None:
        nonlocal inside, most
        together.wait()
        for _ in range(50):
            with turns.take(*names):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    orders = [("bmc", "gateway"), ("gateway", "bmc")] * 4
    threads = [threading.Thread(target=ask, args=(names,)) for names in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert most == 1


def test_a_refusal_is_remembered_for_that_device_alone() -> None:
    turns = Turns()
    turns.refuse("bmc a")
    assert turns.refused("bmc a")
    assert not turns.refused("bmc b")


@pytest.mark.parametrize(
    ("kind", "bmc", "alone"),
    [
        ("none", Bmc("ops", "192.0.2.7"), True),
        ("winrm", Bmc("gw01", "192.0.2.7"), True),
        ("none", Bmc(), False),  # nobody can ask it on the server itself
        ("ssh", Bmc("ops", "192.0.2.7"), False),
        ("local", Bmc("ops", "192.0.2.7"), False),
        ("network_cli", Bmc("ops", "192.0.2.7"), False),
    ],
)
def test_which_assets_are_read_through_what_stands_beside_them_alone(kind: str, bmc: Bmc, alone: bool) -> None:
    asset = replace(SERVER, connection=Connection("web01", kind=kind), bmc=bmc)
    assert facilities.alone(asset) is alone
    supply = replace(SERVER, ups=Ups("room", "192.0.2.9", 3493, "nut", "ops", "hardware"))
    assert facilities.alone(supply)
