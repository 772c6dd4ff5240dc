"""How a PAN-OS firewall is managed (PAN-OS Administrator's Guide, "Firewall Administration").

The management port has its own list of services; other interfaces answer where a management profile is bound to them.
"""

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
from scanners.platforms.network.panos_tree import NAME, Config, config
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

_MANAGING = ("ssh", "telnet", "http", "https", "snmp")
_ASIDE = ("http-ocsp", "response-pages", "userid-service", "userid-syslog-listener-ssl", "userid-syslog-listener-udp")
_IDLE_MIN = 60  # what holds where idle-timeout is not configured (Administrator's Guide, "Configure ... Settings")
_METHODS = {"tacplus": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos", "local-database": "local"}
_SEVERITIES = {"critical": 2, "high": 3, "medium": 4, "low": 5, "informational": 6}
# What secrets below these words are for, in the words of other platforms.
_OWNERS = {
    "tacplus": "tacacs",
    "snmp-setting": "snmp",
    "snmptrap": "snmp",
    "ntp-servers": "ntp",
    "high-availability": "ha",
}
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0", "any"})


def services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read what answers anywhere. SSH is of version 2 alone, and there are no servers of TFTP and FTP."""
    del scope
    whole = config(outputs)

    def answers(name: str) -> bool:
        return name in {s for _, on, _ in _profiles(whole) for s in on} or _on(whole, name)

    def listed(key: str) -> tuple[str, ...]:
        ssh = whole.system.at("ssh")
        profile = ssh.at("profiles", "mgmt-profiles", "server-profiles", ssh.value("mgmt", "server-profile"))
        if not profile.has(key):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"ssh {key}"))
        return profile.every(key)

    return ManagementServices(
        ssh=attempt(lambda: answers("ssh")),
        telnet=attempt(lambda: answers("telnet")),
        http=attempt(lambda: answers("http")),
        https=attempt(lambda: answers("https")),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"})),
        ssh_ciphers=attempt(lambda: listed("ciphers")),
        ssh_macs=attempt(lambda: listed("mac")),
        ssh_key_exchanges=attempt(lambda: listed("kex")),
        unneeded=Known(
            tuple(f"{name} {word}" for name, _, own in _profiles(whole) for word in _ASIDE if own.has(word, "yes"))
        ),
    )


def _on(whole: Config, service: str) -> bool:
    """Whether the management port answers. SSH and HTTPS do unless they are switched off; of others nothing is assumed.

    Raises `Unreadable` where that is not configured.
    """
    if service in {"ssh", "https"} and not whole.managed:
        return not whole.system.has("service", f"disable-{service}", "yes")
    return whole.setting("service", f"disable-{service}") != "yes"


def _profiles(whole: Config) -> Iterator[tuple[str, frozenset[str], Node]]:
    """Give each management profile that is bound to an interface, and what it answers."""
    bound = {
        words[place + 1]
        for words in statements(whole.device.at("network", "interface"))
        for place, word in enumerate(words[:-1])
        if word == "interface-management-profile"
    }
    for name, own in whole.device.at("network", "profiles", "interface-management-profile").items():
        if name in bound:
            yield f"profile {name}", frozenset(s for s in _MANAGING if own.has(s, "yes")), own


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in."""
    del scope
    whole = config(outputs)
    setting = whole.device.at("deviceconfig", "setting", "management")
    lockout = setting.at("admin-lockout")

    def idle() -> int:
        return 60 * int(setting.value("idle-timeout") or _IDLE_MIN)

    def paths() -> tuple[ManagementPath, ...]:
        own = frozenset(service for service in _MANAGING if _on(whole, service))
        found = [("management", own, whole.system), *_profiles(whole)]
        return tuple(
            ManagementPath(name, on, bool(sources := _sources(node)), sources, idle()) for name, on, node in found if on
        )

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(lambda: (ConsoleLine("console", True, True, idle()),)),
        attempts=attempt(lambda: int(lockout.value("failed-attempts") or 0)),
        lockout_s=attempt(lambda: 60 * int(lockout.value("lockout-time") or 0)),
        banner=Known(whole.system.value("login-banner").replace("\\n", "\n").strip()),
    )


