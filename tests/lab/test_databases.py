"""Two real PostgreSQL servers, one replicating the other: what the probes bring, and what is said of it when it breaks.

They run in a network and a process namespace of their own, so that their ports disturb nobody and no other server of
this machine is taken for theirs. The sockets lie in a folder that PGHOST names; nothing else of the probes is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from checks.evaluate import evaluate
from checks.finding import Finding, Status
from checks.plan import plan_host
from checks.policy import Policy
from inventories.reason import Reason, reason
from scanners.facts.cluster import Cluster
from scanners.facts.databases import Databases
from scanners.facts.field import Known
from scanners.platforms.linux import cluster, databases
from scanners.platforms.reader import Reader
from scanners.probe import Output, Probe, Scope
from tests.unit.checks.good_host import AS_OF, REGISTER, collected, host, small_policy

PRIMARY, STANDBY = 5432, 5433
_PATIENCE_S = 60
# What else this machine may have installed is hidden from the probes: the two servers are all there is.
_OTHERS = (
    "/usr/sbin/mysqld", "/usr/sbin/mariadbd", "/usr/libexec/mysqld", "/usr/libexec/mariadbd",
    "/usr/sbin/pacemakerd", "/usr/sbin/keepalived",
)  # fmt: skip


class Servers:
    """A primary and its standby. Their namespaces, and all in them, end with the process that holds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.holder = subprocess.Popen(
            ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child", "sh", "-c", "echo up; exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == b"up\n"
        children = Path(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children").read_text(encoding="ascii")
        self.inside = ["nsenter", "--net", "--pid", "--mount", "--target", children.split()[0]]
        self.run("ip", "link", "set", "lo", "up")
        for program in _OTHERS:
            if Path(program).exists():
                self.run("mount", "--bind", "/dev/null", program)

    def end(self) -> None:
        """End everything at once: nothing here is worth a clean shutdown."""
        self.holder.kill()
        self.holder.communicate()

    def run(self, *command: str, status: int = 0) -> str:
        done = self.tried(*command)
        assert done.returncode == status, done.stderr
        return done.stdout.decode()

    def tried(self, *command: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C", "PGHOST": str(self.folder)}
        return subprocess.run(
            [*self.inside, *command], capture_output=True, stdin=subprocess.DEVNULL, env=environment, check=False
        )

    def as_postgres(self, *command: str) -> str:
        return self.run("runuser", "-u", "postgres", "--", *command)

    def sql(self, port: int, text: str) -> str:
        return self.as_postgres("psql", "-XAtq", "-p", str(port), "-d", "postgres", "-c", text).strip()

    def data(self, port: int) -> Path:
        return self.folder / str(port)

    def make(self) -> None:
        self.as_postgres(
            str(self.bin / "initdb"), "-D", str(self.data(PRIMARY)), "--auth-local=peer", "--auth-host=scram-sha-256",
            "--no-sync",
        )  # fmt: skip
        with (self.data(PRIMARY) / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(f"unix_socket_directories = '{self.folder}'\nfsync = off\n")
        self.start(PRIMARY)
        self.as_postgres(
            "pg_basebackup", "-p", str(PRIMARY), "-D", str(self.data(STANDBY)), "-R", "-C", "-S", "standby",
            "--no-sync", "-c", "fast",
        )  # fmt: skip
        with (self.data(STANDBY) / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write(f"port = {STANDBY}\n")
        self.start(STANDBY)
        self.until_replicating()

    def start(self, port: int) -> None:
        log = str(self.folder / f"{port}.log")
        self.as_postgres(str(self.bin / "pg_ctl"), "start", "-w", "-s", "-D", str(self.data(port)), "-l", log)

    def stop(self, port: int) -> None:
        self.as_postgres(str(self.bin / "pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", str(self.data(port)))

    def until(self, holds: Callable[[], bool]) -> None:
        last = time.monotonic() + _PATIENCE_S
        while not holds():
            assert time.monotonic() < last
            time.sleep(0.05)

    def until_replicating(self) -> None:
        in_step = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn = sent_lsn"
        receives = "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'"
        self.until(lambda: self.sql(PRIMARY, in_step) == "1" and self.sql(STANDBY, receives) == "1")

    @contextmanager
    def rule(self, line: str) -> Iterator[None]:
        """Add a line to the rules of the primary and load them; take it out again."""
        rules = self.data(PRIMARY) / "pg_hba.conf"
        before = rules.read_text(encoding="utf-8")
        rules.write_text(f"{before}{line}\n", encoding="utf-8")
        self.sql(PRIMARY, "SELECT pg_reload_conf()")
        self._until_loaded()
        try:
            yield
        finally:
            rules.write_text(before, encoding="utf-8")
            self.sql(PRIMARY, "SELECT pg_reload_conf()")
            self._until_loaded()

    def _until_loaded(self) -> None:
        loaded = "SELECT pg_conf_load_time() >= (pg_stat_file(current_setting('hba_file'))).modification"
        self.until(lambda: self.sql(PRIMARY, loaded) == "t")

    def read(self, reader: Reader) -> object:
        """Run the very commands of a reader, as root instead of through sudo, and parse what they say."""
        return reader.read({probe.id: self._output(probe) for probe in reader.probes(Scope())}, Scope())

    def _output(self, probe: Probe) -> Output:
        done = self.tried(*(probe.privileged_argv if probe.root else ("sh", "-c", probe.shell)))
        return Output(probe.command, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def servers(root: None) -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="tenken-pg-", dir="/tmp"))  # short: a socket's path has little room
    shutil.chown(folder, "postgres")
    made = Servers(folder)
    try:
        made.make()
        yield made
    finally:
        made.end()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    register = REGISTER + "databases: [{kind: postgresql, superusers: [postgres], listen: [loopback]}]\n"
    return small_policy(tmp_path_factory.mktemp("policy") / "policy", register=register)


def judged(servers: Servers, policy: Policy) -> dict[str, Finding]:
    facts = {"databases": servers.read(databases.READER), "cluster": servers.read(cluster.READER)}
    findings = evaluate([collected(plan_host(host(), policy), facts)], policy, AS_OF)
    return {finding.control: finding for finding in findings if finding.subject == "web01"}


def named(finding: Finding) -> str:
    assert finding.status is Status.FAIL, finding
    return " ".join(str(actual.as_dict()) for actual in finding.actual)


@contextmanager
def a_superuser_more(servers: Servers) -> Iterator[None]:
    servers.sql(PRIMARY, "CREATE ROLE kaihatsu SUPERUSER LOGIN")
    try:
        servers.until_replicating()
        yield
    finally:
        servers.sql(PRIMARY, "DROP ROLE kaihatsu")


@contextmanager
def every_address(servers: Servers) -> Iterator[None]:
    servers.sql(PRIMARY, "ALTER SYSTEM SET listen_addresses = '*'")
    servers.stop(PRIMARY)
    servers.start(PRIMARY)
    try:
        yield
    finally:
        servers.sql(PRIMARY, "ALTER SYSTEM RESET listen_addresses")
        servers.stop(PRIMARY)
        servers.start(PRIMARY)
        servers.until_replicating()


@contextmanager
def a_standby_that_applies_nothing(servers: Servers) -> Iterator[None]:
    servers.sql(STANDBY, "SELECT pg_wal_replay_pause()")
    try:
        yield
    finally:
        servers.sql(STANDBY, "SELECT pg_wal_replay_resume()")


@contextmanager
def _stopped(servers: Servers, port: int) -> Iterator[None]:
    servers.stop(port)
    try:
        yield
    finally:
        servers.start(port)
        servers.until_replicating()


def a_stopped_standby(servers: Servers) -> AbstractContextManager[None]:
    return _stopped(servers, STANDBY)


def a_stopped_primary(servers: Servers) -> AbstractContextManager[None]:
    return _stopped(servers, PRIMARY)


@contextmanager
def rules_that_were_changed_and_not_loaded(servers: Servers) -> Iterator[None]:
    rules = servers.data(PRIMARY) / "pg_hba.conf"
    later = time.time() + 3600
    os.utime(rules, (later, later))
    try:
        yield
    finally:
        os.utime(rules, (0, 0))


@contextmanager
def a_server_on_another_port(servers: Servers) -> Iterator[None]:
    third = servers.folder / "third"
    servers.as_postgres(str(servers.bin / "initdb"), "-D", str(third), "--auth=trust", "--no-sync")
    options = f"-k {servers.folder} -p 5499"
    servers.as_postgres(str(servers.bin / "pg_ctl"), "start", "-w", "-s", "-D", str(third), "-o", options,
                        "-l", str(servers.folder / "third.log"))  # fmt: skip
    try:
        yield
    finally:
        servers.as_postgres(str(servers.bin / "pg_ctl"), "stop", "-w", "-s", "-m", "immediate", "-D", str(third))


Disturbance = Callable[[Servers], AbstractContextManager[None]]
IN_ORDER = ("J13-UA-26", "J13-FT-06")
# The control that must notice, what is done to the servers meanwhile, and what the finding then names.
BREAKS: tuple[tuple[str, Disturbance, str], ...] = (
    ("J13-UA-26", a_superuser_more, "postgresql: kaihatsu"),
    ("J13-UA-26", every_address, "postgresql: *"),
    ("J13-FT-06", a_standby_that_applies_nothing, "postgresql receives -: paused"),
    ("J13-FT-06", a_stopped_standby, "postgresql sends standby: lost"),
    ("J13-FT-06", a_stopped_primary, "postgresql receives -: lost"),
)
# The same of what leaves a control unknown, and the reason that it gives.
UNCLEAR: tuple[tuple[str, Disturbance, Reason], ...] = (
    ("J13-UA-26", rules_that_were_changed_and_not_loaded, reason("database_rules_not_loaded")),
    (
        "J13-UA-26",
        a_server_on_another_port,
        reason("database_not_read", engine="postgresql", running=3, read=2),
    ),
)


@pytest.mark.parametrize("control", IN_ORDER)
def test_two_servers_in_order_pass(servers: Servers, policy: Policy, control: str) -> None:
    finding = judged(servers, policy)[control]
    assert finding.status is Status.PASS, finding


@pytest.mark.parametrize(("control", "disturbance", "word"), BREAKS)
def test_what_is_broken_fails_and_is_named(
    servers: Servers, policy: Policy, control: str, disturbance: Disturbance, word: str
) -> None:
    with disturbance(servers):
        assert word in named(judged(servers, policy)[control])


@pytest.mark.parametrize(("control", "disturbance", "why"), UNCLEAR)
def test_what_cannot_be_told_is_unknown(
    servers: Servers, policy: Policy, control: str, disturbance: Disturbance, why: Reason
) -> None:
    with disturbance(servers):
        finding = judged(servers, policy)[control]
    assert (finding.status, finding.reason) == (Status.UNKNOWN, why)


def test_the_readers_tell_what_the_servers_are(servers: Servers) -> None:
    fact = servers.read(databases.READER)
    assert isinstance(fact, Databases)
    assert fact.superusers == Known(frozenset({("postgresql", "postgres")}))
    assert fact.listen == Known(frozenset({("postgresql", "localhost")}))
    seen = servers.read(cluster.READER)
    assert isinstance(seen, Cluster)
    assert isinstance(seen.replication, Known)
    assert [(one.role, one.state) for one in seen.replication.value] == [
        ("receives", "streaming"),
        ("sends", "streaming"),
    ]


def test_rules_that_admit_too_much_are_named(servers: Servers, policy: Policy) -> None:
    lines = {
        "host all all 10.20.0.0/16 trust": "postgresql: host all 10.20.0.0/16 trust",
        "local all app trust": "postgresql: local app - trust",
        "hostssl all all 0.0.0.0 0.0.0.0 scram-sha-256": "postgresql: host all 0.0.0.0/0 scram-sha-256",
        "host all all ::/0 scram-sha-256": "postgresql: host all ::/0 scram-sha-256",
        "host all app all scram-sha-256": "postgresql: host app all scram-sha-256",
        "host all app 10.20.0.1/32 md5": "postgresql: host app 10.20.0.1/32 md5",
    }
    with servers.rule("\n".join(lines)):
        finding = judged(servers, policy)["J13-UA-26"]
    assert finding.status is Status.FAIL
    assert finding.actual[0].as_dict() == {"items": tuple(sorted(lines.values())), "count": len(lines)}


def test_a_rule_that_refuses_everybody_is_no_finding(servers: Servers, policy: Policy) -> None:
    with servers.rule("host all all all reject"):
        assert judged(servers, policy)["J13-UA-26"].status is Status.PASS


def test_a_rule_with_a_mistake_leaves_the_rules_unknown(servers: Servers, policy: Policy) -> None:
    rules = servers.data(PRIMARY) / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    with servers.rule("host all all 10.20.0.0/16 no-such-method"):
        finding = judged(servers, policy)["J13-UA-26"]
    assert rules.read_text(encoding="utf-8") == before
    assert finding.status is Status.UNKNOWN
    assert finding.reason == reason("database_rules_broken", line=len(before.splitlines()) + 1)


def test_a_standby_that_falls_behind_tells_by_how_much(servers: Servers) -> None:
    servers.sql(STANDBY, "ALTER SYSTEM SET recovery_min_apply_delay = '1h'")
    servers.sql(STANDBY, "SELECT pg_reload_conf()")
    try:
        servers.sql(PRIMARY, "CREATE TABLE filled AS SELECT generate_series(1, 20000)")
        behind = "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) > 100"
        servers.until(lambda: servers.sql(STANDBY, behind) == "t")
        seen = servers.read(cluster.READER)
    finally:
        servers.sql(STANDBY, "ALTER SYSTEM RESET recovery_min_apply_delay")
        servers.sql(STANDBY, "SELECT pg_reload_conf()")
        servers.sql(PRIMARY, "DROP TABLE IF EXISTS filled")
        servers.until_replicating()
    assert isinstance(seen, Cluster)
    assert isinstance(seen.replication, Known)
    assert {one.role: one.behind_bytes > 100 for one in seen.replication.value} == {"receives": True, "sends": True}
