"""Tables of devices like Cisco IOS: no row is passed over, and none is read for longer than any real one needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from inventories.reason import reason
from scanners.facts.field import Known, Unknown
from scanners.platforms import DEVICES
from scanners.platforms.network.ios_like.state import running_seconds
from scanners.platforms.network.templates import LONGEST_LINE, MOST_LINES, rows
from scanners.probe import Unreadable
from tests.unit.scanners.test_devices import facts

FOLDER = Path(__file__).parents[2] / "devices"
IOS_BGP, IOS_OSPF, EOS_BGP = "show ip bgp summary", "show ip ospf neighbor", "show ip bgp summary vrf all"
NXOS_BGP = "show bgp sessions vrf all"


def changed(case: str, command: str, old: str, new: str) -> dict[str, Any]:
    """Give the facts of a recorded device, one place of whose output is another."""
    platform, name = case.split("/")
    commands = yaml.safe_load((FOLDER / platform / f"{name}.yaml").read_text(encoding="utf-8"))["commands"]
    assert old in commands[command]
    given = {**commands, command: commands[command].replace(old, new, 1)}
    return facts(DEVICES[platform], given)


def peers(case: str, command: str, old: str, new: str) -> object:
    """Give the neighbours of such a device."""
    return changed(case, command, old, new)["redundancy"].routing_peers


@pytest.mark.parametrize(
    ("case", "command", "old", "new"),
    [
        pytest.param("cisco_ios/neighbours_told_twice", IOS_BGP, "*203.0.113.21   4 ", "*203.0.113.21 ", id="row"),
        pytest.param("cisco_ios/neighbours_told_twice", IOS_BGP, "192.0.2.10 ", "some-name ", id="name"),
        pytest.param("cisco_ios/neighbours_told_twice", IOS_BGP, "192.0.2.10 ", "192.0.2.11 ", id="of a group"),
        pytest.param("cisco_ios/neighbours_told_twice", IOS_BGP, "Neighbor   ", "Friends    ", id="no heading"),
        pytest.param("cisco_ios/neighbours_told_twice", IOS_OSPF, "192.0.2.2         0   FULL/  -", "192.0.2.2   -",
                     id="adjacency"),
        pytest.param("cisco_ios/neighbours_told_twice", IOS_OSPF, "Neighbor ID", "Adjacent to", id="no OSPF"),
        pytest.param("arista_eos/neighbours_told_twice", EOS_BGP, "VRF OFFICE", "VRF GUESTS", id="another table"),
        pytest.param("arista_eos/neighbours_told_twice", EOS_BGP, "60242     63573    0    0 12d03h", "- - - - 12d03h",
                     id="row of EOS"),
        pytest.param("arista_eos/neighbours_told_twice", IOS_OSPF, "FULL  ", "?     ", id="adjacency of EOS"),
        pytest.param("cisco_nxos/violating", NXOS_BGP, "VRF OFFICE", "VRF GUESTS", id="another table of NX-OS"),
    ],
)  # fmt: skip
def test_a_neighbour_in_another_form_or_in_no_table_of_its_own_is_not_passed_over(
    case: str, command: str, old: str, new: str
) -> None:
    told = peers(case, command, old, new)
    assert isinstance(told, Unknown)
    assert told.reason.code == "unparseable"


@pytest.mark.parametrize(
    "new", ["bgp listen range 2001:DB8::/64 peer-group SPOKES", "neighbor 2001:DB8::9 remote-as 1"]
)
def test_neighbours_of_other_tables_are_not_told_by_that_of_ipv4(new: str) -> None:
    old = "bgp listen range 203.0.113.0/24 peer-group SPOKES"
    told = peers("cisco_ios/neighbours_told_twice", "show running-config", old, new)
    assert isinstance(told, Unknown)
    assert told.reason.code == "platform_does_not_tell"


def test_one_session_of_a_neighbour_that_is_down_is_not_hidden_by_another() -> None:
    commands = yaml.safe_load((FOLDER / "cisco_nxos/violating.yaml").read_text(encoding="utf-8"))["commands"]
    row = "198.51.100.253  65001 4     2d21h   |never   |never    I   0/0          0/0\n"
    one, two = "peers 1, established peers 0", "peers 2, established peers 1"
    shown = commands[NXOS_BGP].replace(one, two, 1)
    assert row in shown
    told = facts(DEVICES["cisco_nxos"], {**commands, NXOS_BGP: shown})["redundancy"].routing_peers
    assert isinstance(told, Unknown)  # the table announces a neighbour that it does not show
    shown = shown.replace(row, row + row.replace(" I ", " E "), 1)
    told = facts(DEVICES["cisco_nxos"], {**commands, NXOS_BGP: shown})["redundancy"].routing_peers
    assert isinstance(told, Known)
    assert told.value["bgp 198.51.100.253"] is False


@pytest.mark.parametrize(
    ("case", "command", "old"),
    [
        ("cisco_ios/neighbours_told_twice", "show ip route vrf *", "i ia  198.18"),
        ("arista_eos/neighbours_told_twice", "show ip route vrf all", " B E      198.51"),
        ("cisco_nxos/compliant", "show ip route vrf all", "0.0.0.0/0, ubest"),
    ],
)
def test_the_ways_of_a_route_in_another_form_are_none_of_the_one_before(case: str, command: str, old: str) -> None:
    told = changed(case, command, old, old.replace(" ", "%!", 2))["routes"].routes
    assert isinstance(told, Unknown)
    assert told.reason.code == "unparseable"


@pytest.mark.parametrize(
    ("case", "command", "old", "new"),
    [
        ("cisco_ios/compliant", "show lldp neighbors detail", "Cisco IOS Software\n",
         "Access point\nTotal entries displayed: 0\n"),
        ("cisco_ios/violating", "show cdp neighbors detail", "Version :\n",
         "Version :\nTotal cdp entries displayed : 0\n"),
    ],
    ids=["lldp", "cdp"],
)  # fmt: skip
def test_a_neighbour_that_announces_a_count_does_not_hide(case: str, command: str, old: str, new: str) -> None:
    neighbours = changed(case, command, old, new)["neighbours"].neighbours
    assert isinstance(neighbours, Unknown) or len(neighbours.value) > 0


def test_a_fan_that_failed_is_not_hidden_by_one_of_the_same_name_in_another_member() -> None:
    told = changed(
        "cisco_ios/compliant", "show environment all", "FAN PS-1 is OK\n", "FAN PS-1 is FAULTY\nFAN PS-1 is OK\n"
    )
    assert told["environment"].fans.value["FAN PS-1"] == "failed"


def test_a_row_of_a_bundle_without_end_is_read_at_once() -> None:
    started = process_time()
    told = changed("cisco_ios/compliant", "show etherchannel summary", "(SU)", "(SU) " + "a" * 100_000 + " ")
    assert isinstance(told["redundancy"].bundles, Known)
    assert process_time() - started < 20  # one that looks at every end of it anew takes minutes


def test_two_groups_of_one_number_are_both_told() -> None:
    group = "Vlan10 - Group 10\n  VRF is default\n  State is "
    told = changed("arista_eos/violating", "show vrrp", group + "Stopped", f"{group}Stopped\n{group}Master")
    assert [one.state for one in told["redundancy"].hop_groups.value] == ["stopped", "master"]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give what the templates are asked to read."""
    asked: list[str] = []

    def read(data: str, **_others: Any) -> list[dict[str, str]]:
        asked.append(data)
        return [{"name": "one"}]

    monkeypatch.setattr("ntc_templates.parse.parse_output", read)
    rows.cache_clear()
    yield asked
    rows.cache_clear()


@pytest.mark.parametrize("text", ["x\n" * MOST_LINES, "x" * (LONGEST_LINE + 1)], ids=["lines", "line"])
def test_a_table_that_is_longer_than_any_real_one_is_not_read(given: list[str], text: str) -> None:
    with pytest.raises(Unreadable) as stop:
        rows("cisco_ios", "show snmp user", text)
    assert stop.value.reason == reason("output_too_long", command="show snmp user")
    assert not given


def test_gaps_cost_no_more_than_narrow_ones(given: list[str]) -> None:
    rows("cisco_ios", "show snmp user", "a" + " " * 4000 + "b\t" + "x  y\n" * (MOST_LINES - 1))
    assert len(given) == 1
    assert given[0].count(" " * 16) == 1
    assert len(given[0]) == len("a" + " " * 16 + "b\t") + len("x  y\n") * (MOST_LINES - 1)


@pytest.mark.parametrize("told", ["a while", "1 day, soon", "3 fortnights", "1 day, , 2 hours"])
def test_a_time_in_another_form_is_no_time(told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        running_seconds(f"up {told}", re.compile(r"up (.*)"))
