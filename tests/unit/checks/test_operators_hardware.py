"""Edges of the operators on hardware: what counts when several things are hidden, wrong or not there at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from msgspec import ValidationError, convert

from checks.finding import Status
from checks.judging import Context, NoParams, Verdict
from checks.operators import OPERATORS
from checks.registers import HardwareEntry, Names, United
from checks.tables import Tables
from inventories.reason import Reason, reason
from scanners.facts.disk_health import Disk
from scanners.facts.field import Absent, Known, Unknown, all_fields
from scanners.facts.power_shutdown import PowerShutdown
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.services import Services
from scanners.facts.storage_encryption import CryptVolume
from tests.unit.checks.defects_hardware import GOOD, REGISTER

HIDDEN = Unknown(reason("no_sudo"))
GONE = Absent(reason("guest_has_no_hardware", kind="kvm"))
ENTRY = convert(REGISTER["hardware"][0], HardwareEntry)


def context(entry: HardwareEntry | None = ENTRY, **more: Any) -> Context:
    hardware = {} if entry is None else {entry.host: entry}
    registers = United(kinds=frozenset({"hardware"}), hardware=hardware, usb_devices=Names(()))
    return Context(host="web01", registers=registers, **more)


def judge(operator: str, value: object, where: Context | None = None, **params: Any) -> Verdict:
    row = OPERATORS[operator]
    compiled = row.compile(convert(params, row.params) if params else row.params(), "x.y", Tables((), {}, ()))
    return compiled.judge(value, where or context())


def replaced(fact: str, **fields: object) -> Any:
    return dataclasses.replace(GOOD[fact], **fields)


WHOLE: list[tuple[str, str, dict[str, Any]]] = [
    ("hardware_registered", "hardware_identity", {}),
    ("components_registered", "components", {}),
    ("secure_boot_on", "secure_boot", {"legacy_boot": "fail"}),
    ("shutdown_arranged", "power_shutdown", {"agents": ()}),
]


@pytest.mark.parametrize(("operator", "fact", "params"), WHOLE)
def test_a_guest_is_not_applicable_and_a_hidden_machine_unknown(
    operator: str, fact: str, params: dict[str, Any]
) -> None:
    kind = type(GOOD[fact])
    assert judge(operator, GOOD[fact], **params).status is Status.PASS
    assert judge(operator, all_fields(kind, GONE), **params) == Verdict(Status.NOT_APPLICABLE, GONE.reason)
    assert judge(operator, all_fields(kind, HIDDEN), **params) == Verdict(Status.UNKNOWN, HIDDEN.reason)


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        ("hardware_registered", GOOD["hardware_identity"]),
        ("bios_registered", "1.2.3"),
        ("components_registered", GOOD["components"]),
    ],
)
def test_a_machine_that_no_register_knows_is_unknown(operator: str, value: object) -> None:
    assert judge(operator, value, context(None)).actual.code == "hardware_not_registered"
    assert judge(operator, value, Context(host="web01")).actual.code == "no_register"
    elsewhere = dataclasses.replace(context(), host="web02")
    assert judge(operator, value, elsewhere).status is Status.UNKNOWN


def test_a_register_that_says_nothing_of_a_field_asks_nothing_of_it() -> None:
    entry = HardwareEntry(host="web01", serial="SN12345")
    value = replaced("hardware_identity", vendor=HIDDEN, product=Known("anything"))
    assert judge("hardware_registered", value, context(entry)).status is Status.PASS
    assert judge("bios_registered", "1.2.3", context(entry)).actual.code == "no_bios_versions_registered"
    assert judge("components_registered", GOOD["components"], context(entry)).actual.code == "no_components_registered"


def test_a_wrong_product_fails_although_the_serial_is_hidden() -> None:
    value = replaced("hardware_identity", serial=HIDDEN, product=Known("Server-2"))
    verdict = judge("hardware_registered", value)
    assert verdict.status is Status.FAIL
    assert verdict.actual.as_dict()["items"] == ("product: Server-2 ≠ Server-1",)


def test_bios_versions_are_compared_whole() -> None:
    assert judge("bios_registered", "1.2.4").status is Status.PASS
    for version in ("1.2", "1.2.3.1", "", " 1.2.3"):
        assert judge("bios_registered", version).status is Status.FAIL, version


def test_a_part_that_was_not_read_is_not_lacking() -> None:
    value = replaced("components", memory=HIDDEN)
    assert judge("components_registered", value) == Verdict(Status.UNKNOWN, HIDDEN.reason)


def test_an_exchanged_disk_is_told_by_what_came_and_what_went() -> None:
    verdict = judge("components_registered", replaced("components", memory=HIDDEN, disks=Known(frozenset({"disk X"}))))
    values = verdict.actual.as_dict()
    assert verdict.status is Status.FAIL
    assert (values["items"], values["lacking"]) == (("disk X",), ("disk D-1 DD01 0x5000000000000001",))


def test_a_registered_part_of_an_unknown_kind_is_lacking() -> None:
    entry = HardwareEntry(host="web01", serial="x", components=(*(ENTRY.components or ()), "gpu A100"))
    verdict = judge("components_registered", GOOD["components"], context(entry))
    assert verdict.actual.as_dict()["lacking"] == ("gpu A100",)


def test_an_empty_list_of_parts_approves_none() -> None:
    entry = HardwareEntry(host="web01", serial="x", components=())
    assert judge("components_registered", GOOD["components"], context(entry)).status is Status.FAIL


def test_a_legacy_boot_is_what_the_baseline_says() -> None:
    legacy = SecureBoot(Known("bios"), Known(value=False), Known(value=False), Known("none"))
    assert judge("secure_boot_on", legacy, legacy_boot="fail").actual.code == "secure_boot_impossible"
    assert judge("secure_boot_on", legacy, legacy_boot="not_applicable").status is Status.NOT_APPLICABLE
    # The parameter excuses no machine that could.
    off = replaced("secure_boot", enabled=Known(value=False))
    assert judge("secure_boot_on", off, legacy_boot="not_applicable").status is Status.FAIL
    with pytest.raises(ValidationError):
        judge("secure_boot_on", legacy, legacy_boot="pass")


def test_secure_boot_that_is_off_fails_whatever_else_is_hidden() -> None:
    value = SecureBoot(HIDDEN, Known(value=False), HIDDEN, HIDDEN)
    assert judge("secure_boot_on", value, legacy_boot="fail").actual.code == "secure_boot_off"


MOUNTS: list[tuple[dict[str, str], Status]] = [
    ({}, Status.UNKNOWN),
    ({"/": "encrypted"}, Status.PASS),
    ({"/": "encrypted", "/boot": "plain"}, Status.PASS),
    ({"/": "encrypted", "/boot": "unseen"}, Status.PASS),
    ({"/": "encrypted", "/srv/san": "plain"}, Status.UNKNOWN),
    ({"/": "encrypted", "/srv/san": "encrypted"}, Status.PASS),
    ({"/": "unseen"}, Status.UNKNOWN),
    ({"/": "unseen", "/srv/san": "plain", "/home": "plain"}, Status.FAIL),
    ({"/boot/sub": "plain"}, Status.FAIL),
    ({"/": "anything else"}, Status.FAIL),
]


@pytest.mark.parametrize(("mounts", "status"), MOUNTS)
def test_what_is_encrypted_elsewhere_is_for_a_record_to_say(mounts: dict[str, str], status: Status) -> None:
    assert judge("storage_encrypted", mounts, exempt=("/boot",), elsewhere=("/srv/san",)).status is status


def test_keys_and_ciphers_at_their_limits() -> None:
    def status(*volumes: CryptVolume) -> Status:
        return judge("ciphers_strong", volumes, ciphers=("aes-xts-plain64",), min_key_bits=512).status

    assert status(CryptVolume("a", "aes-xts-plain64", 512)) is Status.PASS
    assert status(CryptVolume("a", "aes-xts-plain64", 511)) is Status.FAIL
    assert status(CryptVolume("a", "cipher_null-ecb", 512)) is Status.FAIL
    assert status() is Status.UNKNOWN


def disks(*value: Disk) -> Verdict:
    return judge("disks_healthy", value, max_reallocated=10, max_pending=0, max_wear=80)


def test_disks_at_their_limits() -> None:
    assert disks(Disk("a", passed=True, reallocated=10, wear=80)).status is Status.PASS
    assert disks(Disk("a", passed=True, reallocated=11)).status is Status.FAIL
    assert disks(Disk("a", passed=True, wear=81)).status is Status.FAIL
    assert disks().status is Status.UNKNOWN


def test_one_disk_that_was_not_read_spoils_the_pass_and_is_named() -> None:
    verdict = disks(Disk("a", passed=True), Disk("b", unread="no_verdict"))
    assert verdict.status is Status.UNKNOWN
    assert verdict.actual.as_dict()["items"] == ("b (no_verdict)",)
    # Fields of a disk that was not read mean nothing.
    assert disks(Disk("b", passed=False, pending=9, unread="no_answer")).status is Status.UNKNOWN


PROTECTED: list[tuple[dict[str, str], Status]] = [
    ({}, Status.UNKNOWN),
    ({"/": "md", "/srv": "lvm", "/db": "controller"}, Status.PASS),
    ({"/": "md", "/boot/efi": "none"}, Status.PASS),
    ({"/": "none"}, Status.FAIL),
    *(({"/": "md", "/srv": state}, Status.UNKNOWN) for state in ("array", "zfs", "mixed", "controller_unread", "?")),
    ({"/": "none", "/srv": "array"}, Status.FAIL),
]


@pytest.mark.parametrize(("mounts", "status"), PROTECTED)
def test_only_what_is_known_to_keep_a_mount_passes(mounts: dict[str, str], status: Status) -> None:
    assert judge("storage_protected", mounts, exempt=("/boot/efi",), required=True).status is status
    free = judge("storage_protected", mounts, exempt=(), required=False)
    assert free == Verdict(Status.NOT_APPLICABLE, reason("redundancy_not_required"))


NONE = PowerShutdown(Known(frozenset()), GONE, GONE, GONE)


def with_services(*units: str) -> Context:
    return context(facts={"services": Services(Known(frozenset(units)), Known(frozenset()))})


def test_a_makers_agent_counts_where_the_baseline_names_it() -> None:
    where = with_services("powerchute.service", "ssh.service")
    assert judge("shutdown_arranged", NONE, where, agents=("powerchute.service",)).status is Status.PASS
    assert judge("shutdown_arranged", NONE, where, agents=("other.service",)).actual.code == "no_shutdown_client"
    assert judge("shutdown_arranged", NONE, where, agents=()).status is Status.FAIL


def test_an_agent_that_failed_is_none() -> None:
    agent = frozenset({"powerchute.service"})
    cases = ((Known(agent), Status.FAIL), (Known(frozenset[str]()), Status.PASS), (HIDDEN, Status.UNKNOWN))
    for failed, status in cases:
        where = context(facts={"services": Services(Known(agent), failed)})
        assert judge("shutdown_arranged", NONE, where, agents=tuple(agent)).status is status


def test_an_agent_that_nobody_looked_for_is_neither_there_nor_lacking() -> None:
    hidden = context(facts={"services": Services(HIDDEN, HIDDEN)})
    assert judge("shutdown_arranged", NONE, hidden, agents=("powerchute.service",)).status is Status.UNKNOWN
    # No agent is named: what services there are does not matter.
    assert judge("shutdown_arranged", NONE, hidden, agents=()).status is Status.FAIL


def test_apcupsd_needs_nothing_of_nut() -> None:
    value = PowerShutdown(Known(frozenset({"apcupsd"})), GONE, GONE, GONE)
    assert judge("shutdown_arranged", value, agents=()).status is Status.PASS


def test_nut_without_what_it_must_say_does_not_pass() -> None:
    nut = Known(frozenset({"nut"}))
    assert judge("shutdown_arranged", PowerShutdown(nut, GONE, GONE, GONE), agents=()).status is Status.UNKNOWN
    half = PowerShutdown(nut, HIDDEN, HIDDEN, Known(""))
    assert judge("shutdown_arranged", half, agents=()).actual.code == "shutdown_without_command"


SUPPLY = Known(frozenset({"ups@nas", "apc@nas"}))
NO_SUPPLY: Known[frozenset[str]] = Known(frozenset())
ENOUGH, TOO_LITTLE = Known(value=True), Known(value=False)
STOPS = Known("/sbin/shutdown -h +0")
UNTOLD = Unknown(reason("timed_out", command="upsc"))


@pytest.mark.parametrize(
    ("monitored", "enough", "command", "said"),
    [
        (SUPPLY, ENOUGH, STOPS, reason("good.x.y", items=("nut", "apc@nas", "ups@nas"))),
        (NO_SUPPLY, ENOUGH, STOPS, reason("shutdown_without_supply")),
        (SUPPLY, TOO_LITTLE, STOPS, reason("shutdown_without_supply")),
        (HIDDEN, TOO_LITTLE, HIDDEN, reason("shutdown_without_supply")),
        (SUPPLY, HIDDEN, Known("/bin/true"), reason("shutdown_without_command")),
        (UNTOLD, HIDDEN, HIDDEN, UNTOLD.reason),
        (SUPPLY, UNTOLD, HIDDEN, UNTOLD.reason),
        (SUPPLY, ENOUGH, UNTOLD, UNTOLD.reason),
        (SUPPLY, ENOUGH, GONE, reason("not_judged")),
        (GONE, ENOUGH, STOPS, reason("not_judged")),
    ],
)
def test_what_nut_must_say(monitored: Any, enough: Any, command: Any, said: Reason) -> None:
    value = PowerShutdown(Known(frozenset({"nut"})), monitored, command=command, enough=enough)
    assert judge("shutdown_arranged", value, agents=()).actual == said


@pytest.mark.parametrize("command", ["/bin/true", "/usr/bin/false", ":", "/bin/echo", "echo", "/usr/bin/logger"])
def test_a_command_that_stops_nothing_is_none(command: str) -> None:
    idle = dataclasses.replace(GOOD["power_shutdown"], command=Known(command))
    assert judge("shutdown_arranged", idle, agents=()).actual.code == "shutdown_without_command"


def test_no_parameters_means_none() -> None:
    assert NoParams() == convert({}, NoParams)
    with pytest.raises(ValidationError):
        convert({"anything": 1}, NoParams)
