"""Edges of the operators on what a device is and how it is set: nothing passes silently, or fails without reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from checks.finding import Status
from checks.judging import Context, japanese_date
from inventories.reason import reason
from scanners.facts.backups import BackupSet
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import NtpServer
from scanners.facts.field import Known
from scanners.facts.management_access import ConsoleLine
from tests.unit.checks import good_device
from tests.unit.checks.defects_devices import HOUR, KEPT, kept
from tests.unit.checks.good_host import AS_OF, UNREAD
from tests.unit.checks.judging_devices import FAIL, GOOD, NONE, NOT, PASS, UNKNOWN, context, identity, judge

# -- identity and software


def registered_as(*components: str, product: str = good_device.MODEL) -> Context:
    entry = {"host": "sw01", "serial": good_device.SERIAL, "product": product, "components": list(components)}
    return context(hardware=[entry])


@pytest.mark.parametrize(
    ("fields", "within", "status"),
    [
        ({}, context(), UNKNOWN),
        ({}, context(hardware=[]), UNKNOWN),
        ({"serials": UNREAD}, registered_as(), UNKNOWN),
        ({"serials": UNREAD, "model": Known("other")}, registered_as(), FAIL),
        ({"serials": Known(())}, registered_as(), FAIL),
        ({"serials": NONE}, context(), NOT),
        ({"model": UNREAD}, registered_as(), UNKNOWN),
        ({"model": UNREAD}, registered_as(product=""), PASS),
        ({"serials": Known((good_device.SERIAL, "FOC2"))}, registered_as("FOC2"), PASS),
        ({}, registered_as("FOC2"), FAIL),
    ],
)
def test_a_device_is_the_registered_one(fields: dict[str, Any], within: Context, status: Status) -> None:
    assert judge("device_registered", "device_identity", identity(**fields), within).status is status


def software(**fields: Any) -> dict[str, Any]:
    entry = {"platform": good_device.FAMILY, "versions": ["16.12.4"], "source": "x"}
    return {**entry, "supported_until": date(2027, 6, 30), "as_of": date(2026, 4, 1), **fields}


LAST = japanese_date(AS_OF)


@pytest.mark.parametrize(
    ("entries", "fields", "status"),
    [
        ([software()], {}, PASS),
        ([], {}, UNKNOWN),
        ([software(platform="junos")], {}, UNKNOWN),
        ([software(platform="", model="other")], {}, UNKNOWN),
        ([software(platform="", model=good_device.MODEL)], {}, PASS),
        # the word on a model counts before the word on a platform
        ([software(), software(model=good_device.MODEL, versions=["17.3.1"])], {}, FAIL),
        ([software(), software(model=good_device.MODEL)], {"model": UNREAD}, UNKNOWN),
        ([software()], {"model": UNREAD}, PASS),
        ([software()], {"version": UNREAD}, UNKNOWN),
        ([software()], {"version": NONE}, NOT),
        ([software()], {"version": Known("16.12")}, FAIL),
        ([software()], {"version": Known("16.12.4 ")}, FAIL),
        # the last day counts as supported, the day after does not
        ([software(supported_until=LAST)], {}, PASS),
        ([software(supported_until=date(2026, 11, 21))], {}, FAIL),
        # a word that is too old, or dated in the future, is none
        ([software(as_of=date(2025, 10, 18))], {}, PASS),
        ([software(as_of=date(2025, 10, 17))], {}, UNKNOWN),
        ([software(as_of=date(2025, 1, 1), supported_until=date(2026, 1, 1))], {}, UNKNOWN),
        ([software(as_of=date(2026, 11, 23))], {}, PASS),  # where it is tomorrow already
        ([software(as_of=date(2026, 11, 24))], {}, UNKNOWN),
        # the latest word counts
        ([software(as_of=date(2026, 9, 1), supported_until=date(2026, 10, 1)), software()], {}, FAIL),
    ],
)
def test_software_is_approved_word_for_word_and_supported(
    entries: list[dict[str, Any]], fields: dict[str, Any], status: Status
) -> None:
    within = context(device_software=entries)
    assert judge("software_approved", "device_identity", identity(**fields), within).status is status


def test_support_that_ends_within_the_days_asked_for_fails() -> None:
    within = context(device_software=[software(supported_until=date(2026, 12, 1))])
    verdict = judge("software_approved", "device_identity", identity(), within, min_days=30)
    assert verdict == (FAIL, reason("device_support_ends_soon", version="16.12.4", until="2026-12-01", days=9))


def test_a_register_without_platform_and_model_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="policy_bad_entry"):
        context(device_software=[software(platform="")])


# -- the configuration and its copies


@pytest.mark.parametrize(
    ("saved", "unsaved", "status"),
    [
        (Known(True), UNREAD, PASS),
        (Known(False), UNREAD, FAIL),
        (UNREAD, Known(("+x",)), FAIL),
        (Known(True), Known(("-x",)), FAIL),
        (UNREAD, Known(()), UNKNOWN),
        (NONE, NONE, NOT),
    ],
)
def test_a_configuration_is_saved_where_both_words_agree(saved: object, unsaved: object, status: Status) -> None:
    value = dataclasses.replace(GOOD["configuration"], saved=saved, unsaved=unsaved)
    assert judge("configuration_saved", "configuration", value, context()).status is status


_KEPT = {"host": "sw01", "path": KEPT}


@pytest.mark.parametrize(
    ("newest", "entries", "status"),
    [
        (kept(24), [_KEPT], PASS),
        (kept(24.1), [_KEPT], FAIL),
        (kept(100), [{**_KEPT, "max_age_h": 168}], PASS),
        (kept(-1), [_KEPT], UNKNOWN),  # a clock that is wrong
        (kept(-0.1), [_KEPT], PASS),  # two clocks that differ a little
        ({}, [_KEPT], UNKNOWN),
        (kept(1), [], UNKNOWN),
        (kept(1), [{**_KEPT, "host": "sw02"}], UNKNOWN),
        (kept(1), [_KEPT, {**_KEPT, "host": "sw02"}], UNKNOWN),  # whose the newest copy is cannot be told
        (kept(1), [_KEPT, {"host": "sw02", "path": f"{KEPT}-02"}], PASS),
        (kept(1), None, UNKNOWN),
        ({"/elsewhere": BackupSet("x", AS_OF - HOUR, 1, None)}, [_KEPT], UNKNOWN),
    ],
)
def test_a_copy_of_the_configuration_is_young_and_where_it_is_registered(
    newest: Mapping[str, BackupSet | None], entries: list[dict[str, Any]] | None, status: Status
) -> None:
    within = context() if entries is None else context(configuration_backups=entries)
    assert judge("configuration_kept", "backups.newest", newest, within, max_age_h=24).status is status


# -- clock and log


@pytest.mark.parametrize(
    ("servers", "status"),
    [
        ((NtpServer("10.0.0.5", True), NtpServer("NTP1.example.jp.", True)), PASS),
        ((NtpServer("10.0.0.5", True), NtpServer("10.0.0.5", True)), FAIL),  # one server, named twice
        ((), FAIL),
    ],
)
def test_two_time_servers_are_two(servers: tuple[NtpServer, ...], status: Status) -> None:
    within = context(ntp_servers=["10.0.0.5", "ntp1.example.jp"])
    asked = {"min_servers": 2, "authenticated": True}
    assert judge("time_servers_approved", "device_time.servers", servers, within, **asked).status is status
    assert judge("time_servers_approved", "device_time.servers", servers, context(), **asked).status is UNKNOWN


def test_answers_need_no_key_where_the_baseline_says_so() -> None:
    servers = (NtpServer("10.0.0.5", False),)
    within = context(ntp_servers=["10.0.0.5"])
    asked = {"min_servers": 1, "authenticated": False}
    assert judge("time_servers_approved", "device_time.servers", servers, within, **asked).status is PASS


@pytest.mark.parametrize(
    ("value", "status"), [(-500.0, PASS), (500.0, PASS), (-500.1, FAIL), (float("nan"), UNKNOWN), (float("inf"), FAIL)]
)
def test_an_offset_counts_in_both_directions(value: float, status: Status) -> None:
    assert judge("within", "device_time.offset_ms", value, context(), value=500).status is status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, PASS),
        ({"servers": Known((LogServer("log1", 7),))}, PASS),
        ({"servers": Known((LogServer("log1", 6), LogServer("10.0.0.9", 2)))}, PASS),
        ({"servers": UNREAD, "enabled": Known(False)}, FAIL),
        ({"servers": UNREAD}, UNKNOWN),
        ({"enabled": UNREAD}, UNKNOWN),
        ({"timestamps": UNREAD}, PASS),
        ({"timestamps": UNREAD, "servers": UNREAD}, UNKNOWN),
        ({"enabled": UNREAD, "servers": Known((LogServer("203.0.113.9", 6),))}, FAIL),
    ],
)
def test_the_log_goes_to_registered_servers_down_to_its_severity(fields: dict[str, Any], status: Status) -> None:
    within = context(log_servers=[{"address": "10.0.0.9", "port": 514, "names": ["log1"]}])
    value: DeviceLogging = dataclasses.replace(GOOD["device_logging"], **fields)
    asked = {"min_servers": 1, "least_level": 6, "timestamps": True}
    assert judge("device_logs_sent", "device_logging", value, within, **asked).status is status
    assert judge("device_logs_sent", "device_logging", value, context(), **asked).status is UNKNOWN


# -- services and local ports


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"telnet": Known(True), "https": Known(True)}, PASS),  # others look at these
        ({"unneeded": Known(("lldp",))}, PASS),
        ({"unneeded": UNREAD}, UNKNOWN),
        ({"tftp": NONE}, PASS),
        ({"tftp": NONE, "ftp": UNREAD}, UNKNOWN),
        ({"http": Known(True), "ftp": UNREAD}, FAIL),
        ({"http": NONE, "tftp": NONE, "ftp": NONE, "unneeded": NONE}, NOT),
    ],
)
def test_services_that_nobody_needs_are_off(fields: dict[str, Any], status: Status) -> None:
    value = dataclasses.replace(GOOD["management_services"], **fields)
    asked = {"off": ["http", "tftp", "ftp"], "accepted": ["lldp"]}
    assert judge("services_off", "management_services", value, context(), **asked).status is status


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ((), UNKNOWN),
        ((ConsoleLine("con", True, True, 600),), PASS),
        ((ConsoleLine("con", True, True, 1),), PASS),
        ((ConsoleLine("con", True, True, 0),), FAIL),
        ((ConsoleLine("con", True, True, -1),), FAIL),
        ((ConsoleLine("con", False, False, 0),), PASS),
        ((ConsoleLine("auxiliary", True, True, 60),), FAIL),
        ((ConsoleLine("line 0/0/aux", True, True, 60),), FAIL),
        ((ConsoleLine("auxhall", True, True, 60),), PASS),  # matched by words
    ],
)
def test_local_ports(lines: tuple[ConsoleLine, ...], status: Status) -> None:
    asked = {"max_idle_s": 600, "auxiliary_off": True}
    assert judge("consoles_protected", "management_access.consoles", lines, context(), **asked).status is status
