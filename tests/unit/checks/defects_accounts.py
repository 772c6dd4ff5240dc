"""What breaks the controls on accounts, log-ins, keys and special files, and what they must not be content without."""

from __future__ import annotations

from typing import Any

from scanners.facts.field import Known
from scanners.facts.files import FileMode
from scanners.facts.last_logins import LastLogins
from scanners.facts.log_ins import LogIn, LogIns
from scanners.facts.login_banner import LoginBanner
from scanners.facts.password_ages import PasswordAge, PasswordAges
from scanners.facts.private_keys import PrivateKeys
from scanners.facts.special_files import SpecialFiles
from scanners.facts.sudo_rules import SudoSettings

# As in `good_host`, which imports this module: noon of 2026-11-22 in Japan, a Sunday.
AS_OF = 1795316400
DAY = 86400
TODAY = AS_OF // DAY
_BANNER = "許可された者以外の利用を禁止する。"
_KEYS = {"/etc/ssl/private/server.key": FileMode(0o640, "root", "ssl-cert")}
_HOST_KEYS = {"/etc/ssh/ssh_host_ed25519_key": FileMode(0o600, "root", "root")}

GOOD: dict[str, Any] = {
    "password_ages": PasswordAges(
        usable=Known(frozenset({"ops"})),
        ages=Known({"ops": PasswordAge(TODAY - 100, 365)}),
        initial=Known(frozenset()),
        local_usable=Known(frozenset({"ops"})),
        local_ages=Known({"ops": PasswordAge(TODAY - 100, 365)}),
        local_initial=Known(frozenset()),
        changed=Known({"root": TODAY - 400, "ops": TODAY - 100, "tenken": TODAY - 400}),
        default_max_days=Known(365),
    ),
    "last_logins": LastLogins(Known({"root": 0, "ops": AS_OF - 3 * DAY, "tenken": 0})),
    "log_ins": LogIns(Known(frozenset({LogIn("tenken", "10.0.0.2", AS_OF - 60)})), Known(0)),
    "login_banner": LoginBanner(
        Known({"root@inside": _BANNER, "root@outside": _BANNER}), Known({"/etc/issue": _BANNER})
    ),
    "private_keys": PrivateKeys(discovered=Known(_HOST_KEYS), registered=Known(_KEYS)),
    "special_files": SpecialFiles(
        setid=Known(frozenset({"/usr/bin/su", "/usr/bin/passwd"})),
        writable=Known(frozenset()),
        unowned=Known(frozenset()),
        not_walked=Known(frozenset({"/mnt/share (nfs4)"})),
    ),
    "sudo_settings": SudoSettings(
        weakened=Known(frozenset()),
        kept_variables=Known(frozenset({"LANG", "LC_*"})),
        unrecorded=Known(frozenset()),
        members=Known(frozenset({"ops"})),
        local_members=Known(frozenset({"ops"})),
    ),
}

REGISTER: dict[str, Any] = {
    "setuid_files": ["/usr/bin/su", "/usr/bin/passwd"],
    "private_keys": [{"path": "/etc/ssl/private/server.key", "owner": "root"}],
    "working_hours": [
        {"account": "ops", "sources": ["10.0.0.0/24"], "days": ["mon", "tue", "wed", "thu", "fri"], "start": "08:30",
         "end": "17:15"},
        {"account": "tenken", "sources": ["10.0.0.2/32"], "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
         "start": "00:00", "end": "23:59"},
    ],
}  # fmt: skip

# Control, fact, field, a value that violates it, and a word that the operator must find in the finding's actual state.
DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J13-UA-06", "password_ages", "local_ages", {"ops": PasswordAge(TODAY, 366)}, "ops (366)"),
    ("J13-UA-06", "password_ages", "ages", {"ops": PasswordAge(TODAY, -1)}, "ops (-)"),
    ("J13-UA-06", "password_ages", "ages", {"ops": PasswordAge(-1, 90)}, "ops"),
    ("J13-UA-06", "password_ages", "default_max_days", 99999, "99999日"),
    ("J13-UA-06", "password_ages", "default_max_days", -1, "-1日"),
    ("J13-UA-07", "password_ages", "local_usable", frozenset({"ops", "guest"}), "guest"),
    ("J13-UA-07", "password_ages", "usable", frozenset({"vagrant"}), "vagrant"),
    ("J13-UA-07", "password_ages", "local_initial", frozenset({"ops"}), "ops"),
    ("J13-UA-07", "password_ages", "initial", frozenset({"ops"}), "ops"),
    ("J13-UA-11", "last_logins", "last", {"ops": AS_OF - 91 * DAY}, "ops"),
    ("J13-UA-12", "sudo_settings", "weakened", frozenset({"!env_reset"}), "!env_reset"),
    ("J13-UA-12", "sudo_settings", "kept_variables", frozenset({"LANG", "LD_PRELOAD"}), "LD_PRELOAD"),
    ("J13-UA-12", "sudo_settings", "members", frozenset({"ops", "leaver"}), "leaver"),
    ("J13-UA-12", "sudo_settings", "local_members", frozenset({"leaver"}), "leaver"),
    ("J13-UA-13", "sudo_settings", "unrecorded", frozenset({"ALL"}), "ALL"),
    ("J13-UA-13", "audit", "loaded_rules", frozenset({"-w /etc/passwd -p wa -k x"}), "execve"),
    ("J13-UA-13", "audit", "persisted_rules", frozenset[str](), "execve"),
    ("J13-UA-15", "login_banner", "ssh", {"root@inside": _BANNER, "root@outside": ""}, "root@outside: -"),
    ("J13-UA-15", "login_banner", "console", {"/etc/issue": r"Debian GNU/Linux 12 \n \l"}, "Debian"),
    ("J13-UA-24", "log_ins", "events", frozenset({LogIn("ops", "10.0.0.2", AS_OF - 1)}), "2026-11-22 11:59"),
    ("J13-UA-24", "log_ins", "events", frozenset({LogIn("root", "console", AS_OF - DAY)}), "root console"),
    ("J13-UA-25", "private_keys", "registered", {}, "server.key (-)"),
    ("J13-UA-25", "private_keys", "discovered", {"/etc/ssl/private/x.key": FileMode(0o644, "root", "root")}, "0644"),
    ("J13-UA-27", "special_files", "setid", frozenset({"/usr/bin/su", "/usr/bin/passwd", "/tmp/sh"}), "/tmp/sh"),
    ("J13-UA-27", "special_files", "setid", frozenset({"/usr/bin/su"}), "/usr/bin/passwd"),
    ("J13-UA-27", "special_files", "writable", frozenset({"/srv/open"}), "/srv/open"),
    ("J13-UA-27", "special_files", "unowned", frozenset({"/srv/left"}), "/srv/left"),
]

# What each control must not be content without.
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS),
        ("J13-UA-11", "accounts", "login"),
        ("J13-UA-11", "accounts", "local_login"),
        ("J13-UA-24", "log_ins", "since"),
        ("J13-UA-27", "special_files", "not_walked"),
    }
)
