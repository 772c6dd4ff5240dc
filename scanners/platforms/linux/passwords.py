"""Read what PAM does after failed logins and demands of new passwords."""

from __future__ import annotations

from inventories.reason import reason
from scanners.facts.field import attempt
from scanners.facts.passwords import LoginFailures, PasswordQuality
from scanners.platforms.linux import pam, sshd
from scanners.platforms.linux.accounts import ACCOUNTS, read_accounts
from scanners.platforms.linux.pam import FAILURE, IGNORED, SUCCESS, PamFiles, Step
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

_LOGIN_SERVICES = ("sshd", "login")
_CHANGE_SERVICES = ("passwd", "sshd", "login")
_COUNTERS = frozenset({"pam_faillock", "pam_tally2"})
_QUALITY = frozenset({"pam_pwquality", "pam_cracklib"})
# What these answer when a local account logs in or changes its password as usual.
_ANSWERS = {
    "pam_deny": FAILURE, "pam_rootok": FAILURE, "pam_permit": SUCCESS, "pam_unix": SUCCESS, "pam_env": SUCCESS,
    "pam_faildelay": SUCCESS, "pam_nologin": SUCCESS, "pam_securetty": SUCCESS, "pam_usertype": SUCCESS,
    "pam_localuser": SUCCESS, "pam_group": IGNORED, "pam_cap": IGNORED, "pam_pwhistory": SUCCESS,
    # Stacks with these are walked only where sssd is off: then they reach nobody, and refuse.
    **dict.fromkeys(pam.SSSD_MODULES, FAILURE),
}  # fmt: skip
_FAILLOCK_DEFAULTS = {"deny": "3", "unlock_time": "600"}
_TALLY_DEFAULTS = {"deny": "0", "unlock_time": "0"}
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")


def _settings(lines: list[str]) -> dict[str, str]:
    """Read `name = value` lines; a bare name is a switch."""
    settings = {}
    for line in lines:
        name, equals, value = line.split("#")[0].partition("=")
        settings[name.strip().lower()] = value.strip() if equals else "1"
    settings.pop("", None)
    return settings


def _arguments(step: Step) -> dict[str, str]:
    return _settings(list(step.args))


def _seconds(text: str) -> int:
    return 0 if text == "never" else int(text)


def _counter_settings(step: Step, files: PamFiles) -> tuple[int, int]:
    """Give deny and unlock time of one line; arguments beat the configuration file."""
    arguments = _arguments(step)
    if "conf" in arguments:
        raise Unreadable(reason("pam_file_not_read", path=arguments["conf"]))
    if step.module == "pam_tally2":
        values = _TALLY_DEFAULTS | arguments
    else:
        values = _FAILLOCK_DEFAULTS | _settings(files.files.get("/etc/security/faillock.conf", [])) | arguments
    return max(0, int(values["deny"])), max(0, _seconds(values["unlock_time"]))


def _stage(step: Step) -> str:
    """Give what pam_faillock does here; without an argument it only looks, as `preauth`."""
    named = {"preauth", "authfail", "authsucc"} & set(step.args)
    return named.pop() if len(named) == 1 else "preauth"


def _locks(stack: tuple[Step, ...]) -> bool:
    """Tell whether a wrong password is counted and a locked account kept out, by walking the stack.

    Modules that are not modelled are taken to succeed, then to say nothing: both must hold.
    """
    for other in (SUCCESS, IGNORED):
        counted = False

        def wrong_password(step: Step, other: str = other) -> str:
            nonlocal counted
            if step.module in _COUNTERS and not step.silent:
                counted = counted or step.module == "pam_tally2" or _stage(step) == "authfail"
                return FAILURE if _stage(step) == "authfail" and step.module == "pam_faillock" else SUCCESS
            return FAILURE if step.module == "pam_unix" else _ANSWERS.get(step.module, other)

        def locked(step: Step, other: str = other) -> str:
            if step.module in _COUNTERS:
                return IGNORED if step.silent else FAILURE
            return _ANSWERS.get(step.module, other)

        pam.walk(stack, wrong_password)
        if not counted or pam.walk(stack, locked):
            return False
    return True


def _local_rules(outputs: Outputs) -> None:
    read_accounts(outputs).complete("passwords_in_directory", "passwd", "shadow")


def _services(files: PamFiles, wanted: tuple[str, ...]) -> list[str]:
    found = [service for service in wanted if files.has_service(service)]
    if not found:
        raise Unreadable(reason("pam_file_not_read", path="/etc/pam.d/" + wanted[0]))
    return found


