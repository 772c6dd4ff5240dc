"""Edges of the operators on the ways into a network device: what is hidden, empty, odd, or only looks right."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from checks.finding import Status
from checks.judging import Context
from checks.segments import networks
from reports.messages import say
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, StoredSecret
from scanners.facts.field import Known
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.facts.tunnels import Tunnels
from tests.unit.checks.good_host import UNREAD
from tests.unit.checks.judging_devices import FAIL, GOOD, NONE, NOT, PASS, UNKNOWN, context, judge

SERVICES: ManagementServices = GOOD["management_services"]
ACCESS: ManagementAccess = GOOD["management_access"]
ACCOUNTS: DeviceAccounts = GOOD["device_accounts"]
AGENT: Snmp = GOOD["snmp"]
QUIET: Snmp = dataclasses.replace(AGENT, enabled=Known(False))
PLAIN = ("telnet", "http", "ftp", "tftp")
SECRETS = {
    "log_in": ("strong",),
    "protocol": ("strong", "reversible"),
    "log_in_owners": ("user", "admin"),
    "protocol_owners": ("radius", "key", "snmp", "user radius"),
}
SNMP = {"authentication": ("sha", "sha2-256"), "privacy": ("aes128",)}


def within(snmp: Snmp = QUIET, services: ManagementServices = SERVICES, **more: Any) -> Context:
    """The device's other facts, and one management segment of each IP version."""
    managing = networks(("10.0.0.0/24", "2001:db8:1::/64"))
    beside = context({"snmp": snmp, "management_services": services})
    return dataclasses.replace(beside, **{"management": managing, **more})


def path(*sources: str, services: tuple[str, ...] = ("ssh",), limited: bool = True, idle: int = 600) -> ManagementPath:
    return ManagementPath("line vty 0 4", frozenset(services), limited, sources, idle)


def ways(*paths: ManagementPath) -> ManagementAccess:
    return dataclasses.replace(ACCESS, paths=Known(paths))


def test_a_device_read_over_telnet_fails_though_it_says_that_telnet_is_off() -> None:
    verdict = judge("no_plain_text", "management_services", SERVICES, within(transport="telnet"), services=PLAIN)
    assert verdict.status is FAIL
    assert "telnet" in say(verdict.actual, "ja")
    assert judge("no_plain_text", "x", SERVICES, within(transport="ssh"), services=PLAIN).status is PASS


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"telnet": UNREAD}, UNKNOWN),
        ({"telnet": UNREAD, "http": Known(True)}, FAIL),
        ({"tftp": NONE, "ftp": NONE}, PASS),
    ],
)
def test_one_service_that_is_on_outweighs_one_that_was_not_read(fields: dict[str, Any], status: Status) -> None:
    services = dataclasses.replace(SERVICES, **fields)
    assert judge("no_plain_text", "management_services", services, within(), services=PLAIN).status is status


@pytest.mark.parametrize(
    ("versions", "status"),
    [({"2"}, PASS), ({"1"}, FAIL), ({"1", "2"}, FAIL), ({"1.99"}, FAIL), (set(), UNKNOWN)],
)
def test_version_2_alone(versions: set[str], status: Status) -> None:
    verdict = judge("ssh_2_alone", "management_services.ssh_versions", frozenset(versions), within())
    assert verdict.status is status


