"""What changed in the facts of a target is named item by item; what could not be read is never told as removed."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.drift import UNREAD, FactChange, Kind
from checks.drift_facts import changes_of_fact, changes_of_target
from checks.drift_watched import WATCHED, Subject, control_of
from checks.facts_file import plain_facts
from inventories.reason import reason
from scanners.facts import FACTS
from scanners.facts.address_translation import Translation
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.bmc import Fru
from scanners.facts.configuration import Configuration
from scanners.facts.databases import Databases
from scanners.facts.field import Absent, Known, Unknown, all_fields
from scanners.facts.files import FileMode
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.listening_sockets import Socket
from scanners.facts.packages import Packages
from scanners.facts.packet_filters import FilterRule, PacketFilter
from scanners.facts.redundancy import LinkBundle
from scanners.facts.routes import Route, Routes
from scanners.facts.sudo_rules import SudoRule
from tests.unit.checks.whole_device import device_facts
from tests.unit.checks.whole_host import whole_facts

# What changes by itself, or says again what a watched field says.
LEFT_OUT = {
    "accounts": "uid0 login",  # the local_… fields say it, with a directory too
    "anti_malware": "signatures",
    "audit": "lost",
    "authorized_keys": "unrestricted",
    "backups": "newest places",
    "bmc": "clock_epoch critical event_count events fans intrusion log_overflow log_used_pct power_supplies",
    "climate": "humidity_pct inlet_c leaks",
    "cluster": "nodes replication troubles virtual_routers",
    "configuration": "not_understood saved unsaved",
    "crashes": "events",
    "device_time": "offset_ms synchronised",
    "disk_health": "disks",
    "environment": "celsius cpu_pct fans memory_pct power_supplies temperatures",
    "file_integrity": "last_check result",
    "files": "logs",  # they are rotated
    "interfaces": "errors idle_s running_s up",
    "intrusion_prevention": "signatures_at",
    "last_logins": "last",
    "links": "degraded failed_paths half_duplex single",
    "log_forwarding": "connected",
    "log_ins": "events since",
    "log_retention": "logs used_percent",
    "memory_errors": "corrected uncorrected",
    "mounts": "usage",
    "neighbours": "stations",
    "package_changes": "installed removals_since removed",  # events; J13-MG-13 judges them one by one
    "package_verification": "unverifiable",
    "packages": "names order",
    "password_ages": "ages changed initial local_ages local_initial local_usable usable",
    "power_shutdown": "enough",
    "processor_errors": "exceptions",
    "received_logs": "logins",
    "redundancy": "cluster cluster_in_step routing_peers",
    "redundant_storage": "degraded",
    "services": "failed",
    "shadow": "empty",
    "special_files": "not_walked",
    "sudo_settings": "members",
    "time_sync": "offset_ms synchronised",
    "tunnels": "up",
    "updates": "metadata_epoch pending_security reboot_required",
    "ups": "battery_date charge_pct flags load_pct runtime_s self_test serves",
    "usb_storage": "loaded",
}
GONE = Unknown(reason("timed_out", command="x"))
_RULE = FilterRule("permit", "tcp", ("any",), ("any",), ("22",), False, False, "permit tcp any any eq 22")
_PORT = InterfaceSetting("Gi1", "physical", True, "", "access", ("10",), (), "")


def test_every_field_of_every_fact_is_watched_or_left_out_on_purpose() -> None:
    fields = {(name, one.name) for name, kind in FACTS.items() for one in dataclasses.fields(kind)}
    left_out = {(fact, name) for fact, names in LEFT_OUT.items() for name in names.split()}
    assert WATCHED.keys() | left_out == fields
    assert not WATCHED.keys() & left_out


def drift(before: object, after: object, name: str) -> list[tuple[str, str, str, str]]:
    sides = [plain_facts({name: fact}) for fact in (before, after)]
    return [(one.kind, one.item, one.before, one.after) for one in changes_of_target(*sides)]


def with_field(kind: type, **fields: object) -> Any:
    return dataclasses.replace(all_fields(kind, GONE), **fields)


@pytest.mark.parametrize(
    ("fact", "field", "before", "after", "told"),
    [
        (
            "packages", "versions", {"bash": ("5.1",), "nc": ("1",)}, {"bash": ("5.2",), "telnetd": ("0.17", "0.18")},
            [("changed", "bash", "5.1", "5.2"), ("removed", "nc", "1", ""), ("added", "telnetd", "", "0.17, 0.18")],
        ),
        ("accounts", "local_login", frozenset({"ops"}), frozenset({"ops", "eve"}), [("added", "eve", "", "")]),
        (
            "authorized_keys", "keys",
            frozenset({AuthorizedKey("ops", "/k", "SHA256:a", 'from="10.0.0.1"')}),
            frozenset({AuthorizedKey("ops", "/k", "SHA256:a", "")}),
            [("changed", "ops /k SHA256:a", 'options=from="10.0.0.1"', "options=-")],
        ),
        (
            "sudo_rules", "grants",
            frozenset({SudoRule("ops", "ALL", "root", "/bin/ls", False)}),
            frozenset({SudoRule("ops", "ALL", "root", "/bin/ls", True)}),
            [
                ("added", "user=ops host=ALL runas=root command=/bin/ls nopasswd", "", ""),
                ("removed", "user=ops host=ALL runas=root command=/bin/ls", "", ""),
            ],
        ),
        (
            "listening_sockets", "sockets", frozenset(), frozenset({Socket("tcp", "::", 23, "")}),
            [("added", "proto=tcp address=:: port=23 process=-", "", "")],
        ),
        (
            "routes", "routes", frozenset({Route("0.0.0.0/0", "10.0.0.1", "eth0", "main")}), frozenset(),
            [("removed", "destination=0.0.0.0/0 gateway=10.0.0.1 device=eth0 table=main", "", "")],
        ),
        (
            "packet_filters", "filters",
            {"IN": PacketFilter("IN", (), "deny", False)}, {"IN": PacketFilter("IN", (_RULE,), "deny", False)},
            [("added", "IN: permit tcp any any eq 22", "", "")],
        ),
        (
            "address_translation", "rules",
            (Translation(("a",), "one"), Translation(("b",), "two")),
            (Translation(("b",), "two"), Translation(("a",), "one")),
            # the first that fits counts
            [("changed", "", "outside=a line=one / outside=b line=two", "outside=b line=two / outside=a line=one")],
        ),
        (
            "interfaces", "settings", (_PORT,), (dataclasses.replace(_PORT, vlans=("20",), enabled=False),),
            [("changed", "Gi1", "enabled=true vlans=10", "enabled=false vlans=20")],
        ),
        (
            "redundancy", "bundles",
            (LinkBundle("Po1", ("a", "b"), ("a", "b")),), (LinkBundle("Po1", ("a", "b"), ("a",)),),
            [],  # a link that is down is a state, which a control judges
        ),
        (
            "configuration", "lines",
            ("interface Gi1", " shutdown", "snmp-server location A"),
            ("interface Gi1", " no shutdown", "snmp-server location A"),
            [("added", "interface Gi1 / no shutdown", "", ""), ("removed", "interface Gi1 / shutdown", "", "")],
        ),
        ("hardware_identity", "serial", "SN1", "SN2", [("changed", "", "SN1", "SN2")]),
        (
            "components", "disks", frozenset({"disk D-1 DD01"}), frozenset({"disk D-1 DD02"}),
            [("removed", "disk D-1 DD01", "", ""), ("added", "disk D-1 DD02", "", "")],
        ),
        (
            "bmc", "fru", Fru(serial="A", product="P"), Fru(serial="B", product="P"),
            [("changed", "", "serial=A", "serial=B")],
        ),
        (
            "files", "sensitive", {"/etc/shadow": FileMode(0o640, "root", "shadow")},
            {"/etc/shadow": FileMode(0o644, "root", "shadow")},
            [("changed", "/etc/shadow", "0640 root shadow", "0644 root shadow")],
        ),
        ("certificates", "expiry", {"/c": 0}, {"/c": 86400}, [
            ("changed", "/c", "1970-01-01T09:00:00+09:00", "1970-01-02T09:00:00+09:00"),
        ]),
        ("databases", "superusers", frozenset(), frozenset({("mysql", "root")}), [("added", "mysql, root", "", "")]),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_item(fact: str, field: str, before: object, after: object, told: list[Any]) -> None:
    kind = FACTS[fact]
    found = drift(with_field(kind, **{field: Known(before)}), with_field(kind, **{field: Known(after)}), fact)
    assert sorted(found) == sorted(told)


def test_a_new_serial_number_bears_on_the_control_of_parts() -> None:
    serial = with_field(HardwareIdentity, serial=Known("SN1")), with_field(HardwareIdentity, serial=Known("SN2"))
    (change,) = changes_of_target(*(plain_facts({"hardware_identity": fact}) for fact in serial))
    assert (change.subject, control_of(change.subject)) == (Subject.PARTS, "J14-MG-04")
    assert control_of(Subject.FILES) == "J13-MG-07"
    assert control_of(Subject.SUDO) == "J13-MG-13"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [(Known({"a": ("1",)}), GONE, Kind.UNREAD_NOW), (GONE, Known({"a": ("1",)}), Kind.UNREAD_BEFORE)],
)
def test_what_one_side_could_not_read_is_not_comparable_and_not_removed(before: Any, after: Any, kind: Kind) -> None:
    sides = [plain_facts({"packages": with_field(Packages, versions=state)}) for state in (before, after)]
    (change,) = changes_of_target(*sides)
    assert (change.kind, change.field, change.item) == (kind, "versions", "")
    assert change.why == reason("timed_out", command="x")


def test_what_neither_side_could_read_is_no_change() -> None:
    other = Unknown(reason("no_sudo"))
    assert drift(all_fields(Packages, GONE), all_fields(Packages, other), "packages") == []


def test_what_a_target_no_longer_has_is_removed() -> None:
    absent = Absent(reason("no_database"))
    known = with_field(Databases, listen=Known(frozenset({("mysql", "*")})))
    assert drift(known, with_field(Databases, listen=absent), "databases") == [("removed", "mysql, *", "", "")]
    serial = with_field(HardwareIdentity, serial=Known("SN1"))
    gone = with_field(HardwareIdentity, serial=absent)
    assert drift(serial, gone, "hardware_identity") == [("removed", "", "SN1", "")]
    assert drift(gone, serial, "hardware_identity") == [("added", "", "", "SN1")]


def test_a_fact_that_one_run_did_not_read_at_all_is_not_comparable() -> None:
    facts = plain_facts({"routes": Routes(Known(frozenset({Route("::/0", "", "eth0", "main")})))})
    for sides, kind in (((facts, {}), Kind.UNREAD_NOW), (({}, facts), Kind.UNREAD_BEFORE)):
        assert [(one.kind, one.why) for one in changes_of_target(*sides)] == [(kind, reason("fact_not_in_run"))]


def test_what_was_removed_with_time_is_not_comparable() -> None:
    fields = plain_facts({"routes": Routes(Known(frozenset()))})["routes"]
    for before, after, kind in ((None, fields, Kind.UNREAD_BEFORE), (fields, None, Kind.UNREAD_NOW)):
        (change,) = changes_of_fact("routes", before, after)
        assert (change.kind, change.why) == (kind, reason("fact_removed_with_time"))


def test_two_fields_that_tell_the_same_tell_it_once() -> None:
    sides = [with_field(FACTS["private_keys"], discovered=Known(one), registered=Known(one))
             for one in ({}, {"/k": FileMode(0o600, "root", "root")})]  # fmt: skip
    assert drift(sides[0], sides[1], "private_keys") == [("added", "/k", "", "0600 root root")]


def test_one_name_in_fields_of_different_meaning_is_told_of_each() -> None:
    """A program that is altered and may be written by everybody; a product that was stopped."""

    def told(field: str, *members: str) -> dict[str, object]:
        return {field: {"state": "known", "value": list(members)}}

    before = {
        "package_verification": told("altered"),
        "special_files": {**told("writable"), **told("unowned")},
        "anti_malware": {**told("running", "clamd.service"), **told("stopped")},
    }
    after = {
        "package_verification": told("altered", "/usr/bin/x"),
        "special_files": {**told("writable", "/usr/bin/x"), **told("unowned", "/usr/bin/x")},
        "anti_malware": {**told("running"), **told("stopped", "clamd.service")},
    }
    assert {(one.field, one.kind) for one in changes_of_target(before, after)} == {
        ("altered", Kind.ADDED),
        ("writable", Kind.ADDED),
        ("unowned", Kind.ADDED),
        ("running", Kind.REMOVED),
        ("stopped", Kind.ADDED),
    }


def test_two_fields_of_one_value_each_are_two_changes() -> None:
    quality = FACTS["password_quality"]
    before, after = (with_field(quality, minlen=Known(one), minclass=Known(one)) for one in (0, 3))
    (one, other) = changes_of_target(*(plain_facts({"password_quality": fact}) for fact in (before, after)))
    assert {one.field, other.field} == {"minlen", "minclass"}
    unread: Any = all_fields(quality, GONE)
    assert len(drift(before, unread, "password_quality")) == 2


def test_equal_records_are_counted() -> None:
    port = dataclasses.replace(_PORT, name="Gi1")
    twice = with_field(Interfaces, settings=Known((port, port)))
    once = with_field(Interfaces, settings=Known((port,)))
    assert [kind for kind, *_rest in drift(once, twice, "interfaces")] == ["added"]


def sudo(command: str, nopasswd: bool) -> SudoRule:
    return SudoRule("ops", "ALL", "root", command, nopasswd)


@pytest.mark.parametrize(
    ("fact", "field", "before", "after"),
    [
        ("sudo_rules", "grants", {sudo("/bin/ls nopasswd", False)}, {sudo("/bin/ls", True)}),
        (
            "packet_filters", "filters",  # its object names more addresses
            {"IN": PacketFilter("IN", (_RULE,), "deny", False)},
            {"IN": PacketFilter("IN", (dataclasses.replace(_RULE, source=("10.0.0.0/8",)),), "deny", False)},
        ),
        (
            "packet_filters", "filters",
            {"IN": PacketFilter("IN", (_RULE,), "deny", True)}, {"IN": PacketFilter("IN", (_RULE,), "deny", False)},
        ),
    ],
)  # fmt: skip
def test_no_two_records_that_differ_are_told_alike(fact: str, field: str, before: object, after: object) -> None:
    """What somebody wrote into a rule must not make the new one look like the old."""
    sides = [with_field(FACTS[fact], **{field: Known(one)}) for one in (before, after)]
    (added, removed) = sorted(drift(sides[0], sides[1], fact))
    assert (added[0], removed[0]) == ("added", "removed")
    assert added[1] != removed[1]


def test_lines_that_are_no_configuration_are_compared_as_they_are() -> None:
    empty, one = (with_field(Configuration, lines=Known(lines)) for lines in ((), ("hostname a",)))
    assert drift(empty, one, "configuration") == [("added", "hostname a", "", "")]


def test_a_rule_that_moved_is_told() -> None:
    rules = ("access-list 1 permit 10.0.0.0", "access-list 1 deny any")
    sides = [with_field(Configuration, lines=Known(lines)) for lines in (rules, rules[::-1])]
    found = drift(sides[0], sides[1], "configuration")
    assert found
    assert {kind for kind, *_rest in found} == {"changed"}


def filtered(*lines: str) -> dict[str, dict[str, object]]:
    rules = [{"line": line} for line in lines]
    return {"filters": {"state": "known", "value": {"in": {"default": "drop", "rules": rules}}}}


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (("deny x", "permit any"), []),
        (("permit any", "deny x", "permit y"), [Kind.ADDED, Kind.CHANGED]),  # a rule that moved beside one that is new
        (("permit y", "deny x", "permit any"), [Kind.ADDED]),
        (("permit any",), [Kind.REMOVED]),
        (("permit any", "deny x", "permit any"), [Kind.ADDED]),
    ],
)
def test_rules_that_changed_places_are_told_beside_those_that_came(after: tuple[str, ...], told: list[Kind]) -> None:
    found = changes_of_fact("packet_filters", filtered("deny x", "permit any"), filtered(*after))
    assert sorted(change.kind for change in found if change.field == "filters") == told


def test_nothing_that_changes_by_itself_is_told() -> None:
    facts = {**whole_facts(), **device_facts()}
    moved = plain_facts(facts)
    for fact, names in LEFT_OUT.items():
        for name in names.split() if fact in moved else ():
            moved[fact][name] = {"state": "known", "value": "something else"}
    assert changes_of_target(plain_facts(facts), moved) == ()


def swapped(one: FactChange) -> tuple[object, ...]:
    kinds = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    return one.fact, one.field, kinds.get(one.kind, one.kind), one.item, one.after, one.before


@given(st.data())
def test_a_comparison_the_other_way_round_says_the_opposite(data: st.DataObject) -> None:
    facts = plain_facts({**whole_facts(), **device_facts()})
    other = {
        fact: {name: _less(state, data.draw(st.booleans())) for name, state in fields.items()}
        for fact, fields in facts.items()
        if fact != "configuration"  # moved lines are told once, and where they are now
    }
    del facts["configuration"]
    there, back = changes_of_target(facts, other), changes_of_target(other, facts)
    assert not any(one.kind in UNREAD for one in there)
    assert {swapped(one) for one in there} == {
        (one.fact, one.field, one.kind, one.item, one.before, one.after) for one in back
    }


def _less(state: Any, change: bool) -> Any:
    value = state.get("value")
    if not change or not isinstance(value, list | dict) or not value:
        return state
    if isinstance(value, dict):
        return {**state, "value": {key: value[key] for key in list(value)[1:]}}
    return {**state, "value": value[1:]}
