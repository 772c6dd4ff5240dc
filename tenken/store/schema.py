"""The tables. What may repeat from night to night (sections, facts, records, bodies of findings) is kept once, by its
SHA-256; what changes is small.

Times are ISO 8601 text with zone, as runs carry them. JSON is text, so that both databases hold the same bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite

HEAD = "0001"  # the migration that makes these tables

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One execution. `lock`: of the inventory, by which a run that was killed is told from one that goes on; `host`: the ops
# host; `tool_sha256` and `clock` (JSON): of the tool, and of the host's clock, when the run began, whoever seals it.
# `status` is `running` until the run is sealed into the ledger.
runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("status", String(16), nullable=False),
    Column("started", String(40), nullable=False),
    Column("finished", String(40), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("inventory", Text, nullable=False),
    Column("inventory_digest", String(64), nullable=False),
    Column("host", Text, nullable=False),
    Column("lock", String(64), nullable=False),
    Column("tool_version", String(64), nullable=False),
    Column("tool_sha256", String(64), nullable=False),
    Column("clock", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("accepted_gaps", Boolean, nullable=False),
    Column("work_order", Text, nullable=False),
    Column("baselines", Text, nullable=False),
    Column("exceptions", Text, nullable=False),
    Column("inputs", Text, nullable=False),
)

# One target of a run. `commands`: the object that holds the records of its commands; `facts`: by name, the object that
# holds each fact.
targets = Table(
    "targets",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("system", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("contractor", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("scanned", Boolean, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("connections", Integer, nullable=False),
    Column("execs", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("collected", Text, nullable=False),
    Column("commands", String(64), nullable=False),
    Column("facts", Text, nullable=False),
)

# `position` is the finding's place in its run; its body is in `finding_bodies`.
findings = Table(
    "findings",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("control", String(64), nullable=False),
    Column("system", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("judged_status", String(16), nullable=False),
    Column("exception", Text, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    UniqueConstraint("run", "subject", "control", "system"),
)

# What a finding says beside its status: severity, class, method, expected, actual, reason, evidence.
finding_bodies = Table(
    "finding_bodies",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("body", Text, nullable=False),
    Column("last_run", Integer, nullable=False, index=True),
)

# Content by the SHA-256 of its bytes. `pruned`: when its bytes were removed, empty while they are here.
objects = Table(
    "objects",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pruned", String(40), nullable=False),
)

# Who keeps content that is removed one day. `inventory`: the number of the first run on it, which stands for it;
# `last_run`: the newest of its runs that refers to the content. Gone once that inventory's time for it is over.
object_uses = Table(
    "object_uses",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("inventory", Integer, primary_key=True, autoincrement=False),
    Column("last_run", Integer, nullable=False, index=True),
)

object_bytes = Table(
    "object_bytes",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("gzip", LargeBinary, nullable=False),
)

# The hash chain: each entry names the one before it. `entry` is the very text that is hashed and signed.
ledger = Table(
    "ledger",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("run", String(64), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("entry", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("witnessed", Text, nullable=False),
)


def or_raise(connection: Connection, table: Table, column: str) -> postgresql.Insert | sqlite.Insert:
    """Give an insert that raises one column of a row that is there already, and never lowers it."""
    made: postgresql.Insert | sqlite.Insert
    made = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    raised = made.excluded[column] > table.c[column]
    key = table.primary_key.columns.keys()
    return made.on_conflict_do_update(index_elements=key, set_={column: made.excluded[column]}, where=raised)
