"""The draft of changes: what brings a device to its approved configuration, in an order that works."""

from __future__ import annotations

import pytest

from checks.golden_changes import Draft, changes
from checks.golden_diff import by_order, compared, deviations
from scanners.probe import Unreadable

RUNNING = """\
ip access-list extended OLD
 10 permit ip any any
interface GigabitEthernet0/1
 description to the centre
 ip access-group OLD in
line vty 0 4
 transport input telnet
end
"""
WANTED = """\
ip access-list extended NEW
 10 deny ip any any log
interface GigabitEthernet0/1
 description to the centre
 ip access-group NEW in
line vty 0 4
 transport input ssh
radius server AAA
 address ipv4 192.0.2.70 auth-port 1812 acct-port 1813
 key 7 <cut:reversible>
end
"""
IOS_LIKE = ["cisco_ios", "cisco_nxos", "arista_eos"]


def drafted(platform: str, wanted: str, running: str, *, whole: bool = True) -> Draft:
    return changes(platform, *compared(wanted.split("\n"), running.split("\n"), whole=whole, ignore=()))


@pytest.mark.parametrize("platform", IOS_LIKE)
def test_a_list_is_made_before_it_is_bound_and_goes_after_it_is_not(platform: str) -> None:
    draft = drafted(platform, WANTED, RUNNING)
    made, bound = draft.lines.index("ip access-list extended NEW"), draft.lines.index("  ip access-group NEW in")
    freed, gone = draft.lines.index("  no ip access-group OLD in"), draft.lines.index("no ip access-list extended OLD")
    assert made < bound < gone
    assert freed < gone
    assert "no end" not in draft.lines


def test_a_line_with_a_secret_is_left_to_a_person_and_named_with_its_section() -> None:
    draft = drafted("cisco_ios", WANTED, RUNNING)
    assert draft.by_hand == ("radius server AAA / key 7 <cut:reversible>",)
    assert not [line for line in draft.lines if "<cut:" in line]


@pytest.mark.parametrize("platform", IOS_LIKE)
@pytest.mark.parametrize(("head", "end"), [("banner login ^C", "^C"), ("banner login", "EOF")])
def test_a_banner_is_left_to_a_person_and_no_line_of_it_becomes_a_command(platform: str, head: str, end: str) -> None:
    text = "hostname a\n{head}\n! {said}\nno ip http server\n{end}\nntp server 192.0.2.60\n"
    running, wanted = (text.format(head=head, end=end, said=said) for said in ("go on", "stop"))
    assert drafted(platform, wanted, running) == Draft((), ("banner login",))
    assert drafted(platform, wanted, wanted) == Draft(())
    assert drafted(platform, "hostname a\nntp server 192.0.2.60\n", running) == Draft(("no banner login",))


@pytest.mark.parametrize("platform", IOS_LIKE)
def test_what_the_approved_one_does_not_cover_is_not_changed(platform: str) -> None:
    draft = drafted(platform, "line vty 0 4\n transport input ssh\n", RUNNING, whole=False)
    assert draft.lines[0] == "line vty 0 4"
    assert not [line for line in draft.lines if "access" in line or "end" in line]


@pytest.mark.parametrize(("platform", "running"), [("yamaha_rtx", "a"), ("cisco_ios", "interface A\n x\n x")])
def test_where_no_draft_can_be_made_the_reason_is_told(platform: str, running: str) -> None:
    with pytest.raises(Unreadable, match="golden_no"):
        drafted(platform, "hostname a", running)


JUNOS = """\
## Last commit: 2026-11-20 10:00:00 JST by kanri
system {
    host-name srx-1;
    authentication-order [ tacplus password ];
    login {
        message "Use  is recorded; all of it";
    }
    services {
        ssh;
        telnet;
    }
    tacplus-server {
        192.0.2.70 secret <cut:reversible>; ## SECRET-DATA
    }
}
firewall {
    filter OLD {
        term all {
            then accept;
        }
    }
}
interfaces {
    ge-0/0/0 {
        unit 0 {
            family inet {
                filter {
                    input OLD;
                }
            }
        }
    }
    inactive: ge-0/0/1 {
        description spare;
    }
}
"""


def test_statements_are_set_and_deleted_as_high_up_as_nothing_else_is_lost() -> None:
    wanted = (
        JUNOS.replace("        telnet;\n", "")
        .replace("tacplus password", "password")
        .replace("OLD", "NEW")
        .replace("    inactive: ge", "    ge")
        .replace("spare", "branch")
    )
    assert drafted("junos", wanted, JUNOS).lines == (
        "delete system authentication-order [ tacplus password ]",
        "delete system services telnet",
        "delete firewall filter OLD",
        "delete interfaces ge-0/0/0 unit 0 family inet filter input OLD",
        "delete interfaces ge-0/0/1 description spare",
        "set system authentication-order [ password ]",
        "set firewall filter NEW term all then accept",
        "set interfaces ge-0/0/0 unit 0 family inet filter input NEW",
        "set interfaces ge-0/0/1 description branch",
        "activate interfaces ge-0/0/1",
    )
    assert "deactivate interfaces ge-0/0/1" in drafted("junos", JUNOS, wanted).lines


def test_a_statement_keeps_its_text_and_a_secret_is_left_to_a_person() -> None:
    draft = drafted("junos", JUNOS, "system {\n    host-name srx-1;\n}\n")
    assert 'set system login message "Use  is recorded; all of it"' in draft.lines
    assert draft.by_hand == ("set system tacplus-server 192.0.2.70 secret <cut:reversible>",)