def _sources(node: Node) -> tuple[str, ...]:
    sources = node.every("permitted-ip")
    return () if {*sources} & _ANYWHERE else sources


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how."""
    del scope
    whole = config(outputs)
    users = whole.management.at("users")

    def methods() -> dict[str, tuple[str, ...]]:
        name = whole.system.value("authentication-profile")
        central: tuple[str, ...] = ()
        if name:
            central = (_METHODS[whole.shared.value("authentication-profile", name, "method")],)
        return {"default": tuple(dict.fromkeys((*central, "local")))}

    return DeviceAccounts(
        users=attempt(lambda: tuple(DeviceUser(name, _role(user)) for name, user in users.items())),
        secrets=Known(tuple(_secrets(whole))),
        servers=attempt(lambda: tuple(_servers(whole))),
        methods=attempt(methods),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _role(user: Node) -> str:
    role = user.at("permissions", "role-based")
    kind = next(iter(role), "")
    return role.value("custom", "profile") if kind == "custom" else kind


def _secrets(whole: Config) -> Iterator[StoredSecret]:
    for start, part in (("mgt-config", whole.management), ("shared", whole.shared), ("device", whole.device)):
        for words in statements(part):
            marks = [word for word in words if (found := MARK.search(word)) and found[1] in STORAGES]
            if marks:
                path = words[: words.index(marks[0]) - 1]
                kind = "" if start == "mgt-config" else next((_OWNERS[word] for word in path if word in _OWNERS), "")
                owner = " ".join((kind, start, *path)).strip()
                yield StoredSecret(owner, storage_of(marks[0]), " ".join((start, *words))[:200])


def _servers(whole: Config) -> Iterator[AaaServer]:
    for kind, protocol in (("tacplus", "tacacs"), ("radius", "radius"), ("ldap", "ldap"), ("kerberos", "kerberos")):
        for profile in whole.shared.at("server-profile", kind).values():
            for server in profile.at("server").values():
                address = server.value("address") or server.value("ip-address") or server.value("host")
                yield AaaServer(protocol, address)


def snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Read the agent. The list of addresses of the management port limits who may ask."""
    del scope
    whole = config(outputs)
    version = whole.system.at("snmp-setting", "access-setting", "version")

    def enabled() -> bool:
        return any("snmp" in on for _, on, _ in _profiles(whole)) or _on(whole, "snmp")

    def communities() -> tuple[SnmpCommunity, ...]:
        name = version.value("v2c", "snmp-community-string")
        mark = MARK.search(name)
        if name and mark is None:
            raise Unreadable(reason("unparseable", detail="snmp-community-string"))
        limited = bool(_sources(whole.system)) and not any("snmp" in on for _, on, _ in _profiles(whole))
        return (SnmpCommunity(mark[1] == "default", "ro", limited, f"snmp-community-string {mark[0]}"),) if mark else ()

    versions = frozenset(v for word, v in (("v2c", "2c"), ("v3", "3")) if version.has(word))
    return Snmp(
        enabled=attempt(enabled),
        versions=Known(versions),
        communities=attempt(communities),
        users=attempt(lambda: tuple(_user(name, user) for name, user in version.at("v3", "users").items())),
    )


def _user(name: str, user: Node) -> SnmpUser:
    authentication, privacy = user.value("authproto"), user.value("privproto")
    if not authentication or not privacy:
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"snmp user {name[:30]} authproto"))
    return SnmpUser(name, authentication.lower().replace("-", ""), privacy.lower().replace("-", ""))


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers, and whether the clock follows one."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        given = config(outputs).system.at("ntp-servers").values()
        return tuple(
            NtpServer(server.value("ntp-server-address"), server.has("authentication-type", "symmetric-key"))
            for server in given
            if server.value("ntp-server-address")
        )

    def synchronised() -> bool:
        found = re.search(r"(?m)^ *NTP (synched to \S+|not synched)", outputs["ntp"].text())
        if found is None:
            raise Unreadable(reason("unparseable", detail="no NTP state"))
        return found[1].startswith("synched to ") and found[1] != "synched to LOCAL"

    return DeviceTime(attempt(servers), attempt(synchronised), not_told(NAME, "device_time.offset_ms"))


def logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read where the log of the system goes; its own log is always on, and dated."""
    del scope
    settings = config(outputs).shared.at("log-settings")

    def servers() -> tuple[LogServer, ...]:
        levels: dict[str, int] = {}
        for entry in settings.at("system", "match-list").values():
            filtered = entry.value("filter") or "All Logs"
            named = re.fullmatch(r"\(severity (?:geq|eq) (\w+)\)", filtered)
            level = 6 if filtered == "All Logs" else _SEVERITIES.get(named[1], 0) if named else 0
            for profile in entry.at("send-syslog"):
                levels[profile] = max(levels.get(profile, 0), level)
        for word, level in _SEVERITIES.items():
            profile = settings.value("system", word, "send-syslog", "using-syslog-setting")
            if profile:
                levels[profile] = max(levels.get(profile, 0), level)
        return tuple(
            LogServer(server.value("server"), level)
            for profile, level in levels.items()
            for server in settings.at("syslog", profile, "server").values()
        )

    return DeviceLogging(enabled=Known(True), servers=attempt(servers), timestamps=Known(True))
