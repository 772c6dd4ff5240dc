"""How NEC UNIVERGE IX routers are managed: services, ways in, accounts and SNMP.

Source: UNIVERGE IX command reference, chapters 2 (device), 7 (Telnet, SSH, HTTP servers) and 8 (SNMP): each server
answers once it is switched on. Forms of lines compared with published configurations of IX2215 and IX2105; `terminal
timeout` (the timer of a log-in) with one of an IX3110, its unit as that shows: nobody wants 60 seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.ios_like.access import limits, permitted
from scanners.platforms.network.ios_like.tree import setting
from scanners.platforms.network.nec_ix.config import FAMILIES, NAME, config_tree, families_on
from scanners.platforms.network.nec_ix.filters import access_lists, list_name
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES
from scanners.platforms.network.tree import Line, every, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SERVERS = {"ssh-server": "ssh", "telnet-server": "telnet", "http-server": "http"}
_UNNEEDED = re.compile(
    r"ssh-server key-exchange compatibility|upnp (?:ip )?enable|(?:dns|finger|echo)-server (?:ip )?enable|"
    r"ip source-route|ip directed-broadcast"
)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the servers that are switched on; initially none is."""
    del scope
    lines = config_tree(outputs)
    ssh = bool(families_on(lines, "ssh-server"))
    found = [line.text for _, line in every(lines) if _UNNEEDED.fullmatch(line.text)]
    return ManagementServices(
        ssh=Known(ssh),
        telnet=Known(bool(families_on(lines, "telnet-server"))),
        http=Known(bool(families_on(lines, "http-server"))),
        https=_https(lines),
        tftp=Known(bool(families_on(lines, "tftp-server"))),
        ftp=Known(bool(families_on(lines, "ftp-server"))),
        ssh_versions=Known(frozenset({"2"} if ssh else ())),
        ssh_ciphers=not_told(NAME, "management_services.ssh_ciphers"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=Known(tuple(found)),
    )


def _https(lines: tuple[Line, ...]) -> Known[bool] | Unknown:
    """Say that there is none where nothing of the web is configured; what switches it on is not known here."""
    if any(line.words[0].startswith(("http", "web")) for line in lines):
        return Unknown(reason("platform_default_unsure", platform=NAME, setting="http-server ssl"))
    return Known(False)


class _Lists:
    """Who the access lists of the configuration let in."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._filters, unread = access_lists(lines)
        self._unread = {tuple(text.split()[:3]): text for text in unread}

    def sources(self, family: str, name: str) -> tuple[str, ...]:
        """Raises `Unreadable` where a line of the list was not understood."""
        if text := self._unread.get((family, "access-list", name)):
            raise Unreadable(reason("unparseable", detail=text[:120]))
        return permitted(self._filters, list_name(family, name))


def _sources(lines: tuple[Line, ...], server: str, lists: _Lists) -> tuple[str, ...]:
    """Give who may come in by the families that are switched on; a list of one says nothing about the other."""
    given: list[str] = []
    for family in families_on(lines, server):
        names = [words[0] for _line, words in starting(lines, f"{server} {family} access-list") if words]
        given += lists.sources(family, names[-1]) if names else (FAMILIES[family],)
        if any(line.text.startswith(f"{server} vrf ") for line in lines):  # it has lists of its own there
            given.append(FAMILIES[family])
    return tuple(dict.fromkeys(given))


def _idle_s(lines: tuple[Line, ...]) -> int:
    """Give the seconds of `terminal timeout MINUTES`. Raises `Unreadable` where it does not stand there."""
    words = setting(lines, "terminal timeout")
    if not words:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting="terminal timeout"))
    return 60 * int(words[0])


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give each server that answers. What ends the session of a browser is not known: it is taken for nothing."""
    del scope
    lines = config_tree(outputs)
    lists = _Lists(lines)

    def paths() -> tuple[ManagementPath, ...]:
        given = []
        for server, service in _SERVERS.items():
            if families_on(lines, server):
                sources = _sources(lines, server, lists)
                idle_s = 0 if service == "http" else _idle_s(lines)
                given.append(ManagementPath(server, frozenset({service}), limits(sources), sources, idle_s))
        return (*given, *_snmp_path(lines, lists))

    users = any(starting(lines, "username"))
    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(lambda: (ConsoleLine("console", enabled=True, authenticated=users, idle_s=_idle_s(lines)),)),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=not_told(NAME, "management_access.banner"),
    )


