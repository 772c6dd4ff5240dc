"""Who may log in to Si-R and SR-S, and how that is checked.

Command reference, configuration volume: パスワード情報 (`password`), AAA情報 (`aaa`).
"""

from __future__ import annotations

from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.field import attempt
from scanners.platforms.network.addresses import host
from scanners.platforms.network.fujitsu_sir.lines import config, last, numbered, unsure
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_PROTOCOLS = {"radius": "radius", "tacacsp": "tacacs"}
_PASSWORDS = {"password admin set": "admin", "password user set": "user", "password set": "user"}


def _login_group(lines: tuple[Line, ...]) -> str:
    """Give the number of the AAA group that log-ins use, empty where none is named."""
    rest = last(lines, "password aaa")
    return rest[0] if rest else ""


def has_password(lines: tuple[Line, ...]) -> bool:
    """Whether the administrator must prove himself; a password of the ordinary user alone leaves that door open.

    Raises `Unreadable` where an AAA group is asked: whether the built-in account is let in beside it is not known.
    """
    if last(lines, "password admin set"):
        return True
    if _login_group(lines):
        raise unsure("password admin set")
    return False


def _owner(words: list[str]) -> str:
    """Name what a secret is of, by the words before it."""
    if words[0] == "password":
        return f"user {words[1] if words[1] == 'admin' else 'user'}"
    return " ".join(words[: next(place for place, word in enumerate(words) if MARK.search(word))])


def _users(lines: tuple[Line, ...]) -> tuple[DeviceUser, ...]:
    built_in = dict.fromkeys(name for form, name in _PASSWORDS.items() if last(lines, form) is not None)
    users = [DeviceUser(name, name) for name in built_in]
    group = _login_group(lines)
    members = numbered(lines, f"aaa {group} user") if group else {}
    for rest in members.values():
        names = [" ".join(words[1:]).strip('"') for _, words in rest if words[:1] == ["id"] and len(words) > 1]
        roles = [words[1] for _, words in rest if words[:1] == ["user-role"] and len(words) == 2]
        users += [DeviceUser(name, roles[-1] if roles else "") for name in names]
    return tuple(users)


def _servers(lines: tuple[Line, ...]) -> tuple[AaaServer, ...]:
    """Give the servers that check log-ins: those of the group of log-ins where one is named, never those of records."""
    found: dict[AaaServer, None] = {}
    group = _login_group(lines)
    for _, words in starting(lines, f"aaa {group}" if group else "aaa"):
        told = words if group else words[1:]
        protocol = _PROTOCOLS.get(told[0]) if len(told) > 4 else None
        if protocol and told[1:3] == ["client", "server-info"] and told[3] != "acct" and told[-2] == "address":
            found[AaaServer(protocol, host(told[-1]).split("/")[0])] = None
    return tuple(found)


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the methods of login; which comes first where a group has both is not written in the configuration."""
    group = _login_group(lines)
    if not group:
        return {"default": ("local",) if has_password(lines) else ("none",)}
    checks = (["client"], ["client", "auth"], ["client", "both"])
    protocols = [name for name in _PROTOCOLS if last(lines, f"aaa {group} {name} service") in checks]
    if protocols and numbered(lines, f"aaa {group} user"):
        raise unsure(f"aaa {group}")
    return {"default": tuple(_PROTOCOLS[name] for name in protocols) or ("local",)}


def _accounting(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(
        f"aaa {group} radius"
        for group, rest in numbered(lines, "aaa").items()
        for _, words in rest
        if words[:3] == ["radius", "service", "client"] and words[3:] in (["acct"], ["both"])
    )


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give accounts, secrets by their storage, and AAA groups."""
    del scope
    lines = config(outputs)
    return DeviceAccounts(
        users=attempt(lambda: _users(lines)),
        secrets=attempt(
            lambda: tuple(
                StoredSecret(_owner(line.words), storage_of(line.text), line.text)
                for line in lines
                if set(MARK.findall(line.text)) & set(STORAGES)  # those of SNMP 1 and 2c are told by the fact `snmp`
            )
        ),
        servers=attempt(lambda: _servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: _accounting(lines)),
    )
