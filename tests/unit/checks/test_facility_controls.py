"""Controls on what stands beside hosts: power supplies as assets, and the edges of their operators."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from msgspec import convert

from checks.evaluate import Collected, evaluate
from checks.finding import Finding, Status
from checks.judging import Context
from checks.operators import OPERATORS
from checks.plan import plan_host
from checks.policy import Policy
from checks.registers import HardwareEntry
from checks.tables import Tables
from inventories.model import Bmc as Controller
from inventories.model import Connection, Host, Ups
from inventories.reason import reason
from reports.messages import say
from scanners.facts.bmc import Fru, HardwareEvent, Sensor
from scanners.facts.field import Absent, Known
from tests.unit.checks import defects_facility as given
from tests.unit.checks.good_host import AS_OF, DAY, UNREAD, host, small_policy
from tests.unit.checks.whole_host import registered, whole_facts

Row = tuple[str, str, str, Any, str]
BY_REGISTER = {"J14-MG-01", "J14-MG-03"}
OF_SERVER = {row[0] for row in given.DEFECTS} - BY_REGISTER


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policy") / "policy")


_BOOTED = HardwareEvent(AS_OF - 800 * DAY, "OS Boot", "boot completed")
_RUNS = Sensor("Fan 2", "ok", "4200 RPM")
_ILO = (
    Sensor("Power Supply 1", "ok", "95 Watts, Presence detected"),
    Sensor("Power Supply 2", "ok", "90 Watts, Presence detected"),
    Sensor("Power Supplies", "ok", "Fully Redundant"),
)


def supply(serves: str = "hardware") -> Host:
    device = Ups("room", "192.0.2.9", 3493, "nut", "ops", serves)
    return Host("ups01", Connection("ups01", kind="none"), "lgwan", ups=device)


def judged(policy: Policy, on: Host, facts: dict[str, Any]) -> dict[str, Finding]:
    plan = plan_host(on, policy)
    family = plan.facility or "debian"
    read = Collected(host=on, plan=plan, family=family, hostname="", login_port=0, facts=facts)
    return {finding.control: finding for finding in evaluate([read], policy, AS_OF) if finding.subject == on.name}


def changed(facts: dict[str, Any], fact: str, field: str, state: object) -> dict[str, Any]:
    return {**facts, fact: dataclasses.replace(facts[fact], **{field: state})}


def serving(which: str) -> dict[str, Any]:
    return changed(given.UPS_GOOD, "ups", "serves", Known(which))


def said(finding: Finding) -> str:
    return " ".join(say(one, "ja") for one in finding.actual)


def test_a_guest_has_nothing_of_this(policy: Policy) -> None:
    gone = Absent(reason("guest_has_no_bmc", kind="kvm"))
    facts = {
        name: dataclasses.replace(fact, **dict.fromkeys([field.name for field in dataclasses.fields(fact)], gone))
        for name, fact in given.GOOD.items()
    }
    findings = judged(policy, host(), facts)
    assert {findings[control].status for control in OF_SERVER} == {Status.NOT_APPLICABLE}


@pytest.fixture(scope="module")
def registering(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """A policy whose register names web01's serial number and the versions of its firmware and its controller's."""
    return small_policy(tmp_path_factory.mktemp("registering") / "policy", register=registered())


@pytest.mark.parametrize(
    ("fru", "identity", "status"),
    [
        (UNREAD, None, Status.PASS),
        (Absent(reason("guest_has_no_bmc", kind="kvm")), None, Status.PASS),
        (Known(Fru(board_serial="BB02")), None, Status.PASS),
        (Known(Fru(serial="SN12345")), UNREAD, Status.UNKNOWN),
        (Known(Fru(serial="SN99999")), UNREAD, Status.FAIL),
        (UNREAD, UNREAD, Status.UNKNOWN),
        (UNREAD, Known("SN99999"), Status.FAIL),
    ],
    ids=["unread", "no controller", "tells none", "same, firmware unread", "other", "both unread", "firmware's other"],
)
def test_the_fru_is_a_second_witness_and_takes_nothing_away(
    registering: Policy, fru: object, identity: object, status: Status
) -> None:
    facts = changed(whole_facts(), "bmc", "fru", fru)
    if identity is not None:
        facts = changed(facts, "hardware_identity", "serial", identity)
    assert judged(registering, host(), facts)["J14-MG-01"].status is status


def test_a_register_that_names_no_version_of_the_controller_asks_for_none(registering: Policy) -> None:
    silent = dataclasses.replace(
        registering.registers.united(host().registers, "web01"),
        hardware={"web01": HardwareEntry(host="web01", serial="SN12345", bios_versions=("1.2.3",))},
    )
    plan = dataclasses.replace(plan_host(host(), registering), registers=silent)
    facts = changed(whole_facts(), "bmc", "firmware", UNREAD)
    read = Collected(host=host(), plan=plan, family="debian", hostname="", login_port=0, facts=facts)
    (finding,) = [one for one in evaluate([read], registering, AS_OF) if one.control == "J14-MG-03"]
    assert finding.status is Status.PASS


def test_on_a_guest_there_is_no_controller_to_compare(registering: Policy) -> None:
    gone = Absent(reason("guest_has_no_bmc", kind="kvm"))
    facts = whole_facts()
    for fact in ("bmc", "hardware_identity"):
        names = [field.name for field in dataclasses.fields(facts[fact])]
        facts[fact] = dataclasses.replace(facts[fact], **dict.fromkeys(names, gone))
    findings = judged(registering, host(), facts)
    assert {findings[control].status for control in BY_REGISTER} == {Status.NOT_APPLICABLE}


def down(policy: Policy, facts: dict[str, Any]) -> dict[str, Finding]:
    """Judge a server that is down; its controller is asked from the ops host."""
    far = dataclasses.replace(host(), bmc=Controller("ops", "10.0.0.77", 623, "tenken", "himitsu-7", 17, "operator"))
    why = reason("connect_refused", address="10.0.0.5", port=22)
    read = Collected(far, plan_host(far, policy), "", "", 0, facts, missing=why)
    return {finding.control: finding for finding in evaluate([read], policy, AS_OF)}


def test_a_server_that_is_down_is_judged_by_its_controller(policy: Policy) -> None:
    broken = changed(given.GOOD, "bmc", "fans", Known((Sensor("FAN1", "lcr", "300 RPM"),)))
    findings = down(policy, broken)
    assert {control: findings[control].status for control in OF_SERVER} == dict.fromkeys(OF_SERVER, Status.PASS) | {
        "J14-UA-02": Status.UNATTESTED,
        "J14-AC-03": Status.FAIL,
    }
    assert "bmc.fans" in findings["J14-AC-03"].evidence
    # What needs the server's own word stays unknown, says why, and names no command as its ground.
    for control in ("J13-UA-08", "J14-MG-01", "J14-MG-03"):
        assert findings[control].status is Status.UNKNOWN
        assert findings[control].reason == reason("connect_refused", address="10.0.0.5", port=22)
        assert findings[control].evidence == ()


def test_a_controller_that_told_its_part_alone_is_judged_by_that_part(policy: Policy) -> None:
    findings = down(policy, {"bmc": given.GOOD["bmc"]})
    assert findings["J14-AC-03"].status is Status.PASS
    assert findings["J14-AC-01"].status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("made", "today", "status"),
    [
        (date(2024, 2, 29), date(2025, 2, 28), Status.PASS),  # its last day, where there is no 29th
        (date(2024, 2, 29), date(2025, 3, 1), Status.FAIL),
        (date(2024, 2, 29), date(2028, 2, 29), Status.FAIL),
        (date(2024, 4, 1), date(2025, 4, 1), Status.PASS),
        (date(2024, 4, 1), date(2025, 4, 2), Status.FAIL),
        (date(2024, 4, 1), date(2024, 3, 31), Status.UNKNOWN),
        (date(2024, 4, 1), date(2024, 4, 1), Status.PASS),
    ],
)
def test_years_of_a_battery_end_on_a_day_that_there_is(made: date, today: date, status: Status) -> None:
    row = OPERATORS["battery_in_order"]
    judge = row.compile(convert({"max_age_years": 1}, row.params), "ups", Tables((), {}, ())).judge
    value = dataclasses.replace(given.UPS_GOOD["ups"], battery_date=Known(made))
    verdict = judge(value, Context(today=today))
    assert verdict.status is status
    codes = {
        Status.PASS: reason("battery_good", day=made.isoformat()),
        Status.FAIL: reason("battery_too_old", day=made.isoformat(), years=1),
        Status.UNKNOWN: reason("battery_date_future", day=made.isoformat()),
    }
    assert verdict.actual == codes[status]


def test_words_of_a_self_test_are_repeated() -> None:
    row = OPERATORS["battery_in_order"]
    judge = row.compile(convert({"max_age_years": 5}, row.params), "ups", Tables((), {}, ())).judge
    today = Context(today=date(2026, 11, 22))
    ups = given.UPS_GOOD["ups"]
    failed = judge(dataclasses.replace(ups, self_test=Known("Done and failed")), today)
    assert failed.actual == reason("battery_test_failed", said="Done and failed")
    strange = judge(dataclasses.replace(ups, self_test=Known("x" * 50)), today)
    assert strange.actual == reason("ups_value_strange", value="x" * 40)
    assert judge(dataclasses.replace(ups, flags=UNREAD), today).actual == UNREAD.reason
    asked = judge(dataclasses.replace(ups, flags=Known(frozenset({"OL", "RB"})), battery_date=UNREAD), today)
    assert asked.actual == reason("battery_to_replace")


def test_a_server_that_is_down_and_told_nothing_is_unknown(policy: Policy) -> None:
    findings = down(policy, {})
    assert {findings[control].status for control in OF_SERVER} == {Status.UNKNOWN}
    assert {findings[control].evidence for control in OF_SERVER} == {()}


def test_a_power_supply_is_judged_as_what_it_serves(policy: Policy) -> None:
    hardware = judged(policy, supply(), serving("hardware"))
    network = judged(policy, supply("network"), serving("network"))
    assert {hardware[control].status for control in ("J14-PW-01", "J14-PW-02", "J14-PW-03")} == {Status.PASS}
    assert hardware["J15-PW-02"].status is Status.NOT_APPLICABLE
    assert network["J15-PW-02"].status is Status.PASS
    assert network["J14-PW-01"].status is Status.NOT_APPLICABLE
    assert "J13-UA-01" not in hardware


@pytest.mark.parametrize("row", given.UPS_DEFECTS, ids=lambda row: f"{row[0]}-{row[4]}")
def test_a_defect_of_a_power_supply_fails_and_is_named(policy: Policy, row: Row) -> None:
    control, fact, field, value, word = row
    finding = judged(policy, supply(), changed(serving("hardware"), fact, field, Known(value)))[control]
    assert finding.status is Status.FAIL
    assert word in said(finding)


@pytest.mark.parametrize("row", given.NETWORK_DEFECTS, ids=lambda row: f"{row[0]}-{row[4]}")
def test_a_defect_of_a_supply_of_the_network(policy: Policy, row: Row) -> None:
    control, fact, field, value, word = row
    finding = judged(policy, supply("network"), changed(serving("network"), fact, field, Known(value)))[control]
    assert finding.status is Status.FAIL
    assert word in said(finding)


@pytest.mark.parametrize(("control", "fact", "field"), given.UPS_READ)
def test_what_a_power_supply_did_not_tell_is_unknown(policy: Policy, control: str, fact: str, field: str) -> None:
    finding = judged(policy, supply(), changed(serving("hardware"), fact, field, UNREAD))[control]
    assert finding.status is Status.UNKNOWN


@pytest.mark.parametrize(
    "row",
    [
        # what nobody can tell from the outside
        ("J14-PW-05", "bmc", "power_supplies", (Sensor("PSU", "ok", "Presence detected"),), Status.UNKNOWN),
        ("J14-PW-05", "bmc", "power_supplies", given.GOOD["bmc"].power_supplies.value[:2], Status.UNKNOWN),
        ("J14-PW-05", "bmc", "power_supplies", (Sensor("PSU1", "ns", "No Reading"),) * 2, Status.UNKNOWN),
        ("J14-AC-03", "bmc", "fans", (Sensor("FAN1", "ok", "900 RPM"), Sensor("FAN2", "ns", "")), Status.UNKNOWN),
        ("J14-CP-02", "bmc", "intrusion", (Sensor("Intrusion", "ns", "No Reading"),), Status.UNKNOWN),
        ("J14-CP-02", "bmc", "intrusion", (), Status.UNKNOWN),
        ("J14-DP-03", "climate", "leaks", {"Leak": "0x0180"}, Status.UNKNOWN),
        ("J14-DP-03", "climate", "leaks", {}, Status.UNKNOWN),
        ("J14-AC-01", "climate", "inlet_c", {}, Status.UNKNOWN),
        ("J14-UA-02", "bmc", "users", frozenset[str](), Status.UNKNOWN),
        ("J14-UA-03", "bmc", "addresses", frozenset[str](), Status.UNKNOWN),
        ("J14-UA-03", "bmc", "addresses", frozenset({"not an address"}), Status.UNKNOWN),
        # an event log that may hide something
        ("J14-FT-04", "bmc", "clock_epoch", AS_OF - DAY - 1, Status.UNKNOWN),
        ("J14-FT-04", "bmc", "clock_epoch", AS_OF - DAY, Status.PASS),
        ("J14-FT-04", "bmc", "event_count", 201, Status.UNKNOWN),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(0, "Memory", "Uncorrectable ECC"),), Status.UNKNOWN),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF - 30 * DAY, "M", "IERR"),), Status.FAIL),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF - 30 * DAY - 1, "M", "IERR"),), Status.PASS),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "Boot", "Boot error"),), Status.FAIL),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "OS Stop", "Run-time critical stop"),), Status.FAIL),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "OS Boot", "C: boot completed"),), Status.PASS),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "OEM", "words that nobody knows"),), Status.FAIL),
        ("J14-FT-04", "bmc", "log_used_pct", 80, Status.PASS),
        # an entry whose date cannot be: before any such controller, or before the entry that stands above it
        ("J14-FT-04", "bmc", "events", (HardwareEvent(12, "M", "IERR"),), Status.UNKNOWN),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(1_104_537_600, "M", "IERR"),), Status.UNKNOWN),
        ("J14-FT-04", "bmc", "events", (_BOOTED, HardwareEvent(AS_OF - 900 * DAY, "M", "IERR")), Status.UNKNOWN),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF - 900 * DAY, "M", "IERR"), _BOOTED), Status.PASS),
        # a good state that ended
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "PS", "Fully Redundant Deasserted"),), Status.FAIL),
        ("J14-FT-04", "bmc", "events", (HardwareEvent(AS_OF, "PS2", "Presence detected Deasserted"),), Status.FAIL),
        # what stands still, and what says nothing of itself
        ("J14-AC-03", "bmc", "fans", (Sensor("Fan 1", "ok", "0 percent"), _RUNS), Status.FAIL),
        ("J14-AC-03", "bmc", "fans", (Sensor("Fan 1", "ok", "0 percent, Transition to Running"), _RUNS), Status.FAIL),
        ("J14-AC-03", "bmc", "fans", (Sensor("Fan 1", "ok", "29.4 percent"), _RUNS), Status.PASS),
        ("J14-AC-03", "bmc", "fans", (Sensor("Fan 1", "ok", ""), _RUNS), Status.UNKNOWN),
        ("J14-AC-03", "bmc", "fans", (Sensor("Fans", "ok", "Fully Redundant"),), Status.UNKNOWN),
        # one sensor tells the output and the presence (HPE)
        ("J14-PW-05", "bmc", "power_supplies", _ILO, Status.PASS),
        ("J14-PW-05", "bmc", "power_supplies", (_ILO[0], Sensor("PS 2", "ok", "0 Watts"), _ILO[2]), Status.FAIL),
        # bounds are allowed values, and nonsense is outside
        ("J14-AC-01", "climate", "inlet_c", {"A": 18.0, "B": 27.0}, Status.PASS),
        ("J14-AC-01", "climate", "inlet_c", {"A": float("nan")}, Status.FAIL),
    ],
)
def test_edges_on_a_server(policy: Policy, row: tuple[str, str, str, Any, Status]) -> None:
    control, fact, field, value, status = row
    assert judged(policy, host(), changed(given.GOOD, fact, field, Known(value)))[control].status is status


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("battery_date", date(2021, 11, 22), Status.PASS),
        ("battery_date", date(2027, 1, 1), Status.UNKNOWN),
        ("battery_date", date(2020, 2, 29), Status.FAIL),
        ("self_test", "NG", Status.FAIL),
        ("self_test", "WN", Status.FAIL),
        ("self_test", "Done and warning", Status.FAIL),
        ("self_test", "Battery capacity low", Status.UNKNOWN),
        ("self_test", "OK - 1 of 2 modules not read", Status.UNKNOWN),
        ("self_test", "In progress", Status.PASS),
        ("self_test", "No test initiated", Status.PASS),
        ("self_test", "NO", Status.PASS),
        ("self_test", "OK", Status.PASS),
        ("self_test", "Test passed", Status.PASS),
    ],
)
def test_edges_of_batteries(policy: Policy, field: str, value: object, status: Status) -> None:
    assert (
        judged(policy, supply(), changed(serving("hardware"), "ups", field, Known(value)))["J14-PW-03"].status is status
    )


def test_a_device_without_a_self_test_is_judged_by_the_rest(policy: Policy) -> None:
    assert judged(policy, supply(), changed(serving("hardware"), "ups", "self_test", UNREAD))["J14-PW-03"].status is (
        Status.PASS
    )


def test_a_controller_elsewhere_is_planned_beside_the_host(policy: Policy) -> None:
    far = dataclasses.replace(host(), bmc=Controller("gw01", "10.0.0.77", 623, "tenken", "himitsu-7", 17, "operator"))
    plan = plan_host(far, policy)
    assert plan.facility == "bmc_lanplus"
    beside = {probe.command for probe in plan.probes["bmc_lanplus"]}
    assert all(
        command.startswith("ipmitool -I lanplus -H 10.0.0.77 -p 623 -U tenken -E -L OPERATOR") for command in beside
    )
    assert {probe.via for probe in plan.probes["bmc_lanplus"]} == {"gateway"}
    assert "himitsu-7" not in repr(plan)
    assert not any("ipmitool" in probe.command for probe in plan.probes["debian"])
    assert plan.sources["debian"]["bmc"] == plan.sources["bmc_lanplus"]["bmc"]


def test_a_controller_on_the_host_is_read_as_root(policy: Policy) -> None:
    plan = plan_host(host(), policy)
    asked = [probe for probe in plan.probes["rhel"] if probe.id.startswith("bmc.")]
    assert plan.facility == ""
    assert asked
    assert all(probe.root and probe.argv[0] == "/usr/bin/ipmitool" for probe in asked)
