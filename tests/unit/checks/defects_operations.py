"""A host whose jobs, databases, backups and cluster are in order, and one defect after another."""

from __future__ import annotations

from typing import Any

from scanners.facts.backups import Backups, BackupSet, Place
from scanners.facts.cluster import Cluster, Replica
from scanners.facts.databases import AccessRule, Databases
from scanners.facts.field import Known
from scanners.facts.scheduled_jobs import ScheduledJobs
from tests.unit.checks.good_host import AS_OF

_HOUR = 3600
_PATH = "/srv/backup/db"
_SET = BackupSet("db-20261122.dump", AS_OF - 3 * _HOUR, 5_000_000, 5_100_000)
_JOBS = frozenset({"timer logrotate.timer", "cron root /etc/cron.d/site 0 3 * * * /opt/site/nightly sha256:00112233"})
_RULE = AccessRule("postgresql", "host", "all", "10.0.0.0/24", "scram-sha-256")
_IN_STEP = Replica("postgresql", "db02 10.0.0.12", "sends", "streaming", 1, 0)

GOOD: dict[str, Any] = {
    "scheduled_jobs": ScheduledJobs(Known(_JOBS), Known(frozenset())),
    "databases": Databases(
        Known(frozenset({_RULE, AccessRule("postgresql", "local", "all", "", "peer")})),
        Known(frozenset({("postgresql", "postgres")})),
        Known(frozenset({("postgresql", "localhost")})),
    ),
    "backups": Backups(Known({_PATH: _SET}), Known({_PATH: Place("nfs4", "bk01:/export", "remote")})),
    "cluster": Cluster(
        Known({"db01": "online", "db02": "online"}),
        Known(frozenset()),
        Known({"VI_1": "MASTER"}),
        Known((_IN_STEP,)),
    ),
}
REGISTER: dict[str, Any] = {
    "scheduled_jobs": ["timer logrotate.timer", {"pattern": "cron root /etc/cron.d/site *"}],
    "databases": [{"kind": "postgresql", "superusers": ["postgres"], "listen": ["loopback"]}],
    "backups": [{"name": "db", "path": _PATH, "min_bytes": 1_000_000}],
}


def _set(**changes: Any) -> dict[str, BackupSet | None]:
    values = {"name": _SET.name, "written": _SET.written, "size": _SET.size, "previous": _SET.previous}
    return {_PATH: BackupSet(**{**values, **changes})}


def _rules(rule: AccessRule) -> frozenset[AccessRule]:
    return frozenset({_RULE, rule})


DEFECTS: list[tuple[str, str, str, Any, str]] = [
    ("J13-UA-23", "scheduled_jobs", "jobs", _JOBS | {"timer evil.timer sha256:ff"}, "timer evil.timer"),
    ("J13-UA-23", "scheduled_jobs", "jobs", frozenset({"cron root /etc/cron.d/site x"}), "timer logrotate.timer"),
    ("J13-UA-23", "scheduled_jobs", "writable", frozenset({"/opt/site/nightly"}), "/opt/site/nightly"),
    (
        "J13-UA-26",
        "databases",
        "rules",
        _rules(AccessRule("postgresql", "local", "app", "", "trust")),
        "local app - trust",
    ),
    (
        "J13-UA-26",
        "databases",
        "rules",
        _rules(AccessRule("postgresql", "host", "all", "0.0.0.0/0", "scram-sha-256")),
        "0.0.0.0/0",
    ),
    (
        "J13-UA-26",
        "databases",
        "rules",
        _rules(AccessRule("mysql", "host", "app", "%", "caching_sha2_password")),
        "app %",
    ),
    (
        "J13-UA-26",
        "databases",
        "superusers",
        frozenset({("postgresql", "postgres"), ("postgresql", "dev")}),
        "postgresql: dev",
    ),
    ("J13-UA-26", "databases", "superusers", frozenset({("mysql", "postgres")}), "mysql: postgres"),
    ("J13-UA-26", "databases", "listen", frozenset({("postgresql", "*")}), "postgresql: *"),
    ("J13-UA-26", "databases", "listen", frozenset({("postgresql", "::")}), "postgresql: ::"),
    ("J13-FT-01", "backups", "newest", {_PATH: None}, f"{_PATH}: -"),
    ("J13-FT-01", "backups", "newest", _set(written=AS_OF - 25 * _HOUR), "25h"),
    ("J13-FT-01", "backups", "newest", _set(written=AS_OF + 2 * _HOUR), "-2h"),
    ("J13-FT-01", "backups", "newest", _set(size=999_999, previous=None), "999999B < 1000000B"),
    ("J13-FT-01", "backups", "newest", _set(size=2_000_000), "50%"),
    ("J13-FT-03", "backups", "places", {_PATH: Place("ext4", "/dev/sda2", "shared")}, "/dev/sda2"),
    ("J13-FT-06", "cluster", "nodes", {"db01": "online", "db02": "offline"}, "db02: offline"),
    ("J13-FT-06", "cluster", "troubles", frozenset({"no quorum"}), "no quorum"),
    ("J13-FT-06", "cluster", "virtual_routers", {"VI_1": "FAULT"}, "VI_1: FAULT"),
    ("J13-FT-06", "cluster", "replication", (Replica("mysql", "db01", "receives", "lost", None, 0),), "db01: lost"),
    (
        "J13-FT-06",
        "cluster",
        "replication",
        (Replica("postgresql", "-", "receives", "streaming", 61, 0),),
        "streaming 61s",
    ),
    (
        "J13-FT-06",
        "cluster",
        "replication",
        (Replica("postgresql", "db02", "sends", "streaming", None, 67108865),),
        "67108865B",
    ),
    ("J14-FT-05", "cluster", "nodes", {"db01": "online", "db02": "standby"}, "db02: standby"),
]
READ: list[tuple[str, str, str]] = sorted({(control, fact, field) for control, fact, field, _value, _word in DEFECTS})