def _snmp_path(lines: tuple[Line, ...], lists: _Lists) -> Iterator[ManagementPath]:
    """Give the agent with whom its communities let in. From where users of version 3 may come is not read."""
    sources: list[str] = []
    for _line, family, words in _agent(lines, "community"):
        names = _list_names(words)
        sources += lists.sources(family, names[-1]) if names else (FAMILIES[family],)
    found = tuple(dict.fromkeys(sources))
    if families_on(lines, "snmp-agent") and found and not (limits(found) and any(starting(lines, "snmpv3 user"))):
        yield ManagementPath("snmp-agent", frozenset({"snmp"}), limits(found), found, 0)


def _list_names(words: list[str]) -> list[str]:
    """Give the access lists of a community."""
    return [word for word in words[1:] if word not in {"read-only", "read-write"} and not MARK.search(word)]


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give the users and RADIUS servers. How log-ins are checked is told where no `aaa` line says otherwise."""
    del scope
    lines = config_tree(outputs)
    roles = ("administrator", "operator", "monitor")
    users = [
        DeviceUser(words[0], next((word for word in words[1:] if word in roles), "monitor"))
        for _line, words in starting(lines, "username")
        if words
    ]
    servers = [
        AaaServer("radius", words[1])
        for _line, words in starting(lines, "radius host")
        if words[:1] == ["ip"] and words[1:]
    ]

    def methods() -> dict[str, tuple[str, ...]]:
        if any(starting(lines, "aaa")) or any(starting(lines, "authentication")):
            raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="device_accounts.methods"))
        return {"default": ("local",) if users else ("none",)}

    return DeviceAccounts(
        users=Known(tuple(users)),
        secrets=Known(_secrets(lines)),
        servers=Known(tuple(servers)),
        methods=attempt(methods),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _secrets(lines: tuple[Line, ...]) -> tuple[StoredSecret, ...]:
    return tuple(
        StoredSecret(_owner(above, line.words), mark, line.text)
        for above, line in every(lines)
        for mark in MARK.findall(line.text)
        if mark in STORAGES and not line.text.startswith("ikev2 peer ")  # it names a key, and has none
    )


def _owner(above: tuple[str, ...], words: list[str]) -> str:
    if words[0] == "username":
        return f"user {words[1]}"
    if words[0] == "radius":
        return f"radius {words[3]}"
    told = " ".join(word for word in words[:3] if not MARK.search(word))
    return f"{above[0]} {told}" if above else told


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give the agent. What a community without an access word may do is unsure: it is taken for writing."""
    del scope
    lines = config_tree(outputs)
    users = [_user(words) for _line, words in starting(lines, "snmpv3 user") if words]
    versions = {"3"} if users else set[str]()
    if any(_agent(lines, "community")):
        versions |= {"1", "2c"}
    for _line, _family, words in _agent(lines, "host"):
        told = words[words.index("version") + 1 :][:1] if "version" in words else []
        versions |= {"2": {"2c"}, "3": {"3"}}.get("".join(told), {"1"})
    return Snmp(
        enabled=Known(bool(families_on(lines, "snmp-agent"))),
        versions=Known(frozenset(versions)),
        communities=attempt(lambda: tuple(_communities(lines))),
        users=Known(tuple(users)),
    )


def _agent(lines: tuple[Line, ...], setting: str) -> Iterator[tuple[Line, str, list[str]]]:
    """Give the lines of a setting of the agent, be it in a VRF, with their family and further words."""
    for line, words in starting(lines, "snmp-agent"):
        rest = words[2:] if words[:1] == ["vrf"] else words
        if rest[:1] in (["ip"], ["ipv6"]) and rest[1:2] == [setting]:
            yield line, rest[0], rest[2:]


def _communities(lines: tuple[Line, ...]) -> Iterator[SnmpCommunity]:
    lists = _Lists(lines)
    for line, family, words in _agent(lines, "community"):
        mark = MARK.search(line.text)
        limited = any(limits(lists.sources(family, name)) for name in _list_names(words))
        own = mark is not None and mark[1] == "own"
        yield SnmpCommunity(not own, "ro" if "read-only" in words else "rw", limited, line.text)


def _user(words: list[str]) -> SnmpUser:
    """Read `NAME group G [auth md5|sha plain|secret PASSWORD [priv des|aes plain|secret PASSWORD]]`."""

    def after(word: str) -> str:
        return words[words.index(word) + 1] if word in words[:-1] else "none"

    return SnmpUser(words[0], after("auth"), after("priv"))
