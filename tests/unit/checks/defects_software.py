"""What breaks the controls on the origin, integrity, records and changes of software, and on malicious programs."""

from __future__ import annotations

from typing import Any

from scanners.facts.anti_malware import AntiMalware
from scanners.facts.field import Known
from scanners.facts.file_integrity import FileIntegrity, Result
from scanners.facts.log_retention import KeptLog, LogRetention
from scanners.facts.managed_files import ManagedFiles
from scanners.facts.package_changes import PackageChange, PackageChanges
from scanners.facts.package_verification import PackageVerification
from scanners.facts.repositories import Repositories

# As in `good_host`, which imports this module: noon of 2026-11-22 in Japan.
AS_OF = 1795316400
DAY = 86400
_DIGEST = "0f" * 32
_CLEAN: Result = "clean"
_MAIN = "http://mirror.test/debian trixie main"
_SECURITY = "http://mirror.test/debian-security trixie-security main"

GOOD: dict[str, Any] = {
    "anti_malware": AntiMalware(Known(frozenset({"ClamAV"})), Known(frozenset()), Known({"ClamAV": AS_OF - DAY})),
    "file_integrity": FileIntegrity(Known(True), Known(True), Known(AS_OF - DAY), Known(_CLEAN)),
    "log_retention": LogRetention(
        Known(
            (
                KeptLog("/var/log/syslog", "time", 28, AS_OF - 27 * DAY),
                KeptLog("/var/log/audit/audit.log", "size", 0, AS_OF - 30 * DAY),
            )
        ),
        Known(40),
    ),
    "managed_files": ManagedFiles(Known({"/etc/chrony.conf": _DIGEST})),
    "package_changes": PackageChanges(
        installed=Known((PackageChange(AS_OF - 100 * DAY, "bash"),)),
        removed=Known(()),
        removals_since=Known(AS_OF - 90 * DAY),
    ),
    "package_verification": PackageVerification(
        Known(frozenset()), Known(frozenset({"/etc/crontab"})), Known(frozenset())
    ),
    "repositories": Repositories(Known(frozenset({_MAIN, _SECURITY})), Known(frozenset())),
}

REGISTER: dict[str, Any] = {
    "repositories": [_MAIN, _SECURITY],
    "managed_files": [{"path": "/etc/chrony.conf", "sha256": _DIGEST}],
}

# Control, fact, field, a value that violates it, and a word that the operator must find in the finding's actual state.
DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J13-MG-04", "repositories", "enabled", frozenset({_MAIN, _SECURITY, "http://evil.test/debian sid main"}), "evil"),
    ("J13-MG-04", "repositories", "enabled", frozenset({_MAIN}), "debian-security"),
    ("J13-MG-04", "repositories", "unverified", frozenset({f"{_MAIN} [trusted=yes]"}), "trusted=yes"),
    ("J13-MG-06", "file_integrity", "database", False, "データベースがありません"),
    ("J13-MG-06", "file_integrity", "scheduled", False, "設定されていません"),
    ("J13-MG-06", "file_integrity", "last_check", AS_OF - 8 * DAY, "8日前"),
    ("J13-MG-06", "file_integrity", "result", "differences", "差異が見つかっています"),
    ("J13-MG-06", "file_integrity", "result", "failed", "途中で終わって"),
    ("J13-MG-06", "file_integrity", "result", "never", "一度も検査して"),
    ("J13-MG-07", "managed_files", "digests", {"/etc/chrony.conf": "00" * 32}, "/etc/chrony.conf"),
    (
        "J13-MG-07",
        "managed_files",
        "digests",
        {"/etc/chrony.conf": ""},
        "存在しない管理対象ファイル（1件）: /etc/chrony.conf",
    ),
    ("J13-MG-11", "log_retention", "logs", (KeptLog("/var/log/syslog", "time", 6, 0),), "/var/log/syslog: 6"),
    ("J13-MG-11", "log_retention", "logs", (KeptLog("journal", "size", 3, 0),), "journal: 3"),
    ("J13-MG-11", "log_retention", "used_percent", 91, "91%"),
    ("J13-MG-13", "package_changes", "installed", (PackageChange(AS_OF - 3 * DAY, "telnetd"),), "2026-11-19 +telnetd"),
    ("J13-MG-13", "package_changes", "removed", (PackageChange(AS_OF - 3 * DAY, "aide"),), "2026-11-19 -aide"),
    ("J13-MG-14", "package_verification", "altered", frozenset({"/usr/sbin/sshd"}), "/usr/sbin/sshd"),
    ("J13-UA-21", "anti_malware", "running", frozenset[str](), "導入されていません"),
    ("J13-UA-21", "anti_malware", "signatures", {"ClamAV": AS_OF - 4 * DAY}, "ClamAV (2026-11-18)"),
]

# What each control must not be content without.
READ: list[tuple[str, str, str]] = sorted(
    {
        *((control, fact, field) for control, fact, field, _value, _word in DEFECTS),
        ("J13-MG-13", "package_changes", "removals_since"),
        ("J13-MG-14", "package_verification", "configuration"),
        ("J13-MG-14", "package_verification", "unverifiable"),
    }
)
