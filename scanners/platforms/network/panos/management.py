"""How a PAN-OS firewall is managed (PAN-OS Administrator's Guide, "Firewall Administration").

The management port has its own list of services; other interfaces answer where a management profile is bound to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventories.reason import reason
from scanners.facts.device_accounts import AaaServer, DeviceAccounts, DeviceUser, StoredSecret
from scanners.facts.device_time import DeviceTime, NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.management_access import ConsoleLine, ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.platforms.network.panos.tree import NAME, Config, config
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.secrets import MARK, STORAGES, storage_of
from scanners.platforms.network.statements import Node, statements
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

MANAGING = ("ssh", "telnet", "http", "https", "snmp")
_ASIDE = ("http-ocsp", "response-pages", "userid-service", "userid-syslog-listener-ssl", "userid-syslog-listener-udp")
_IDLE_MIN = 60  # what holds where idle-timeout is not configured (Administrator's Guide, "Configure ... Settings")
_METHODS = {"tacplus": "tacacs", "radius": "radius", "ldap": "ldap", "kerberos": "kerberos", "local-database": "local"}
_BOTH = 2  # time servers, primary and secondary
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

    def unneeded() -> tuple[str, ...]:
        found = [f"{name} {word}" for name, _, own in profiles(whole) for word in _ASIDE if own.has(word, "yes")]
        found += [f"management {word}" for word in _ASIDE if whole.system.has("service", f"disable-{word}", "no")]
        if not found:
            whole.alone()
        return tuple(found)

    def listed(key: str) -> tuple[str, ...]:
        ssh = whole.system.at("ssh")
        profile = ssh.at("profiles", "mgmt-profiles", "server-profiles", ssh.value("mgmt", "server-profile"))
        if not profile.has(key):
            raise Unreadable(reason("platform_default_unsure", platform=NAME, setting=f"ssh {key}"))
        return profile.every(key)

    return ManagementServices(
        ssh=attempt(lambda: answers(whole, "ssh")),
        telnet=attempt(lambda: answers(whole, "telnet")),
        http=attempt(lambda: answers(whole, "http")),
        https=attempt(lambda: answers(whole, "https")),
        tftp=Known(False),
        ftp=Known(False),
        ssh_versions=Known(frozenset({"2"})),
        ssh_ciphers=attempt(lambda: listed("ciphers")),
        ssh_macs=attempt(lambda: listed("mac")),
        ssh_key_exchanges=attempt(lambda: listed("kex")),
        unneeded=attempt(unneeded),
    )


def answers(whole: Config, service: str) -> bool:
    """Whether a service answers anywhere. Raises `Unreadable` where that is not configured."""
    bound = any(service in on for _, on, _ in (*profiles(whole), *_auxiliary(whole)))
    if bound or _on(whole, service):
        return True
    whole.alone()
    return False


def _on(whole: Config, service: str) -> bool:
    """Whether the management port answers. SSH and HTTPS do unless they are switched off; of others nothing is assumed.

    Raises `Unreadable` where that is not configured.
    """
    if service in {"ssh", "https"} and not whole.managed:
        return not whole.system.has("service", f"disable-{service}", "yes")
    return whole.setting("service", f"disable-{service}") != "yes"


def _auxiliary(whole: Config) -> Iterator[tuple[str, frozenset[str], Node]]:
    """Give the further management ports that have an address; each has services and a list of its own."""
    for name in ("aux-1", "aux-2"):
        if whole.system.has(name, "ip-address") or whole.system.has(name, "ipv6-address"):
            told = {service: whole.setting(name, "service", f"disable-{service}") for service in MANAGING}
            yield name, frozenset(s for s, off in told.items() if off != "yes"), whole.system.at(name)


def profiles(whole: Config) -> Iterator[tuple[str, frozenset[str], Node]]:
    """Give each management profile that is bound to an interface, and what it answers."""
    bound = {
        words[place + 1]
        for words in statements(whole.device.at("network", "interface"))
        for place, word in enumerate(words[:-1])
        if word == "interface-management-profile"
    }
    for name, own in whole.device.at("network", "profiles", "interface-management-profile").items():
        if name in bound:
            yield f"profile {name}", frozenset(s for s in MANAGING if own.has(s, "yes")), own


def access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read the ways in."""
    del scope
    whole = config(outputs)
    setting = whole.device.at("deviceconfig", "setting", "management")
    lockout = setting.at("admin-lockout")

    def idle() -> int:
        return 60 * int(own(setting, "idle-timeout") or _IDLE_MIN)

    def own(node: Node, key: str) -> str:
        if not node.has(key):
            whole.alone()
        return node.value(key)

    def paths() -> tuple[ManagementPath, ...]:
        whole.alone()
        on_port = frozenset(service for service in MANAGING if _on(whole, service))
        found = [("management", on_port, whole.system), *_auxiliary(whole), *profiles(whole)]
        return tuple(
            ManagementPath(name, on, bool(given := sources(node)), given, idle()) for name, on, node in found if on
        )

    return ManagementAccess(
        paths=attempt(paths),
        consoles=attempt(lambda: (ConsoleLine("console", True, True, idle()),)),
        attempts=attempt(lambda: int(own(lockout, "failed-attempts") or 0)),
        lockout_s=attempt(lambda: 60 * int(own(lockout, "lockout-time") or 0)),
        banner=attempt(lambda: own(whole.system, "login-banner").replace("\\n", "\n").strip()),
    )


