"""How a Junos device is managed: services, ways in, clock and log (CLI Reference, `edit system`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.platforms.network.junos.filters import admitted
from scanners.platforms.network.junos.snmp import answers
from scanners.platforms.network.junos.tree import NAME, config
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SSH2_ALONE = 15  # version 2 is the default since 11.4 (CLI Reference, `protocol-version`); both are in 10.3
_WEB_IDLE_MIN = 1440
_LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "any")
_OWN_HOSTS = frozenset({"other-routing-engine", "scc-master", "sfc0-master"})  # of the device itself
_PEER = re.compile(r"^[*o](\S+) +\S+ +\d+ +\S +\S+ +\d+ +\d+ +[\d.]+ +(-?[\d.]+) +[\d.]+$")
# Ways in: service, statement below `system services`, and the port where no `port` is below it.
_ENTRANCES = (
    ("ssh", ("ssh",), "22"),
    ("ssh", ("netconf", "ssh"), "830"),
    ("ssh", ("reverse", "ssh"), "2901"),
    ("telnet", ("telnet",), "23"),
    ("telnet", ("reverse", "telnet"), "2900"),
    ("http", ("web-management", "http"), "80"),
    ("http", ("rest", "http"), "3000"),
    ("http", ("webapi", "http"), "8080"),
    ("https", ("web-management", "https"), "443"),
    ("https", ("rest", "https"), "3443"),
    ("https", ("webapi", "https"), "8443"),
    ("xnm", ("xnm-clear-text",), "3221"),
    ("xnm", ("xnm-ssl",), "3220"),
    ("grpc", ("extension-service", "request-response", "grpc", "clear-text"), "32767"),
    ("grpc", ("extension-service", "request-response", "grpc", "ssl"), "32767"),
)
_GRPC_PLAIN = ("system", "services", "extension-service", "request-response", "grpc", "clear-text")


def _unsure(setting: str) -> Unreadable:
    return Unreadable(reason("platform_default_unsure", platform=NAME, setting=setting))


def services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read `system services`: what is not there does not answer."""
    del scope
    whole = config(outputs)
    on = whole.at("system", "services")

    def versions() -> frozenset[str]:
        told = on.every("ssh", "protocol-version")
        release = whole.value("version").partition(".")[0]
        if not told and (not release.isdecimal() or int(release) < _SSH2_ALONE):
            raise _unsure("ssh protocol-version")
        return frozenset(version.removeprefix("v") for version in told) or frozenset({"2"})

    def listed(key: str) -> tuple[str, ...]:
        if not on.has("ssh", key):
            raise _unsure(f"ssh {key}")
        return on.every("ssh", key)

    answering = {service for service, path, _ in _ENTRANCES if on.has(*path)}
    return ManagementServices(
        ssh=Known("ssh" in answering),
        telnet=Known("telnet" in answering),
        http=Known("http" in answering),
        https=Known("https" in answering),
        tftp=Known(on.has("tftp-server")),
        ftp=Known(on.has("ftp")),
        ssh_versions=attempt(versions),
        ssh_ciphers=attempt(lambda: listed("ciphers")),
        ssh_macs=attempt(lambda: listed("macs")),
        ssh_key_exchanges=attempt(lambda: listed("key-exchange")),
        unneeded=Known(tuple(_unneeded(whole))),
    )


