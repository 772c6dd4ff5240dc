"""How Yamaha routers are managed: services, ways in, accounts, SNMP, time and log.

Source: Yamaha router command reference, chapters "Router settings" (login, security, telnetd, sshd, httpd, tftp,
syslog, user attribute), "SNMP" and "RADIUS", with the initial values that stand there.
"""

from __future__ import annotations

import ipaddress
import re

from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, Unknown
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK
from scanners.platforms.network.tree import Line, starting
from scanners.platforms.network.yamaha_rtx.accounts import attributes, locked
from scanners.platforms.network.yamaha_rtx.config import NAME, header, tree, value
from scanners.platforms.reader import Outputs
from scanners.probe import Scope

_IDLE = 300  # `login timer`, initially; also that of a network session where the timer is cleared
_WITHOUT_WEB = ("RTX5000", "RTX3510", "RTX3500", "vRX")
# What stands at its default "on", or is switched on, though management needs none of it.
_UNNEEDED = (
    "upnp use on",
    "remote setup accept any",
    "ip filter source-route off",
    "ip filter directed-broadcast off",
    "pptp service on",
    "netvolante-dns use lan1 server=1 auto",
)


def _algorithms(lines: tuple[Line, ...], setting: str) -> Known[tuple[str, ...]] | Unknown:
    told = value(lines, setting, "")
    return (
        Known(tuple(told.split()))
        if told
        else Unknown(reason("platform_default_unsure", platform=NAME, setting=setting))
    )


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services; Telnet and the web pages are on unless they are switched off, SSH is not."""
    del scope
    lines = tree(outputs)
    telnet = value(lines, "telnetd service", "on") != "off" and value(lines, "telnetd host", "any") != "none"
    web = "off" if header(outputs)[0].startswith(_WITHOUT_WEB) else "on"
    http = value(lines, "httpd service", web) != "off" and value(lines, "httpd host", "lan") != "none"
    return ManagementServices(
        ssh=Known(_ssh(lines)),
        telnet=Known(telnet),
        http=Known(http),
        https=_https(lines),
        tftp=Known(value(lines, "tftp host", "none") != "none"),
        ftp=Known(False),  # there is no FTP server; SFTP is SSH's
        ssh_versions=Known(frozenset({"2"} if _ssh(lines) else ())),
        ssh_ciphers=_algorithms(lines, "sshd encrypt algorithm"),
        ssh_macs=not_told(NAME, "management_services.ssh_macs"),
        ssh_key_exchanges=not_told(NAME, "management_services.ssh_key_exchanges"),
        unneeded=Known(tuple(line.text for line in lines if line.text in _UNNEEDED)),
    )


def _https(lines: tuple[Line, ...]) -> Known[bool] | Unknown:
    """Say that there is no such server: the command reference up to Rev.23.02 has none. A line that names it is new."""
    if any(line.words[0] == "httpd" and re.search("https|ssl|tls", line.text) for line in lines):
        return Unknown(reason("platform_default_unsure", platform=NAME, setting="httpd https"))
    return Known(False)


def _ssh(lines: tuple[Line, ...]) -> bool:
    hosts = [line for line in lines if not line.text.startswith("sshd host key ")]
    return value(hosts, "sshd service", "off") != "off" and value(hosts, "sshd host", "any") != "none"


def _sources(hosts: str) -> tuple[str, ...]:
    """Give the networks of a list of hosts; nothing where one of them is an interface, for anybody may be there."""
    given: list[str] = []
    for part in hosts.replace(",", " ").split():
        begin, dash, end = part.partition("-")
        try:
            first = ipaddress.ip_address(begin)
            last = ipaddress.ip_address(end) if dash else first
            given += [str(net) for net in ipaddress.summarize_address_range(first, last)]
        except (ValueError, TypeError):
            return ()
    return tuple(given)


def _timers(lines: tuple[Line, ...], cleared: int) -> int:
    """Give the longest time that any user may be idle, 0 for ever."""
    told = [value(lines, "login timer", str(_IDLE))]
    told += [attributes["login-timer"] for attributes in attributes(lines).values() if "login-timer" in attributes]
    seconds = [cleared if text == "clear" else int(text) for text in told]
    return 0 if 0 in seconds else max(seconds)


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give each server with the hosts that it answers, and the serial port."""
    lines = tree(outputs)
    services = parse_services(outputs, scope)
    servers = (
        ("telnetd", "telnet", services.telnet, "any"),
        ("sshd", "ssh", services.ssh, "any"),
        ("sftpd", "sftp", Known(value(lines, "sftpd host", "none") != "none"), "none"),
        ("httpd", "http", services.http, "lan"),
        ("tftp", "tftp", services.tftp, "none"),
        *((f"{name}", "snmp", Known(value(lines, f"{name} host", "none") != "none"), "none") for name in _SNMP),
    )
    paths = []
    idle = _timers(lines, _IDLE)
    for name, service, state, default in servers:
        if state == Known(True):
            told = [" ".join(_hosts(name, parts)) for _, parts in starting(lines, f"{name} host")]
            hosts = [host for host in told if not host.startswith("key ")] or [default]
            found = [_sources(host) for host in hosts]
            sources = tuple(net for nets in found for net in nets) if all(found) else ()
            paths.append(ManagementPath(name, frozenset({service}), bool(sources), sources, idle))
    return ManagementAccess(
        paths=Known(tuple(paths)),
        consoles=Known((ConsoleLine("console", True, locked(outputs), _timers(lines, 0)),)),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=Known(""),  # the command reference has no setting for one
    )