@pytest.mark.parametrize(
    ("paths", "status"),
    [
        ((path("10.0.0.0/25", "10.0.0.200/32", "2001:db8:1::5/128"),), PASS),
        ((path("10.0.0.0/23"),), FAIL),
        ((path("2001:db8:2::/64"),), FAIL),
        ((path("::/0"),), FAIL),
        ((path("any"),), FAIL),
        ((path("10.0.0.0/24", "any", "object:MANAGERS"),), FAIL),
        ((path("10.0.0.5"),), PASS),
        ((path("10.0.0.77/25"),), PASS),  # a device may keep the bits of a host
        ((path(limited=False),), FAIL),
        ((path("10.0.0.0/24", limited=False),), FAIL),
        ((path("10.0.0.0/24"), path("10.9.0.0/24", services=("https",))), FAIL),
        ((path(),), UNKNOWN),
        ((path("10.0.0.0/24", "object:MANAGERS"),), UNKNOWN),
        ((path("object:MANAGERS", "10.9.0.0/24"),), FAIL),
        ((), UNKNOWN),
        ((path(limited=False, services=()),), UNKNOWN),
        ((path("10.0.0.0/24"), path(limited=False, services=())), PASS),
    ],
)
def test_sources_of_ways_in(paths: tuple[ManagementPath, ...], status: Status) -> None:
    assert judge("management_sources_limited", "management_access", ways(*paths), within()).status is status


def test_without_a_management_segment_nothing_is_limited_to_it() -> None:
    verdict = judge("management_sources_limited", "x", ways(path("10.0.0.0/24")), within(management=()))
    assert verdict.status is not PASS


def test_a_service_that_is_on_and_has_no_way_in_that_was_read_is_not_passed_over() -> None:
    access = ways(path("10.0.0.0/24"))
    web = dataclasses.replace(SERVICES, https=Known(True))
    verdict = judge("management_sources_limited", "x", access, within(services=web))
    assert verdict.status is UNKNOWN
    assert "https" in say(verdict.actual, "ja")
    unread = dataclasses.replace(SERVICES, https=UNREAD)
    assert judge("management_sources_limited", "x", access, within(services=unread)).status is UNKNOWN
    assert judge("management_sources_limited", "x", access, within(services=web, facts={})).status is UNKNOWN


def test_snmp_counts_as_a_way_in() -> None:
    access = ways(path("10.0.0.0/24"))
    agent = dataclasses.replace(QUIET, enabled=Known(True))
    assert judge("management_sources_limited", "x", access, within(agent)).status is UNKNOWN
    told = ways(path("10.0.0.0/24"), path("10.0.0.9/32", services=("snmp",)))
    assert judge("management_sources_limited", "x", told, within(agent)).status is PASS
    anyone = SnmpCommunity(False, "ro", False, "snmp-server community **** RO")
    open_agent = dataclasses.replace(agent, communities=Known((anyone,)))
    assert judge("management_sources_limited", "x", told, within(open_agent)).status is FAIL
    off = dataclasses.replace(open_agent, enabled=Known(False))
    assert judge("management_sources_limited", "x", access, within(off)).status is PASS


def test_ways_in_that_were_not_read_or_are_none() -> None:
    for state, status in ((UNREAD, UNKNOWN), (NONE, NOT)):
        access = dataclasses.replace(ACCESS, paths=state)
        assert judge("management_sources_limited", "x", access, within()).status is status


@pytest.mark.parametrize(
    ("methods", "servers", "status"),
    [
        ({"default": ("tacacs",)}, {"tacacs": 1}, PASS),
        ({"default": ("radius", "tacacs", "local")}, {"tacacs": 1, "radius": 1}, PASS),
        ({"default": ("radius", "tacacs", "local")}, {"tacacs": 1}, FAIL),
        ({"default": ("local",)}, {"tacacs": 1}, FAIL),
        ({"default": ()}, {"tacacs": 1}, FAIL),
        ({"default": ("tacacs", "line")}, {"tacacs": 1}, FAIL),
        ({"default": ("tacacs", "something-new")}, {"tacacs": 1}, FAIL),
        ({"default": ("tacacs", "local_always")}, {"tacacs": 1}, FAIL),
        ({"default": ("tacacs", "local"), "console": ("none",)}, {"tacacs": 1}, FAIL),
    ],
)
def test_central_log_in(methods: dict[str, tuple[str, ...]], servers: dict[str, int], status: Status) -> None:
    there = tuple(AaaServer(name, f"10.0.0.{place}") for name, count in servers.items() for place in range(count))
    accounts = dataclasses.replace(ACCOUNTS, methods=Known(methods), servers=Known(there))
    params = {"min_servers": 1, "fallback": ("local",)}
    assert judge("central_log_in", "device_accounts", accounts, within(), **params).status is status


