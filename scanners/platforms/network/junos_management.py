"""How a Junos device is managed: services, ways in, accounts, SNMP, clock and log (CLI Reference, `edit system`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.snmp import Snmp, SnmpCommunity, SnmpUser
from scanners.platforms.network.junos_filters import admitted
from scanners.platforms.network.junos_tree import NAME, config
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_SSH2_ALONE = 15  # from this release on, version 2 is what is accepted where nothing is configured
_WEB_IDLE_MIN = 1440
_METHODS = {"tacplus": "tacacs", "radius": "radius", "ldaps": "ldap", "password": "local"}
_EVENTS = {"login": "exec", "interactive-commands": "commands", "change-log": "configuration"}
_LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "any")
_PEER = re.compile(r"^[*o](\S+) +\S+ +\d+ +\S +\S+ +\d+ +\d+ +[\d.]+ +(-?[\d.]+) +[\d.]+$")
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0", "any"})


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

    return ManagementServices(
        ssh=Known(on.has("ssh") or on.has("netconf", "ssh")),
        telnet=Known(on.has("telnet")),
        http=Known(on.has("web-management", "http") or on.has("rest", "http")),
        https=Known(on.has("web-management", "https") or on.has("rest", "https")),
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
    if whole.has("system", "services", "extension-service", "request-response", "grpc", "clear-text"):
        yield "system services extension-service request-response grpc clear-text"


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
    ports = {
        "ssh": ((on.has("ssh"), on.value("ssh", "port") or "22"), (on.has("netconf", "ssh"), "830")),
        "telnet": ((on.has("telnet"), "23"),),
        "http": ((on.has("web-management", "http"), on.value("web-management", "http", "port") or "80"),),
        "https": ((on.has("web-management", "https"), on.value("web-management", "https", "port") or "443"),),
    }
    six = any("inet6" in unit.at("family") for place in whole.at("interfaces").values() for unit in _units(place))
    for family in ("inet", "inet6") if six else ("inet",):
        for service, entrances in ports.items():
            for on_now, port in entrances:
                if on_now:
                    sources = admitted(whole, family, port)
                    root = service == "telnet" or on.value("ssh", "root-login") != "deny"
                    idle = web_idle if service in {"http", "https"} else _idle(whole, root)
                    name = f"{service} port {port} {family}"
                    yield ManagementPath(name, frozenset({service}), bool(sources), sources, idle)
        if whole.has("snmp", "community") or whole.has("snmp", "v3", "usm"):
            sources = admitted(whole, family, "161", "udp")
            yield ManagementPath(f"snmp port 161 {family}", frozenset({"snmp"}), bool(sources), sources, 0)


def _units(place: Node) -> list[Node]:
    return list(place.at("unit").values())


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how; without an order, the local password decides alone."""
    del scope
    whole = config(outputs)
    system = whole.at("system")

    def users() -> tuple[DeviceUser, ...]:
        own = [DeviceUser(name, user.value("class")) for name, user in system.at("login", "user").items()]
        return (*((DeviceUser("root", "super-user"),) if system.has("root-authentication") else ()), *own)

    def methods() -> dict[str, tuple[str, ...]]:
        return {"default": tuple(_METHODS[word] for word in system.every("authentication-order") or ("password",))}

    def accounting() -> tuple[str, ...]:
        if not system.has("accounting", "destination"):
            return ()
        return tuple(_EVENTS[word] for word in system.every("accounting", "events"))

    servers = (("tacplus-server", "tacacs"), ("radius-server", "radius"), ("ldap-server", "ldap"))
    return DeviceAccounts(
        users=attempt(users),
        secrets=attempt(lambda: tuple(_secrets(whole))),
        servers=Known(tuple(AaaServer(kind, address) for word, kind in servers for address in system.at(word))),
        methods=attempt(methods),
        accounting=attempt(accounting),
    )


def _secrets(whole: Node) -> Iterator[StoredSecret]:
    for words in statements(whole):
        marks = [word for word in words if (found := MARK.search(word)) and found[1] in STORAGES]
        if marks:
            owner = " ".join(words[: words.index(marks[0]) - 1]) or words[0]
            yield StoredSecret(owner, storage_of(marks[0]), ("set " + " ".join(words))[:200])


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent, which answers to communities and users alone."""
    del scope
    whole = config(outputs).at("snmp")
    communities = tuple(_community(whole, name, own) for name, own in whole.at("community").items())
    users = attempt(lambda: tuple(_users(whole)))
    three = whole.has("v3", "usm")
    versions = ({"1", "2c"} if communities else set()) | ({"3"} if three else set())
    return Snmp(
        enabled=Known(bool(communities) or three),
        versions=Known(frozenset(versions)),
        communities=Known(communities),
        users=users,
    )


def _community(whole: Node, name: str, own: Node) -> SnmpCommunity:
    clients = own.at("clients") or whole.at("client-list", own.value("client-list-name"))
    limited = bool(clients) and not any(n in _ANYWHERE and not c.has("restrict") for n, c in clients.items())
    mark = MARK.search(name)
    access_kind = "rw" if own.value("authorization") == "read-write" else "ro"
    return SnmpCommunity(
        not mark or mark[1] == "default", access_kind, limited, f"community {mark[0] if mark else '?'}"
    )


def _users(whole: Node) -> Iterator[SnmpUser]:
    for engine in whole.at("v3", "usm").values():
        for users in (engine.at("user"), *(remote.at("user") for remote in engine.values())):
            for name, user in users.items():
                told = [word.partition("-") for word in user]
                kinds = {kind: algorithm for kind, dash, algorithm in told if dash}
                privacy = kinds.get("privacy", "none")
                yield SnmpUser(name, kinds.get("authentication", "none"), privacy)


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers, and what the clock follows."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        ntp = config(outputs).at("system", "ntp")
        known = {key for key in ntp.at("authentication-key") if key in ntp.at("trusted-key")}
        every = (*ntp.at("server").items(), *ntp.at("peer").items())
        return tuple(NtpServer(address, server.value("key") in known) for address, server in every)

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
        return tuple(LogServer(address, _level(host)) for address, host in syslog.at("host").items() if _sent(host))

    return DeviceLogging(enabled=Known(bool(syslog)), servers=attempt(servers), timestamps=Known(True))


def _sent(host: Node) -> list[str]:
    return [word for below in host.values() for word in below if word in _LEVELS]


def _level(host: Node) -> int:
    """Give the level of facility `any`; a server that gets some facilities alone gets least."""
    level = host.value("any")
    return min(_LEVELS.index(level), 7) if level in _LEVELS else 0
