"""The texts of a service and its timer, and what they say of themselves. Pure: no file is read or written.

The service may read what everybody may, write its own state, and open connections: systemd.exec(5) has every line.
A run that found something is a success of the service (--fail-on=never); one that could not judge everything (3), or
could not begin (2), is a failure, so that `systemctl --failed` and OnFailure= tell of it. So is 1: Python ends with it
where the program itself is broken, as after an upgrade of the machine, and no night may pass in silence then.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from inventories.reason import ConfigError

MARK = "# tenken schedule"
ACCOUNT = "tenken"  # the name of the dynamic account: all scheduled inventories share it, and so one state directory
STATE = Path("/var/lib/tenken")
HIDDEN = tuple(map(Path, ("/home", "/root", "/run/user", "/tmp", "/var/tmp")))  # noqa: S108  (what the service cannot see)
CREDENTIAL_OPTIONS = {"vault_password": "--vault-password-file", "passphrase": "--passphrase-file"}
_PGPASS = "pgpass"  # the credential that libpq reads itself
_SLACK = 15 * 60  # seconds after the deadline for judging, storing and reports
_CREDENTIAL = re.compile(r"[a-z0-9_]{1,64}")
_ACCOUNT = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,30})?")  # useradd(8)
_PLAIN_PATH = re.compile(r"/[^\s\"'\\:%$;]*")
_INVENTORY, _STORE = "X-TenkenInventory", "X-TenkenStore"

_HARDENING = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
UMask=0077
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
PrivateIPC=yes
PrivateMounts=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the units of one inventory are made of. Paths are absolute; times in minutes.

    `account`: empty for an account of its own that systemd makes (DynamicUser=). `credentials`: name and encrypted
    file. `options`: further words for `tenken scan`. `writable`: folders that it may write to beside its state.
    """

    name: str
    program: Path
    inventory: Path
    calendar: str
    descriptions: tuple[str, str]  # of service and timer
    policy: Path | None = None
    store: str = ""
    account: str = ""
    credentials: tuple[tuple[str, Path], ...] = ()
    writable: tuple[Path, ...] = ()
    options: tuple[str, ...] = ()
    deadline: int = 240
    retries: int = 2
    spread: int = 5
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class Installed:
    """What a service of ours says of itself."""

    inventory: str
    store: str


def checked(settings: Settings) -> Settings:
    """Give the settings back. Raises ConfigError for a path or a name that a unit file cannot hold."""
    if not _ACCOUNT.fullmatch(settings.account):
        raise ConfigError("schedule_account", given=settings.account)
    for name, _file in settings.credentials:
        if not _CREDENTIAL.fullmatch(name):
            raise ConfigError("schedule_credential", given=name)
    files = [file for _name, file in settings.credentials]
    for path in (settings.program, settings.inventory, settings.policy, *files, *settings.writable):
        if path and not _PLAIN_PATH.fullmatch(str(path)):
            raise ConfigError("schedule_path", path=str(path))
    for text in (settings.store, *settings.options, *settings.descriptions, settings.calendar):
        if not text.isprintable():
            raise ConfigError("schedule_path", path=ascii(text))
    if settings.store.endswith("\\"):  # at the end of a line of a unit it joins the next one
        raise ConfigError("schedule_path", path=settings.store)
    return settings


def service_text(settings: Settings) -> str:
    """Give the text of the service."""
    own = f"User={settings.account}" if settings.account else f"User={ACCOUNT}\nDynamicUser=yes"
    loaded = "".join(f"LoadCredentialEncrypted={name}:{file}\n" for name, file in settings.credentials)
    loaded += _for_libpq(settings.name) if _PGPASS in dict(settings.credentials) else ""
    writable = "".join(f"ReadWritePaths={folder}\n" for folder in settings.writable)
    return f"""\
{MARK}
[Unit]
Description={_value(settings.descriptions[0])}
{_INVENTORY}={_value(str(settings.inventory))}
{_STORE}={_value(settings.store)}
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart={_command(settings)}
RuntimeMaxSec={settings.deadline * 60 + _SLACK}
TimeoutStopSec=300
KillMode=mixed
StandardOutput=null
StandardError=journal
{own}
StateDirectory=tenken
StateDirectoryMode=0700
CacheDirectory=tenken
CacheDirectoryMode=0700
WorkingDirectory=%S/tenken
Environment=HOME=%S/tenken TENKEN_STATE=%S/tenken XDG_CACHE_HOME=%C
Environment=LANG=C.UTF-8 TENKEN_LANG={settings.language} TENKEN_SANDBOX=1 PYTHONDONTWRITEBYTECODE=1
{loaded}{writable}
{_HARDENING}"""


def _for_libpq(name: str) -> str:
    """Give the password file to libpq with a mode that it takes, in memory and for as long as the service runs.

    systemd from 254 on lets the account read a credential by an access control list, which shows as mode 0440; libpq
    passes over a password file that a group may read.
    """
    return f"""\
RuntimeDirectory=tenken-{name}
RuntimeDirectoryMode=0700
ExecStartPre=/usr/bin/install -m 0600 %d/{_PGPASS} %t/tenken-{name}/{_PGPASS}
Environment=PGPASSFILE=%t/tenken-{name}/{_PGPASS}
"""


def timer_text(settings: Settings) -> str:
    """Give the text of the timer: a run that was missed while the machine was down is made up for."""
    return f"""\
{MARK}
[Unit]
Description={_value(settings.descriptions[1])}
{_INVENTORY}={_value(str(settings.inventory))}

[Timer]
OnCalendar={settings.calendar}
Persistent=true
RandomizedDelaySec={settings.spread * 60}
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


def installed(text: str) -> Installed | None:
    """Read what a unit of ours says of itself; None of one that is not ours."""
    lines = text.splitlines()
    if lines[:1] != [MARK]:
        return None
    said = {key: value.replace("%%", "%") for key, found, value in (line.partition("=") for line in lines) if found}
    return Installed(said.get(_INVENTORY, ""), said.get(_STORE, ""))


def _command(settings: Settings) -> str:
    words = [str(settings.program), "scan", f"--inventory={settings.inventory}"]
    words += [f"--policy={settings.policy}"] if settings.policy else []
    words += [f"--store={settings.store}"] if settings.store else []
    words += [f"--deadline={settings.deadline}", f"--retries={settings.retries}", "--fail-on=never", *settings.options]
    handed = [
        f"{option}=%d/{name}" for name, option in CREDENTIAL_OPTIONS.items() if name in dict(settings.credentials)
    ]
    return " ".join([*map(_word, words), *handed])


def _word(word: str) -> str:
    """Write a word of a command line so that systemd takes it as it is (systemd.service(5), Command lines)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if shlex.quote(word) == word else f'"{escaped}"'


def _value(text: str) -> str:
    return text.replace("%", "%%")
