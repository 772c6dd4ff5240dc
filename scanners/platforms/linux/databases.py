"""Read the access rules, superusers and addresses of PostgreSQL, MySQL and MariaDB; others are seen, not read."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from inventories.reason import reason
from scanners.facts.databases import AccessRule, Databases
from scanners.facts.field import Absent, all_fields, attempt
from scanners.platforms.linux.database_servers import (
    ENGINES,
    MYSQL_CLIENT,
    POSTGRESQL,
    PROGRAMS,
    installed,
    postgresql,
    running,
)
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Hashes of passwords stay there: an account tells that its field is empty, and no more.
MYSQL = Probe(
    "databases.mysql",
    argv=(
        *MYSQL_CLIENT, "-N", "-B", "-e",
        "SELECT 'listen', @@skip_networking, @@bind_address; "
        # MySQL's further doors, which MariaDB does not have.
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('mysqlx_bind_address', 'admin_address') AND Value <> ''; "
        "SELECT 'account', user, host, plugin, coalesce(authentication_string, '') = '', super_priv FROM mysql.user",
    ),
)  # fmt: skip
_READ = ("postgresql", "mysql")
# Proofs that do not rest on the stored field being filled.
_SOCKET_PROOFS = frozenset({"unix_socket", "auth_socket"})
_DOORS = {"listen": 2, "mysqlx_bind_address": 1, "admin_address": 1}  # by mark, where the addresses stand
_LOCKED = ("mariadb.sys", "localhost")


def _mysql(outputs: Outputs) -> list[list[str]]:
    """Give the rows of one server, each with its mark first; empty where none runs."""
    wanted = running(outputs).count("mysql")
    if not wanted:
        return []
    if wanted > 1:
        raise Unreadable(reason("database_not_read", engine="mysql", running=wanted, read=1))
    rows = [line.split("\t") for line in outputs["databases.mysql"].text().split("\n") if line]
    if [row[0] for row in rows].count("listen") != 1 or not any(row[0] == "account" for row in rows):
        raise ValueError(rows[:1])
    return rows


def _postgresql_rules(server: dict[str, Any]) -> Iterator[AccessRule]:
    for row in server["rules"] or ():
        if row["method"] is None:  # the server only remarks on a line that it has understood (hostssl without TLS)
            raise Unreadable(reason("database_rules_broken", line=int(row["line"])))
        address = row["address"] or ""
        if row["mask"]:
            address = f"{address}/{int(ip_address(row['mask'])).bit_count()}"
        kind = "local" if row["type"] == "local" else "host"
        yield AccessRule("postgresql", kind, ",".join(row["users"]), str(address), str(row["method"]))


def _mysql_rules(rows: list[list[str]]) -> Iterator[AccessRule]:
    for row in rows:
        if row[0] != "account":
            continue
        _mark, user, host, plugin, empty, _super = row
        if empty not in {"0", "1"}:
            raise ValueError(empty)
        if (host, plugin) == ("", "") or (user, host) == _LOCKED:  # a role of MariaDB; its owner of system views
            continue
        method = "empty" if empty == "1" and plugin not in _SOCKET_PROOFS else plugin
        kind = "local" if host == "localhost" else "host"
        yield AccessRule("mysql", kind, user or "(anonymous)", host, method)


def rules(outputs: Outputs) -> frozenset[AccessRule]:
    """Give every rule of every server. PostgreSQL without a rule lets nobody in, which no real server does."""
    found: set[AccessRule] = set()
    for server in postgresql(outputs):
        if server["unloaded"] is not False:
            raise Unreadable(reason("database_rules_not_loaded"))
        of_server = set(_postgresql_rules(server))
        if not of_server:
            raise Unreadable(reason("database_rules_missing"))
        found |= of_server
    return frozenset(found | set(_mysql_rules(_mysql(outputs))))


def superusers(outputs: Outputs) -> frozenset[tuple[str, str]]:
    """Give who may do everything."""
    found = {("postgresql", str(name)) for server in postgresql(outputs) for name in server["superusers"]}
    rows = _mysql(outputs)
    return frozenset(found | {("mysql", row[1]) for row in rows if row[0] == "account" and row[5] == "Y"})


def listen(outputs: Outputs) -> frozenset[tuple[str, str]]:
    """Give the addresses that servers listen on, as they are set; none where sockets alone serve."""
    found = {
        ("postgresql", address.strip())
        for server in postgresql(outputs)
        for address in server["listen"].split(",")
        if address.strip()
    }
    rows = _mysql(outputs)
    sockets_alone = any(row[0] == "listen" and row[1] == "1" for row in rows)
    for row in rows:
        if row[0] in _DOORS and not sockets_alone:
            found |= {("mysql", address.strip() or "*") for address in row[_DOORS[row[0]]].split(",")}
    return frozenset(found)


def parse(outputs: Outputs, scope: Scope) -> Databases:
    """Absent where no database server is installed or runs; unknown where one runs that cannot be asked."""
    del scope
    there = [engine for engine in running(outputs) if engine in ENGINES]
    kept = installed(outputs) & set(ENGINES)
    if not there and not kept:
        return all_fields(Databases, Absent(reason("no_database")))
    if stopped := sorted(kept - set(there)):
        raise Unreadable(reason("database_not_running", engines=tuple(stopped)))
    if others := sorted(set(there) - set(_READ)):
        raise Unreadable(reason("database_not_readable", engines=tuple(others)))
    return Databases(
        rules=attempt(lambda: rules(outputs)),
        superusers=attempt(lambda: superusers(outputs)),
        listen=attempt(lambda: listen(outputs)),
    )


READER = Reader(Databases, always(PROGRAMS, *POSTGRESQL, MYSQL), parse)
