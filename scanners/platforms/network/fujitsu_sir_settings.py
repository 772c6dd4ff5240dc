"""Management of Si-R and SR-S as configured: services, who gets in, accounts, SNMP, clock, log.

Command reference, configuration volume: サーバ機能情報 (`serverinfo`), パスワード情報, AAA情報,
SNMP情報, システムログ情報, 自動時刻設定情報. Telnet, FTP and HTTP answer from the factory: without a line they are on.
"""

from __future__ import annotations

from collections.abc import Mapping

from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Field, Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.addresses import ANY, host
from scanners.platforms.network.fujitsu_sir_filters import service_filter
from scanners.platforms.network.fujitsu_sir_lines import (
    NAME,
    config,
    last,
    numbered,
    seconds,
    switch,
    unsure,
    uses_ipv6,
)
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, storage_of
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

# What answers where no line says anything; the others came with some version or model only.
_ON_BY_DEFAULT = frozenset({"telnet", "http", "ftp"})
_LEVELS = {"error": 3, "warn": 4, "notice": 5, "info": 6}
_WAYS_IN = ("telnet", "ssh", "http", "https", "ftp", "sftp")
_PROTOCOLS = {"radius": "radius", "tacacsp": "tacacs"}
_PASSWORDS = {"password admin set": "admin", "password user set": "user", "password set": "user"}
_WHOLE = {"0.0.0.0", "0.0.0.0/0"}  # noqa: S104  (stands for every manager)


def _answers(lines: tuple[Line, ...], service: str) -> bool:
    """Whether a service answers over IPv4 or IPv6. Raises `Unreadable` where that depends on the device."""
    over4, over6 = (switch(lines, f"serverinfo {service} {family}") for family in ("ip", "ip6"))
    if over4 or (over6 and uses_ipv6(lines)):
        return True
    missing = over4 is None or (over6 is None and uses_ipv6(lines))
    if missing and service not in _ON_BY_DEFAULT:
        raise unsure(f"serverinfo {service} {'ip' if over4 is None else 'ip6'}")
    return missing