def _lockout(outputs: Outputs, scope: Scope) -> tuple[int, int]:
    """Give the weakest deny (0: some service does not lock) and the shortest unlock time (0: never).

    Where sshd does not ask PAM, its stack locks nobody.
    """
    files = PamFiles(outputs)
    rules: list[tuple[int, int]] = []
    for service in _services(files, _LOGIN_SERVICES):
        stack = files.stack(service, "auth")
        pam.no_directory(stack, sssd_off=read_accounts(outputs).sssd_off)
        if _locks(stack):
            counters = (step for step in pam.modules(stack) if step.module in _COUNTERS and not step.silent)
            rules += [_counter_settings(step, files) for step in counters]
        else:
            rules.append((0, 0))
    _local_rules(outputs)
    denies = [deny for deny, _ in rules]
    if 0 in denies or (files.has_service("sshd") and not sshd.uses_pam(outputs, scope)):
        return 0, 0
    return max(denies), min((unlock for _, unlock in rules if unlock), default=0)


def parse_login_failures(outputs: Outputs, scope: Scope) -> LoginFailures:
    """Give the lock after failed logins, as it stands in sshd and login."""
    return LoginFailures(
        deny=attempt(lambda: _lockout(outputs, scope)[0]),
        unlock_s=attempt(lambda: _lockout(outputs, scope)[1]),
    )


def _in_force(stack: tuple[Step, ...]) -> bool:
    """Tell whether a password that the quality module refuses is kept out."""

    def refused(step: Step) -> str:
        if step.module in _QUALITY:
            return IGNORED if step.silent else FAILURE
        return _ANSWERS.get(step.module, SUCCESS)

    return any(step.module in _QUALITY for step in pam.modules(stack)) and not pam.walk(stack, refused)


def _quality_settings(step: Step, files: PamFiles) -> tuple[int, int]:
    """Give length and classes that one line surely demands, credits counted."""
    values = {"minlen": "8", "minclass": "0", **dict.fromkeys(_CREDITS, "0")}
    if step.module == "pam_cracklib":
        values = {"minlen": "9", "minclass": "0", **dict.fromkeys(_CREDITS, "1")}
    else:
        # Drop-ins are read first, in order; the main file then beats them.
        drop_ins = sorted(path for path in files.files if path.startswith("/etc/security/pwquality.conf.d/"))
        for path in (*drop_ins, "/etc/security/pwquality.conf"):
            values |= _settings(files.files.get(path, []))
    values |= _arguments(step)
    if int(values.get("enforcing", "1")) == 0:
        return 0, 0
    credit = [int(values[name]) for name in _CREDITS]
    given = sum(value for value in credit if value > 0)
    demanded = sum(1 for value in credit if value < 0)
    return max(6, int(values["minlen"]) - given), min(4, max(int(values["minclass"]), demanded))


def _demands(outputs: Outputs) -> tuple[int, int]:
    """Give the weakest demand over the services that change passwords."""
    files = PamFiles(outputs)
    demands: list[tuple[int, int]] = []
    for service in _services(files, _CHANGE_SERVICES):
        stack = files.stack(service, "password")
        if not stack:
            continue  # this service changes no password
        pam.no_directory(stack, sssd_off=read_accounts(outputs).sssd_off)
        if any(step.module == "pam_passwdqc" for step in pam.modules(stack)):
            raise Unreadable(reason("pam_module_not_modelled", module="pam_passwdqc"))
        if _in_force(stack):
            steps = [step for step in pam.modules(stack) if step.module in _QUALITY and not step.silent]
            demands += [_quality_settings(step, files) for step in steps]
        else:
            demands.append((0, 0))
    _local_rules(outputs)
    if not demands:
        raise Unreadable(reason("pam_file_not_read", path="/etc/pam.d/passwd"))
    return min(length for length, _ in demands), min(classes for _, classes in demands)


def parse_password_quality(outputs: Outputs, scope: Scope) -> PasswordQuality:
    """Give what new passwords must be."""
    del scope
    return PasswordQuality(
        minlen=attempt(lambda: _demands(outputs)[0]),
        minclass=attempt(lambda: _demands(outputs)[1]),
    )


def login_failure_probes(scope: Scope) -> tuple[Probe, ...]:
    """Give accounts, PAM, and whether sshd asks PAM."""
    return (ACCOUNTS, pam.PAM, *sshd.pam_probes(scope))


LOGIN_FAILURES_READER = Reader(LoginFailures, login_failure_probes, parse_login_failures)
PASSWORD_QUALITY_READER = Reader(PasswordQuality, always(ACCOUNTS, pam.PAM), parse_password_quality)
