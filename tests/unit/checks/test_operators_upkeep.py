"""The traps of the operators on integrity, records, changes, malicious programs, and of outdated tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from checks import tables
from checks.changes import Change
from checks.finding import Status
from checks.judging import Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.registers import Register, United, unite
from inventories.reason import reason
from reports.messages import TEXTS
from scanners.facts.anti_malware import AntiMalware
from scanners.facts.field import Absent, Field, Known, Unknown
from scanners.facts.file_integrity import FileIntegrity, Result
from scanners.facts.log_retention import KeptLog
from scanners.facts.logs import ForwardTarget, LogForwarding
from scanners.facts.os_release import OsRelease
from scanners.facts.package_changes import PackageChange, PackageChanges
from scanners.facts.package_verification import PackageVerification
from scanners.facts.updates import PendingUpdate, Updates
from tests.unit.checks.defects_software import AS_OF, DAY
from tests.unit.checks.good_host import UNREAD

TABLES = tables.load()
TODAY = japanese_date(AS_OF)
PASS, FAIL, UNKNOWN = Status.PASS, Status.FAIL, Status.UNKNOWN
KEEP = {"min_days": 365, "min_days_forwarding": 7}
SERVER = {"address": "10.0.0.9", "port": 6514, "names": ["logs.test"], "target": "log01"}
TO_SERVER = ForwardTarget("10.0.0.9", 6514, "tcp", True)


def register(**kinds: Any) -> United:
    return unite([msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)])


def run(
    operator: str,
    value: object,
    arguments: Mapping[str, Any] | None = None,
    known: tables.Tables = TABLES,
    **context: Any,
) -> Verdict:
    row = OPERATORS[operator]
    compiled = row.compile(msgspec.convert(dict(arguments or {}), row.params), "log_retention.logs", known)
    assert compiled.expected.code in TEXTS
    verdict = compiled.judge(value, Context(**{"host": "web01", "as_of": AS_OF, "today": TODAY, **context}))
    assert verdict.actual.code in TEXTS
    return verdict


# --- logs_kept


def forwarding(*targets: ForwardTarget) -> dict[str, Any]:
    return {"log_forwarding": LogForwarding(Known(targets), Known(frozenset()))}


@pytest.mark.parametrize(
    ("log", "alone", "forwards"),
    [
        (KeptLog("a", "time", 365, 0), PASS, PASS),
        (KeptLog("a", "time", 364, 0), FAIL, PASS),
        (KeptLog("a", "time", 7, 0), FAIL, PASS),
        (KeptLog("a", "time", 6, 0), FAIL, FAIL),
        (KeptLog("a", "none", 0, 0), PASS, PASS),
        (KeptLog("a", "size", 0, 0), UNKNOWN, UNKNOWN),
        (KeptLog("a", "size", 0, AS_OF - 365 * DAY), PASS, PASS),
        (KeptLog("a", "size", 0, AS_OF - 365 * DAY + 1), UNKNOWN, PASS),
        (KeptLog("a", "size", 0, AS_OF + 400 * DAY), UNKNOWN, UNKNOWN),
        (KeptLog("a", "size", 364, AS_OF - 365 * DAY), FAIL, PASS),  # a rule that ends it is no matter of size
    ],
)
def test_days_that_a_log_must_last(log: KeptLog, alone: Status, forwards: Status) -> None:
    servers = register(log_servers=[SERVER])
    assert run("logs_kept", (log,), KEEP, registers=servers, facts=forwarding()).status is alone
    assert run("logs_kept", (log,), KEEP, registers=servers, facts=forwarding(TO_SERVER)).status is forwards


@pytest.mark.parametrize(
    "target",
    [
        ForwardTarget("10.0.0.9", 6514, "udp", False),  # may be lost on the way
        ForwardTarget("10.0.0.9", 514, "tcp", False),  # another port
        ForwardTarget("10.0.0.8", 6514, "tcp", True),  # another server
    ],
)
def test_only_reliable_forwarding_to_a_registered_server_shortens_the_days(target: ForwardTarget) -> None:
    log = (KeptLog("a", "time", 30, 0),)
    servers = register(log_servers=[SERVER])
    assert run("logs_kept", log, KEEP, registers=servers, facts=forwarding(target)).status is FAIL
    named = ForwardTarget("LOGS.test.", 6514, "relp", True)
    assert run("logs_kept", log, KEEP, registers=servers, facts=forwarding(named)).status is PASS


def test_a_log_server_keeps_all_days_wherever_else_it_sends_them() -> None:
    second = {"address": "10.0.0.8", "port": 6514, "target": "log02"}
    servers = register(log_servers=[SERVER, second])
    facts = forwarding(ForwardTarget("10.0.0.8", 6514, "tcp", True))
    assert (
        run("logs_kept", (KeptLog("a", "time", 30, 0),), KEEP, host="log01", registers=servers, facts=facts)[0] is FAIL
    )


@pytest.mark.parametrize("state", [None, UNREAD])
def test_where_forwarding_is_not_known_only_what_holds_in_both_cases_is_said(state: Unknown | None) -> None:
    facts = {"log_forwarding": LogForwarding(state, state)} if state else {}
    servers = register(log_servers=[SERVER])
    for days, status in ((365, PASS), (30, UNKNOWN), (6, FAIL)):
        verdict = run("logs_kept", (KeptLog("a", "time", days, 0),), KEEP, registers=servers, facts=facts)
        assert verdict.status is status
    open_case = (KeptLog("a", "time", 30, 0),)
    told = run("logs_kept", open_case, KEEP, registers=servers, facts=facts).actual
    assert told == (state.reason if state else reason("not_judged"))
    assert run("logs_kept", open_case, KEEP, registers=register()).actual == reason("no_register", kind="log_servers")
    nothing_sent = {"log_forwarding": LogForwarding(Absent(UNREAD.reason), UNREAD)}
    assert run("logs_kept", open_case, KEEP, registers=servers, facts=nothing_sent).status is FAIL


def test_one_short_log_fails_whatever_is_unknown_of_others_and_no_log_is_no_pass() -> None:
    servers = register(log_servers=[SERVER])
    logs = (KeptLog("a", "size", 0, 0), KeptLog("b", "time", 1, 0))
    verdict = run("logs_kept", logs, KEEP, registers=servers, facts=forwarding(TO_SERVER))
    assert verdict.status is FAIL
    assert verdict.actual.as_dict()["items"] == ("b: 1",)
    assert run("logs_kept", (), KEEP, registers=servers, facts=forwarding(TO_SERVER)).status is UNKNOWN


# --- integrity_checked

CLEAN: Field[Result] = Known("clean")
CHECKED = FileIntegrity(Known(True), Known(True), Known(AS_OF), CLEAN)


@pytest.mark.parametrize(
    ("epoch", "status"),
    [(AS_OF - 7 * DAY, PASS), (AS_OF - 7 * DAY - 1, FAIL), (AS_OF + DAY, PASS), (AS_OF + DAY + 1, UNKNOWN), (0, FAIL)],
)
def test_the_last_check_is_recent(epoch: int, status: Status) -> None:
    value = dataclasses.replace(CHECKED, last_check=Known(epoch))
    assert run("integrity_checked", value, {"max_age_days": 7}).status is status


def test_a_known_defect_outweighs_what_was_not_read() -> None:
    value = FileIntegrity(UNREAD, UNREAD, UNREAD, Known("differences"))
    assert run("integrity_checked", value, {"max_age_days": 7}).actual.code == "integrity_differences"
    value = FileIntegrity(Known(True), Known(False), UNREAD, UNREAD)
    assert run("integrity_checked", value, {"max_age_days": 7}).status is FAIL
    value = FileIntegrity(Known(True), Known(True), UNREAD, UNREAD)
    assert run("integrity_checked", value, {"max_age_days": 7}) == (UNKNOWN, UNREAD.reason)


# --- digests_in_register


def test_managed_files_without_a_register_or_with_an_empty_one_prove_nothing() -> None:
    assert run("digests_in_register", {}).actual.code == "no_register"
    assert run("digests_in_register", {}, registers=register(managed_files=[])).status is UNKNOWN


def test_a_file_that_was_not_read_is_unknown_unless_another_is_wrong() -> None:
    files = [{"path": "/etc/a", "sha256": "0a" * 32}, {"path": "/etc/b", "sha256": "0b" * 32}]
    registers = register(managed_files=files)
    unread = run("digests_in_register", {"/etc/a": "0a" * 32}, registers=registers)
    assert unread.status is UNKNOWN
    assert unread.actual.as_dict()["items"] == ("/etc/b",)
    assert run("digests_in_register", {"/etc/a": ""}, registers=registers).status is FAIL
    right = {"/etc/a": "0a" * 32, "/etc/b": "0b" * 32}
    assert run("digests_in_register", right, registers=registers).status is PASS


# --- changes_announced

WORK = Change("C-1", (), AS_OF - 2 * DAY, AS_OF - 2 * DAY + 3600, "更新")


@pytest.mark.parametrize(
    ("epoch", "status"),
    [
        (WORK.start, PASS),
        (WORK.end, PASS),
        (WORK.start - 1, FAIL),
        (WORK.end + 1, FAIL),
        (AS_OF - 30 * DAY, FAIL),
        (AS_OF - 30 * DAY - 1, PASS),
        (AS_OF + 100 * DAY, FAIL),  # a wrong clock announces nothing
    ],
)
@pytest.mark.parametrize("field", ["installed", "removed"])
def test_changes_within_announced_work(epoch: int, status: Status, field: str) -> None:
    told: dict[str, Any] = {"installed": Known(()), "removed": Known(()), field: Known((PackageChange(epoch, "x"),))}
    value = PackageChanges(**told, removals_since=Known(0))
    assert run("changes_announced", value, {"window_days": 30}, changes=(WORK,)).status is status


def test_a_log_that_begins_inside_the_window_is_no_proof() -> None:
    begin = AS_OF - 30 * DAY
    for since, status in ((begin, PASS), (begin + 1, UNKNOWN)):
        value = PackageChanges(Known(()), Known(()), Known(since))
        assert run("changes_announced", value, {"window_days": 30}).status is status
    seen = PackageChanges(Known((PackageChange(AS_OF, "x"),)), UNREAD, UNREAD)
    assert run("changes_announced", seen, {"window_days": 30}).status is FAIL
    assert run("changes_announced", seen, {"window_days": 30}, changes=(dataclasses.replace(WORK, end=AS_OF),)) == (
        UNKNOWN,
        UNREAD.reason,
    )


# --- protected


@pytest.mark.parametrize(
    ("running", "made", "status", "code"),
    [
        ({"ClamAV"}, {"ClamAV": AS_OF - 3 * DAY}, PASS, "malware_current"),
        ({"ClamAV"}, {"ClamAV": AS_OF - 3 * DAY - 1}, FAIL, "malware_stale"),
        ({"ClamAV"}, {}, UNKNOWN, "malware_signatures_untold"),
        ({"ClamAV"}, {"ClamAV": AS_OF + 2 * DAY}, UNKNOWN, "malware_signatures_untold"),
        ({"ESET"}, {"ClamAV": AS_OF}, UNKNOWN, "malware_signatures_untold"),  # it does not run
        ({"ClamAV", "ESET"}, {"ClamAV": AS_OF}, PASS, "malware_current"),
        ({"ClamAV", "ESET"}, {"ClamAV": 0}, UNKNOWN, "malware_signatures_untold"),
    ],
)
def test_signatures_of_what_runs(running: set[str], made: dict[str, int], status: Status, code: str) -> None:
    verdict = run(
        "protected", AntiMalware(Known(frozenset(running)), Known(frozenset()), Known(made)), {"max_age_days": 3}
    )
    assert (verdict.status, verdict.actual.code) == (status, code)


def test_what_is_installed_and_stopped_is_named_and_none_is_a_fail() -> None:
    stopped = AntiMalware(Known(frozenset()), Known(frozenset({"ClamAV"})), UNREAD)
    assert run("protected", stopped, {"max_age_days": 3}).actual.as_dict()["items"] == ("ClamAV",)
    assert run("protected", AntiMalware(Known(frozenset()), UNREAD, UNREAD), {"max_age_days": 3}).status is FAIL
    absent = Absent(UNREAD.reason)
    assert run("protected", AntiMalware(absent, absent, absent), {"max_age_days": 3}).status is Status.NOT_APPLICABLE


# --- packages_unaltered


def test_altered_files_fail_whatever_else_is_unread_and_missing_digests_are_unknown() -> None:
    bad = PackageVerification(Known(frozenset({"/usr/bin/x"})), UNREAD, UNREAD)
    assert run("packages_unaltered", bad).status is FAIL
    without = PackageVerification(Known(frozenset()), Known(frozenset()), Known(frozenset({"agent"})))
    assert run("packages_unaltered", without).status is UNKNOWN
    changed = PackageVerification(Known(frozenset()), Known(frozenset({"/etc/crontab"})), Known(frozenset()))
    verdict = run("packages_unaltered", changed)
    assert verdict.status is PASS
    assert verdict.actual.as_dict()["items"] == ("/etc/crontab",)


# --- tables that are too old, and lists of updates that are

DEBIAN = OsRelease(Known("debian"), Known("13"), Known("Debian GNU/Linux 13"))
ENDED = OsRelease(Known("debian"), Known("11"), Known("Debian GNU/Linux 11"))
PROFILE = {"profile": "cryptrec-ssh", "kind": "macs"}


def dated(days: int) -> tables.Tables:
    made: date = TODAY - timedelta(days=days)
    return dataclasses.replace(TABLES, support_as_of=made, profiles_as_of=made)


@pytest.mark.parametrize(
    ("days", "code"), [(0, ""), (400, ""), (401, "table_outdated"), (-1, ""), (-2, "table_in_future")]
)
@pytest.mark.parametrize(
    ("operator", "value", "arguments"),
    [
        ("supported_until", DEBIAN, {"min_days": 90}),
        ("supported_until", ENDED, {"min_days": 90}),
        ("algorithms_in", frozenset({"hmac-sha2-256"}), PROFILE),
        ("algorithms_in", frozenset({"hmac-md5"}), PROFILE),
    ],
)
def test_a_table_of_another_time_decides_nothing(
    operator: str, value: object, arguments: dict[str, Any], days: int, code: str
) -> None:
    row = OPERATORS[operator]
    compiled = row.compile(
        msgspec.convert({**arguments, "max_table_age_days": 400}, row.params), "sshd.macs", dated(days)
    )
    verdict = compiled.judge(value, Context(as_of=AS_OF, today=TODAY))
    assert verdict.status is (UNKNOWN if code else verdict.status)
    assert (verdict.actual.code == code) is bool(code)
    assert (verdict.status is UNKNOWN) is bool(code)


def test_shipped_tables_tell_their_day() -> None:
    assert TABLES.support_as_of > date(2026, 1, 1)
    assert TABLES.profiles_as_of > date(2026, 1, 1)


@pytest.mark.parametrize(
    ("pending", "age_days", "status", "code"),
    [
        ((), 7, PASS, "updates_current"),
        ((), 8, UNKNOWN, "metadata_stale"),
        ((), 400, UNKNOWN, "metadata_stale"),
        ((PendingUpdate("a", "1", 0),), 8, UNKNOWN, "metadata_stale"),
        ((PendingUpdate("a", "1", 0),), 31, FAIL, "updates_late"),  # it was public when the list was made
        ((PendingUpdate("a", "1", AS_OF - 31 * DAY),), 8, FAIL, "updates_late"),
    ],
)
def test_no_updates_on_an_old_list_is_unknown(
    pending: tuple[PendingUpdate, ...], age_days: int, status: Status, code: str
) -> None:
    value = Updates(Known(pending), Known(AS_OF - age_days * DAY), Known(frozenset()))
    verdict = run("updates_applied", value, {"max_pending_days": 30, "max_metadata_age_days": 7})
    assert (verdict.status, verdict.actual.code) == (status, code)
