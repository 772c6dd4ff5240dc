"""What the roles on accounts, passwords, sessions and sudo are told: whom they may touch, and what stays as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from checks import remediation_accounts as told
from checks.registers import United
from checks.remediation import WANTED
from checks.remediation_sources import Sources
from inventories.model import Connection, Host, Remediation
from inventories.reason import Reason, reason

ROLES = Path(told.__file__).parent / "playbooks/ansible_collections/tenken/baseline/roles"
HOST = Host("good12", Connection("192.0.2.1", user="scan"), "lgwan", remediation=Remediation(user="zesei"))
POLICY: Any = SimpleNamespace(segments=SimpleNamespace(inside_address="192.0.2.9", outside_address="203.0.113.9"))
Facts = dict[str, dict[str, Any]]
OURS = ("root", "scan", "toor", "zesei")


def sources(facts: Facts, params: dict[str, Any] | None = None, actual: tuple[Reason, ...] = ()) -> Sources:
    plain = {
        name: {field: {"state": "known", "value": value} for field, value in fields.items()}
        for name, fields in {"accounts": {"local_uid0": ["root", "toor"]}, **facts}.items()
    }
    return Sources(params or {}, United(), POLICY, HOST, actual, plain)


def code(made: dict[str, Any] | Reason) -> str:
    assert isinstance(made, Reason)
    return made.code


@pytest.mark.parametrize(
    ("deny", "unlock_s", "settings"),
    [
        (0, 0, {"deny": 5, "unlock_time": 900}),
        (50, 600, {"deny": 5, "unlock_time": 900}),
        (50, 0, {"deny": 5, "unlock_time": 900}),
        (3, 60, {"deny": 3, "unlock_time": 900}),
        (3, 0, {"deny": 3, "unlock_time": 0}),
        (9, 3600, {"deny": 5, "unlock_time": 900}),
    ],
)
def test_a_lock_that_is_strict_enough_stays(deny: int, unlock_s: int, settings: dict[str, int]) -> None:
    facts = {"login_failures": {"deny": deny, "unlock_s": unlock_s}}
    assert told.failed_log_ins(sources(facts, {"max_deny": 5, "min_unlock_s": 900})) == {"settings": settings}
    assert code(told.failed_log_ins(sources({}, {"max_deny": 5, "min_unlock_s": 900}))) == "repair_state_not_read"


def test_what_passwords_must_be_is_never_softened() -> None:
    params = {"minlen": 12, "minclass": 3}
    facts: Facts = {"password_quality": {"minlen": 6, "minclass": 4}, "os_release": {"id": "debian"}}
    assert told.password_quality(sources(facts, params)) == {"settings": {"minlen": 12, "minclass": 4}}
    lacking = {**facts, "packages": {"names": ["sudo"]}}
    assert code(told.password_quality(sources(lacking, params))) == "repair_not_installed"
    other = {**lacking, "os_release": {"id": "rocky"}}
    assert told.password_quality(sources(other, params)) == {"settings": {"minlen": 12, "minclass": 4}}
    assert code(told.password_quality(sources({}, params))) == "repair_state_not_read"


def test_limits_go_to_ordinary_accounts_whose_days_are_counted() -> None:
    ages = {
        "guest": {"changed": 0, "max_days": 99999},
        "kazoezu": {"changed": -1, "max_days": 99999},
        "ope01": {"changed": 20000, "max_days": 90},
        "saki": {"changed": 20000, "max_days": -1},
        "-M": {"changed": 20000, "max_days": -1},
        **{name: {"changed": 20000, "max_days": 99999} for name in OURS},
    }
    facts = {"password_ages": {"local_ages": ages, "default_max_days": 99999}}
    assert told.password_lifetime(sources(facts, {"max_days": 365})) == {
        "max_days": 365,
        "default": True,
        "accounts": ["guest", "saki"],
        "left": ["kazoezu", *OURS],
    }


def test_where_only_days_are_missing_it_is_for_a_person() -> None:
    ages = {"kazoezu": {"changed": -1, "max_days": 90}}
    facts = {"password_ages": {"local_ages": ages, "default_max_days": 90}}
    made = told.password_lifetime(sources(facts, {"max_days": 365}))
    assert made == reason("repair_accounts_by_person", items=("kazoezu",), count=1)
    assert code(told.password_lifetime(sources({}, {"max_days": 365}))) == "repair_state_not_read"


def test_default_and_initial_passwords_are_locked_but_never_our_own() -> None:
    facts: Facts = {
        "password_ages": {"local_usable": ["guest", "ope01", *OURS], "local_initial": ["shoki", "scan", "x; reboot"]}
    }
    params = {"default_accounts": ["guest", "toor"]}
    made = told.default_passwords(sources(facts, params))
    assert made == {"lock": ["guest", "shoki"], "left": ["scan", "toor"]}
    none: Facts = {"password_ages": {"local_usable": [], "local_initial": []}}
    assert code(told.default_passwords(sources(none, params))) == "repair_nothing_to_set"
    odd: Facts = {"password_ages": {"local_usable": [], "local_initial": ["{{ x }}", "a\n"]}}
    assert code(told.default_passwords(sources(odd, params))) == "repair_names_unusual"
    assert code(told.default_passwords(sources({}, params))) == "repair_state_not_read"


def test_nothing_is_locked_where_nobody_says_what_a_scan_logs_in_with() -> None:
    facts: Facts = {"shadow": {"empty": ["test"]}}
    unnamed = replace(sources(facts), host=replace(HOST, connection=Connection("192.0.2.1")))
    assert told.empty_passwords(unnamed) == reason("repair_accounts_by_person", items=("test",), count=1)


def test_empty_passwords_are_locked_and_sshd_told_where_it_accepts_them() -> None:
    accepting, refusing = ({"sshd": {"permit_empty_passwords": {"root@inside": value}}} for value in ("yes", "no"))
    empty: Facts = {"shadow": {"empty": ["test", "root"]}}
    assert told.empty_passwords(sources({**empty, **refusing})) == {"lock": ["test"], "left": ["root"]}
    made = told.empty_passwords(sources({**empty, **accepting}))
    assert isinstance(made, dict)
    assert made["sshd"]["settings"] == {"PermitEmptyPasswords": "no"}
    roots: Facts = {"shadow": {"empty": ["root"]}}
    assert code(told.empty_passwords(sources({**roots, **refusing}))) == "repair_accounts_by_person"
    half = told.empty_passwords(sources({**roots, **accepting}))
    assert isinstance(half, dict)
    assert (half["lock"], half["left"]) == ([], ["root"])
    assert "sshd" in half


def test_dormant_accounts_are_locked_unless_a_key_opens_them() -> None:
    items = ("kagi (-)", "taishoku (2023-11-15)", "zesei (2023-11-15)", "no date", "a b; c (-)")
    state = reason("bad.last_logins.last", items=items, count=5)
    facts: Facts = {"authorized_keys": {"keys": [{"account": "kagi"}]}}
    made = told.dormant_accounts(sources(facts, actual=(state,)))
    assert made == {"lock": ["taishoku"], "left": ["kagi", "zesei"]}
    many = reason("bad.last_logins.last", items=items, count=11)
    assert code(told.dormant_accounts(sources(facts, actual=(many,)))) == "repair_too_many"
    assert code(told.dormant_accounts(sources({}, actual=(state,)))) == "repair_state_not_read"
    assert code(told.dormant_accounts(sources(facts))) == "repair_state_not_read"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Defaults !syslog", "Defaults syslog=authpriv"),
        ("Defaults env_reset, ! syslog, !logfile", "Defaults env_reset, syslog=authpriv, !logfile"),
        ("Defaults:ope01 !logfile, \\\n\t!syslog # quiet", "Defaults:ope01 !logfile, \\\n\tsyslog=authpriv # quiet"),
        ("Defaults!/bin/ls !log_allowed", "Defaults!/bin/ls log_allowed"),
        ("Defaults:#1000 syslog_goodpri = none", "Defaults:#1000 syslog_goodpri=notice"),
        ("Defaults !syslog_goodpri,use_pty", "Defaults syslog_goodpri=notice,use_pty"),
        ("Defaults syslog_badpri=none", "Defaults syslog_badpri=none"),
        ("# Defaults !syslog", "# Defaults !syslog"),
        ("Defaults use_pty # !syslog", "Defaults use_pty # !syslog"),
        ("ope01 ALL = /bin/logger !syslog", "ope01 ALL = /bin/logger !syslog"),
    ],
)
def test_sudo_options_that_keep_it_from_recording_are_turned_round(before: str, after: str) -> None:
    made = told.privileged_commands(sources({"sudo_settings": {"unrecorded": ["ALL"]}}))
    assert isinstance(made, dict)
    text = f"root ALL=(ALL) ALL\n{before}\nDefaults use_pty\n"
    for edit in made["sudoers"]:
        text = re.sub(edit["from"], edit["to"], text, flags=re.MULTILINE)
    assert text == f"root ALL=(ALL) ALL\n{after}\nDefaults use_pty\n"


def test_rules_of_the_audit_system_stand_beside_what_sudo_is_told() -> None:
    params = {"required_rules": [{"syscalls": ["execve"], "arch": "b64", "fields": ["euid=0"]}]}
    audit = {"audit": {"persisted_rules": [], "enabled": 1}}
    lacking = (reason("bad.audit.persisted_rules", items=("execve",), count=1),)
    made = told.privileged_commands(sources({**audit, "sudo_settings": {"unrecorded": ["ALL"]}}, params, lacking))
    assert isinstance(made, dict)
    assert made.keys() == {"sudoers", "audit_rules"}
    recorded = told.privileged_commands(sources({**audit, "sudo_settings": {"unrecorded": []}}, params, lacking))
    assert isinstance(recorded, dict)
    assert recorded.keys() == {"audit_rules"}
    locked: Facts = {"audit": {"persisted_rules": [], "enabled": 2}, "sudo_settings": {"unrecorded": ["ALL"]}}
    assert code(told.privileged_commands(sources(locked, params, lacking))) == "repair_audit_locked"


def test_a_notice_is_written_where_the_console_or_sshd_shows_none() -> None:
    params = {"required_text": ""}
    console = reason("bad.login_banner.console", items=("/etc/issue: Debian", "/etc/issue.d/x.issue: -"), count=2)
    ssh = reason("bad.login_banner.ssh", items=("root@inside: -",), count=1)
    only_console = told.banners(sources({"login_banner": {"console": {"/etc/issue": "Debian"}}}, params, (console,)))
    assert isinstance(only_console, dict)
    assert only_console["files"] == ["/etc/issue"]
    assert "sshd" not in only_console
    assert only_console["text"].endswith("\n")
    both = told.banners(sources({"login_banner": {"console": {"/etc/issue": "Debian"}}}, params, (ssh, console)))
    assert isinstance(both, dict)
    assert both["files"] == ["/etc/issue", "/etc/issue.net"]
    assert both["sshd"]["settings"] == {"Banner": "/etc/issue.net"}
    kept = {"login_banner": {"console": {"/etc/issue": "警告", "/etc/issue.net": "警告"}}}
    only_ssh = told.banners(sources(kept, {"required_text": "部外者の利用を禁ずる。\n"}, (ssh,)))
    assert isinstance(only_ssh, dict)
    assert (only_ssh["files"], only_ssh["text"]) == ([], "部外者の利用を禁ずる。\n")
    drop_in = reason("bad.login_banner.console", items=("/etc/issue.d/x.issue: Debian",), count=1)
    assert code(told.banners(sources({}, params, (drop_in,)))) == "repair_banners_by_person"


def test_every_control_of_these_roles_has_its_function() -> None:
    ours = {control for control, function in WANTED.items() if function.__module__ == told.__name__}
    assert ours == {f"J13-UA-{number}" for number in ("04", "05", "06", "07", "08", "11", "13", "14", "15")}


def _expression(role: str, file: str, name: str) -> tuple[str, str]:
    """Give what a task of a role replaces, and with what."""
    waiting = list(yaml.safe_load((ROLES / role / "tasks" / file).read_text(encoding="utf-8")))
    for task in waiting:
        waiting += task.get("block", ())
        if task["name"].endswith(name):
            action = task["ansible.builtin.replace"]
            return action["regexp"], action["replace"]
    pytest.fail(name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TMOUT=3600", ": # tenken J13-UA-14: TMOUT=3600"),
        ("\treadonly TMOUT", "\t: # tenken J13-UA-14: readonly TMOUT"),
        ("declare -xr TMOUT=0; export TMOUT", ": # tenken J13-UA-14: declare -xr TMOUT=0; export TMOUT"),
        ('if [ -z "$TMOUT" ]; then', 'if [ -z "$TMOUT" ]; then'),
        (": # tenken J13-UA-14: TMOUT=3600", ": # tenken J13-UA-14: TMOUT=3600"),
        ("# TMOUT=3600", "# TMOUT=3600"),
    ],
)
def test_other_limits_of_shells_become_statements_that_do_nothing(before: str, after: str) -> None:
    made = told.idle_sessions(sources({}, {"max_idle_s": 600}))
    assert isinstance(made, dict)
    assert made["idle_s"] == 600
    _, into = _expression("sessions", "idle.yml", "Take other limits out of force")
    assert (
        re.sub(made["other_limit"], into, f"umask 027\n{before}\nfi\n", flags=re.MULTILINE)
        == f"umask 027\n{after}\nfi\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("enforcing = 0", "# tenken J13-UA-05: enforcing = 0"),
        (" dcredit=2", "# tenken J13-UA-05:  dcredit=2"),
        ("dcredit = -1", "dcredit = -1"),
        ("# dcredit = 1", "# dcredit = 1"),
    ],
)
def test_what_softens_demands_on_passwords_is_commented_out(before: str, after: str) -> None:
    pattern, into = _expression("authentication", "quality.yml", "Comment out what softens the demands")
    assert re.sub(pattern, into, f"{before}\nretry = 3\n", flags=re.MULTILINE) == f"{after}\nretry = 3\n"
