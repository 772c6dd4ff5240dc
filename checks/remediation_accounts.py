"""What the roles `accounts`, `authentication`, `sessions` and `sudo` are told.

Nothing here opens an account or takes one away: passwords are locked, never those that a scan or Ansible logs in with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from checks import remediation_audit, remediation_remote
from checks.judging import SHOWN, listed
from checks.remediation_sources import Sources
from inventories.reason import Reason, reason

_ACCOUNT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(?!\n)")
_DORMANT = re.compile(r"(?P<account>.+) \((?:[0-9]{4}-[0-9]{2}-[0-9]{2}|-)\)")  # as the operator `not_dormant` says it
_DEBIAN = frozenset({"debian", "ubuntu"})
_NET_ISSUE = "/etc/issue.net"  # shown by sshd where its configuration says so
_CONSOLE_FILES = ("/etc/issue", _NET_ISSUE)
# For a console without Japanese letters too.
_NOTICE = (
    "許可された者以外の利用を禁止する。すべての操作は記録される。",
    "Use without permission is forbidden. All activity is recorded.",
)
# A whole statement of a shell that sets TMOUT or fixes it.
_SHELL_LIMIT = (
    r"^([ \t]*)((?:(?:readonly|export|declare|typeset)[ \t]+(?:-[a-z]+[ \t]+)?)?TMOUT(?:=[0-9]+)?"
    r"(?:[ \t]*;[ \t]*(?:readonly|export)[ \t]+TMOUT)*[ \t]*;?[ \t]*(?:#.*)?)$"
)
# Within a statement of `Defaults`, continued lines included, what keeps sudo from recording; and what undoes it.
_STATEMENT = r"(?m)^([ \t]*Defaults(?:\\[\s\S]|#\d|[^\\\n#])*?[ \t,])"
_END = r"(?=[ \t]*(?:[,#\\]|$))"
_UNRECORDED = (
    (r"!+[ \t]*syslog", "syslog=authpriv"),
    (r"!+[ \t]*log_allowed", "log_allowed"),
    (r'(?:!+[ \t]*syslog_goodpri|syslog_goodpri[ \t]*=[ \t]*"?none"?)', "syslog_goodpri=notice"),
)


def failed_log_ins(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-04: failures before the lock, and its seconds. What is strict enough already stays as it is."""
    deny, unlock = (sources.known("login_failures", name) for name in ("deny", "unlock_s"))
    if deny is None or unlock is None:
        return reason("repair_state_not_read")
    most, least = int(sources.params["max_deny"]), int(sources.params["min_unlock_s"])
    locks = 1 <= deny <= most
    kept = locks and (unlock == 0 or unlock >= least)  # 0: until an administrator opens it
    return {"settings": {"deny": deny if locks else most, "unlock_time": unlock if kept else least}}


