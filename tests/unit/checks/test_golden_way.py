"""There and back: a change file brings a device to its approved configuration, its roll-back brings it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.golden import Golden
from checks.golden_way import Way, both_ways
from reports.change_file import About, Direction, render
from tests.unit.checks.device_models import LineDevice, RefusedError, StatementDevice, TableDevice
from tests.unit.checks.test_golden_changes import FORTIOS, JUNOS

LINES = ("cisco_ios", "cisco_nxos", "arista_eos", "frr", "frr_linux")
RUNNING = """\
hostname rtr1
no ip http server
ip access-list extended OLD
 10 permit ip any any
exit
ip access-list extended BOTH
 10 permit tcp 192.0.2.0 0.0.0.255 any eq 22
 20 permit ip any any
exit
class-map match-all WEB
 match access-group name OLD
exit
policy-map SHAPE
 class WEB
  police 8000
 exit
exit
interface Ethernet1
 description to the centre
 ip address 192.0.2.1 255.255.255.0
 ip access-group OLD in
 service-policy input SHAPE
exit
interface Ethernet2
 ip access-group BOTH in
exit
router bgp 65001
 address-family ipv4
  maximum-paths 2
 exit
 neighbor 192.0.2.9 remote-as 65002
exit
line vty 0 4
 access-class OLD in
exit
ntp server 192.0.2.60
"""
WANTED = (
    RUNNING.replace("OLD", "NEW")
    .replace(" 10 permit ip any any", " 10 permit tcp 198.51.100.0 0.0.0.255 any eq 443\n 20 deny ip any any log")
    .replace(" 20 permit ip any any\n", "")
    .replace("to the centre", "to the branch")
    .replace("SHAPE", "LIMIT")
    .replace("no ip http server\n", "")
    .replace("192.0.2.60", "192.0.2.61")
    .replace("maximum-paths 2", "maximum-paths 4")
    .replace("remote-as 65002", "remote-as 65003")
    .replace("router bgp", "ip route 203.0.113.0 255.255.255.0 192.0.2.9\nrouter bgp")
)
FRR_RUNNING = """\
hostname rtr1
no ip forwarding
access-list OLD seq 5 permit 192.0.2.0/24
ip prefix-list NETS seq 5 permit 10.0.0.0/8
ip prefix-list NETS seq 10 permit 172.16.0.0/12
route-map FIRST permit 10
 match ip address OLD
exit
ip protocol static route-map FIRST
interface eth0
 description to the centre
exit
line vty
 access-class OLD
 exec-timeout 5 0
