"""How a VyOS router is managed (VyOS documentation, "System" and "Services")."""

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
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.network.vyos_filters import admitted, ports
from scanners.platforms.network.vyos_tree import NAME, config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_UNNEEDED = ("broadcast-relay", "console-server", "mdns", "upnp", "webproxy")
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})


def services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read `service`: what is not there does not answer. There is no server of FTP; SSH is of version 2."""
    del scope
    whole = config(outputs)
    on = whole.at("service")

    def listed(key: str) -> tuple[str, ...]:
        if not on.has("ssh", key):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"ssh {key}"))
        return on.every("ssh", key)

    routed = any(
        whole.has("firewall", *above, "ip-src-route", "enable") for above in ((), ("global-options",))
    )  # source routing
    return ManagementServices(
        ssh=Known(on.has("ssh")),
        telnet=Known(on.has("telnet")),
        http=not_told(NAME, "management_services.http") if on.has("https") else Known(False),
        https=Known(on.has("https")),
        tftp=Known(on.has("tftp-server")),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"} if on.value("ssh", "protocol-version") in {"", "v2"} else {"1", "2"})),
        ssh_ciphers=attempt(lambda: listed("ciphers")),
        ssh_macs=attempt(lambda: listed("mac")),
        ssh_key_exchanges=attempt(lambda: listed("key-exchange")),
        unneeded=Known((*(f"service {n}" for n in _UNNEEDED if on.has(n)), *(("ip-src-route",) if routed else ()))),
    )


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in. Without `system login timeout` a session never ends."""
    del scope
    whole = config(outputs)
    login = whole.at("system", "login")
    idle = attempt(lambda: int(login.value("timeout") or 0))

    def consoles() -> tuple[ConsoleLine, ...]:
        names = whole.every("system", "console", "device") or ("tty1",)
        return tuple(ConsoleLine(name, True, True, int(login.value("timeout") or 0)) for name in names)

    held = whole.has("service", "ssh", "dynamic-protection")
    return ManagementAccess(
        paths=attempt(lambda: tuple(_paths(whole))) if isinstance(idle, Known) else idle,
        consoles=attempt(consoles),
        attempts=not_told(NAME, "management_access.attempts") if held else Known(0),
        lockout_s=not_told(NAME, "management_access.lockout_s") if held else Known(0),
        banner=Known(login.value("banner", "pre-login").replace("\\n", "\n").strip()),
    )


def _paths(whole: Node) -> Iterator[ManagementPath]:
    idle = int(whole.value("system", "login", "timeout") or 0)
    six = any(":" in address for _, own in ports(whole) for address in own.at("address"))
    defaults = (("ssh", "22", "tcp"), ("telnet", "23", "tcp"), ("https", "443", "tcp"), ("snmp", "161", "udp"))
    for service, default, protocol in defaults:
        if not whole.has("service", service):
            continue
        numbers = (whole.every("service", service, "port") if service != "snmp" else ()) or (default,)
        for number, family in (
            (number, family) for number in numbers for family in ((False, True) if six else (False,))
        ):
            sources = admitted(whole, number, family, protocol)
            name = f"service {service} port {number}" + (" ipv6" if family else "")
            yield ManagementPath(name, frozenset({service}), bool(sources), sources, idle)


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how; central servers are asked first."""
    del scope
    whole = config(outputs)
    login = whole.at("system", "login")
    kinds = (("tacacs", "tacacs"), ("radius", "radius"))
    servers = tuple(
        AaaServer(p, a) for w, p in kinds for a, own in login.at(w, "server").items() if not own.has("disable")
    )
    central = tuple(dict.fromkeys(server.protocol for server in servers))
    return DeviceAccounts(
        users=Known(tuple(DeviceUser(n, user.value("level") or "admin") for n, user in login.at("user").items())),
        secrets=Known(tuple(_secrets(whole))),
        servers=Known(servers),
        methods=Known({"default": (*central, "local")}),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _secrets(whole: Node) -> Iterator[StoredSecret]:
    for words in statements(whole):
        marks = [word for word in words if (found := MARK.search(word)) and found[1] in STORAGES]
        if marks:
            owner = " ".join(words[: words.index(marks[0]) - 1]) or words[0]
            yield StoredSecret(owner, storage_of(marks[0]), " ".join(words)[:200])


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent."""
    del scope
    own = config(outputs).at("service", "snmp")
    names = own.at("community")
    users = own.at("v3", "user")
    versions = ({"1", "2c"} if names else set()) | ({"3"} if users else set())
    return Snmp(
        enabled=Known(config(outputs).has("service", "snmp")),
        versions=Known(frozenset(versions)),
        communities=Known(tuple(_community(name, community) for name, community in names.items())),
        users=Known(tuple(_user(name, user) for name, user in users.items())),
    )


def _community(name: str, own: Node) -> SnmpCommunity:
    mark = MARK.search(name)
    sources = {*own.at("client")} | {*own.at("network")}
    limited = bool(sources) and not sources & _ANYWHERE
    kind = "rw" if own.value("authorization") == "rw" else "ro"
    return SnmpCommunity(not mark or mark[1] == "default", kind, limited, f"community {mark[0] if mark else '?'}")


def _user(name: str, user: Node) -> SnmpUser:
    """Give one user; without a type the documentation's defaults hold, MD5 and DES."""
    authentication = (user.value("auth", "type") or "md5") if user.has("auth") else "none"
    privacy = (user.value("privacy", "type") or "des") if user.has("privacy") else "none"
    return SnmpUser(name, authentication, {"aes": "aes128"}.get(privacy, privacy))


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers (with NTS they are authenticated), and whether the clock follows one."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        whole = config(outputs)
        given = {**whole.at("system", "ntp", "server"), **whole.at("service", "ntp", "server")}
        return tuple(NtpServer(address, own.has("nts")) for address, own in given.items())

    def synchronised() -> bool:
        text = outputs["ntp"].text()
        if not re.search(r"(?m)^MS Name/IP address|^ +remote +refid ", text):
            raise Unreadable(reason("unparseable", detail="no table of servers"))
        return re.search(r"(?m)^(?:[\^=#]?\*)\S*", text) is not None

    return DeviceTime(attempt(servers), attempt(synchronised), not_told(NAME, "device_time.offset_ms"))


def logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read where the log goes; its own log is always on, and dated."""
    del scope
    syslog = config(outputs).at("system", "syslog")

    def servers() -> tuple[LogServer, ...]:
        hosts = {**syslog.at("host"), **syslog.at("remote")}
        return tuple(LogServer(address, _level(own)) for address, own in hosts.items())

    return DeviceLogging(enabled=Known(True), servers=attempt(servers), timestamps=Known(True))


def _level(own: Node) -> int:
    """Give the level of all facilities; a server that gets some of them alone gets least. Raises ValueError."""
    level = own.value("facility", "all", "level")
    return 7 if level == "all" else _LEVELS.index(level) if level else 0