def password_quality(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-05: length and classes. Not where the module that checks passwords is not installed."""
    seen = {name: sources.known("password_quality", name) for name in ("minlen", "minclass")}
    if None in seen.values():
        return reason("repair_state_not_read")
    packages = sources.known("packages", "names")
    if (
        sources.known("os_release", "id") in _DEBIAN
        and isinstance(packages, list)
        and "libpam-pwquality" not in packages
    ):
        return reason("repair_not_installed", items=("libpam-pwquality",))
    return {"settings": {name: max(value, int(sources.params[name])) for name, value in seen.items()}}


def password_lifetime(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-06: the default, and accounts whose password may be used for too long.

    On the host, the role leaves out those whose password would have ended already. A password without a day of its
    last change, or with one to come, is for a person: only a new password brings a true one.
    """
    ages, default = sources.known("password_ages", "local_ages"), sources.known("password_ages", "default_max_days")
    if not isinstance(ages, dict):
        return reason("repair_state_not_read")
    most = int(sources.params["max_days"])
    endless = [name for name, age in ages.items() if not 0 <= age["max_days"] <= most and age["changed"] >= 0]
    good, left = _changeable(sources, endless)
    left = sorted({*left, *_usual(name for name, age in ages.items() if age["changed"] < 0)})
    by_default = default is not None and not 0 <= default <= most
    if not good and not by_default:
        return reason("repair_accounts_by_person", **listed(left))
    return {"max_days": most, "default": by_default, "accounts": good, "left": left}


def default_passwords(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-07: accounts of well-known names with a password, and passwords that were never changed, are locked."""
    usable, initial = (sources.known("password_ages", name) for name in ("local_usable", "local_initial"))
    if not isinstance(usable, list) or not isinstance(initial, list):
        return reason("repair_state_not_read")
    return _locked(sources, {*initial, *(name for name in usable if name in sources.params["default_accounts"])})


def empty_passwords(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-08: empty passwords are locked, and sshd accepts none."""
    empty = sources.known("shadow", "empty")
    accepted = sources.known("sshd", "permit_empty_passwords")
    made = _locked(sources, empty or ())
    if not isinstance(accepted, dict) or set(accepted.values()) <= {"no"}:
        return made
    left = _changeable(sources, empty or ())[1]
    accounts = {"lock": [], "left": left} if isinstance(made, Reason) else made
    return {**accounts, "sshd": remediation_remote.empty_passwords(sources)}


def dormant_accounts(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-11: the passwords of accounts that nobody uses are locked.

    One that a public key opens is for a person: keys are never deleted, and what else would close the account may stop
    its jobs.
    """
    said = [state.as_dict() for state in sources.actual if state.code == "bad.last_logins.last"]
    keys = sources.known("authorized_keys", "keys")
    if not said or keys is None:
        return reason("repair_state_not_read")
    count = int(str(said[0]["count"]))
    if count > SHOWN:
        return reason("repair_too_many", count=count, most=SHOWN)
    items = said[0]["items"]
    found = [_DORMANT.fullmatch(str(item)) for item in (items if isinstance(items, tuple | list) else ())]
    return _locked(sources, {one["account"] for one in found if one}, {key["account"] for key in keys})


def privileged_commands(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-13: sudo records again what it lets run; and the rules of the audit system that lack."""
    edits = [{"from": f"{_STATEMENT}{off}{_END}", "to": rf"\g<1>{on}"} for off, on in _UNRECORDED]
    made: dict[str, Any] = {"sudoers": edits} if sources.known("sudo_settings", "unrecorded") else {}
    audit = remediation_audit.privileged_commands(sources)
    if not isinstance(audit, Reason):
        return made | audit
    by_audit = any(state.code.startswith("bad.audit.") for state in sources.actual)
    return audit if by_audit or not made else made


def idle_sessions(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-14: seconds after which an idle session ends, and what sets others in files that shells read.

    By logind where it can, else by the shell; sshd's ChannelTimeout would end a command that is silent for long.
    """
    return {"idle_s": int(sources.params["max_idle_s"]), "other_limit": _SHELL_LIMIT}


def banners(sources: Sources) -> dict[str, Any] | Reason:
    """J13-UA-15: sshd and the console show a notice. Files of packages under /etc/issue.d are for a person."""
    console = sources.known("login_banner", "console")
    wrong = {
        state.code: [str(item).partition(": ")[0] for item in items]
        for state in sources.actual
        if isinstance(items := state.as_dict().get("items"), tuple | list)
    }
    files = [path for path in wrong.get("bad.login_banner.console", ()) if path in _CONSOLE_FILES]
    made: dict[str, Any] = {}
    if "bad.login_banner.ssh" in wrong:
        made["sshd"] = remediation_remote.sshd_settings(sources, {"Banner": _NET_ISSUE})
        if _NET_ISSUE not in (console or {}):
            files.append(_NET_ISSUE)
    if not files and not made:
        return reason("repair_banners_by_person")
    return {"files": sorted(set(files)), "text": _notice(str(sources.params["required_text"])), **made}


def _notice(required: str) -> str:
    lines = [line for line in map(str.strip, required.splitlines()) if line]
    return "".join(f"{line}\n" for line in (lines or _NOTICE))


def _usual(names: Iterable[str]) -> list[str]:
    """Give the names that may become words of commands, in order."""
    return sorted(name for name in set(names) if _ACCOUNT.fullmatch(name))


def _changeable(sources: Sources, names: Iterable[str], others: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Give the accounts that may be changed, and those left to a person: root, by whatever name, what a scan or Ansible
    logs in with, and `others`. Unusual names are in neither.
    """
    host, usual = sources.host, _usual(names)
    if not host.connection.user:  # ssh_config names it, or nobody does: it may be any of them
        return [], usual
    uid0 = sources.known("accounts", "local_uid0") or ()
    kept = {"root", host.connection.user, host.remediation.user, *uid0, *others}
    return [name for name in usual if name not in kept], [name for name in usual if name in kept]


def _locked(sources: Sources, names: Iterable[str], others: Iterable[str] = ()) -> dict[str, Any] | Reason:
    """Give the accounts whose password is locked; a Reason where that is none."""
    every = sorted(set(names))
    good, left = _changeable(sources, every, others)
    if good:
        return {"lock": good, "left": left}
    if left:
        return reason("repair_accounts_by_person", **listed(left))
    return reason("repair_names_unusual" if every else "repair_nothing_to_set")