exit
"""
FRR_WANTED = (
    FRR_RUNNING.replace("OLD", "NEW")
    .replace("FIRST", "SECOND")
    .replace("10.0.0.0/8", "10.0.0.0/9")  # under the same number
    .replace("no ip forwarding\n", "ip route 198.51.100.0/24 192.0.2.9\n")
    .replace("to the centre", "to the branch ! a mark")
    .replace("exec-timeout 5 0", "exec-timeout 10 0")
)
VYOS_RUNNING = """\
interfaces {
    ethernet eth0 {
        address "192.0.2.1/24"
        description "to the $(reboot) `centre`; rm *"
    }
}
service {
    telnet {
        port "23"
    }
    ssh {
        port "22"
    }
}
"""
VYOS_WANTED = VYOS_RUNNING.replace("telnet {", "lldp {").replace('port "23"', "snmp").replace("$(reboot)", "$HOME & co")
FORTIOS_WANTED = (
    FORTIOS.replace("telnet enable", "telnet disable")
    .replace("old net", "new net")
    .replace("    edit 2\n        set action deny\n    next\n", "")
    .replace('    set hostname "fw 1"\n', "")
)
JUNOS_RUNNING = JUNOS.replace("        192.0.2.70 secret <cut:reversible>; ## SECRET-DATA\n", "        192.0.2.70;\n")
JUNOS_WANTED = (
    JUNOS_RUNNING.replace("        telnet;\n", "        netconf;\n")
    .replace("tacplus password", "password")
    .replace("OLD", "NEW")
    .replace("    inactive: ge", "    ge")
    .replace("spare", '"a \\"branch\\""')
)
ABOUT = (
    "rtr1",
    "192.0.2.1",
    "20261122T222713-7f3a",
    "2026-11-22T22:27:58+09:00",
    "edge",
    "2026-04-01",
    "0" * 64,
    "now",
)
CASES = [
    *((platform, RUNNING, WANTED) for platform in LINES[:3]),
    *((platform, FRR_RUNNING, FRR_WANTED) for platform in LINES[3:]),
    ("junos", JUNOS_RUNNING, JUNOS_WANTED),
    ("vyos", VYOS_RUNNING, VYOS_WANTED),
    ("fortios", FORTIOS, FORTIOS_WANTED),
]
BOTH = [*CASES, *((platform, wanted, running) for platform, running, wanted in CASES)]


def golden(text: str, covers: str = "whole") -> Golden:
    return Golden("edge", text, covers, (), "見本花子", date(2026, 4, 1))


def ways(platform: str, running: str, wanted: str, covers: str = "whole") -> tuple[Way, Way]:
    def bare(text: str) -> str:  # as devices show it; FRRouting alone shows where a section ends
        return text if platform not in LINES[:3] else "\n".join(x for x in text.split("\n") if x.strip() != "exit")

    return both_ways(golden(bare(wanted), covers), platform, tuple(bare(running).rstrip("\n").split("\n")))


def file(way: Way, platform: str, direction: Direction = "changes") -> str:
    device, address, *rest = ABOUT
    return render(way, About(device, address, platform, *rest), direction)


def entered(platform: str, text: str) -> Any:
    if platform in LINES:
        return LineDevice(text)
    return TableDevice(text) if platform == "fortios" else StatementDevice(text, shell=platform == "vyos")


@pytest.mark.parametrize(("platform", "running", "wanted"), BOTH)
def test_a_device_comes_to_what_was_approved_and_back(platform: str, running: str, wanted: str) -> None:
    there, back = ways(platform, running, wanted)
    assert (there.by_hand, back.by_hand) == (0, 0), (there, back)
    device = entered(platform, running)
    device.enter(file(there, platform))
    assert device.config == entered(platform, wanted).config
    device.enter(file(back, platform, "rollback"))
    assert device.config == entered(platform, running).config
    assert getattr(device, "off", None) == getattr(entered(platform, running), "off", None)


SECTIONS = [
    "ip access-list extended A\n 10 permit tcp any any eq 22\nexit\n",
    "ip access-list extended B\n 10 permit tcp any any eq 443\n 20 deny ip any any\nexit\n",
    "interface Ethernet1\n description one\nexit\n",
    "interface Ethernet2\n ip address 192.0.2.2 255.255.255.0\nexit\n",
    "ip route 198.51.100.0 255.255.255.0 192.0.2.9\n",
    "no ip http server\n",
    "ntp server 192.0.2.60\n",
    "ntp server 192.0.2.61\n",
    "line vty 0 4\n transport input ssh\nexit\n",
    "router bgp 65001\n neighbor 192.0.2.9 remote-as 65002\nexit\n",
]
some = st.sets(st.sampled_from(SECTIONS)).map(lambda chosen: "hostname rtr1\n" + "".join(sorted(chosen)))


@pytest.mark.parametrize("platform", LINES[:3])
@settings(max_examples=20)
@given(running=some, wanted=some)
def test_whatever_stands_on_either_side_the_way_leads_there_and_back(platform: str, running: str, wanted: str) -> None:
    there, back = ways(platform, running, wanted)
    device = LineDevice(running)
    device.enter(file(there, platform))
    device.enter(file(back, platform))
    assert device.config == LineDevice(running).config
    device.enter(file(there, platform))
    assert device.config == LineDevice(wanted).config


def test_the_model_of_a_device_refuses_what_a_device_refuses() -> None:
    for line in ("interface Ethernet1\n ip access-group NONE in", "no ip access-list extended OLD", "no hostname x"):
        with pytest.raises(RefusedError):
            LineDevice(RUNNING).enter(line)


def test_a_secret_is_a_comment_and_the_file_says_that_it_is_not_complete() -> None:
    there, back = ways("cisco_ios", RUNNING, f"{RUNNING}radius server A\n key 7 <cut:reversible>\nexit\n")
    text = file(there, "cisco_ios")
    assert "! complete: no\n! left to a person, in lines BY HAND: 1;" in text
    assert (
        "radius server A\n! BY HAND (it holds a secret, which is cut on reading (****)): radius server A / key 7"
        in text
    )
    assert "<cut:" not in text
    assert back.by_hand == 0  # the section goes as a whole
    assert "! complete: yes\n" in file(back, "cisco_ios")


def test_what_lies_below_a_line_left_to_a_person_is_left_to_him_too() -> None:
    entries = "".join(f'    edit "{name}"\n        set x 1\n    next\n' for name in ("a\nb", "c"))
    note = f"config system thing\n{entries}end\n"
    there, _back = ways("fortios", FORTIOS, FORTIOS + note)
    body = [line for line in file(there, "fortios").split("\n") if line and not line.startswith("#")]
    assert body == ["config system thing", '  edit "c"', '    set x "1"', "  next", "end"]
    assert there.by_hand == 2


def test_a_file_says_for_which_device_and_what_it_was_made_from() -> None:
    there, _back = ways("junos", JUNOS_RUNNING, JUNOS_WANTED)
    head = file(there, "junos").split("\n")[:12]
    assert all(line.startswith("# ") for line in head[:10])
    assert head[1:8] == [
        "# device: rtr1",
        "# address: 192.0.2.1",
        "# platform: junos",
        "# run: 20261122T222713-7f3a, ended 2026-11-22T22:27:58+09:00",
        "# golden: edge, approved on 2026-04-01",
        f"# golden sha256: {'0' * 64} (its lines, secrets cut)",
        "# made: now",
    ]


HOSTILE = [
    "do write erase",
    "end",
    "description why? because",
    "configure terminal",
    "alias a \\x1b[2J",
]


@pytest.mark.parametrize("line", HOSTILE)
@pytest.mark.parametrize("platform", ["cisco_ios", "frr"])
def test_a_line_that_would_do_something_else_is_never_entered(platform: str, line: str) -> None:
    _there, back = ways(platform, f"hostname rtr1\ninterface A\n {line}\n", "hostname rtr1\ninterface A\n shutdown\n")
    text = file(back, platform)
    assert not [entered for entered in text.split("\n") if entered.strip().startswith(line)]


@pytest.mark.parametrize(("platform", "mark"), [("cisco_ios", "!"), ("junos", "#")])
def test_jinja_in_a_line_stays_a_line(platform: str, mark: str) -> None:
    texts = {
        "cisco_ios": ("hostname a\nsnmp-server location {{ 7*7 }}\n", "hostname a\n"),
        "junos": ('snmp {\n    location "{{ 7*7 }}";\n}\nsystem {\n    x;\n}\n', "system {\n    x;\n}\n"),
    }
    _there, back = ways(platform, *texts[platform])
    assert [line for line in file(back, platform).split("\n") if "{{ 7*7 }}" in line and line[0] != mark]


def test_values_of_vyos_say_nothing_to_the_shell() -> None:
    hostile = VYOS_RUNNING.replace("centre", "it's")
    there, back = ways("vyos", hostile, VYOS_WANTED)
    assert back.by_hand == 1  # VyOS has no single quote in a value
    assert "$(reboot)" not in "".join(line for line in file(back, "vyos").split("\n") if not line.startswith("#"))
    assert there.by_hand == 1


def test_a_numbered_list_that_loses_a_line_is_left_to_a_person() -> None:
    running = "hostname a\naccess-list 10 permit 192.0.2.0\naccess-list 10 permit 198.51.100.0\n"
    wanted = "hostname a\naccess-list 10 permit 192.0.2.0\n"
    there, _back = ways("cisco_ios", running, wanted)
    assert [step.by_hand for step in there.steps] == ["list"]
    gone, made = ways("cisco_ios", running, "hostname a\n")
    assert [step.text for step in gone.steps] == ["no access-list 10"]
    assert [step.text for step in made.steps] == running.split("\n")[1:3]


def test_an_entry_whose_number_is_given_to_another_goes_just_before() -> None:
    running = "hostname a\nip prefix-list P seq 5 permit 10.0.0.0/8\nip prefix-list Q seq 5 permit 10.0.0.0/8\n"
    wanted = "hostname a\nip prefix-list P seq 5 permit 10.0.0.0/9\n"
    there, _back = ways("cisco_ios", running, wanted)
    assert [step.text for step in there.steps] == [
        "no ip prefix-list P seq 5 permit 10.0.0.0/8",
        "ip prefix-list P seq 5 permit 10.0.0.0/9",
        "no ip prefix-list Q seq 5 permit 10.0.0.0/8",
    ]
    assert there.by_hand == 0


def test_a_certificate_is_left_to_a_person_as_a_whole() -> None:
    chain = "crypto pki certificate chain X\n certificate self-signed 01\n  30820321 30820209\n  quit\n"
    there, _back = ways("cisco_ios", "hostname a\n", f"hostname a\n{chain}")
    assert [step.text for step in there.steps if not step.by_hand] == ["crypto pki certificate chain X"]


def test_a_setting_that_takes_the_place_of_its_negation_is_no_deviation_left() -> None:
    there, back = ways(
        "cisco_ios",
        "hostname a\ninterface A\n no ip address\n shutdown\n",
        "hostname a\ninterface A\n ip address 192.0.2.1 255.255.255.0\n",
    )
    assert there.left == ()
    assert back.left == ("interface A: - no ip address",)  # the library takes it for the default


def test_what_the_library_leaves_out_is_left_to_a_person() -> None:
    listed = "hostname a\nip access-list extended A\n 10 permit ip any any\n"
    there, back = ways("cisco_ios", listed, f"{listed} remark for the centre\n")
    assert there.left
    assert back.left
    assert "BY HAND (no line above changes it): ip access-list extended A: - remark for the centre" in file(
        there, "cisco_ios"
    )


def test_an_order_that_counts_is_named_in_the_file() -> None:
    running = "hostname a\nip access-list extended A\n permit ip any any\n"
    there, _back = ways("cisco_ios", running, running.replace(" permit", " deny tcp any any eq 23\n permit"))
    assert "! BY HAND (arrange its lines as approved): ip access-list extended A\n" in file(there, "cisco_ios")
    assert there.by_hand == 1


def test_where_named_sections_alone_are_compared_the_way_back_says_what_it_does_not_know() -> None:
    running = "hostname a\nntp server 192.0.2.60\ninterface A\n shutdown\n"
    there, back = ways("cisco_ios", running, "hostname b\ninterface A\n description x\n", "named")
    assert [step.text for step in there.steps] == ["hostname b", "interface A", "no shutdown", "description x"]
    assert back.left == ("? hostname a",)
