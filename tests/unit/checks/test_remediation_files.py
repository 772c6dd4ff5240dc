"""Which rights are taken away where: what passes the control, and nothing that an ordinary user could steer."""

from __future__ import annotations

from typing import Any

import pytest

from checks.registers import PrivateKeyEntry, United
from checks.remediation_files import key_files, log_files, open_files, open_jobs, sensitive_files
from inventories.reason import Reason
from tests.unit.checks.remediation_case import sources

TABLE = [
    {"path": "/etc/shadow", "mode": "0640", "groups": ["root", "shadow"]},
    {"path": "/etc/cron.d/*", "mode": "0755"},
    {"path": "/etc/cron.*", "mode": "0755", "groups": ["root", "crontab"]},
    {"path": "/boot/grub/grub.cfg", "mode": "0644", "families": ["debian"]},
    {"path": "/boot/grub/grub.cfg", "mode": "0600", "families": ["rhel"]},
]


def _state(mode: int, user: str = "root", group: str = "root") -> dict[str, Any]:
    return {"mode": mode, "user": user, "group": group}


def _sensitive(modes: dict[str, Any], family: str = "debian") -> dict[str, Any] | Reason:
    return sensitive_files(sources("files", {"sensitive": modes}, params={"files": TABLE}, family=family))


def _paths(made: dict[str, Any] | Reason) -> list[dict[str, str]]:
    assert isinstance(made, dict)
    return list(made["paths"])


def _code(made: dict[str, Any] | Reason) -> str:
    assert isinstance(made, Reason)
    return made.code


def test_bits_owner_and_group_of_a_sensitive_file() -> None:
    made = _sensitive({"/etc/shadow": _state(0o4666, "ope01", "users"), "/etc/cron.d": _state(0o777)})
    assert _paths(made) == [
        {"path": "/etc/cron.d", "clear": "0022"},
        {"path": "/etc/shadow", "clear": "4026", "owner": "root", "group": "root"},
    ]


def test_what_is_right_and_what_no_rule_names_is_left_alone() -> None:
    made = _sensitive({"/etc/shadow": _state(0o600, group="shadow"), "/etc/motd": _state(0o777, "ope01")})
    assert _code(made) == "repair_nothing_to_set"


@pytest.mark.parametrize(("family", "clear"), [("debian", "0002"), ("rhel", "0066")])
def test_a_rule_holds_for_its_family(family: str, clear: str) -> None:
    made = _sensitive({"/boot/grub/grub.cfg": _state(0o666 if family == "rhel" else 0o646)}, family)
    assert _paths(made) == [{"path": "/boot/grub/grub.cfg", "clear": clear}]


def test_without_the_family_nothing_is_repaired() -> None:
    assert _code(_sensitive({"/etc/shadow": _state(0o666)}, "plan9")) == "repair_state_not_read"


def test_a_key_is_closed_to_all_but_its_registered_owner() -> None:
    registered = {
        "/etc/app/key": PrivateKeyEntry("/etc/app/key", "app"),
        "/etc/app/gone": PrivateKeyEntry("/etc/app/gone"),
    }
    fields = {
        "registered": {"/etc/app/key": _state(0o644, "root", "root")},
        "discovered": {
            "/etc/ssl/private/x": _state(0o650, group="ssl-cert"),
            "/etc/ssl/private/y": _state(0o640, group="users+acl"),
        },
    }
    registers = United(kinds=frozenset({"private_keys"}), private_keys=registered)
    made = key_files(
        sources("private_keys", fields, params={"reading_groups": ["root", "ssl-cert"]}, registers=registers)
    )
    assert made == {
        "paths": [
            {"path": "/etc/app/key", "clear": "0004", "owner": "app"},
            {"path": "/etc/ssl/private/x", "clear": "0010"},
            {"path": "/etc/ssl/private/y", "clear": "0040"},
        ],
        "left": ["/etc/app/gone"],
    }


def test_a_registered_key_that_is_not_there_is_for_a_person() -> None:
    registers = United(private_keys={"/etc/app/gone": PrivateKeyEntry("/etc/app/gone")})
    fields: dict[str, Any] = {"registered": {}, "discovered": {}}
    made = key_files(sources("private_keys", fields, params={"reading_groups": []}, registers=registers))
    assert _code(made) == "repair_files_by_person"


def test_logs_are_closed_and_keep_their_owner() -> None:
    modes = {
        "/var/log/syslog": _state(0o666, group="adm"),
        "/var/log/app": _state(0o2775, group="app"),
        "/var/log/app/out": _state(0o664, "app", "app"),
        "/var/log/fine": _state(0o664, "syslog", "adm"),
    }
    params = {"log_owners": ["root", "syslog"], "log_groups": ["root", "adm"], "min_audit_enabled": 2}
    assert log_files(sources("files", {"logs": modes}, params=params)) == {
        "paths": [
            {"path": "/var/log/app", "clear": "0020"},
            {"path": "/var/log/syslog", "clear": "0002"},
            {"path": "/var/log/app/out", "clear": "0020"},
        ],
        "left": ["/var/log/app/out"],
        "trusted_owners": ["root", "syslog"],
        "trusted_groups": ["root", "adm"],
    }


def test_open_files_come_behind_their_folders_and_directories_stay_shared() -> None:
    made = open_files(sources("special_files", {"writable": ["/srv/a/b", "/srv/a"]}))
    assert _paths(made) == [
        {"path": "/srv/a", "clear": "0002", "directory": "sticky"},
        {"path": "/srv/a/b", "clear": "0002", "directory": "sticky"},
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/home/ope01/x", "/tmp/x", "/var/tmp/x", "/run/user/1000/x", "/var/lib/docker/overlay2/x", "/srv/../etc/shadow",
        "/srv/./x", "/srv//x", "/srv/x/", "srv/x", "/srv/a b", "/srv/{{ x }}", "/srv/a\n", "/srv/$HOME", "/srv/日本",
        "/",
    ],
)  # fmt: skip
def test_a_path_that_users_own_or_that_is_not_plain_is_for_a_person(path: str) -> None:
    made = open_files(sources("special_files", {"writable": [path]}))
    assert _code(made) == "repair_files_by_person"


def test_too_many_files_want_somebody_who_looks_for_the_cause() -> None:
    made = open_files(sources("special_files", {"writable": [f"/srv/{number}" for number in range(5001)]}))
    assert _code(made) == "repair_too_many"


def test_the_folders_above_a_job_are_closed_before_it() -> None:
    made = open_jobs(sources("scheduled_jobs", {"writable": ["/opt/app/job.sh", "/tmp/x", "job"]}))
    assert made == {
        "paths": [
            {"path": path, "clear": "0002", "directory": "close"} for path in ("/opt", "/opt/app", "/opt/app/job.sh")
        ],
        "left": ["/tmp/x"],
    }


@pytest.mark.parametrize(
    ("repair", "fact", "field"),
    [
        (sensitive_files, "files", "sensitive"),
        (log_files, "files", "logs"),
        (open_files, "special_files", "writable"),
        (open_jobs, "scheduled_jobs", "writable"),
    ],
)
def test_what_was_not_read_is_not_repaired(repair: Any, fact: str, field: str) -> None:
    params: dict[str, Any] = {"files": TABLE, "log_owners": ["root"], "log_groups": []}
    assert _code(repair(sources(fact, {field: None}, params=params))) == "repair_state_not_read"
