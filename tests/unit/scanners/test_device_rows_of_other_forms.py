"""A row of a device's table that has another form is never passed over: what it would have told is not known.

Each case takes the output of a recorded device and changes one place of it.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from scanners.platforms import DEVICES
from tests.unit.scanners.test_cases import plain
from tests.unit.scanners.test_devices import facts

SOON_S = 5.0
FOLDER = Path(__file__).parents[2] / "devices"


class Change(NamedTuple):
    """One place of a recorded output, what stands there instead, and what a field then is."""

    case: str
    command: str
    old: str
    new: str
    field: str
    told: Any


UNREADABLE = {"unknown": "unparseable"}
_SUPPLIES, _TEMPERATURES = "environment.power_supplies", "environment.temperatures"
_SYSTEM, _STATUS, _CHANNELS = "show system", "show system status", "show channel-group detail"
CHANGES = {
    "alaxala_ax": (
        # members of a stack of small switches
        Change(
            "stack",
            _SYSTEM,
            "     2  fault   active  notconnect",
            "     2  -       -       -         ",
            "environment.fans",
            UNREADABLE,
        ),
        Change(
            "stack",
            _SYSTEM,
            "     2  fault   active  notconnect",
            "     2  -       -       -         ",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change(
            "stack",
            _SYSTEM,
            "     2  fault   active  notconnect",
            "     -  fault   active  notconnect",
            _TEMPERATURES,
            UNREADABLE,
        ),
        Change(
            "stack",
            _SYSTEM,
            "         1  Green        Green\n",
            "         1  Green        Green\n             2  Green        Off\n             3  Red          Off\n",
            "environment.fans",
            UNREADABLE,
        ),
        Change(
            "stack",
            _SYSTEM,
            "     2  fault   active  notconnect",
            "\n         2  fault   active  notconnect",
            "environment.fans",
            UNREADABLE,
        ),
        # supplies, fans and temperatures of the others
        Change(
            "compliant",
            _SYSTEM,
            "Power slot 2 : active",
            "Power slot 2 : -     ",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change(
            "compliant",
            _SYSTEM,
            "        PS  : active\n    Power slot 2",
            "        PS  : -\n    Power slot 2",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change(
            "compliant",
            _SYSTEM,
            "Fan slot : active  FAN-02",
            "Fan slot : notconnect\n    Fan slot : active  FAN-02",
            "environment.fans",
            {"Fan1(1)": "ok", "Fan2(1)": "ok", "Fan3(1)": "ok", "Fan3(2)": "ok", "Fan slot": "absent"},
        ),
        Change(
            "compliant",
            _SYSTEM,
            "    Main board",
            "    Temperature : -\n    Main board",
            _TEMPERATURES,
            UNREADABLE,
        ),
        Change(
            "vrf_and_parts",
            _SYSTEM,
            "    Power slot 1 : active  PS-M(AC)\n        PS  : active\n    Power slot 2 : notconnect\n",
            "",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change("vrf_and_parts", _SYSTEM, "    Temperature : normal(29degree)\n", "", _TEMPERATURES, UNREADABLE),
        # identity
        Change(
            "stack",
            "show version",
            "H/W: AX-2530-24T-B [BB0001K022222000C01C001:0]",
            "H/W: AX-2530-24T-B",
            "device_identity.serials",
            UNREADABLE,
        ),
        Change(
            "stack",
            "show version",
            "S/W: OS-L2B Ver. 4.14\n",
            "S/W: OS-L2B Ver. 4.14\nS/W: unknown\n",
            "device_identity.version",
            {"unknown": "platform_not_verified"},
        ),
        # bundles that are not shown are not known to be down
        Change("compliant", _CHANNELS, "ChGr:17 ", "ChGr:18 ", "redundancy.bundles", UNREADABLE),
        Change(
            "compliant",
            _CHANNELS,
            "  Port:0/4   Status:Up ",
            "  Port:?     Status:Up ",
            "redundancy.bundles",
            UNREADABLE,
        ),
        # a group of each IP version may have one number
        Change(
            "compliant",
            "show vrrpstatus",
            "VLAN0010:",
            "VLAN0010: VRID 1 INITIAL virtual-ip 2001:db8::1 priority 0/100\nVLAN0010:",
            "redundancy.hop_groups",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show running-config",
            "  vrrp 1 ip 192.0.2.254\n",
            "  vrrp 1 ip 192.0.2.254\n  vrrp 1 ipv6 2001:db8::1\n",
            "redundancy.hop_groups",
            UNREADABLE,
        ),
        # routes
        Change("compliant", "show ip route", "Total: 4 routes", "Total: 40 routes", "routes.routes", UNREADABLE),
        Change("compliant", "show ip route", "Total: 4 routes\n", "", "routes.routes", UNREADABLE),
    ),
    "fitelnet": (
        Change(
            "compliant",
            "show ip bgp neighbors",
            "BGP neighbor is 198.51.100.3, remote AS 65001,",
            "BGP neighbor is 198.51.100.3 (in group),",
            "redundancy.routing_peers",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show ip bgp neighbors",
            "  BGP state = Established, up for 2d05h15m",
            "  BGP state is unclear",
            "redundancy.routing_peers",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show ip bgp neighbors",
            "BGP neighbor is 198.51.100.3, remote AS 65001,",
            "BGP neighbor is 198.51.100.7, remote AS 65001, local AS 65000, external link\n\n"
            "BGP neighbor is 198.51.100.3, remote AS 65001,",
            "redundancy.routing_peers",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show current.cfg",
            " neighbor 198.51.100.3 remote-as 65001\n",
            " neighbor 198.51.100.3 remote-as 65001\n neighbor KYOTEN peer-group\n"
            " neighbor KYOTEN remote-as 65001\n neighbor 198.51.100.7 peer-group KYOTEN\n",
            "redundancy.routing_peers",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show current.cfg",
            " neighbor 198.51.100.3 remote-as 65001\n",
            " neighbor KYOTEN peer-group\n neighbor KYOTEN remote-as 65001\n neighbor 198.51.100.3 peer-group KYOTEN\n",
            "redundancy.routing_peers",
            {"198.51.100.1": True, "198.51.100.3": True},
        ),
        # members of a bundle: one that is neither shown nor counted does not carry, one in another form is not known
        Change(
            "compliant",
            "show interface",
            "Member 2 : GigaEthernet 2/2 is up, line protocol is up",
            "Member 2 : GigaEthernet 2/2 is up",
            "redundancy.bundles",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show interface",
            "this channel: 2\n    Member 1 : GigaEthernet 2/1 is up, line protocol is up\n"
            "    Member 2 : GigaEthernet 2/2 is up, line protocol is up\n",
            "this channel: 1\n    Member 1 : GigaEthernet 2/1 is up, line protocol is up\n",
            "redundancy.bundles",
            [
                {
                    "name": "Port-channel 2010000",
                    "members": ["GigaEthernet 2/1", "GigaEthernet 2/2"],
                    "carrying": ["GigaEthernet 2/1"],
                }
            ],
        ),
        Change(
            "compliant",
            "show interface",
            "128782 packets input",
            "128782 frames input",
            "interfaces.errors",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show interface",
            "145918366 bytes output, 0 errors output",
            "145918366 bytes output, many errors output",
            "interfaces.errors",
            UNREADABLE,
        ),
    ),
    "fujitsu_sir": (
        Change(
            "compliant",
            _STATUS,
            "power_consumption",
            "power_temp           : 50 C\npower_consumption",
            _SUPPLIES,
            {"power": "ok"},
        ),
        Change("compliant", "show ip route", "*S  203.0.113.64/26", " S  203.0.113.64/26", "routes.routes", 4),
        Change("compliant", "show ip route", "*S  203.0.113.64/26", "XS  203.0.113.64/26", "routes.routes", 4),
        Change(
            "compliant",
            _STATUS,
            "power_consumption",
            "exhaust_state        : ALARM\npower_consumption",
            _TEMPERATURES,
            UNREADABLE,
        ),
        Change(
            "compliant",
            _STATUS,
            "power_consumption",
            "psu2_state           : ALARM\npower_consumption",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change(
            "compliant",
            _STATUS,
            "power_consumption",
            "exhaust_state        : ALARM\nexhaust_temp         : 70 C\npower_consumption",
            _TEMPERATURES,
            {"internal": "ok", "exhaust": "alarm"},
        ),
        Change(
            "compliant",
            _STATUS,
            "power_consumption",
            "exhaust_temp         : 70 C\npower_consumption",
            _TEMPERATURES,
            {"internal": "ok", "exhaust": "not told"},
        ),
    ),
    "apresia_aeos": (
        Change(
            "compliant",
            "show unit",
            "1     NP3000A00017                       ok ",
            "1     NP3000A00017                       not joined ",
            "device_identity.serials",
            UNREADABLE,
        ),
        Change("two_units", "show unit", "30DT2H38M51S", "-", "device_identity.serials", UNREADABLE),
        Change("two_units", "show unit", "2     NP7000", "\n2     NP7000", "device_identity.serials", UNREADABLE),
        Change("two_units", "show unit", "2     DRAM", "\n2     DRAM", "environment.memory_pct", UNREADABLE),
        Change(
            "two_units",
            "show unit",
            "2     DRAM      2000000 K    500000 K   1500000 K",
            "2     DRAM      -            -          -",
            "environment.memory_pct",
            UNREADABLE,
        ),
        Change(
            "two_units",
            "show unit",
            "2     DRAM      2000000 K    500000 K   1500000 K\n",
            "",
            "environment.memory_pct",
            UNREADABLE,
        ),
        Change(
            "two_units",
            "show version",
            "                         Runtime:1.08.01\n   2 ",
            "                         Runtime:-\n   2 ",
            "device_identity.version",
            {"unknown": "platform_not_verified"},
        ),
        Change("two_units", "show environment", "Unit 2:\n", "", "environment.fans", UNREADABLE),
        Change(
            "two_units",
            "show environment",
            "  Right Fan 1 (OK)     Right Fan 2 (Fault)\n",
            "",
            "environment.fans",
            UNREADABLE,
        ),
        Change(
            "two_units",
            "show environment",
            "2      Power 2           Failed",
            "1      Power 2           Failed",
            _SUPPLIES,
            UNREADABLE,
        ),
        Change("two_units", "show environment", "2      Central", "1      Central", _TEMPERATURES, UNREADABLE),
        Change(
            "compliant",
            "show cpu utilization",
            "Five minutes -  12 %",
            "Five minutes -  12 %\nFive seconds -   - %         One minute -   - %         Five minutes -   - %",
            "environment.cpu_pct",
            UNREADABLE,
        ),
    ),
    "nec_ix": (
        Change(
            "compliant",
            "show interfaces",
            "Interface GigaEthernet1.0 is up",
            "Interface GigaEthernet1.0 is testing",
            "interfaces.up",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show interfaces",
            "61000 packets input, 5000000 bytes, 0 errors",
            "61000 packets input, 5000000 bytes, many errors",
            "interfaces.errors",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show ipsec sa",
            "    Outbound:\n      ESP, SPI is 0xa9170d33(2836860211)\n",
            "",
            "tunnels.up",
            UNREADABLE,
        ),
        Change(
            "compliant", "show ipsec sa", "Interface is Tunnel0.0", "Interface: Tunnel0.0", "tunnels.up", UNREADABLE
        ),
    ),
    "yamaha_rtx": (
        Change(
            "compliant",
            "show ipsec sa",
            "3     1    1      tun[0001]esp recv 27192   198.51.100.9\n",
            "",
            "tunnels.up",
            UNREADABLE,
        ),
        Change(
            "compliant",
            "show ipsec sa",
            "3     1    1      tun[0001]esp recv 27192",
            "3     ...",
            "tunnels.up",
            UNREADABLE,
        ),
        Change(
            "violating",
            "show status lan1",
            "PORT2:           Auto Negotiation (Link Down)",
            "PORT2:           Fixed 100M",
            "interfaces.up",
            UNREADABLE,
        ),
    ),
}


@pytest.mark.parametrize(
    ("platform", "change"),
    [(platform, change) for platform, changes in CHANGES.items() for change in changes],
    ids=lambda part: part if isinstance(part, str) else f"{part.field}:{part.new.strip()[:30]}",
)
def test_a_row_of_another_form_is_not_passed_over(platform: str, change: Change) -> None:
    case = yaml.safe_load((FOLDER / platform / f"{change.case}.yaml").read_text(encoding="utf-8"))
    commands = case["commands"]
    assert change.old in commands[change.command]
    commands[change.command] = commands[change.command].replace(change.old, change.new, 1)
    fact, field = change.field.split(".")
    told = plain(getattr(facts(DEVICES[platform], commands)[fact], field))
    assert (len(told) if isinstance(change.told, int) else told) == change.told


def test_a_fan_of_very_many_blanks_is_read_soon() -> None:
    commands = yaml.safe_load((FOLDER / "alaxala_ax" / "compliant.yaml").read_text(encoding="utf-8"))["commands"]
    commands[_SYSTEM] += ("    Fan : active  No =" + " " * 60_000 + "=\n") * 16
    begun = time.monotonic()
    assert plain(facts(DEVICES["alaxala_ax"], commands)["environment"].fans) == UNREADABLE
    assert time.monotonic() - begun < SOON_S


def test_a_list_that_an_interface_names_very_often_is_read_soon() -> None:
    commands = yaml.safe_load((FOLDER / "nec_ix" / "compliant.yaml").read_text(encoding="utf-8"))["commands"]
    rules = "ip access-list long permit ip src any dest any\n" * 8_000
    bound = "interface GigaEthernet7.0\n" + "".join(f"  ip filter long {at} in\n" for at in range(8_000))
    commands["show running-config"] += rules + bound
    begun = time.monotonic()
    assert plain(facts(DEVICES["nec_ix"], commands)["packet_filters"].filters) == UNREADABLE
    assert time.monotonic() - begun < SOON_S
