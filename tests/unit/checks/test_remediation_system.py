"""What the tasks on services, devices and mandatory access control are told, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.registers import Register, unite
from checks.remediation_sources import Sources
from checks.remediation_system import logs, mandatory_access, services, usb_storage, wireless
from inventories.reason import Reason, reason
from tests.unit.checks.remediation_case import sources


def _services(enabled: list[str] | None, *registered: str) -> Sources:
    registers = unite([Register({"ja": "台帳", "en": "register"}, services=registered)])  # type: ignore[arg-type]
    return sources("services", {"enabled": enabled}, registers=registers)


def _code(made: dict[str, Any] | Reason) -> str:
    assert isinstance(made, Reason)
    return made.code


def test_units_that_are_not_registered_are_switched_off_and_registered_ones_on() -> None:
    assert services(_services(["cron.service", "old.service"], "cron.service", "logrotate.timer")) == {
        "disable": ["old.service"],
        "enable": ["logrotate.timer"],
        "left": [],
    }


@pytest.mark.parametrize("unit", ["ssh.service", "systemd-networkd.service", "getty@.service", "lvm2-monitor.service"])
def test_the_way_in_and_the_storage_stay_on(unit: str) -> None:
    made = services(_services([unit, "old.service"]))
    assert made == {"disable": ["old.service"], "enable": [], "left": [unit]}
    assert _code(services(_services([unit]))) == "repair_services_by_person"


def test_a_packet_filter_is_switched_on_by_its_own_repair() -> None:
    made = services(_services([], "nftables.service", "auditd.service"))
    assert made == {"disable": [], "enable": ["auditd.service"], "left": ["nftables.service"]}


@pytest.mark.parametrize(
    "unit", ["-x.service", "a b.service", "a{{1}}.service", "a.service\n", "a\\x2d.service", "a.mount"]
)
def test_a_unit_with_an_odd_name_never_reaches_a_command(unit: str) -> None:
    made = services(_services([unit, "old.service"]))
    assert made == {"disable": ["old.service"], "enable": [], "left": []}


def test_services_that_were_not_read_are_not_touched() -> None:
    assert _code(services(_services(None, "cron.service"))) == "repair_state_not_read"


def test_drivers_of_usb_storage_are_blocked_and_unloaded_in_order() -> None:
    fact = {"blocked": False, "loaded": ["usb_storage", "uas", "ums_karma"], "attached": []}
    made = usb_storage(sources("usb_storage", fact))
    assert made == {"block": ["usb-storage", "uas"], "unload": ["uas", "ums_karma", "usb_storage"]}


def test_what_is_plugged_in_is_for_a_person() -> None:
    fact = {"blocked": True, "loaded": [], "attached": ["0bda:8153"]}
    assert _code(usb_storage(sources("usb_storage", fact))) == "repair_devices_by_person"


def test_drivers_of_radio_go_before_what_they_stand_on() -> None:
    fact = {"radios": ["bluetooth hci0 (usable)"], "modules": ["bluetooth", "btusb", "bnep"]}
    made = wireless(sources("wireless", fact, params={"accepted_radios": [], "accepted_modules": []}))
    assert made == {"block": ["bluetooth", "bnep", "btusb"], "unload": ["bnep", "btusb", "bluetooth"]}


def test_an_accepted_driver_stays() -> None:
    fact: dict[str, Any] = {"radios": [], "modules": ["bluetooth", "nfc"]}
    made = wireless(sources("wireless", fact, params={"accepted_radios": [], "accepted_modules": ["nfc"]}))
    assert made == {"block": ["bluetooth"], "unload": ["bluetooth"]}


@pytest.mark.parametrize("radio", ["ieee80211 phy0 (blocked)", "wwan wwan0 (usable)", "net wlan0 (usable)"])
def test_radio_that_may_carry_the_session_is_for_a_person(radio: str) -> None:
    params = {"accepted_radios": [radio], "accepted_modules": []}
    fact = {"radios": [radio], "modules": ["cfg80211"]}
    assert _code(wireless(sources("wireless", fact, params=params))) == "repair_radio_by_person"


def test_a_radio_whose_driver_is_built_in_is_for_a_person() -> None:
    params: dict[str, Any] = {"accepted_radios": [], "accepted_modules": []}
    fact = {"radios": ["nfc nfc0 (usable)"], "modules": []}
    assert _code(wireless(sources("wireless", fact, params=params))) == "repair_radio_by_person"


def test_a_driver_with_an_odd_name_is_for_a_person() -> None:
    params: dict[str, Any] = {"accepted_radios": [], "accepted_modules": []}
    fact = {"radios": [], "modules": ["nfc", "-r"]}
    assert _code(wireless(sources("wireless", fact, params=params))) == "repair_names_unusual"


@pytest.mark.parametrize(
    ("system", "mode", "boot", "start"),
    [
        ("apparmor", "enforcing", "disabled", False),
        ("apparmor", "disabled", "disabled", True),
        ("selinux", "enforcing", "permissive", False),
        ("selinux", "enforcing", "disabled", False),
    ],
)
def test_what_enforces_now_does_so_after_the_next_start(system: str, mode: str, boot: str, start: bool) -> None:
    fact = {"system": system, "mode": mode, "boot_mode": boot, "unconfined": []}
    made = mandatory_access(sources("mandatory_access", fact, params={"mode": "enforcing"}))
    assert made == {"system": system, "start": start}


@pytest.mark.parametrize(
    ("system", "mode", "boot", "wanted"),
    [
        ("selinux", "permissive", "enforcing", "enforcing"),
        ("selinux", "permissive", "permissive", "enforcing"),
        ("none", "disabled", "disabled", "enforcing"),
        ("apparmor", "permissive", "permissive", "enforcing"),
        ("apparmor", "enforcing", "enforcing", "enforcing"),
        ("apparmor", "enforcing", "disabled", "permissive"),
    ],
)
def test_what_could_stop_services_is_for_a_person(system: str, mode: str, boot: str, wanted: str) -> None:
    fact = {"system": system, "mode": mode, "boot_mode": boot, "unconfined": []}
    made = mandatory_access(sources("mandatory_access", fact, params={"mode": wanted}))
    assert _code(made) == "repair_confinement_by_person"


@pytest.mark.parametrize("repair", [mandatory_access, usb_storage, wireless])
def test_what_was_not_read_is_not_repaired(repair: Any) -> None:
    assert _code(repair(sources("packages", {"names": []}))) == "repair_state_not_read"


@pytest.mark.parametrize(("enabled", "lock"), [(1, 2), (2, 0), (None, 0)])
def test_logs_are_protected_by_their_modes_and_by_the_lock_on_rules(enabled: int | None, lock: int) -> None:
    params = {"log_owners": ["root"], "log_groups": ["root"], "min_audit_enabled": 2}
    seen = {"/var/log/x": {"mode": 0o666, "user": "root", "group": "root"}}
    of_files, of_audit = sources("files", {"logs": seen}, params=params), sources("audit", {"enabled": enabled})
    made = logs(replace(of_files, facts={**of_files.facts, **of_audit.facts}))
    assert isinstance(made, dict)
    assert (made["paths"], made["audit_enabled"]) == ([{"path": "/var/log/x", "clear": "0002"}], lock)
    right = sources("files", {"logs": {}}, params=params)
    alone = logs(replace(right, facts={**right.facts, **of_audit.facts}))
    assert alone == ({"audit_enabled": 2} if lock else reason("repair_nothing_to_set"))
