"""Management of FITELnet routers as configured: services, who gets in, accounts, SNMP, clock, log.

FITELnet F70/F71/F220/F221 command reference, configuration volume (構成定義編).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpUser
from scanners.platforms.network.cautious.access import told_access, told_consoles
from scanners.platforms.network.cautious.filters import line_sources
from scanners.platforms.network.cautious.services import worded_service
from scanners.platforms.network.fitelnet.lines import NAME, config, filters, unsure
from scanners.platforms.network.ios_like.access import idle_seconds, limits
from scanners.platforms.network.ios_like.accounts import accounting, groups, servers, stored_secrets, users
from scanners.platforms.network.ios_like.services import communities, level, log_servers, ntp_servers, trap_versions
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_SSH_VERSION = re.compile(r"(?P<no>no )?(?:ip )?ssh(?:[- ]server)? version (?P<version>\S+)")
_METHODS = {
    "local": "local", "login": "line", "enable": "enable", "none": "none", "radius": "radius", "tacacs+": "tacacs",
}  # fmt: skip


def _service(lines: tuple[Line, ...], service: str) -> bool:
    """Whether a service answers. Of all, SSH alone is known to answer where no line speaks of it (F220, FX201)."""
    state = worded_service(lines, service)
    if state is None and service != "ssh":
        raise unsure(f"{service}-server")
    return state is not False


def _ssh_versions(lines: tuple[Line, ...]) -> frozenset[str]:
    told = [found for line in lines if (found := _SSH_VERSION.fullmatch(" ".join(line.words)))]
    if not told or told[-1]["no"]:
        raise unsure("ssh version")
    version = told[-1]["version"]
    return frozenset({version}) if version in {"1", "2"} else frozenset({"1", "2"})


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services of the device."""
    del scope
    lines = config(outputs)
    return ManagementServices(
        ssh=attempt(lambda: _service(lines, "ssh")),
        telnet=attempt(lambda: _service(lines, "telnet")),
        http=attempt(lambda: _service(lines, "http")),
        https=attempt(lambda: _service(lines, "https")),
        tftp=attempt(lambda: _service(lines, "tftp")),
        ftp=attempt(lambda: _service(lines, "ftp")),
        ssh_versions=attempt(lambda: _ssh_versions(lines)),
        ssh_ciphers=not_told(NAME, "management_services.ssh_ciphers"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=not_told(NAME, "management_services.unneeded"),
    )


def _idle(under: tuple[Line, ...], name: str) -> int:
    """Give the seconds of `exec-timeout`, taken as minutes: were they seconds, a session would end sooner still."""
    if setting(under, "exec-timeout") is None and not has(under, "no exec-timeout"):
        raise unsure(f"{name} exec-timeout")
    return idle_seconds(under, 0)


def _paths(lines: tuple[Line, ...]) -> tuple[ManagementPath, ...]:
    named, _ = filters(lines)
    found: list[ManagementPath] = []
    for service in ("ssh", "telnet"):
        if not _service(lines, service):
            continue
        names = [(name, under) for name, under in sections(lines, "line") if name.split()[:1] in ([service], ["vty"])]
        if not names:
            raise unsure(f"line {service}")
        for name, under in names:
            sources = line_sources(lines, under, named)
            limited = limits(sources)
            found.append(
                ManagementPath(f"line {name}", frozenset({service}), limited, sources, _idle(under, f"line {name}"))
            )
    others = [service for service in ("http", "https", "ftp") if _service(lines, service)]
    # the time of a line ends no session of these
    return (*found, *(ManagementPath(f"{name}-server", frozenset({name}), False, (), 0) for name in others))


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the methods of `aaa authentication login`; `login` among them is the one password that all lines share."""
    named = {**_METHODS, **groups(lines)}
    found = {
        rest[0]: tuple(named[word] for word in rest[1:] if word != "group")
        for _, rest in starting(lines, "aaa authentication login")
        if len(rest) > 1
    }
    if not found:
        raise unsure("aaa authentication login")
    return found


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the ways in and the console."""
    del scope
    return told_access(NAME, config(outputs), _paths, lambda lines: told_consoles(NAME, lines, _methods, _idle))


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give accounts, secrets by their storage, and how log-ins are checked."""
    del scope
    lines = config(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def _after(rest: list[str], word: str) -> str:
    return rest[rest.index(word) + 1].lower() if word in rest[:-1] else "none"


def _snmp_users(lines: Iterable[Line]) -> tuple[SnmpUser, ...]:
    """Read `snmp-server user NAME GROUP v3 [auth ALGORITHM KEY] [priv ALGORITHM KEY]`."""
    return tuple(
        SnmpUser(rest[0], _after(rest[2:], "auth"), _after(rest[2:], "priv"))
        for _, rest in starting(lines, "snmp-server user")
        if rest
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give the agent. Where no line speaks of it, nobody knows whether it answers."""
    del scope
    lines = config(outputs)

    def enabled() -> bool:
        if switched(lines, "snmp-server") is False:
            return False
        if not any(line.words[0] == "snmp-server" for line in lines):
            raise unsure("snmp-server")
        return True

    def versions() -> frozenset[str]:
        named, _ = filters(lines)
        older = {"1", "2c"} if communities(lines, named) else set()
        newer = {"3"} if _snmp_users(lines) else set()
        return frozenset(older | newer | set(trap_versions(lines)))

    return Snmp(
        enabled=attempt(enabled),
        versions=attempt(versions),
        communities=attempt(lambda: communities(lines, filters(lines)[0])),
        users=attempt(lambda: _snmp_users(lines)),
    )


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers of NTP, and those of SNTP, which checks nothing. How the clock stands was never seen."""
    del scope
    lines = config(outputs)

    def simple() -> tuple[NtpServer, ...]:
        return tuple(NtpServer(rest[0], False) for _, rest in starting(lines, "sntp server") if rest)

    return DeviceTime(
        servers=attempt(lambda: (*ntp_servers(lines), *simple())),
        synchronised=not_told(NAME, "device_time.synchronised"),
        offset_ms=not_told(NAME, "device_time.offset_ms"),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers; a level that is not written is not known."""
    del scope
    lines = config(outputs)

    def targets() -> tuple[LogServer, ...]:
        found = log_servers(lines, -1)
        words = setting(lines, "logging level")
        least = level(words[0]) if words else -1
        told = tuple(LogServer(one.address, one.level if one.level >= 0 else least) for one in found)
        if any(one.level < 0 for one in told):
            raise unsure("logging trap")
        return told

    return DeviceLogging(
        enabled=Known(switched(lines, "logging on") is not False),
        servers=attempt(targets),
        timestamps=not_told(NAME, "device_logging.timestamps"),
    )
