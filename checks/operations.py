"""How scans of an environment are run and followed up: policy/operations.yaml. Everything in it may be left out.

Windows and freezes say when targets may be scanned; retention, how long what is stored is kept; witnesses, who outside
keeps the heads of the ledger; notify, who is told of what; contact, whom to call on a suspicion (第20条).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from checks import strict_yaml
from checks.control import Bilingual
from inventories.validate import SYSTEMS

Said = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+(?!\n)$")]
Line = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*(?!\n)$")]
Absolute = Annotated[str, Meta(max_length=2000, pattern=r"^(/[^\x00-\x1f\x7f]*)?(?!\n)$")]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$")]  # HH:MM
Days = Annotated[int, Meta(ge=1, le=36500)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """When targets of these systems (all, where none is named) may be scanned, in Japan's time.

    `until` before `start` means the morning of the next day. A system without a window may be scanned at any time.
    """

    start: Clock
    until: Clock
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    systems: tuple[Said, ...] = ()


class Freeze(Struct, frozen=True, forbid_unknown_fields=True):
    """A time in which these systems (all, where none is named) are not to be scanned, and why."""

    starts: Annotated[datetime, Meta(tz=True)]
    ends: Annotated[datetime, Meta(tz=True)]
    why: Said
    systems: tuple[Said, ...] = ()

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            message = f"policy_freeze_order:{self.ends.isoformat()}"
            raise ValueError(message)


class Retention(Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days after a run what it stored is kept; digests, findings and the ledger are kept for good."""

    sections: Days = 400  # raw evidence
    commands: Days = 3650
    facts: Days = 3650
    newest_runs: Annotated[int, Meta(ge=1, le=10000)] = 3  # of these everything is kept, however old


class Witness(Struct, frozen=True, forbid_unknown_fields=True):
    """Who outside keeps the heads of the ledger: a log server, or a folder that is written once. One of both."""

    name: Name
    syslog: Syslog | None = None
    folder: Absolute = ""

    def __post_init__(self) -> None:
        if (self.syslog is None) == (not self.folder):
            message = f"policy_one_witness:{self.name}"
            raise ValueError(message)


class Syslog(Struct, frozen=True, forbid_unknown_fields=True):
    """A log server by RFC 5424. With tls: `ca`, file of the certificates that the server's must rest on (empty: those
    of the system); `certificate` and `key`, files of our own, where the server asks for one.
    """

    address: Name
    port: Port
    transport: Literal["udp", "tcp", "tls"]
    ca: Absolute = ""
    certificate: Absolute = ""
    key: Absolute = ""

    def __post_init__(self) -> None:
        if self.transport != "tls" and (self.ca or self.certificate or self.key):
            message = f"policy_syslog_not_tls:{self.address}"
            raise ValueError(message)


class Mail(Struct, frozen=True, forbid_unknown_fields=True):
    """Mail over SMTP. `password_file`: its first line is the password of `user`; never sent without encryption."""

    server: Name
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Name = "tenken@localhost"
    to: Annotated[tuple[Name, ...], Meta(min_length=1)] = ("root@localhost",)
    user: Line = ""
    password_file: Line = ""
    ca: Absolute = ""

    def __post_init__(self) -> None:
        if bool(self.user) != bool(self.password_file):
            message = f"policy_mail_half_login:{self.server}"
            raise ValueError(message)
        if self.user and self.security == "none":
            message = f"policy_mail_password_in_clear:{self.server}"
            raise ValueError(message)


class Webhook(Struct, frozen=True, forbid_unknown_fields=True):
    """A JSON document by HTTP POST. `token_file`: its first line goes into the Authorization header as a bearer."""

    url: Annotated[str, Meta(max_length=2000, pattern=r"^https://[!-~]+(?!\n)$")]
    token_file: Line = ""
    ca: Absolute = ""


class Notice(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is told of what. One of mail, syslog, webhook and file. `systems`: these alone; `role`: whom it is for."""

    name: Name
    role: Line = ""
    systems: tuple[Said, ...] = ()
    severity: Literal["low", "medium", "high", "critical"] = "low"  # of findings, the least
    language: Literal["ja", "en"] = "ja"
    mail: Mail | None = None
    syslog: Syslog | None = None
    webhook: Webhook | None = None
    file: Absolute = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.mail, self.syslog, self.webhook, self.file))) != 1:
            message = f"policy_one_channel:{self.name}"
            raise ValueError(message)


class Operations(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/operations.yaml."""

    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    retention: Retention = Retention()
    witnesses: tuple[Witness, ...] = ()
    notify: tuple[Notice, ...] = ()
    contact: Bilingual | None = None


def load(file: Path) -> Operations:
    """Read operations.yaml; everything has its default where there is none. Raises ConfigError at the wrong line."""
    if not file.exists():
        return Operations()
    document = strict_yaml.read(file)
    operations = strict_yaml.convert(document, Operations)
    for kind, named in (("witnesses", operations.witnesses), ("notify", operations.notify)):
        names = [one.name for one in named]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise document.wrong("policy_duplicate_id", (kind, place, "name"), id=name)
    limited: dict[str, Sequence[Window | Freeze | Notice]]
    limited = {"windows": operations.windows, "freezes": operations.freezes, "notify": operations.notify}
    for kind, entries in limited.items():
        for place, entry in enumerate(entries):
            for system in entry.systems:
                if system not in SYSTEMS:  # a freeze of a misspelt system would freeze nothing
                    raise document.wrong("policy_unknown_system", (kind, place, "systems"), found=system, known=SYSTEMS)
    return operations
