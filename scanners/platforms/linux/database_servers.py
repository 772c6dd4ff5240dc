"""What several readers ask about database and cluster software: which of it runs, is installed, and what it says.

PostgreSQL is asked as its own account over its socket, on the packaged port and on 5433; MySQL and MariaDB as root over
the socket. Servers that run elsewhere (other ports, containers) are seen as processes and make their state unknown.
"""

from __future__ import annotations

import json
from typing import Any

from inventories.reason import reason
from scanners.platforms.reader import Outputs
from scanners.probe import Probe, Unreadable

# A hidden /proc shows the scan account its own processes alone: process 1 must be among what it sees.
PROGRAMS = Probe(
    "databases.programs",
    """[ -r /proc/1/comm ] && echo sees-all
for d in /proc/[0-9]*; do
read -r c <"$d/comm" || continue
case $c in
postgres|postmaster) p=; z=; while read -r k v _; do case $k in PPid:) p=$v;; State:) z=$v;; esac; done <"$d/status"
o=; [ -z "$p" ] || read -r o <"/proc/$p/comm" || :
case $z$o in Z*|[!Z]postgres|[!Z]postmaster) ;; *) echo 'runs postgresql';; esac;;
edb-postgres) echo 'runs edb';;
mysqld|mariadbd) echo 'runs mysql';;
ora_pmon_*|tnslsnr) echo 'runs oracle';;
db2sysc) echo 'runs db2';;
sqlservr) echo 'runs sqlserver';;
mongod) echo 'runs mongodb';;
redis-server|valkey-server) echo 'runs redis';;
pdprcd) echo 'runs hirdb';;
firebird|fbserver) echo 'runs firebird';;
dataserver) echo 'runs sybase';;
clickhouse-serv) echo 'runs clickhouse';;
pacemakerd) echo 'runs pacemaker';;
keepalived) echo 'runs keepalived';;
esac
done 2>/dev/null
for f in /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres /usr/bin/postgres; do
[ ! -x "$f" ] || echo 'has postgresql'; done
for f in /usr/sbin/mysqld /usr/sbin/mariadbd /usr/libexec/mysqld /usr/libexec/mariadbd; do
[ ! -x "$f" ] || echo 'has mysql'; done
[ ! -e /etc/oratab ] || echo 'has oracle'
[ ! -x /usr/sbin/pacemakerd ] || echo 'has pacemaker'
[ ! -x /usr/sbin/keepalived ] || echo 'has keepalived'
echo end""",
)
ENGINES = (
    "postgresql", "mysql", "oracle", "db2", "sqlserver", "mongodb", "edb", "redis", "hirdb", "firebird", "sybase",
    "clickhouse",
)  # fmt: skip

# pg_hba_file_rules shows the file, which is in force only if it was loaded after its last change. It came with
# PostgreSQL 10: an older server refuses the question, and its state stays unknown.
_SQL = (
    "SELECT json_build_object("
    "'data', current_setting('data_directory'), 'port', current_setting('port'), "
    "'listen', current_setting('listen_addresses'), "
    "'unloaded', (pg_stat_file(current_setting('hba_file'))).modification > pg_conf_load_time(), "
    "'rules', (SELECT json_agg(json_build_object('line', line_number, 'type', type, 'users', user_name, "
    "'address', address, 'mask', netmask, 'method', auth_method, 'error', error)) FROM pg_hba_file_rules), "
    "'superusers', (SELECT json_agg(rolname) FROM pg_roles WHERE rolsuper), "
    "'standby', pg_is_in_recovery(), "
    "'paused', CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END, "
    # After a restart less has been received than was applied before.
    "'applied', pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn(), "
    "'behind', pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), "
    "'age', extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), "
    "'receiver', (SELECT json_build_object('state', status, "
    "'heard', extract(epoch FROM clock_timestamp() - last_msg_receipt_time)) FROM pg_stat_wal_receiver LIMIT 1), "
    "'senders', (SELECT json_agg(json_build_object('peer', application_name || ' ' || coalesce(host(client_addr), ''), "
    "'state', state, 'lag', extract(epoch FROM replay_lag), 'behind', "
    "pg_wal_lsn_diff(sent_lsn, replay_lsn))) FROM pg_stat_replication WHERE state <> 'backup'), "
    "'idle_slots', (SELECT json_agg(slot_name) FROM pg_replication_slots WHERE NOT active AND NOT temporary))"
)
# Settings of root alone are read, whatever home sudo hands on; and a server may not ask the client for its files.
MYSQL_CLIENT = (
    "/usr/bin/env", "HOME=/root", "/usr/bin/mysql", "--local-infile=0", "--connect-timeout=5", "-u", "root",
)  # fmt: skip
_PSQL = ("/sbin/runuser", "-u", "postgres", "--", "/usr/bin/psql", "-X", "-w", "-A", "-t", "-q", "-d", "postgres")
POSTGRESQL = (
    Probe("databases.postgresql", argv=(*_PSQL, "-c", _SQL)),
    Probe("databases.postgresql.5433", argv=(*_PSQL, "-p", "5433", "-c", _SQL)),
)


def running(outputs: Outputs) -> list[str]:
    """Give the programs of interest that run, one for each server."""
    return [line.removeprefix("runs ") for line in _programs(outputs) if line.startswith("runs ")]


def installed(outputs: Outputs) -> frozenset[str]:
    """Give the programs of interest that are installed in the usual places."""
    return frozenset(line.removeprefix("has ") for line in _programs(outputs) if line.startswith("has "))


def _programs(outputs: Outputs) -> list[str]:
    lines = outputs["databases.programs"].lines()
    if lines[-1:] != ["end"]:
        raise ValueError(lines[-1:])
    if lines[0] != "sees-all":
        raise Unreadable(reason("processes_hidden"))
    return lines


def postgresql(outputs: Outputs) -> list[dict[str, Any]]:
    """Give what each running PostgreSQL said; unknown where one that runs did not answer."""
    wanted = running(outputs).count("postgresql")
    said: dict[tuple[str, str], dict[str, Any]] = {}
    why = None
    for probe in POSTGRESQL if wanted else ():
        try:
            server = json.loads(outputs[probe.id].text())
            said[str(server["data"]), str(server["port"])] = server
        except Unreadable as stop:
            why = why or stop.reason
    if len(said) < wanted:
        if not said and why is not None:
            raise Unreadable(why)
        raise Unreadable(reason("database_not_read", engine="postgresql", running=wanted, read=len(said)))
    return [said[key] for key in sorted(said)]
