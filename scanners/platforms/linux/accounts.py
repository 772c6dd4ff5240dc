"""Read passwd(5), group(5) and the sources that nsswitch.conf(5) names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.accounts import Accounts
from scanners.facts.field import Known, attempt
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# Password fields (a hash may stand in either file) and GECOS (people's names) are cut on the target. Lines:
# `NAME:STATE:UID:GID:HOME:SHELL`, `:nis`, `:group NAME:GID:MEMBERS`, `:nss DATABASE SOURCES`, `:userdb PATH`, and
# `:unit PROPERTY=VALUE` of the units that answer for `sss`, which RHEL names in nsswitch.conf without running it.
ACCOUNTS = Probe(
    "accounts",
    r"""sed -E -e 's/^[[:space:]]+//' -e 't stripped' -e ': stripped' -e '/^(#|$)/d' \
-e '/^[+-]/{' -e 'c :nis' -e '}' \
-e 's/^([^:]+):x:/\1:shadow:/' -e 't fields' -e 's/^([^:]+)::/\1:empty:/' -e 't fields' \
-e 's/^([^:]+):[!*][^:]*:/\1:locked:/' -e 't fields' -e 's/^([^:]+):[^:]*:/\1:hashed:/' -e 't fields' \
-e 'c :malformed' -e ': fields' \
-e 's/^([^:]+:[a-z]+:[0-9]+:[0-9]+):[^:]*:([^:]*:[^:]*)$/\1:\2/' -e t -e 'c :malformed' /etc/passwd &&
sed -n -E -e 's/^([^:]+):[^:]*:([0-9]+):([^:]*)$/:group \1:\2:\3/p' -e t \
-e 's/^[[:space:]]*([a-z]+)[[:space:]]*:([^#]*).*$/:nss \1 \2/p' /etc/group /etc/nsswitch.conf || exit
if grep -aqs sss /etc/nsswitch.conf /etc/pam.d/* && command -v systemctl >/dev/null; then LC_ALL=C systemctl show \
-p Id -p LoadState -p ActiveState -p UnitFileState sssd.service sssd-nss.socket sssd-nss.service sssd-pam.socket \
sssd-pam-priv.socket sssd-pam.service sssd-sudo.socket sssd-sudo.service sssd-ssh.socket </dev/null 2>/dev/null |
sed -n 's/^[A-Z]/:unit &/p'; grep -aqsx 'sssd[a-z_]*' /proc/[0-9]*/comm && echo ':unit ActiveState=running'; fi
for f in /etc/userdb/*.user /run/userdb/*.user /usr/lib/userdb/*.user /var/lib/systemd/home/*.identity; do
if [ -e "$f" ]; then echo ":userdb $f"; fi; done""",
)

_ACCOUNT = re.compile(
    r"(?P<name>[^:]+):(?P<password>shadow|empty|locked|hashed):(?P<uid>[0-9]{1,10}):(?P<gid>[0-9]{1,10}):"
    r"(?P<home>[^:]*):(?P<shell>[^:]*)"
)
_NO_LOGIN = frozenset(
    f"{directory}/{name}"
    for directory in ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
    for name in ("nologin", "false", "sync", "shutdown", "halt")
)
_LOCAL_SOURCES = frozenset({"files", "compat", "systemd"})
# The responders of sssd are `indirect` where their sockets are not enabled, and `static` without a section to do so.
_NOT_STARTED = frozenset({"disabled", "indirect", "static", "masked", "masked-runtime"})


@dataclass(frozen=True, slots=True)
class Account:
    """One line of passwd(5). `password`: `shadow`, or what stands in passwd itself: `empty`, `locked`, `hashed`."""

    name: str
    password: str
    uid: int
    gid: int
    home: str
    shell: str

    @property
    def can_login(self) -> bool:
        """Whether the shell is none of those that end at once; an empty shell means /bin/sh."""
        return self.shell not in _NO_LOGIN


@dataclass(frozen=True, slots=True)
class LocalAccounts:
    """What the files say, and which sources beyond them each database of nsswitch.conf has."""

    accounts: tuple[Account, ...]
    groups: dict[str, tuple[int, frozenset[str]]]
    beyond: dict[str, tuple[str, ...]]
    sssd_off: bool = False  # proved: then `sss` is no source

    def complete(self, code: str, *databases: str) -> None:
        """Raise `Unreadable` with `code` when one of the databases has a source beyond the local files."""
        named = sorted({source for database in databases for source in self.beyond.get(database, ())})
        if named:
            raise Unreadable(reason(code, sources=tuple(named)))

    def groups_of(self, name: str) -> frozenset[str] | None:
        """Give the local groups of an account, None for an account that is not local."""
        gids = {account.gid for account in self.accounts if account.name == name}
        if not gids:
            return None
        return frozenset(group for group, (gid, members) in self.groups.items() if gid in gids or name in members)


def read_accounts(outputs: Outputs) -> LocalAccounts:
    """Parse the probe that several readers share; raises `Unreadable` or ValueError."""
    return _read(tuple(outputs["accounts"].lines()))


@lru_cache(maxsize=16)  # seven readers ask on every host
def _read(lines: tuple[str, ...]) -> LocalAccounts:
    accounts: list[Account] = []
    groups: dict[str, tuple[int, frozenset[str]]] = {}
    beyond: dict[str, set[str]] = {}
    properties: list[str] = []
    for line in lines:
        if not line.startswith(":"):
            accounts.append(_account(line))
            continue
        kind, _, rest = line[1:].partition(" ")
        if kind == "nss":
            database, _, sources = rest.partition(" ")
            names = set(re.sub(r"\[[^]]*\]", " ", sources).split())
            beyond.setdefault(database, set()).update(names - _LOCAL_SOURCES)
        elif kind == "group":
            name, gid, members = rest.split(":")
            groups[name] = (int(gid), frozenset(members.split(",")) - {""})
        elif kind == "nis":
            beyond.setdefault("passwd", set()).add("nis")
        elif kind == "userdb":
            beyond.setdefault("passwd", set()).add("userdb")
        elif kind == "unit":
            properties.append(rest)
        else:
            raise Unreadable(reason("passwd_malformed"))
    if not accounts:
        raise Unreadable(reason("passwd_malformed"))
    sssd_off = _is_off(properties)
    silent = {"sss"} if sssd_off else set()
    named = {database: tuple(sorted(sources - silent)) for database, sources in beyond.items()}
    return LocalAccounts(tuple(accounts), groups, named, sssd_off)


def _is_off(properties: list[str]) -> bool:
    """Tell whether the units prove that nothing answers for `sss`: neither running nor started by a boot or a caller.

    sssd.service is always asked about, so that no answer proves nothing.
    """
    units: list[dict[str, str]] = []
    for text in properties:
        name, _, value = text.partition("=")
        if not units or name in units[-1]:
            units.append({})
        units[-1][name] = value
    return any(unit.get("Id") == "sssd.service" for unit in units) and all(map(_unit_is_off, units))


def _unit_is_off(unit: dict[str, str]) -> bool:
    if not {"Id", "LoadState", "ActiveState"} <= unit.keys() or unit["ActiveState"] not in {"inactive", "failed"}:
        return False
    started = unit["LoadState"] == "loaded" and unit.get("UnitFileState") not in _NOT_STARTED
    return unit["LoadState"] in {"not-found", "masked", "loaded"} and not started


def _account(line: str) -> Account:
    found = _ACCOUNT.fullmatch(line)
    # An id of 32 bits or more wraps around or is refused, depending on the C library.
    if found is None or int(found["uid"]) > 0xFFFFFFFE:
        raise Unreadable(reason("passwd_malformed"))
    return Account(
        found["name"], found["password"], int(found["uid"]), int(found["gid"]), found["home"], found["shell"]
    )


def parse(outputs: Outputs, scope: Scope) -> Accounts:
    """Give the accounts; what the files say stays known where a directory adds others."""
    del scope
    local = read_accounts(outputs)
    uid0 = frozenset(account.name for account in local.accounts if account.uid == 0)
    login = frozenset(account.name for account in local.accounts if account.can_login)

    def unless_directory(names: frozenset[str]) -> frozenset[str]:
        local.complete("accounts_in_directory", "passwd")
        return names

    return Accounts(
        uid0=attempt(lambda: unless_directory(uid0)),
        login=attempt(lambda: unless_directory(login)),
        local_uid0=Known(uid0),
        local_login=Known(login),
    )


READER = Reader(Accounts, always(ACCOUNTS), parse)
