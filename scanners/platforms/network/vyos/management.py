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
from scanners.platforms.network.ntp_peers import device_time
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.network.vyos.filters import addressed, admitted, ports
from scanners.platforms.network.vyos.tree import NAME, config
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_UNNEEDED = ("broadcast-relay", "console-server", "mdns", "upnp", "webproxy")
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
# What chronyc says of the clock (`chronyc tracking`), and the numbers of its own clock and of none.
_SOURCE = re.compile(r"(?m)^Reference ID +: ([0-9A-F]{8}) \(")
_AWAY = re.compile(r"(?m)^System time +: (\d+\.\d+) seconds (fast|slow) of NTP time")
_LEAP = re.compile(r"(?m)^Leap status +: (Normal|Insert second|Delete second|Not synchronised)[ \t]*$")
_NO_SOURCES = frozenset({"00000000", "7F7F0101"})
_GUESS = 10  # what sshguard adds to the score of a source for a failed log-in


def services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read `service`: what is not there does not answer. There is no server of FTP; SSH is of version 2."""
    del scope
    whole = config(outputs)
    on = whole.at("service")

    def listed(key: str) -> tuple[str, ...]:
        if not on.has("ssh", key):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"ssh {key}"))
        return on.every("ssh", key)

    switches = (whole.at("firewall"), whole.at("firewall", "global-options"))
    routed = [n for n in ("ip-src-route", "ipv6-src-route") if any(own.has(n, "enable") for own in switches)]
    unneeded = [f"service {n}" for n in _UNNEEDED if on.has(n) and not _off(on.at(n))]
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
        unneeded=Known((*unneeded, *routed)),
    )


def _off(own: Node) -> bool:
    return own.has("disable") or own.has("repeater", "disable")


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in. Without `system login timeout` a session never ends."""
    del scope
    whole = config(outputs)
    login = whole.at("system", "login")
    idle = attempt(lambda: int(login.value("timeout") or 0))

    def consoles() -> tuple[ConsoleLine, ...]:
        names = whole.every("system", "console", "device") or ("tty1",)
        return tuple(ConsoleLine(name, True, True, int(login.value("timeout") or 0)) for name in names)

    guard = whole.at("service", "ssh").get("dynamic-protection")

    def attempts() -> int:
        """sshguard holds off a source of which the score has come to the threshold, 30 where none is given."""
        if guard is None or guard.has("allow-from"):
            return 0  # nobody is held off, or not those in the list
        return -(-int(guard.value("threshold") or 30) // _GUESS)

    return ManagementAccess(
        paths=attempt(lambda: tuple(_paths(whole))) if isinstance(idle, Known) else idle,
        consoles=attempt(consoles),
        attempts=attempt(attempts),
        lockout_s=attempt(lambda: 0 if guard is None else int(guard.value("block-time") or 120)),
        banner=Known(login.value("banner", "pre-login").replace("\\n", "\n").strip()),
    )


def _paths(whole: Node) -> Iterator[ManagementPath]:
    idle = int(whole.value("system", "login", "timeout") or 0)
    six = any(addressed(own, True) for _, own in ports(whole))
    protocol = whole.value("service", "snmp", "protocol") or "udp"
    for service, listeners, allowed in _listening(whole):
        for number, families in listeners.items():
            for family in sorted(families & {False, six}):
                sources = admitted(whole, number, family, protocol if service == "snmp" else "tcp") or allowed
                name = f"service {service} port {number}" + (" ipv6" if family else "")
                yield ManagementPath(name, frozenset({service}), bool(sources), sources, idle)


def _listening(whole: Node) -> Iterator[tuple[str, dict[str, set[bool]], tuple[str, ...]]]:
    """Give each service: its ports with the versions of IP (IPv6 or not), and the sources that it admits by itself."""
    service = whole.at("service")
    for name, port in (("ssh", "22"), ("telnet", "23")):
        if service.has(name):
            own = service.at(name)
            yield name, dict.fromkeys(own.every("port") or (port,), _families(own.at("listen-address"))), ()
    if service.has("https"):  # of one port, or before 1.5 in several virtual hosts
        for own in service.at("https", "virtual-host").values() or (service.at("https"),):
            number = own.value("port") or own.value("listen-port") or "443"
            yield "https", {number: _families(own.at("listen-address"))}, own.every("allow-client", "address")
    if service.has("snmp"):
        found: dict[str, set[bool]] = {}
        for address, below in service.at("snmp", "listen-address").items():
            found.setdefault(below.value("port") or "161", set()).add(":" in address)
        yield "snmp", found or {"161": {False, True}}, ()


def _families(addresses: Node) -> set[bool]:
    """Give the versions of IP that a service listens on: both, where it names no address or all of them."""
    told = {":" in address for address in addresses if address not in {"*", "::"}}
    return {False, True} if "::" in addresses or not told else told


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how."""
    del scope
    whole = config(outputs)
    login = whole.at("system", "login")
    kinds = (("tacacs", "tacacs"), ("radius", "radius"))
    servers = tuple(
        AaaServer(p, a) for w, p in kinds for a, own in login.at(w, "server").items() if not own.has("disable")
    )
    users = [(name, user) for name, user in login.at("user").items() if not user.has("disable")]
    return DeviceAccounts(
        users=Known(tuple(DeviceUser(name, user.value("level") or "admin") for name, user in users)),
        secrets=Known(tuple(_secrets(whole))),
        servers=Known(servers),
        methods=Known(_methods(whole, servers)),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _methods(whole: Node, servers: tuple[AaaServer, ...]) -> dict[str, tuple[str, ...]]:
    """Give the ways in; central servers are asked first.

    The password of the device counts also where a server refused, unless each kind of them is `security-mode mandatory`
    (PAM profiles of vyos-1x; before 1.4 there was no such mode). Keys of the device let in without any server.
    """
    login = whole.at("system", "login")
    central = tuple(dict.fromkeys(server.protocol for server in servers))
    last = all(login.has(kind, "security-mode", "mandatory") for kind in central)
    ways = {"default": (*central, "local" if last else "local_always")}
    users = [user for user in login.at("user").values() if not user.has("disable")]
    keys = whole.has("service", "ssh") and any(user.has("authentication", "public-keys") for user in users)
    if keys or whole.has("service", "ssh", "disable-password-authentication"):
        ways["ssh public key"] = ("local_always",)
    return ways


def _secrets(whole: Node) -> Iterator[StoredSecret]:
    for words in statements(whole):
        marks = [word for word in words if (found := MARK.search(word)) and found[1] in STORAGES]
        if marks and not _public(words):
            owner = " ".join(words[: words.index(marks[0]) - 1]) or words[0]
            yield StoredSecret(owner, storage_of(marks[0]), " ".join(words)[:200])


def _public(words: tuple[str, ...]) -> bool:
    """Whether a key is a public one, or the number of a GRE tunnel."""
    placed = words[-4:-3] == ("public-keys",) or (words[0] == "pki" and words[-3:-2] == ("public",))
    return words[-2:-1] == ("key",) and (placed or words[-4:-2] == ("parameters", "ip"))


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent."""
    del scope
    own = config(outputs).at("service", "snmp")
    names = own.at("community")
    users = own.at("v3", "user")
    traps = own.at("v3", "trap-target")
    versions = ({"1", "2c"} if names else set()) | ({"2c"} if own.has("trap-target") else set())
    versions |= {"3"} if users or traps else set()
    return Snmp(
        enabled=Known(config(outputs).has("service", "snmp")),
        versions=Known(frozenset(versions)),
        communities=Known(tuple(_community(name, community) for name, community in names.items())),
        users=Known(
            (
                *(_user(name, user, own.at("v3", "group", user.value("group"))) for name, user in users.items()),
                *(_user(f"trap-target {name}", trap, Node()) for name, trap in traps.items()),
            )
        ),
    )


def _community(name: str, own: Node) -> SnmpCommunity:
    mark = MARK.search(name)
    sources = {*own.at("client")} | {*own.at("network")}
    limited = bool(sources) and not sources & _ANYWHERE
    kind = "rw" if own.value("authorization") == "rw" else "ro"
    return SnmpCommunity(not mark or mark[1] == "default", kind, limited, f"community {mark[0] if mark else '?'}")


def _user(name: str, user: Node, group: Node) -> SnmpUser:
    """Give one user; without a type the documentation's defaults hold, MD5 and DES. His group may ask for neither."""
    if group.has("seclevel", "noauth"):
        return SnmpUser(name, "none", "none")
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

    def tracked() -> tuple[bool, float]:
        text = outputs["clock"].text()
        source, away, leap = (pattern.search(text) for pattern in (_SOURCE, _AWAY, _LEAP))
        if source is None or away is None or leap is None:
            raise Unreadable(reason("unparseable", detail=f"show ntp system: {text.strip()[:60] or 'empty'}"))
        follows = leap[1] != "Not synchronised" and source[1] not in _NO_SOURCES
        return follows, float(away[1]) * (1000 if away[2] == "fast" else -1000)

    def offset() -> float:
        follows, away = tracked()
        if not follows:
            raise Unreadable(reason("clock_follows_nothing"))
        return away

    if isinstance(attempt(tracked), Known):
        return DeviceTime(attempt(servers), attempt(lambda: tracked()[0]), attempt(offset))
    return device_time(servers, outputs["ntp"])  # ntpd, before 1.4


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
