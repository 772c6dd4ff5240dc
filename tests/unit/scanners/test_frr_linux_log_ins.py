"""What a router on Linux says of who is asked when somebody logs in: variants of the recorded device in order."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanners.facts.field import Known, Unknown
from scanners.platforms import DEVICES
from scanners.platforms.network.frr_linux import access, log_ins, ssh_server
from scanners.platforms.network.platform import read_facts
from scanners.probe import Scope
from tests.unit.scanners.test_devices import outputs

CASE = Path(__file__).parents[2] / "devices" / "frr_linux" / "compliant.yaml"
COMMANDS: dict[str, str] = yaml.safe_load(CASE.read_text(encoding="utf-8"))["commands"]
TACACS = "server=192.0.2.70"
SSSD_OFF = ":unit Id=sssd.service\n:unit LoadState=not-found\n:unit ActiveState=inactive\n:unit UnitFileState=\n"
SOON_S = 5.0


def _told(
    pam: dict[str, str] | None = None, sshd: dict[str, str] | None = None, consoles: str = "", more_people: str = ""
) -> Any:
    """Give accounts and access, with these files and consoles instead of the recorded ones."""
    commands = COMMANDS | {log_ins.PEOPLE.shell: COMMANDS[log_ins.PEOPLE.shell] + more_people}
    commands |= {access.CONSOLES.shell: consoles} if consoles else {}
    if pam is not None:
        commands[log_ins.STACKS.shell] = "".join(
            f":file {path}\n" + "".join(f"{path}:{line}\n" for line in text.splitlines()) for path, text in pam.items()
        )
    if sshd is not None:
        commands[ssh_server.SSHD_FILES.shell] = "".join(
            f"{path}:{line}\n" for path, text in sshd.items() for line in text.splitlines()
        )
    platform = DEVICES["frr_linux"]
    scope = Scope(accepted_platforms=("frr_linux 8.4.4",))
    facts = {
        kind.__name__: fact for kind, fact in read_facts(platform, outputs(platform, commands, scope), scope).items()
    }
    return facts["DeviceAccounts"], facts["ManagementAccess"]


def _both(text: str) -> dict[str, str]:
    return {"/etc/pam.d/sshd": text, "/etc/pam.d/login": text}


def _of_stack(text: str) -> tuple[str, ...]:
    accounts, _access = _told(_both(text))
    assert accounts.methods.value["sshd"] == accounts.methods.value["login"]
    return tuple(accounts.methods.value["login"])


@pytest.mark.parametrize(
    ("stack", "asked"),
    [
        ("auth required pam_unix.so", ("local",)),
        (f"auth required pam_tacplus.so {TACACS}", ("tacacs",)),
        # The server alone; the machine where it is silent; the machine although it refused.
        (
            f"auth [success=done authinfo_unavail=ignore default=die] pam_tacplus.so {TACACS}\n"
            "auth required pam_unix.so",
            ("tacacs", "local"),
        ),
        (f"auth sufficient pam_tacplus.so {TACACS}\nauth required pam_unix.so", ("tacacs", "local_always")),
        (
            "auth [success=done user_unknown=ignore authinfo_unavail=ignore default=die] pam_krb5.so\n"
            "auth required pam_unix.so",
            ("kerberos", "local_always"),
        ),
        # Anybody: at once, after all have refused, while no server answers, who is of the machine.
        ("auth sufficient pam_permit.so\nauth required pam_unix.so", ("local", "none")),
        ("auth sufficient pam_unix.so\nauth required pam_permit.so", ("local", "none")),
        (
            f"auth [success=1 authinfo_unavail=1 default=ignore] pam_tacplus.so {TACACS}\nauth requisite pam_deny.so\n"
            "auth required pam_permit.so",
            ("tacacs", "none"),
        ),
        ("auth sufficient pam_localuser.so\nauth required pam_unix.so", ("local", "none")),
        ("auth required pam_faillock.so preauth\nauth sufficient pam_unix.so", ("local", "none")),
        ("auth requisite pam_nologin.so successok\nauth sufficient pam_unix.so", ("local", "none")),
        (
            "auth [default=2 success=ok] pam_usertype.so isregular\nauth requisite pam_unix.so\n"
            "auth requisite pam_deny.so\nauth required pam_permit.so",
            ("local", "none"),
        ),
        # Regular accounts that are not of the machine; what pam_localuser says of these.
        (
            "auth [success=ok default=die] pam_usertype.so isregular\n"
            "auth [success=1 default=ignore] pam_localuser.so\nauth sufficient pam_permit.so\n"
            "auth required pam_unix.so",
            ("local", "none"),
        ),
        (
            "auth [success=ok perm_denied=1 default=die] pam_localuser.so\nauth requisite pam_unix.so\n"
            "auth required pam_permit.so",
            ("local", "none"),
        ),
        # One server does not answer, the other one refuses.
        (
            f"auth [success=done authinfo_unavail=ignore default=die] pam_tacplus.so {TACACS}\n"
            "auth [success=done auth_err=ignore default=die] pam_ldap.so\nauth required pam_permit.so",
            ("tacacs", "ldap", "none"),
        ),
        # What is no proof, and lets nobody in.
        ("auth requisite pam_nologin.so\nauth sufficient pam_unix.so", ("local",)),
        ("auth required pam_env.so\nauth sufficient pam_unix.so\nauth required pam_deny.so", ("local",)),
        (
            "auth [success=2 default=ignore] pam_unix.so\nauth [default=die] pam_faillock.so authfail\n"
            "auth requisite pam_deny.so\nauth required pam_permit.so",
            ("local",),
        ),
    ],
)  # fmt: skip
def test_a_stack_says_who_is_asked_and_whether_anybody_is(stack: str, asked: tuple[str, ...]) -> None:
    assert _of_stack(stack) == asked


@pytest.mark.parametrize("setting", ["UsePAM no", "", "usepam false"])
def test_without_pam_sshd_asks_no_server(setting: str) -> None:
    accounts, seen = _told(sshd={"/etc/ssh/sshd_config": f"Port 22\n{setting}\n"})
    assert accounts.methods == Known({"sshd": ("local",), "login": ("tacacs", "local")})
    assert isinstance(seen.attempts, Unknown)


def test_without_pam_sshd_locks_nobody() -> None:
    _accounts, seen = _told(_both("auth required pam_unix.so"), {"/etc/ssh/sshd_config": "UsePAM no\n"})
    assert seen.attempts == Known(0)


def test_pam_is_asked_by_the_other_word_for_yes_too() -> None:
    accounts, _access = _told(sshd={"/etc/ssh/sshd_config": "UsePAM true\n"})
    assert accounts.methods.value["sshd"] == ("tacacs", "local")


def test_a_stack_that_sshd_asks_and_that_is_not_there_is_not_told() -> None:
    accounts, _access = _told({"/etc/pam.d/login": "auth required pam_unix.so"})
    assert accounts.methods.reason.code == "pam_file_not_read"


def test_a_console_that_lets_anybody_in_is_open() -> None:
    _accounts, seen = _told(_both("auth sufficient pam_unix.so\nauth required pam_permit.so"))
    assert [line.authenticated for line in seen.consoles.value] == [False, False]
    _accounts, seen = _told(_both("auth required pam_unix.so"))
    assert [line.authenticated for line in seen.consoles.value] == [True, True]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (_both("auth sufficient pam_exec.so /usr/local/bin/ask"), "pam_module_not_modelled"),
        ({"/etc/pam.d/sshd": "auth required pam_unix.so"}, "pam_file_not_read"),
    ],
)
def test_a_console_of_which_pam_is_not_told_is_not_told(files: dict[str, str], code: str) -> None:
    _accounts, seen = _told(files)
    assert seen.consoles.reason.code == code


def test_where_there_is_no_console_pam_does_not_count() -> None:
    _accounts, seen = _told(_both("auth sufficient pam_exec.so /usr/local/bin/ask"), consoles="#\n")
    assert seen.consoles == Known(())


def test_a_module_whose_server_is_off_finds_none() -> None:
    stack = "auth [success=done authinfo_unavail=ignore default=die] pam_sss.so\nauth required pam_permit.so"
    accounts, _access = _told(_both(stack), more_people=SSSD_OFF)
    assert accounts.methods.value["login"] == ("none",)


def test_very_many_modules_of_many_kinds_are_not_told_soon() -> None:
    begun = time.monotonic()
    kinds = ("tacplus", "radius_auth", "ldap", "sss", "krb5", "winbind", "localuser", "securetty", "usertype")
    accounts, _access = _told(_both("".join(f"auth optional pam_{kind}.so\n" for kind in kinds) * 800))
    assert time.monotonic() - begun < SOON_S
    assert accounts.methods.reason.code == "unparseable"


def test_a_console_that_asks_nobody_shows_though_pam_is_not_told() -> None:
    consoles = COMMANDS[access.CONSOLES.shell].replace("-- \\\\u --keep", "-a root --keep")
    _accounts, seen = _told(_both("auth sufficient pam_exec.so /usr/local/bin/ask"), consoles=consoles)
    assert [line.authenticated for line in seen.consoles.value] == [True, False]


def _chain(first: str, include: str, name: str) -> dict[str, str]:
    """Give files of which each names the next one many times: a walk through all of them has no end."""
    names = [first, *(name.format(number) for number in range(14))]
    return {one: "".join(include.format(names[at + 1]) for _ in range(40)) for at, one in enumerate(names[:-1])} | {
        names[-1]: ""
    }


def test_files_of_pam_that_name_each_other_have_an_end() -> None:
    begun = time.monotonic()
    files = _chain("/etc/pam.d/sshd", "@include {}\n", "/etc/pam.d/f{}") | {"/etc/pam.d/login": "@include sshd\n"}
    accounts, seen = _told(files)
    assert time.monotonic() - begun < SOON_S
    assert [state.reason.code for state in (accounts.methods, seen.attempts, seen.consoles)] == ["unparseable"] * 3


def test_files_of_sshd_that_name_each_other_have_an_end() -> None:
    begun = time.monotonic()
    names = _chain("/etc/ssh/sshd_config", "Include {}\n", "/etc/ssh/sshd_config.d/{}")
    accounts, seen = _told(sshd=names)
    assert time.monotonic() - begun < SOON_S
    assert [state.reason.code for state in (accounts.methods, seen.banner)] == ["sshd_config_too_deep"] * 2


def test_a_line_of_sshd_that_names_very_many_files_has_an_end() -> None:
    begun = time.monotonic()
    many = {f"/etc/ssh/sshd_config.d/{number}": "Port 22\n" for number in range(1000)}
    _accounts, seen = _told(sshd={"/etc/ssh/sshd_config": "Include" + " a" * 100_000 + "\n"} | many)
    assert time.monotonic() - begun < SOON_S
    assert seen.banner.reason.code == "sshd_config_too_deep"
