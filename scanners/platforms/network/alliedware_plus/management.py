"""How AlliedWare Plus devices are managed: services, ways in, accounts, SNMP, log.

Source: AlliedWare Plus command reference (5.4), chapters on user access, SSH (ssh server), AAA (aaa authentication
login, aaa local authentication attempts), SNMP and logging; the manual of the AT-9000 for exec-timeout (10 minutes).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import replace

from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp
from scanners.platforms.network.alliedware_plus.config import NAME, lists, tree, unsure
from scanners.platforms.network.ios_like.access import idle_seconds, limits, permitted
from scanners.platforms.network.ios_like.accounts import accounting, login_methods, servers, stored_secrets, users
from scanners.platforms.network.ios_like.services import communities, level, trap_versions
from scanners.platforms.network.ios_like.snmp import snmp_users
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_IDLE = 600
_VERSIONS = {"v2only": frozenset({"2"}), "v1v2": frozenset({"1", "2"})}


def _on(lines: tuple[Line, ...], name: str) -> bool | None:
    """Whether a service is on, of IPv4 or IPv6 (`service ssh ip`) or both; None where not both are told to be off."""
    state: dict[str, bool] = {}
    for line in lines:
        words = line.words
        told = words[1:] if words[0] == "no" else words
        if told[:2] == ["service", name]:
            state |= dict.fromkeys(told[2:] or ("ip", "ipv6"), words[0] != "no")
    return any(state.values()) if len(state) > 1 or any(state.values()) else None


def _service(lines: tuple[Line, ...], name: str) -> Known[bool] | Unknown:
    """Whether a service is on: the configuration says so either way; without a word it depends on the version."""
    on = _on(lines, name)
    return unsure(f"service {name}") if on is None else Known(on)


def _web(lines: tuple[Line, ...], port: str) -> Known[bool] | Unknown:
    on = _service(lines, "http")
    if isinstance(on, Unknown):
        return on
    return Known(on.value and setting(lines, port) != ["none"])


def _versions(lines: tuple[Line, ...], ssh: bool) -> Known[frozenset[str]] | Unknown:
    if not ssh:
        return Known(frozenset())
    told = [rest[0] for _line, rest in starting(lines, "ssh server") if rest and rest[0] in _VERSIONS]
    return Known(_VERSIONS[told[-1]]) if told else unsure("ssh server v2only")


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services; SSH is off unless it is switched on."""
    del scope
    lines = tree(outputs)
    ssh = _on(lines, "ssh") is True
    return ManagementServices(
        ssh=Known(ssh),
        telnet=_service(lines, "telnet"),
        http=_web(lines, "http port"),
        https=_web(lines, "http secure-port"),
        tftp=Known(_on(lines, "tftp") is True),
        ftp=Known(False),  # there is no FTP server
        ssh_versions=_versions(lines, ssh),
        ssh_ciphers=not_told(NAME, "management_services.ssh_ciphers"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=Known(tuple(line.text for line in lines if line.text in {"ip source-route", "service test"})),
    )


def _ipv6(lines: tuple[Line, ...]) -> bool:
    inside = [line.words[:2] for _name, under in sections(lines, "interface") for line in under]
    return ["ipv6", "address"] in inside or ["ipv6", "enable"] in inside


def _sources(lines: tuple[Line, ...]) -> tuple[str, ...]:
    filters, unresolved = lists(lines)
    given: list[str] = []
    ipv6 = _ipv6(lines)
    for words, everywhere in (("vty access-class", "0.0.0.0/0"), ("vty ipv6 access-class", "::/0")):
        names = [rest[0] for _line, rest in starting(lines, words) if rest]
        if any(text.startswith(f"{name}: ") for name in names for text in unresolved):
            raise Unreadable(unsure(f"{words} {names[-1]}").reason)
        if names:
            given += permitted(filters, names[-1])
        elif ipv6 or everywhere == "0.0.0.0/0":
            given.append(everywhere)
    return tuple(dict.fromkeys(given))


_LEVELS = frozenset({"auth", "noauth", "priv"})
_VIEWS = frozenset({"read", "write", "notify", "view"})


def _agent(lines: tuple[Line, ...]) -> Iterator[ManagementPath]:
    """Give from where the SNMP agent is asked: each community has its list, and no line limits users of version 3.

    Raises `Unreadable` for a group with a word that may do so.
    """
    if switched(lines, "snmp-server") is False:
        return
    for line, rest in starting(lines, "snmp-server group"):
        if set(_named(rest[1:])) - _LEVELS:
            raise Unreadable(unsure(line.text[:80]).reason)
    filters, _unresolved = lists(lines)
    sources = ["0.0.0.0/0" for _ in starting(lines, "snmp-server user")][:1]
    for _line, rest in starting(lines, "snmp-server community"):
        names = [word for word in _named(rest[1:]) if word not in {"ro", "rw"}]
        sources += [source for name in names for source in permitted(filters, name)] or ["0.0.0.0/0"]
    if sources and not (limits(sources) and _ipv6(lines)):  # whether a list of IPv4 keeps IPv6 out is not told
        yield ManagementPath("snmp-server", frozenset({"snmp"}), limits(sources), tuple(dict.fromkeys(sources)), 0)


def _named(words: list[str]) -> list[str]:
    """Give words without the views and what they are named."""
    return [word for at, word in enumerate(words) if word not in _VIEWS and not (at and words[at - 1] in _VIEWS)]


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the vty lines with what answers there; one list of the device limits them all."""
    del scope
    lines = tree(outputs)
    telnet = _service(lines, "telnet")

    def paths() -> tuple[ManagementPath, ...]:
        if isinstance(telnet, Unknown):
            raise Unreadable(telnet.reason)
        taken = {"telnet"} if telnet.value else set()
        taken |= {"ssh"} if _on(lines, "ssh") is True else set()
        sources = _sources(lines)
        found = [
            (name, idle_seconds(under, _IDLE)) for name, under in sections(lines, "line") if name.startswith("vty")
        ]
        found = found or [("vty", _IDLE)]
        given = [
            ManagementPath(f"line {name}", frozenset(taken), limits(sources), sources, idle) for name, idle in found
        ]
        web = {"http": _web(lines, "http port"), "https": _web(lines, "http secure-port")}
        pages = frozenset(name for name, state in web.items() if state == Known(True))
        given.append(ManagementPath("service http", pages, False, (), 0))
        given += _agent(lines)
        return tuple(path for path in given if path.services)

    def consoles() -> tuple[ConsoleLine, ...]:
        methods = {"default": ("local",)} | login_methods(lines)
        found = [(name, under) for name, under in sections(lines, "line") if name.startswith("con")]
        return tuple(
            ConsoleLine(f"line {name}", True, _asked(under, methods), idle_seconds(under, _IDLE))
            for name, under in found or [("con 0", ())]
        )

    def number(words: str) -> Known[int] | Unknown:
        told = setting(lines, f"aaa local authentication attempts {words}")
        return attempt(lambda: int(told[0])) if told else unsure(f"aaa local authentication attempts {words}")

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(consoles),
        attempts=number("max-fail"),
        lockout_s=number("lockout-time"),
        banner=attempt(lambda: _banner(lines)),
    )


def _asked(under: tuple[Line, ...], methods: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a line asks who it is: by a list that does not exist nobody gets in."""
    (name, *_) = setting(under, "login authentication") or ["default"]
    return "none" not in methods.get(name, ())


def _banner(lines: tuple[Line, ...]) -> str:
    """Give the text before log-in: on the line of the command, or below it."""
    for words in ("banner login", "banner motd"):
        for line, rest in starting(lines, words):
            text = "\n".join((" ".join(rest), *(below.text for below in line.under))).strip()
            if text:
                return text
    return ""


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give users, secrets, servers and methods; without a method the local accounts are asked."""
    del scope
    lines = tree(outputs)
    words = [rest for _line, rest in starting(lines, "username") if "level" in rest[:-1]]  # so on older versions
    levels = {rest[0]: rest[rest.index("level") + 1] for rest in words}
    return DeviceAccounts(
        users=Known(tuple(replace(user, role=levels.get(user.name, user.role)) for user in users(lines))),
        secrets=Known(stored_secrets(lines)),
        servers=Known(tuple(server for server in servers(lines) if not _itself(server.address))),
        methods=attempt(lambda: {"default": ("local",)} | login_methods(lines)),
        accounting=Known(accounting(lines)),
    )


def _itself(address: str) -> bool:
    """Whether it is the server inside of the device (`radius-server local`): its accounts are those of the device."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give the agent; `snmp-server` alone switches it on, and nobody is answered without a community or user."""
    del scope
    lines = tree(outputs)
    found = communities(lines, lists(lines)[0])
    people = snmp_users(lines)
    versions = ({"1", "2c"} if found else set()) | ({"3"} if people else set()) | set(trap_versions(lines))
    on = switched(lines, "snmp-server")
    return Snmp(
        enabled=Known(on is not False and bool(found or people)),
        versions=Known(frozenset(versions)),
        communities=Known(found),
        users=Known(people),
    )


# Of no single server; and what makes a filter pass less than its level says.
_OF_ALL = frozenset({"source", "startup-delay"})
_NARROWER = frozenset({"program", "facility", "msgtext"})


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers, with the least severe level that a filter lets through to each.

    Unknown where a server has no filter by level alone, or one that leaves messages out.
    """
    del scope
    lines = tree(outputs)

    def found() -> tuple[LogServer, ...]:
        levels: dict[str, list[int]] = {}
        for _line, rest in starting(lines, "log host"):
            if not rest or rest[0] in _OF_ALL:
                continue
            told = levels.setdefault(rest[0], [])
            if rest[1:2] == ["exclude"]:
                raise Unreadable(unsure("log host … exclude").reason)
            if _NARROWER.isdisjoint(rest[1:]):
                told += [_level(rest[at + 1]) for at, word in enumerate(rest[:-1]) if word == "level"]
        if any(not told for told in levels.values()):
            raise Unreadable(unsure("log host … level").reason)
        return tuple(LogServer(host, max(told)) for host, told in levels.items())

    return DeviceLogging(
        enabled=Known(True),  # nothing switches the log off as a whole
        servers=attempt(found),
        timestamps=Known(True),  # each message carries date and time
    )


def _level(word: str) -> int:
    return 5 if word == "notices" else level(word)
