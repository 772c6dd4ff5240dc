"""What the running configuration of Cisco IOS and IOS-XE tells (Cisco IOS Command References).

Both leave out what has its default value; where a default varies with the version the field is unknown.
"""

from __future__ import annotations

from functools import lru_cache

from inventories.reason import reason
from scanners.facts.device_accounts import DeviceAccounts
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.field import Absent, Known, all_fields, attempt
from scanners.facts.management_access import ManagementAccess
from scanners.facts.management_services import ManagementServices
from scanners.facts.port_guards import PortGuards
from scanners.platforms.network.cisco_ios.tree import unsure, whole_tree
from scanners.platforms.network.cisco_ios.ways import LINES, line_takes, network_paths, small_transports, ways_checked
from scanners.platforms.network.ios_like.access import console_lines
from scanners.platforms.network.ios_like.accounts import accounting, login_methods, servers, stored_secrets, users
from scanners.platforms.network.ios_like.filters import FilterGrammar, access_lists, endpoint
from scanners.platforms.network.ios_like.interfaces import InterfaceGrammar, access_ports, interface_settings
from scanners.platforms.network.ios_like.services import log_servers
from scanners.platforms.network.ios_like.tree import banner_text, sections, setting, switched
from scanners.platforms.network.tree import Line, every, has, starting
from scanners.platforms.reader import Outputs
from scanners.probe import Scope


def is_switch(lines: tuple[Line, ...]) -> bool:
    """Whether the device bridges: a router's configuration has no word on spanning trees or its ports' VLANs."""
    return any(
        line.text.startswith(("spanning-tree ", "vtp "))
        or any(below.text.startswith("switchport") for below in line.under)
        for line in lines
    )


def has_ipv6(lines: tuple[Line, ...]) -> bool:
    """Whether any interface speaks IPv6."""
    return any(line.text.startswith("ipv6 address") or line.text == "ipv6 enable" for _above, line in every(lines))


@lru_cache(maxsize=8)
def ports_of(lines: tuple[Line, ...]) -> InterfaceGrammar:
    """Give what a silent port is here."""
    return InterfaceGrammar(switched=is_switch(lines))


def object_networks(lines: tuple[Line, ...]) -> dict[str, tuple[str, ...]]:
    """Give the networks of every `object-group network` all of whose members are read."""
    grammar = FilterGrammar(inverse=False)
    found: dict[str, tuple[str, ...]] = {}
    for name, under in sections(lines, "object-group network"):
        members = [line.words for line in under if line.words[0] != "description"]
        try:
            read = [endpoint(words, grammar) for words in members]
        except (ValueError, IndexError):
            continue
        if read and not any(rest for _networks, rest in read):
            found[name] = tuple(network for networks, _rest in read for network in networks)
    return found


def parse_services(outputs: Outputs, scope: Scope) -> ManagementServices:
    """Read which services answer. A vty decides over SSH and telnet together with what the line takes."""
    del scope
    lines = whole_tree(outputs)

    def explicit(words: str) -> bool:
        state = switched(lines, words)
        if state is None:
            raise unsure(words)
        return state

    def versions() -> frozenset[str]:
        if not line_takes(lines, "ssh"):
            return frozenset()
        words = setting(lines, "ip ssh version")
        if not words:
            raise unsure("ip ssh version")
        return frozenset(words[:1])

    def algorithms(kind: str) -> tuple[str, ...]:
        words = setting(lines, f"ip ssh server algorithm {kind}")
        if not words:
            raise unsure(f"ip ssh server algorithm {kind}")
        return tuple(words)

    return ManagementServices(
        ssh=attempt(lambda: line_takes(lines, "ssh")),
        telnet=attempt(lambda: line_takes(lines, "telnet")),
        http=attempt(lambda: explicit("ip http server")),
        https=attempt(lambda: explicit("ip http secure-server")),
        tftp=Known(any(True for _ in starting(lines, "tftp-server"))),
        ftp=Known(bool(switched(lines, "ftp-server enable"))),
        ssh_versions=attempt(versions),
        ssh_ciphers=attempt(lambda: algorithms("encryption")),
        ssh_macs=attempt(lambda: algorithms("mac")),
        ssh_key_exchanges=attempt(lambda: algorithms("kex")),
        unneeded=attempt(lambda: _unneeded(lines)),
    )


_UNNEEDED = (
    "service tcp-small-servers", "service udp-small-servers", "service finger", "ip finger", "service config",
    "service pad", "ip rcmd rsh-enable", "ip rcmd rcp-enable", "ip identd", "service dhcp-relay", "vstack",
    "ip bootp server", "ip source-route", "snmp-server system-shutdown", "gnxi server",
)  # fmt: skip
_ON_BY_DEFAULT = ("ip source-route", "ip bootp server")  # of every version, unless `no …` is there
# On by default before a release, and within the next one on some devices alone: Smart Install (of switches) left IOS-XE
# somewhere within 16; of version 15 are IOS, whose PAD is on, and IOS-XE 3, whose is not.
_ONCE_ON = (("vstack", 16, 16), ("service pad", 15, 15))