def test_the_same_server_twice_is_one() -> None:
    twice = dataclasses.replace(ACCOUNTS, servers=Known((AaaServer("tacacs", "10.0.0.7"),) * 2))
    params = {"min_servers": 2, "fallback": ("local",)}
    assert judge("central_log_in", "device_accounts", twice, within(), **params).status is FAIL


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"servers": UNREAD}, UNKNOWN),
        ({"servers": NONE}, FAIL),
        ({"methods": NONE, "servers": NONE}, NOT),
        ({"methods": Known({"default": ("none",)}), "servers": UNREAD}, FAIL),
    ],
)
def test_central_log_in_that_was_read_in_part(fields: dict[str, Any], status: Status) -> None:
    accounts = dataclasses.replace(ACCOUNTS, **fields)
    params = {"min_servers": 1, "fallback": ("local",)}
    assert judge("central_log_in", "device_accounts", accounts, within(), **params).status is status


@pytest.mark.parametrize(
    ("secrets", "status"),
    [
        ((("user a", "strong"), ("radius 10.0.0.7", "reversible")), PASS),
        ((("key chain A", "reversible"),), PASS),
        ((("RADIUS 10.0.0.7", "reversible"),), PASS),
        ((("radius 10.0.0.7", "plain"),), FAIL),
        ((("radius 10.0.0.7", "weak"),), FAIL),
        ((("keyring", "reversible"),), FAIL),
        ((("user radius", "reversible"),), FAIL),
        ((("user radius CORP", "reversible"),), PASS),
        ((("user radius CORP", "plain"),), FAIL),
        ((("system admin snmp", "reversible"),), FAIL),
        ((("system snmp user admin", "reversible"),), PASS),
        ((("system ha", "reversible"),), FAIL),
        ((("", "reversible"),), FAIL),
        ((("user a", "strong"), ("user b", "unknown")), UNKNOWN),
        ((("user a", "none"), ("user b", "unknown")), FAIL),
        ((("user a", "rot13"),), FAIL),
        ((), UNKNOWN),
    ],
)
def test_how_secrets_are_stored(secrets: tuple[tuple[str, str], ...], status: Status) -> None:
    stored = tuple(StoredSecret(owner, storage, f"{owner} ****") for owner, storage in secrets)
    assert judge("secrets_stored", "device_accounts.secrets", stored, within(), **SECRETS).status is status


def agent(**fields: Any) -> Snmp:
    return dataclasses.replace(AGENT, **fields)


COMMUNITY = SnmpCommunity(False, "ro", True, "snmp-server community **** RO 10")


