"""The traps of the operators on accounts, log-ins, keys and special files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from checks import tables
from checks.changes import Change
from checks.finding import Status
from checks.judging import JST, Context, Verdict, japanese_date
from checks.operators import OPERATORS
from checks.operators_log_ins import within_hours
from checks.registers import Register, United, WorkingHours, unite
from inventories.reason import reason
from scanners.facts.accounts import Accounts
from scanners.facts.authorized_keys import AuthorizedKey, AuthorizedKeys
from scanners.facts.field import Known, Unknown
from scanners.facts.files import FileMode
from scanners.facts.log_ins import LogIn, LogIns
from scanners.facts.password_ages import PasswordAge, PasswordAges
from tests.unit.checks.good_host import AS_OF, DAY, UNREAD

TABLES = tables.load()
PASS, FAIL, UNKNOWN = Status.PASS, Status.FAIL, Status.UNKNOWN
TODAY = AS_OF // DAY
NAMES = ("root", "tenken", "ops")


def register(**kinds: Any) -> United:
    return unite([msgspec.convert({"description": {"ja": "試", "en": "t"}, **kinds}, Register)])


def run(operator: str, value: object, arguments: Mapping[str, Any] | None = None, **context: Any) -> Verdict:
    row = OPERATORS[operator]
    compiled = row.compile(msgspec.convert(dict(arguments or {}), row.params), "fact.field", TABLES)
    return compiled.judge(value, Context(as_of=AS_OF, today=japanese_date(AS_OF), scan_user="tenken", **context))


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (PasswordAge(TODAY, 365), PASS),
        (PasswordAge(TODAY + 1, 365), PASS),  # the target may already have tomorrow
        (PasswordAge(TODAY + 2, 365), FAIL),  # a last change to come keeps the limit from running
        (PasswordAge(0, 365), PASS),  # must be changed at the next log-in
        (PasswordAge(TODAY, 0), PASS),
        (PasswordAge(TODAY, 366), FAIL),
        (PasswordAge(TODAY, 99999), FAIL),
        (PasswordAge(TODAY, -1), FAIL),
        (PasswordAge(-1, 30), FAIL),  # without a last change nothing ages
    ],
)
def test_a_password_ends_in_time(age: PasswordAge, status: Status) -> None:
    assert run("password_lifetime", {"ops": age}, {"max_days": 365}).status is status


@pytest.mark.parametrize(
    ("kept", "status"),
    [
        ("LANG", PASS),
        ("LC_*", PASS),
        ("XAUTHORITY", PASS),
        ("LD_PRELOAD", FAIL),
        ("LD_*", FAIL),
        ("L*", FAIL),
        ("*", FAIL),
        ("*PATH", FAIL),
        ("BASH_ENV", FAIL),
        ("BASH_FUNC_ls%%=()*", FAIL),
        ("BASH_ENV=/etc/x", FAIL),  # a value is demanded, and the variable is kept
        ("PATH=BASH_ENV", PASS),
        ("PYTHONP?TH", FAIL),
    ],
)
def test_a_kept_variable_is_dangerous_where_it_may_match(kept: str, status: Status) -> None:
    names = {"names": ["LD_*", "BASH_ENV", "BASH_FUNC_*", "PYTHONPATH"]}
    assert run("variables_not_kept", frozenset({kept}), names).status is status


def test_members_need_an_approved_account_and_no_approved_account_need_be_a_member() -> None:
    known = register(accounts=[{"name": "ops", "owner": "運用"}, {"name": "other", "owner": "運用"}])
    assert run("accounts_approved", frozenset({"ops", "root"}), registers=known).status is PASS
    assert run("accounts_approved", frozenset({"ops", "leaver"}), registers=known).status is FAIL
    assert run("accounts_approved", frozenset({"ops"})).status is UNKNOWN
    assert run("accounts_approved", frozenset({"root"})).status is PASS


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("許可された者以外の利用を禁止する。", PASS),
        ("無断の利用を禁ずる \\d \\t \\l", PASS),
        ("", FAIL),
        (" \n\t", FAIL),
        ("Authorised use only \\S{PRETTY_NAME}", FAIL),
        ("Authorised use only \\4{eth0}", FAIL),
        ("authorised use only on debian", FAIL),
    ],
)
def test_a_banner_warns_and_tells_nothing(text: str, status: Status) -> None:
    assert run("banner_shown", {"root@inside": text}, {"tells": ["Debian"]}).status is status


@pytest.mark.parametrize(
    ("text", "hostname", "status"),
    [
        ("DB01へようこそ。無断の利用を禁ずる。", "db01.city.example", FAIL),
        ("無断の利用を禁ずる (db01)", "db01", FAIL),
        ("無断の利用を禁ずる (db011)", "db01", PASS),
        ("no use without permission", "use", PASS),  # too short to be told from a word
        ("no use without permission", "", PASS),
    ],
)
def test_a_banner_does_not_name_the_host(text: str, hostname: str, status: Status) -> None:
    assert run("banner_shown", {"console": text}, {"tells": []}, hostname=hostname).status is status


def test_a_banner_has_the_demanded_words_and_is_shown_in_some_context() -> None:
    demand = {"tells": [], "required_text": "無断の 利用を\n禁ずる"}
    assert run("banner_shown", {"a": "告\n無断の\n利用を 禁ずる"}, demand).status is PASS
    assert run("banner_shown", {"a": "告"}, demand).status is FAIL
    assert run("banner_shown", {}, demand).status is UNKNOWN


def facts(
    usable: object, keys: object, changed: Mapping[str, int], events: frozenset[LogIn] = frozenset(), **more: Any
) -> dict[str, Any]:
    none: Known[Any] = Known(frozenset())
    names: Known[Any] = Known(frozenset(NAMES))
    password: Any = usable if isinstance(usable, Unknown) else Known(usable)
    opened: Any = keys if isinstance(keys, Unknown) else Known(keys)
    return {
        "accounts": Accounts(none, more.get("login", names), none, names),
        "password_ages": PasswordAges(none, none, none, password, Known({}), none, Known(changed), Known(90)),
        "authorized_keys": AuthorizedKeys(opened, none),
        "log_ins": LogIns(Known(events), Known(0)),
    }


KEY = frozenset({AuthorizedKey("ops", "/home/ops/.ssh/authorized_keys", "SHA256:x", "")})
NONE: frozenset[str] = frozenset()
OPS = frozenset({"ops"})
OLD = {"ops": TODAY - 91}


@pytest.mark.parametrize(
    ("last", "usable", "keys", "changed", "status"),
    [
        (AS_OF - 90 * DAY, OPS, NONE, {}, PASS),
        (AS_OF - 90 * DAY - 1, OPS, NONE, {}, FAIL),
        (AS_OF - 90 * DAY - 1, NONE, KEY, {}, FAIL),
        (AS_OF - 90 * DAY - 1, NONE, NONE, {}, PASS),  # nothing opens it
        (0, OPS, NONE, {"ops": TODAY - 92}, FAIL),
        (0, OPS, NONE, {"ops": TODAY - 90}, PASS),  # made not long ago
        (0, OPS, NONE, {"ops": 0}, UNKNOWN),
        (0, OPS, NONE, {"ops": -1}, UNKNOWN),
        (0, OPS, NONE, {}, UNKNOWN),
        (0, OPS, NONE, {"ops": TODAY + 5}, UNKNOWN),
        (None, OPS, NONE, OLD, UNKNOWN),  # the record does not speak about it
        (AS_OF + 2 * DAY, OPS, NONE, OLD, UNKNOWN),  # a log-in to come
        (AS_OF - 91 * DAY, UNREAD, NONE, OLD, UNKNOWN),
        (AS_OF - 91 * DAY, NONE, UNREAD, OLD, UNKNOWN),
        (AS_OF - 91 * DAY, UNREAD, KEY, OLD, FAIL),  # a key is enough
        (AS_OF - 1 * DAY, UNREAD, UNREAD, OLD, PASS),
    ],
)
def test_dormant_is_what_can_be_entered_and_is_not(
    last: int | None, usable: object, keys: object, changed: Mapping[str, int], status: Status
) -> None:
    value = {"root": 0} | ({} if last is None else {"ops": last})
    limits = {"max_idle_days": 90, "exempt": ["root"]}
    assert run("not_dormant", value, limits, facts=facts(usable, keys, changed)).status is status


def test_a_log_in_of_the_journal_counts_and_a_directory_leaves_it_open() -> None:
    limits = {"max_idle_days": 90, "exempt": ["root"]}
    value = {"ops": AS_OF - 400 * DAY}
    seen = facts(OPS, NONE, OLD, frozenset({LogIn("ops", "10.0.0.2", AS_OF - 5 * DAY)}))
    assert run("not_dormant", value, limits, facts=seen).status is PASS
    assert run("not_dormant", value, limits, facts=seen | facts(OPS, NONE, OLD, login=UNREAD)).status is FAIL
    fresh = {"ops": AS_OF - DAY}
    assert run("not_dormant", fresh, limits, facts=facts(OPS, NONE, OLD, login=UNREAD)).status is UNKNOWN
    assert run("not_dormant", fresh, limits).status is UNKNOWN


def test_what_is_dormant_or_unclear_is_named() -> None:
    limits = {"max_idle_days": 90, "exempt": ["root"]}
    idle = run("not_dormant", {"ops": AS_OF - 91 * DAY}, limits, facts=facts(OPS, NONE, {}))
    assert idle.actual == reason("bad.fact.field", items=("ops (2026-08-23)",), count=1)
    never = run("not_dormant", {"ops": 0}, limits, facts=facts(OPS, NONE, {"ops": TODAY - 92}))
    assert never.actual.as_dict()["items"] == ("ops (-)",)
    unclear = run("not_dormant", {}, limits, facts=facts(OPS, NONE, OLD))
    assert unclear.actual == reason("last_log_in_unclear", items=("ops",), count=1)
    in_use = run("not_dormant", {"ops": AS_OF}, limits, facts=facts(OPS, NONE, OLD))
    assert in_use.actual == reason("good.fact.field", count=3)
    unread = run("not_dormant", {}, limits, family="debian")
    assert unread.actual == reason("fact_not_read", fact="accounts", family="debian")
    assert run("not_dormant", {}, limits).actual.as_dict()["family"] == "-"
    hidden = run("not_dormant", {"ops": AS_OF - 91 * DAY}, limits, facts=facts(UNREAD, NONE, OLD))
    assert hidden.actual == UNREAD.reason
    own = run("not_dormant", {"tenken": 0, "ops": AS_OF}, limits, facts=facts(frozenset(NAMES), NONE, {"tenken": 1}))
    assert own.status is PASS  # the scan's own account is in use now


def test_one_account_in_use_hides_no_other() -> None:
    limits = {"max_idle_days": 90}
    names = frozenset({"anna", "ops", "root", "zoe"})
    seen = facts(frozenset({"anna", "ops", "zoe"}), NONE, {}, login=Known(names))
    seen["accounts"] = Accounts(Known(NONE), Known(names), Known(NONE), Known(names))
    value = {"anna": AS_OF, "ops": AS_OF - 91 * DAY, "root": AS_OF, "zoe": AS_OF - 92 * DAY}
    idle = run("not_dormant", value, limits, facts=seen)
    assert idle.actual.as_dict()["items"] == ("ops (2026-08-23)", "zoe (2026-08-22)")
    # Of several that are not clear each is named, and the reason is that of the first whose entrances were not read.
    del value["ops"], value["zoe"]
    unclear = run("not_dormant", value, limits, facts=seen)
    assert unclear.actual == reason("last_log_in_unclear", items=("ops", "zoe"), count=2)


@pytest.mark.parametrize(("days", "status"), [(1, PASS), (2, UNKNOWN)])
def test_a_log_in_may_be_of_tomorrow_by_the_targets_clock(days: int, status: Status) -> None:
    limits = {"max_idle_days": 90, "exempt": ["root"]}
    assert run("not_dormant", {"ops": AS_OF + days * DAY}, limits, facts=facts(OPS, NONE, {}))[0] is status
    # A password counts to the end of the day of its last change.
    made = {"ops": TODAY + days}
    assert run("not_dormant", {"ops": 0}, limits, facts=facts(OPS, NONE, made))[0] is status


def hours(
    start: str, end: str, *days: str, sources: tuple[str, ...] = ("10.0.0.0/24", "2001:db8::/32")
) -> WorkingHours:
    given = {"account": "ops", "sources": list(sources), "days": list(days), "start": start, "end": end}
    return msgspec.convert(given, WorkingHours)


def at(text: str, source: str = "10.0.0.2", account: str = "ops") -> LogIn:
    return LogIn(account, source, int(datetime.fromisoformat(text).replace(tzinfo=JST).timestamp()))


@pytest.mark.parametrize(
    ("entry", "event", "covered"),
    [
        (hours("08:30", "17:15", "fri"), at("2026-11-20T08:30:00"), True),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T08:29:59"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T17:15:59"), True),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T17:16:00"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-19T12:00:00"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", "10.0.1.2"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", account="root"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", "::ffff:10.0.0.9"), True),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", "2001:db8::1%eth0"), True),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", "UNKNOWN"), False),
        (hours("08:30", "17:15", "fri"), at("2026-11-20T12:00:00", "console"), False),
        (hours("08:30", "17:15", "fri", sources=("console",)), at("2026-11-20T12:00:00", "console"), True),
        (hours("08:30", "08:30", "fri"), at("2026-11-20T08:30:59"), True),  # one minute, and not the whole day
        (hours("08:30", "08:30", "fri"), at("2026-11-20T12:00:00"), False),
        (hours("08:30", "08:30", "fri"), at("2026-11-20T08:29:00"), False),
        (hours("00:00", "23:59", "fri"), at("2026-11-20T23:59:59"), True),
        (hours("22:00", "05:00", "fri"), at("2026-11-21T05:01:00"), False),
        (hours("22:00", "05:00", "fri"), at("2026-11-20T21:59:59"), False),
        (hours("22:00", "05:00", "fri"), at("2026-11-20T22:00:00"), True),
        (hours("22:00", "05:00", "fri"), at("2026-11-21T05:00:30"), True),  # Saturday morning belongs to Friday night
        (hours("22:00", "05:00", "fri"), at("2026-11-20T04:00:00"), False),  # Friday morning belongs to Thursday night
        (hours("22:00", "05:00", "fri"), at("2026-11-21T22:30:00"), False),
    ],
)
def test_hours_are_those_of_japan(entry: WorkingHours, event: LogIn, covered: bool) -> None:
    assert within_hours(entry, event) is covered


_WEEK = {"account": "ops", "sources": ["10.0.0.0/24"], "days": ["fri"], "start": "08:30", "end": "17:15"}


def test_a_log_in_needs_hours_or_announced_work() -> None:
    known = register(working_hours=[_WEEK])
    event = at("2026-11-20T23:00:00")
    value, week = LogIns(Known(frozenset({event})), Known(0)), {"window_days": 7}
    announced = Change("W1", ("ops",), event.epoch, event.epoch + 60, "x")
    unnamed = Change("W1", (), event.epoch, event.epoch + 60, "x")
    assert run("log_ins_approved", value, week, registers=known).status is FAIL
    assert run("log_ins_approved", value, week, registers=known, changes=(announced,)).status is PASS
    assert run("log_ins_approved", value, week, registers=known, changes=(unnamed,)).status is FAIL
    assert run("log_ins_approved", value, {"window_days": 1}, registers=known).status is PASS  # before the window
    assert run("log_ins_approved", value, week).status is UNKNOWN


def test_a_record_that_is_not_whole_fails_for_what_it_holds_and_is_unknown_otherwise() -> None:
    known, week = register(working_hours=[_WEEK]), {"window_days": 7}
    start = AS_OF - 7 * DAY
    nothing: Known[frozenset[LogIn]] = Known(frozenset())
    bad: Known[frozenset[LogIn]] = Known(frozenset({at("2026-11-20T23:00:00")}))
    assert run("log_ins_approved", LogIns(nothing, Known(start)), week, registers=known).status is PASS
    assert run("log_ins_approved", LogIns(nothing, Known(start + 1)), week, registers=known).status is UNKNOWN
    assert run("log_ins_approved", LogIns(nothing, UNREAD), week, registers=known).status is UNKNOWN
    assert run("log_ins_approved", LogIns(UNREAD, Known(0)), week, registers=known).status is UNKNOWN
    assert run("log_ins_approved", LogIns(bad, UNREAD), week, registers=known).status is FAIL


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (FileMode(0o600, "postgres", "postgres"), PASS),
        (FileMode(0o400, "postgres", "postgres"), PASS),
        (FileMode(0o640, "postgres", "ssl-cert"), PASS),
        (FileMode(0o640, "postgres", "postgres"), FAIL),
        (FileMode(0o640, "postgres", "ssl-cert+acl"), FAIL),  # the bits are those of an access control list
        (FileMode(0o660, "postgres", "ssl-cert"), FAIL),
        (FileMode(0o644, "postgres", "ssl-cert"), FAIL),
        (FileMode(0o4600, "postgres", "postgres"), FAIL),
        (FileMode(0o600, "root", "root"), FAIL),  # registered for another owner
    ],
)
def test_a_key_is_for_its_registered_owner(state: FileMode, status: Status) -> None:
    known = register(private_keys=[{"path": "/srv/pg.key", "owner": "postgres"}])
    for complete in (True, False):
        demand = {"reading_groups": ["root", "ssl-cert"], "complete": complete}
        assert run("key_files_protected", {"/srv/pg.key": state}, demand, registers=known).status is status


def test_a_registered_key_must_be_there_and_another_belongs_to_root() -> None:
    known = register(private_keys=[{"path": "/srv/pg.key", "owner": "postgres"}])
    whole = {"reading_groups": ["root"], "complete": True}
    some = {"reading_groups": ["root"], "complete": False}
    other = {"/etc/ssl/private/x": FileMode(0o600, "postgres", "postgres")}
    assert run("key_files_protected", {}, whole, registers=known).status is FAIL
    assert run("key_files_protected", {}, whole).status is UNKNOWN
    assert run("key_files_protected", {}, some).status is PASS
    assert run("key_files_protected", other, some, registers=known).status is FAIL


def test_what_was_not_walked_is_told_or_leaves_it_open() -> None:
    assert run("walk_complete", frozenset({"/mnt (nfs4)"}), {"accepted": ["nfs4"]}).actual.as_dict()["items"] == (
        "/mnt (nfs4)",
    )
    assert run("walk_complete", frozenset({"/mnt (nfs4)", "/x (gfs2)"}), {"accepted": ["nfs4"]}).status is UNKNOWN
    # A mount point may be named like a type.
    assert run("walk_complete", frozenset({"/x (nfs4)/y (gfs2)"}), {"accepted": ["nfs4"]}).status is UNKNOWN


def test_default_names_are_found_among_others() -> None:
    assert run("none_of", frozenset({"ops", "guest"}), {"names": ["guest"]}).status is FAIL
    assert run("none_of", frozenset({"guest2"}), {"names": ["guest"]}).status is PASS


def test_the_day_of_the_sample_is_a_sunday() -> None:
    assert japanese_date(AS_OF) == date(2026, 11, 22)
    assert japanese_date(AS_OF).weekday() == 6