def _unneeded(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Give what is on. Raises `Unreadable` where nothing is for certain, and a default depends on the version."""
    found = list(small_transports(lines))
    for words in _UNNEEDED:
        state = _begun(lines, words)
        if state or (state is None and words in _ON_BY_DEFAULT):
            found.append(words)
    doubts = []
    for words, until, varies in _ONCE_ON:
        release = int((setting(lines, "version") or ["0"])[0].partition(".")[0])
        if _begun(lines, words) is None and (words != "vstack" or is_switch(lines)):
            found += [words] if release < until else []
            doubts += [words] if release == varies else []
    if doubts and not found:
        raise unsure(doubts[0])
    return tuple(found)


def _begun(lines: tuple[Line, ...], words: str) -> bool | None:
    """Whether a function is on or off, whatever more its line says (`service tcp-small-servers max-servers 10`)."""
    off = any(True for _ in starting(lines, f"no {words}"))
    return True if any(True for _ in starting(lines, words)) else False if off else None


def parse_access(outputs: Outputs, scope: Scope) -> ManagementAccess:
    """Read lines, web server, limits on failures and banner."""
    del scope
    lines = whole_tree(outputs)
    filters, _ = access_lists(lines, FilterGrammar(objects=object_networks(lines)))
    aaa = has(lines, "aaa new-model")
    ipv6 = has_ipv6(lines)

    return ManagementAccess(
        paths=attempt(lambda: network_paths(lines, filters, ipv6=ipv6)),
        consoles=attempt(lambda: console_lines(lines, LINES, login_methods(lines), aaa=aaa)),
        attempts=attempt(lambda: _attempts(lines)[0]),
        lockout_s=attempt(lambda: _attempts(lines)[1]),
        banner=Known(banner_text(lines)),
    )


def _attempts(lines: tuple[Line, ...]) -> tuple[int, int]:
    """`login block-for S attempts N within W` holds off everybody; `max-fail` locks an account until it is cleared.

    It never locks one of level 15 (Login Password Retry Lockout): where there is such an account it limits nothing.
    """
    words = setting(lines, "login block-for")
    if words:
        return int(words[words.index("attempts") + 1]), int(words[0])
    words = setting(lines, "aaa local authentication attempts max-fail")
    spared = any(user.role == "15" for user in users(lines))
    return (int(words[0]), 0) if words and not spared else (0, 0)


def parse_accounts(outputs: Outputs, scope: Scope) -> DeviceAccounts:
    """Read accounts, secrets and AAA."""
    del scope
    lines = whole_tree(outputs)
    aaa = has(lines, "aaa new-model")

    return DeviceAccounts(
        users=attempt(lambda: users(lines)),
        secrets=attempt(lambda: stored_secrets(lines)),
        servers=attempt(lambda: servers(lines)),
        methods=attempt(lambda: ways_checked(lines, login_methods(lines), aaa=aaa)),
        accounting=attempt(lambda: accounting(lines) if aaa else ()),
    )


def parse_logging(outputs: Outputs, scope: Scope) -> DeviceLogging:
    """Read log servers; without a word on the level IOS sends 0 to 6."""
    del scope
    lines = whole_tree(outputs)
    stamps = setting(lines, "service timestamps log")
    return DeviceLogging(
        enabled=Known(not has(lines, "no logging on")),
        servers=attempt(lambda: log_servers(lines, 6)),
        timestamps=Known(stamps is not None and stamps[:1] == ["datetime"]),
    )


def parse_guards(outputs: Outputs, scope: Scope) -> PortGuards:
    """Read what guards access ports. A device without spanning tree and switch ports has none to guard."""
    del scope
    lines = whole_tree(outputs)
    if not is_switch(lines):
        return all_fields(PortGuards, Absent(reason("no_switch_ports")))
    bpduguard = has(lines, "spanning-tree portfast bpduguard default") or has(
        lines, "spanning-tree portfast edge bpduguard default"
    )
    return PortGuards(
        access_ports=attempt(lambda: _guarded(lines, bpduguard=bpduguard)),
        dot1x_enabled=Known(has(lines, "dot1x system-auth-control")),
    )


def _guarded(lines: tuple[Line, ...], *, bpduguard: bool) -> dict[str, frozenset[str]]:
    """Without a word on it a port of the new style (`access-session`) is open on some versions, closed on others."""
    for name, under in sections(lines, "interface"):
        silent = not any(line.text.endswith("access-session closed") for line in under)
        if has(under, "access-session port-control auto") and silent and not switched(under, "shutdown"):
            raise unsure(f"access-session closed ({name})")
    return access_ports(lines, interface_settings(lines, ports_of(lines)), bpduguard=bpduguard)