@pytest.mark.parametrize(
    ("snmp", "status"),
    [
        (agent(), PASS),
        (agent(enabled=Known(False), versions=Known(frozenset()), users=UNREAD, communities=UNREAD), PASS),
        (agent(enabled=Known(False), versions=Known(frozenset({"2c"}))), FAIL),
        (agent(enabled=Known(False), communities=Known((COMMUNITY,))), PASS),
        (agent(communities=Known((COMMUNITY,))), FAIL),
        (agent(enabled=UNREAD, communities=Known((COMMUNITY,))), FAIL),
        (agent(enabled=NONE, versions=NONE, communities=NONE, users=NONE), NOT),
        (agent(communities=NONE), PASS),
        (agent(users=UNREAD), UNKNOWN),
        (agent(users=Known(())), UNKNOWN),
        (agent(versions=Known(frozenset())), UNKNOWN),
        (agent(users=Known((SnmpUser("a", "SHA2_256", "AES-128"),))), PASS),
        (agent(users=Known((SnmpUser("a", "sha", ""),))), UNKNOWN),
        (agent(users=Known((SnmpUser("a", "sha", "des"), SnmpUser("b", "sha", "")))), FAIL),
        (agent(users=Known((SnmpUser("a", "sha512x", "aes128"),))), FAIL),
    ],
)
def test_snmp_3_alone(snmp: Snmp, status: Status) -> None:
    assert judge("snmp_3_alone", "snmp", snmp, within(), **SNMP).status is status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"paths": Known((path("10.0.0.0/24", services=("snmp",), idle=0), path(idle=1)))}, PASS),
        ({"paths": Known((path(idle=-1),))}, FAIL),
        ({"paths": Known((path(idle=0, services=()),)), "consoles": Known(())}, UNKNOWN),
        ({"consoles": Known((ConsoleLine("aux", False, False, 0),))}, PASS),
        ({"consoles": UNREAD}, UNKNOWN),
        ({"consoles": UNREAD, "paths": Known((path(idle=0),))}, FAIL),
        ({"consoles": NONE}, PASS),
        ({"consoles": Known(())}, UNKNOWN),  # no local port told: one that never ends may be there
        ({"paths": Known(())}, UNKNOWN),  # it was read over the network: there is a way in
        ({"paths": Known((path(services=("https",), idle=300),))}, UNKNOWN),  # SSH is on, and its time-out was not told
        ({"paths": NONE}, PASS),
        ({"consoles": NONE, "paths": NONE}, NOT),
    ],
)
def test_idle_sessions(fields: dict[str, Any], status: Status) -> None:
    access = dataclasses.replace(ACCESS, **fields)
    assert judge("idle_sessions_end", "management_access", access, within(), max_idle_s=600).status is status


@pytest.mark.parametrize(
    ("text", "required", "status"),
    [
        ("許可された者だけ", (), PASS),
        ("\n \t", (), FAIL),
        ("Authorised   use\nonly", ("Authorised use only",), PASS),
        ("Authorised use", ("Authorised use only",), FAIL),
    ],
)
def test_the_banner(text: str, required: tuple[str, ...], status: Status) -> None:
    assert judge("banner_has", "management_access.banner", text, within(), required=required).status is status


def ends(last: str, name: str = "vpn maker", host: str = "sw01") -> dict[str, str]:
    return {"host": host, "name": name, "owner": "保守", "expires": last}


@pytest.mark.parametrize(
    ("found", "kinds", "status"),
    [
        ((), {}, PASS),
        (("vpn maker",), {}, UNKNOWN),
        (("vpn maker",), {"remote_maintenance": []}, FAIL),
        (("vpn maker",), {"remote_maintenance": [ends("2026-11-22")]}, PASS),
        (("vpn maker",), {"remote_maintenance": [ends("2026-11-21")]}, FAIL),
        (("vpn maker",), {"remote_maintenance": [ends("2027-11-21", host="sw02")]}, FAIL),
        (("vpn maker", "vpn"), {"remote_maintenance": [ends("2027-11-21")]}, FAIL),
        (("vpn maker",), {"remote_maintenance": [ends("2026-11-21"), ends("2027-03-31")]}, PASS),
        (("vpn maker",), {"remote_maintenance": [ends("2027-03-31"), ends("2026-11-21")]}, PASS),
    ],
)
def test_remote_maintenance(found: tuple[str, ...], kinds: dict[str, Any], status: Status) -> None:
    tunnels = dataclasses.replace(GOOD["tunnels"], remote_access=Known(found))
    here = dataclasses.replace(context(None, **kinds), today=date(2026, 11, 22))
    assert judge("remote_access_registered", "tunnels", tunnels, here).status is status


def test_a_device_without_remote_access_leaves_the_rest_to_the_record() -> None:
    tunnels: Tunnels = dataclasses.replace(GOOD["tunnels"], remote_access=NONE)
    assert judge("remote_access_registered", "tunnels", tunnels, context()).status is PASS
