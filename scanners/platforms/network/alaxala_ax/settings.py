"""The configuration of AlaxalA AX switches, which NEC sells as IP8800/S too: what it means where it differs from IOS.

Source: AX3640S/AX3800S configuration command reference (Ver.11.14), chapters on AAA, SNMP, NTP, log, IEEE 802.1X;
AX3660S (Ver.12.1): logging trap, snmp-server user; AX8600S (Ver.12.9): logging syslog-host, logging syslog-filter.
Accounts and their passwords are kept by operation commands and stand in no configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging, LogServer
from scanners.facts.device_time import NtpServer
from scanners.facts.field import Known, attempt
from scanners.facts.interfaces import InterfaceSetting
from scanners.facts.packet_filters import FilterBinding, PacketFilters
from scanners.facts.port_guards import PortGuards
from scanners.facts.snmp import Snmp
from scanners.platforms.network.ios_like.accounts import accounting, login_methods, servers, stored_secrets
from scanners.platforms.network.ios_like.bindings import bindings
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists
from scanners.platforms.network.ios_like.interfaces import InterfaceGrammar, interface_settings
from scanners.platforms.network.ios_like.services import communities, level, ntp_servers, trap_versions
from scanners.platforms.network.ios_like.snmp import snmp_users
from scanners.platforms.network.ios_like.tree import sections, setting
from scanners.platforms.network.platform import not_told
from scanners.platforms.network.tree import Line, has, indented, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope, Unreadable

NAME = "alaxala_ax"
FILTERS = FilterGrammar()
_INTERFACES = InterfaceGrammar(switched=True)


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


def vty_lines(lines: tuple[Line, ...]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Give each vty line by its name, with the lines below it."""
    for name, under in sections(lines, "line"):
        if name.split()[:1] == ["vty"]:
            yield f"line {name}", under


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Give servers, methods and the secrets of the configuration; local accounts are told by no command of a reader."""
    del scope
    lines = tree(outputs)
    return DeviceAccounts(
        users=not_told(NAME, "device_accounts.users"),
        secrets=Known(stored_secrets(lines)),
        servers=Known(servers(lines)),
        methods=attempt(lambda: log_ins(lines)),
        accounting=Known(accounting(lines)),
    )


def log_ins(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the methods; those of log-in hold at the console only with `aaa authentication login console`.

    After a server that refuses the next method is asked too, unless `end-by-reject` is set: then where none answers.
    """
    local = ("local",)
    told = {"default": local} | login_methods(lines)
    if not has(lines, "aaa authentication login end-by-reject"):
        told = {
            name: (*methods, "local_always") if "local" in methods[1:] else methods for name, methods in told.items()
        }
    return told if has(lines, "aaa authentication login console") else told | {"console": local}


def parse_snmp(outputs: Outputs, scope: Scope) -> Snmp:
    """Give communities and users; an agent without either answers nobody."""
    del scope
    lines = tree(outputs)
    filters, _unresolved = access_lists(lines, FILTERS)
    found = communities(lines, filters)
    users = snmp_users(lines)
    versions = ({"1", "2c"} if found else set()) | ({"3"} if users else set()) | set(trap_versions(lines))
    return Snmp(
        enabled=Known(bool(found or users)),
        versions=Known(frozenset(versions)),
        communities=Known(found),
        users=Known(users),
    )


def time_servers(lines: tuple[Line, ...]) -> tuple[NtpServer, ...]:
    """Read `ntp server` and, on small models, `ntp client server`."""
    simple = [NtpServer(rest[0], authenticated=False) for _line, rest in starting(lines, "ntp client server") if rest]
    return (*ntp_servers(lines), *simple)


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Give the log servers; `no-date-info` takes the time away from what is sent to one."""
    del scope
    lines = tree(outputs)
    told = [rest for words in ("logging host", "logging syslog-host") for _, rest in starting(lines, words) if rest]
    hosts = unquoted(rest[0] for rest in told)
    return DeviceLogging(
        enabled=Known(True),  # nothing switches the log off as a whole
        servers=attempt(lambda: tuple(LogServer(host, _least(lines)) for host in hosts)),
        timestamps=Known(not any("no-date-info" in rest[1:] for rest in told)),
    )


def _least(lines: tuple[Line, ...]) -> int:
    """Give the least severe level that is sent: initially events (`evt`) and errors, everything but debugging."""
    narrowed = setting(lines, "logging syslog-filter")
    if narrowed is not None and (narrowed[:1] != ["event-level"] or len(narrowed) != 2):
        raise Unreadable(reason("platform_default_unsure", platform=NAME, setting="logging syslog-filter message-list"))
    told = (narrowed or [])[1:] or setting(lines, "logging trap") or ["6"]
    kinds = [rest[0] for _line, rest in starting(lines, "logging event-kind") if rest]
    return level(told[0]) if not kinds or "evt" in kinds else min(level(told[0]), 3)


def settings(lines: tuple[Line, ...]) -> tuple[InterfaceSetting, ...]:
    """Give the interfaces; a port without a word on it is an access port of VLAN 1."""
    return tuple(
        replace(each, mode=each.mode or "access", description=each.description.strip('"'))
        for each in interface_settings(lines, _INTERFACES)
    )


def parse_filters(outputs: Outputs, scope: Scope) -> PacketFilters:
    """Give the access lists and where they are in force; lists with MAC addresses are not resolved."""
    del scope
    lines = tree(outputs)
    filters, unresolved = access_lists(lines, FILTERS)
    used = [each for each in bindings(lines) if each.purpose != "management"]
    for name, under in vty_lines(lines):
        for words in ("ip access-group", "ipv6 access-class"):
            used += [FilterBinding(name, "in", rest[0], "management") for _line, rest in starting(under, words) if rest]
    layer2 = [
        f"{name}: {line.text}"
        for name, under in sections(lines, "interface")
        for words in ("mac access-group", "advance access-group")
        for line, _ in starting(under, words)
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
    guards = [(words, guard) for words, whole, guard in _GUARDS if not whole or has(lines, whole)]
    found = {name: frozenset(guard for words, guard in guards if has(under.get(name, ()), words)) for name in ports}
    return PortGuards(access_ports=Known(found), dot1x_enabled=Known(has(lines, "dot1x system-auth-control")))
