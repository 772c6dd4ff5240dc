"""The configuration of AlaxalA AX switches, which NEC sells as IP8800/S too: what it means where it differs from IOS.

Source: AX3640S/AX3800S configuration command reference (Ver.11.14), chapters on log-in (line, username, ip ssh,
banner), AAA, SNMP, NTP, log, IEEE 802.1X; AX8300S configuration guide 8.1.8 (access lists of vty lines). Accounts and
their passwords are kept by operation commands and stand in no configuration.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import NtpServer
from scanners.facts.field import Known, Unknown, attempt
from scanners.facts.interfaces import InterfaceSetting
from scanners.facts.management_access import ManagementAccess, ManagementPath
from scanners.facts.management_services import ManagementServices
from scanners.facts.packet_filters import FilterBinding, PacketFilter, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp, SnmpUser
from scanners.platforms.network.ios_like_access import limits, permitted
from scanners.platforms.network.ios_like_accounts import accounting, login_methods, servers, stored_secrets
from scanners.platforms.network.ios_like_bindings import bindings
from scanners.platforms.network.ios_like_filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like_interfaces import InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like_services import communities, ntp_servers, trap_versions
from scanners.platforms.network.ios_like_tree import sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "alaxala_ax"
_FILTERS = FilterGrammar()
_INTERFACES = InterfaceGrammar(switched=True)
_IDLE_MINUTES = 60  # `username … exec-timeout`, where nothing is configured


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Line, ...]:
    lines = indented(text, comments=("!", "#"))
    if not any(line.words[0] in {"hostname", "interface", "vlan"} for line in lines):
        raise Unreadable(reason("unparseable", detail=f"no configuration: {text.strip()[:80]}"))
    return lines


def tree(outputs: Outputs) -> tuple[Line, ...]:
    """Give the configuration. Raises `Unreadable` where the answer is none."""
    return _read(outputs["config"].text())


def unquoted(words: Iterable[str]) -> list[str]:
    """Give words as they are without the quotation marks that the switch puts around names."""
    return [word.strip('"') for word in words]


def _algorithms(lines: tuple[Line, ...], words: str) -> Known[tuple[str, ...]] | Unknown:
    told = setting(lines, words)
    if not told:
        return Unknown(reason("platform_default_unsure", platform=NAME, setting=words))
    return Known(tuple(word for part in told for word in part.split(",") if word))


def _vty(lines: tuple[Line, ...]) -> list[tuple[str, frozenset[str], tuple[Line, ...]]]:
    """Give each vty line with what it takes: Telnet, and SSH where that is on; `transport input` narrows it."""
    both = frozenset({"telnet", "ssh"} if _ssh(lines) else {"telnet"})
    given = []
    for name, under in sections(lines, "line"):
        if name.split()[:1] == ["vty"]:
            words = frozenset(setting(under, "transport input") or ["all"])
            given.append((f"line {name}", both if "all" in words else (words & both), under))
    return given


def _ssh(lines: tuple[Line, ...]) -> bool:
    return has(lines, "ip ssh")


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Give the services. Without a `line vty` nobody gets in from outside."""
    del scope
    lines = tree(outputs)
    taken = frozenset(service for _name, services, _under in _vty(lines) for service in services)
    told = setting(lines, "ip ssh version")
    web = has(lines, "http-server")
    unsure = Unknown(reason("platform_default_unsure", platform=NAME, setting="ip ssh version"))
    versions = Known(frozenset(told)) if told else unsure
    return ManagementServices(
        ssh=Known("ssh" in taken),
        telnet=Known("telnet" in taken),
        http=Known(web),
        https=not_told(NAME, "management_services.https") if web else Known(False),
        tftp=Known(False),  # there is no TFTP server
        ftp=Known(has(lines, "ftp-server")),
        ssh_versions=versions if "ssh" in taken else Known(frozenset()),
        ssh_ciphers=_algorithms(lines, "ip ssh ciphers"),
        ssh_macs=_algorithms(lines, "ip ssh macs"),
        ssh_key_exchanges=_algorithms(lines, "ip ssh key-exchange"),
        unneeded=Known(tuple(line.text for line in lines if line.text in {"ip source-route", "ip ssh version 1"})),
    )


def idle_seconds(lines: tuple[Line, ...]) -> int:
    """Give the longest time that any user may be idle: who has no line of his own has that of `default_user`."""
    own = {
        rest[0]: rest[2] for _line, rest in starting(lines, "username") if rest[1:2] == ["exec-timeout"] and rest[2:]
    }
    minutes = [int(own.pop("default_user", _IDLE_MINUTES)), *(int(text) for text in own.values())]
    return 0 if 0 in minutes else 60 * max(minutes)


