"""How the controls on accounts, log-ins, keys and special files are broken on good12, and repaired.

What a container cannot hold: kernel rules for J13-UA-13 (auditctl is refused there), and mounts of other machines.
"""

from __future__ import annotations

from typing import Any

from tests.lab.live_breaks import Break

_SUDOERS = "/etc/sudoers.d/90-break"
_CONTEXTS = tuple(f"{user}@{where}" for user in ("ope01", "root", "scan") for where in ("inside", "outside"))


def _items(*items: str) -> dict[str, Any]:
    return {"items": list(items), "count": len(items)}


def _both(field: str, *items: str) -> dict[str, dict[str, Any]]:
    """A local finding is one of all accounts too, where no directory adds others."""
    return {f"bad.password_ages.{field}": _items(*items), f"bad.password_ages.local_{field}": _items(*items)}


def _last_login(epoch: str) -> str:
    """Write a record of ope01's last log-in into lastlog(8)'s file."""
    return (
        'python3 -c \'import struct, sys; log = open("/var/log/lastlog", "r+b"); log.seek(int(sys.argv[1]) * 292); '
        f'log.write(struct.pack("=i32s256s", int(sys.argv[2]), b"pts/0", b"10.77.0.1"))\' "$(id -u ope01)" {epoch}'
    )


def _sudoers(text: str) -> str:
    return f"printf '%s\\n' '{text}' >{_SUDOERS} && chmod 0440 {_SUDOERS}"


# Accounts that cannot log in, so that the list of those that can stays as it is.
_SERVICE = "useradd -M -d /nonexistent -s /usr/sbin/nologin"
_HASH = "'$6$tenkenlab$0123456789abcdefghijkl'"

BREAKS: tuple[Break, ...] = (
    Break(
        "J13-UA-06",
        f"{_SERVICE} kigen && usermod -p {_HASH} kigen && chage -M 99999 kigen",
        _both("ages", "kigen (99999)"),
        "userdel kigen",
    ),
    Break(
        "J13-UA-07",
        f"{_SERVICE} guest && usermod -p {_HASH} guest && chage -M 90 guest",
        _both("usable", "guest"),
        "userdel guest",
    ),
    Break(
        "J13-UA-24",
        "logger -i -t sshd 'Accepted publickey for ope01 from 203.0.113.9 port 4711 ssh2' && journalctl --sync",
        {"log_ins_foreign": _items("ope01 203.0.113.9 TOLD")},
        "journalctl -q --rotate && journalctl -q --vacuum-size=1",
        told="TZ=Asia/Tokyo journalctl -q --no-pager -o short-iso -t sshd | grep -F 203.0.113.9 | tail -n 1 | "
        "cut -c 1-16 | tr T ' '",
    ),
    Break(
        "J13-UA-12",
        _sudoers('Defaults env_keep += "LD_PRELOAD"'),
        {"bad.sudo_settings.kept_variables": _items("LD_PRELOAD")},
        f"rm {_SUDOERS}",
    ),
    Break(
        "J13-UA-13",
        "sed -i.kept /execve/d /etc/audit/rules.d/10-tenken-lab.rules && augenrules",
        {"bad.audit.persisted_rules": _items("execve (b64)")},
        "mv /etc/audit/rules.d/10-tenken-lab.rules.kept /etc/audit/rules.d/10-tenken-lab.rules && augenrules",
    ),
    Break(
        "J13-UA-15",
        "printf 'Banner none\\n' >/etc/ssh/sshd_config.d/05-break-J13-UA-15.conf",
        {"bad.login_banner.ssh": _items(*(f"{context}: -" for context in _CONTEXTS))},
        "rm /etc/ssh/sshd_config.d/05-break-J13-UA-15.conf",
    ),
    Break(
        "J13-UA-25",
        "install -D -m 0644 /dev/null /etc/ssl/private/left.key",
        {"bad.private_keys.discovered": _items("/etc/ssl/private/left.key 0644 root:root")},
        "rm /etc/ssl/private/left.key",
    ),
    Break(
        "J13-UA-27",
        "install -m 0666 /dev/null /srv/open",
        {"bad.special_files.writable": _items("/srv/open")},
        "rm /srv/open",
    ),
)

# The other side of controls that look at several things, and what would show in the findings of others above.
SECOND: tuple[Break, ...] = (
    Break(
        "J13-UA-06",
        "sed -i.kept -E 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/login.defs",
        {"bad.password_ages.default_max_days": {"value": 99999}},
        "mv /etc/login.defs.kept /etc/login.defs",
    ),
    Break(
        "J13-UA-07",
        f"{_SERVICE} shoki && usermod -p {_HASH} shoki && chage -M 90 -d 0 shoki",
        _both("initial", "shoki"),
        "userdel shoki",
    ),
    Break(
        "J13-UA-11",
        f"usermod -p {_HASH} ope01 && chage -M 90 ope01 && " + _last_login("1700000000"),
        {"bad.last_logins.last": _items("ope01 (2023-11-15)")},
        "usermod -p '*' ope01 && " + _last_login("$(date +%s)"),
    ),
    Break(
        "J13-UA-12",
        f"{_SERVICE} gyousha && usermod -aG sudo gyousha",
        {
            "bad.sudo_settings.members": _items("gyousha"),
            "bad.sudo_settings.local_members": _items("gyousha"),
        },
        "userdel gyousha",
    ),
    Break(
        "J13-UA-13",
        _sudoers("Defaults:ope01 !syslog, !logfile"),
        {"bad.sudo_settings.unrecorded": _items("ope01")},
        f"rm {_SUDOERS}",
    ),
    Break(
        "J13-UA-15",
        "cp /etc/issue /root/issue.kept && printf 'Debian GNU/Linux 12\\n' >/etc/issue",
        {"bad.login_banner.console": _items("/etc/issue: Debian, GNU/Linux")},
        "mv /root/issue.kept /etc/issue",
    ),
    Break(
        "J13-UA-25",
        "chmod 0644 /etc/ssl/tenken/server.key",
        {"bad.private_keys.registered": _items("/etc/ssl/tenken/server.key 0644 root:root")},
        "chmod 0600 /etc/ssl/tenken/server.key",
    ),
    Break(
        "J13-UA-27",
        "install -m 4755 /bin/true /srv/setuid",
        {"bad.special_files.setid": _items("/srv/setuid")},
        "rm /srv/setuid",
    ),
)