def sources(node: Node) -> tuple[str, ...]:
    """Give the networks that may come in; none where that is open."""
    given = node.every("permitted-ip")
    return () if {*given} & _ANYWHERE else given


def accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read who may log in, and how."""
    del scope
    whole = config(outputs)

    def users() -> tuple[DeviceUser, ...]:
        whole.alone()
        return tuple(DeviceUser(name, _role(user)) for name, user in whole.management.at("users").items())

    def servers() -> tuple[AaaServer, ...]:
        found = tuple(_servers(whole))
        if not found:
            whole.alone()
        return found

    return DeviceAccounts(
        users=attempt(users),
        secrets=Known(tuple(_secrets(whole))),
        servers=attempt(servers),
        methods=attempt(lambda: {"default": _log_in(whole)}),
        accounting=not_told(NAME, "device_accounts.accounting"),
    )


def _log_in(whole: Config) -> tuple[str, ...]:
    """Give the methods in their order.

    An administrator with a password or key of the device's own is let in by it, whatever profile the device has: that
    profile is for the others, who are known to the servers alone.
    """
    users = whole.management.at("users").values()
    named = dict.fromkeys((whole.system.value("authentication-profile"), *(_profile(user) for user in users)))
    central = [method for name in named if name for method in _profile_methods(whole, name)]
    own = any(not _profile(user) and (user.value("phash") not in {"", "*"} or user.has("public-key")) for user in users)
    if not {*central} - {"local"}:
        whole.alone()
        return ("local",)
    if not own:
        whole.alone()
    return tuple(dict.fromkeys((*central, *(("local_always",) if own else ()))))


def _profile(user: Node) -> str:
    return user.value("authentication-profile")


def _profile_methods(whole: Config, name: str) -> Iterator[str]:
    """Give what a profile asks, or each of a sequence: there the next is asked when one has refused, too."""
    sequence = whole.shared.at("authentication-sequence", name, "authentication-profiles")
    for one in sequence or (name,):
        method = _METHODS[whole.shared.value("authentication-profile", one, "method")]
        yield "local_always" if sequence and method == "local" else method


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
    if whole.managed:  # what it pushed has secrets of its own, and how those are stored is not seen
        yield StoredSecret("panorama", "unknown", "panorama")


def _servers(whole: Config) -> Iterator[AaaServer]:
    for kind, protocol in (("tacplus", "tacacs"), ("radius", "radius"), ("ldap", "ldap"), ("kerberos", "kerberos")):
        for profile in whole.shared.at("server-profile", kind).values():
            for server in profile.at("server").values():
                address = server.value("address") or server.value("ip-address") or server.value("host")
                yield AaaServer(protocol, address)


def time(outputs: Outputs, scope: Scope) -> DeviceTime:
    """Read the clock's servers, and whether the clock follows one."""
    del scope

    def servers() -> tuple[NtpServer, ...]:
        whole = config(outputs)
        given = whole.system.at("ntp-servers").values()
        if len(given) < _BOTH:
            whole.alone()
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