def _unneeded(lines: tuple[Line, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for transport in ("tcp", "udp"):
        state = switch(lines, f"serverinfo time ip {transport}")
        if state is None:
            raise unsure(f"serverinfo time ip {transport}")
        found += [f"serverinfo time ip {transport} on"] if state else []
    return (*found, *(line.text for line in lines if line.words[0] == "upnp" and line.words[-1] == "on"))


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services of the device. Its SSH server speaks version 2 alone; there is no TFTP server in it."""
    del scope
    lines = config(outputs)
    state: Mapping[str, Field[bool]] = {
        service: attempt(lambda service=service: _answers(lines, service))  # type: ignore[misc]  # mypy does not infer the bound default
        for service in ("ssh", "telnet", "http", "https", "ftp")
    }
    return ManagementServices(
        **state,
        tftp=Known(False),
        ssh_versions=Known(frozenset({"2"})),
        ssh_ciphers=not_told(NAME, "management_services.ssh_ciphers"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=attempt(lambda: _unneeded(lines)),
    )


def _idle(lines: tuple[Line, ...], words: str) -> int:
    rest = last(lines, words)
    if not rest:
        raise unsure(words)
    return seconds(rest[0])


def _path(lines: tuple[Line, ...], service: str) -> ManagementPath:
    found = service_filter(lines, service)
    limited = found is not None and found.default == "deny"
    sources = [source for rule in found.rules if rule.action == "permit" for source in rule.source] if found else []
    # HTTP sends its password with every request and never ends a session; file transfer is not told.
    idle = _idle(lines, f"{service}info autologout") if service in {"telnet", "ssh"} else 0
    return ManagementPath(
        name=f"serverinfo {service}",
        services=frozenset({service}),
        limited=limited and ANY not in sources,
        sources=tuple("0.0.0.0/0" if source == ANY else source for source in sources) if limited else (),
        idle_s=idle,
    )


def _paths(lines: tuple[Line, ...]) -> tuple[ManagementPath, ...]:
    answering = [service for service in _WAYS_IN if service != "sftp" and _answers(lines, service)]
    return tuple(_path(lines, service) for service in answering)


def _login_group(lines: tuple[Line, ...]) -> str:
    """Give the number of the AAA group that log-ins use, empty where none is named."""
    rest = last(lines, "password aaa")
    return rest[0] if rest else ""


def _has_password(lines: tuple[Line, ...]) -> bool:
    """Whether the administrator must prove himself; a password of the ordinary user alone leaves that door open."""
    return last(lines, "password admin set") is not None or _login_group(lines) != ""


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the ways in and the console. A device without any password lets in whoever plugs in."""
    del scope
    lines = config(outputs)
    return ManagementAccess(
        paths=attempt(lambda: _paths(lines)),
        consoles=attempt(
            lambda: (ConsoleLine("console", True, _has_password(lines), _idle(lines, "consoleinfo autologout")),)
        ),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=not_told(NAME, "management_access.banner"),
    )


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
        names = [words[1] for _, words in rest if words[:1] == ["id"] and len(words) == 2]
        roles = [words[1] for _, words in rest if words[:1] == ["user-role"] and len(words) == 2]
        users += [DeviceUser(name, roles[-1] if roles else "") for name in names]
    return tuple(users)


def _servers(lines: tuple[Line, ...]) -> tuple[AaaServer, ...]:
    found: dict[AaaServer, None] = {}
    for line in lines:
        words = line.words
        protocol = _PROTOCOLS.get(words[2]) if words[0] == "aaa" and len(words) > 5 else None
        if protocol and words[3] == "client" and "server-info" in words and words[-2] == "address":
            found[AaaServer(protocol, host(words[-1]).split("/")[0])] = None
    return tuple(found)


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the methods of login; which comes first where a group has both is not written in the configuration."""
    group = _login_group(lines)
    if not group:
        return {"default": ("local",) if _has_password(lines) else ("none",)}
    protocols = [name for name in _PROTOCOLS if last(lines, f"aaa {group} {name} service") is not None]
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
                if MARK.search(line.text) and line.words[:2] != ["snmp", "manager"]
            )
        ),
        servers=attempt(lambda: _servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: _accounting(lines)),
    )


def _communities(lines: tuple[Line, ...]) -> tuple[SnmpCommunity, ...]:
    """Read `snmp manager N ADDRESS COMMUNITY TRAP [enable|disable]`; address 0.0.0.0 stands for every manager."""
    found = []
    for rest in numbered(lines, "snmp manager").values():
        for line, words in rest:
            mark = MARK.fullmatch(words[1]) if len(words) > 2 else None
            if mark is None or words[3:] not in ([], ["enable"], ["disable"]):
                raise ValueError(line.text)
            access = "rw" if words[3:] == ["enable"] else "ro"
            found.append(SnmpCommunity(mark[1] == "default", access, words[0] not in _WHOLE, line.text))
    if not found and switch(lines, "snmp service") and not numbered(lines, "snmp user"):
        raise unsure("snmp manager")
    return tuple(found)


def _snmp_users(lines: tuple[Line, ...]) -> tuple[SnmpUser, ...]:
    found = []
    for number, rest in numbered(lines, "snmp user").items():
        told = {words[0]: words[1].lower() for _, words in rest if len(words) > 1}
        name = last(lines, f"snmp user {number} name") or [f"user {number}"]
        found.append(SnmpUser(name[0], told.get("auth", "none"), told.get("priv", "none")))
    return tuple(found)


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give the agent; without its line it is off."""
    del scope
    lines = config(outputs)
    communities, users = attempt(lambda: _communities(lines)), attempt(lambda: _snmp_users(lines))

    def versions() -> frozenset[str]:
        if isinstance(communities, Unknown) or isinstance(users, Unknown):
            raise ValueError("snmp")
        return frozenset(({"1", "2c"} if communities.value else set()) | ({"3"} if users.value else set()))

    return Snmp(
        enabled=attempt(lambda: bool(switch(lines, "snmp service"))),
        versions=attempt(versions),
        communities=communities,
        users=users,
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers that the clock is set by; no key guards their answers. How it stands was never seen."""
    del scope
    lines = config(outputs)

    def servers() -> tuple[NtpServer, ...]:
        found = []
        for line, words in starting(lines, "time auto server"):
            if len(words) != 2 or words[1] not in {"sntp", "time", "dhcp"}:
                raise ValueError(line.text)
            found.append(NtpServer("dhcp" if words[1] == "dhcp" else host(words[0]).split("/")[0], False))
        return tuple(found)

    return DeviceTime(
        servers=attempt(servers),
        synchronised=not_told(NAME, "device_time.synchronised"),
        offset_ms=not_told(NAME, "device_time.offset_ms"),
    )


def _level(lines: tuple[Line, ...]) -> int:
    rest = last(lines, "syslog pri")
    if not rest:
        raise unsure("syslog pri")
    return max(_LEVELS[name] for name in rest[0].split(","))


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers; all of them are sent the same levels."""
    del scope
    lines = config(outputs)

    def servers() -> tuple[LogServer, ...]:
        found = [rest[-1] for line, rest in starting(lines, "syslog server") if rest[-2:-1] == ["address"]]
        return tuple(LogServer(host(address).split("/")[0], _level(lines)) for address in found)

    return DeviceLogging(
        enabled=Known(True), servers=attempt(servers), timestamps=not_told(NAME, "device_logging.timestamps")
    )