def _sources(under: tuple[Line, ...], filters: Mapping[str, PacketFilter], ipv6: bool) -> tuple[str, ...]:
    given: list[str] = []
    for words, everywhere in (("ip access-group", "0.0.0.0/0"), ("ipv6 access-class", "::/0")):
        names = [rest[0] for _line, rest in starting(under, words) if rest[1:2] == ["in"]]
        if names:
            given += permitted(filters, names[-1])
        elif ipv6 or not words.startswith("ipv6"):
            given.append(everywhere)
    return tuple(dict.fromkeys(given))


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Give the vty lines, and the FTP server, which the same lists limit."""
    del scope
    lines = tree(outputs)
    filters, _unresolved = access_lists(lines, _FILTERS)
    ipv6 = any(starting(under, "ipv6") for _name, under in sections(lines, "interface") if _ipv6(under))
    paths = []
    for name, services, under in _vty(lines):
        sources = _sources(under, filters, ipv6)
        more = {"ftp"} if has(lines, "ftp-server") else set()
        if services | more:
            paths.append(ManagementPath(name, services | more, limits(sources), sources, idle_seconds(lines)))
    return ManagementAccess(
        paths=Known(tuple(paths)),
        consoles=not_told(NAME, "management_access.consoles"),
        attempts=not_told(NAME, "management_access.attempts"),
        lockout_s=not_told(NAME, "management_access.lockout_s"),
        banner=attempt(lambda: _banner(lines)),
    )


def _ipv6(under: tuple[Line, ...]) -> bool:
    return any(line.words[0] == "ipv6" and line.words[1:2] in (["address"], ["enable"]) for line in under)


def _banner(lines: tuple[Line, ...]) -> str:
    """Read `banner login encode "…"` (Base64). Raises `Unreadable` for another form."""
    words = setting(lines, "banner login") or setting(lines, "banner login-ftp")
    if not words:
        return ""
    if words[0] != "encode" or len(words) != 2:
        raise Unreadable(reason("unparseable", detail=f"banner login {words[0]}"))
    try:
        return base64.b64decode(words[1].strip('"'), validate=True).decode("utf-8", "backslashreplace").strip()
    except binascii.Error:
        raise Unreadable(reason("unparseable", detail="banner login encode")) from None


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give servers, methods and the secrets of the configuration; local accounts are told by no command of a reader."""
    del scope
    lines = tree(outputs)
    return DeviceAccounts(
        users=not_told(NAME, "device_accounts.users"),
        secrets=Known(stored_secrets(lines)),
        servers=Known(servers(lines)),
        methods=attempt(lambda: {"default": ("local",)} | login_methods(lines)),
        accounting=Known(accounting(lines)),
    )


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give communities and users; an agent without either answers nobody."""
    del scope
    lines = tree(outputs)
    filters, _unresolved = access_lists(lines, _FILTERS)
    found = communities(lines, filters)
    users = [_user(unquoted(rest)) for _line, rest in starting(lines, "snmp-server user") if rest]
    versions = ({"1", "2c"} if found else set()) | ({"3"} if users else set()) | set(trap_versions(lines))
    return Snmp(
        enabled=Known(bool(found or users)),
        versions=Known(frozenset(versions)),
        communities=Known(found),
        users=Known(tuple(users)),
    )


def _user(words: list[str]) -> SnmpUser:
    """Read `NAME GROUP v3 [auth md5|sha PASSWORD [priv des|aes PASSWORD]]`."""

    def after(word: str) -> str:
        return words[words.index(word) + 1] if word in words[:-1] else "none"

    return SnmpUser(words[0], after("auth"), after("priv"))


def time_servers(lines: tuple[Line, ...]) -> tuple[NtpServer, ...]:
    """Read `ntp server` and, on small models, `ntp client server`."""
    simple = [NtpServer(rest[0], authenticated=False) for _line, rest in starting(lines, "ntp client server") if rest]
    return (*ntp_servers(lines), *simple)


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers. Initially events (`evt`) and errors go out: that is everything but debugging."""
    del scope
    lines = tree(outputs)
    kinds = [rest[0] for _line, rest in starting(lines, "logging event-kind") if rest]
    level = 6 if not kinds or "evt" in kinds else 3
    hosts = unquoted(rest[0] for _line, rest in starting(lines, "logging host") if rest)
    return DeviceLogging(
        enabled=Known(True),  # nothing switches the log off as a whole
        servers=Known(tuple(LogServer(host, level) for host in hosts)),
        timestamps=Known(True),  # each message carries date and time, and nothing takes them away
    )


def settings(lines: tuple[Line, ...]) -> tuple[InterfaceSetting, ...]:
    """Give the interfaces; a port without a word on it is an access port of VLAN 1."""
    return tuple(
        replace(each, mode=each.mode or "access", description=each.description.strip('"'))
        for each in interface_settings(lines, _INTERFACES)
    )


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the access lists and where they are in force; lists of MAC addresses are not resolved where they are."""
    del scope
    lines = tree(outputs)
    filters, unresolved = access_lists(lines, _FILTERS)
    used = [each for each in bindings(lines) if each.purpose != "management"]
    for name, _services, under in _vty(lines):
        for words in ("ip access-group", "ipv6 access-class"):
            used += [FilterBinding(name, "in", rest[0], "management") for _line, rest in starting(under, words) if rest]
    layer2 = [
        f"{name}: {line.text}"
        for name, under in sections(lines, "interface")
        for line, _ in starting(under, "mac access-group")
    ]
    return PacketFilters(
        filters=Known(filters),
        bindings=Known(tuple(used)),
        zone_default=Known(""),
        unresolved=Known((*unresolved, *layer2)),
    )


_GUARDS = (
    ("dot1x port-control auto", "dot1x system-auth-control", "dot1x"),
    ("mac-authentication port", "mac-authentication system-auth-control", "mac-auth"),
    ("spanning-tree bpduguard enable", "", "bpdu-guard"),
)


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Give what guards each enabled access port; authentication needs to be on as a whole too."""
    del scope
    lines = tree(outputs)
    under = dict(sections(lines, "interface"))
    ports = [
        each.name for each in settings(lines) if each.enabled and each.kind == "physical" and each.mode == "access"
    ]
    found = {
        name: frozenset(
            guard
            for words, whole, guard in _GUARDS
            if has(under.get(name, ()), words) and (not whole or has(lines, whole))
        )
        for name in ports
    }
    return PortGuards(access_ports=Known(found), dot1x_enabled=Known(has(lines, "dot1x system-auth-control")))
