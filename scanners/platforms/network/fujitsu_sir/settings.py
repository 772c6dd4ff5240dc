"""Management of Si-R and SR-S as configured: services, who gets in, SNMP, clock, log.

Command reference, configuration volume: サーバ機能情報 (`serverinfo`), SNMP情報, システムログ情報, 自動時刻設定情報.
Telnet, FTP and HTTP answer from the factory: without a line they are on.
"""

from __future__ import annotations

from collections.abc import Mapping

from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Field, Known, Unknown, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.addresses import ANY, host
from scanners.platforms.network.fujitsu_sir.accounts import has_password
from scanners.platforms.network.fujitsu_sir.filters import service_filter
from scanners.platforms.network.fujitsu_sir.lines import (
    NAME,
    config,
    last,
    numbered,
    seconds,
    switch,
    unsure,
    uses_ipv6,
)
from scanners.platforms.network.ios_like.access import limits
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

# What answers where no line says anything; the others came with some version or model only.
_ON_BY_DEFAULT = frozenset({"telnet", "http", "ftp"})
_LEVELS = {"error": 3, "warn": 4, "notice": 5, "info": 6}
_ALWAYS = ("error", "warn", "info")  # levels that every version has
_WAYS_IN = ("telnet", "ssh", "http", "https", "ftp")
_IDLE = {"telnet": "telnetinfo", "ssh": "sshinfo", "sftp": "sshinfo"}  # files go over a session of SSH
_WHOLE = {"0.0.0.0", "0.0.0.0/0", "::", "::/0"}  # noqa: S104  (stands for every manager)


def _told_on(lines: tuple[Line, ...], service: str) -> bool:
    """Whether a line says that a service answers; what the device would do without one is not asked."""
    over4, over6 = (switch(lines, f"serverinfo {service} {family}") for family in ("ip", "ip6"))
    return bool(over4 or (over6 and uses_ipv6(lines)))


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
    families = ("ip", "ip6") if uses_ipv6(lines) else ("ip",)
    names = [f"serverinfo time {family} {transport}" for family in families for transport in ("tcp", "udp")]
    states = {name: switch(lines, name) for name in names}
    found = [f"{name} on" for name, state in states.items() if state]
    found += [line.text for line in lines if line.words[0] == "upnp" and line.words[-1] == "on"]
    untold = [name for name, state in states.items() if state is None]
    if untold and not found:
        raise unsure(untold[0])
    return tuple(found)


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services of the device. Its SSH server speaks version 2 alone; no version known has a TFTP server."""
    del scope
    lines = config(outputs)
    state: Mapping[str, Field[bool]] = {
        service: attempt(lambda service=service: _answers(lines, service))  # type: ignore[misc]  # mypy does not infer the bound default
        for service in ("ssh", "telnet", "http", "https", "ftp")
    }
    return ManagementServices(
        **state,
        tftp=attempt(lambda: _told_on(lines, "tftp")),
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
    # HTTP sends its password with every request and never ends a session; FTP does not tell.
    idle = _idle(lines, f"{_IDLE[service]} autologout") if service in _IDLE else 0
    return ManagementPath(
        name=f"serverinfo {service}",
        services=frozenset({service}),
        limited=limited and ANY not in sources,
        sources=tuple("0.0.0.0/0" if source == ANY else source for source in sources) if limited else (),
        idle_s=idle,
    )


def _paths(lines: tuple[Line, ...]) -> tuple[ManagementPath, ...]:
    answering = [service for service in _WAYS_IN if _answers(lines, service)]
    if _told_on(lines, "sftp"):
        if service_filter(lines, "sftp") is None:  # whether that of SSH holds for it is not known
            raise unsure("serverinfo sftp filter")
        answering.append("sftp")
    agent = attempt(lambda: _snmp_path(lines))  # an agent that is not understood is left out, the rest stays
    return (*(_path(lines, service) for service in answering), *(agent.value if isinstance(agent, Known) else ()))


def _snmp_path(lines: tuple[Line, ...]) -> tuple[ManagementPath, ...]:
    """Give the agent by the addresses of its managers and users (`snmp user N address I ADDRESS`)."""
    if not switch(lines, "snmp service"):
        return ()
    _communities(lines)
    sources = [words[0] for rest in numbered(lines, "snmp manager").values() for _, words in rest]
    for rest in numbered(lines, "snmp user").values():
        given = [words[-1] for _, words in rest if words[:1] == ["address"] and len(words) == 3]
        sources += given or [ANY]
    networks = tuple(dict.fromkeys("0.0.0.0/0" if one == ANY or one in _WHOLE else host(one) for one in sources))
    return (ManagementPath("snmp service", frozenset({"snmp"}), limits(networks), networks, 0),)


def _consoles(lines: tuple[Line, ...]) -> tuple[ConsoleLine, ...]:
    for line, rest in starting(lines, "consoleinfo"):
        if rest[:1] != ["autologout"]:  # it may say how to log in there
            raise ValueError(line.text)
    return (ConsoleLine("console", True, has_password(lines), _idle(lines, "consoleinfo autologout")),)


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the ways in and the console. A device without any password lets in whoever plugs in."""
    del scope
    lines = config(outputs)
    return ManagementAccess(
        paths=attempt(lambda: _paths(lines)),
        consoles=attempt(lambda: _consoles(lines)),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=not_told(NAME, "management_access.banner"),
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
    if any(not rest[:1] or not rest[0].isdecimal() for _, rest in starting(lines, "snmp manager")):  # an older form
        raise ValueError("snmp manager")
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
    """Give the level down to which everything is sent: each is named on its own. 0 where not even errors are."""
    rest = last(lines, "syslog pri")
    if not rest:
        raise unsure("syslog pri")
    sent = {_LEVELS[name] for name in rest[0].split(",")}
    gap = min((_LEVELS[name] for name in _ALWAYS if _LEVELS[name] not in sent), default=max(sent) + 1)
    return max((level for level in sent if level < gap), default=0)


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers; all of them are sent the same levels."""
    del scope
    lines = config(outputs)

    def servers() -> tuple[LogServer, ...]:
        told = [rest for _, rest in starting(lines, "syslog server")]
        if any(not rest[:1] or not rest[0].isdecimal() for rest in told):  # an older form
            raise ValueError("syslog server")
        found = [rest[-1] for rest in told if rest[-2:-1] == ["address"]]
        return tuple(LogServer(host(address).split("/")[0], _level(lines)) for address in found)

    return DeviceLogging(
        enabled=Known(True), servers=attempt(servers), timestamps=not_told(NAME, "device_logging.timestamps")
    )