def test_only_named_sections_of_statements_are_changed() -> None:
    named = "system {\n    services {\n        ssh;\n    }\n}\n"
    draft = drafted("junos", named, JUNOS, whole=False)
    assert "delete system services telnet" in draft.lines
    assert not [line for line in draft.lines if "firewall" in line or "interfaces" in line]


def test_vyos_is_changed_by_statements_too() -> None:
    running = 'service {\n    telnet {\n        port "23"\n    }\n    ssh {\n        port "22"\n    }\n}\n'
    wanted = 'service {\n    ssh {\n        port "22"\n        listen-address "192.0.2.1"\n    }\n}\n'
    assert drafted("vyos", wanted, running).lines == (
        "delete service telnet",
        "set service ssh listen-address '192.0.2.1'",
    )


FORTIOS = """\
#config-version=FG1H0F-7.4.8
config system global
    set admin-telnet enable
    set hostname "fw 1"
end
config firewall address
    edit "old net"
        set subnet 192.0.2.0 255.255.255.0
    next
end
config firewall policy
    edit 1
        set srcaddr "old net"
        set action accept
    next
    edit 2
        set action deny
    next
end
config system snmp community
    edit 1
        config hosts
            edit 1
                set ip 192.0.2.1 255.255.255.255
            next
        end
    next
end
"""


def test_tables_make_objects_first_and_take_them_away_last() -> None:
    wanted = (
        FORTIOS.replace("telnet enable", "telnet disable")
        .replace("old net", "new net")
        .replace("    edit 2\n        set action deny\n    next\n", "")
        .replace(
            "            edit 1\n                set ip 192.0.2.1",
            "            edit 7\n                set ip 192.0.2.7",
        )
        .replace('    set hostname "fw 1"\n', "")
    )
    assert drafted("fortios", wanted, FORTIOS).lines == (
        "config system global",
        '  set admin-telnet "disable"',
        "  unset hostname",
        "end",
        "config firewall address",
        '  edit "new net"',
        '    set subnet "192.0.2.0" "255.255.255.0"',
        "  next",
        "end",
        "config system snmp community",
        '  edit "1"',
        "    config hosts",
        '      edit "7"',
        '        set ip "192.0.2.7" "255.255.255.255"',
        "      next",
        "    end",
        "    config hosts",
        '      delete "1"',
        "    end",
        "  next",
        "end",
        "config firewall policy",
        '  edit "1"',
        '    set srcaddr "new net"',
        "  next",
        '  delete "2"',
        "end",
        "config firewall address",
        '  delete "old net"',
        "end",
    )


def test_a_value_is_quoted_whatever_it_holds() -> None:
    wanted = FORTIOS.replace('"fw 1"', '"a \\\\ and \\" in it"')
    assert '  set hostname "a \\\\ and \\" in it"' in drafted("fortios", wanted, FORTIOS).lines


def test_what_is_taken_away_is_not_switched_on_before() -> None:
    lacking = JUNOS.replace("    inactive: ge-0/0/1 {\n        description spare;\n    }\n", "")
    assert lacking != JUNOS
    assert drafted("junos", lacking, JUNOS).lines == ("delete interfaces ge-0/0/1",)


def test_only_named_tables_are_changed_and_a_text_of_several_lines_is_left_to_a_person() -> None:
    wanted = 'config system global\n    set admin-telnet disable\n    set note "one\ntwo"\nend\n'
    draft = drafted("fortios", wanted, FORTIOS)
    assert draft.by_hand == ('config system global / set note "one',)
    assert not [line for line in draft.lines if "two" in line]
    named = drafted("fortios", "config system global\n    set admin-telnet disable\nend\n", FORTIOS, whole=False)
    assert named.lines == ("config system global", '  set admin-telnet "disable"', "  unset hostname", "end")


def placed(wanted: str, running: str) -> tuple[tuple[str, ...], ...]:
    return by_order(deviations(wanted.split("\n"), running.split("\n")))


def test_the_draft_says_where_the_order_has_to_be_seen_to() -> None:
    wanted = "ip access-list extended IN\n deny tcp any any eq 23\n permit ip any any\ninterface A\n x\n"
    running = "ip access-list extended IN\n permit ip any any\n"
    assert placed(wanted, running) == (("ip access-list extended IN",),)
    numbered = (text.replace(" deny", " 10 deny").replace(" permit", " 20 permit") for text in (wanted, running))
    assert placed(*numbered) == ()
    assert placed("ip nat a\nip nat b\nhostname x", "ip nat b\nip nat a\nhostname y") == (("ip nat",),)


def test_what_is_made_as_a_whole_is_made_in_its_order() -> None:
    new = "interface A\n x\ncrypto ikev2 policy P\n proposal Q\n match any\n"
    assert placed(new, "interface A\n x\n") == ()
    assert placed(JUNOS, "system {\n    host-name srx-1;\n}\n") == ()


def test_of_statements_only_lists_that_a_person_orders_are_named() -> None:
    assert placed(JUNOS, JUNOS.replace("        telnet;\n", "")) == ()
    terms = JUNOS.replace(
        "        term all {", "        term first {\n            then discard;\n        }\n        term all {"
    )
    assert placed(terms, JUNOS) == (("firewall {",),)


@pytest.mark.parametrize(("platform", "running"), [("junos", JUNOS), ("cisco_ios", RUNNING)])
def test_the_version_of_the_software_is_no_command(platform: str, running: str) -> None:
    version = {"junos": "version 22.4R3;\n", "cisco_ios": "version 17.9\n"}[platform]
    assert drafted(platform, version + running, running) == Draft(())
    assert drafted(platform, running, version + running) == Draft(())
