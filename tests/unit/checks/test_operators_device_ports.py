"""Edges of the operators on ports, segments, tunnels, sensors and ways out of a network device."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import pytest

from checks.control import Bilingual
from checks.finding import Status
from checks.judging import Context
from checks.registers import Gateway
from checks.segments import Segment
from scanners.facts.address_translation import AddressTranslation, Translation
from scanners.facts.field import Known
from scanners.facts.interfaces import Interfaces, InterfaceSetting
from scanners.facts.intrusion_prevention import IntrusionPrevention
from scanners.facts.neighbours import Neighbours, Station
from scanners.facts.port_guards import PortGuards
from scanners.facts.routes import Route
from scanners.facts.tunnels import Tunnel, Tunnels
from tests.unit.checks import good_device
from tests.unit.checks.good_host import AS_OF, DAY, UNREAD
from tests.unit.checks.judging_devices import FAIL, GOOD, NONE, NOT, PASS, UNKNOWN, context, judge
from tests.unit.checks.test_operators_device_traffic import HERE, PORTS, routed


@pytest.mark.parametrize("vlan", ["30-20", "0-10", "4000-4095", 4095, "ten"])
def test_a_vlan_that_cannot_be_is_refused(vlan: int | str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "a", "name": {"ja": "a", "en": "a"}, "cidrs": ["10.0.0.0/8"], "vlans": [vlan]}, Segment)


def segment(name: str, *cidrs: str, vlans: tuple[int | str, ...] = (), zones: tuple[str, ...] = ()) -> Segment:
    return Segment(name, Bilingual(name, name), cidrs, vlans=vlans, zones=zones)


PLAN = (
    segment("a", "10.0.1.0/24", vlans=(10, "20-29"), zones=("A",)),
    segment("b", "10.0.2.0/24", "2001:db8::/64", vlans=(30,), zones=("B",)),
)


def interface(vlans: str = "", addresses: str = "", zone: str = "", mode: str = "", **more: Any) -> InterfaceSetting:
    made = InterfaceSetting("X1", "physical", True, "", mode, tuple(vlans.split()), tuple(addresses.split()), zone)
    return dataclasses.replace(made, **more)


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        (interface("25", "10.0.1.1/24", "A"), PASS),
        (interface("10 30", mode="trunk"), PASS),
        (interface("10-31", mode="trunk"), FAIL),
        (interface("29", mode="access"), PASS),
        (interface("40", mode="access"), FAIL),
        (interface("40", mode="access", enabled=False), PASS),
        (interface("30", "10.0.1.1/24"), FAIL),
        (interface("", "10.0.1.1/24 10.0.1.2/32"), PASS),
        (interface("", "10.0.1.1/24 2001:db8::1/64"), FAIL),
        (interface("", "10.0.1.1/24", "B"), FAIL),
        (interface("10", "", "B", mode="access"), FAIL),
        (interface("", "10.0.1.1/24", "C"), FAIL),
        (interface("", "10.9.0.1/24"), UNKNOWN),
        (interface("", "dhcp"), UNKNOWN),
        (interface("", "10.0.1.1/24 fe80::1/64"), PASS),
        (interface("", "10.9.0.1/32", kind="loopback"), PASS),
        (interface("all", mode="trunk"), UNKNOWN),
    ],
)
def test_interfaces_and_segments(setting: InterfaceSetting, status: Status) -> None:
    here = dataclasses.replace(context(), segments=PLAN)
    assert judge("membership_agrees", "interfaces.settings", (setting,), here).status is status


def test_segments_that_name_no_vlan_say_nothing_of_them() -> None:
    here = dataclasses.replace(context(), segments=(segment("a", "10.0.1.0/24"),))
    assert judge("membership_agrees", "interfaces.settings", (interface("10"),), here).status is UNKNOWN
    assert judge("membership_agrees", "interfaces.settings", (interface(zone="Z"),), here).status is PASS
    assert judge("membership_agrees", "interfaces.settings", (), here).status is UNKNOWN


def ports(up: Any, idle: Any, **more: Any) -> Interfaces:
    one = InterfaceSetting("Gi1", "physical", True, "", "access", ("10",), (), "")
    told = {"settings": Known((one,)), "up": up, "idle_s": idle, "running_s": Known(400 * DAY)}
    return dataclasses.replace(PORTS, **{**told, **more})


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (ports(Known({"Gi1": True}), UNREAD), PASS),
        (ports(Known({"Gi1": False}), UNREAD), UNKNOWN),
        (ports(Known({"Gi1": False}), Known({"Gi1": 30 * DAY})), PASS),
        (ports(Known({"Gi1": False}), Known({"Gi1": 30 * DAY + 1})), FAIL),
        (ports(Known({"Gi1": False}), Known({"Gi1": -1})), FAIL),
        (ports(Known({"Gi1": False}), Known({"Gi11": -1})), UNKNOWN),
        (ports(Known({"Gi11": True}), Known({"Gi1": -1})), UNKNOWN),
        (ports(UNREAD, Known({"Gi1": -1})), UNKNOWN),
        (ports(Known({}), NONE), UNKNOWN),
        (ports(Known({"Gi1": True, "Gi2": False}), Known({})), UNKNOWN),  # a port of which no setting was told
        (ports(Known({"Gi1": True, "Gi2": True}), Known({})), PASS),
        (ports(UNREAD, UNREAD, settings=NONE), NOT),
        (ports(UNREAD, UNREAD, settings=Known(())), UNKNOWN),
    ],
)
def test_unused_ports(value: Interfaces, status: Status) -> None:
    assert judge("unused_ports_shut", "interfaces", value, context(), max_idle_days=30).status is status


def test_a_port_whose_use_was_not_read_says_why() -> None:
    for up, idle in ((Known({"Gi1": False}), UNREAD), (UNREAD, Known({"Gi1": 5}))):
        verdict = judge("unused_ports_shut", "interfaces", ports(up, idle), context(), max_idle_days=30)
        assert verdict.actual == UNREAD.reason


DOWN = Known({"Gi1": False})
OTHER = Known({"Gi1": -1, "Gi2": 30 * DAY + 1})  # of a port that is shut


@pytest.mark.parametrize(
    ("running", "idle", "status"),
    [
        (Known(30 * DAY + 1), Known({"Gi1": -1}), FAIL),
        (Known(30 * DAY), Known({"Gi1": -1}), UNKNOWN),  # nobody knows of the time before
        (Known(300), Known({"Gi1": -1}), UNKNOWN),
        (UNREAD, Known({"Gi1": -1}), UNKNOWN),
        (NONE, Known({"Gi1": -1}), UNKNOWN),
        (UNREAD, OTHER, FAIL),  # which was silent for as long as the device runs at least
        (Known(300), OTHER, UNKNOWN),  # another member of the stack runs for longer
        (UNREAD, Known({"Gi1": -1, "Gi2": 30 * DAY}), UNKNOWN),
        (UNREAD, Known({"Gi1": 30 * DAY + 1}), FAIL),
        (UNREAD, Known({"Gi1": 30 * DAY}), PASS),
        (Known(30 * DAY), Known({"Gi1": 30 * DAY - 600}), UNKNOWN),  # without a link since it started
        (Known(30 * DAY), Known({"Gi1": 30 * DAY - 601}), PASS),
        (Known(300), Known({"Gi1": 0}), UNKNOWN),
    ],
)
def test_a_port_that_heard_nothing_since_the_device_started(running: Any, idle: Any, status: Status) -> None:
    value = ports(DOWN, idle, running_s=running)
    verdict = judge("unused_ports_shut", "interfaces", value, context(), max_idle_days=30)
    assert verdict.status is status
    assert verdict.actual.code == {
        FAIL: "ports_unused", PASS: "ports_used", UNKNOWN: "port_use_before_start"
    }[status]  # fmt: skip


def test_how_long_a_device_runs_is_said_where_that_is_too_short() -> None:
    for running, said in ((Known(DAY), "1.0"), (UNREAD, "-")):
        value = ports(DOWN, Known({"Gi1": -1}), running_s=running)
        told = judge("unused_ports_shut", "interfaces", value, context(), max_idle_days=30).actual.as_dict()
        assert (told["items"], told["days"]) == (("Gi1",), said)


def excepted(what: str, host: str = "sw01", port: str = "Gi1") -> Context:
    entry = {"host": host, "port": port, "without": [what], "reason": "予備"}
    return context({"interfaces": PORTS}, port_exceptions=[entry])


def test_the_register_excepts_a_port_of_one_device_in_one_respect() -> None:
    idle = ports(Known({"Gi1": False}), Known({"Gi1": -1}))
    said = {
        (what, host): judge("unused_ports_shut", "interfaces", idle, excepted(what, host), max_idle_days=30).status
        for what in ("link", "authentication")
        for host in ("sw01", "sw02")
    }
    assert [key for key, status in said.items() if status is PASS] == [("link", "sw01")]
    assert set(said.values()) == {PASS, FAIL}


def guards(*names: str, on: Any = None) -> PortGuards:
    return PortGuards(Known({"GigabitEthernet0/3": frozenset(names)}), on if on is not None else Known(True))


def modeless(name: str, *, excepted: str = "", **fields: Any) -> Context:
    """A device with one more port, whose mode it does not tell."""
    port = dataclasses.replace(InterfaceSetting(name, "physical", True, "", "", (), (), ""), **fields)
    told = {"interfaces": dataclasses.replace(PORTS, settings=Known((*good_device.PORTS, port)))}
    entry = {"host": "sw01", "port": excepted, "without": ["authentication"], "reason": "予備"}
    return context({**GOOD, **told}, port_exceptions=[entry] if excepted else [])


ALL_GUARDS = ("dot1x", "mac-auth", "port-security")


@pytest.mark.parametrize(
    ("value", "within", "status"),
    [
        (guards("port-security"), HERE, PASS),
        (guards("port-security", on=UNREAD), HERE, PASS),
        (guards("dot1x", on=UNREAD), HERE, UNKNOWN),
        (guards("dot1x", on=NONE), HERE, UNKNOWN),
        (guards("dot1x", "mac-auth", on=Known(False)), HERE, PASS),
        (guards("bpdu-guard"), HERE, FAIL),
        (guards("bpdu-guard"), excepted("authentication", port="GigabitEthernet0/3"), PASS),
        (guards("bpdu-guard"), excepted("link", port="GigabitEthernet0/3"), FAIL),
        (guards("dot1x"), context(), UNKNOWN),
        (PortGuards(Known({"Gi9": frozenset({"dot1x"})}), Known(True)), HERE, UNKNOWN),
        (PortGuards(Known({}), Known(True)), HERE, UNKNOWN),
        (PortGuards(Known({}), Known(True)), routed("A1"), NOT),
        (PortGuards(Known({}), Known(True)), routed("A1", mode=""), UNKNOWN),
        (PortGuards(NONE, NONE), HERE, NOT),
        (guards("dot1x"), modeless("Gi7"), UNKNOWN),  # it may be an access port
        (guards("dot1x"), modeless("Gi7", enabled=False), PASS),
        (guards("dot1x"), modeless("Gi7", addresses=("10.0.0.9/24",)), PASS),  # routed
        (guards("dot1x"), modeless("GigabitEthernet0/1"), PASS),  # in a bundle
        (guards("dot1x"), modeless("Gi7", excepted="Gi7"), PASS),
    ],
)
def test_access_ports_are_guarded(value: PortGuards, within: Context, status: Status) -> None:
    assert judge("access_ports_guarded", "port_guards", value, within, accepted=ALL_GUARDS).status is status


@pytest.mark.parametrize(
    ("fields", "makers", "status"),
    [
        ({}, (), PASS),
        ({"neighbours": UNREAD}, (), UNKNOWN),
        ({"neighbours": NONE}, (), PASS),
        ({"wireless": NONE, "neighbours": NONE}, (), NOT),
        ({"neighbours": Known(())}, (), PASS),  # it hears stations, and nobody announces itself
        ({"neighbours": Known(()), "stations": Known(())}, (), UNKNOWN),
        ({"neighbours": Known(()), "stations": NONE}, (), UNKNOWN),
        ({"stations": UNREAD}, (), PASS),
        ({"stations": UNREAD}, ("02:00:5e",), UNKNOWN),
        ({"stations": Known((Station("02:00:5e:00:00:01", "20", "Gi3"),))}, ("02:00:5e",), FAIL),
        ({"stations": Known((Station("02:00:5f:00:00:01", "20", "Gi3"),))}, ("02:00:5e",), PASS),
        ({"neighbours": UNREAD, "wireless": Known(("dot11",))}, (), FAIL),
        (
            {"neighbours": Known((dataclasses.replace(GOOD["neighbours"].neighbours.value[0], platform=" "),))},
            (),
            UNKNOWN,
        ),
    ],
)
def test_wireless(fields: dict[str, Any], makers: tuple[str, ...], status: Status) -> None:
    value: Neighbours = dataclasses.replace(GOOD["neighbours"], **fields)
    assert judge("no_wireless", "neighbours", value, context(), platforms=("AIR-",), makers=makers).status is status


def one(**fields: Any) -> Tunnel:
    return dataclasses.replace(Tunnel("T", "10.0.9.2", ("aes256",), ("sha256",), ("group14",)), **fields)


@pytest.mark.parametrize(
    ("tunnels", "up", "status"),
    [
        ((one(),), Known({"T": True}), PASS),
        ((one(encryption=("AES-256-GCM",), integrity=()),), Known({"T": True}), PASS),
        ((one(integrity=()),), Known({"T": True}), UNKNOWN),
        ((one(encryption=("aes256", "aes256gcm"), integrity=()),), Known({"T": True}), UNKNOWN),
        ((one(groups=()),), Known({"T": True}), UNKNOWN),
        ((one(encryption=()),), Known({"T": True}), UNKNOWN),
        ((one(encryption=("null",)),), Known({"T": True}), FAIL),
        ((one(groups=("group14", "group2")),), Known({"T": True}), FAIL),
        ((one(groups=("24",)),), Known({"T": True}), FAIL),
        ((one(),), Known({"T": False}), FAIL),
        ((one(),), Known({"T1": True}), UNKNOWN),
        ((one(),), UNREAD, UNKNOWN),
        ((one(encryption=("des",)),), UNREAD, FAIL),
        ((), Known({}), UNKNOWN),
    ],
)
def test_encrypted_paths(tunnels: tuple[Tunnel, ...], up: Any, status: Status) -> None:
    value = Tunnels(Known(tunnels), up, Known(()))
    assert judge("paths_encrypted", "tunnels", value, context(), profile="cryptrec-ipsec").status is status


@pytest.mark.parametrize(
    ("host", "peer", "tunnels", "status"),
    [
        ("sw02", "10.0.9.2", (), NOT),
        ("sw01", "10.0.9.2", (), FAIL),
        ("sw01", "T", (one(),), PASS),
        ("sw01", "10.0.9.3", (one(),), FAIL),
    ],
)
def test_paths_that_must_be_encrypted(host: str, peer: str, tunnels: tuple[Tunnel, ...], status: Status) -> None:
    here = context(None, encrypted_paths=[{"host": host, "peer": peer}])
    value = Tunnels(Known(tunnels), Known({"T": True}), Known(()))
    assert judge("paths_encrypted", "tunnels", value, here, profile="cryptrec-ipsec").status is status


def test_old_lists_of_algorithms_prove_nothing() -> None:
    verdict = judge(
        "paths_encrypted", "tunnels", GOOD["tunnels"], context(), profile="cryptrec-ipsec", max_table_age_days=1
    )
    assert verdict.status is UNKNOWN


@pytest.mark.parametrize(
    ("sensors", "at", "status"),
    [
        (Known({"a": True}), Known(float(AS_OF - 7 * DAY)), PASS),
        (Known({"a": True}), Known(float(AS_OF - 7 * DAY - 1)), FAIL),
        (Known({"a": True}), Known(float(AS_OF + 2 * DAY)), UNKNOWN),
        (Known({"a": True}), Known(float("nan")), UNKNOWN),
        (Known({"a": True}), UNREAD, UNKNOWN),
        (Known({"a": False}), UNREAD, UNKNOWN),
        (Known({"a": False, "b": True}), UNREAD, FAIL),
        (Known({}), Known(float(AS_OF)), UNKNOWN),
        (UNREAD, UNREAD, UNKNOWN),
        (NONE, NONE, UNKNOWN),
    ],
)
def test_sensors(sensors: Any, at: Any, status: Status) -> None:
    value = IntrusionPrevention(sensors, at)
    assert judge("sensors_current", "intrusion_prevention", value, context(), max_sig_age_days=7).status is status


@pytest.mark.parametrize("sensors", [Known({"a": False}), Known({}), NONE])
def test_a_device_that_is_to_be_a_sensor_and_does_not_inspect_fails(sensors: Any) -> None:
    value = IntrusionPrevention(sensors, Known(float(AS_OF)))
    said = {
        host: judge("sensors_current", "x", value, context(), max_sig_age_days=7, sensors=(host,)).status
        for host in ("sw01", "sw011")
    }
    assert said == {"sw01": FAIL, "sw011": UNKNOWN}


@pytest.mark.parametrize(
    ("gateway", "device", "status"),
    [("", "PP[01]", PASS), ("", "PP[02]", FAIL), ("", "", FAIL), ("10.0.0.9", "PP[01]", FAIL)],
)
def test_a_default_route_without_an_address_goes_by_a_registered_interface(
    gateway: str, device: str, status: Status
) -> None:
    entries = [{"host": "sw01", "interface": "PP[01]"}, {"host": "sw02", "interface": "PP[02]"}]
    routes = frozenset({Route("0.0.0.0/0", gateway, device, "main")})
    here = context(None, gateways=entries, approved_prefixes=[])
    assert judge("routes_approved", "routes.routes", routes, here).status is status


@pytest.mark.parametrize(
    "entry",
    [{}, {"host": "a"}, {"interface": "b"}, {"address": "10.0.0.1", "host": "a", "interface": "b"}, {"address": "x"}],
)
def test_a_gateway_is_an_address_or_an_interface_of_a_device(entry: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(entry, Gateway)


def translating(*outside: str) -> Context:
    addressed = InterfaceSetting("Gi1", "physical", True, "", "routed", (), ("8.8.4.4/30",), "")
    facts = {
        "address_translation": AddressTranslation(Known((Translation(outside, "nat …"),))),
        "interfaces": dataclasses.replace(PORTS, settings=Known((addressed,))),
    }
    return context(facts, approved_prefixes=[{"network": "9.9.9.0/24"}])


@pytest.mark.parametrize(
    ("outside", "status"),
    [
        (("10.0.50.1/32",), PASS),
        (("9.9.9.9/32",), PASS),
        (("10.0.50.1/32", "8.8.4.4/32"), FAIL),
        (("interface:Gi1",), FAIL),
        (("interface:Gi11",), UNKNOWN),
        (("object:POOL",), UNKNOWN),
    ],
)
def test_translation_to_the_internet(outside: tuple[str, ...], status: Status) -> None:
    routes = frozenset({Route("10.0.0.0/8", "10.0.0.1", "Gi1", "main")})
    assert judge("routes_approved", "routes.routes", routes, translating(*outside)).status is status


def test_translation_that_was_not_read_and_that_a_device_does_not_have() -> None:
    routes = frozenset({Route("10.0.0.0/8", "10.0.0.1", "Gi1", "main")})
    for state, status in ((UNREAD, UNKNOWN), (NONE, PASS)):
        here = context({"address_translation": AddressTranslation(state)})
        assert judge("routes_approved", "routes.routes", routes, here).status is status