def _unneeded(whole: Node) -> Iterator[str]:
    for name in ("finger", "xnm-clear-text", "rlogin", "rsh"):
        if whole.has("system", "services", name):
            yield f"system services {name}"
    for name in ("autoinstallation", "phone-home"):
        if whole.has("system", name):
            yield f"system {name}"
    for path in (_GRPC_PLAIN, ("routing-options", "source-routing")):
        if whole.has(*path):
            yield " ".join(path)


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in; the filter on the loopback guards the device itself, whatever port a packet came in by."""
    del scope
    whole = config(outputs)
    retry = whole.at("system", "login", "retry-options")
    console = whole.at("system", "ports", "console")
    auxiliary = whole.at("system", "ports", "auxiliary")

    def attempts() -> int:
        if not retry.has("lockout-period"):
            return 0  # failures end the session, and never the account
        if not retry.has("tries-before-disconnect"):
            raise _unsure("tries-before-disconnect")
        return int(retry.value("tries-before-disconnect"))

    def consoles() -> tuple[ConsoleLine, ...]:
        idle = _idle(whole, root=not console.has("insecure"))
        open_auxiliary = bool(auxiliary) and not auxiliary.has("disable")
        return (
            ConsoleLine("console", not console.has("disable"), True, idle),
            ConsoleLine("auxiliary", open_auxiliary, True, _idle(whole, root=not auxiliary.has("insecure"))),
        )

    return ManagementAccess(
        paths=attempt(lambda: tuple(_paths(whole))),
        consoles=attempt(consoles),
        attempts=attempt(attempts),
        lockout_s=attempt(lambda: 60 * int(retry.value("lockout-period") or 0)),
        banner=Known(whole.value("system", "login", "message").replace("\\n", "\n").strip()),
    )


def _idle(whole: Node, root: bool) -> int:
    """Give the longest idle time of any user's class; a class without one, and those of the system, never ends.

    `root` has no class: where that user may log in, only a common time holds.
    """
    login = whole.at("system", "login")
    common = login.value("idle-timeout")
    classes = {login.value("user", name, "class") for name in login.at("user")} | ({""} if root else set())
    times = [int(login.value("class", name, "idle-timeout") or common or 0) for name in classes]
    return 0 if not times or 0 in times else 60 * max(times)


def _paths(whole: Node) -> Iterator[ManagementPath]:
    on = whole.at("system", "services")
    web_idle = 60 * int(on.value("web-management", "session", "idle-timeout") or _WEB_IDLE_MIN)
    six = any("inet6" in words for words in statements(whole.at("interfaces")))  # in ranges of interfaces too
    for family in ("inet", "inet6") if six else ("inet",):
        for service, path, usual in _ENTRANCES:
            if on.has(*path):
                port = on.value(*path, "port") or usual
                sources = admitted(whole, family, port)
                root = service == "telnet" or on.value("ssh", "root-login") != "deny"
                idle = web_idle if service in {"http", "https"} else _idle(whole, root)
                name = f"{service} port {port} {family}"
                yield ManagementPath(name, frozenset({service}), bool(sources), sources, idle)
        if answers(whole.at("snmp")):
            sources = admitted(whole, family, "161", "udp")
            yield ManagementPath(f"snmp port 161 {family}", frozenset({"snmp"}), bool(sources), sources, 0)


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers, and what the clock follows."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        ntp = config(outputs).at("system", "ntp")
        known = {key for key in ntp.at("authentication-key") if key in ntp.at("trusted-key")}
        every = (*ntp.at("server").items(), *ntp.at("peer").items())
        heard = tuple(NtpServer(word, False) for word in ("broadcast-client", "multicast-client") if ntp.has(word))
        return (*(NtpServer(address, server.value("key") in known) for address, server in every), *heard)

    def synchronised() -> bool:
        sources = re.findall(r"(?m)^Time Source: +(.+?) *$", outputs["uptime"].text())
        if not sources:
            raise Unreadable(reason("unparseable", detail="no Time Source"))
        return all(source == "NTP CLOCK" for source in sources)

    def offset() -> float:
        found = [match for line in outputs["ntp"].lines() if (match := _PEER.match(line))]
        if len(found) != 1:
            raise Unreadable(reason("unparseable", detail="no one server that the clock follows"))
        return float(found[0][2])

    return DeviceTime(attempt(servers), attempt(synchronised), attempt(offset))


def logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read where the log goes; each message has its time in every format."""
    del scope
    syslog = config(outputs).at("system", "syslog")

    def servers() -> tuple[LogServer, ...]:
        hosts = [(name, host) for name, host in syslog.at("host").items() if name not in _OWN_HOSTS and _sent(host)]
        return tuple(LogServer(address, _level(host)) for address, host in hosts)

    return DeviceLogging(enabled=Known(bool(syslog)), servers=attempt(servers), timestamps=Known(True))


def _sent(host: Node) -> list[str]:
    return [word for below in host.values() for word in below if word in _LEVELS]


def _level(host: Node) -> int:
    """Give the level down to which messages of every facility are sent: a facility of its own level leaves `any`.

    Raises `Unreadable` where a pattern chooses among the messages.
    """
    if host.has("match") or host.has("match-strings"):
        raise Unreadable(reason("platform_does_not_tell", platform=NAME, field="system syslog host match"))
    levels = [host.value(facility) for facility in host if facility != "log-prefix"]
    if not host.has("any") or "none" in levels:
        return 0
    return min(7, *(_LEVELS.index(level) for level in levels if level in _LEVELS))
