"""What breaks each control of the first thirty on a host in order, and what they must not be content without."""

from __future__ import annotations

from typing import Any

from scanners.facts.crashes import Crash
from scanners.facts.files import FileMode
from scanners.facts.listening_sockets import Socket
from scanners.facts.logs import ForwardTarget
from scanners.facts.mounts import Usage
from scanners.facts.routes import Route
from scanners.facts.sudo_rules import SudoRule
from scanners.facts.updates import PendingUpdate
from tests.unit.checks.good_host import AS_OF, DAY

# Control, fact, field, a value that violates it, and a word that the operator must find in the finding's actual state.
DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J13-MG-01", "packages", "names", frozenset({"bash", "telnetd"}), "telnetd"),
    ("J13-MG-01", "packages", "versions", {"bash": ("5.2.15-1",)}, "5.2.15-1"),
    ("J13-MG-02", "os_release", "version_id", "11", "2024-08-14"),
    ("J13-MG-03", "updates", "pending_security", (PendingUpdate("sudo", "1.9", AS_OF - 40 * DAY),), "sudo"),
    ("J13-MG-03", "updates", "reboot_required", frozenset({"linux-image"}), "linux-image"),
    ("J13-MG-05", "services", "enabled", frozenset({"telnet.socket"}), "telnet.socket"),
    ("J13-MG-08", "time_sync", "synchronised", False, "同期していません"),
    ("J13-MG-08", "time_sync", "offset_ms", 501.0, "501"),
    ("J13-MG-08", "time_sync", "sources", frozenset({"10.0.0.5", "192.0.2.7"}), "192.0.2.7"),
    ("J13-MG-08", "time_sync", "sources", frozenset({"10.0.0.5"}), "足りません"),
    ("J13-MG-09", "audit", "active", False, "動いていません"),
    ("J13-MG-09", "audit", "loaded_rules", frozenset({"-w /etc/passwd -p wa -k x"}), "/etc/shadow"),
    ("J13-MG-09", "audit", "persisted_rules", frozenset[str](), "/etc/passwd"),
    ("J13-MG-10", "log_forwarding", "targets", (), "転送"),
    ("J13-MG-10", "log_forwarding", "targets", (ForwardTarget("10.0.0.9", 6514, "udp", False),), "udp"),
    ("J13-MG-10", "log_forwarding", "targets", (ForwardTarget("192.0.2.7", 514, "tcp", False),), "192.0.2.7"),
    ("J13-MG-10", "log_forwarding", "connected", frozenset[str](), "確立していません"),
    ("J13-MG-12", "files", "logs", {"/var/log/syslog": FileMode(0o666, "syslog", "adm")}, "0666"),
    ("J13-MG-12", "audit", "enabled", 1, "enabled 1"),
    ("J13-UA-01", "sshd", "permit_root_login", {"root@inside": "yes", "root@outside": "no"}, "root@inside: yes"),
    ("J13-UA-01", "sshd", "permit_root_login", {"root@inside": "prohibit-password"}, "prohibit-password"),
    ("J13-UA-02", "sshd", "password_only", frozenset({"ops@outside"}), "ops@outside"),
    ("J13-UA-03", "sshd", "ciphers", frozenset({"aes256-ctr", "3des-cbc"}), "3des-cbc"),
    ("J13-UA-03", "sshd", "macs", frozenset({"hmac-md5"}), "hmac-md5"),
    ("J13-UA-04", "login_failures", "deny", 0, "0回"),
    ("J13-UA-04", "login_failures", "deny", 6, "6回"),
    ("J13-UA-04", "login_failures", "unlock_s", 60, "60秒"),
    ("J13-UA-05", "password_quality", "minlen", 11, "11文字"),
    ("J13-UA-05", "password_quality", "minclass", 0, "0種類"),
    ("J13-UA-08", "shadow", "empty", frozenset({"guest"}), "guest"),
    ("J13-UA-08", "sshd", "permit_empty_passwords", {"ops@inside": "yes"}, "ops@inside"),
    ("J13-UA-09", "accounts", "uid0", frozenset({"root", "toor"}), "toor"),
    ("J13-UA-10", "accounts", "login", frozenset({"root", "leaver"}), "leaver"),
    ("J13-UA-12", "sudo_rules", "grants", frozenset({SudoRule("ops", "ALL", "ALL", "ALL", True)}), "NOPASSWD: ALL"),
    ("J13-UA-14", "session_timeout", "idle_s", 0, "0秒"),
    ("J13-UA-14", "session_timeout", "idle_s", 901, "901秒"),
    ("J13-UA-16", "firewall", "open_families", frozenset({"ip6"}), "ip6"),
    ("J13-UA-16", "firewall", "at_boot", False, "読み込まれません"),
    ("J13-UA-17", "listening_sockets", "sockets", frozenset({Socket("tcp", "::", 8080, "java")}), "8080"),
    ("J13-UA-18", "files", "sensitive", {"/etc/shadow": FileMode(0o644, "root", "shadow")}, "0644"),
    ("J13-UA-18", "files", "sensitive", {"/etc/shadow": FileMode(0o640, "root", "users")}, "root:users"),
    ("J13-UA-19", "sysctl", "running", {"kernel.randomize_va_space": "0"}, "randomize_va_space=0"),
    ("J13-UA-19", "sysctl", "persisted", {}, "kernel.randomize_va_space"),
    ("J13-UA-20", "mandatory_access", "mode", "permissive", "permissive"),
    ("J13-UA-20", "mandatory_access", "boot_mode", "disabled", "disabled"),
    ("J13-UA-20", "mandatory_access", "unconfined", frozenset({"/usr/sbin/x"}), "/usr/sbin/x"),
    ("J13-UA-22", "authorized_keys", "keys", None, "SHA256:CCC"),
    ("J13-FT-04", "services", "failed", frozenset({"db.service"}), "db.service"),
    ("J13-FT-04", "crashes", "events", (Crash(AS_OF - 3 * DAY, "Out of memory"),), "Out of memory"),
    ("J13-FT-05", "mounts", "usage", (Usage("/var", 86, 1),), "/var"),
    ("J13-FT-05", "mounts", "usage", (Usage("/var", 10, 99),), "99%"),
    ("J13-FT-07", "certificates", "expiry", {"/etc/ssl/server.crt": AS_OF + 29 * DAY}, "server.crt"),
    ("J14-UA-01", "usb_storage", "blocked", False, "読み込めます"),
    ("J14-UA-01", "usb_storage", "loaded", frozenset({"uas"}), "uas"),
    ("J14-UA-01", "usb_storage", "attached", frozenset({"0781:5567"}), "0781:5567"),
    ("J14-FT-03", "memory_errors", "uncorrected", 1, "1件"),
    ("J15-UA-10", "routes", "routes", frozenset({Route("0.0.0.0/0", "192.0.2.1", "eth0", "main")}), "192.0.2.1"),
]

# What each control must not be content without.
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS),
        ("J13-UA-03", "sshd", "key_exchange"),
        ("J13-UA-03", "sshd", "host_key_algorithms"),
        ("J13-MG-01", "packages", "order"),
        ("J13-MG-02", "os_release", "id"),
        ("J13-MG-03", "updates", "metadata_epoch"),
        ("J13-FT-07", "certificates", "configured"),
        ("J13-UA-09", "accounts", "local_uid0"),
        ("J13-UA-10", "accounts", "local_login"),
    }
)
