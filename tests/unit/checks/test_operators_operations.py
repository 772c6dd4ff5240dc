"""The edges of the operators on databases, backups and clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from checks.finding import Status
from checks.judging import Context, NoParams, Verdict
from checks.operators_operations import (
    BackupParams,
    LagParams,
    RuleParams,
    backups_apart,
    backups_fresh,
    cluster_healthy,
    database_rules,
    listeners_in_register,
    standby_alive,
    superusers_in_register,
)
from checks.registers import BackupEntry, DatabaseEntry, United
from checks.tables import load
from inventories.reason import reason
from reports.messages import TEXTS
from scanners.facts.backups import BackupSet, Place
from scanners.facts.cluster import Cluster, Replica
from scanners.facts.databases import AccessRule
from scanners.facts.field import Absent, Known, Unknown
from tests.unit.checks.good_host import AS_OF

TABLES = load()
HOUR = 3600
PATH = "/srv/backup"
UNREAD = Unknown(reason("no_sudo"))
NONE = Absent(reason("no_replication"))
LAG = LagParams(max_lag_s=60, max_lag_bytes=1000)


def with_backups(*entries: BackupEntry) -> Context:
    registers = United(kinds=frozenset({"backups"}), backups={entry.path: entry for entry in entries})
    return Context(host="db01", hostname="db01.test", as_of=AS_OF, registers=registers)


def with_databases(*entries: DatabaseEntry) -> Context:
    return Context(registers=United(kinds=frozenset({"databases"}), databases=entries))


def fresh(value: Mapping[str, BackupSet | None], context: Context) -> Verdict:
    return backups_fresh(BackupParams(max_age_h=24, least_pct=50), "backups.newest", TABLES).judge(value, context)


def apart(value: Mapping[str, Place], context: Context) -> Verdict:
    return backups_apart(NoParams(), "backups.places", TABLES).judge(value, context)


@pytest.mark.parametrize(
    ("age_s", "size", "previous", "status"),
    [
        (24 * HOUR, 50, 100, Status.PASS),
        (24 * HOUR + 1, 50, 100, Status.FAIL),
        (-600, 50, 100, Status.PASS),
        (-601, 50, 100, Status.FAIL),
        (0, 49, 100, Status.FAIL),
        (0, 49, None, Status.PASS),
        (0, 9, None, Status.FAIL),
        (0, 10, None, Status.PASS),
        (0, 10, 0, Status.PASS),
    ],
)
def test_a_backup_is_judged_by_age_and_size(age_s: int, size: int, previous: int | None, status: Status) -> None:
    newest = BackupSet("db.dump", AS_OF - age_s, size, previous)
    assert fresh({PATH: newest}, with_backups(BackupEntry("db", PATH, min_bytes=10))).status is status


@pytest.mark.parametrize(("age_h", "status"), [(48, Status.PASS), (49, Status.FAIL)])
def test_the_age_of_an_entry_comes_before_that_of_the_control(age_h: int, status: Status) -> None:
    newest = BackupSet("db.dump", AS_OF - age_h * HOUR, 10, None)
    assert fresh({PATH: newest}, with_backups(BackupEntry("db", PATH, max_age_h=48))).status is status


def test_a_registered_backup_that_was_not_looked_at_is_unknown_but_hides_no_fail() -> None:
    first, second = BackupEntry("a", "/a"), BackupEntry("b", "/b")
    good = BackupSet("x", AS_OF, 10, None)
    assert fresh({"/a": good}, with_backups(first, second)).actual == reason(
        "backups_not_looked_at", items=("/b",), count=1
    )
    assert fresh({"/a": None}, with_backups(first, second)).status is Status.FAIL


def test_without_a_register_nothing_is_said_of_backups() -> None:
    for judge in (fresh, apart):
        verdict: Verdict = judge({}, Context(as_of=AS_OF))
        assert (verdict.status, verdict.actual.code) == (Status.UNKNOWN, "no_register")
        verdict = judge({}, with_backups())
        assert (verdict.status, verdict.actual.code) == (Status.NOT_APPLICABLE, "no_backup_registered")


@pytest.mark.parametrize(
    ("separation", "destination", "status"),
    [
        ("remote", "", Status.PASS),
        ("own_disk", "", Status.PASS),
        ("shared", "", Status.FAIL),
        ("no such word", "", Status.FAIL),
        ("shared", "db01", Status.FAIL),
        ("shared", "db01.test", Status.FAIL),
        ("shared", "localhost", Status.FAIL),
        ("shared", "bk01", Status.PASS),
    ],
)
def test_a_backup_is_kept_apart(separation: str, destination: str, status: Status) -> None:
    context = with_backups(BackupEntry("db", PATH, destination=destination))
    assert apart({PATH: Place("ext4", "/dev/sdb1", separation)}, context).status is status


def test_a_place_that_was_not_looked_at_is_unknown() -> None:
    assert apart({}, with_backups(BackupEntry("db", PATH))).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "address", "method", "status"),
    [
        ("host", "10.0.0.0/8", "scram-sha-256", Status.PASS),
        ("host", "samenet", "scram-sha-256", Status.PASS),
        ("host", "all", "cert", Status.FAIL),
        ("host", "all", "reject", Status.PASS),
        ("host", "0.0.0.0/0", "cert", Status.FAIL),
        ("host", "::/0", "cert", Status.FAIL),
        ("host", "0.0.0.0/1", "cert", Status.FAIL),  # with 128.0.0.0/1 it is everything
        ("host", "0.0.0.0/0.0.0.0", "cert", Status.FAIL),
        ("host", "%.%", "caching_sha2_password", Status.FAIL),
        ("host", "10.%", "caching_sha2_password", Status.PASS),
        ("host", "", "cert", Status.FAIL),
        ("host", "%", "cert", Status.FAIL),
        ("host", "10.0.0.1/32", "trust", Status.FAIL),
        ("local", "", "peer", Status.PASS),
        ("local", "", "trust", Status.FAIL),
    ],
)
def test_a_rule_of_a_database(kind: str, address: str, method: str, status: Status) -> None:
    judge = database_rules(RuleParams(("trust",)), "databases.rules", TABLES).judge
    assert judge(frozenset({AccessRule("postgresql", kind, "app", address, method)}), Context()).status is status


def test_no_rule_at_all_proves_nothing() -> None:
    judge = database_rules(RuleParams(("trust",)), "databases.rules", TABLES).judge
    assert judge(frozenset(), Context()).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("registered", "listens", "status"),
    [
        ("loopback", "localhost", Status.PASS),
        ("loopback", "127.0.0.1", Status.PASS),
        ("loopback", "::1", Status.PASS),
        ("loopback", "10.0.0.5", Status.FAIL),
        ("loopback", "*", Status.FAIL),
        ("any", "*", Status.PASS),
        ("*", "::", Status.PASS),
        ("0.0.0.0/0", "*", Status.FAIL),
        ("::/0", "::", Status.FAIL),
        ("10.0.0.0/24", "10.0.0.5", Status.PASS),
        ("10.0.0.0/24", "10.0.1.5", Status.FAIL),
        ("10.0.0.0/24", "fd00::1", Status.FAIL),
        ("db01.test", "db01.test", Status.PASS),
        ("db01.test", "db02.test", Status.FAIL),
    ],
)
def test_where_a_database_listens(registered: str, listens: str, status: Status) -> None:
    judge = listeners_in_register(NoParams(), "databases.listen", TABLES).judge
    context = with_databases(DatabaseEntry("postgresql", ("postgres",), (registered,)))
    assert judge(frozenset({("postgresql", listens)}), context).status is status
    assert judge(frozenset({("mysql", listens)}), context).status is Status.FAIL


def test_superusers_of_one_kind_are_not_those_of_another() -> None:
    judge = superusers_in_register(NoParams(), "databases.superusers", TABLES).judge
    context = with_databases(DatabaseEntry("mysql", ("root",)), DatabaseEntry("postgresql", ("postgres",)))
    assert judge(frozenset({("mysql", "root"), ("postgresql", "postgres")}), context).status is Status.PASS
    assert judge(frozenset({("postgresql", "root")}), context).status is Status.FAIL
    assert judge(frozenset({("postgresql", "postgres")}), Context()).actual == reason("no_register", kind="databases")


def a_cluster(**parts: Any) -> Cluster:
    return Cluster(**{"nodes": NONE, "troubles": NONE, "virtual_routers": NONE, "replication": NONE, **parts})


def healthy(value: Cluster, context: Context) -> Verdict:
    return cluster_healthy(LAG, "cluster", TABLES).judge(value, context)


@pytest.mark.parametrize(
    ("state", "lag_s", "behind", "status"),
    [
        ("streaming", 60, 1000, Status.PASS),
        ("streaming", None, 0, Status.PASS),
        ("streaming", 61, 0, Status.FAIL),
        ("streaming", 0, 1001, Status.FAIL),
        ("catchup", 0, 0, Status.FAIL),
        ("paused", 0, 0, Status.FAIL),
    ],
)
def test_a_replica_keeps_up(state: str, lag_s: int | None, behind: int, status: Status) -> None:
    replicas = Known((Replica("postgresql", "db02", "sends", state, lag_s, behind),))
    assert healthy(a_cluster(replication=replicas), Context()).status is status


def test_a_trouble_is_told_whatever_else_was_not_read() -> None:
    value = a_cluster(nodes=UNREAD, troubles=Known(frozenset({"pg failed"})))
    assert healthy(value, Context()).status is Status.FAIL
    assert healthy(a_cluster(nodes=UNREAD, troubles=Known(frozenset())), Context()).actual == UNREAD.reason


def test_a_host_without_any_of_it_is_not_applicable_unless_it_belongs_to_a_group() -> None:
    assert healthy(a_cluster(), Context()).status is Status.NOT_APPLICABLE
    assert healthy(a_cluster(), Context(ha_group="db")).actual == reason("ha_software_not_found", group="db")


def alive(value: Cluster, **context: Any) -> Verdict:
    return standby_alive(NoParams(), "cluster", TABLES).judge(value, Context(**context))


def test_a_standby_is_alive_when_it_was_read_in_this_run() -> None:
    read, unread = {"db02": True}, {"db02": True, "db03": False}
    offline = a_cluster(nodes=Known({"db01": "online", "db02": "offline"}))
    assert alive(a_cluster()).actual == reason("no_ha_group")
    assert alive(a_cluster()).status is Status.NOT_APPLICABLE
    assert alive(a_cluster(), ha_group="db").actual == reason("ha_group_of_one", group="db")
    assert alive(a_cluster(), ha_group="db", ha_members=read).status is Status.PASS
    assert alive(a_cluster(), ha_group="db", ha_members=unread).actual == reason(
        "standby_not_read", items=("db03",), count=1
    )
    assert alive(offline, ha_group="db", ha_members=unread).status is Status.FAIL
    assert alive(a_cluster(nodes=UNREAD), ha_group="db", ha_members=read).actual == UNREAD.reason


def test_every_word_that_the_operators_say_is_in_the_catalogue() -> None:
    said = {
        "cluster_healthy", "cluster_unhealthy", "ha_group_of_one", "ha_software_not_found", "no_backup_registered",
        "no_database_rules_seen", "no_ha_group", "no_redundancy_software", "standby_alive", "standby_not_online",
        "standby_not_read", "want_cluster_healthy", "want_standby", "backups_not_looked_at",
        *(f"{what}.{field}" for what in ("want", "good", "bad") for field in (
            "databases.rules", "databases.superusers", "databases.listen", "backups.newest", "backups.places",
            "scheduled_jobs.jobs", "scheduled_jobs.writable",
        )),
    }  # fmt: skip
    assert said <= set(TEXTS)
