"""Management of APRESIA switches as configured: services, who gets in, accounts, SNMP, clock, log.

AEOS-NP series command reference (コマンドリファレンス); forms of AEOS8 from the configuration examples of the vendor.
"""

from __future__ import annotations

from collections.abc import Iterable

from scanners.facts.device_accounts import AaaServer, DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.apresia_aeos.lines import NAME, config, filters, unsure
from scanners.platforms.network.cautious.access import told_access, told_consoles
from scanners.platforms.network.cautious.filters import line_sources
from scanners.platforms.network.cautious.services import worded_service
from scanners.platforms.network.ios_like.access import limits
from scanners.platforms.network.ios_like.accounts import accounting, login_methods, servers, stored_secrets, users
from scanners.platforms.network.ios_like.services import communities, level, ntp_servers, trap_versions
from scanners.platforms.network.ios_like.tree import sections, setting, switched
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_BUILT_IN = 2  # communities that come with the device
_CIPHERS = ("des", "3des", "aes")


def _service(lines: tuple[Line, ...], service: str) -> bool:
    state = worded_service(lines, service)
    if state is None:
        raise unsure(f"ip {service} server")
    return state


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services of the device. What no line names is not known: defaults differ between AEOS versions."""
    del scope
    lines = config(outputs)
    return ManagementServices(
        ssh=attempt(lambda: _service(lines, "ssh")),
        telnet=attempt(lambda: _service(lines, "telnet")),
        http=attempt(lambda: _service(lines, "http")),
        https=attempt(lambda: _service(lines, "https")),
        tftp=attempt(lambda: _service(lines, "tftp")),
        ftp=attempt(lambda: _service(lines, "ftp")),
        ssh_versions=not_told(NAME, "management_services.ssh_versions"),
        ssh_ciphers=not_told(NAME, "management_services.ssh_ciphers"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=not_told(NAME, "management_services.unneeded"),
    )


def _idle(under: tuple[Line, ...], name: str) -> int:
    """Give the seconds of `session-timeout MINUTES`, 0 for never."""
    words = setting(under, "session-timeout")
    if not words:
        raise unsure(f"{name} session-timeout")
    return 60 * int(words[0])


def _paths(lines: tuple[Line, ...]) -> tuple[ManagementPath, ...]:
    named, _ = filters(lines)
    told = dict(sections(lines, "line"))
    found = []
    for service in ("ssh", "telnet"):
        if not _service(lines, service):
            continue
        if service not in told:
            raise unsure(f"line {service}")
        sources = line_sources(lines, told[service], named)
        idle = _idle(told[service], f"line {service}")
        found.append(ManagementPath(f"line {service}", frozenset({service}), limits(sources), sources, idle))
    for service in ("http", "https"):
        if _service(lines, service):
            if any(rest not in (["server"], ["secure-server"]) for _, rest in starting(lines, "ip http")):
                raise unsure("ip http")
            found.append(ManagementPath(f"ip {service} server", frozenset({service}), False, (), 0))
    return tuple(found)


def _methods(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    if not switched(lines, "aaa new-model"):
        raise unsure("aaa new-model")
    found = login_methods(lines)
    if not found:
        raise unsure("aaa authentication login")
    return found


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the ways in and the console."""
    del scope
    return told_access(NAME, config(outputs), _paths, lambda lines: told_consoles(NAME, lines, _methods, _idle))


def _own_servers(lines: tuple[Line, ...]) -> tuple[AaaServer, ...]:
    """Read `aaa radius N host ADDRESS key KEY` of AEOS8."""
    return tuple(
        AaaServer(protocol, rest[2])
        for word, protocol in (("radius", "radius"), ("tacacs", "tacacs"))
        for _, rest in starting(lines, f"aaa {word}")
        if rest[1:2] == ["host"] and len(rest) > 2
    )


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give accounts, secrets by their storage, and how log-ins are checked."""
    del scope
    lines = config(outputs)
    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: (*servers(lines), *_own_servers(lines))),
        methods=attempt(lambda: _methods(lines)),
        accounting=attempt(lambda: accounting(lines)),
    )


def _privacy(rest: list[str]) -> str:
    """Give the cipher after `priv`; a key that stands there at once is one of DES."""
    if "priv" not in rest[:-1]:
        return "none"
    word = rest[rest.index("priv") + 1].lower()
    return word if word.startswith(_CIPHERS) else "des"


def _authentication(rest: list[str]) -> str:
    return rest[rest.index("auth") + 1].lower() if "auth" in rest[:-1] else "none"


def _snmp_users(lines: Iterable[Line]) -> tuple[SnmpUser, ...]:
    """Read `snmp-server user NAME GROUP v3 [encrypted] [auth ALGORITHM KEY [priv [ALGORITHM] KEY]]`."""
    return tuple(
        SnmpUser(rest[0], _authentication(rest[2:]), _privacy(rest[2:]))
        for _, rest in starting(lines, "snmp-server user")
        if rest
    )


def _communities(lines: tuple[Line, ...]) -> tuple[SnmpCommunity, ...]:
    """Give the communities. Two come with the device (public, private), and may be there without a line."""
    found = communities(lines, filters(lines)[0])
    taken_away = sum(line.words[:3] == ["no", "snmp-server", "community"] for line in lines)
    if not found and taken_away < _BUILT_IN and switched(lines, "snmp-server") is not False:
        raise unsure("snmp-server community")
    return found


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
        older = {"1", "2c"} if _communities(lines) else set()
        newer = {"3"} if _snmp_users(lines) else set()
        return frozenset(older | newer | set(trap_versions(lines)))

    return Snmp(
        enabled=attempt(enabled),
        versions=attempt(versions),
        communities=attempt(lambda: _communities(lines)),
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


def _log_server(rest: list[str]) -> LogServer:
    """Read `ADDRESS … severity LEVEL` (AEOS-NP), or `ADDRESS FACILITY LEVEL` (AEOS8)."""
    if "severity" in rest[:-1]:
        return LogServer(rest[0], level(rest[rest.index("severity") + 1]))
    if len(rest) == 3:
        return LogServer(rest[0], level({"notice": "notifications", "info": "informational"}.get(rest[2], rest[2])))
    raise unsure("logging server severity")


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers; a level that is not written is not known."""
    del scope
    lines = config(outputs)
    return DeviceLogging(
        enabled=Known(switched(lines, "logging on") is not False),
        servers=attempt(
            lambda: tuple(
                _log_server(rest) for words in ("logging server", "logging ip") for _, rest in starting(lines, words)
            )
        ),
        timestamps=not_told(NAME, "device_logging.timestamps"),
    )
