"""What a verdict names: the thing that is wrong, how it is and how it should be, so that it can be found and mended."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from checks import tables
from checks.finding import Severity, Status
from checks.judging import Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.registers import Register, United, unite
from checks.segments import networks
from inventories.reason import Reason, reason
from scanners.facts.anti_malware import AntiMalware
from scanners.facts.authorized_keys import AuthorizedKey
from scanners.facts.backups import BackupSet, Place
from scanners.facts.bmc import Bmc, HardwareEvent, Sensor
from scanners.facts.certificates import Certificates
from scanners.facts.cluster import Cluster, Replica
from scanners.facts.components import Components
from scanners.facts.crashes import Crash
from scanners.facts.databases import AccessRule
from scanners.facts.disk_health import Disk
from scanners.facts.field import Absent, Known
from scanners.facts.file_integrity import FileIntegrity
from scanners.facts.files import FileMode
from scanners.facts.hardware_identity import HardwareIdentity
from scanners.facts.listening_sockets import Socket
from scanners.facts.log_ins import LogIn, LogIns
from scanners.facts.log_retention import KeptLog
from scanners.facts.logs import ForwardTarget, LogForwarding, ReceivedLogin
from scanners.facts.mounts import Usage
from scanners.facts.os_release import OsRelease
from scanners.facts.package_changes import PackageChange, PackageChanges
from scanners.facts.package_verification import PackageVerification
from scanners.facts.packages import Packages
from scanners.facts.password_ages import PasswordAge
from scanners.facts.routes import Route
from scanners.facts.secure_boot import SecureBoot
from scanners.facts.storage_encryption import CryptVolume
from scanners.facts.sudo_rules import SudoRule
from scanners.facts.sysctl import Sysctl
from scanners.facts.updates import PendingUpdate, Updates
from tests.unit.checks import defects_facility
from tests.unit.checks.good_host import AS_OF, DAY, OPS_KEY, SCAN_KEY, UNREAD

TABLES = tables.load()
TODAY = japanese_date(AS_OF)
GONE = Absent(reason("guest_has_no_hardware", kind="kvm"))


def register(**kinds: Any) -> United:
    return unite([msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)])


def compiled(operator: str, arguments: Mapping[str, Any] | None, known: tables.Tables = TABLES) -> Any:
    row = OPERATORS[operator]
    return row.compile(msgspec.convert(dict(arguments or {}), row.params), "fact.field", known)


def run(operator: str, value: object, arguments: Mapping[str, Any] | None = None, **context: Any) -> Verdict:
    where = {"host": "web01", "as_of": AS_OF, "today": TODAY, "family": "debian", **context}
    verdict: Verdict = compiled(operator, arguments).judge(value, Context(**where))
    return verdict


def named(*items: str) -> dict[str, Any]:
    return {"items": items, "count": len(items)}


FEW = {"vendor": "", "host": "web01", "serial": "S1"}
BACKUP = {"name": "db", "path": "/srv/backup", "min_bytes": 100}
MODES = {"files": [{"path": "/etc/shadow", "mode": "0640", "groups": ["root", "shadow"]}]}
GOOD_DISK = Disk("nvme0", passed=True)

# Operator, arguments, judged value, context; then the code of what is said and all of its values.
FAILS: list[tuple[str, dict[str, Any], object, dict[str, Any], Reason]] = [
    ("equals", {"value": True}, False, {}, reason("bad.fact.field", value=False)),
    ("at_most", {"value": 5}, 6, {}, reason("bad.fact.field", value=6)),
    ("is_empty", {}, frozenset({"b", "a"}), {}, reason("bad.fact.field", **named("a", "b"))),
    ("subset_of", {"allowed": ["a"]}, frozenset({"c", "b", "a"}), {}, reason("bad.fact.field", **named("b", "c"))),
    (
        "each_equals",
        {"value": "no"},
        {"b@inside": "yes", "a@inside": "no"},
        {},
        reason("bad.fact.field", **named("b@inside: yes")),
    ),
    ("count_at_most", {"value": 1}, frozenset({"b", "a"}), {}, reason("bad.fact.field", **named("a", "b"))),
    (
        "password_lifetime",
        {"max_days": 90},
        {"b": PasswordAge(AS_OF // DAY, 91), "a": PasswordAge(AS_OF // DAY, -1), "c": PasswordAge(1, 90)},
        {},
        reason("bad.fact.field", **named("a (-)", "b (91)")),
    ),
    (
        "none_of",
        {"names": ["guest", "test"]},
        frozenset({"test", "ops"}),
        {},
        reason("bad.fact.field", **named("test")),
    ),
    (
        "accounts_approved",
        {},
        frozenset({"root", "z", "a"}),
        {"registers": register(accounts=[])},
        reason("bad.fact.field", **named("a", "z")),
    ),
    (
        "variables_not_kept",
        {"names": ["LD_*"]},
        frozenset({"LD_B", "LANG", "LD_A=x"}),
        {},
        reason("bad.fact.field", **named("LD_A=x", "LD_B")),
    ),
    (
        "banner_shown",
        {"tells": ["Debian", "Linux"]},
        {"b": "Linux on DEBIAN, db01 \\S \\S", "a": "ok", "c": " "},
        {"hostname": "db01.test"},
        reason("bad.fact.field", **named("b: \\S, Debian, Linux, db01", "c: -")),
    ),
    (
        "banner_shown",
        {"tells": [], "required_text": "無断の利用を禁ずる"},
        {"a": "ok"},
        {},
        reason("bad.fact.field", **named("a: ≠ 無断の利用を禁ずる")),
    ),
    (
        "key_files_protected",
        {"reading_groups": ["ssl"], "complete": True},
        {"/b": FileMode(0o660, "root", "ssl"), "/a": FileMode(0o600, "www", "www")},
        {"registers": register(private_keys=[{"path": "/k2"}, {"path": "/k1"}])},
        reason("bad.fact.field", **named("/a 0600 www:www", "/b 0660 root:ssl", "/k1 (-)", "/k2 (-)")),
    ),
    (
        "files_at_most",
        MODES,
        {"/etc/shadow": FileMode(0o644, "root", "root"), "/etc/passwd": FileMode(0o777, "root", "root")},
        {},
        reason("bad.fact.field", **named("/etc/shadow 0644 root:root")),
    ),
    (
        "logs_protected",
        {"owners": ["root"], "writing_groups": ["adm"]},
        {
            "/c": FileMode(0o664, "root", "users"),
            "/b": FileMode(0o664, "root", "adm"),
            "/a": FileMode(0o602, "root", "adm"),
            "/d": FileMode(0o600, "www", "adm"),
        },
        {},
        reason("bad.fact.field", **named("/a 0602 root:adm", "/c 0664 root:users", "/d 0600 www:adm")),
    ),
    (
        "usage_at_most",
        {"max_used_pct": 85},
        (Usage("/b", 86, 1), Usage("/a", 2, 86), Usage("/c", 85, 85)),
        {},
        reason("bad.fact.field", **named("/a 2% (inode 86%)", "/b 86% (inode 1%)")),
    ),
    (
        "sysctl_at",
        {"keys": [{"key": "k.a", "at_least": 1}, {"key": "k.b", "equals": "1"}]},
        Sysctl(Known({"k.a": "0", "k.b": "1"}), Known({"k.a": "1", "k.b": "2 "})),
        {},
        reason("sysctl_wrong", running=("k.a=0",), count=1, persisted=("k.b=2",), persisted_count=1),
    ),
    (
        "rules_include",
        {"rules": [{"watch": "/etc/shadow"}, {"syscalls": ["mount", "umount2"]}]},
        frozenset({"-a always,exit -F arch=b64 -S mount"}),
        {},
        reason("bad.fact.field", **named("/etc/shadow (wa)", "umount2 (b64)")),
    ),
    (
        "rules_include",
        {"rules": [{"watch": "/etc/shadow"}]},
        frozenset({"-w /etc -p wa", "-a never,task"}),
        {},
        reason("audit_switched_off", **named("-a never,task")),
    ),
    (
        "subset_of_register",
        {"kind": "packages"},
        frozenset({"b", "a", "c"}),
        {"registers": register(packages=["c", "e", "d"])},
        reason("register_differs", **named("a", "b"), lacking=("d", "e"), lacking_count=2),
    ),
    (
        "sudo_in_register",
        {},
        frozenset({SudoRule("b", "ALL", "root", "/bin/x", True), SudoRule("a", "ALL", "ALL", "ALL", False)}),
        {"registers": register(sudo_rules=[{"user": "ops", "command": "ALL"}])},
        reason(
            "register_differs",
            **named("a → ALL: ALL", "b → root: NOPASSWD: /bin/x"),
            lacking=("ops → root: ALL",),
            lacking_count=1,
        ),
    ),
    (
        "keys_in_register",
        {},
        frozenset({AuthorizedKey("ops", "/k", OPS_KEY, ""), AuthorizedKey("b", "/k", SCAN_KEY, "")}),
        {
            "registers": register(
                authorized_keys=[{"fingerprint": OPS_KEY, "account": "ops", "owner": "x", "expires": "2026-11-21"}]
            )
        },
        reason(
            "bad.fact.field",
            **named(f"b: {SCAN_KEY}"),
            expired=(f"ops: {OPS_KEY} (2026-11-21)",),
            expired_count=1,
        ),
    ),
    (
        "ports_in_register",
        {},
        frozenset({Socket("udp", "::", 53, ""), Socket("tcp", "10.0.0.1", 80, "java")}),
        {"registers": register(ports=[{"proto": "tcp", "port": 22, "address": "any"}])},
        reason(
            "register_differs",
            **named("tcp/80 10.0.0.1 (java)", "udp/53 ::"),
            lacking=("tcp/22 any",),
            lacking_count=1,
        ),
    ),
    (
        "sources_in_register",
        {"minimum": 2},
        frozenset({"NTP.test.", "10.0.0.7"}),
        {"registers": register(ntp_servers=["ntp.test"])},
        reason("bad.fact.field", **named("10.0.0.7")),
    ),
    (
        "sources_in_register",
        {"minimum": 2},
        frozenset({"NTP.test."}),
        {"registers": register(ntp_servers=["ntp.test"])},
        reason("too_few_sources", **named("ntp.test"), minimum=2),
    ),
    (
        "mfa_except_scanner",
        {"required": True},
        frozenset({"ops@b", "ops@a", "tenken@a"}),
        {"scan_user": "tenken"},
        reason("bad.fact.field", **named("ops@a", "ops@b")),
    ),
    (
        "supported_until",
        {"min_days": 90},
        OsRelease(Known("debian"), Known("11"), Known("x")),
        {},
        reason("support_ended", id="debian", version="11", until="2024-08-14"),
    ),
    (
        "supported_until",
        {"min_days": 131},
        OsRelease(Known("ubuntu"), Known("22.04"), Known("x")),
        {},
        reason("support_ends_soon", id="ubuntu", version="22.04", until="2027-04-01", days=130),
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(
            Known((PendingUpdate("b", "1", AS_OF - 30 * DAY - 1), PendingUpdate("a", "2", AS_OF - 30 * DAY))),
            Known(AS_OF),
            Known(frozenset()),
        ),
        {},
        reason("updates_late", **named("b 1"), max_days=30),
    ),
    (
        "not_below_register",
        {},
        Packages(Known(frozenset({"b"})), Known({"b": ("1.0", "3.0"), "a": ("0.9",)}), Known("dpkg")),
        {"registers": register(minimum_versions={"debian": {"b": "2.0", "a": "1.0"}})},
        reason("versions_too_low", **named("a 0.9 < 1.0", "b 1.0 < 2.0")),
    ),
    (
        "expires_after",
        {"min_days": 30},
        Certificates(UNREAD, Known({"/b": AS_OF + 30 * DAY - 1, "/a": AS_OF + 30 * DAY})),
        {},
        reason("certificates_expiring", **named("/b (2026-12-22)"), min_days=30),
    ),
    (
        "algorithms_in",
        {"profile": "cryptrec-ssh", "kind": "macs"},
        frozenset({"hmac-md5", "hmac-sha2-256", "a"}),
        {},
        reason("bad.fact.field", **named("a", "hmac-md5")),
    ),
    (
        "no_recent",
        {"window_days": 30},
        (
            Crash(AS_OF - 30 * DAY - 1, "old"),
            Crash(AS_OF - 30 * DAY, "first"),
            Crash(AS_OF - DAY, "x" * 121),
        ),
        {},
        reason("bad.fact.field", **named(f"2026-11-21 {'x' * 120}", "2026-10-23 first")),
    ),
    (
        "routes_approved",
        {},
        frozenset({Route("0.0.0.0/0", "", "eth1", "main"), Route("8.8.8.0/24", "10.0.0.1", "eth0", "7")}),
        {"registers": register(gateways=[{"address": "10.0.0.1"}])},
        reason("bad.fact.field", **named("0.0.0.0/0 → eth1 (table main)", "8.8.8.0/24 → 10.0.0.1 (table 7)")),
    ),
    (
        "database_rules",
        {"refused_methods": ["trust"]},
        frozenset(
            {AccessRule("mysql", "host", "app", "%", "x"), AccessRule("postgresql", "local", "all", "", "trust")}
        ),
        {},
        reason("bad.fact.field", **named("mysql: host app % x", "postgresql: local all - trust")),
    ),
    (
        "superusers_in_register",
        {},
        frozenset({("mysql", "root"), ("postgresql", "postgres"), ("mysql", "dba")}),
        {"registers": register(databases=[{"kind": "mysql", "superusers": ["root"]}])},
        reason("bad.fact.field", **named("mysql: dba", "postgresql: postgres")),
    ),
    (
        "backups_fresh",
        {"max_age_h": 24, "least_pct": 50},
        {"/srv/backup": BackupSet("d.dump", AS_OF - 30 * 3600 - 1, 40, 100)},
        {"registers": register(backups=[BACKUP])},
        reason(
            "bad.fact.field",
            **named(
                "/srv/backup: d.dump 30h",
                "/srv/backup: d.dump 40B < 100B",
                "/srv/backup: d.dump 40B < 50% × 100B",
            ),
        ),
    ),
    (
        "backups_fresh",
        {"max_age_h": 24, "least_pct": 50},
        {"/srv/backup": None},
        {"registers": register(backups=[BACKUP])},
        reason("bad.fact.field", **named("/srv/backup: -")),
    ),
    (
        "backups_apart",
        {},
        {"/srv/backup": Place("ext4", "/dev/sda1", "shared")},
        {"registers": register(backups=[BACKUP])},
        reason("bad.fact.field", **named("/srv/backup: /dev/sda1 (ext4)")),
    ),
    (
        "disks_healthy",
        {"max_reallocated": 10, "max_pending": 0, "max_wear": 80},
        (
            Disk("sdb", passed=False, reallocated=11, pending=1, wear=81, alerts=("media errors 3",)),
            GOOD_DISK,
            Disk("sda", unread="no_answer"),
        ),
        {},
        reason(
            "bad.fact.field",
            **named("sdb: SMART FAILED, media errors 3, reallocated 11 > 10, pending 1 > 0, wear 81 > 80"),
        ),
    ),
    (
        "ciphers_strong",
        {"ciphers": ["aes-xts-plain64"], "min_key_bits": 512},
        (
            CryptVolume("b", "aes-xts-plain64", 256),
            CryptVolume("a", "null", 512),
            CryptVolume("c", "aes-xts-plain64", 512),
        ),
        {},
        reason("bad.fact.field", **named("b: aes-xts-plain64 256", "a: null 512")),
    ),
    (
        "storage_encrypted",
        {"exempt": [], "elsewhere": []},
        {"/b": "plain", "/a": "x"},
        {},
        reason("bad.fact.field", **named("/a", "/b")),
    ),
    (
        "hardware_registered",
        {},
        HardwareIdentity(Known("W"), Known("P"), Known("S1"), Known("1.0")),
        {"registers": register(hardware=[{"host": "web01", "serial": "S2", "vendor": "V"}])},
        reason("bad.fact.field", **named("vendor: W ≠ V", "serial: S1 ≠ S2")),
    ),
    (
        "bios_registered",
        {},
        "1.0",
        {"registers": register(hardware=[{"host": "web01", "serial": "S", "bios_versions": ["2.0", "2.1"]}])},
        reason("bad.fact.field", value="1.0", items=("2.0", "2.1")),
    ),
    (
        "secure_boot_on",
        {"legacy_boot": "fail"},
        SecureBoot(Known("uefi"), Known(value=True), Known(value=False), Known("2.0")),
        {},
        reason("secure_boot_undone_by_shim", tpm="2.0"),
    ),
    (
        "logs_kept",
        {"min_days": 365, "min_days_forwarding": 7},
        (KeptLog("a", "time", 30, 0), KeptLog("b", "time", 400, 0), KeptLog("c", "size", 3, 0)),
        {"registers": register(log_servers=[{"address": "10.0.0.9", "port": 514, "target": "web01"}])},
        reason("bad.fact.field", **named("a: 30", "c: 3"), days=365),
    ),
    (
        "digests_in_register",
        {},
        {"/b": "0" * 64, "/a": ""},
        {"registers": register(managed_files=[{"path": path, "sha256": "1" * 64} for path in ("/b", "/a", "/z")])},
        reason("bad.fact.field", **named("/b"), gone=("/a",), gone_count=1),
    ),
    (
        "packages_unaltered",
        {},
        PackageVerification(Known(frozenset({"/b", "/a"})), UNREAD, UNREAD),
        {},
        reason("package_files_altered", **named("/a", "/b")),
    ),
    (
        "changes_announced",
        {"window_days": 7},
        PackageChanges(
            Known((PackageChange(AS_OF - 7 * DAY - 1, "old"), PackageChange(AS_OF - 7 * DAY, "nginx"))),
            Known((PackageChange(AS_OF - 7 * DAY + 5, "telnetd"),)),
            UNREAD,
        ),
        {},
        reason("changes_unannounced", **named("2026-11-15 +nginx", "2026-11-15 -telnetd")),
    ),
    (
        "cluster_healthy",
        {"max_lag_s": 60, "max_lag_bytes": 1000},
        Cluster(
            Known({"db02": "offline", "db01": "online"}),
            Known(frozenset({"resource failed"})),
            Known({"VI_1": "FAULT", "VI_2": "BACKUP"}),
            Known(
                (
                    Replica("postgresql", "10.0.0.2", "sends", "streaming", 61, 5),
                    Replica("mysql", "10.0.0.3", "receives", "streaming", None, 1001),
                    Replica("mysql", "10.0.0.4", "receives", "streaming", 60, 1000),
                )
            ),
        ),
        {},
        reason(
            "cluster_unhealthy",
            **named(
                "db02: offline",
                "resource failed",
                "VI_1: FAULT",
                "postgresql sends 10.0.0.2: streaming 61s 5B",
                "mysql receives 10.0.0.3: streaming 1001B",
            ),
        ),
    ),
]


@pytest.mark.parametrize("row", FAILS, ids=lambda row: f"{row[0]}")
def test_a_fail_names_all_that_is_wrong(row: tuple[str, dict[str, Any], object, dict[str, Any], Reason]) -> None:
    operator, arguments, value, context, said = row
    assert run(operator, value, arguments, **context) == Verdict(Status.FAIL, said)


BMC: Bmc = defects_facility.GOOD["bmc"]


def bmc(**fields: Any) -> Bmc:
    return dataclasses.replace(BMC, **fields)


def sensor(name: str, reading: str, status: str = "ok") -> Sensor:
    return Sensor(name, status, reading)


BOOT = SecureBoot(Known("uefi"), Known(value=True), Known(value=True), Known("2.0"))
_NO_PARTS = dict.fromkeys((field.name for field in dataclasses.fields(Components)), Known(frozenset[str]()))
PARTS = Components(**_NO_PARTS | {"boards": Known(frozenset({"board B"})), "disks": Known(frozenset({"disk D"}))})
SUPPLIES = (sensor("PSU1", "Presence detected"), sensor("PSU2", "Presence detected"), sensor("PS", "Fully Redundant"))
HOURS = {"account": "ops", "sources": ["10.0.0.0/24"], "days": ["fri"], "start": "08:30", "end": "17:15"}
SERVERS = register(log_servers=[{"address": "10.0.0.9", "port": 514}, {"address": "10.0.0.8", "port": 514}])
NAMED_SERVERS = register(log_servers=[{"address": "10.0.0.9", "port": 514, "target": "log01"}])
TO_LOGS = LogForwarding(Known((ForwardTarget("10.0.0.9", 514, "tcp", False),)), Known(frozenset({"10.0.0.9:514"})))
UNTOLD = LogForwarding(Known((ForwardTarget("10.0.0.9", 514, "udp", False),)), Known(frozenset()))
OWN = {"hostname": "web01.test", "scan_user": "tenken", "login_port": 40022}
CLEAN = FileIntegrity(Known(value=True), Known(value=True), Known(AS_OF - 5 * DAY), Known("clean"))
WORSE = dataclasses.replace(CLEAN, last_check=Known(AS_OF - 5 * DAY - 5))
_INTEGRITY: tuple[tuple[dict[str, Any], str], ...] = (
    ({"database": Known(value=False), "result": Known("differences")}, "integrity_no_database"),
    ({"result": Known("differences"), "scheduled": Known(value=False)}, "integrity_differences"),
    ({"result": Known("failed"), "database": UNREAD}, "integrity_failed"),
    ({"result": Known("never"), "last_check": Known(0)}, "integrity_never"),
    ({"scheduled": Known(value=False), "result": UNREAD}, "integrity_not_scheduled"),
)
MADE = {"clamav": AS_OF - 3 * DAY, "other": AS_OF - 9 * DAY}

# The same of all other verdicts: operator, arguments, judged value, context, status, what is said.
OTHERS: list[tuple[str, dict[str, Any], object, dict[str, Any], Status, Reason]] = [
    ("equals", {"value": "x"}, "x", {}, Status.PASS, reason("good.fact.field", value="x")),
    ("between", {"least": 3, "most": 3}, 3, {}, Status.PASS, reason("good.fact.field", value=3)),
    ("at_least", {"value": 5}, 7, {}, Status.PASS, reason("good.fact.field", value=7)),
    ("at_least", {"value": 5}, float("nan"), {}, Status.UNKNOWN, reason("not_a_number")),
    (
        "subset_of",
        {"allowed": ["b", "a"]},
        frozenset({"a"}),
        {},
        Status.PASS,
        reason("good.fact.field", items=("a", "b")),
    ),
    ("each_equals", {"value": "no"}, {"a": "no"}, {}, Status.PASS, reason("good.fact.field", value="no")),
    ("each_equals", {"value": "no"}, {}, {}, Status.UNKNOWN, reason("no_context_seen", user="*")),
    (
        "each_equals",
        {"value": "no", "user": "root"},
        {"ops@a": "no"},
        {},
        Status.UNKNOWN,
        reason("no_context_seen", user="root"),
    ),
    ("count_at_most", {"value": 2}, frozenset({"a", "b"}), {}, Status.PASS, reason("good.fact.field", count=2)),
    (
        "password_lifetime",
        {"max_days": 90},
        {"a": PasswordAge(1, 90)},
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("none_of", {"names": ["a", "b"]}, frozenset({"c"}), {}, Status.PASS, reason("good.fact.field", count=2)),
    ("accounts_approved", {}, frozenset({"root"}), {}, Status.PASS, reason("good.fact.field", count=1)),
    ("accounts_approved", {}, frozenset({"ops"}), {}, Status.UNKNOWN, reason("no_register", kind="accounts")),
    (
        "variables_not_kept",
        {"names": ["LD_*"]},
        frozenset({"LANG", "TZ"}),
        {},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    ("banner_shown", {"tells": []}, {"a": "x", "b": "y"}, {}, Status.PASS, reason("good.fact.field", count=2)),
    ("banner_shown", {"tells": []}, {}, {}, Status.UNKNOWN, reason("no_context_seen", user="*")),
    (
        "key_files_protected",
        {"reading_groups": ["ssl"], "complete": True},
        {},
        {},
        Status.UNKNOWN,
        reason("no_register", kind="private_keys"),
    ),
    (
        "key_files_protected",
        {"reading_groups": ["ssl"], "complete": False},
        {"/a": FileMode(0o640, "root", "ssl")},
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "walk_complete",
        {"accepted": ["nfs"]},
        frozenset({"/b (nfs)", "/a (nfs)"}),
        {},
        Status.PASS,
        reason("good.fact.field", **named("/a (nfs)", "/b (nfs)")),
    ),
    (
        "walk_complete",
        {"accepted": ["nfs"]},
        frozenset({"/b (x)", "/a (nfs)"}),
        {},
        Status.UNKNOWN,
        reason("mounts_not_walked", **named("/b (x)")),
    ),
    (
        "files_at_most",
        MODES,
        {"/etc/shadow": FileMode(0o640, "root", "shadow"), "/etc/other": FileMode(0o777, "x", "y")},
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "files_at_most",
        MODES,
        {"/etc/other": FileMode(0o600, "root", "root")},
        {},
        Status.UNKNOWN,
        reason("no_files_seen"),
    ),
    (
        "logs_protected",
        {"owners": ["root"], "writing_groups": []},
        {"/a": FileMode(0o640, "root", "adm")},
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "logs_protected",
        {"owners": ["root"], "writing_groups": []},
        {"/a": FileMode(0o655, "root", "adm")},  # to run a log is no way to change it
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("logs_protected", {"owners": ["root"], "writing_groups": []}, {}, {}, Status.UNKNOWN, reason("no_files_seen")),
    (
        "usage_at_most",
        {"max_used_pct": 85},
        (Usage("/", 4, 1), Usage("/a", 3, 9)),
        {},
        Status.PASS,
        reason("good.fact.field", value=9),
    ),
    ("usage_at_most", {"max_used_pct": 85}, (), {}, Status.UNKNOWN, reason("no_file_systems_seen")),
    (
        "sysctl_at",
        {"keys": [{"key": "k.a", "at_least": 1}, {"key": "k.b", "equals": "1"}]},
        Sysctl(Known({"k.a": "x"}), Known({"k.a": "1", "k.b": "1"})),
        {},
        Status.UNKNOWN,
        reason("sysctl_unseen", **named("k.a=x", "k.b")),
    ),
    (
        "sysctl_at",
        {"keys": [{"key": "k.a", "at_least": 1}]},
        Sysctl(Known({"k.a": "1"}), Known({"k.a": "1"})),
        {},
        Status.PASS,
        reason("sysctl_right", count=1),
    ),
    (
        "sysctl_at",
        {"keys": [{"key": "k.a", "at_least": 1}]},
        Sysctl(UNREAD, Known({"k.a": "1"})),
        {},
        Status.UNKNOWN,
        UNREAD.reason,
    ),
    (
        "rules_include",
        {"rules": [{"watch": "/etc/shadow"}, {"watch": "/etc/passwd"}]},
        frozenset({"-w /etc -p wa"}),
        {},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "rules_include",
        {"rules": [{"watch": "/etc/shadow"}]},
        frozenset({"-w /etc -p wa", "-a never,exit -F pid=1"}),
        {},
        Status.UNKNOWN,
        reason("audit_rule_hides", **named("-a never,exit -F pid=1")),
    ),
    (
        "subset_of_register",
        {"kind": "services"},
        frozenset({"a"}),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="services"),
    ),
    (
        "subset_of_register",
        {"kind": "services"},
        frozenset({"a", "b"}),
        {"registers": register(services=["a", "b"])},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "sudo_in_register",
        {},
        frozenset({SudoRule("a", "ALL", "ALL", "ALL", False)}),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="sudo_rules"),
    ),
    (
        "sudo_in_register",
        {},
        frozenset({SudoRule("root", "ALL", "ALL", "ALL", False)}),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "keys_in_register",
        {},
        frozenset({AuthorizedKey("a", "/k", OPS_KEY, "")}),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="authorized_keys"),
    ),
    ("keys_in_register", {}, frozenset(), {}, Status.PASS, reason("good.fact.field", count=0)),
    ("ports_in_register", {}, frozenset(), {}, Status.UNKNOWN, reason("no_register", kind="ports")),
    (
        "sources_in_register",
        {"minimum": 1},
        frozenset({"a"}),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="ntp_servers"),
    ),
    (
        "sources_in_register",
        {"minimum": 2},
        frozenset({"B", "a"}),
        {"registers": register(ntp_servers=["a", "b", "c"])},
        Status.PASS,
        reason("good.fact.field", **named("a", "b")),
    ),
    (
        "mfa_except_scanner",
        {"required": True},
        frozenset(),
        {"scan_user": "tenken"},
        Status.PASS,
        reason("good.fact.field"),
    ),
    (
        "mfa_except_scanner",
        {"required": True},
        frozenset({"tenken@a"}),
        {"scan_user": "tenken"},
        Status.UNKNOWN,
        reason("scan_account_keys_unread", account="tenken"),
    ),
    ("mfa_except_scanner", {"required": False}, frozenset({"x@a"}), {}, Status.PASS, reason("mfa_not_judged")),
    (
        "supported_until",
        {"min_days": 130},
        OsRelease(Known("ubuntu"), Known("22.04"), Known("x")),
        {},
        Status.PASS,
        reason("supported", id="ubuntu", version="22.04", until="2027-04-01", days=130),
    ),
    (
        "supported_until",
        {"min_days": 90},
        OsRelease(Known("plan9"), Known("4"), Known("x")),
        {},
        Status.UNKNOWN,
        reason("release_not_in_table", id="plan9", version="4"),
    ),
    (
        "supported_until",
        {"min_days": 90},
        OsRelease(Known("debian"), UNREAD, UNREAD),
        {},
        Status.UNKNOWN,
        UNREAD.reason,
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known(()), Known(AS_OF - 8 * DAY - 5), Known(frozenset())),
        {},
        Status.UNKNOWN,
        reason("metadata_stale", days=8, max_days=7),
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known((PendingUpdate("a", "1", AS_OF - DAY),)), Known(AS_OF - 6 * DAY - 5), Known(frozenset())),
        {},
        Status.PASS,
        reason("updates_current", count=1, days=6),
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known(()), Known(AS_OF + DAY), Known(frozenset())),
        {},
        Status.PASS,
        reason("updates_current", count=0, days=0),
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known(()), Known(AS_OF + 3 * DAY + 5), Known(frozenset())),
        {},
        Status.UNKNOWN,
        reason("metadata_in_future", days=3),
    ),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known((PendingUpdate("b", "2", 0), PendingUpdate("a", "1", -1))), Known(AS_OF), Known(frozenset())),
        {},
        Status.UNKNOWN,
        reason("pending_age_unknown", **named("a 1", "b 2")),
    ),
    (
        "not_below_register",
        {},
        Packages(Known(frozenset({"b"})), Known({"b": ("2.0",)}), Known("dpkg")),
        {"registers": register(minimum_versions={"debian": {"b": "2.0", "a": "1.0"}})},
        Status.PASS,
        reason("versions_high_enough", count=2),
    ),
    (
        "not_below_register",
        {},
        Packages(Known(frozenset({"b"})), Known({"b": ("x:1",), "a": ("y:1",)}), Known("dpkg")),
        {"registers": register(minimum_versions={"debian": {"b": "2.0", "a": "1.0"}})},
        Status.UNKNOWN,
        reason("version_unreadable", **named("a y:1", "b x:1")),
    ),
    (
        "expires_after",
        {"min_days": 30},
        Certificates(Known(frozenset()), Known({"/a": AS_OF + 30 * DAY})),
        {"registers": register(certificates=["/a"])},
        Status.PASS,
        reason("certificates_valid", count=1),
    ),
    (
        "expires_after",
        {"min_days": 30},
        Certificates(Known(frozenset({"/c", "/b"})), Known({})),
        {"registers": register(certificates=[])},
        Status.UNKNOWN,
        reason("certificates_unregistered", **named("/b", "/c")),
    ),
    (
        "expires_after",
        {"min_days": 30},
        Certificates(Known(frozenset()), Known({})),
        {"registers": register(certificates=["/b", "/a"])},
        Status.UNKNOWN,
        reason("certificates_unread", **named("/a", "/b")),
    ),
    (
        "algorithms_in",
        {"profile": "cryptrec-ssh", "kind": "macs"},
        frozenset(),
        {},
        Status.UNKNOWN,
        reason("no_algorithms_seen"),
    ),
    (
        "algorithms_in",
        {"profile": "cryptrec-ssh", "kind": "macs"},
        frozenset({"hmac-sha2-256"}),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("no_recent", {"window_days": 30}, (), {}, Status.PASS, reason("good.fact.field", days=30)),
    ("routes_approved", {}, frozenset(), {}, Status.UNKNOWN, reason("no_routes_seen")),
    (
        "routes_approved",
        {},
        frozenset({Route("10.0.0.0/8", "", "eth0", "main")}),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "routes_approved",
        {"allowed_default_routes": ["10.0.0.1"]},
        frozenset({Route("0.0.0.0/0", "10.0.0.1", "eth0", "main")}),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "routes_approved",
        {},
        frozenset({Route("nonsense", "", "eth0", "main")}),
        {},
        Status.UNKNOWN,
        reason("routes_unreadable", **named("nonsense → eth0 (table main)")),
    ),
    ("forwards_to_register", {}, TO_LOGS, {}, Status.UNKNOWN, reason("no_register", kind="log_servers")),
    (
        "forwards_to_register",
        {},
        TO_LOGS,
        {"registers": SERVERS},
        Status.PASS,
        reason("forwarding_connected", items=("10.0.0.9",)),
    ),
    (
        "forwards_to_register",
        {},
        LogForwarding(GONE, GONE),
        {"registers": SERVERS},
        Status.NOT_APPLICABLE,
        GONE.reason,
    ),
    (
        "forwards_to_register",
        {},
        UNTOLD,
        {"registers": SERVERS},
        Status.FAIL,
        reason("forwarding_missing", **named("10.0.0.9:514/udp")),
    ),
    (
        "forwards_to_register",
        {"require_tls": True},
        TO_LOGS,
        {"registers": SERVERS},
        Status.FAIL,
        reason("forwarding_missing", **named("10.0.0.9:514/tcp")),
    ),
    (
        "forwards_to_register",
        {},
        LogForwarding(
            Known(
                (
                    ForwardTarget("b", 514, "tcp", True),
                    ForwardTarget("10.0.0.9", 514, "tcp", False),
                    ForwardTarget("a", 1, "udp", False),
                )
            ),
            UNREAD,
        ),
        {"registers": SERVERS},
        Status.FAIL,
        reason("forwarding_unregistered", **named("a:1/udp", "b:514/tcp+tls")),
    ),
    (
        "forwards_to_register",
        {},
        LogForwarding(TO_LOGS.targets, Known(frozenset({"10.0.0.8:514", "10.0.0.9:515", "host:514"}))),
        {"registers": SERVERS},
        Status.FAIL,
        reason("forwarding_not_connected", **named("10.0.0.9:514/tcp")),
    ),
    (
        "forwards_to_register",
        {},
        TO_LOGS,
        {
            "registers": NAMED_SERVERS,
            **OWN,
            "received": {"log01": Known(frozenset({ReceivedLogin("web01", "tenken", 40022)}))},
        },
        Status.PASS,
        reason("forwarding_arrived", server="log01"),
    ),
    (
        "forwards_to_register",
        {},
        TO_LOGS,
        {
            "registers": NAMED_SERVERS,
            **OWN,
            "received": {"log01": Known(frozenset({ReceivedLogin("web01", "ops", 40022)}))},
        },
        Status.FAIL,
        reason("forwarding_not_arrived", server="log01", account="tenken", port=40022),
    ),
    (
        "forwards_to_register",
        {},
        TO_LOGS,
        {"registers": NAMED_SERVERS, **OWN, "hostname": "", "received": {"log01": Known(frozenset())}},
        Status.UNKNOWN,
        reason("own_login_unknown"),
    ),
    (
        "forwards_to_register",
        {},
        TO_LOGS,
        {"registers": NAMED_SERVERS, **OWN},
        Status.UNKNOWN,
        reason("log_server_not_in_run", server="log01"),
    ),
    (
        "database_rules",
        {"refused_methods": []},
        frozenset({AccessRule("mysql", "local", "a", "", "x")}),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("database_rules", {"refused_methods": []}, frozenset(), {}, Status.UNKNOWN, reason("no_database_rules_seen")),
    (
        "superusers_in_register",
        {},
        frozenset({("mysql", "root")}),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="databases"),
    ),
    (
        "superusers_in_register",
        {},
        frozenset({("mysql", "root")}),
        {"registers": register(databases=[{"kind": "mysql", "superusers": ["root"]}])},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "superusers_in_register",
        {},
        frozenset({("mysql", "root")}),
        {"registers": register(databases=[{"kind": "postgresql", "superusers": ["root"]}])},
        Status.FAIL,
        reason("bad.fact.field", **named("mysql: root")),
    ),
    (
        "listeners_in_register",
        {},
        frozenset({("mysql", "10.0.0.5")}),
        {"registers": register(databases=[{"kind": "mysql", "superusers": [], "listen": ["db.test", "10.0.0.0/24"]}])},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "listeners_in_register",
        {},
        frozenset({("mysql", "10.0.0.5")}),
        {"registers": register(databases=[{"kind": "mysql", "superusers": [], "listen": ["db.test"]}])},
        Status.FAIL,
        reason("bad.fact.field", **named("mysql: 10.0.0.5")),
    ),
    (
        "backups_fresh",
        {"max_age_h": 24, "least_pct": 50},
        {"/srv/backup": BackupSet("d", AS_OF, 100, 200)},
        {"registers": register(backups=[BACKUP])},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "backups_apart",
        {},
        {"/srv/backup": Place("nfs", "nas:/b", "remote")},
        {"registers": register(backups=[BACKUP, {**BACKUP, "path": "/z", "destination": "テープ庫"}])},
        Status.PASS,
        reason("good.fact.field", **named("/srv/backup → nas:/b", "/z → テープ庫")),
    ),
    (
        "backups_apart",
        {},
        {},
        {"registers": register(backups=[BACKUP])},
        Status.UNKNOWN,
        reason("backups_not_looked_at", **named("/srv/backup")),
    ),
    (
        "disks_healthy",
        {"max_reallocated": 10, "max_pending": 0, "max_wear": 80},
        (GOOD_DISK, Disk("sda", unread="no_answer")),
        {},
        Status.UNKNOWN,
        reason("disks_unread", **named("sda (no_answer)")),
    ),
    (
        "disks_healthy",
        {"max_reallocated": 10, "max_pending": 0, "max_wear": 80},
        (GOOD_DISK,),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "ciphers_strong",
        {"ciphers": ["a"], "min_key_bits": 1},
        (CryptVolume("b", "a", 1),),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("ciphers_strong", {"ciphers": ["a"], "min_key_bits": 1}, (), {}, Status.UNKNOWN, reason("no_algorithms_seen")),
    (
        "storage_encrypted",
        {"exempt": ["/boot"], "elsewhere": ["/san"]},
        {"/": "encrypted", "/boot": "plain"},
        {},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "storage_encrypted",
        {"exempt": ["/boot"], "elsewhere": ["/san"]},
        {"/": "unseen", "/san": "plain", "/boot": "plain"},
        {},
        Status.UNKNOWN,
        reason("encryption_unseen", **named("/", "/san")),
    ),
    ("storage_encrypted", {"exempt": [], "elsewhere": []}, {}, {}, Status.UNKNOWN, reason("mounts_unreadable")),
    (
        "bios_registered",
        {},
        "1.0",
        {"registers": register(hardware=[FEW])},
        Status.UNKNOWN,
        reason("no_bios_versions_registered", host="web01"),
    ),
    (
        "bios_registered",
        {},
        "1.0",
        {"registers": register(hardware=[])},
        Status.UNKNOWN,
        reason("hardware_not_registered", host="web01"),
    ),
    (
        "bios_registered",
        {},
        "1.0",
        {"registers": register(hardware=[{**FEW, "bios_versions": ["1.0"]}])},
        Status.PASS,
        reason("good.fact.field", value="1.0"),
    ),
    (
        "secure_boot_on",
        {"legacy_boot": "fail"},
        SecureBoot(Known("uefi"), Known(value=True), Known(value=True), UNREAD),
        {},
        Status.PASS,
        reason("good.fact.field", tpm="?"),
    ),
    (
        "secure_boot_on",
        {"legacy_boot": "fail"},
        SecureBoot(Known("bios"), Known(value=False), Known(value=False), Known("none")),
        {},
        Status.FAIL,
        reason("secure_boot_impossible", tpm="none"),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        SUPPLIES,
        {},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        SUPPLIES[:2],
        {},
        Status.UNKNOWN,
        reason("redundancy_not_told", count=2),
    ),
    ("supplies_redundant", {"min_psu": 2}, SUPPLIES[:1], {}, Status.UNKNOWN, reason("single_supply_model", count=1)),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (SUPPLIES[0], sensor("PSU2", ""), SUPPLIES[2]),
        {},
        Status.FAIL,
        reason("supplies_too_few", count=1, least=2),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (sensor("PSU1", "Presence detected", "nc"), sensor("PSU2", "Presence detected, Failure detected"), SUPPLIES[2]),
        {},
        Status.FAIL,
        reason(
            "bad.fact.field",
            **named("PSU1: Presence detected (nc)", "PSU2: Presence detected, Failure detected (ok)"),
        ),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (*SUPPLIES[:2], sensor("PS", "Redundancy unknown")),
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("PS: Redundancy unknown (ok)")),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (*SUPPLIES, sensor("PSU3", "", "ns")),
        {},
        Status.UNKNOWN,
        reason("sensors_silent", **named("PSU3: - (ns)")),
    ),
    (
        "fans_healthy",
        {"silent": ["F2"]},
        (sensor("F1", "900 RPM"), sensor("F2", "", "ns"), sensor("R", "Fully Redundant")),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "fans_healthy",
        {"silent": []},
        (sensor("F1", "900 RPM"), sensor("F2", "Device Absent")),
        {},
        Status.UNKNOWN,
        reason("sensors_silent", **named("F2: Device Absent (ok)")),
    ),
    (
        "fans_healthy",
        {"silent": ["F2"]},
        (sensor("F2", "", "ns"),),
        {},
        Status.UNKNOWN,
        reason("sensors_silent", **named("F2: - (ns)")),
    ),
    (
        "fans_healthy",
        {"silent": []},
        (sensor("F1", "900 RPM", "lnc"), sensor("F2", "0 RPM"), sensor("F3", "0.0 percent"), sensor("F4", "1 RPM")),
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("F1: 900 RPM (lnc)", "F2: 0 RPM (ok)", "F3: 0.0 percent (ok)")),
    ),
    ("not_opened", {}, (sensor("I", ""),), {}, Status.PASS, reason("good.fact.field", count=1)),
    ("not_opened", {}, (sensor("I", "", "ns"),), {}, Status.UNKNOWN, reason("sensors_silent", **named("I: - (ns)"))),
    (
        "not_opened",
        {},
        (sensor("I", "Opened"), sensor("J", "", "ns")),
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("I: Opened (ok)")),
    ),
    (
        "no_default_users",
        {"names": ["Admin"]},
        frozenset({"ADMIN", "", "ops"}),
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("(anonymous)", "ADMIN")),
    ),
    ("no_default_users", {"names": ["Admin"]}, frozenset({"ops"}), {}, Status.PASS, reason("good.fact.field", count=1)),
    (
        "in_management_segment",
        {},
        frozenset({"10.0.0.1", "2001:db8::1", "192.0.2.1"}),
        {"management": networks(("10.0.0.0/24",))},
        Status.FAIL,
        reason("bad.fact.field", **named("192.0.2.1", "2001:db8::1")),
    ),
    (
        "in_management_segment",
        {},
        frozenset({"10.0.0.1", "2001:db8::1"}),
        {"management": networks(("10.0.0.0/24", "2001:db8::/64"))},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (SUPPLIES[0], sensor("PSU2", "")),
        {},
        Status.FAIL,
        reason("supplies_too_few", count=1, least=2),
    ),
    (
        "supplies_redundant",
        {"min_psu": 2},
        (SUPPLIES[0], SUPPLIES[2]),
        {},
        Status.FAIL,
        reason("supplies_too_few", count=1, least=2),
    ),
    (
        "supplies_redundant",
        {"min_psu": 1},
        (SUPPLIES[0], SUPPLIES[2], sensor("PSU1 Input", "95 Watts")),
        {},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "subset_of",
        {"allowed": ["b", "a"]},
        frozenset({"a", "b"}),
        {},
        Status.PASS,
        reason("good.fact.field", items=("a", "b")),
    ),
    (
        "storage_protected",
        {"exempt": ["/tmp"], "required": True},
        {"/": "md", "/tmp": "none", "/b": "array", "/a": "zfs"},
        {},
        Status.UNKNOWN,
        reason("redundancy_unseen", **named("/a (zfs)", "/b (array)")),
    ),
    (
        "storage_protected",
        {"exempt": ["/tmp"], "required": True},
        {"/": "md", "/tmp": "none"},
        {},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "components_registered",
        {},
        PARTS,
        {"registers": register(hardware=[{**FEW, "components": ["board B", "disk D"]}])},
        Status.PASS,
        reason("good.fact.field", count=2),
    ),
    (
        "components_registered",
        {},
        PARTS,
        {"registers": register(hardware=[{**FEW, "components": ["board B", "disk E", "card C"]}])},
        Status.FAIL,
        reason("bad.fact.field", **named("disk D"), lacking=("card C", "disk E"), lacking_count=2),
    ),
    ("components_registered", {}, PARTS, {}, Status.UNKNOWN, reason("no_register", kind="hardware")),
    (
        "components_registered",
        {},
        PARTS,
        {"registers": register(hardware=[FEW])},
        Status.UNKNOWN,
        reason("no_components_registered", host="web01"),
    ),
    *(
        (
            "secure_boot_on",
            {"legacy_boot": "fail"},
            dataclasses.replace(BOOT, **{field: GONE}),
            {},
            Status.NOT_APPLICABLE,
            GONE.reason,
        )
        for field in ("firmware", "enabled", "shim_validates")
    ),
    (
        "key_files_protected",
        {"reading_groups": ["ssl"], "complete": False},
        {"/a": FileMode(0o600, "root", "root")},
        {"registers": register(private_keys=[{"path": "/k"}])},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    ("no_default_users", {"names": ["Admin"]}, frozenset(), {}, Status.UNKNOWN, reason("bmc_no_account_seen")),
    ("in_management_segment", {}, frozenset({"10.0.0.1"}), {}, Status.UNKNOWN, reason("bmc_no_address")),
    (
        "fru_registered",
        {},
        bmc(),
        {"registers": register(hardware=[{**FEW, "serial": "SN12345"}])},
        Status.PASS,
        reason("good.bmc.fru", serial="SN12345"),
    ),
    (
        "fru_registered",
        {},
        bmc(),
        {"registers": register(hardware=[FEW])},
        Status.FAIL,
        reason("bad.bmc.fru", serial="SN12345", registered="S1"),
    ),
    ("fru_registered", {}, bmc(), {}, Status.UNKNOWN, reason("no_register", kind="hardware")),
    (
        "firmware_registered",
        {},
        bmc(),
        {"registers": register(hardware=[FEW])},
        Status.NOT_APPLICABLE,
        reason("no_bmc_versions_registered", host="web01"),
    ),
    (
        "firmware_registered",
        {},
        bmc(),
        {"registers": register(hardware=[{**FEW, "bmc_versions": ["2.42", "2.43"]}])},
        Status.FAIL,
        reason("bad.bmc.firmware", value="2.41", items=("2.42", "2.43")),
    ),
    (
        "firmware_registered",
        {},
        bmc(),
        {"registers": register(hardware=[{**FEW, "bmc_versions": ["2.41"]}])},
        Status.PASS,
        reason("good.bmc.firmware", value="2.41"),
    ),
    (
        "firmware_registered",
        {},
        bmc(firmware=UNREAD),
        {"registers": register(hardware=[{**FEW, "bmc_versions": ["2.41"]}])},
        Status.UNKNOWN,
        UNREAD.reason,
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(events=Known((HardwareEvent(AS_OF - DAY, "Fan", "failed"), HardwareEvent(AS_OF, "PSU", "lost")))),
        {},
        Status.FAIL,
        reason("hardware_events", **named("2026-11-22 PSU: lost", "2026-11-21 Fan: failed")),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(log_used_pct=Known(81)),
        {},
        Status.FAIL,
        reason("event_log_full", percent=81),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(log_overflow=Known(value=True)),
        {},
        Status.FAIL,
        reason("event_log_full", percent=100),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(),
        {},
        Status.PASS,
        reason("no_hardware_events", days=30, count=1),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(clock_epoch=Known(AS_OF + DAY + 1)),
        {},
        Status.UNKNOWN,
        reason("bmc_clock_wrong", shown="2026-11-23"),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(events=Known((HardwareEvent(0, "Fan", "failed"),))),
        {},
        Status.UNKNOWN,
        reason("events_undated", **named("---- Fan: failed")),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(event_count=Known(201), events=Known((HardwareEvent(AS_OF - 30 * DAY, "OS", "boot completed"),))),
        {},
        Status.UNKNOWN,
        reason("events_beyond_reach", count=201, read=200),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(event_count=Known(200), events=Known((HardwareEvent(AS_OF, "OS", "boot completed"),))),
        {},
        Status.PASS,
        reason("no_hardware_events", days=30, count=200),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(event_count=Known(201), events=Known((HardwareEvent(0, "OS", "boot completed"),))),
        {},
        Status.UNKNOWN,
        reason("events_beyond_reach", count=201, read=200),
    ),
    (
        "no_hardware_events",
        {"window_days": 365, "max_used_pct": 80},
        bmc(events=Known((HardwareEvent(1_262_304_000, "M", "IERR"),))),  # the first day that is believed
        {"as_of": 1_262_304_000 + DAY},
        Status.FAIL,
        reason("hardware_events", **named("2010-01-01 M: IERR")),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(
            events=Known((HardwareEvent(AS_OF, "OS", "boot completed"), HardwareEvent(AS_OF - DAY, "M", "IERR"))),
        ),
        {},
        Status.FAIL,
        reason("hardware_events", **named("2026-11-21 M: IERR")),  # a day back is no wrong clock
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(events=Known((HardwareEvent(AS_OF, "OS", "boot completed"), HardwareEvent(AS_OF - DAY - 1, "M", "IERR")))),
        {},
        Status.UNKNOWN,
        reason("events_undated", **named("---- M: IERR")),
    ),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        bmc(event_count=Known(201), events=Known((HardwareEvent(AS_OF - 30 * DAY - 1, "OS", "boot completed"),))),
        {},
        Status.PASS,
        reason("no_hardware_events", days=30, count=201),
    ),
    ("ups_on_line", {"accepted": ["CHRG"]}, frozenset(), {}, Status.UNKNOWN, reason("ups_not_told", name="ups.status")),
    (
        "ups_on_line",
        {"accepted": ["CHRG"]},
        frozenset({"OL", "CHRG"}),
        {},
        Status.PASS,
        reason("good.fact.field", **named("CHRG", "OL")),
    ),
    (
        "ups_on_line",
        {"accepted": ["CHRG"]},
        frozenset({"OL", "LB"}),
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("LB", "OL")),
    ),
    (
        "each_between",
        {"least": 18, "most": 27},
        {"b": 27.5, "a": 17.99, "c": 27.0},
        {},
        Status.FAIL,
        reason("bad.fact.field", **named("a: 17.99", "b: 27.5")),
    ),
    (
        "each_between",
        {"least": 18, "most": 27},
        {"b": 27.0, "a": 18.0},
        {},
        Status.PASS,
        reason("good.fact.field", **named("a: 18", "b: 27")),
    ),
    ("each_between", {"least": 18, "most": 27}, {}, {}, Status.UNKNOWN, reason("sensors_silent", **named())),
    ("no_leak", {}, {"b": "wet", "a": "dry", "c": "?"}, {}, Status.FAIL, reason("bad.fact.field", **named("b: wet"))),
    ("no_leak", {}, {"b": "strange", "a": "dry"}, {}, Status.UNKNOWN, reason("sensors_silent", **named("b: strange"))),
    ("no_leak", {}, {"a": "dry", "b": "No leak"}, {}, Status.PASS, reason("good.fact.field", count=2)),
    (
        "log_ins_approved",
        {"window_days": 7},
        LogIns(
            Known(frozenset({LogIn("ops", "10.0.1.9", AS_OF - DAY), LogIn("root", "console", AS_OF - 2 * DAY)})), UNREAD
        ),
        {"registers": register(working_hours=[HOURS])},
        Status.FAIL,
        reason("log_ins_foreign", **named("root console 2026-11-20 12:00", "ops 10.0.1.9 2026-11-21 12:00")),
    ),
    (
        "log_ins_approved",
        {"window_days": 7},
        LogIns(Known(frozenset({LogIn("ops", "10.0.0.9", AS_OF - 2 * DAY)})), Known(AS_OF - 7 * DAY)),
        {"registers": register(working_hours=[HOURS])},
        Status.PASS,
        reason("log_ins_within", count=1, days=7),
    ),
    (
        "log_ins_approved",
        {"window_days": 7},
        LogIns(Known(frozenset()), Known(AS_OF - 7 * DAY + 60)),
        {"registers": register(working_hours=[HOURS])},
        Status.UNKNOWN,
        reason("log_ins_incomplete", since="2026-11-15 12:01", days=7),
    ),
    (
        "log_ins_approved",
        {"window_days": 7},
        LogIns(Known(frozenset()), Known(0)),
        {},
        Status.UNKNOWN,
        reason("no_register", kind="working_hours"),
    ),
    ("integrity_checked", {"max_age_days": 7}, CLEAN, {}, Status.PASS, reason("integrity_clean", days=5)),
    ("integrity_checked", {"max_age_days": 5}, CLEAN, {}, Status.PASS, reason("integrity_clean", days=5)),
    ("integrity_checked", {"max_age_days": 5}, WORSE, {}, Status.FAIL, reason("integrity_stale", days=5, max_days=5)),
    ("integrity_checked", {"max_age_days": 6}, WORSE, {}, Status.PASS, reason("integrity_clean", days=5)),
    *(
        ("integrity_checked", {"max_age_days": 4}, dataclasses.replace(WORSE, **fields), {}, Status.FAIL, reason(code))
        for fields, code in _INTEGRITY
    ),
    (
        "integrity_checked",
        {"max_age_days": 9},
        dataclasses.replace(WORSE, scheduled=UNREAD),
        {},
        Status.UNKNOWN,
        UNREAD.reason,
    ),
    (
        "backups_fresh",
        {"max_age_h": 24, "least_pct": 50},
        {},
        {},
        Status.UNKNOWN,
        reason("no_register", kind="backups"),
    ),
    (
        "logs_kept",
        {"min_days": 365, "min_days_forwarding": 7},
        (KeptLog("a", "size", 1, AS_OF - 400 * DAY),),
        {"registers": NAMED_SERVERS, "host": "log01"},
        Status.FAIL,
        reason("bad.fact.field", **named("a: 1"), days=365),
    ),
    (
        "integrity_checked",
        {"max_age_days": 4},
        dataclasses.replace(CLEAN, last_check=Known(AS_OF + DAY)),
        {},
        Status.PASS,
        reason("integrity_clean", days=0),
    ),
    (
        "integrity_checked",
        {"max_age_days": 4},
        dataclasses.replace(CLEAN, last_check=Known(AS_OF + 3 * DAY)),
        {},
        Status.UNKNOWN,
        reason("integrity_in_future", days=3),
    ),
    (
        "logs_kept",
        {"min_days": 365, "min_days_forwarding": 7},
        (KeptLog("a", "size", 0, 0), KeptLog("b", "size", 0, AS_OF - 365 * DAY)),
        {"registers": NAMED_SERVERS, "host": "log01"},
        Status.UNKNOWN,
        reason("logs_limited_by_size", **named("a"), days=365),
    ),
    ("logs_kept", {"min_days": 365, "min_days_forwarding": 7}, (), {}, Status.UNKNOWN, reason("no_logs_seen")),
    (
        "logs_kept",
        {"min_days": 365, "min_days_forwarding": 7},
        (KeptLog("a", "time", 7, 0),),
        {"registers": SERVERS, "facts": {"log_forwarding": TO_LOGS}},
        Status.PASS,
        reason("good.fact.field", count=1, days=7),
    ),
    (
        "digests_in_register",
        {},
        {"/b": "0" * 64},
        {"registers": register(managed_files=[{"path": path, "sha256": "0" * 64} for path in ("/b", "/a", "/z")])},
        Status.UNKNOWN,
        reason("managed_files_unread", **named("/a", "/z")),
    ),
    ("digests_in_register", {}, {}, {}, Status.UNKNOWN, reason("no_register", kind="managed_files")),
    (
        "digests_in_register",
        {},
        {},
        {"registers": register(managed_files=[])},
        Status.UNKNOWN,
        reason("managed_files_none"),
    ),
    (
        "digests_in_register",
        {},
        {"/b": "0" * 64},
        {"registers": register(managed_files=[{"path": "/b", "sha256": "0" * 64}])},
        Status.PASS,
        reason("good.fact.field", count=1),
    ),
    (
        "packages_unaltered",
        {},
        PackageVerification(Known(frozenset()), Known(frozenset({"/b", "/a"})), Known(frozenset())),
        {},
        Status.PASS,
        reason("package_files_right", **named("/a", "/b")),
    ),
    (
        "packages_unaltered",
        {},
        PackageVerification(Known(frozenset()), Known(frozenset()), Known(frozenset({"b", "a"}))),
        {},
        Status.UNKNOWN,
        reason("packages_without_digests", **named("a", "b")),
    ),
    (
        "changes_announced",
        {"window_days": 7},
        PackageChanges(Known((PackageChange(AS_OF - 8 * DAY, "a"),)), Known(()), Known(AS_OF - 7 * DAY)),
        {},
        Status.PASS,
        reason("changes_all_announced", count=0, days=7),
    ),
    (
        "changes_announced",
        {"window_days": 7},
        PackageChanges(Known(()), Known(()), Known(AS_OF - 7 * DAY + 1)),
        {},
        Status.UNKNOWN,
        reason("package_log_too_short", since="2026-11-15"),
    ),
    (
        "protected",
        {"max_age_days": 3},
        AntiMalware(Known(frozenset(MADE)), Known(frozenset()), Known(MADE)),
        {},
        Status.PASS,
        reason("malware_current", **named("clamav"), days=3),
    ),
    (
        "protected",
        {"max_age_days": 2},
        AntiMalware(Known(frozenset(MADE)), Known(frozenset()), Known(MADE)),
        {},
        Status.FAIL,
        reason("malware_stale", **named("clamav (2026-11-19)", "other (2026-11-13)"), max_days=2),
    ),
    (
        "protected",
        {"max_age_days": 2},
        AntiMalware(Known(frozenset(MADE)), Known(frozenset()), Known({"other": AS_OF - 9 * DAY})),
        {},
        Status.UNKNOWN,
        reason("malware_signatures_untold", **named("clamav")),
    ),
    (
        "protected",
        {"max_age_days": 2},
        AntiMalware(Known(frozenset()), Known(frozenset({"b", "a"})), UNREAD),
        {},
        Status.FAIL,
        reason("malware_stopped", **named("a", "b")),
    ),
    (
        "protected",
        {"max_age_days": 2},
        AntiMalware(Known(frozenset()), UNREAD, UNREAD),
        {},
        Status.FAIL,
        reason("malware_none"),
    ),
    (
        "cluster_healthy",
        {"max_lag_s": 60, "max_lag_bytes": 1000},
        Cluster(GONE, GONE, GONE, GONE),
        {"ha_group": "web"},
        Status.UNKNOWN,
        reason("ha_software_not_found", group="web"),
    ),
    (
        "cluster_healthy",
        {"max_lag_s": 60, "max_lag_bytes": 1000},
        Cluster(GONE, GONE, GONE, GONE),
        {},
        Status.NOT_APPLICABLE,
        reason("no_redundancy_software"),
    ),
    (
        "cluster_healthy",
        {"max_lag_s": 60, "max_lag_bytes": 1000},
        Cluster(Known({"a": "online"}), GONE, GONE, GONE),
        {},
        Status.PASS,
        reason("cluster_healthy"),
    ),
    ("standby_alive", {}, Cluster(GONE, GONE, GONE, GONE), {}, Status.NOT_APPLICABLE, reason("no_ha_group")),
    (
        "standby_alive",
        {},
        Cluster(GONE, GONE, GONE, GONE),
        {"ha_group": "web"},
        Status.FAIL,
        reason("ha_group_of_one", group="web"),
    ),
    (
        "standby_alive",
        {},
        Cluster(Known({"b": "online", "c": "standby", "a": "offline"}), GONE, GONE, GONE),
        {"ha_group": "web", "ha_members": {"b": True}},
        Status.FAIL,
        reason("standby_not_online", **named("a: offline", "c: standby")),
    ),
    (
        "standby_alive",
        {},
        Cluster(GONE, GONE, GONE, GONE),
        {"ha_group": "web", "ha_members": {"c": False, "b": True, "a": False}},
        Status.UNKNOWN,
        reason("standby_not_read", **named("a", "c")),
    ),
    (
        "standby_alive",
        {},
        Cluster(GONE, GONE, GONE, GONE),
        {"ha_group": "web", "ha_members": {"c": True, "b": True}},
        Status.PASS,
        reason("standby_alive", **named("b", "c")),
    ),
]


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: f"{row[0]}-{row[4]}-{row[5].code}")
def test_other_verdicts_say_what_they_rest_on(
    row: tuple[str, dict[str, Any], object, dict[str, Any], Status, Reason],
) -> None:
    operator, arguments, value, context, status, said = row
    assert run(operator, value, arguments, **context) == Verdict(status, said)


# Facts that are judged whole, and their fields: what was not read of one must leave the verdict open.
IN_ORDER: dict[str, tuple[dict[str, Any], Any, dict[str, Any], set[str]]] = {
    "not_below_register": (
        {},
        Packages(Known(frozenset({"a"})), Known({"a": ("2",)}), Known("dpkg")),
        {"registers": register(minimum_versions={"debian": {"a": "1"}})},
        {"versions", "order"},
    ),
    "packages_unaltered": (
        {},
        PackageVerification(Known(frozenset()), Known(frozenset()), Known(frozenset())),
        {},
        {"altered", "configuration", "unverifiable"},
    ),
    "integrity_checked": ({"max_age_days": 7}, CLEAN, {}, {"database", "scheduled", "last_check", "result"}),
    "changes_announced": (
        {"window_days": 7},
        PackageChanges(Known(()), Known(()), Known(0)),
        {},
        {"installed", "removed", "removals_since"},
    ),
    "protected": (
        {"max_age_days": 7},
        AntiMalware(Known(frozenset({"clamav"})), Known(frozenset()), Known({"clamav": AS_OF})),
        {},
        {"running", "signatures"},
    ),
    "cluster_healthy": (
        {"max_lag_s": 60, "max_lag_bytes": 1000},
        Cluster(Known({"a": "online"}), Known(frozenset()), Known({"v": "MASTER"}), Known(())),
        {},
        {"nodes", "troubles", "virtual_routers", "replication"},
    ),
    "standby_alive": (
        {},
        Cluster(Known({"a": "online"}), GONE, GONE, GONE),
        {"ha_group": "web", "ha_members": {"a": True}},
        {"nodes"},
    ),
    "supported_until": (
        {"min_days": 1},
        OsRelease(Known("debian"), Known("13"), Known("x")),
        {},
        {"id", "version_id"},
    ),
    "updates_applied": (
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        Updates(Known(()), Known(AS_OF), Known(frozenset())),
        {},
        {"pending_security", "metadata_epoch"},
    ),
    "hardware_registered": (
        {},
        HardwareIdentity(Known("V"), Known("P"), Known("S"), Known("1")),
        {"registers": register(hardware=[{"host": "web01", "serial": "S", "vendor": "V", "product": "P"}])},
        {"vendor", "product", "serial"},
    ),
    "secure_boot_on": (
        {"legacy_boot": "fail"},
        SecureBoot(Known("uefi"), Known(value=True), Known(value=True), Known("2.0")),
        {},
        {"firmware", "enabled", "shim_validates"},
    ),
    "no_hardware_events": (
        {"window_days": 30, "max_used_pct": 80},
        BMC,
        {},
        {"events", "event_count", "log_overflow", "log_used_pct", "clock_epoch"},
    ),
    "battery_in_order": ({"max_age_years": 5}, defects_facility.UPS_GOOD["ups"], {}, {"flags", "battery_date"}),
    "sysctl_at": (
        {"keys": [{"key": "k.a", "at_least": 1}]},
        Sysctl(Known({"k.a": "1"}), Known({"k.a": "1"})),
        {},
        {"running", "persisted"},
    ),
}


@pytest.mark.parametrize("operator", sorted(IN_ORDER))
def test_each_part_of_a_whole_fact_must_have_been_read(operator: str) -> None:
    arguments, value, context, needed = IN_ORDER[operator]
    assert run(operator, value, arguments, **context).status is Status.PASS
    for field in dataclasses.fields(value):
        verdict = run(operator, dataclasses.replace(value, **{field.name: UNREAD}), arguments, **context)
        assert verdict == Verdict(Status.UNKNOWN, UNREAD.reason) if field.name in needed else verdict[0] is Status.PASS


# What each operator wants, in the words of its parameters.
WANTED: list[tuple[str, dict[str, Any], Reason]] = [
    ("equals", {"value": 3}, reason("want.fact.field", value=3)),
    ("at_least", {"value": 3}, reason("want.fact.field", value=3)),
    ("at_most", {"value": 3}, reason("want.fact.field", value=3)),
    ("between", {"least": 1, "most": 3}, reason("want.fact.field", least=1, most=3)),
    ("is_empty", {}, reason("want.fact.field")),
    ("subset_of", {"allowed": ["b", "a"]}, reason("want.fact.field", items=("a", "b"))),
    ("each_equals", {"value": "no"}, reason("want.fact.field", value="no")),
    ("count_at_most", {"value": 2}, reason("want.fact.field", value=2)),
    ("password_lifetime", {"max_days": 90}, reason("want.fact.field", value=90)),
    ("none_of", {"names": ["a", "b"]}, reason("want.fact.field", count=2)),
    ("usage_at_most", {"max_used_pct": 85}, reason("want.fact.field", value=85)),
    ("rules_include", {"rules": [{"watch": "/a"}, {"watch": "/b"}]}, reason("want.fact.field", count=2)),
    ("sysctl_at", {"keys": [{"key": "a.b", "equals": "1"}]}, reason("want_sysctl", count=1)),
    ("sources_in_register", {"minimum": 2}, reason("want.fact.field", minimum=2)),
    ("mfa_except_scanner", {"required": False}, reason("mfa_not_required")),
    ("mfa_except_scanner", {"required": True}, reason("want.fact.field")),
    ("supported_until", {"min_days": 90}, reason("want_supported", min_days=90)),
    (
        "updates_applied",
        {"max_pending_days": 30, "max_metadata_age_days": 7},
        reason("want_updates", max_days=30, max_age=7),
    ),
    ("expires_after", {"min_days": 30}, reason("want_certificates", min_days=30)),
    (
        "algorithms_in",
        {"profile": "cryptrec-ssh", "kind": "macs"},
        reason("want.fact.field", profile="cryptrec-ssh"),
    ),
    ("no_recent", {"window_days": 30}, reason("want.fact.field", days=30)),
    ("forwards_to_register", {"require_tls": False}, reason("want_forwarding")),
    ("forwards_to_register", {"require_tls": True}, reason("want_forwarding_tls")),
    ("database_rules", {"refused_methods": ["trust", "md5"]}, reason("want.fact.field", items=("md5", "trust"))),
    (
        "backups_fresh",
        {"max_age_h": 24, "least_pct": 50},
        reason("want.fact.field", max_age_h=24, least_pct=50),
    ),
    (
        "cluster_healthy",
        {"max_lag_s": 60, "max_lag_bytes": 9},
        reason("want_cluster_healthy", max_lag_s=60, max_lag_bytes=9),
    ),
    ("ciphers_strong", {"ciphers": ["a"], "min_key_bits": 9}, reason("want.fact.field", items=("a",), value=9)),
    (
        "disks_healthy",
        {"max_reallocated": 1, "max_pending": 2, "max_wear": 3},
        reason("want.fact.field", reallocated=1, pending=2, wear=3),
    ),
    ("storage_encrypted", {"exempt": ["/boot"], "elsewhere": []}, reason("want.fact.field", items=("/boot",))),
    ("supplies_redundant", {"min_psu": 2}, reason("want.fact.field", least=2)),
    ("ups_on_line", {"accepted": ["CHRG"]}, reason("want.fact.field", items=("CHRG", "OL"))),
    ("battery_in_order", {"max_age_years": 5}, reason("want_battery", years=5)),
    ("each_between", {"least": 1, "most": 3}, reason("want.fact.field", least=1, most=3)),
    (
        "no_hardware_events",
        {"window_days": 30, "max_used_pct": 80},
        reason("want_no_hardware_events", days=30, percent=80),
    ),
    ("log_ins_approved", {"window_days": 7}, reason("want_log_ins", days=7)),
    ("integrity_checked", {"max_age_days": 7}, reason("want_integrity", max_days=7)),
    (
        "logs_kept",
        {"min_days": 365, "min_days_forwarding": 7},
        reason("want.fact.field", days=365, forwarding=7),
    ),
    ("changes_announced", {"window_days": 7}, reason("want_changes_announced", days=7)),
    ("protected", {"max_age_days": 7}, reason("want_malware", max_days=7)),
    ("not_dormant", {"max_idle_days": 90}, reason("want.fact.field", value=90)),
    ("fru_registered", {}, reason("want.bmc.fru")),
    ("firmware_registered", {}, reason("want.bmc.firmware")),
    ("not_below_register", {}, reason("want_minimum_versions")),
    ("standby_alive", {}, reason("want_standby")),
    ("packages_unaltered", {}, reason("want_package_files")),
]


@pytest.mark.parametrize(
    ("operator", "arguments", "wanted"), WANTED, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_is_wanted_is_said_with_its_limits(operator: str, arguments: dict[str, Any], wanted: Reason) -> None:
    assert compiled(operator, arguments).expected == wanted


@pytest.mark.parametrize(
    ("days", "code"), [(399, None), (400, None), (401, "table_outdated"), (-1, None), (-2, "table_in_future")]
)
def test_a_table_is_believed_for_its_time(days: int, code: str | None) -> None:
    made = date.fromordinal(TODAY.toordinal() - days)
    dated = dataclasses.replace(TABLES, support_as_of=made, profiles_as_of=made)
    release = OsRelease(Known("debian"), Known("13"), Known("x"))
    context = Context(as_of=AS_OF, today=TODAY)
    verdicts = {
        "end_of_support": compiled("supported_until", {"min_days": 90}, dated).judge(release, context),
        "algorithms": compiled("algorithms_in", {"profile": "cryptrec-ssh", "kind": "macs"}, dated).judge(
            frozenset({"hmac-sha2-256"}), context
        ),
    }
    for table, verdict in verdicts.items():
        assert verdict.status is (Status.UNKNOWN if code else Status.PASS)
        if code:
            values = {"days": days, "max_days": 400} if days > 0 else {}
            assert verdict.actual == reason(code, table=table, as_of=made.isoformat(), **values)


def test_severities_are_ranked() -> None:
    assert [severity.rank for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)] == [
        0,
        1,
        2,
        3,
    ]