_SNMP = {"snmp": "1", "snmpv2c": "2c", "snmpv3": "3"}


def _hosts(server: str, parts: list[str]) -> list[str]:
    """Give the hosts of a line; after that of an SNMP manager stand its communities, or its user."""
    return parts[:1] if server in _SNMP else parts


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give the agent: it answers nobody before hosts are named; then the community is `public` unless it is set."""
    del scope
    lines = tree(outputs)
    on = [name for name in _SNMP if value(lines, f"{name} host", "none") != "none"]
    traps = [name for name in _SNMP if any(starting(lines, f"{name} trap host"))]
    communities: list[SnmpCommunity] = []
    for name in on:
        if name == "snmpv3":
            continue
        limited = all(_sources(" ".join(parts[:1])) for _, parts in starting(lines, f"{name} host"))
        for setting, access in (("read-only", "ro"), ("read-write", "rw")):
            found = [line for line, _ in starting(lines, f"{name} community {setting}")]
            if found:
                default = MARK.search(found[-1].text)
                own = default is not None and default[1] == "own"
                communities.append(SnmpCommunity(not own, access, limited, found[-1].text))
            elif access == "ro":
                communities.append(SnmpCommunity(True, access, limited, ""))
        for line, parts in starting(lines, f"{name} host"):
            named = [mark[1] for part in parts[1:3] if (mark := MARK.search(part))]
            communities += [
                SnmpCommunity(told != "own", access, limited, line.text)
                for told, access in zip(named, ("ro", "rw"), strict=False)
            ]
    users = [_user(parts) for _, parts in starting(lines, "snmpv3 usm user") if len(parts) >= 2]
    return Snmp(
        enabled=Known(bool(on)),
        versions=Known(frozenset(_SNMP[name] for name in {*on, *traps})),
        communities=Known(tuple(communities)),
        users=Known(tuple(users)),
    )


def _user(parts: list[str]) -> SnmpUser:
    """Read `ID NAME [md5|sha PASSWORD [des-cbc|aes128-cfb PASSWORD]]`."""
    words = [part for part in parts[2:] if not MARK.search(part) and part != "*"]
    authentication = next((word for word in words if word in {"md5", "sha", "sha256"}), "none")
    privacy = next((word for word in words if word.endswith(("-cbc", "-cfb"))), "none")
    return SnmpUser(parts[1], authentication, privacy.removesuffix("-cbc").removesuffix("-cfb"))


def parse_time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Give the servers that are asked on a schedule, none of them with a key; the clock's state cannot be asked for."""
    del scope
    found = []
    for _, parts in starting(tree(outputs), "schedule at"):
        found += [parts[parts.index(command) + 1] for command in ("ntpdate", "rdate") if command in parts[1:-1]]
    return DeviceTime(
        servers=Known(tuple(NtpServer(address, authenticated=False) for address in dict.fromkeys(found))),
        synchronised=not_told(NAME, "device_time.synchronised"),
        offset_ms=not_told(NAME, "device_time.offset_ms"),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers. Initially messages of INFO go out, those of NOTICE (filters) and DEBUG do not.

    A packet carries the date in the forms of the RFCs alone, and initially has neither.
    """
    del scope
    lines = tree(outputs)
    debug = value(lines, "syslog debug", "off") == "on"
    info = value(lines, "syslog info", "on") == "on"
    notice = value(lines, "syslog notice", "off") == "on"
    level = (7 if debug else 6) if info else 5 if notice else 4
    hosts = [host for _, parts in starting(lines, "syslog host") for host in parts]
    return DeviceLogging(
        enabled=Known(True),
        servers=Known(tuple(LogServer(host, level) for host in hosts)),
        timestamps=Known(value(lines, "syslog format type", "yamaha").startswith("rfc")),
    )
